"""
The one place that opens vector files: sniffed, listed and streamed under a list of drivers.

GDAL knows drivers that follow addresses and commands written inside a file
(VRT, WFS, GDALG and more). What a file is gets decided here, from its first
bytes, before GDAL sees it; only plain files are read, never ``/vsi`` paths.

Fiona reads feature by feature, so that a broken one is a problem of its row.
Where it cannot be imported, pyogrio reads the layer as a whole and the same
problems are told. KML is always read by pyogrio: Fiona's wheel lacks LIBKML.
"""

from __future__ import annotations

import json
import sqlite3
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geodata.errors import N_, DataProblem, InvalidInput, TooLarge

GEOJSON, GEOPACKAGE, SHAPEFILE = "GeoJSON", "GPKG", "ESRI Shapefile"
FLATGEOBUF, MAPINFO, KML = "FlatGeobuf", "MapInfo File", "KML"
# GDAL's two drivers for KML; which one answers depends on how it was built.
KML_DRIVERS = frozenset({KML, "LIBKML"})
DRIVERS: Mapping[str, str] = {
    ".geojson": GEOJSON,
    ".json": GEOJSON,
    ".gpkg": GEOPACKAGE,
    ".shp": SHAPEFILE,
    ".fgb": FLATGEOBUF,
    ".tab": MAPINFO,
    ".mif": MAPINFO,
    ".kml": KML,
}
MAX_FEATURES = 100_000
HEAD_BYTES = 4096
GEOJSON_TYPES = frozenset(
    {
        "FeatureCollection",
        "Feature",
        "GeometryCollection",
        *(f"{many}{shape}" for many in ("", "Multi") for shape in ("Point", "LineString", "Polygon")),
    }
)


class Reader(StrEnum):
    """The library that reads a file."""

    FIONA = "Fiona"
    PYOGRIO = "pyogrio"


@dataclass(frozen=True, slots=True)
class RawFeature:
    """A feature as the file has it: its number (first = 1), fields, geometry, or why there is none."""

    row: int
    fields: Mapping[str, object]
    shape: BaseGeometry | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """What a file says about one of its layers; ``crs`` or ``count`` None: it says nothing of it."""

    name: str
    driver: str
    crs: str | None
    fields: tuple[str, ...]
    count: int | None


@dataclass(frozen=True, slots=True)
class OpenLayer:
    """One layer while its file is open: ``features`` are read one by one."""

    info: LayerInfo
    reader: Reader
    features: Iterator[RawFeature]


def sniff(path: Path) -> str:
    """
    Return the driver that may open ``path``, a plain file, by its name and its first bytes.

    Raises
    ------
    InvalidInput
        There is no such plain file.
    DataProblem
        Its name promises nothing that is read here, or its bytes do not keep the promise.
    """
    if not path.is_file() or path.resolve().as_posix().startswith("/vsi"):
        raise InvalidInput(N_("There is no file %(file)s"), file=path)
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise unreadable(path, N_("files of this kind are not read"))
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not _keeps_promise(path, driver, head):
        raise unreadable(path, N_("its content is not what its name says"))
    return driver


def list_layers(path: Path) -> list[LayerInfo]:
    """
    Describe the layers of a vector file without reading their features.

    Raises
    ------
    InvalidInput, DataProblem
        As ``sniff``, or the file cannot be read.
    """
    driver, plain = sniff(path), path.resolve()
    fiona = _fiona_for(driver)
    with _told(path, ValueError):  # Fiona's way to say that there is no such layer
        if fiona is None:
            return [_described(plain, driver, name) for name in _names(plain, driver)]
        names = _geopackage_layers(plain) if driver == GEOPACKAGE else [None]
        return [_described_by_fiona(fiona, plain, driver, name) for name in names]


@contextmanager
def open_layer(path: Path, layer: str | None = None) -> Iterator[OpenLayer]:
    """
    Open one layer of a vector file; ``layer`` is needed where there are several.

    A broken feature comes with its ``problem``; more than ``MAX_FEATURES`` are too many.

    Raises
    ------
    InvalidInput, DataProblem, TooLarge
        As ``sniff``, there is no such layer, or the file cannot be read at all.
    """
    driver = sniff(path)
    info = _chosen(path, list_layers(path), layer)
    plain, fiona = path.resolve(), _fiona_for(driver)
    with _told(path):
        if fiona is None:
            yield OpenLayer(info, Reader.PYOGRIO, _limited(path, _whole(plain, info)))
            return
        with fiona.open(plain, layer=info.name, enabled_drivers=[driver]) as collection:
            yield OpenLayer(info, Reader.FIONA, _limited(path, _stream(fiona, collection)))


