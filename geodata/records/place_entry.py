"""The columns that say where a record is, from what an entry says and what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from geodata.osm_points import is_at_osm_point
from geodata.records.point_entry import entered_point, zone_problems
from geodata.records.points import Outlines
from geodata.records.problems import FieldProblem, problem
from geodata.records.unit_finding import NEW, Asked, Found, UnitFinder, system_of_unit
from geodata.records.vocabulary import ENTERED
from geodata.vocabulary import Placement

Row = dict[str, Any]
Values = Mapping[str, Any]
UNIT_FIELDS = ("unit_code", "units", "commune", "district")
POINT_FIELDS = ("lon", "lat", "easting", "northing")
EXACT = (Placement.SURVEYED, Placement.ADDRESS, Placement.OFFICE, Placement.VILLAGE)
TEXT_FIELDS = ("village", "address")
MOST_PLACES = 4_096  # that are remembered
ALL_FIELDS = frozenset({*UNIT_FIELDS, *POINT_FIELDS, *TEXT_FIELDS, "epsg", "placement"})


class Placed(NamedTuple):
    """
    The columns that say where a record is, with the problems and warnings of the entry.

    ``follows_point``: nobody names the unit, it is the commune of the point.
    """

    columns: Row
    problems: list[FieldProblem]
    warnings: list[FieldProblem]
    follows_point: bool


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

NO_POINT: Values = {"lon": None, "lat": None, "point_source": None}


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
    row: Row,
    changed: Values,
    before: Values,
    units: UnitFinder,
    outlines: Callable[[], Outlines],
    osm_point: tuple[float, float] | None = None,
) -> Placed:
    """
    Return the place that an entry makes of the one that is stored.

    A record with a point and without a unit gets the commune in which the
    point lies (``UnitFinder.around``), and goes on to follow its point until
    somebody says where it is. A point of OpenStreetMap stays with its record
    until that is said to lie in a unit in which the point does not; then it
    falls away, with a warning.

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
    osm_point
        The point at which ``osm_places`` holds the record, degrees (EPSG:4326); None: at none.
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
            columns |= _unit_columns(found)
            unit_changed = any(columns[name] != row[name] for name in ("unit_code", "unit_valid_from"))
            if unit_changed or columns["lon"] is None:
                columns["placement"] = _without_point(columns, units)
    point, wrong = entered_point(
        changed, (columns["lon"], columns["lat"]), lambda lon, lat: _where(units, outlines(), lon, lat)
    )
    problems += wrong
    if not problems and point is not None:
        columns = _with_point(columns, row, point, changed)
    elif not problems and is_at_osm_point(row):
        columns, said = _at_osm_point(columns, row, osm_point, units, outlines)
        warnings += said
    elif not problems and row["lon"] is not None:
        columns |= {**NO_POINT, "placement": _without_point(columns, units)}
    follows = _is_unnamed(columns) and (
        columns["lon"] is not None if columns["unit_code"] is None else _is_unit_of_point(row)
    )
    if follows and not problems:
        columns |= _unit_of_point(columns, units, outlines)
        beside = _of_no_commune(columns, units, outlines)
        if beside or columns["unit_code"] is not None:
            warnings = [*(each for each in warnings if each.rule != "place_missing"), *beside]
    moved = (columns["lon"], columns["lat"]) != (row["lon"], row["lat"]) or unit_changed
    if not problems and moved and columns["lon"] is not None:
        problems += _beyond(columns, changed, units, outlines())
    return Placed(columns, problems, warnings, follows and columns["unit_code"] is not None)


class Placer:
    """Finds the places of many entries; what it gives back nobody may change."""

    def __init__(
        self,
        units: UnitFinder,
        outlines: Callable[[], Outlines],
        osm_points: Callable[[], Mapping[str, tuple[float, float]]] = dict,
    ) -> None:
        self._units = units
        self._outlines = outlines
        self._osm_points = osm_points
        self._of_new: dict[tuple[tuple[str, Any], ...], Placed] = {}

    def place(self, row: Values, changed: Values, before: Values) -> Placed:
        """
        Return what ``placed_entry`` does.

        A list names the same communes again and again: of new records without a
        point each is looked up once.
        """
        key = None if before or point_fields(changed) else tuple(changed.items())
        found = None if key is None else self._of_new.get(key)
        if found is None:
            at = self._osm_points().get(row.get("sight_id", "")) if is_at_osm_point(row) else None
            found = placed_entry(dict(row), changed, before, self._units, self._outlines, at)
            if key is not None and len(self._of_new) < MOST_PLACES:
                self._of_new[key] = found
        return found


