"""Shares that one source publishes: a part and its whole, of the same day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.quality import Published


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, from one source of one day; ``published`` is the figure of the part."""

    part: int
    whole: int
    published: Published

    def reaches(self, percent: float) -> bool:
        """Tell whether the share is at least so many percent."""
        return self.part * 100 >= percent * self.whole


def shares_of(figures: Sequence[Published], metric: str, key: str, whole: str) -> list[Share]:
    """
    Return the shares of a part (``metric``, ``key``) in ``whole``, in the order of the figures.

    Both numbers are of one source and one date as far as it is known. There is no
    share of nothing, and none where the part is more than the whole.
    """
    totals = {(one.source, one.period): one.value for one in figures if one.metric == whole}
    found = []
    for one in figures:
        of = totals.get((one.source, one.period), 0)
        if (one.metric, one.key) == (metric, key) and one.value <= of and of > 0:
            found.append(Share(one.value, of, one))
    return found
