"""Boundary files, read feature by feature: a broken feature is a problem of its row, not of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import fiona
import shapely
from fiona.errors import FionaError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geodata.errors import N_, DataProblem
from geodata.registry.reading import clean_text
from geodata.registry.report import ProblemLog

# By list: GDAL knows drivers that follow addresses in a file.
DRIVERS = ("GeoJSON", "GPKG", "ESRI Shapefile")
WGS84_CODE = 4326
FIRST_FEATURE_ROW = 1


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its place in the file (first = 1), its cleaned texts, its polygon (EPSG:4326)."""

    number: int
    properties: Mapping[str, str | None]
    shape: BaseGeometry

    def text(self, name: str) -> str | None:
        """Return a property as text, or None."""
        return self.properties.get(name)


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """What a vector file says about one of its layers."""

    name: str
    driver: str
    epsg: int | None
    fields: tuple[str, ...]
    features: int


def layers_of(path: Path) -> list[LayerInfo]:
    """
    Sniff a vector file and list its layers, without reading their features.

    Raises
    ------
    DataProblem
        The file is of no kind that is allowed here (GeoJSON, GeoPackage, Shapefile).
    """
    try:
        names = fiona.listlayers(path)
        return [_layer_info(path, name) for name in names]
    except (FionaError, ValueError) as error:
        raise DataProblem(
            N_("%(file)s is not a vector file that can be read here"), file=path.name
        ) from error


def _layer_info(path: Path, name: str) -> LayerInfo:
    """Describe one layer."""
    with fiona.open(path, layer=name, allow_drivers=list(DRIVERS)) as layer:
        fields = tuple(layer.schema["properties"])
        return LayerInfo(name, layer.driver, layer.crs.to_epsg(), fields, len(layer))


def stream(path: Path, log: ProblemLog) -> Iterator[Feature]:
    """
    Read the features of the only layer of ``path`` (EPSG:4326) one by one.

    A feature without a usable polygon is refused in ``log`` with its number,
    and the next one is read.
    """
    with fiona.open(path, allow_drivers=list(DRIVERS)) as layer:
        if layer.crs.to_epsg() != WGS84_CODE:
            raise DataProblem(N_("%(file)s is not in WGS 84 (EPSG:4326)"), file=path.name)
        for number, raw in enumerate(layer, start=FIRST_FEATURE_ROW):
            try:
                shape = polygon(raw.geometry.__geo_interface__ if raw.geometry else None)
            except (ValueError, TypeError, ShapelyError) as error:
                log.refused(number, "feature_broken", "geometry", error)
                continue
            texts = {name: _text(value) for name, value in raw.properties.items()}
            yield Feature(number, texts, shape)


def polygon(geometry: Mapping[str, object] | None) -> BaseGeometry:
    """Return a GeoJSON geometry as a valid (multi)polygon (EPSG:4326); ``ValueError`` says why not."""
    if geometry is None:
        raise ValueError("no geometry")
    shape = shapely.geometry.shape(geometry)
    if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        raise ValueError(f"not a polygon: {shape.geom_type}")
    if not shape.is_valid:
        raise ValueError(shapely.is_valid_reason(shape))
    return shape


def _text(value: object) -> str | None:
    """Return a property as cleaned text."""
    return None if value is None else clean_text(str(value))[0]
