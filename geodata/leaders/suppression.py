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
- Of each region every part of its split counts nobody, or at least ``LEAST``;
  and at least two of its parts count somebody. What a unit holds is shown only
  where it is a region, and only categories that are by themselves.

Then no sum or difference of what is shown, and of the numbers of people that
anybody can count in the public lists, tells a group of 1 to ``LEAST - 1``.
Let such a sum tell how many people p have a category in T(p). For a person
counted, take of the categories outside T(p) the one that is parted from the
person's own at the least depth, in the region r: there and below, T holds the
person's whole part of the split of r, for everybody in r. That part counts the
person, hence ``LEAST``. The same holds for those who are not counted; and as two
parts of each region count somebody, nobody is told by everybody being the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

LEAST = 5

Unit = TypeVar("Unit", bound=Hashable)
Category = str | None  # None: not known
People = frozenset[str]
Split = tuple[Category, ...]  # the categories by themselves; all others are one part
Regions = dict[People, Split]
Tally = Counter[Category]


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
        All that there are, also those of nobody.
    units
        Who lies in each unit. Units may lie in each other, be the same people
        under two names, or overlap: of two that overlap one at most is shown.
    """
    everybody = frozenset(category_of)
    members = {everybody, *(people for people in units.values() if people)}
    # Counted once: a large office has thousands of units.
    tallies = {people: Counter(category_of[one] for one in people) for people in members}
    counts = tallies[everybody]
    split: Split = tuple(sorted(categories, key=lambda one: (-counts[one], one is None, one or "")))
    while split and not _is_safe(counts, split):
        split = split[:-1]
    regions: Regions = {}
    if split:
        regions[everybody] = split
        _refine((everybody, counts), split, _in_order(members), tallies, regions)
    return {
        unit: {one: tallies[people][one] for one in regions.get(people, ())} for unit, people in units.items()
    }


def _in_order(members: Iterable[People]) -> list[People]:
    """Return groups of people, the largest first; those of one size in an order that does not move."""
    return sorted(members, key=lambda people: (-len(people), sorted(people)))


def _is_safe(counts: Tally, split: Split) -> bool:
    """Return whether each part of a split counts nobody or enough people, and two count somebody."""
    parts = [counts[one] for one in split]
    parts.append(counts.total() - sum(parts))
    return all(count == 0 or count >= LEAST for count in parts) and sum(count > 0 for count in parts) > 1


def _refine(
    region: tuple[People, Tally],
    split: Split,
    candidates: list[People],
    tallies: Mapping[People, Tally],
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
        _refine((part, tallies[part]), split, inside, tallies, regions)
    if chosen and left[0]:
        _refine(left, split, inside, tallies, regions)


def _parts(
    region: tuple[People, Tally], split: Split, candidates: list[People], tallies: Mapping[People, Tally]
) -> tuple[list[People], tuple[People, Tally]]:
    """Return groups of people that may be regions beside each other, and who is left beside them."""
    chosen: list[People] = []
    left, counts = region
    for one in candidates:
        if not _is_safe(tallies[one], split) or not one <= left:
            continue
        rest = counts - tallies[one]
        if not rest or _is_safe(rest, split):
            chosen.append(one)
            left, counts = left - one, rest
    return chosen, (left, counts)
