"""
The car roads of a file of OpenStreetMap, as GDAL's OSM driver gives them.

Chosen beside pyosmium and pyrosm: it comes with pyogrio, which is here already with wheels for every system,
reads a quarter of a million ways in two seconds, and raises where a file ends early. What it costs: it gives
no numbers of nodes, so that junctions are told by equal coordinates (all of them whole 1e-7 degrees); a way
with fewer than two known points never comes out of it; where points in the middle of a way are missing, the
line goes straight on, which is why steps beyond ``segments.MAX_STEP_KM`` are cut out later.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.errors import N_, DataProblem, TooLarge
from geodata.network.car_rules import Drive, LeftOut, drive, shuts
from geodata.network.osm_file import damaged
from geodata.vectors import read_query

Ints = npt.NDArray[np.int64]

CONFIG = Path(__file__).with_name("osmconf.ini")
# Ways with highway or route. About two kB of memory each, beside a third of a GB of libraries: under 2 GB.
MAX_WAYS = 750_000
LONGEST_REF = 40  # characters of the number of a road
DEGREE = 10_000_000  # OpenStreetMap counts in 1e-7 degrees
TAGS = (
    *("highway", "route", "oneway", "junction", "surface", "tracktype", "maxspeed", "motorcar"),
    *("motor_vehicle", "vehicle", "access", "service", "duration", "area"),
)
BARRIER_TAGS = ("barrier", "motorcar", "motor_vehicle", "vehicle", "access")
WAYS = (
    f"SELECT osm_timestamp, ref, {', '.join(TAGS)} FROM lines WHERE highway IS NOT NULL OR route IS NOT NULL"  # noqa: S608
)
BARRIERS = f"SELECT {', '.join(BARRIER_TAGS)} FROM points WHERE barrier IS NOT NULL"  # noqa: S608
RESTRICTIONS = "SELECT type FROM other_relations WHERE type = 'restriction'"
# What GDAL says where the points are not in order.
UNORDERED = "OSM_USE_CUSTOM_INDEXING"
# What GDAL gives for a way that names no time.
NO_TIME = "1970-01-01"


@dataclass(frozen=True, slots=True, eq=False)
class CarWays:
    """
    The ways that cars drive: points in 1e-7 degrees (EPSG:4326), and which way each belongs to.

    ``drives[drive_of[way]]`` says how a way is driven; ``way`` is ascending.
    ``refs[ref_of[way]]`` is its number; -1: it has none.
    """

    lon: Ints
    lat: Ints
    way: Ints
    drive_of: Ints
    drives: tuple[Drive, ...]
    ref_of: Ints
    refs: tuple[str, ...] = ()
    read: int = 0
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    newest: date | None = None  # the newest change of a way


def read_ways(file: Path, name: str) -> CarWays:
    """
    Read the roads and ferries of a plain file, which messages call ``name``.

    Raises
    ------
    DataProblem
        The file is damaged, cut short, or holds no road for cars.
    TooLarge
        It holds more than ``MAX_WAYS`` ways with highway or route.
    """
    columns, lines = _read(file, name, WAYS, max_features=MAX_WAYS + 1)
    if len(lines) > MAX_WAYS:
        raise TooLarge(
            N_("%(file)s has more than %(limit)s roads: cut it to the region that is needed first"),
            file=name,
            limit=MAX_WAYS,
        )
    drives, drive_of, left_out = _chosen(columns)
    kept = drive_of >= 0
    if not kept.any():
        raise DataProblem(N_("%(file)s holds no road for cars"), file=name)
    lon, lat, way = points_of(lines[kept])
    ref_of, refs = _numbered(columns["ref"][kept])
    newest = _newest(columns["osm_timestamp"][kept])
    return CarWays(lon, lat, way, drive_of[kept], drives, ref_of, refs, len(lines), left_out, newest)


def read_barriers(file: Path, name: str) -> tuple[Ints, Ints]:
    """Return the points (1e-7 degrees) where a barrier stops cars; errors as ``read_ways``."""
    columns, points = _read(file, name, BARRIERS)
    rows = _tags_of(columns, BARRIER_TAGS)
    shut = np.array([shuts(tags) for tags in rows], dtype=bool)
    lon, lat, _ = points_of(points[shut])
    return lon, lat


def count_restrictions(file: Path, name: str) -> int:
    """Return how many turn restrictions the file has; the graph keeps none. Errors as ``read_ways``."""
    columns, _ = _read(file, name, RESTRICTIONS, read_geometry=False)
    return len(columns["type"])


def points_of(shapes: npt.NDArray[np.object_]) -> tuple[Ints, Ints, Ints]:
    """Return longitudes and latitudes in 1e-7 degrees of WKB shapes, and the number of each point's shape."""
    coordinates, owner = shapely.get_coordinates(shapely.from_wkb(shapes), return_index=True)
    whole = np.rint(coordinates * DEGREE).astype(np.int64)
    return whole[:, 0], whole[:, 1], owner.astype(np.int64)


