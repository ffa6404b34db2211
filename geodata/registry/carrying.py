"""What the office entered itself, carried over when the reference data are loaded anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.registry.entered import ENTERED
from geodata.registry.report import ImportReport, ProblemLog
from geodata.vocabulary import Placement

Record = dict[str, Any]

UNIT_GONE = "entered_unit_gone"


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """Rows to write again by table, and a report where one of them has lost its unit."""

    rows: Mapping[str, list[Record]]
    reports: tuple[ImportReport, ...]


def carried_over(
    connection: sa.Connection, units: Iterable[Record], new_places: Iterable[Record] = ()
) -> CarriedOver:
    """
    Return the entered rows of the store as they are to be written beside new reference data.

    Parameters
    ----------
    connection
        The transaction that will empty the tables; nothing is deleted yet.
    units
        The rows of ``units`` that the new data bring. An entered point whose
        unit is not among them stays, without a unit, and is reported.
    new_places
        The rows of ``places`` that the new data bring, which are not written twice.
    """
    points, places, roles = tables.sales_points, tables.places, tables.place_roles
    entered = sa.select(points).where(points.c.source_table == ENTERED).order_by(points.c.source_row)
    found = [dict(row) for row in connection.execute(entered).mappings()]
    if not found:
        return CarriedOver({}, ())
    known = {(unit["unit_code"], unit["valid_from"]) for unit in units}
    log = ProblemLog(ENTERED)
    kept = [_rechecked(row, known, log) for row in found]
    ids = {row["place_id"] for row in kept} - {place["place_id"] for place in new_places}
    own = [row["sales_point_id"] for row in kept]
    chosen = (places, places.c.place_id.in_(ids)), (roles, roles.c.record_id.in_(own))
    rows = {points.name: kept}
    for table, wanted in chosen:
        rows[table.name] = [
            dict(row) for row in connection.execute(sa.select(table).where(wanted)).mappings()
        ]
    reports = (log.report(len(kept), len(kept)),) if log.problems else ()
    return CarriedOver(rows, reports)


def _rechecked(row: Record, known: set[tuple[str, Any]], log: ProblemLog) -> Record:
    """Return a row as it is, or without its unit where that is gone."""
    unit = (row["unit_code"], row["unit_valid_from"])
    if row["unit_code"] is None or unit in known:
        return row
    log.kept(row["source_row"], UNIT_GONE, "unit_code", f"{unit[0]} {unit[1]}: {row['name']}")
    placement = row["placement"] if row["lon"] is not None else Placement.UNKNOWN.value
    return row | {"unit_code": None, "unit_valid_from": None, "placement": placement}
