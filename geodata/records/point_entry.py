"""
The point that an entry gives, in degrees of WGS 84: what its coordinates mean is asked where nothing says it.

Metres of VN-2000 mean nothing without their zone; degrees of VN-2000 lie about
223 m beside the same degrees of WGS 84, and metres read in a zone 15 minutes
of longitude away lie 25.7 km beside. What looks like either is pointed out
with the way to read it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from geodata.crs import degrees_of_vn2000, from_metres, metres_between, to_vn2000
from geodata.crs_names import METRIC, POINT_METRES, VN2000_DEGREES, VN2000_METRES, WGS84
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.shared_fields import EAST, NORTH, SOUTH, WEST

Point = tuple[float, float]
Values = Mapping[str, Any]
# What is said of a point: the units in which it lies, as a text.
Where = Callable[[float, float], str]
IsIn = Callable[[float, float], bool]

DECIMALS = 7
# How people write systems, without case and blanks. UTM alone may be that of VN-2000, 200 m away.
WRITTEN: Mapping[str, str] = {
    "WGS84": WGS84,
    "VN-2000": VN2000_DEGREES,
    "VN2000": VN2000_DEGREES,
    **{
        f"WGS84{words}{zone}N": f"EPSG:326{zone}"
        for words in ("/UTM", "/UTMZONE", "UTM", "UTMZONE")
        for zone in (47, 48, 49)
    },
}
# By central meridian, of three degrees. Of 105° there are one of three degrees and one of six.
MERIDIANS: Mapping[tuple[str, str], str] = {
    ("103", "00"): "EPSG:9205",
    ("104", "00"): "EPSG:9206",
    ("104", "45"): METRIC,
    ("105", "30"): "EPSG:9209",
    ("106", "00"): "EPSG:9211",
}
MERIDIAN = re.compile(r"(?:KTT)?(\d{3})(?:[°º](?:(\d{2})['′’]?)?|-(\d{2}))")
# A displacement of the datum is 150 to 300 m in the country; nearer than 60 m to what is known is right.
NEAR_M, DATUM_M = 60.0, (150.0, 300.0)
MOST_SHOWN = 4


def entered_point(
    changed: Values, held: tuple[float | None, float | None], where: Where
) -> tuple[Point | None, list[FieldProblem]]:
    """
    Return the point that is wanted (degrees, EPSG:4326; None: none), or what is wrong with it.

    Parameters
    ----------
    changed
        The fields that the entry changes: ``lon`` and ``lat`` (degrees), or
        ``easting`` and ``northing`` (metres of VN-2000, or of UTM where ``epsg`` says so), and ``epsg``.
    held
        The point that is stored, degrees (EPSG:4326).
    where
        Says in which unit a point (degrees, EPSG:4326) lies.
    """
    easting, northing = changed.get("easting"), changed.get("northing")
    degrees = [changed.get(name, old) for name, old in zip(("lon", "lat"), held, strict=True)]
    is_new = any(changed.get(name) is not None for name in ("lon", "lat"))
    if easting is not None or northing is not None:
        if is_new:
            return None, [problem("easting", easting, "point_twice")]
        if easting is None or northing is None:
            missing = "easting" if easting is None else "northing"
            return None, [problem(missing, None, "point_half")]
        return _of_metres(easting, northing, changed.get("epsg"), where)
    if None in degrees and degrees != [None, None]:
        missing = "lon" if degrees[0] is None else "lat"
        return None, [problem(missing, None, "point_half")]
    if degrees[0] is None:
        return None, []
    point = float(degrees[0]), float(degrees[1])
    return _of_degrees(point, held, changed.get("epsg"), where) if is_new else (point, [])


def named_crs(text: object) -> str | None:
    """Return the EPSG name that a text means; None where it is empty."""
    if text is None:
        return None
    plain = str(text).upper().replace(" ", "")
    named = MERIDIAN.fullmatch(plain)
    if named is not None and (zone := MERIDIANS.get((named[1], named[2] or named[3] or "00"))) is not None:
        return zone
    return WRITTEN.get(plain) or (plain if plain.startswith("EPSG:") else f"EPSG:{plain}")


def _of_metres(
    easting: float, northing: float, said: object, where: Where
) -> tuple[Point | None, list[FieldProblem]]:
    """Return the point of metres (VN-2000) in the zone that is said; without one it is asked for."""
    crs = named_crs(said)
    told = f"{easting:.12g}, {northing:.12g}"
    if crs is None:
        zones = [(zone, read) for zone in VN2000_METRES if (read := _read(easting, northing, zone))]
        if not zones:
            return None, [problem("easting", told, "point_outside_country")]
        # Where the point lies in a unit of the province first.
        named = sorted(((zone, read, where(*read)) for zone, read in zones), key=lambda each: not each[2])
        meant = tuple(_suggested(*each) for each in named)
        return None, [problem("epsg", told, "zone_unknown", meant)]
    if crs not in POINT_METRES:
        return None, [problem("epsg", said, "crs_unknown")]
    point = _read(easting, northing, crs)
    return point, [] if point else [problem("easting", told, "point_outside_country")]


def _of_degrees(
    point: Point, held: tuple[float | None, float | None], said: object, where: Where
) -> tuple[Point | None, list[FieldProblem]]:
    """Return the point of degrees; what looks like degrees of VN-2000 and does not say so is asked about."""
    crs = named_crs(said)
    if crs == VN2000_DEGREES:
        return _rounded(degrees_of_vn2000(*point)), []
    if crs is not None or held[0] is None or held[1] is None:
        return point, []
    known, other = (held[0], held[1]), _rounded(degrees_of_vn2000(*point))
    away = metres_between(point, known)
    if not (DATUM_M[0] <= away <= DATUM_M[1] and metres_between(other, known) <= NEAR_M):
        return point, []
    meant = tuple(_suggested(*each, where(*each[1])) for each in ((VN2000_DEGREES, other), (WGS84, point)))
    return None, [problem("epsg", f"{point[0]}, {point[1]}", "datum_doubted", meant, metres=round(away))]


def zone_problems(changed: Values, point: Point, is_in: IsIn, where: Where) -> list[FieldProblem]:
    """
    Return what a point outside the unit of its record looks like: metres of another zone, or nothing.

    Parameters
    ----------
    changed
        The fields of the entry that gave the point.
    point
        Degrees (EPSG:4326).
    is_in
        Whether a point (degrees, EPSG:4326) lies in the unit of the record.
    where
        Says in which unit a point (degrees, EPSG:4326) lies.
    """
    easting, northing = changed.get("easting"), changed.get("northing")
    if easting is not None and northing is not None:
        for zone in VN2000_METRES:
            read = _read(easting, northing, zone)
            if read is not None and is_in(*read):
                km = round(metres_between(point, read) / 1000, 1)
                meant = (_suggested(zone, read, where(*read)),)
                return [problem("epsg", changed.get("epsg"), "zone_doubted", meant, crs=zone, km=km)]
        return []
    if changed.get("lon") is None and changed.get("lat") is None:
        return []
    found: list[tuple[str, Point]] = []
    for zone, read in _converted(point):
        is_other = all(metres_between(read, other) > NEAR_M for _, other in found)
        if len(found) < MOST_SHOWN and is_in(*read) and is_other:
            found.append((zone, read))
    if not found:
        return []
    km = round(metres_between(point, found[0][1]) / 1000, 1)
    right = tuple(
        Suggestion(read[0], f"{read[1]:.5f}, {read[0]:.5f} ({where(*read) or '–'})", {"lat": read[1]})
        for _, read in found
    )
    zones = ", ".join(dict.fromkeys(zone for zone, _ in found))
    return [problem("lon", f"{point[0]}, {point[1]}", "zone_converted", right, crs=zones, km=km)]


def _converted(point: Point) -> Iterator[tuple[str, Point]]:
    """Give where a point lies if somebody converted it from metres of a wrong zone, and the right zone."""
    for said in VN2000_METRES:
        easting, northing = to_vn2000(*point, said)
        for zone in VN2000_METRES:
            read = _read(easting, northing, zone) if zone != said else None
            if read is not None:
                yield zone, read


def _read(easting: float, northing: float, crs: str) -> Point | None:
    """Return metres of a zone as degrees (EPSG:4326); None where they lie outside the country."""
    lon, lat = _rounded(from_metres(easting, northing, crs))
    return (lon, lat) if WEST <= lon <= EAST and SOUTH <= lat <= NORTH else None


def _suggested(crs: str, point: Point, where: str) -> Suggestion:
    """Return a way to read coordinates, with where that puts the point."""
    lon, lat = point
    return Suggestion(crs, f"{crs} – {lat:.5f}, {lon:.5f} ({where or '–'})")


def _rounded(point: Point) -> Point:
    """Return a point as it is stored."""
    return round(point[0], DECIMALS), round(point[1], DECIMALS)
