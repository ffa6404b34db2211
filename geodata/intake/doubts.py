"""The points of a file held against the units that its rows name and the points that are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from geodata.intake.given import raw_of
from geodata.intake.positions import LOOKED_AT, Doubt, Placed, Point, doubt_about
from geodata.intake.preview import Outcome, Preview
from geodata.intake.reading import ReadFile
from geodata.records.checking import Checker
from geodata.records.kinds import RecordKind
from geodata.records.points import Outlines
from geodata.records.problems import FieldProblem
from geodata.records.state import State, record_of, unit_of
from geodata.registry.sights import USED_BY
from geodata.tables import osm_places

# What says where the point of a row is; without it the row tells of a unit alone.
POINT_FIELDS = frozenset({"lon", "lat", "easting", "northing", "epsg", "placement"})
BAD_POINT = "point_outside_unit"


def doubt_of(
    connection: sa.Connection, checker: Checker, read: ReadFile, preview: Preview, crs: str | None
) -> Doubt | None:
    """Return what speaks against the points of a file as they were read; None where it has none."""
    if not {"lon", "easting"} & {column.field for column in read.columns}:
        return None
    outlines = Outlines(connection)
    osm = _osm_points(connection) if preview.kind is RecordKind.SIGHTS else {}
    placed = []
    for one in _placed(checker, read, preview, osm):
        placed.append(one)
        if len(placed) >= LOOKED_AT:
            break
    return doubt_about(placed, outlines.is_near, crs)


def _placed(checker: Checker, read: ReadFile, preview: Preview, osm: Mapping[str, Point]) -> Iterator[Placed]:
    """Give the rows that have a point: it, the unit that the row names, and the point that is known."""
    by_number = {row.number: row for row in read.sheet.rows}
    pairs = preview.pairs.get(preview.kind, {})
    for result in preview.rows:
        raw = raw_of(by_number[result.row], read)
        before, after = pairs.get(result.record_id or "", (None, None))
        if result.outcome is Outcome.REFUSED:
            after = _without_point(checker, preview.kind, raw, result.problems)
            point = _floats(raw.get("lon"), raw.get("lat"))
        else:
            point = None if after is None else _point(preview.kind, after)
        if after is None or point is None:
            continue
        known = None if before is None else _point(preview.kind, before)
        yield Placed(point, unit_of(preview.kind, after), known or osm.get(result.name))


def _without_point(
    checker: Checker, kind: RecordKind, raw: dict[str, Any], problems: Iterable[FieldProblem]
) -> State | None:
    """Return the state of a row that was refused for its point alone, without the point."""
    if {one.rule for one in problems} != {BAD_POINT}:
        return None
    rest = {name: value for name, value in raw.items() if name not in POINT_FIELDS}
    return checker.check(kind, rest).state


def _point(kind: RecordKind, state: State) -> Point | None:
    """Return the point of a state."""
    row = record_of(kind, state)
    return _floats(row.get("lon"), row.get("lat"))


def _floats(lon: object, lat: object) -> Point | None:
    """Return two numbers as a point."""
    if isinstance(lon, int | float) and isinstance(lat, int | float):
        return float(lon), float(lat)
    return None


def _osm_points(connection: sa.Connection) -> dict[str, Point]:
    """Return the points that are known of sights, by name."""
    t = osm_places.c
    rows = connection.execute(sa.select(t.used_by, t.lon, t.lat).where(t.used_by.startswith(USED_BY)))
    return {row.used_by.removeprefix(USED_BY): (row.lon, row.lat) for row in rows}
