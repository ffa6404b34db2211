"""
What the registry lacks and what its sources contradict.

The registry is compared with every published total; nothing is averaged and
no source is preferred. Where the registry has no counterpart, there is no
difference: None, never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geodata import tables
from geodata.programme_tables import planned_sites
from geodata.registry_counts import (
    CRAFT_METRICS,
    PROVINCE_2024,
    PROVINCE_2025,
    Counts,
    DatedCounts,
    craft_counts,
    registry_counts,
)
from geodata.store import Store
from geodata.view import View, office_today
from geodata.vocabulary import CraftStanding, UnitSystem
from geodata.writing import real_part

if TYPE_CHECKING:
    from geodata.network.calibration import Calibration

# Which metric holds the parts of which total.
PARTS_OF: dict[str, str] = {
    "products_by_star": "products_total",
    "products_by_group": "products_total",
    "products_by_district": "products_total",
    "producers_by_kind": "producers_total",
}
# All parts that a metric can have. Where the list is open, a sum that falls short may lack a part.
ALL_PARTS: dict[str, frozenset[str | None]] = {"products_by_star": frozenset({"3", "4", "5"})}

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

PLACED_TABLES: dict[str, sa.Table] = {
    "products": tables.products,
    "producers": tables.producers,
    "craft_villages": tables.craft_villages,
    "material_zones": tables.material_zones,
    "sales_points": tables.sales_points,
    "sights": tables.sights,
    "planned_sites": planned_sites,
}


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
    total_id: str = ""

    @property
    def period(self) -> str:
        """The part of the date that is real: 2023, 2022-09 or 2025-05-20."""
        return real_part(self.as_of, self.precision)


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    One published figure beside the registry's; ``registry`` None: nothing to compare with.

    ``known_by`` counts what has a known year up to that of the figure's date,
    ``without_year`` what has no year at all; None where years say nothing
    about the metric. ``revoked`` of ``registry`` lost their recognition.
    """

    published: Published
    registry: int | None
    known_by: int | None = None
    without_year: int | None = None
    revoked: int = 0

    @property
    def difference(self) -> int | None:
        """Registry less published; None also where the registry names none, which is not zero."""
        return self.registry - self.published.value if self.registry else None


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
    """
    What the last load of one table did.

    ``refused`` counts rows, ``kept`` and ``noted`` problems of rows that were
    written. ``reason`` is the rule by which a whole file is set aside.
    """

    source_table: str
    rows_read: int
    rows_written: int
    refused: int
    kept: int
    set_aside: int = 0  # rows; every row read is written, refused or set aside
    noted: int = 0
    reason: str | None = None


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
    province_code: str = PROVINCE_2024
    target_id: str = ""


@dataclass(frozen=True, slots=True)
class InferredCount:
    """How many rows of a table rest on an inferred value of one field."""

    table: str
    field: str
    rows: int
    of: int


def published_totals(store: Store) -> list[Published]:
    """Return every published figure, oldest first."""
    with store.read() as connection:
        return read_totals(connection)


def read_totals(connection: sa.Connection) -> list[Published]:
    """Return ``published_totals`` within a transaction."""
    t = tables.published_totals
    columns = (t.c.as_of, t.c.as_of_precision, t.c.province_code, t.c.metric, t.c.key, t.c.value)
    order = (t.c.as_of, t.c.metric, t.c.total_id)
    rows = connection.execute(sa.select(*columns, t.c.source, t.c.note, t.c.total_id).order_by(*order))
    return [Published(*row) for row in rows]


def published_targets(store: Store) -> list[Target]:
    """Return every published target, by year."""
    t = tables.published_targets
    with store.read() as connection:
        rows = connection.execute(
            sa.select(
                *(t.c.year, t.c.metric, t.c.value, t.c.unit, t.c.note, t.c.source),
                *(t.c.province_code, t.c.target_id),
            ).order_by(t.c.year, t.c.target_id)
        )
        return [Target(*row) for row in rows]


