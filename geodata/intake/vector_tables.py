"""
Map files as tables: one row for each feature, with its own point in WGS 84.

Every file is opened by ``geodata.vectors`` alone, apart from GPX, whose way
points are read as XML. A broken feature is a row with a problem.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from geodata.crs_names import WGS84
from geodata.errors import N_, DataProblem, InvalidInput, TooLarge
from geodata.intake.cells import Cell, clean
from geodata.intake.containers import BROKEN, Container, unpack
from geodata.intake.encodings import Encoding
from geodata.intake.geojson_features import Broken, says_crs, without_broken
from geodata.intake.kml_names import OWN, written_names
from geodata.intake.kml_points import broken_at, without_broken_points
from geodata.intake.limits import MOST_ROWS, ROWS_MANY
from geodata.intake.metres import CRS_MISSING
from geodata.intake.shapefile_letters import BYTEWISE, Letters, letters_of
from geodata.intake.sheets import Sheet, SheetRow

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from geodata.vectors import RawFeature

# The columns that the geometry of a feature fills; the fields that they mean are the same words.
LON, LAT = "lon (geometry)", "lat (geometry)"
SUFFIXES: Mapping[Container, str] = {
    Container.GEOJSON: ".geojson",
    Container.GEOPACKAGE: ".gpkg",
    Container.KML: ".kml",
    Container.KMZ: ".kml",
    Container.SHAPEFILE: ".shp",
}
MOST_DEGREES = 1_000.0
LONGEST_PAGE = 100  # bytes of a .cpg
COMPANIONS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})

ONE_FILE = N_("The archive must hold one map file, not %(count)s: %(names)s")
NO_CRS = N_("“%(crs)s” is no coordinate reference system; write it like EPSG:9208")
NO_GPX = N_("This is no GPX file")
NO_LINES = N_("%(count)s tracks and routes are no records and are not read: only way points are")
Notes = tuple[tuple[str, dict[str, object]], ...]
Point = tuple[float | None, float | None]
NOWHERE: Point = (None, None)
OTHER_LAYERS = N_("Only “%(layer)s” is read; the file holds more, which can be chosen: %(others)s")


@dataclass(frozen=True, slots=True)
class VectorTable:
    """
    The features of one layer.

    ``crs`` is what the points were converted from, None where nothing says it
    (then no row has a point). ``problems`` are the rows (by number) whose
    geometry is no use, each with a rule of ``intake.problems``. ``letters``
    tells how the texts of a Shapefile were read; None where they could be no others.
    """

    sheet: Sheet
    layers: tuple[str, ...]
    crs: str | None
    crs_said: str | None
    problems: Mapping[int, tuple[str, str]]
    letters: Letters | None = None


def read_vector_table(
    content: bytes,
    container: Container,
    layer: str | None = None,
    crs: str | None = None,
    known: Callable[[str], bool] = lambda _text: False,
    encoding: Encoding | None = None,
) -> VectorTable:
    """
    Return the features of one layer as rows.

    ``crs`` overrides what the file says, ``encoding`` the letters of a Shapefile. Where there are several
    layers and ``layer`` names none, the first with the most headings of fields (``known``) is read.

    Raises
    ------
    InvalidInput
        There is no such layer, or ``crs`` is none.
    DataProblem
        The file cannot be read at all, or not in ``encoding``.
    TooLarge
        It unpacks to too much, or has too many features.
    """
    if container is Container.GPX:
        return _gpx_table(content)
    # Late: tables without geometry need neither GDAL nor pyproj.
    from geodata.vectors import list_layers, open_layer

    broken: Broken = {}
    if container is Container.GEOJSON:
        content, broken = without_broken(content)
    with _on_disk(content, container) as path, _told(path):
        declared = _read_bytewise(path)
        marked = _mark_broken(path)
        listed = list_layers(path)
        layers = tuple(info.name for info in listed)
        likeliest = max(listed, key=lambda info: sum(map(known, info.fields)), default=None)
        # The only layer is read whatever it is called: a name says nothing there.
        wanted = None if len(layers) == 1 else layer or (likeliest.name if likeliest else None)
        with open_layer(path, wanted) as opened:
            features = _limited(opened.features)
            said, fields = opened.info.crs, opened.info.fields
        named = {name: str(name) for name in fields}
        if path.suffix == SUFFIXES[Container.KML]:
            named |= written_names(path.read_bytes(), fields)
            fields = tuple(name for name in fields if name.casefold() not in OWN)
    broken |= _marked(features, marked)
    if container is Container.GEOJSON and _in_metres(features) and not says_crs(content):
        # RFC 7946 means WGS 84 where a file says nothing; these are no degrees all the same.
        said = None
    used = crs or said
    points, problems = _points(features, used)
    problems |= {number: ("feature_broken", written) for number, written in broken.items()}
    letters = None
    if container is Container.SHAPEFILE:
        letters = letters_of(_texts(fields, features), encoding, declared)
    sheet = _sheet(
        opened.info.name, layers, {name: named[name] for name in fields}, features, points, letters
    )
    return VectorTable(sheet, layers, _shown_crs(used), _shown_crs(said), problems, letters)


def _sheet(
    name: str,
    layers: Sequence[str],
    headings: Mapping[str, str],
    features: Sequence[RawFeature],
    points: Sequence[Point],
    letters: Letters | None,
) -> Sheet:
    """Return a layer as a sheet; ``headings`` are field → what the file calls it."""
    read = _as_it_is if letters is None else letters.read
    rows = tuple(
        SheetRow(feature.row, (*(clean(read(feature.fields.get(field))) for field in headings), *point))
        for feature, point in zip(features, points, strict=True)
    )
    others = ", ".join(each for each in layers if each != name)
    notes: Notes = ((OTHER_LAYERS, {"layer": name, "others": others}),) if others else ()
    return Sheet(name, 0, (*(str(read(one)) for one in headings.values()), LON, LAT), rows, notes)


def _as_it_is(value: object) -> object:
    """Return a value as it is."""
    return value


def _read_bytewise(path: Path) -> str | None:
    """Have the texts of a Shapefile read byte by byte, and return what its .cpg says of their letters."""
    if path.suffix != SUFFIXES[Container.SHAPEFILE]:
        return None
    page = path.with_suffix(".cpg")
    said = page.read_bytes()[:LONGEST_PAGE].decode("ascii", errors="replace") if page.is_file() else None
    page.write_text(BYTEWISE, encoding="ascii")
    return said


def _texts(fields: Iterable[str], features: Iterable[RawFeature]) -> Iterator[object]:
    """Give the names of the columns and every value below them."""
    yield from fields
    for feature in features:
        yield from feature.fields.values()


def _mark_broken(path: Path) -> Sequence[str]:
    """Mark the points of a KML file that are no numbers, and return what it writes for them."""
    if path.suffix != SUFFIXES[Container.KML]:
        return ()
    content, broken = without_broken_points(path.read_bytes())
    path.write_bytes(content)
    return broken


def _marked(features: Iterable[RawFeature], written: Sequence[str]) -> Broken:
    """Return the features whose points were marked as broken, with what the file writes."""
    if not written:
        return {}
    found = {}
    for feature in features:
        if feature.shape is not None and feature.shape.geom_type == "Point":
            text = broken_at(feature.shape.x, written)
            if text is not None:
                found[feature.row] = text
    return found


@contextmanager
def _on_disk(content: bytes, container: Container) -> Iterator[Path]:
    """Give the one map file that was handed in as a plain file, its companions beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        suffix = SUFFIXES[container]
        if container not in (Container.KMZ, Container.SHAPEFILE):
            path = folder / f"file{suffix}"
            path.write_bytes(content)
            yield path
            return
        wanted = COMPANIONS if container is Container.SHAPEFILE else {suffix}
        found = []
        for member, data in unpack(content).items():
            # Only the last part of the name: no path leads out of the folder.
            plain = PurePosixPath(member.replace("\\", "/")).name
            if PurePosixPath(plain).suffix.lower() not in wanted or plain.startswith("."):
                continue
            path = folder / f"{PurePosixPath(plain).stem}{PurePosixPath(plain).suffix.lower()}"
            path.write_bytes(data)
            if path.suffix == suffix:
                found.append(path)
        if container is Container.KMZ and len(found) > 1:
            # The main file is the first one in the archive (OGC KML 2.3, annex on KMZ).
            found = found[:1]
        if len(found) != 1:
            raise InvalidInput(
                ONE_FILE, count=len(found), names=", ".join(path.name[:60] for path in found[:5]) or "–"
            )
        yield found[0]


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say of a file that cannot be read why, and not where it was laid meanwhile nor what others may be."""
    try:
        yield
    except DataProblem as error:
        reason = error.values.get("reason", error)
        # A reason of ours stays as it is: shells translate it.
        said = str(reason).replace(f"{path.parent}/", "")[:200].strip()
        raise DataProblem(BROKEN, reason=said) from error


def _limited(features: Iterable[RawFeature]) -> list[RawFeature]:
    """Return the features, or ``TooLarge`` where there are more than rows are taken."""
    found: list[RawFeature] = []
    for feature in features:
        if len(found) == MOST_ROWS:
            raise TooLarge(ROWS_MANY, most=MOST_ROWS)
        found.append(feature)
    return found


def _points(features: list[RawFeature], crs: str | None) -> tuple[list[Point], dict[int, tuple[str, str]]]:
    """Return longitude and latitude of each feature, degrees (EPSG:4326), and the rows without one."""
    import geopandas as gpd
    import shapely

    from geodata.crs import to_wgs84

    problems: dict[int, tuple[str, str]] = {}
    own: list[shapely.Point | None] = []
    for feature in features:
        point, rule = _own_point(feature)
        own.append(point)
        if rule is not None:
            problems[feature.row] = rule
    if crs is None:
        lacking = (feature.row for feature, point in zip(features, own, strict=True) if point is not None)
        return [NOWHERE] * len(features), problems | dict.fromkeys(lacking, CRS_MISSING)
    placed = to_wgs84(gpd.GeoSeries(own, crs=checked_crs(crs)))
    points: list[Point] = []
    for feature, shape in zip(features, placed, strict=True):
        if shape is None:
            points.append(NOWHERE)
        elif math.isfinite(shape.x) and abs(shape.x) <= 180 and abs(shape.y) <= 90:
            points.append((round(shape.x, 6), round(shape.y, 6)))
        else:
            points.append(NOWHERE)
            problems[feature.row] = ("point_nowhere", f"{shape.x:.1f}, {shape.y:.1f}")
    return points, problems


def _in_metres(features: list[RawFeature]) -> bool:
    """Tell whether points and outlines are written in metres: there are some, and none could be degrees."""
    ends = [
        feature.shape.bounds
        for feature in features
        if feature.problem is None and feature.shape is not None and not feature.shape.is_empty
    ]
    return bool(ends) and all(min(map(abs, bounds)) > MOST_DEGREES for bounds in ends)


def _own_point(feature: RawFeature) -> tuple[Any, tuple[str, str] | None]:
    """Return the point of a feature, or why it has none."""
    shape = feature.shape
    if feature.problem is not None:
        return None, ("feature_broken", feature.problem[:200])
    if shape is None or shape.is_empty:
        return None, None
    if shape.geom_type == "Point":
        return shape, None
    if shape.geom_type == "MultiPoint" and len(shape.geoms) == 1:
        return shape.geoms[0], None
    # An area or a line has no one point that a source names.
    return None, ("not_a_point", shape.geom_type)


def checked_crs(text: str) -> object:
    """Return the CRS that a text names; ``InvalidInput`` where it names none."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise InvalidInput(NO_CRS, crs=text[:80]) from error


