"""The registry's side of one figure: what certainly counts, what may, and what does not, record by record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from geodata.collation import vietnamese_key
from geodata.reconciliation.holding import Doubt
from geodata.reconciliation.members import COUNTING, Area, Member, Members
from geodata.vocabulary import ProductGroup

# Left out for another reason than the date: of other stars, another group, another district.
OTHER = "other"
Doubts = frozenset[Doubt]
NONE: Doubts = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """
    One record, commune or group that makes up a count.

    ``path`` is the list that it is in (products, producers, communes …; empty:
    it has no page). Without ``doubts`` it counts certainly. ``inferred`` says
    that what puts it here was inferred. ``row`` are its fields.
    """

    path: str
    key: str
    name: str
    doubts: Doubts = NONE
    inferred: bool = False
    row: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Tally:
    """
    What the registry counts for a figure.

    From ``low`` (certainly) to ``high`` (at most: everything that may count);
    ``inferred`` of the items rest on an inferred value. ``left_out`` counts
    products that do not count, by reason; with the items they close to the
    products of the area where products are counted (``of_products``).
    """

    low: int
    high: int
    inferred: int
    left_out: Mapping[str, int]
    make_items: Callable[[], Sequence[Item]]
    of_products: bool = False

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The records that count or may count; made only where somebody looks at them."""
        return tuple(self.make_items())


Doubting = Callable[[Member], Doubts | None]


def tally_products(members: Members, doubt: Doubting, fields: frozenset[str]) -> Tally:
    """
    Count products; ``doubt`` tells why one only may be among those that are asked for, None: it is not.

    ``fields`` are those that decide about it, beside the year.
    """
    deciding = fields | {"certified_year"}
    low = high = inferred = 0
    left_out: Counter[str] = Counter()
    for member, alike in members.groups:
        count = len(alike)
        if member.holding.standing not in COUNTING:
            left_out[member.holding.standing.value] += count
            continue
        more = doubt(member)
        if more is None:
            left_out[OTHER] += count
            continue
        high += count
        low += 0 if more or member.holding.doubts else count
        inferred += 0 if deciding.isdisjoint(member.product["inferred_fields"]) else count
    made = partial(_products, members, doubt, deciding)
    return Tally(low, high, inferred, left_out, made, of_products=True)


def _products(members: Members, doubt: Doubting, deciding: frozenset[str]) -> list[Item]:
    """Return the products that count or may count."""
    found = []
    for member in members.every:
        more = doubt(member) if member.holding.standing in COUNTING else None
        if more is not None:
            inferred = not deciding.isdisjoint(member.product["inferred_fields"])
            found.append(product_item(member.product, member.holding.doubts | more, inferred))
    return found


def product_item(product: Mapping[str, Any], doubts: Doubts, inferred: bool) -> Item:
    """Return a product as an item."""
    return Item("products", product["product_id"], product["name"], doubts, inferred, product)


def counted_items(items: Sequence[Item]) -> Tally:
    """Return a count of items of which nothing was left out, each of which is one."""
    certain = sum(not item.doubts for item in items)
    return Tally(certain, len(items), sum(item.inferred for item in items), {}, lambda: items)


def by_stars(members: Members, key: str) -> Tally:
    """Count the products that had a number of stars."""
    wanted = int(key)

    def doubt(member: Member) -> Doubts | None:
        stars = member.holding.stars
        if stars == {wanted}:
            return NONE
        return frozenset({Doubt.STARS}) if wanted in stars or None in stars else None

    return tally_products(members, doubt, frozenset({"stars"}))


def by_field(members: Members, name: str, key: str, unknown: Doubt, inferred: str) -> Tally:
    """Count the products whose field ``name`` is ``key``; an unknown one may be; ``inferred`` decides."""

    def doubt(member: Member) -> Doubts | None:
        value = member.product[name]
        if value is None:
            return frozenset({unknown})
        return NONE if value == key else None

    return tally_products(members, doubt, frozenset({inferred}))


def all_products(members: Members) -> Tally:
    """Count every product."""
    return tally_products(members, lambda _: NONE, frozenset())


