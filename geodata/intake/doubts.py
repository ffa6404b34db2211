"""The points of a file held against the units that its rows name and the points that are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from geodata.crs_names import POINT_METRES
from geodata.intake.given import raw_of
from geodata.intake.positions import LOOKED_AT, Doubt, Placed, Point, doubt_about
from geodata.intake.preview import Outcome, Preview
from geodata.intake.reading import ReadFile
from geodata.osm_points import read_osm_points
from geodata.records.checking import Checker
from geodata.records.entries import read_entry
from geodata.records.kinds import RecordKind
from geodata.records.point_entry import named_crs
from geodata.records.points import Outlines
from geodata.records.problems import FieldProblem
from geodata.records.state import State, read_states, record_of, unit_of

# What says where the point of a row is; without it the row tells of a unit alone.
POINT_FIELDS = frozenset({"lon", "lat", "easting", "northing", "epsg", "placement"})
# A row that breaks these alone is refused for its point.
BAD_POINT = frozenset(
    {"point_outside_unit", "point_outside_country", "zone_doubted", "zone_converted", "datum_doubted"}
)


def doubt_of(
    connection: sa.Connection, checker: Checker, read: ReadFile, preview: Preview, crs: str | None
) -> Doubt | None:
    """Return what speaks against the points of a file as they were read; None where it has none."""
    kind = preview.kind
    if not isinstance(kind, RecordKind) or not {"lon", "easting"} & {column.field for column in read.columns}:
        return None
    outlines = Outlines(connection)
    osm = read_osm_points(connection) if kind is RecordKind.SIGHTS else {}
    placed = []
    refused = [one.record_id for one in preview.rows if one.outcome is Outcome.REFUSED and one.record_id]
    stored = read_states(connection, kind, refused[:LOOKED_AT])
    for one in _placed(checker, kind, read, preview, osm, stored):
        placed.append(one)
        if len(placed) >= LOOKED_AT:
            break
    return doubt_about(placed, outlines.is_near, crs or _zone_of_rows(read))


def _zone_of_rows(read: ReadFile) -> str | None:
    """Return the zone that a column names, where it is the same one for all rows."""
    zones = [at for at, column in enumerate(read.columns) if column.field == "epsg"]
    named = {named_crs(row.cells[at]) for row in read.sheet.rows for at in zones}
    return named.pop() if len(named) == 1 else None


def _placed(
    checker: Checker,
    kind: RecordKind,
    read: ReadFile,
    preview: Preview,
    osm: Mapping[str, Point],
    stored: Mapping[str, State],
) -> Iterator[Placed]:
    """Give the rows that have a point: it, the unit that the row names, and the point that is known."""
    by_number = {row.number: row for row in read.sheet.rows}
    pairs = preview.pairs.get(kind, {})
    for result in preview.rows:
        raw = raw_of(by_number[result.row], read)
        before, after = pairs.get(result.record_id or "", (None, None))
        if result.outcome is Outcome.REFUSED:
            before = stored.get(result.record_id or "")
            after = _without_point(checker, kind, raw, result.problems, before)
            point = None if after is None else _raw_point(kind, raw)
        else:
            point = None if after is None else _point(kind, after)
        if after is None or point is None:
            continue
        known = None if before is None else _point(kind, before)
        yield Placed(point, unit_of(kind, after), known or osm.get(result.record_id or ""))


def _without_point(
    checker: Checker,
    kind: RecordKind,
    raw: dict[str, Any],
    problems: Iterable[FieldProblem],
    stored: State | None,
) -> State | None:
    """Return the state of a row that was refused for its point alone, without the point."""
    rules = {one.rule for one in problems}
    if not rules or not rules <= BAD_POINT:
        return None
    rest = {name: value for name, value in raw.items() if name not in POINT_FIELDS}
    return checker.check(kind, rest, stored).state


def _raw_point(kind: RecordKind, raw: dict[str, Any]) -> Point | None:
    """Return the point of a row as it is written, degrees (EPSG:4326)."""
    # Late: most files have no points, and pyproj takes its time.
    from geodata.crs import from_metres

    told = {name: value for name, value in raw.items() if name in POINT_FIELDS}
    values = read_entry(kind, told, None).values
    easting, northing, crs = values.get("easting"), values.get("northing"), named_crs(values.get("epsg"))
    if easting is not None and northing is not None:
        return from_metres(easting, northing, crs) if crs in POINT_METRES else None
    return _floats(values.get("lon"), values.get("lat"))


def _point(kind: RecordKind, state: State) -> Point | None:
    """Return the point of a state."""
    row = record_of(kind, state)
    return _floats(row.get("lon"), row.get("lat"))


def _floats(lon: object, lat: object) -> Point | None:
    """Return two numbers as a point."""
    if isinstance(lon, int | float) and isinstance(lat, int | float):
        return float(lon), float(lat)
    return None
