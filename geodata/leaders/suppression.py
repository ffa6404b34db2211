"""
Which totals of people may be shown, so that nobody is told by a small one, nor by a difference of two.

The rule is that of tables of counts in statistical disclosure control
(Hundepool and others, Handbook on Statistical Disclosure Control, second
edition, 2024): cells below a least frequency are held back (primary
suppression), and others with them where totals would give the small ones away
(secondary suppression).
Here the second step is made by construction instead of by search:

- People are split into regions as a tree: everybody; parts of everybody; parts
  of those. A part is what one unit holds, or what is left beside the units.
- Each region has a split of the categories: some by themselves, all others
  together. Regions below one region all have the same split, which joins
  categories of the one above and never parts them.
- Of each region every part of its split that holds a known category counts at
  least ``LEAST``, and there are two such parts at least. What is not known is no
  group of people: alone it counts nobody or at least ``LEAST``, and is no second
  part. What a unit holds is shown only where it is a region, and only categories
  that are by themselves; a 0 is held back like any other small number.

Then no sum or difference of what is shown, and of the numbers of people that
anybody can count in the public lists, tells a group of 1 to ``LEAST - 1``.
Let such a sum tell how many people p have a category in T(p). For a person
counted, take of the categories outside T(p) the one that is parted from the
person's own at the least depth, in the region r: there and below, T holds the
person's whole part of the split of r, for everybody in r. That part counts the
person, hence ``LEAST``. The same holds for those who are not counted.

Nor does it tell that nobody has a known category k: let the sum be 0 and T(p)
hold k. Take of the categories outside T(p) the one that is parted from k at the
least depth, in r: T holds the part of k in the split of r, for everybody in r,
and that part counts ``LEAST``. So it does not tell that all whose category is
known have the same one, for then it would tell that nobody of them has another.
Weights above 0 in place of T change nothing in this, hence neither do
conclusions from counts being no less than 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

LEAST = 5

Unit = TypeVar("Unit", bound=Hashable)
Category = str | None  # None: not known
People = frozenset[str]
Split = tuple[Category, ...]  # the categories by themselves; all others are one part
Regions = dict[People, Split]
Tally = Counter[Category]


class _Tallies(NamedTuple):
    """How many people of each group have which category, and how many known categories there are."""

    of: Mapping[People, Tally]
    known: int


def shown_totals(
    category_of: Mapping[str, Category], categories: Iterable[Category], units: Mapping[Unit, People]
) -> dict[Unit, dict[Category, int]]:
    """
    Return for each unit the counts of categories that may be shown; what is missing is held back.

    Parameters
    ----------
    category_of
        Everybody, each with one category.
    categories
        All that there may be, also those of nobody; what is not known is shown last.
    units
        Who lies in each unit. Units may lie in each other, be the same people
        under two names, or overlap: of two that overlap one at most is shown.
    """
    everybody = frozenset(category_of)
    members = {everybody, *(people for people in units.values() if people)}
    every = list(categories)
    known = sum(one is not None for one in every)
    # Counted once: a large office has thousands of units.
    tallies = _Tallies({people: Counter(category_of[one] for one in people) for people in members}, known)
    counts = tallies.of[everybody]
    split: Split = tuple(sorted(every, key=lambda one: (one is None, -counts[one], one or "")))
    while split and not _is_safe(counts, split, known):
        split = split[:-1]
    regions: Regions = {}
    if split:
        regions[everybody] = split
        _refine((everybody, counts), split, _in_order(members), tallies, regions)
    return {
        unit: {one: tallies.of[people][one] for one in regions.get(people, ())}
        for unit, people in units.items()
    }


def _in_order(members: Iterable[People]) -> list[People]:
    """Return groups of people, the largest first; those of one size in an order that does not move."""
    return sorted(members, key=lambda people: (-len(people), sorted(people)))


def _is_safe(counts: Tally, split: Split, known: int) -> bool:
    """
    Return whether each part of a split counts enough people, and two parts hold a known category.

    ``known`` is how many known categories there are: where all of them are by
    themselves, the others are those of whom nothing is known, or nobody at all.
    """
    parts = [counts[one] for one in split]
    others = counts.total() - sum(parts)
    named = sum(one is not None for one in split)
    if any(count < LEAST for count in parts):
        return False
    if named < known:
        return named > 0 and others >= LEAST
    return named > 1 and (others == 0 or others >= LEAST)


def _refine(
    region: tuple[People, Tally],
    split: Split,
    candidates: list[People],
    tallies: _Tallies,
    regions: Regions,
) -> None:
    """Add the regions below one, with the split of its beginning that lets most totals be shown."""
    inside = [one for one in candidates if one < region[0]]
    best: tuple[Split, list[People], tuple[People, Tally]] = ((), [], region)
    for length in range(len(split), 0, -1):
        chosen, left = _parts(region, split[:length], inside, tallies)
        if len(chosen) * length > len(best[1]) * len(best[0]):
            best = (split[:length], chosen, left)
    split, chosen, left = best
    for part in chosen:
        regions[part] = split
        _refine((part, tallies.of[part]), split, inside, tallies, regions)
    if chosen and left[0]:
        _refine(left, split, inside, tallies, regions)


def _parts(
    region: tuple[People, Tally], split: Split, candidates: list[People], tallies: _Tallies
) -> tuple[list[People], tuple[People, Tally]]:
    """Return groups of people that may be regions beside each other, and who is left beside them."""
    chosen: list[People] = []
    left, counts = region
    for one in candidates:
        if not _is_safe(tallies.of[one], split, tallies.known) or not one <= left:
            continue
        rest = counts - tallies.of[one]
        if not rest or _is_safe(rest, split, tallies.known):
            chosen.append(one)
            left, counts = left - one, rest
    return chosen, (left, counts)