def comparisons(store: Store, today: date | None = None, on: date | None = None) -> list[Comparison]:
    """
    Return each published figure beside what the registry counts today, metric by metric.

    With ``on`` products and producers are those of a view on that day; crafts
    and sales points count whatever their date.
    """
    day = today or office_today()
    counts = {
        PROVINCE_2024: registry_counts(store, View(units=UnitSystem.Y2024, on=on, today=day)),
        PROVINCE_2025: registry_counts(store, View(units=UnitSystem.Y2025, on=on, today=day)),
    }
    rank = {metric: place for place, metric in enumerate(METRICS)}

    def order(figure: Published) -> tuple[int, str, date, str, str]:
        place = rank.get(figure.metric, len(METRICS))
        return place, figure.metric, figure.as_of, figure.source, figure.key or ""

    found = sorted(published_totals(store), key=order)
    dated = DatedCounts(store, day)
    revoked = {
        metric: craft_counts(store)[kind, CraftStanding.REVOKED] for metric, kind in CRAFT_METRICS.items()
    }
    return [
        Comparison(
            p,
            _registry_value(p, counts[p.province_code]),
            *dated.beside(p.metric, p.key, p.province_code, p.as_of.year),
            revoked=revoked.get(p.metric, 0),
        )
        for p in found
    ]


def _registry_value(published: Published, counts: Counts) -> int | None:
    """Return the registry's count for a published figure; 0 where it counts such things and has none."""
    if not any(metric == published.metric for metric, _ in counts):
        return None
    return counts.get((published.metric, published.key), 0)


def published_crafts(published: Iterable[Published]) -> list[Published]:
    """Return the newest published figure of each kind of craft, in the order of the kinds."""
    newest = {figure.metric: figure for figure in sorted(published, key=lambda figure: figure.as_of)}
    return [newest[metric] for metric in CRAFT_METRICS if metric in newest]


def broken_sums(published: Iterable[Published]) -> list[BrokenSum]:
    """Return every total whose own source gives parts that exceed it, or all parts and less than it."""
    by_key: dict[tuple[Any, ...], list[Published]] = {}
    for figure in published:
        key = (figure.source, figure.as_of, figure.province_code, figure.metric)
        by_key.setdefault(key, []).append(figure)
    sums = [
        BrokenSum(total, tuple(parts))
        for (*place, metric), parts in by_key.items()
        for total in by_key.get((*place, PARTS_OF.get(metric)), [])
    ]
    return [found for found in sums if _is_broken(found)]


def _is_broken(found: BrokenSum) -> bool:
    """Tell whether parts cannot be those of their total."""
    whole = ALL_PARTS.get(found.parts[0].metric)
    is_whole = whole is not None and whole <= {part.key for part in found.parts}
    short = found.total.value - found.parts_sum
    return short < 0 or (short > 0 and is_whole)


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
    # A row is refused once, whatever number of reasons there are.
    rows_of_problems = sa.func.count(problem.c.row.distinct())
    by_severity = sa.select(
        problem.c.source_table,
        problem.c.severity,
        sa.func.count(),
        rows_of_problems,
        sa.func.min(problem.c.rule),
    ).group_by(problem.c.source_table, problem.c.severity)
    with store.read() as connection:
        found = {(table, severity): rest for table, severity, *rest in connection.execute(by_severity)}
        rows = connection.execute(sa.select(report).order_by(report.c.source_table)).all()
    none = (0, 0, None)
    return [
        TableReport(
            row.source_table,
            row.rows_read,
            row.rows_written,
            found.get((row.source_table, "refused"), none)[1],
            found.get((row.source_table, "kept"), none)[0],
            row.rows_set_aside,
            found.get((row.source_table, "noted"), none)[0],
            found.get((row.source_table, "set_aside"), none)[2],
        )
        for row in rows
    ]


def import_problems(
    store: Store, table: str | None = None, rule: str | None = None, severity: str | None = None
) -> list[Problem]:
    """Return the problems of the last load, by file, row and order of finding; each argument narrows them."""
    t = tables.import_problems
    wanted = {t.c.source_table: table, t.c.rule: rule, t.c.severity: severity}
    query = sa.select(t.c.source_table, t.c.row, t.c.column, t.c.value, t.c.rule, t.c.message, t.c.severity)
    query = query.where(*(column == value for column, value in wanted.items() if value))
    # A row can have several problems; without a last key each database has an order of its own.
    query = query.order_by(t.c.source_table, t.c.row, t.c.problem_id)
    with store.read() as connection:
        return [Problem(*row) for row in connection.execute(query)]


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


def travel_time_error(store: Store) -> Calibration | None:
    """
    Return how far km and minutes of the schematic links are from what is published.

    None where the store holds no links between communes, or nothing about speeds.
    """
    # SciPy takes a third of a second to import, and only this figure needs it.
    from geodata.network.calibration import calibration

    needed = (tables.road_links, tables.speed_assumptions)
    with store.read() as connection:
        counts = [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in needed]
    return calibration(store) if all(counts) else None
