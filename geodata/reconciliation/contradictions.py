"""Published figures that contradict each other or themselves, side by side with the registry's count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from geodata.quality import broken_sums, disagreements
from geodata.reconciliation.figures import Reconciled


@dataclass(frozen=True, slots=True)
class Contradiction:
    """
    Figures that cannot all be right.

    Of a sum (``is_sum``) the first is the total and the others are its parts,
    from one source; else they name one thing at one time.
    """

    figures: tuple[Reconciled, ...]
    is_sum: bool

    @property
    def parts_sum(self) -> int:
        """What the parts of a sum add up to."""
        return sum(one.published.value for one in self.figures[1:])


def contradictions(every: Collection[Reconciled], shown: Collection[Reconciled]) -> list[Contradiction]:
    """Return the contradictions among all figures that touch one of those that are shown."""
    by_id = {one.published.total_id: one for one in every}
    wanted = {one.published.total_id for one in shown}
    published = [one.published for one in every]
    groups = [
        *((True, (found.total, *found.parts)) for found in broken_sums(published)),
        *((False, group) for group in disagreements(published)),
    ]
    return [
        Contradiction(tuple(by_id[figure.total_id] for figure in figures), is_sum)
        for is_sum, figures in groups
        if not wanted.isdisjoint(figure.total_id for figure in figures)
    ]
