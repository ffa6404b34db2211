"""The registry's side of one figure: what certainly counts, what may, and what does not, record by record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geodata.reconciliation.holding import Doubt, Standing
from geodata.reconciliation.members import Area, Member
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


@dataclass(frozen=True, slots=True)
class Tally:
    """
    What the registry counts for a figure.

    From ``low`` (certainly) to ``high`` (at most: everything that may count).
    ``left_out`` counts products that do not, by reason; with the items they
    close to the products of the area where products are counted
    (``of_products``).
    """

    low: int
    high: int
    items: tuple[Item, ...]
    left_out: Mapping[str, int]
    of_products: bool = False

    @property
    def inferred(self) -> int:
        """Number of items that rest on an inferred value."""
        return sum(item.inferred for item in self.items)


def tally_products(
    members: Sequence[Member], doubt: Callable[[Member], Doubts | None], fields: frozenset[str]
) -> Tally:
    """
    Count products; ``doubt`` tells why one only may be among those that are asked for, None: it is not.

    ``fields`` are those that decide about it, beside the year.
    """
    items: list[Item] = []
    left_out: Counter[str] = Counter()
    deciding = fields | {"certified_year"}
    for member in members:
        standing, product = member.holding.standing, member.product
        if standing in (Standing.LAPSED, Standing.LATER):
            left_out[standing.value] += 1
            continue
        more = doubt(member)
        if more is None:
            left_out[OTHER] += 1
            continue
        inferred = not deciding.isdisjoint(product["inferred_fields"])
        items.append(product_item(product, member.holding.doubts | more, inferred))
    return _tally(items, left_out, of_products=True)


def product_item(product: Mapping[str, Any], doubts: Doubts, inferred: bool) -> Item:
    """Return a product as an item."""
    return Item("products", product["product_id"], product["name"], doubts, inferred, product)


def _tally(items: Sequence[Item], left_out: Mapping[str, int], *, of_products: bool = False) -> Tally:
    """Return a count of items, each of which is one."""
    certain = sum(not item.doubts for item in items)
    return Tally(certain, len(items), tuple(items), left_out, of_products)


def counted_items(items: Iterable[Item]) -> Tally:
    """Return a count of items of which nothing was left out."""
    return _tally(list(items), {})


def by_stars(members: Sequence[Member], key: str) -> Tally:
    """Count the products that had a number of stars."""
    wanted = int(key)

    def doubt(member: Member) -> Doubts | None:
        stars = member.holding.stars
        if stars == {wanted}:
            return NONE
        return frozenset({Doubt.STARS}) if wanted in stars or None in stars else None

    return tally_products(members, doubt, frozenset({"stars"}))


def by_field(members: Sequence[Member], name: str, key: str, unknown: Doubt, inferred: str) -> Tally:
    """Count the products whose field ``name`` is ``key``; an unknown one may be; ``inferred`` decides."""

    def doubt(member: Member) -> Doubts | None:
        value = member.product[name]
        if value is None:
            return frozenset({unknown})
        return NONE if value == key else None

    return tally_products(members, doubt, frozenset({inferred}))


def all_products(members: Sequence[Member]) -> Tally:
    """Count every product."""
    return tally_products(members, lambda _: NONE, frozenset())


def distinct(
    members: Sequence[Member], name: str, path: str, names: Mapping[str, str], inferred: str
) -> Tally:
    """
    Count the different communes, districts or groups of the products; ``names`` are all that there can be.

    A product of which the field is unknown may be in one more: it is an item
    of its own, and at most as many count as there are others left.
    """
    possible = tally_products(members, lambda _: NONE, frozenset({inferred}))
    groups: dict[str, list[Item]] = {}
    loose: list[Item] = []
    unknown = {"commune_code": Doubt.COMMUNE, "district_code": Doubt.DISTRICT}.get(name, Doubt.GROUP)
    for item in possible.items:
        value = item.row[name]
        if value is None:
            loose.append(product_item(item.row, item.doubts | {unknown}, item.inferred))
        else:
            groups.setdefault(value, []).append(item)
    items = [_group_item(path, key, names.get(key, key), found) for key, found in groups.items()]
    items.sort(key=lambda item: (bool(item.doubts), item.name))
    certain = sum(not item.doubts for item in items)
    most = len(items) + min(len(loose), max(len(names) - len(items), 0))
    return Tally(certain, most, (*items, *loose), possible.left_out)


def _group_item(path: str, key: str, name: str, found: Sequence[Item]) -> Item:
    """Return what several products have in common; it counts as surely as the surest of them."""
    surest = min(found, key=lambda item: (len(item.doubts), item.inferred))
    # One product of which nothing is in doubt or inferred is enough.
    return Item(path, key, name, surest.doubts, surest.inferred, {"products": len(found)})


def producers(members: Sequence[Member], kind: str | None = None) -> Tally:
    """
    Count the producers of the products, or those of one kind.

    A product whose producer is unknown may have one more.
    """
    possible = tally_products(members, lambda _: NONE, frozenset({"producer_id"}))
    made: dict[str, list[Item]] = {}
    loose: list[Item] = []
    for item in possible.items:
        if item.row["producer_id"] is None:
            loose.append(product_item(item.row, item.doubts | {Doubt.PRODUCER}, item.inferred))
        else:
            made.setdefault(item.row["producer_id"], []).append(item)
    items = []
    for key, found in made.items():
        own = found[0].row["producer_kind"]
        if kind is not None and own is not None and own != kind:
            continue
        item = _group_item("producers", key, found[0].row["producer"], found)
        unsure = frozenset({Doubt.KIND}) if kind is not None and own is None else NONE
        items.append(Item(item.path, item.key, item.name, item.doubts | unsure, item.inferred, item.row))
    items.sort(key=lambda item: (bool(item.doubts), item.name))
    certain = sum(not item.doubts for item in items)
    return Tally(certain, len(items) + len(loose), (*items, *loose), possible.left_out)


def communes(members: Sequence[Member], area: Area) -> Tally:
    """Count the communes that have a product."""
    return distinct(members, "commune_code", "communes", area.communes, "unit_code")


def districts(members: Sequence[Member], area: Area) -> Tally:
    """Count the districts that have a product."""
    return distinct(members, "district_code", "districts", area.districts, "unit_code")


def groups(members: Sequence[Member]) -> Tally:
    """Count the product groups that have a product."""
    names = {group.value: group.value for group in ProductGroup}
    return distinct(members, "product_group", "", names, "product_group")