def distinct(members: Members, name: str, path: str, names: Mapping[str, str], inferred: str) -> Tally:
    """
    Count the different communes, districts or groups of the products; ``names`` are all that there can be.

    A product of which the field is unknown may be in one more: it is an item
    of its own, and at most as many count as there are others left.
    """
    deciding = frozenset({inferred, "certified_year"})
    ranked = members.ranked(name, deciding)
    unknown = {"commune_code": Doubt.COMMUNE, "district_code": Doubt.DISTRICT}.get(name, Doubt.GROUP)
    others = max(len(names) - len(ranked.best), 0)
    return Tally(
        sum(not doubts for doubts, _ in ranked.best.values()),
        len(ranked.best) + min(ranked.loose, others),
        sum(told for _, told in ranked.best.values()) + ranked.loose_inferred,
        _left_out(members),
        partial(_shared, members, name, unknown, deciding, lambda key, _: (path, names.get(key, key), NONE)),
    )


# Value of the field, a product with it → list, name and further doubts of what it stands for; None: not it.
Naming = Callable[[str, Mapping[str, Any]], tuple[str, str, Doubts] | None]


def _shared(
    members: Members, name: str, unknown: Doubt, deciding: frozenset[str], named: Naming
) -> list[Item]:
    """Return what products have in common by a field, the certain ones first, then products without it."""
    made: dict[str, list[Item]] = {}
    loose: list[Item] = []
    for item in _products(members, lambda _: NONE, deciding):
        value = item.row[name]
        if value is None:
            loose.append(product_item(item.row, item.doubts | {unknown}, item.inferred))
        else:
            made.setdefault(value, []).append(item)
    items = []
    for key, found in made.items():
        told = named(key, found[0].row)
        if told is None:
            continue
        path, title, doubts = told
        # One product of which nothing is in doubt or inferred is enough.
        surest = min(found, key=lambda item: (len(item.doubts), item.inferred))
        row = {"products": len(found)}
        items.append(Item(path, key, title, surest.doubts | doubts, surest.inferred, row))
    items.sort(key=lambda item: (bool(item.doubts), vietnamese_key(item.name)))
    return [*items, *loose]


def _left_out(members: Members) -> Counter[str]:
    """Return how many products do not count, by reason."""
    found: Counter[str] = Counter()
    for member, alike in members.groups:
        if member.holding.standing not in COUNTING:
            found[member.holding.standing.value] += len(alike)
    return found


def producers(members: Members, kind: str | None = None) -> Tally:
    """
    Count the producers of the products, or those of one kind.

    A product whose producer is unknown may have one more.
    """
    deciding = frozenset({"producer_id", "certified_year"})
    ranked = members.ranked("producer_id", deciding)
    wanted = {
        key: rank for key, rank in ranked.best.items() if kind is None or ranked.kinds[key] in (None, kind)
    }
    sure = [key for key, (doubts, _) in wanted.items() if not doubts]

    def named(key: str, product: Mapping[str, Any]) -> tuple[str, str, Doubts] | None:
        if key not in wanted:
            return None
        unsure = frozenset({Doubt.KIND}) if kind is not None and ranked.kinds[key] is None else NONE
        return "producers", product["producer"], unsure

    return Tally(
        sum(kind is None or ranked.kinds[key] == kind for key in sure),
        len(wanted) + ranked.loose,
        sum(told for _, told in wanted.values()) + ranked.loose_inferred,
        _left_out(members),
        partial(_shared, members, "producer_id", Doubt.PRODUCER, deciding, named),
    )


def communes(members: Members, area: Area) -> Tally:
    """Count the communes that have a product."""
    return distinct(members, "commune_code", "communes", area.communes, "unit_code")


def districts(members: Members, area: Area) -> Tally:
    """Count the districts that have a product."""
    return distinct(members, "district_code", "districts", area.districts, "unit_code")


def groups(members: Members) -> Tally:
    """Count the product groups that have a product."""
    names = {group.value: group.value for group in ProductGroup}
    return distinct(members, "product_group", "", names, "product_group")
