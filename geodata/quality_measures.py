"""
What is lacking or in doubt in the records, measure by measure, all but one a condition in SQL.

The number of a measure and the list behind it come from the same condition;
so does the number of each day (``geodata.quality_days``). Which statements on
what the programme follows contradict each other, ``geodata.quality_facts`` tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from geodata import tables
from geodata.collation import vietnamese_key
from geodata.errors import N_, NotFound
from geodata.quality_facts import KINDS as KINDS_WITH_FACTS
from geodata.quality_facts import contradicting_now
from geodata.records.kinds import SPECS, RecordKind
from geodata.store import Store
from geodata.vocabulary import Placement, Recognition, UnitLevel

Condition = sa.ColumnElement[bool]
NO_COMMUNE = (Placement.DISTRICT, Placement.PROVINCE, Placement.UNKNOWN)
# Rules of the import by which the unit of a record is not certain.
DOUBTFUL_RULES = ("commune_code_differs", "unit_unknown", "unit_ambiguous", "unit_code_unknown")
EMPTY_LIST = "[]"
# Columns that a form asks for by another name.
FORM_FIELDS = {"unit_code": "commune", "producer_id": "producer"}
# Not a measure of what is wrong, but of how much there is.
RECORDS = "records"
FACTS_DISPUTED = "facts_disputed"


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One thing that may be wrong or unknown of a record.

    ``field`` is the field of the record's form by which it is put right, or a table
    of its parts; ``repair`` tells how, where the field does not. ``kinds`` are those
    that it is asked of; ``condition`` None: ``geodata.quality_facts`` finds the records.
    """

    key: str
    title: str
    means: str
    field: str
    kinds: tuple[RecordKind, ...]
    condition: Callable[[RecordKind], Condition] | None
    repair: str | None = None


class Lacking(NamedTuple):
    """
    A record that a measure counts, and the field of its form by which it is put right.

    Where that is a table of its parts, ``part`` is the row that is in doubt.
    """

    kind: RecordKind
    record_id: str
    name: str
    place: str | None
    field: str
    part: str | None = None


def table_of(kind: RecordKind) -> sa.Table:
    """Return the table of a kind of record."""
    return tables.metadata.tables[kind.value]


def _without_commune(kind: RecordKind) -> Condition:
    """Known by district, by province or not at all; a zone also in no commune of its list."""
    t = table_of(kind)
    found = t.c.placement.in_(NO_COMMUNE)
    if kind is not RecordKind.MATERIAL_ZONES:
        return found
    zone, unit = tables.zone_units, tables.units
    in_commune = sa.exists().where(
        zone.c.zone_id == t.c.zone_id,
        unit.c.unit_code == zone.c.unit_code,
        unit.c.valid_from == zone.c.unit_valid_from,
        unit.c.level == UnitLevel.COMMUNE,
    )
    return sa.and_(found, ~in_commune)


def _commune_only(kind: RecordKind) -> Condition:
    """No point is known but one inside the commune; a village or an address may still be named."""
    return table_of(kind).c.placement == Placement.COMMUNE


def _unit_doubtful(kind: RecordKind) -> Condition:
    """Noted at the import, or of a commune that was split and of which nobody tells the part."""
    t, problem, link = table_of(kind), tables.import_problems, tables.crosswalk
    noted = sa.exists().where(
        problem.c.source_table == t.c.source_table,
        problem.c.row == t.c.source_row,
        problem.c.rule.in_(DOUBTFUL_RULES),
    )
    split = sa.exists().where(
        link.c.old_code == t.c.unit_code,
        link.c.old_valid_from == t.c.unit_valid_from,
        link.c.whole.is_(sa.false()),
    )
    return sa.or_(noted, split)


def _inferred(kind: RecordKind) -> Condition:
    """Some field was inferred by whoever collected the record."""
    return sa.type_coerce(table_of(kind).c.inferred_fields, sa.Text) != EMPTY_LIST


