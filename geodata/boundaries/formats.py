"""
Vector files of any usual format, opened by a list of drivers and read feature by feature.

GDAL knows drivers that follow addresses written inside a file (VRT, WFS and
more): what a file is gets decided here, from its first bytes, before GDAL
sees it, and only plain files below the given path are read.
"""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import fiona
import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from fiona.errors import FionaError
from pyogrio.raw import read as read_raw
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geodata.errors import N_, DataProblem, InvalidInput, TooLarge

FIONA_DRIVERS = ["GeoJSON", "GPKG", "ESRI Shapefile", "FlatGeobuf", "MapInfo File"]
PYOGRIO_DRIVERS = {"KML", "LIBKML", "GPX"}  # Fiona's wheel reads neither well
FIONA_SUFFIXES = {".geojson", ".json", ".gpkg", ".shp", ".fgb", ".tab", ".mif"}
PYOGRIO_SUFFIXES = {".kml", ".gpx"}
ARCHIVES = {".zip", ".kmz"}
COMPANIONS = {".shx", ".dbf", ".prj", ".cpg", ".map", ".dat", ".id", ".ind", ".mid"}
READABLE = FIONA_SUFFIXES | PYOGRIO_SUFFIXES

MAX_UNPACKED_BYTES = 1_000_000_000
MAX_FEATURES = 100_000


@dataclass(frozen=True, slots=True)
class RawFeature:
    """A feature as the file has it: its number (first = 1), fields, geometry, or why there is none."""

    row: int
    fields: Mapping[str, object]
    shape: BaseGeometry | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class RawFile:
    """The features of one layer, their CRS (None: the file names none) and the names of their fields."""

    features: Sequence[RawFeature]
    crs: str | None
    fields: tuple[str, ...]


def read_features(path: Path, layer: str | None = None) -> RawFile:
    """
    Read one layer of a vector file.

    Parameters
    ----------
    path
        A plain file: GeoJSON, GeoPackage, Shapefile (also zipped),
        FlatGeobuf, MapInfo, KML, KMZ or GPX.
    layer
        Name of the layer, needed where the file has several.

    Raises
    ------
    InvalidInput
        There is no such file or layer, or the file has several layers.
    DataProblem
        The file is of another kind or cannot be read at all. A single broken
        feature is a ``RawFeature`` with a ``problem``.
    TooLarge
        The file unpacks to more than this product takes.
    """
    if not path.is_file():
        raise InvalidInput(N_("There is no file %(file)s"), file=path)
    with _unpacked(path.resolve()) as plain:
        if plain.suffix.lower() in PYOGRIO_SUFFIXES:
            return _with_pyogrio(plain, layer)
        return _with_fiona(plain, layer)


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """Give the one vector file that ``path`` is or, as an archive, holds."""
    suffix = path.suffix.lower()
    if suffix in READABLE:
        yield path
        return
    if suffix not in ARCHIVES:
        raise _unreadable(path, N_("files of this kind are not read"))
    with tempfile.TemporaryDirectory() as folder:
        yield _extract(path, Path(folder))