def _unit_columns(found: Found) -> Row:
    """Return the columns of a unit that was asked for; of none where nobody names one."""
    return {
        "raw_commune": found.commune,
        "raw_district": found.district,
        "unit_code": None if found.unit is None else found.unit["unit_code"],
        "unit_valid_from": None if found.unit is None else found.unit["valid_from"].isoformat(),
        "outside": found.outside,
    }


def point_fields(changed: Values) -> bool:
    """Return whether an entry changes the point of a record."""
    return any(name in changed for name in POINT_FIELDS)


def _is_unit_of_point(row: Values) -> bool:
    """Return whether the unit of a record is the one of its point: inferred, and named by nobody."""
    return row["unit_code"] is not None and "unit_code" in row.get("inferred_fields", ()) and _is_unnamed(row)


def _is_unnamed(row: Values) -> bool:
    """Return whether nobody says in which unit a record lies, nor that it is outside the province."""
    return all(row[name] is None for name in ("raw_commune", "raw_district", "outside"))


def _unit_of_point(columns: Row, units: UnitFinder, outlines: Callable[[], Outlines]) -> Row:
    """Return the columns of the commune in which the point of a record lies; of none without a point."""
    if columns["lon"] is None:
        return {"unit_code": None, "unit_valid_from": None, "placement": Placement.UNKNOWN.value}
    unit = units.around(outlines(), columns["lon"], columns["lat"])
    if unit is None:
        return {"unit_code": None, "unit_valid_from": None}
    return {"unit_code": unit["unit_code"], "unit_valid_from": unit["valid_from"].isoformat()}


def _of_no_commune(columns: Row, units: UnitFinder, outlines: Callable[[], Outlines]) -> list[FieldProblem]:
    """Return the warning of a point that lies in no commune; a shop in Hà Nội may be true."""
    lon, lat = columns["lon"], columns["lat"]
    if (
        lon is None
        or columns["unit_code"] is not None
        or outlines().containing(list(units.listed(NEW)), lon, lat)
    ):
        return []
    return [problem("lon", f"{lon}, {lat}", "point_outside_province")]


def _without_point(columns: Row, units: UnitFinder) -> str:
    """Return how well a record without a point is placed."""
    if columns["unit_code"] is None:
        return Placement.UNKNOWN.value
    unit = units.by_key[columns["unit_code"], date.fromisoformat(columns["unit_valid_from"])]
    return (Placement.DISTRICT if unit["level"] == "district" else Placement.COMMUNE).value


def _at_osm_point(
    columns: Row,
    row: Row,
    point: tuple[float, float] | None,
    units: UnitFinder,
    outlines: Callable[[], Outlines],
) -> tuple[Row, list[FieldProblem]]:
    """Return the columns of a record that stands at a point of OpenStreetMap, or why it does no longer."""
    place = ("unit_code", "unit_valid_from", "outside")
    if all(columns[name] == row[name] for name in place) or (
        point is not None and _may_lie(columns, point, units, outlines())
    ):
        return columns | {"placement": row["placement"]}, []
    code = columns["unit_code"]
    unit = columns["outside"]
    if code is not None:
        unit = units.by_key[code, date.fromisoformat(columns["unit_valid_from"])]["name"]
    return columns | {**NO_POINT, "placement": _without_point(columns, units)}, [
        problem("unit_code", code, "osm_point_left", unit=unit)
    ]


def _may_lie(columns: Row, point: tuple[float, float], units: UnitFinder, outlines: Outlines) -> bool:
    """Return whether a point (degrees, EPSG:4326) does not contradict where a record is said to lie."""
    if columns["unit_code"] is not None:
        key = (columns["unit_code"], date.fromisoformat(columns["unit_valid_from"]))
        return outlines.is_near(key, *point)
    return columns["outside"] is None or not _where(units, outlines, *point)


def _with_point(columns: Row, row: Row, point: tuple[float, float], changed: Values) -> Row:
    """Return the columns with a point of the record's own, and how exact it is."""
    held = None if row["lon"] is None else (row["lon"], row["lat"])
    # A point that is moved is not where the address is, or where somebody surveyed, unless the entry says so.
    exact = changed.get("placement") or (row["placement"] if point == held else None)
    exact = exact if exact in EXACT else None
    source = row["point_source"] if point == held else ENTERED
    return columns | {
        "lon": point[0],
        "lat": point[1],
        "point_source": source,
        "placement": exact or Placement.OFFICE.value,
    }


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
