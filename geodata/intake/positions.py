"""
Whether the points of a file were read in the wrong coordinate reference system.

Degrees of VN-2000 read as WGS 84 are about 223 m off; metres of one VN-2000
zone read as those of a zone 15 minutes of longitude away are 25.7 km off. Each
other way to read the same file is tried against what is known: the units that
the rows name, and the points that their records have already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from geodata.crs_names import POINT_METRES, VN2000_DEGREES, VN2000_METRES
from geodata.errors import N_

LOOKED_AT = 400  # rows
FEWEST = 3  # rows that tell something
# Of the points, which share may lie in their units where the reading is wrong, and must where it is right.
WRONG_SHARE, RIGHT_SHARE = 0.5, 0.8
# Metres to points that are known already: nearer is right, the displacement of a datum is 150 to 300.
NEAR_M, DATUM_M = 60.0, (150.0, 300.0)

DATUM = N_(
    "The points lie about %(metres)s m from those that the registry holds of the same records, as degrees of"
    " VN-2000 (%(crs)s) do that are taken for WGS 84: choose %(crs)s"
)
ZONE = N_(
    "Most points lie outside the units that their rows name, about %(km)s km away; read as %(crs)s,"
    " %(count)s of %(total)s lie inside: choose that zone"
)
CONVERTED = N_(
    "Most points lie outside the units that their rows name, about %(km)s km away, as points do that somebody"
    " converted from metres of a wrong VN-2000 zone: convert them again from the right one"
)
OUTSIDE = N_(
    "Most points lie outside the units that their rows name (%(count)s of %(total)s): check the coordinate"
    " reference system and the order of the coordinates"
)

Point = tuple[float, float]
UnitKey = tuple[str, date]
IsIn = Callable[[UnitKey, float, float], bool]


@dataclass(frozen=True, slots=True)
class Placed:
    """A point of a row (degrees, EPSG:4326), the unit that the row names, and the point known already."""

    point: Point
    unit: UnitKey | None = None
    known: Point | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is suspected: a text for the translators with its values, and the CRS to choose instead."""

    message: str
    values: Mapping[str, object]
    crs: str | None


def doubt_about(placed: Sequence[Placed], is_in: IsIn, crs: str | None = None) -> Doubt | None:
    """
    Return what speaks against the points as they were read; None where nothing does, or too few rows tell.

    ``is_in`` tells whether a point (degrees, EPSG:4326) lies in a unit or near
    its line, ``crs`` is the system in which the file was read.
    """
    told = list(placed)[:LOOKED_AT]
    return _of_zone(told, is_in, crs) or _of_datum(told)


def _of_zone(placed: Sequence[Placed], is_in: IsIn, read_as: str | None) -> Doubt | None:
    """Suspect another zone where most points lie outside their units."""
    named = [one for one in placed if one.unit is not None]
    inside = _inside(named, [one.point for one in named], is_in)
    if len(named) < FEWEST or inside >= WRONG_SHARE * len(named):
        return None
    found = [
        (_inside(named, points, is_in), crs, points)
        for crs, points in _zones([one.point for one in named], read_as)
    ]
    best, crs, points = max(found, key=lambda each: each[0])
    if best >= RIGHT_SHARE * len(named):
        # Late, like everything here that needs pyproj: most files have no points.
        from geodata.crs import metres_between

        moved = median(metres_between(one.point, other) for one, other in zip(named, points, strict=True))
        values = {"km": round(moved / 1000, 1), "crs": crs, "count": best, "total": len(named)}
        if read_as not in POINT_METRES:
            return Doubt(CONVERTED, {"km": values["km"]}, None)
        return Doubt(ZONE, values, crs)
    return Doubt(OUTSIDE, {"count": len(named) - inside, "total": len(named)}, None)


def _of_datum(placed: Sequence[Placed]) -> Doubt | None:
    """Suspect degrees of VN-2000 where the known points of the same records say so."""
    pairs = [(one.point, one.known) for one in placed if one.known is not None]
    if len(pairs) < FEWEST:
        return None
    # Late, like everything here that needs pyproj: most files have no points.
    from geodata.crs import metres_between

    now = median(metres_between(point, known) for point, known in pairs)
    again = _as_vn2000([point for point, _ in pairs])
    then = median(metres_between(point, known) for point, (_, known) in zip(again, pairs, strict=True))
    if not (DATUM_M[0] <= now <= DATUM_M[1] and then <= NEAR_M):
        return None
    return Doubt(DATUM, {"metres": round(now), "crs": VN2000_DEGREES}, VN2000_DEGREES)


def _inside(placed: Sequence[Placed], points: Sequence[Point], is_in: IsIn) -> int:
    """Return how many points lie in the units that their rows name."""
    return sum(
        one.unit is not None and is_in(one.unit, *point) for one, point in zip(placed, points, strict=True)
    )


def _zones(points: Sequence[Point], read_as: str | None) -> Iterator[tuple[str, list[Point]]]:
    """Give the points as they are if their metres were those of another zone than ``read_as``, or any."""
    import geopandas as gpd

    from geodata.crs import WGS84, from_vn2000, to_metres

    degrees = gpd.GeoSeries.from_xy(*zip(*points, strict=True), crs=WGS84)
    for said in (read_as,) if read_as in POINT_METRES else VN2000_METRES:
        metres = to_metres(degrees, str(said))
        for meant in VN2000_METRES:
            if meant != said:
                yield meant, [from_vn2000(point.x, point.y, meant) for point in metres]


def _as_vn2000(points: Sequence[Point]) -> list[Point]:
    """Return the points as they are if their degrees were VN-2000."""
    import geopandas as gpd

    from geodata.crs import WGS84, read_as_vn2000

    moved = read_as_vn2000(gpd.GeoSeries.from_xy(*zip(*points, strict=True), crs=WGS84))
    return [(point.x, point.y) for point in moved]