def _without_source(kind: RecordKind) -> Condition:
    """No source is named."""
    return sa.type_coerce(table_of(kind).c.sources, sa.Text) == EMPTY_LIST


def _recognised() -> Condition:
    """A source says that the product is or was recognised."""
    return tables.products.c.recognition == Recognition.RECOGNISED


def _without_year(_: RecordKind) -> Condition:
    """Recognised, and of no certificate is even the year known."""
    certificate = tables.certificates
    dated = sa.exists().where(
        certificate.c.product_id == tables.products.c.product_id,
        sa.or_(certificate.c.certified_on.is_not(None), certificate.c.certified_year.is_not(None)),
    )
    return sa.and_(_recognised(), ~dated)


def _without_stars(_: RecordKind) -> Condition:
    """Recognised, and no source tells the stars."""
    return sa.and_(_recognised(), tables.products.c.stars.is_(None))


def _without_producer(_: RecordKind) -> Condition:
    """No source names who makes it."""
    return tables.products.c.producer_id.is_(None)


def _disputed(_: RecordKind) -> Condition:
    """Sources name different market days."""
    day = tables.market_days
    return sa.exists().where(
        day.c.sales_point_id == tables.sales_points.c.sales_point_id, day.c.disputed.is_(sa.true())
    )


PRODUCTS = (RecordKind.PRODUCTS,)
PLACED = (
    RecordKind.PRODUCTS,
    RecordKind.PRODUCERS,
    RecordKind.CRAFT_VILLAGES,
    RecordKind.MATERIAL_ZONES,
    RecordKind.SALES_POINTS,
    RecordKind.SIGHTS,
    RecordKind.PLANNED_SITES,
)

MEASURES: Mapping[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "without_commune",
            N_("Commune unknown"),
            N_("Known by district or province, or by no place at all: on no map of communes."),
            "commune",
            PLACED,
            _without_commune,
        ),
        Measure(
            "commune_only",
            N_("Known by commune only"),
            N_("Drawn inside the commune: no point is known, though a village or an address may be."),
            "lon",
            PLACED,
            _commune_only,
        ),
        Measure(
            "unit_doubtful",
            N_("Unit doubtful"),
            N_("The import could not tell the unit, or the commune was split and nobody tells the part."),
            "commune",
            PLACED,
            _unit_doubtful,
            N_(
                "Of a commune that was split, a record leaves this list once it names a unit that came out of"
                " it; saying the former commune again does not tell the part."
            ),
        ),
        Measure(
            "inferred",
            N_("Fields inferred"),
            N_("Whoever collected the record concluded a field that no source states."),
            "source",
            PLACED,
            _inferred,
        ),
        Measure(
            "without_source",
            N_("Source missing"),
            N_("No source is named."),
            "source",
            PLACED,
            _without_source,
        ),
        Measure(
            "without_year",
            N_("Year of recognition unknown"),
            N_("Whether the recognition is in force cannot be told."),
            "certified_year",
            PRODUCTS,
            _without_year,
        ),
        Measure(
            "without_stars",
            N_("Stars unknown"),
            N_("A recognised product of which no source tells the stars."),
            "stars",
            PRODUCTS,
            _without_stars,
        ),
        Measure(
            "without_producer",
            N_("Producer unknown"),
            N_("No source tells who makes it."),
            "producer",
            PRODUCTS,
            _without_producer,
        ),
        Measure(
            "disputed",
            N_("Sources contradict each other"),
            N_("Sources name different market days."),
            "market_days",
            (RecordKind.SALES_POINTS,),
            _disputed,
            N_("Where the days on record are right, take the tick “Sources differ” off each of them."),
        ),
        Measure(
            FACTS_DISPUTED,
            N_("Statements contradict each other"),
            N_(
                "Of something that the programme follows, statements that may be of one time say different"
                " things: it counts as not known."
            ),
            "programme_facts",
            KINDS_WITH_FACTS,
            None,
            N_("Correct what is wrong or add a newer statement; what has ended gets the day of its end."),
        ),
    )
}