def _shown_crs(text: str | None) -> str | None:
    """Return a CRS as its EPSG name where it has one, else as the name that it carries."""
    if text is None:
        return None
    from pyproj import CRS

    found = CRS.from_user_input(str(checked_crs(text)) if len(text) < 40 else text)
    code = found.to_epsg()
    return found.name if code is None else f"EPSG:{code}"


GPX_FIELDS = ("name", "cmt", "desc", "src", "type", "link")


def _gpx_table(content: bytes) -> VectorTable:
    """Return the way points of a GPX file; routes and tracks are no records. WGS 84 by definition."""
    # Late: only who hands in such a file pays for the reader.
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise DataProblem(BROKEN, reason=str(error)[:200]) from error
    if _local(root) != "gpx":
        raise DataProblem(NO_GPX)
    rows, problems = [], {}
    for number, point in enumerate((child for child in root if _local(child) == "wpt"), start=1):
        if number > MOST_ROWS:
            raise TooLarge(ROWS_MANY, most=MOST_ROWS)
        texts = [_child(point, name) for name in GPX_FIELDS]
        place = _degrees(point)
        if place is NOWHERE:
            problems[number] = ("point_nowhere", f"{point.get('lat')}, {point.get('lon')}")
        rows.append(SheetRow(number, (*texts, *place)))
    lines = sum(_local(child) in ("trk", "rte") for child in root)
    notes: Notes = ((NO_LINES, {"count": lines}),) if lines else ()
    sheet = Sheet("waypoints", 0, (*GPX_FIELDS, LON, LAT), tuple(rows), notes)
    return VectorTable(sheet, ("waypoints",), WGS84, WGS84, problems)


def _local(element: Element) -> str:
    """Return the name of an element without its name space; comments have none."""
    tag: object = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _child(parent: Element, name: str) -> Cell:
    """Return the text of a child, of a link its address."""
    child = next((each for each in parent if _local(each) == name), None)
    if child is None:
        return None
    return clean(child.get("href") if name == "link" else child.text)


def _degrees(point: Element) -> Point:
    """Return longitude and latitude of a way point; ``NOWHERE`` where they are none on earth."""
    try:
        lon, lat = float(point.get("lon", "")), float(point.get("lat", ""))
    except ValueError:
        return NOWHERE
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        return NOWHERE
    return round(lon, 6), round(lat, 6)
