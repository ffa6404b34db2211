"""The columns that say where a record is, from what an entry says and what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from geodata.records.point_entry import entered_point, zone_problems
from geodata.records.points import Outlines
from geodata.records.problems import FieldProblem, problem
from geodata.records.unit_finding import NEW, Asked, UnitFinder, system_of_unit
from geodata.records.vocabulary import ENTERED
from geodata.vocabulary import Placement

Row = dict[str, Any]
Values = Mapping[str, Any]
UNIT_FIELDS = ("unit_code", "units", "commune", "district")
POINT_FIELDS = ("lon", "lat", "easting", "northing")
TEXT_FIELDS = ("village", "address")
ALL_FIELDS = frozenset({*UNIT_FIELDS, *POINT_FIELDS, *TEXT_FIELDS, "epsg", "placement"})
UNPLACED: Values = {
    "raw_commune": None,
    "raw_district": None,
    "village": None,
    "address": None,
    "placement": Placement.UNKNOWN.value,
    "unit_code": None,
    "unit_valid_from": None,
    "outside": None,
    "lon": None,
    "lat": None,
    "point_source": None,
    "place_id": None,
}


def asked_of(changed: Values, before: Values) -> Asked | None:
    """
    Return what an entry asks for as its unit; None where it says nothing new about it.

    A code that is new stands without the names of before; new names stand
    without the code of before, within the district and list of before.
    """
    given = {name: value for name, value in changed.items() if name in UNIT_FIELDS}
    if not given:
        return None
    if given.get("unit_code") is not None:
        return Asked(given["unit_code"], given.get("units"), given.get("commune"), given.get("district"))
    kept = {name: given.get(name, before.get(name)) for name in ("units", "commune", "district")}
    # Districts ended with their list: a new list without a district asks for none.
    if given.get("units") is not None and "district" not in given and kept["units"] == "2025":
        kept["district"] = None
    return Asked(None, kept["units"], kept["commune"], kept["district"])


def placed_entry(
    row: Row, changed: Values, before: Values, units: UnitFinder, outlines: Callable[[], Outlines]
) -> tuple[Row, list[FieldProblem], list[FieldProblem]]:
    """
    Return the columns of a place, the problems and the warnings.

    Parameters
    ----------
    row
        The stored row, or ``UNPLACED`` for a new record.
    changed
        The place fields that the entry changes.
    before
        The stored values of all fields; empty for a new record.
    outlines
        Gives the outlines of the units; asked only where there is a point.
    """
    columns = {name: row[name] for name in UNPLACED}
    columns |= {name: changed[name] for name in TEXT_FIELDS if name in changed}
    problems: list[FieldProblem] = []
    warnings: list[FieldProblem] = []
    asked = asked_of(changed, before)
    if asked is None and not before:
        asked = Asked()
    unit_changed = False
    if asked is not None:
        found = units.find(asked)
        problems += found.problems
        warnings += found.warnings
        if not found.problems:
            unit = found.unit or {}
            key = (unit.get("unit_code"), unit["valid_from"].isoformat() if unit else None)
            unit_changed = key != (row["unit_code"], row["unit_valid_from"])
            columns |= {
                "raw_commune": found.commune,
                "raw_district": found.district,
                "unit_code": key[0],
                "unit_valid_from": key[1],
                "outside": found.outside,
            }
            if unit_changed or columns["lon"] is None:
                columns["placement"] = _without_point(columns, units)
    point, wrong = entered_point(
        changed, (columns["lon"], columns["lat"]), lambda lon, lat: _where(units, outlines(), lon, lat)
    )
    problems += wrong
    if not problems:
        columns, wrong = _with_point(columns, row, point, changed, unit_changed)
        problems += wrong
    moved = (columns["lon"], columns["lat"]) != (row["lon"], row["lat"]) or unit_changed
    if not problems and moved and columns["lon"] is not None:
        problems += _beyond(columns, changed, units, outlines())
    return columns, problems, warnings


def _without_point(columns: Row, units: UnitFinder) -> str:
    """Return how well a record without a point is placed."""
    if columns["unit_code"] is None:
        return Placement.UNKNOWN.value
    unit = units.by_key[columns["unit_code"], date.fromisoformat(columns["unit_valid_from"])]
    return (Placement.DISTRICT if unit["level"] == "district" else Placement.COMMUNE).value


def _with_point(
    columns: Row, row: Row, point: tuple[float, float] | None, changed: Values, unit_changed: bool
) -> tuple[Row, list[FieldProblem]]:
    """Return the columns with the point, and how exact it is."""
    held = None if row["lon"] is None else (row["lon"], row["lat"])
    if point is None:
        if held is None and not unit_changed:
            # A point that another table holds (OpenStreetMap) stays with its record.
            return columns | {"placement": row["placement"], "point_source": row["point_source"]} if (
                row["point_source"] is not None
            ) else columns, []
        return columns | {"lon": None, "lat": None, "point_source": None}, []
    exact = changed.get("placement") or (row["placement"] if held is not None else None)
    exact = exact if exact in (Placement.SURVEYED, Placement.ADDRESS, Placement.VILLAGE) else None
    source = row["point_source"] if point == held else ENTERED
    return columns | {
        "lon": point[0],
        "lat": point[1],
        "point_source": source,
        "placement": exact or Placement.ADDRESS.value,
    }, []


def _beyond(columns: Row, changed: Values, units: UnitFinder, outlines: Outlines) -> list[FieldProblem]:
    """Return the problem of a point that does not lie in the unit of its record, and what it looks like."""
    lon, lat = columns["lon"], columns["lat"]
    if columns["unit_code"] is None:
        return []
    key = (columns["unit_code"], date.fromisoformat(columns["unit_valid_from"]))
    if outlines.is_near(key, lon, lat):
        return []
    system = system_of_unit(key[1])
    communes = [unit for unit in units.listed(system) if unit["level"] == "commune"]
    meant = units.suggestions(outlines.containing(communes, lon, lat), "unit_code")
    name = units.by_key[key]["name"]
    found = [problem("unit_code", f"{lon}, {lat}", "point_outside_unit", meant, unit=name)]
    if outlines.may_try():
        found += zone_problems(
            changed,
            (lon, lat),
            lambda lon, lat: outlines.is_near(key, lon, lat),
            lambda lon, lat: _where(units, outlines, lon, lat),
        )
    return found


def _where(units: UnitFinder, outlines: Outlines, lon: float, lat: float) -> str:
    """Return the commune of today in which a point (degrees, EPSG:4326) lies; empty where none is."""
    return ", ".join(unit["name"] for unit in outlines.containing(list(units.listed(NEW)), lon, lat)[:1])