def _extract(path: Path, folder: Path) -> Path:
    """Unpack the vector files of an archive into ``folder``, flat, and return the one to read."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _wanted(info)]
            if sum(info.file_size for info in members) > MAX_UNPACKED_BYTES:
                raise TooLarge(N_("%(file)s unpacks to more than 1 GB"), file=path.name)
            for info in members:
                # Only the last part of the name: no path leads out of the folder.
                Path(folder, PurePosixPath(info.filename).name).write_bytes(archive.read(info))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _unreadable(path, error) from error
    found = sorted(file for file in folder.iterdir() if file.suffix.lower() in READABLE)
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "–"
        raise InvalidInput(
            N_("%(file)s must hold one vector file, not %(count)s: %(names)s"),
            file=path.name,
            count=len(found),
            names=names,
        )
    return found[0]


def _wanted(info: zipfile.ZipInfo) -> bool:
    """Return whether a member of an archive is a vector file or belongs to one."""
    name = PurePosixPath(info.filename).name
    suffix = PurePosixPath(name).suffix.lower()
    return not info.is_dir() and not name.startswith(".") and suffix in READABLE | COMPANIONS


def _with_fiona(path: Path, layer: str | None) -> RawFile:
    """Stream a file with Fiona."""
    try:
        if path.suffix.lower() == ".gpkg":
            layer = _one_layer(path, _gpkg_layers(path), layer)
        with fiona.open(path, enabled_drivers=FIONA_DRIVERS, layer=layer) as collection:
            fields = tuple(collection.schema["properties"])
            crs = collection.crs_wkt or None
            return RawFile(list(_stream(collection, path)), crs, fields)
    except (FionaError, ValueError) as error:
        raise _unreadable(path, error) from error


def _gpkg_layers(path: Path) -> list[str]:
    """Return the layers of a GeoPackage; ``listlayers`` takes any driver, so the first bytes decide."""
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\x00":
            raise _unreadable(path, N_("it is not a GeoPackage"))
    return list(fiona.listlayers(path))


def _stream(collection: fiona.Collection, path: Path) -> Iterator[RawFeature]:
    """Read feature by feature; a broken one is a problem of its row."""
    records = iter(collection)
    for row in range(1, MAX_FEATURES + 1):
        try:
            record = next(records)
        except StopIteration:
            return
        except FionaError as error:
            yield RawFeature(row, {}, None, str(error))
            continue
        fields = dict(record.properties)
        if record.geometry is None:
            yield RawFeature(row, fields, None)
            continue
        try:
            shape = shapely.geometry.shape(record.geometry.__geo_interface__)
        except (ShapelyError, ValueError, TypeError, IndexError) as error:
            yield RawFeature(row, fields, None, str(error))
        else:
            yield RawFeature(row, fields, shape)
    raise TooLarge(N_("%(file)s has more than %(limit)s features"), file=path.name, limit=MAX_FEATURES)


def _with_pyogrio(path: Path, layer: str | None) -> RawFile:
    """Read KML or GPX with pyogrio; both are WGS 84 by definition."""
    _require_xml(path)
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        layer = _one_layer(path, names, layer)
        driver = pyogrio.read_info(path, layer=layer)["driver"]
        if driver not in PYOGRIO_DRIVERS:
            raise _unreadable(path, driver)
        with warnings.catch_warnings():
            # An unclosed ring is found again below, as a problem of its row.
            warnings.simplefilter("ignore", RuntimeWarning)
            meta, _, shapes, columns = read_raw(path, layer=layer, datetime_as_string=True)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
    ) as error:
        raise _unreadable(path, error) from error
    fields = tuple(str(name) for name in meta["fields"])
    rows = [dict(zip(fields, values, strict=True)) for values in zip(*columns, strict=True)]
    decoded = shapely.from_wkb(shapes, on_invalid="ignore") if shapes is not None else [None] * len(rows)
    features = [
        RawFeature(row, {name: _plain(value) for name, value in values.items()}, shape)
        for row, (values, shape) in enumerate(zip(rows, decoded, strict=True), start=1)
    ]
    return RawFile(features, "EPSG:4326", fields)


def _require_xml(path: Path) -> None:
    """Raise unless the first element is ``kml`` or ``gpx`` and no virtual source is named anywhere."""
    text = path.read_bytes()
    head = text[:4096].lower()
    if b"ogrvrtdatasource" in text.lower() or not (b"<kml" in head or b"<gpx" in head):
        raise _unreadable(path, N_("it is neither KML nor GPX"))


def _one_layer(path: Path, names: Sequence[str], layer: str | None) -> str:
    """Return the layer asked for, or the only one."""
    if layer is not None and layer in names:
        return layer
    if layer is None and len(names) == 1:
        return names[0]
    raise InvalidInput(
        N_("%(file)s has the layers %(names)s: name one of them (--layer)"),
        file=path.name,
        names=", ".join(names) or "–",
    )


def _plain(value: object) -> object:
    """Return a value of a column as Python has it."""
    return value.item() if isinstance(value, np.generic) else value


def _unreadable(path: Path, reason: object) -> DataProblem:
    """Return the error that says why ``path`` cannot be read."""
    return DataProblem(
        N_(
            "%(file)s cannot be read: %(reason)s."
            " Readable are GeoJSON, GeoPackage, Shapefile (also zipped), FlatGeobuf, MapInfo and KML"
        ),
        file=path.name,
        reason=reason,
    )
