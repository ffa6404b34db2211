"""Boundary files, read feature by feature: a broken feature is a problem of its row, not of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geodata.errors import N_, DataProblem
from geodata.registry.reading import clean_text
from geodata.registry.report import ProblemLog
from geodata.vectors import open_layer

WGS84_CODE = 4326


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its place in the file (first = 1), its cleaned texts, its polygon (EPSG:4326)."""

    number: int
    properties: Mapping[str, str | None]
    shape: BaseGeometry

    def text(self, name: str) -> str | None:
        """Return a property as text, or None."""
        return self.properties.get(name)


def stream(path: Path, log: ProblemLog) -> Iterator[Feature]:
    """
    Read the features of the only layer of ``path`` (EPSG:4326) one by one.

    A feature without a usable polygon is refused in ``log`` with its number,
    and the next one is read.
    """
    with open_layer(path) as opened:
        crs = opened.info.crs
        if crs is None or CRS.from_user_input(crs).to_epsg() != WGS84_CODE:
            raise DataProblem(N_("%(file)s is not in WGS 84 (EPSG:4326)"), file=path.name)
        for raw in opened.features:
            reason = raw.problem or _unusable(raw.shape)
            if reason is not None or raw.shape is None:
                log.refused(raw.row, "feature_broken", "geometry", reason)
                continue
            yield Feature(raw.row, {name: _text(value) for name, value in raw.fields.items()}, raw.shape)


def _unusable(shape: BaseGeometry | None) -> str | None:
    """Return why a geometry is no valid (multi)polygon, or None."""
    if shape is None:
        return "no geometry"
    if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        return f"not a polygon: {shape.geom_type}"
    return None if shape.is_valid else str(shapely.is_valid_reason(shape))


def _text(value: object) -> str | None:
    """Return a property as cleaned text."""
    return None if value is None else clean_text(str(value))[0]