def read_query(source: str, query: str, **options: Any) -> tuple[dict[str, Any], Any]:  # noqa: ANN401 -- pyogrio's
    """Return columns by name and geometries (WKB) of a file that the caller sniffed; errors are pyogrio's."""
    from pyogrio.raw import read

    meta, _, shapes, columns = read(source, sql=query, datetime_as_string=True, **options)
    return dict(zip(meta["fields"], columns, strict=True)), shapes


def unreadable(path: Path, reason: object) -> DataProblem:
    """Return the error that says why ``path`` cannot be read."""
    return DataProblem(
        N_(
            "%(file)s cannot be read: %(reason)s."
            " Readable are GeoJSON, GeoPackage, Shapefile (also zipped), FlatGeobuf, MapInfo, KML and KMZ"
        ),
        file=path.name,
        reason=reason,
    )


def _keeps_promise(path: Path, driver: str, head: bytes) -> bool:
    """Tell whether the bytes of a file are those of ``driver``, and name no other source."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if driver == GEOJSON:
        return text.startswith(b"{") and (_fiona() is not None or _is_geojson(path))
    if driver == GEOPACKAGE:
        return head.startswith(b"SQLite format 3\x00") and head[68:72] in {b"GPKG", b"GP10", b"GP11"}
    if driver == SHAPEFILE:
        return head.startswith(b"\x00\x00\x27\x0a")
    if driver == FLATGEOBUF:
        return head.startswith(b"fgb\x03fgb")
    if driver == KML:
        return b"<kml" in text and b"ogrvrtdatasource" not in path.read_bytes().lower()
    if path.suffix.lower() == ".mif":
        return text.lower().startswith(b"version")
    # A seamless table or a view names other tables.
    whole = path.read_bytes().lower()
    return b"type native" in whole and not any(
        word in whole for word in (b"isseamless", b"create view", b"open table")
    )


def _is_geojson(path: Path) -> bool:
    """Tell whether a file is GeoJSON: pyogrio takes no list of drivers, and GDAL runs some other JSON."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    text = path.read_bytes()
    known = isinstance(content, dict) and content.get("type") in GEOJSON_TYPES
    return known and b"gdal_streamed_alg" not in text


def _fiona() -> ModuleType | None:
    """Return Fiona, or None where it cannot be imported (it has no wheel for the newest Python yet)."""
    try:
        import fiona
    except ImportError:
        return None
    return fiona


def _fiona_for(driver: str) -> ModuleType | None:
    """Return Fiona where it reads files of ``driver`` here."""
    return None if driver == KML else _fiona()


@contextmanager
def _told(path: Path, *more: type[Exception]) -> Iterator[None]:
    """Turn what both readers raise about a file, and ``more``, into the one error of this product."""
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError

    readers: list[type[Exception]] = [DataSourceError, DataLayerError, FeatureError, CRSError, *more]
    if _fiona() is not None:
        from fiona.errors import FionaError

        readers.append(FionaError)
    try:
        yield
    except tuple(readers) as error:
        raise unreadable(path, error) from error


def _chosen(path: Path, layers: Sequence[LayerInfo], asked: str | None) -> LayerInfo:
    """Return the layer asked for, or the only one."""
    if asked is None and len(layers) == 1:
        return layers[0]
    for info in layers:
        if info.name == asked:
            return info
    raise InvalidInput(
        N_("%(file)s has the layers %(names)s: name one of them (--layer)"),
        file=path.name,
        names=", ".join(info.name for info in layers) or "–",
    )


def _limited(path: Path, features: Iterator[RawFeature]) -> Iterator[RawFeature]:
    """Stop with ``TooLarge`` where there are more features than this product takes."""
    for feature in features:
        if feature.row > MAX_FEATURES:
            raise TooLarge(
                N_("%(file)s has more than %(limit)s features"), file=path.name, limit=MAX_FEATURES
            )
        yield feature


