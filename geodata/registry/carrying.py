"""
Points that the office entered before its records had a history, carried over by a load of reference data.

Whoever changes one of them gives it a history, and from then on
``geodata.records.replaying`` keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.records.kinds import RecordKind
from geodata.records.tables import record_versions
from geodata.registry.entered import ENTERED
from geodata.registry.report import ProblemLog
from geodata.vocabulary import Placement

Record = dict[str, Any]

UNIT_GONE = "entered_unit_gone"


def carried_over(
    connection: sa.Connection,
    units: Iterable[Record],
    new_places: Iterable[Record],
    log: ProblemLog,
) -> dict[str, list[Record]]:
    """
    Return the entered rows without a history, by table, as they are to be written beside new reference data.

    Parameters
    ----------
    connection
        The transaction that will empty the tables; nothing is deleted yet.
    units
        The rows of ``units`` that the new data bring. An entered point whose
        unit is not among them stays, without a unit, and is logged.
    new_places
        The rows of ``places`` that the new data bring, which are not written twice.
    """
    points, places, roles = tables.sales_points, tables.places, tables.place_roles
    versions = record_versions
    told = sa.select(versions.c.record_id).where(versions.c.kind == RecordKind.SALES_POINTS.value)
    entered = sa.select(points).where(points.c.source_table == ENTERED, points.c.sales_point_id.not_in(told))
    found = [dict(row) for row in connection.execute(entered.order_by(points.c.source_row)).mappings()]
    if not found:
        return {}
    known = {(unit["unit_code"], unit["valid_from"]) for unit in units}
    kept = [_rechecked(row, known, log) for row in found]
    ids = {row["place_id"] for row in kept} - {place["place_id"] for place in new_places}
    own = [row["sales_point_id"] for row in kept]
    rows = {points.name: kept}
    for table, wanted in ((places, places.c.place_id.in_(ids)), (roles, roles.c.record_id.in_(own))):
        rows[table.name] = [
            dict(row) for row in connection.execute(sa.select(table).where(wanted)).mappings()
        ]
    return rows


def _rechecked(row: Record, known: set[tuple[str, Any]], log: ProblemLog) -> Record:
    """Return a row as it is, or without its unit where that is gone."""
    unit = (row["unit_code"], row["unit_valid_from"])
    if row["unit_code"] is None or unit in known:
        return row
    log.kept(row["source_row"], UNIT_GONE, "unit_code", f"{unit[0]} {unit[1]}: {row['name']}")
    placement = row["placement"] if row["lon"] is not None else Placement.UNKNOWN.value
    return row | {"unit_code": None, "unit_valid_from": None, "placement": placement}
