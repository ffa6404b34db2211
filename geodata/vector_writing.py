"""
The one place that writes vector files: whole layers through pyogrio, each read again before it is given away.

``geodata.vectors`` reads them. GDAL tells of a full disk late or not at all,
so every layer that was written is counted in its file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.errors import N_, NotWritten
from geodata.vectors import FLATGEOBUF, GEOPACKAGE, SHAPEFILE

DXF = "DXF"
# Bytes that a text of a DBF table has room for.
DBF_BYTES = 254
STYLES = """
CREATE TABLE IF NOT EXISTS layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """
    One field of a layer: values of one type, and where there is none.

    ``values`` are texts (object, None where there is none), ``int64``,
    ``float64`` (NaN), ``bool`` or days (``datetime64[D]``, NaT); ``missing``
    marks the whole numbers and truths that stand for nothing.
    """

    name: str
    values: npt.NDArray[Any]
    missing: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class VectorLayer:
    """
    A layer to be written.

    ``shapes`` are geometries of one ``geometry_type`` (None where a record has
    none), in ``crs`` (``EPSG:…``).
    """

    name: str
    shapes: npt.NDArray[Any]
    geometry_type: str
    crs: str
    columns: Sequence[Column]
    title: str = ""
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


def write_geopackage(path: Path, layers: Iterable[VectorLayer], styles: Mapping[str, str]) -> None:
    """
    Write layers into one GeoPackage; ``styles`` are QGIS styles (QML) by name of layer, used by default.

    Raises
    ------
    NotWritten
        The file could not be written to its end.
    """
    with telling(path.name):
        for layer in layers:
            options = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description}
            _write(
                path, GEOPACKAGE, layer, layer_options=options, layer_metadata=dict(layer.metadata) or None
            )
        _add_styles(path, styles)


def write_flatgeobuf(path: Path, layer: VectorLayer) -> None:
    """Write a FlatGeobuf; it has a spatial index where every record has a geometry (it cannot otherwise)."""
    indexed = "NO" if shapely.is_missing(layer.shapes).any() else "YES"
    options = {"SPATIAL_INDEX": indexed, "TITLE": layer.title, "DESCRIPTION": layer.description}
    with telling(path.name):
        _write(path, FLATGEOBUF, layer, layer_options=options)


def write_shapefile(path: Path, layer: VectorLayer) -> None:
    """
    Write a Shapefile in UTF-8 (with its .cpg); names and texts must fit already.

    A field name has at most 10 ASCII letters, a text ``DBF_BYTES`` bytes: a
    text that GDAL would cut is an error here.
    """
    with telling(path.name):
        _write(path, SHAPEFILE, layer, encoding="UTF-8")


def write_drawing(path: Path, shapes: npt.NDArray[Any], layer: str, crs: str) -> None:
    """Write points and lines (none of several parts) into a DXF file, all on one layer of the drawing."""
    names = np.full(len(shapes), layer, dtype=object)
    with telling(path.name):
        _write(path, DXF, VectorLayer("entities", shapes, "Unknown", crs, [Column("Layer", names)]))


@contextmanager
def telling(name: str) -> Iterator[None]:
    """Turn what the writers raise about a file into the one error of this product."""
    from lxml.etree import SerialisationError  # workbooks and Word files are written through lxml
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

    failures = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, SerialisationError)
    try:
        yield
    except (*failures, OSError, sqlite3.Error) as error:
        raise not_written(name, error) from error


def not_written(name: str, reason: object) -> NotWritten:
    """Return the error that says why a file is not there."""
    return NotWritten(N_("The file %(file)s could not be written: %(reason)s"), file=name, reason=str(reason))


def _write(path: Path, driver: str, layer: VectorLayer, **options: Any) -> None:  # noqa: ANN401 -- pyogrio's
    """Write one layer and count it in the file."""
    from pyogrio.raw import read, write

    write(
        path,
        shapely.to_wkb(layer.shapes),
        [column.values for column in layer.columns],
        [column.name for column in layer.columns],
        field_mask=[column.missing for column in layer.columns],
        layer=layer.name,
        driver=driver,
        geometry_type=layer.geometry_type,
        crs=layer.crs,
        **options,
    )
    # Every feature is read: the head of a FlatGeobuf promises them all, also where the disk was full.
    found = len(read(path, layer=layer.name, columns=[], read_geometry=False, return_fids=True)[1])
    if found != len(layer.shapes):
        raise not_written(path.name, f"{found} / {len(layer.shapes)}")


def _add_styles(path: Path, styles: Mapping[str, str]) -> None:
    """Add the table in which QGIS looks for styles; GeoPackage lists it as a table without geometry."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(STYLES)
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
            ("layer_styles", "layer_styles"),
        )
        connection.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
            " styleName, styleQML, styleSLD, useAsDefault, owner)"
            " VALUES ('', '', ?, 'geom', ?, ?, '', 1, '')",
            [(name, name, style) for name, style in styles.items()],
        )
