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
    counts = Counter(category_of.values())
    split: Split = tuple(sorted(categories, key=lambda one: (-counts[one], one is None, one or "")))
    while split and not _is_safe(everybody, split, category_of):
        split = split[:-1]
    regions: Regions = {}
    if split:
        regions[everybody] = split
        members = {people for people in units.values() if people}
        _refine(everybody, split, _in_order(members), category_of, regions)
    return {unit: _counts(people, regions.get(people, ()), category_of) for unit, people in units.items()}


def _in_order(members: Iterable[People]) -> list[People]:
    """Return groups of people, the largest first; those of one size in an order that does not move."""
    return sorted(members, key=lambda people: (-len(people), sorted(people)))


def _is_safe(people: People, split: Split, category_of: Mapping[str, Category]) -> bool:
    """Return whether each part of a split counts nobody or enough of ``people``, and two count somebody."""
    counts = Counter(category_of[one] for one in people)
    parts = [counts[one] for one in split]
    parts.append(len(people) - sum(parts))
    return all(count == 0 or count >= LEAST for count in parts) and sum(count > 0 for count in parts) > 1


def _refine(
    people: People,
    split: Split,
    candidates: list[People],
    category_of: Mapping[str, Category],
    regions: Regions,
) -> None:
    """Add the regions below one, with the split of its beginning that lets most totals be shown."""
    inside = [one for one in candidates if one < people]
    best: tuple[Split, list[People], People] = ((), [], people)
    for length in range(len(split), 0, -1):
        chosen, left = _parts(people, split[:length], inside, category_of)
        if len(chosen) * length > len(best[1]) * len(best[0]):
            best = (split[:length], chosen, left)
    split, chosen, left = best
    for part in chosen:
        regions[part] = split
        _refine(part, split, inside, category_of, regions)
    if chosen and left:
        _refine(left, split, inside, category_of, regions)


def _parts(
    people: People, split: Split, candidates: list[People], category_of: Mapping[str, Category]
) -> tuple[list[People], People]:
    """Return groups of ``people`` that may be regions beside each other, and who is left beside them."""
    chosen, left = [], people
    for one in candidates:
        rest = left - one
        if (
            one <= left
            and _is_safe(one, split, category_of)
            and (not rest or _is_safe(rest, split, category_of))
        ):
            chosen.append(one)
            left = rest
    return chosen, left


def _counts(people: People, split: Split, category_of: Mapping[str, Category]) -> dict[Category, int]:
    """Return how many of ``people`` are of each category of a split."""
    counts = Counter(category_of[one] for one in people)
    return {one: counts[one] for one in split}
