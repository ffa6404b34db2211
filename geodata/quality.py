"""
What the registry lacks and what its sources contradict.

The registry is compared with every published total; nothing is averaged and
no source is preferred. Where the registry has no counterpart, there is no
difference: None, never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.joins import products_in
from geodata.plain import rows_of
from geodata.store import Store
from geodata.view import View, office_today
from geodata.vocabulary import CraftKind, CraftStanding, Recognition, SalesPointKind, UnitSystem

# Codes of the province; "15" is the merged one, of which the registry covers the former Lào Cai only.
PROVINCE_2024 = "10"
PROVINCE_2025 = "15"

# Which metric holds the parts of which total.
PARTS_OF: dict[str, str] = {
    "products_by_star": "products_total",
    "products_by_group": "products_total",
    "products_by_district": "products_total",
    "producers_by_kind": "producers_total",
}

# The order in which metrics are shown; what is not named here comes after.
METRICS: tuple[str, ...] = (
    "products_total",
    "products_by_star",
    "products_by_group",
    "products_by_district",
    "communes_with_products",
    "districts_with_products",
    "product_groups",
    "producers_total",
    "producers_by_kind",
    "traditional_crafts",
    "craft_villages",
    "traditional_craft_villages",
    "ocop_sales_points",
)

CRAFT_METRICS: dict[str, CraftKind] = {
    "traditional_crafts": CraftKind.TRADITIONAL_CRAFT,
    "craft_villages": CraftKind.CRAFT_VILLAGE,
    "traditional_craft_villages": CraftKind.TRADITIONAL_CRAFT_VILLAGE,
}

# Like products, crafts are counted as named, whatever the date: a recognition that was revoked later counts.
EVER_RECOGNISED = (CraftStanding.RECOGNISED, CraftStanding.REVOKED)

PLACED_TABLES: dict[str, sa.Table] = {
    "products": tables.products,
    "producers": tables.producers,
    "craft_villages": tables.craft_villages,
    "material_zones": tables.material_zones,
    "sales_points": tables.sales_points,
    "sights": tables.sights,
}

Counts = Mapping[tuple[str, str | None], int]


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure; ``precision`` (day, month, year) tells how much of ``as_of`` is real."""

    as_of: date
    precision: str
    province_code: str
    metric: str
    key: str | None
    value: int
    source: str
    note: str | None

    @property
    def period(self) -> str:
        """The part of the date that is real: 2023, 2022-09 or 2025-05-20."""
        return self.as_of.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One published figure beside the registry's; ``registry`` None: nothing to compare with."""

    published: Published
    registry: int | None

    @property
    def difference(self) -> int | None:
        """Registry less published."""
        return None if self.registry is None else self.registry - self.published.value


@dataclass(frozen=True, slots=True)
class BrokenSum:
    """Parts that one source gives and that do not add up to its own total."""

    total: Published
    parts: tuple[Published, ...]

    @property
    def parts_sum(self) -> int:
        """What the parts add up to."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class TableReport:
    """What the last load of one table did."""

    source_table: str
    rows_read: int
    rows_written: int
    refused: int
    kept: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of the last load."""

    source_table: str
    row: int
    column: str | None
    value: str | None
    rule: str
    message: str
    severity: str


@dataclass(frozen=True, slots=True)
class Target:
    """One published target."""

    year: int
    metric: str
    value: float
    unit: str
    note: str | None
    source: str


@dataclass(frozen=True, slots=True)
class InferredCount:
    """How many rows of a table rest on an inferred value of one field."""

    table: str
    field: str
    rows: int
    of: int


def published_totals(store: Store) -> list[Published]:
    """Return every published figure, oldest first."""
    t = tables.published_totals
    columns = (t.c.as_of, t.c.as_of_precision, t.c.province_code, t.c.metric, t.c.key, t.c.value)
    with store.read() as connection:
        rows = connection.execute(
            sa.select(*columns, t.c.source, t.c.note).order_by(t.c.as_of, t.c.metric, t.c.total_id)
        )
        return [Published(*row) for row in rows]


def published_targets(store: Store) -> list[Target]:
    """Return every published target, by year."""
    t = tables.published_targets
    with store.read() as connection:
        rows = connection.execute(
            sa.select(t.c.year, t.c.metric, t.c.value, t.c.unit, t.c.note, t.c.source).order_by(
                t.c.year, t.c.target_id
            )
        )
        return [Target(*row) for row in rows]


def comparisons(store: Store, today: date | None = None) -> list[Comparison]:
    """Return each published figure beside what the registry counts today, metric by metric."""
    day = today or office_today()
    counts = {
        PROVINCE_2024: registry_counts(store, View(units=UnitSystem.Y2024, today=day)),
        PROVINCE_2025: registry_counts(store, View(units=UnitSystem.Y2025, today=day)),
    }
    rank = {metric: place for place, metric in enumerate(METRICS)}

    def order(figure: Published) -> tuple[int, str, date, str, str]:
        place = rank.get(figure.metric, len(METRICS))
        return place, figure.metric, figure.as_of, figure.source, figure.key or ""

    found = sorted(published_totals(store), key=order)
    return [Comparison(p, _registry_value(p, counts[p.province_code])) for p in found]


