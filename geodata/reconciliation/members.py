"""What can make up a figure: the registry's recognised products and how each stands to its date and area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from geodata import tables
from geodata.coverage import UnitKey, units_beyond
from geodata.plain import rows_of
from geodata.reconciliation.holding import Basis, Given, Holding, Span, Standing, holding
from geodata.registry_counts import PROVINCE_2024, recognised_products
from geodata.store import Store
from geodata.units import units_in
from geodata.view import View
from geodata.vocabulary import InSystem, UnitLevel, UnitSystem

Row = dict[str, Any]
# What a product's standing to a date depends on: its certificates, and the stars that a source mentions.
Signature = tuple[tuple[Given, ...], int | None]
# Products with their place in the list of the registry.
Alike = Sequence[tuple[int, Row]]
COUNTING = (Standing.CERTAIN, Standing.MAY)


@dataclass(frozen=True, slots=True)
class Member:
    """A recognised product (``geodata.joins.products_in``) and how it stands to the date of a figure."""

    product: Row
    holding: Holding


class Ranked(NamedTuple):
    """
    The values of one field among what can count: how surely each does.

    ``best`` gives for a value the fewest doubts of a product with it, and
    whether that one is inferred; ``kinds`` the kind of a producer. ``loose``
    counts products of which the field is not known, ``loose_inferred`` those
    of them that rest on an inferred value.
    """

    best: dict[str, tuple[int, bool]]
    kinds: dict[str, str | None]
    loose: int
    loose_inferred: int


class Members:
    """
    Every product of an area and how it stands to some days, read once and counted often.

    ``groups`` are products that no count of theirs tells apart: one of them,
    and all of them with their place in the list. Twenty thousand products are
    some hundreds.
    """

    def __init__(self, groups: Sequence[tuple[Holding, Alike]]) -> None:
        self.groups = [(Member(alike[0][1], holding), alike) for holding, alike in groups]
        self._ranked: dict[str, Ranked] = {}

    @property
    def every(self) -> list[Member]:
        """Every product, in the order of the registry."""
        found = [
            (place, Member(product, member.holding))
            for member, alike in self.groups
            for place, product in alike
        ]
        return [member for _, member in sorted(found, key=lambda entry: entry[0])]

    def ranked(self, name: str, inferred: frozenset[str]) -> Ranked:
        """Return the values of field ``name``; ``inferred`` are the fields that decide about it."""
        if name not in self._ranked:
            self._ranked[name] = self._rank(name, inferred)
        return self._ranked[name]

    def _rank(self, name: str, inferred: frozenset[str]) -> Ranked:
        """Go through all products once."""
        best: dict[str, tuple[int, bool]] = {}
        kinds: dict[str, str | None] = {}
        loose = loose_inferred = 0
        for member, alike in self.groups:
            if member.holding.standing not in COUNTING:
                continue
            is_inferred = not inferred.isdisjoint(member.product["inferred_fields"])
            rank = (len(member.holding.doubts), is_inferred)
            for _, product in alike:
                value = product[name]
                if value is None:
                    loose += 1
                    loose_inferred += is_inferred
                    continue
                best[value] = min(best.get(value, rank), rank)
                kinds[value] = product["producer_kind"]
        return Ranked(best, kinds, loose, loose_inferred)


@dataclass(frozen=True, slots=True)
class Area:
    """
    The province of a figure: its unit system, its communes and districts, and what no table covers.

    ``alike`` are its products by what their counts depend on. ``communes`` and
    ``districts`` are names by code. ``uncovered`` are codes of
    the communes that no table covers and of which nobody has entered a product:
    about them there is no data. ``elsewhere`` counts products outside the area,
    and ``beyond`` are the units of today that no figure of the area counts.
    """

    province: str
    view: View
    products: tuple[Row, ...]
    alike: tuple[tuple[Signature, Alike], ...]
    elsewhere: int
    communes: dict[str, str]
    districts: dict[str, str]
    uncovered: frozenset[str]
    beyond: frozenset[UnitKey]


def read_area(store: Store, province: str, today: date) -> Area:
    """Return the area of the figures of a province: 10 until 30 June 2025, 15 since."""

    def read() -> Area:
        return _read_area(store, province, today)

    return store.remembered(("reconciled_area", province, today), read)


def _read_area(store: Store, province: str, today: date) -> Area:
    """Read the products and units of a province."""
    units = UnitSystem.Y2024 if province == PROVINCE_2024 else UnitSystem.Y2025
    view = View(units=units, today=today)
    every = recognised_products(store, view)
    beyond = units_beyond(store) if province == PROVINCE_2024 else frozenset()
    inside = tuple(
        row
        for row in every
        if row["in_system"] != InSystem.OUTSIDE and (row["unit_code"], row["unit_valid_from"]) not in beyond
    )
    communes = units_in(store, units, UnitLevel.COMMUNE, today)
    named = {row["commune_code"] for row in inside}
    uncovered = communes[~communes["has_records"].astype(bool)]["unit_code"]
    districts = units_in(store, UnitSystem.Y2024, UnitLevel.DISTRICT)
    return Area(
        province=province,
        view=view,
        products=inside,
        alike=_alike(inside, certificates_of(store)),
        elsewhere=len(every) - len(inside),
        communes=dict(zip(communes["unit_code"], communes["name"], strict=True)),
        districts=dict(zip(districts["unit_code"], districts["name"], strict=True)),
        uncovered=frozenset(uncovered) - named,
        beyond=beyond,
    )


def _alike(
    products: Sequence[Row], given: Mapping[str, tuple[Given, ...]]
) -> tuple[tuple[Signature, Alike], ...]:
    """Return the products that no count of products tells apart."""
    found: dict[tuple[object, ...], list[tuple[int, Row]]] = {}
    for place, row in enumerate(products):
        key = (
            given.get(row["product_id"], ()),
            row["stars"],
            row["product_group"],
            row["district_code"],
            tuple(row["inferred_fields"]),
        )
        found.setdefault(key, []).append((place, row))
    return tuple(
        ((given.get(alike[0][1]["product_id"], ()), alike[0][1]["stars"]), alike) for alike in found.values()
    )


def members_of(area: Area, span: Span, basis: Basis) -> Members:
    """Return every product of the area and how it stands to the days of ``span``."""
    known: dict[Signature, Holding] = {}
    for signature, _ in area.alike:
        if signature not in known:
            known[signature] = holding(*signature, span, basis)
    return Members([(known[signature], alike) for signature, alike in area.alike])


def certificates_of(store: Store) -> dict[str, tuple[Given, ...]]:
    """Return what is known of the certificates of each product that has any."""

    def read() -> dict[str, tuple[Given, ...]]:
        t = tables.certificates
        columns = (t.c.product_id, t.c.certified_on, t.c.certified_year, t.c.revoked_on, t.c.stars)
        found: defaultdict[str, list[Given]] = defaultdict(list)
        for row in rows_of(store.frame(sa.select(*columns).order_by(t.c.certificate_id))):
            found[row.pop("product_id")].append(Given(**row))
        return {product: tuple(certificates) for product, certificates in found.items()}

    return store.remembered(("given_certificates",), read)