def _geopackage_layers(path: Path) -> list[str]:
    """Return the layers that a GeoPackage lists; ``fiona.listlayers`` would open it with any driver."""
    listed = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY table_name"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return [str(name) for (name,) in connection.execute(listed)]
    except sqlite3.Error as error:
        raise unreadable(path, error) from error


# Fiona


def _described_by_fiona(fiona: ModuleType, path: Path, driver: str, layer: str | None) -> LayerInfo:
    """Describe one layer, or the only one."""
    with fiona.open(path, layer=layer, enabled_drivers=[driver]) as collection:
        try:
            count = len(collection)
        except TypeError:
            count = None  # a MapInfo exchange file is counted by reading it
        fields = tuple(collection.schema["properties"])
        return LayerInfo(collection.name, collection.driver, collection.crs_wkt or None, fields, count)


def _stream(fiona: ModuleType, collection: Any) -> Iterator[RawFeature]:  # noqa: ANN401 -- a fiona.Collection
    """Read feature by feature; a broken one is a problem of its row."""
    records = iter(collection)
    row = 0
    while True:
        row += 1
        try:
            record = next(records)
        except StopIteration:
            return
        except fiona.errors.FionaError as error:
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


# pyogrio


def _names(path: Path, driver: str) -> list[str]:
    """Return the layers of a file that was sniffed."""
    import pyogrio

    if driver == GEOPACKAGE:
        return _geopackage_layers(path)
    return [str(name) for name, _ in pyogrio.list_layers(path)]


def _described(path: Path, driver: str, layer: str) -> LayerInfo:
    """Describe one layer; raise where GDAL took the file for something else."""
    import pyogrio

    info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    if info["driver"] != driver and not (driver == KML and info["driver"] in KML_DRIVERS):
        raise unreadable(path, info["driver"])
    # KML is WGS 84 by definition.
    crs = "EPSG:4326" if driver == KML else info["crs"]
    fields = tuple(str(name) for name in info["fields"])
    return LayerInfo(layer, info["driver"], crs or None, fields, int(info["features"]))


def _whole(path: Path, info: LayerInfo) -> Iterator[RawFeature]:
    """Read the layer at once, then go through it; where one feature breaks that, read them one by one."""
    from pyogrio.errors import FeatureError

    try:
        yield from _read(path, info, 0, MAX_FEATURES + 1)
    except FeatureError:
        pass
    else:
        return
    for row in range(1, min(info.count or 0, MAX_FEATURES + 1) + 1):
        try:
            yield from _read(path, info, row - 1, 1)
        except FeatureError as error:
            yield RawFeature(row, {}, None, str(error))


def _read(path: Path, info: LayerInfo, start: int, count: int) -> list[RawFeature]:
    """Return ``count`` features after the first ``start``, or fewer."""
    from pyogrio.raw import read

    with warnings.catch_warnings():
        # An unclosed ring is found again below, as a problem of its row.
        warnings.simplefilter("ignore", RuntimeWarning)
        meta, _, shapes, columns = read(
            path, layer=info.name, datetime_as_string=True, skip_features=start, max_features=count
        )
    names = [str(name) for name in meta["fields"]]
    values = [
        [_plain(value, str(kind)) for value in column]
        for column, kind in zip(columns, meta["dtypes"], strict=True)
    ]
    rows = zip(*values, strict=True) if values else [()] * len(shapes if shapes is not None else [])
    given = shapes if shapes is not None else [None] * (len(values[0]) if values else 0)
    return [
        _decoded(row, dict(zip(names, cells, strict=True)), wkb)
        for row, (cells, wkb) in enumerate(zip(rows, given, strict=True), start=start + 1)
    ]


def _decoded(row: int, fields: Mapping[str, object], wkb: bytes | None) -> RawFeature:
    """Return a feature with its geometry, or with the problem that Fiona's reader would tell."""
    try:
        return RawFeature(row, fields, None if wkb is None else shapely.from_wkb(wkb))
    except ShapelyError as error:
        return RawFeature(row, fields, None, str(error))


def _plain(value: Any, kind: str) -> object:  # noqa: ANN401 -- a cell of any NumPy column
    """Return a cell as Fiona gives it: a whole number stays one, nothing is None."""
    if value is None or value != value:  # NaN is not itself
        return None
    plain = value.item() if hasattr(value, "item") else value
    return int(plain) if kind.startswith(("int", "uint")) and isinstance(plain, float) else plain