def find_measure(key: str) -> Measure:
    """Return a measure; ``NotFound`` where there is none of that name."""
    if key not in MEASURES:
        raise NotFound(
            N_("There is no measure %(key)s; there are: %(allowed)s"),
            key=key[:100],
            allowed=", ".join(MEASURES),
        )
    return MEASURES[key]


def count_measures(connection: sa.Connection) -> dict[tuple[str, RecordKind], int]:
    """
    Return how many records of each kind each condition counts, and under ``RECORDS`` how many there are.

    One statement for each kind.
    """
    found: dict[tuple[str, RecordKind], int] = {}
    for kind in PLACED:
        row = connection.execute(_counts(kind)).one()
        found |= {(key, kind): int(count) for key, count in row._mapping.items()}
    return found


@cache
def _counts(kind: RecordKind) -> sa.Select[Any]:
    """Return what counts one kind: asked at every write, and ten times as long to build as to run."""
    asked = {
        key: measure.condition(kind)
        for key, measure in MEASURES.items()
        if kind in measure.kinds and measure.condition is not None
    }
    counts: list[sa.ColumnElement[Any]] = [sa.func.count().label(RECORDS)]
    counts += [sa.func.count(sa.case((condition, 1))).label(key) for key, condition in asked.items()]
    return sa.select(*counts).select_from(table_of(kind))


def measured(store: Store) -> dict[tuple[str, RecordKind], int]:
    """Return how many records of each kind each measure counts now, and how many there are."""
    with store.read() as connection:
        found = count_measures(connection)
    by_kind = Counter(kind for kind, _ in contradicting_now(store))
    return found | {(FACTS_DISPUTED, kind): by_kind[kind.value] for kind in KINDS_WITH_FACTS}


def lacking(
    store: Store, measure: Measure, kind: RecordKind, limit: int | None = None, offset: int = 0
) -> list[Lacking]:
    """
    Return the records of a kind that a measure counts, in Vietnamese order of their names.

    ``limit`` and ``offset`` choose a part; no database has the order (``geodata.collation``).
    """
    t, id_column = table_of(kind), SPECS[kind].id_column
    key = t.c[id_column]
    query = sa.select(key, t.c.name, t.c.raw_commune, t.c.raw_district, t.c.inferred_fields)
    if measure.condition is not None:
        query = query.where(measure.condition(kind))
    with store.read() as connection:
        every = connection.execute(query).all()
        parts = _disputed_days(connection) if measure.condition is _disputed else {}
    if measure.condition is None:
        parts = {record_id: fact for (of, record_id), fact in contradicting_now(store).items() if of == kind}
        every = [row for row in every if row[0] in parts]
    rows = sorted(every, key=lambda row: (vietnamese_key(row[1]), row[0]))[offset:]
    return [
        Lacking(
            kind,
            row[0],
            row[1],
            row[2] or row[3],
            _field(measure, kind, row.inferred_fields),
            parts.get(row[0]),
        )
        for row in rows[:limit]
    ]


def _disputed_days(connection: sa.Connection) -> dict[str, str]:
    """Return the first disputed market day of each market."""
    t = tables.market_days
    query = sa.select(t.c.sales_point_id, sa.func.min(t.c.market_day_id)).where(t.c.disputed.is_(sa.true()))
    return {row[0]: row[1] for row in connection.execute(query.group_by(t.c.sales_point_id))}


def _field(measure: Measure, kind: RecordKind, inferred: Sequence[str]) -> str:
    """Return the field of the form: the first inferred one, where that is what is wrong."""
    if measure.key == "inferred" and inferred:
        return FORM_FIELDS.get(inferred[0], inferred[0])
    # A zone has no point of its own.
    return "commune" if measure.field == "lon" and kind is RecordKind.MATERIAL_ZONES else measure.field