def _chosen(columns: Mapping[str, Any]) -> tuple[tuple[Drive, ...], Ints, dict[LeftOut, int]]:
    """Return the ways to drive, the number of its own for each way (-1: left out), and why how many are."""
    known: dict[tuple[object, ...], int | LeftOut] = {}
    drives: dict[Drive, int] = {}
    left_out: Counter[LeftOut] = Counter()
    cells = list(zip(*(columns[name] for name in TAGS), strict=True))
    drive_of = np.full(len(cells), -1, dtype=np.int64)
    for row, values in enumerate(cells):
        found = known.get(values)
        if found is None:
            # The same few hundred sets of tags stand on all ways.
            told = drive({name: value for name, value in zip(TAGS, values, strict=True) if value})
            found = told if isinstance(told, LeftOut) else drives.setdefault(told, len(drives))
            known[values] = found
        if isinstance(found, LeftOut):
            left_out[found] += 1
        else:
            drive_of[row] = found
    return tuple(drives), drive_of, dict(left_out)


def _numbered(refs: npt.NDArray[np.object_]) -> tuple[Ints, tuple[str, ...]]:
    """Return the number of a road for each way as a position in all of them; -1: it has none."""
    texts = [(ref or "").replace(";", "/").strip()[:LONGEST_REF] for ref in refs.tolist()]
    known = tuple(sorted(set(texts) - {""}))
    places = {ref: place for place, ref in enumerate(known)}
    return np.array([places.get(text, -1) for text in texts], dtype=np.int64), known


def _tags_of(columns: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Give the tags of each row that are set."""
    for values in zip(*(columns[name] for name in names), strict=True):
        yield {name: value for name, value in zip(names, values, strict=True) if value}


def _newest(times: npt.NDArray[np.object_]) -> date | None:
    """Return the newest day; None where no way names one."""
    days = {str(time)[:10] for time in times if time is not None} - {NO_TIME}
    return date.fromisoformat(max(days)) if days else None


def _read(file: Path, name: str, query: str, **options: Any) -> tuple[dict[str, Any], Any]:  # noqa: ANN401 -- pyogrio's
    """Read what ``query`` selects."""
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        try:
            return _select(file, query, "YES", options)
        except FeatureError as error:
            if UNORDERED not in str(error):
                raise
            # The quick index wants points in the order of their numbers, which editors do not keep.
            return _select(file, query, "NO", options)
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise damaged(name, error) from error


def _select(
    file: Path, query: str, quick_index: str, options: Mapping[str, Any]
) -> tuple[dict[str, Any], Any]:
    """Read what ``query`` selects; large files keep their points in the folder for temporary files."""
    with _configured(CPL_TMPDIR=tempfile.gettempdir(), OSM_USE_CUSTOM_INDEXING=quick_index):
        return read_query(file.as_posix(), query, CONFIG_FILE=str(CONFIG), **options)


@contextmanager
def _configured(**options: str) -> Iterator[None]:
    """Set options of GDAL for a while."""
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
