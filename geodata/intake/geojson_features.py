"""
GeoJSON looked through before GDAL reads it.

GDAL leaves out what is no feature and takes a geometry that it cannot read for
none, both without a word. Here such a feature keeps its place in the file and
is said to be broken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from geodata.errors import N_, DataProblem
from geodata.intake.containers import BROKEN

# How deep the positions of a geometry lie in lists (RFC 7946, section 3.1).
DEPTHS: Mapping[str, int] = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
COLLECTION = "GeometryCollection"
NUMBERS_BELOW = 1e300  # what is beyond is no number that a coordinate could be
LONGEST_SHOWN = 100

NO_GEOJSON = N_("This is no GeoJSON file with features")
NO_JSON = N_("The file is broken: what stands in line %(line)s from sign %(column)s on is no JSON")
TOO_DEEP = N_("The file is broken: its lists stand too deep in each other")

Broken = dict[int, str]


def without_broken(content: bytes) -> tuple[bytes, Broken]:
    """
    Return a GeoJSON file in which every feature can be read, and what was broken.

    The second value is the number of a feature (first = 1) → what stands there
    in the file. A broken feature keeps its number and its properties, and has
    no geometry. A file without one is returned as it is.

    Raises
    ------
    DataProblem
        It is no JSON, or holds neither features nor a geometry.
    """
    try:
        # Wrong letters are GDAL's matter: here only the form counts.
        return _looked_through(content, json.loads(content.decode("utf-8-sig", errors="replace")))
    except RecursionError as error:
        raise DataProblem(TOO_DEEP) from error
    except json.JSONDecodeError as error:
        raise DataProblem(NO_JSON, line=error.lineno, column=error.colno) from error
    except ValueError as error:  # a number of thousands of digits
        raise DataProblem(BROKEN, reason=str(error)[:200]) from error


def says_crs(content: bytes) -> bool:
    """Tell whether a file, which ``without_broken`` returned, names its system (GeoJSON of 2008)."""
    whole = json.loads(content.decode("utf-8-sig", errors="replace"))
    return isinstance(whole, dict) and whole.get("crs") is not None


def _looked_through(content: bytes, whole: Any) -> tuple[bytes, Broken]:  # noqa: ANN401 -- anything that JSON holds
    """Return what ``without_broken`` does of a file and what it says."""
    features = _features(whole)
    broken = {
        number: _shown(feature)
        for number, feature in enumerate(features, start=1)
        if not _is_feature(feature)
    }
    if not broken:
        return content, broken
    kept = [
        _emptied(feature) if number in broken else feature for number, feature in enumerate(features, start=1)
    ]
    crs = {"crs": whole["crs"]} if "crs" in whole else {}
    return json.dumps({"type": "FeatureCollection", **crs, "features": kept}).encode(), broken


def _features(whole: Any) -> list[Any]:  # noqa: ANN401 -- anything that JSON holds
    """Return the features of a file; a geometry alone is one without properties."""
    kind = whole.get("type") if isinstance(whole, dict) else None
    if kind == "FeatureCollection" and isinstance(whole.get("features"), list):
        return list(whole["features"])
    if kind == "Feature":
        return [whole]
    if isinstance(kind, str) and (kind in DEPTHS or kind == COLLECTION):
        return [{"type": "Feature", "properties": None, "geometry": whole}]
    raise DataProblem(NO_GEOJSON)


def _is_feature(value: Any) -> bool:  # noqa: ANN401 -- anything that JSON holds
    """Tell whether a value is a feature whose geometry has the form of one, or none at all."""
    return (
        isinstance(value, dict)
        and value.get("type") == "Feature"
        and isinstance(value.get("properties"), dict | None)
        and (value.get("geometry") is None or _is_geometry(value["geometry"]))
    )


def _is_geometry(value: Any) -> bool:  # noqa: ANN401 -- anything that JSON holds
    """Tell whether a value has the form of a geometry."""
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return False
    if value["type"] == COLLECTION:
        parts = value.get("geometries")
        return isinstance(parts, list) and all(
            # None in another (RFC 7946, section 3.1.8: to be avoided).
            _is_geometry(part) and part["type"] != COLLECTION
            for part in parts
        )
    depth = DEPTHS.get(value["type"])
    return depth is not None and _are_positions(value.get("coordinates"), depth)


def _are_positions(value: Any, depth: int) -> bool:  # noqa: ANN401 -- anything that JSON holds
    """Tell whether a value is a position (depth 0), or lists of positions as deep as that."""
    if not isinstance(value, list):
        return False
    if depth:
        return all(_are_positions(part, depth - 1) for part in value)
    return len(value) >= 2 and all(map(_is_coordinate, value[:3]))


def _is_coordinate(value: object) -> bool:
    """Tell whether a value is a finite number; a truth is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < NUMBERS_BELOW


def _emptied(value: Any) -> dict[str, Any]:  # noqa: ANN401 -- anything that JSON holds
    """Return what can be read of a broken feature: its properties."""
    properties = value.get("properties") if isinstance(value, dict) else None
    return {
        "type": "Feature",
        "properties": properties if isinstance(properties, dict) else {},
        "geometry": None,
    }


def _shown(value: Any) -> str:  # noqa: ANN401 -- anything that JSON holds
    """Return what stands in place of a feature, or of its geometry, as it is written in the file."""
    geometry = value.get("geometry") if isinstance(value, dict) else None
    is_at_fault = geometry is not None and not _is_geometry(geometry)
    text = json.dumps(geometry if is_at_fault else value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
