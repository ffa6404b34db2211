"""What the registry counts, by metric and key: as it names it, and as far as it was known by a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.coverage import UnitKey, units_beyond
from geodata.joins import products_in
from geodata.plain import rows_of
from geodata.store import Store
from geodata.view import View
from geodata.vocabulary import CraftKind, CraftStanding, Recognition, SalesPointKind, UnitSystem

# Codes of the province; "15" is the merged one, of which the registry covers the former Lào Cai only.
PROVINCE_2024 = "10"
PROVINCE_2025 = "15"

# Metrics that a year of recognition restricts; those added up also tell how many have no year.
ADDED_UP = frozenset({"products_total", "products_by_star", "products_by_group", "products_by_district"})
DATED_METRICS = ADDED_UP | {
    "communes_with_products",
    "districts_with_products",
    "product_groups",
    "producers_total",
    "producers_by_kind",
}

CRAFT_METRICS: dict[str, CraftKind] = {
    "traditional_crafts": CraftKind.TRADITIONAL_CRAFT,
    "craft_villages": CraftKind.CRAFT_VILLAGE,
    "traditional_craft_villages": CraftKind.TRADITIONAL_CRAFT_VILLAGE,
}

# Like products, crafts are counted as named, whatever the date: a recognition that was revoked later counts.
EVER_RECOGNISED = (CraftStanding.RECOGNISED, CraftStanding.REVOKED)

Counts = Mapping[tuple[str, str | None], int]


class DatedCounts:
    """What the registry knows by the end of a year, read once for each province and year."""

    def __init__(self, store: Store, day: date) -> None:
        self._store = store
        self._day = day
        self._first = first_years(store)
        self._by_year: dict[tuple[str, int | None], Counts] = {}

    def beside(self, metric: str, key: str | None, province: str, year: int) -> tuple[int | None, int | None]:
        """Return what is known by the year of a figure, and what has no year; None where neither is told."""
        if metric not in DATED_METRICS:
            return None, None
        known = self._counts(province, year)
        without = self._counts(province, None)
        asked = (metric, key)
        return known.get(asked, 0), without.get(asked, 0) if metric in ADDED_UP else None

    def _counts(self, province: str, year: int | None) -> Counts:
        """Return the counts of what was first known in ``year`` or before; None: of what has no year."""
        if (province, year) not in self._by_year:
            units = UnitSystem.Y2024 if province == PROVINCE_2024 else UnitSystem.Y2025
            wanted = {
                product
                for product, first in self._first.items()
                if (first is None if year is None else first is not None and first <= year)
            }
            view = View(units=units, today=self._day)
            beyond = units_beyond(self._store) if province == PROVINCE_2024 else frozenset()
            self._by_year[province, year] = product_counts(
                [
                    row
                    for row in recognised_products(self._store, view)
                    if row["product_id"] in wanted and _unit_of(row) not in beyond
                ]
            )
        return self._by_year[province, year]


def first_years(store: Store) -> dict[str, int | None]:
    """Return the first known year of a certificate of every recognised product, None where none is known."""
    p, c = tables.products, tables.certificates
    first = (
        sa.select(p.c.product_id, sa.func.min(c.c.certified_year))
        .outerjoin(c, c.c.product_id == p.c.product_id)
        .where(p.c.recognition == Recognition.RECOGNISED)
        .group_by(p.c.product_id)
    )
    with store.read() as connection:
        return {product: year for product, year in connection.execute(first)}  # noqa: C416 -- rows are no pairs


def registry_counts(store: Store, view: View) -> Counts:
    """
    Return what the registry counts, by metric and key; products are those named as recognised.

    In the units until 30 June 2025 it is the former Lào Cai alone.
    """
    beyond = units_beyond(store) if view.units is not UnitSystem.Y2025 else frozenset()
    products = [row for row in recognised_products(store, view) if _unit_of(row) not in beyond]
    return product_counts(products) | _place_counts(store, beyond)


def _unit_of(row: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the key of the unit that a record names."""
    return row["unit_code"], row["unit_valid_from"]


def recognised_products(store: Store, view: View) -> list[dict[str, Any]]:
    """Return the products of a view that a source names as recognised."""
    return [row for row in rows_of(products_in(store, view)) if row["recognition"] == Recognition.RECOGNISED]


def product_counts(products: list[dict[str, Any]]) -> Counter[tuple[str, str | None]]:
    """Return what some products count, by metric and key."""
    producers = {row["producer_id"]: row["producer_kind"] for row in products if row["producer_id"]}
    counts: Counter[tuple[str, str | None]] = Counter()
    counts["products_total", None] = len(products)
    counts["producers_total", None] = len(producers)
    for metric, values in (
        ("products_by_star", (row["stars"] for row in products)),
        ("products_by_group", (row["product_group"] for row in products)),
        ("products_by_district", (row["district_code"] for row in products)),
        ("producers_by_kind", producers.values()),
    ):
        counts.update((metric, str(value)) for value in values if value is not None)
    for metric, field in (
        ("communes_with_products", "commune_code"),
        ("districts_with_products", "district_code"),
        ("product_groups", "product_group"),
    ):
        counts[metric, None] = len({row[field] for row in products} - {None})
    return counts


def _place_counts(store: Store, beyond: frozenset[UnitKey]) -> Counter[tuple[str, str | None]]:
    """Return the crafts of each recognised kind, revoked ones among them, and the OCOP sales points."""
    points = tables.sales_points.c
    query = sa.select(points.unit_code, points.unit_valid_from).where(
        points.kind == SalesPointKind.OCOP_POINT
    )
    counts: Counter[tuple[str, str | None]] = Counter()
    with store.read() as connection:
        counts["ocop_sales_points", None] = sum(tuple(row) not in beyond for row in connection.execute(query))
    kinds = craft_counts(store, beyond)
    for metric, kind in CRAFT_METRICS.items():
        counts[metric, None] = sum(kinds[kind, standing] for standing in EVER_RECOGNISED)
    return counts


def craft_counts(store: Store, beyond: frozenset[UnitKey] = frozenset()) -> Counter[tuple[str | None, str]]:
    """Return the number of craft rows by kind and standing, without those of the units ``beyond``."""
    t = tables.craft_villages.c
    query = sa.select(t.kind, t.standing, t.unit_code, t.unit_valid_from)
    with store.read() as connection:
        return Counter(
            (row.kind, row.standing)
            for row in connection.execute(query)
            if (row.unit_code, row.unit_valid_from) not in beyond
        )