def _registry_value(published: Published, counts: Counts) -> int | None:
    """Return the registry's count for a published figure; 0 where it counts such things and has none."""
    if not any(metric == published.metric for metric, _ in counts):
        return None
    return counts.get((published.metric, published.key), 0)


def registry_counts(store: Store, view: View) -> Counts:
    """Return what the registry counts, by metric and key; products are those named as recognised."""
    products = [
        row for row in rows_of(products_in(store, view)) if row["recognition"] == Recognition.RECOGNISED
    ]
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
    return counts | _place_counts(store)


def _place_counts(store: Store) -> Counter[tuple[str, str | None]]:
    """Return the crafts of each recognised kind, revoked ones among them, and the OCOP sales points."""
    points = tables.sales_points
    with store.read() as connection:
        ocop_points = connection.scalar(
            sa.select(sa.func.count()).where(points.c.kind == SalesPointKind.OCOP_POINT)
        )
    counts: Counter[tuple[str, str | None]] = Counter()
    counts["ocop_sales_points", None] = int(ocop_points or 0)
    kinds = craft_counts(store)
    for metric, kind in CRAFT_METRICS.items():
        counts[metric, None] = sum(kinds[kind, standing] for standing in EVER_RECOGNISED)
    return counts


def craft_counts(store: Store) -> Counter[tuple[str | None, str]]:
    """Return the number of craft rows by kind and standing."""
    t = tables.craft_villages
    with store.read() as connection:
        return Counter(
            (kind, standing) for kind, standing in connection.execute(sa.select(t.c.kind, t.c.standing))
        )


def broken_sums(published: Iterable[Published]) -> list[BrokenSum]:
    """Return every total whose own source gives parts that add up to something else."""
    by_key: dict[tuple[Any, ...], list[Published]] = {}
    for figure in published:
        by_key.setdefault((figure.source, figure.as_of, figure.metric), []).append(figure)
    sums = [
        BrokenSum(total, tuple(parts))
        for (source, as_of, metric), parts in by_key.items()
        for total in by_key.get((source, as_of, PARTS_OF.get(metric)), [])
    ]
    return [found for found in sums if found.parts_sum != found.total.value]


def disagreements(published: Iterable[Published]) -> list[tuple[Published, ...]]:
    """
    Return the figures that name one thing at one time and differ.

    Two times are one where the real part of one date holds the other: 2023 and
    2023-12 may be the same day.
    """

    def subject(figure: Published) -> tuple[str, str, str]:
        return figure.province_code, figure.metric, figure.key or ""

    def order(figure: Published) -> tuple[tuple[str, str, str], str]:
        return subject(figure), figure.period

    found: list[tuple[Published, ...]] = []
    for _, figures in groupby(sorted(published, key=order), key=subject):
        group: list[Published] = []
        for figure in figures:
            if group and not figure.period.startswith(group[0].period):
                found.append(tuple(group))
                group = []
            group.append(figure)
        found.append(tuple(group))
    return [group for group in found if len({figure.value for figure in group}) > 1]


def import_reports(store: Store) -> list[TableReport]:
    """Return what the last load did, table by table."""
    report, problem = tables.import_reports, tables.import_problems
    by_severity = sa.select(problem.c.source_table, problem.c.severity, sa.func.count()).group_by(
        problem.c.source_table, problem.c.severity
    )
    with store.read() as connection:
        counts = {(table, severity): n for table, severity, n in connection.execute(by_severity)}
        rows = connection.execute(sa.select(report).order_by(report.c.source_table)).all()
    return [
        TableReport(
            row.source_table,
            row.rows_read,
            row.rows_written,
            counts.get((row.source_table, "refused"), 0),
            counts.get((row.source_table, "kept"), 0),
        )
        for row in rows
    ]


def import_problems(
    store: Store, table: str | None = None, rule: str | None = None, severity: str | None = None
) -> list[Problem]:
    """Return the problems of the last load, by file and row; each argument narrows them."""
    t = tables.import_problems
    wanted = {t.c.source_table: table, t.c.rule: rule, t.c.severity: severity}
    query = sa.select(t.c.source_table, t.c.row, t.c.column, t.c.value, t.c.rule, t.c.message, t.c.severity)
    query = query.where(*(column == value for column, value in wanted.items() if value))
    with store.read() as connection:
        return [Problem(*row) for row in connection.execute(query.order_by(t.c.source_table, t.c.row))]


def inferred_counts(store: Store) -> list[InferredCount]:
    """Return how many rows of each table rest on inferred values, field by field."""
    found: list[InferredCount] = []
    with store.read() as connection:
        for name, table in PLACED_TABLES.items():
            lists = list(connection.scalars(sa.select(table.c.inferred_fields)))
            fields = Counter(field for inferred in lists for field in set(inferred))
            found += [InferredCount(name, field, rows, len(lists)) for field, rows in fields.most_common()]
    return found


def placement_counts(store: Store) -> dict[str, dict[str, int]]:
    """Return how the rows of each table are placed."""
    with store.read() as connection:
        return {
            name: dict(
                connection.execute(
                    sa.select(table.c.placement, sa.func.count()).group_by(table.c.placement)
                ).all()
            )
            for name, table in PLACED_TABLES.items()
        }
