"""Where tours come into a commune in which raw-material zones lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely

from geodata.collation import vietnamese_key
from geodata.crs import WGS84, to_metric
from geodata.joins import zones_in
from geodata.planning.spots import communes_of
from geodata.store import Store
from geodata.tourism.flows import FlowTour
from geodata.tourism.signs import Sign, SignKind, Ways, degrees_of, heading, rank
from geodata.view import View

# A road along a border goes out and comes in again: whoever was away for less has not entered anew.
SHORT_ABSENCE_M = 2_000.0
# Tours that enter a commune this near to each other see the same sign.
SAME_SPOT_M = 300.0


@dataclass(frozen=True, slots=True)
class ZoneCommune:
    """A commune in which raw-material zones lie: code, name, outline (EPSG:4326) and their crops."""

    code: str
    name: str
    shape: shapely.Geometry
    crops: tuple[str, ...]


def zone_communes(store: Store, view: View) -> tuple[ZoneCommune, ...]:
    """
    Return the communes of a view in which zones lie, by code.

    A zone of several communes is in each of them; one that is known only by
    its district is in none. Plans, nurseries and factories are no zones.
    """
    communes = communes_of(store, view)
    shapes = dict(zip(communes.rows["unit_code"], communes.rows.geometry, strict=True))
    crops: dict[str, set[str]] = {}
    zones = zones_in(store, view)
    for crop, codes in zip(zones["crop"], zones["commune_codes"], strict=True):
        for code in codes:
            crops.setdefault(code, set()).add(crop)
    return tuple(
        ZoneCommune(code, communes.names[code], shapes[code], tuple(sorted(crops[code], key=vietnamese_key)))
        for code in sorted(crops.keys() & shapes.keys())
    )


def zone_signs(tours: Sequence[FlowTour], zones: Sequence[ZoneCommune]) -> list[Sign]:
    """Return where tours enter a commune with raw-material zones, the most seen first."""
    ways = Ways(tours)
    if not zones or not ways.lines:
        return []
    areas = to_metric(gpd.GeoSeries([zone.shape for zone in zones], crs=WGS84)).to_numpy()
    shapely.prepare(areas)
    line, area = shapely.STRtree(areas).query(ways.lines, predicate="intersects")
    found: list[Sign] = []
    for place, zone in enumerate(zones):
        entries = [
            Entry(spot, heading(ways.lines[number], at), tuple(sorted(ways.tours([number]))))
            for number in sorted(line[area == place].tolist())
            for at, spot in entries_into(ways.lines[number], areas[place])
        ]
        found += [_zone_sign(zone, group) for group in _clusters(entries)]
    return sorted(found, key=rank)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Where a line comes into an area (metres), in which direction it goes on, and which tours drive it."""

    spot: shapely.Point
    direction: str
    tours: tuple[int, ...]


def entries_into(line: shapely.LineString, area: shapely.Geometry) -> list[tuple[float, shapely.Point]]:
    """
    Return where a line comes into an area (metres): how far along it, and the spot.

    What begins inside is no entry: the leg before came in, or the day begins
    there. Neither is coming back after less than ``SHORT_ABSENCE_M``.
    """
    found = []
    left = -np.inf
    for start, end in _stays(line, area):
        if start > 0 and start - left > SHORT_ABSENCE_M:
            found.append((start, line.interpolate(start)))
        left = end
    return found


def _stays(line: shapely.LineString, area: shapely.Geometry) -> list[tuple[float, float]]:
    """Return from where to where along a line (metres) it lies in an area, in order."""
    border = shapely.get_coordinates(shapely.intersection(line, area.boundary))
    crossed = {line.project(shapely.Point(point)) for point in border}
    cuts = sorted({0.0, line.length, *crossed})
    found: list[tuple[float, float]] = []
    for start, end in pairwise(cuts):
        if not area.covers(line.interpolate((start + end) / 2)):
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _clusters(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return entries in groups that see the same sign: those within ``SAME_SPOT_M`` of the first."""
    groups: list[list[Entry]] = []
    for entry in sorted(entries, key=lambda one: (-len(one.tours), one.spot.x, one.spot.y)):
        near = (group for group in groups if group[0].spot.distance(entry.spot) <= SAME_SPOT_M)
        group = next(near, None)
        if group is None:
            groups.append([entry])
        else:
            group.append(entry)
    return groups


def _zone_sign(zone: ZoneCommune, group: Sequence[Entry]) -> Sign:
    """Return the sign at the edge of a commune with zones."""
    lon, lat = degrees_of(group[0].spot)
    tours = tuple(sorted({tour for entry in group for tour in entry.tours}))
    return Sign(
        kind=SignKind.ZONE,
        target=zone.code,
        name=zone.name,
        crops=zone.crops,
        lon=lon,
        lat=lat,
        direction=group[0].direction,
        seen_by=tours,
        going=tours,
        km=None,
    )
