"""
Raster tiles of an office's own file, MBTiles or PMTiles, as an offline base map.

The file is read and never written. It is opened anew for every tile, so that
nothing is shared between threads and workers, and a file that is replaced
while the server runs gives wrong or no tiles but never a crash.
"""

from __future__ import annotations

import gzip
import json
import math
import sqlite3
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import N_, DataProblem, InvalidInput

if TYPE_CHECKING:
    from pmtiles.tile import Entry

MBTILES, PMTILES = ".mbtiles", ".pmtiles"
SUFFIXES = (MBTILES, PMTILES)
HIGHEST_ZOOM = 24
LONGEST_NAME = 80
LONGEST_ATTRIBUTION = 400
# What a vector tile begins with: packed by gzip or zlib, or the first layer of a bare one.
_VECTOR_STARTS = (b"\x1f\x8b", b"\x78\x9c", b"\x1a")
_VECTOR_FORMATS = {"pbf", "mvt", "mlt"}
_RASTER_FORMATS = {"png", "png8", "jpg", "jpeg", "webp"}
# Directories of a PMTiles file that stay in memory: some thousand entries each.
_DIRECTORIES_KEPT = 16
_PMTILES_HEADER = 127
_DEEPEST_DIRECTORY = 4
# What reading a file that is not what it says can raise.
_UNREADABLE = (sqlite3.Error, OSError, EOFError, ValueError, KeyError, IndexError, TypeError, zlib.error)

Bounds = tuple[float, float, float, float]  # west, south, east, north (degrees, WGS 84)


@dataclass(frozen=True, slots=True)
class TileFile:
    """A file of raster tiles: what it says of itself, and how a tile is read."""

    path: Path
    name: str  # plain text
    attribution: str  # plain text
    min_zoom: int
    max_zoom: int
    bounds: Bounds | None
    _read: Callable[[int, int, int], bytes | None]

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return the tile of column ``x`` and row ``y`` from the north; None: the file has no image there."""
        if not self.min_zoom <= z <= self.max_zoom or not (0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        data = self._read(z, x, y)
        return data if data and media_type(data) else None


def open_tiles(path: Path) -> TileFile:
    """
    Return the tiles of ``path``, known by its suffix.

    Raises
    ------
    InvalidInput
        The file is missing, of another kind, or holds vector tiles.
    DataProblem
        The file is broken.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InvalidInput(
            N_("%(file)s: a base map is a file of the kinds %(allowed)s"),
            file=path.name,
            allowed=", ".join(SUFFIXES),
        )
    if not path.is_file():
        raise InvalidInput(N_("The base map %(file)s does not exist"), file=str(path))
    try:
        return _open_mbtiles(path) if path.suffix.lower() == MBTILES else _open_pmtiles(path)
    except _UNREADABLE as error:
        raise _broken(path, error) from error


def media_type(data: bytes) -> str | None:
    """Return the media type of an image by its first bytes; None where it is no PNG, JPEG or WebP."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def plain_text(text: str, longest: int) -> str:
    """Return what a reader would see of ``text``, which may be HTML, on one line and cut to ``longest``."""
    found = _Words()
    found.feed(text)
    found.close()
    words = " ".join("".join(found.parts).split())
    shown = "".join(character for character in words if character.isprintable())
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


class _Words(HTMLParser):
    """Collects the text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.parts.append(data)


def _broken(path: Path, why: object) -> DataProblem:
    """Return the error for a file that cannot be read."""
    return DataProblem(N_("The base map %(file)s cannot be read: %(why)s"), file=path.name, why=str(why))


def _vector(path: Path) -> InvalidInput:
    """Return the error for vector tiles."""
    return InvalidInput(
        N_("The base map %(file)s holds vector tiles; only raster tiles are drawn: PNG, JPEG, WebP"),
        file=path.name,
    )


def _described(
    path: Path,
    metadata: Mapping[str, Any],
    zooms: tuple[int, int],
    bounds: Bounds | None,
    read: Callable[[int, int, int], bytes | None],
) -> TileFile:
    """Return the file with the name and the attribution of its metadata."""
    low, high = zooms
    if not 0 <= low <= high <= HIGHEST_ZOOM:
        raise _broken(path, f"zoom {low} – {high}")
    name = plain_text(str(metadata.get("name") or ""), LONGEST_NAME)
    attribution = plain_text(str(metadata.get("attribution") or ""), LONGEST_ATTRIBUTION)
    return TileFile(path, name or path.stem, attribution, low, high, bounds, read)


def _usable(bounds: tuple[float, ...]) -> Bounds | None:
    """Return bounds on the globe; None where they say nothing."""
    if len(bounds) != 4 or not all(map(math.isfinite, bounds)):
        return None
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return west, south, east, north


# MBTiles: a SQLite file whose rows are counted from the south.


def _connect(path: Path) -> sqlite3.Connection:
    """Open a SQLite file that nothing changes: no lock, no journal, no file beside it."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _open_mbtiles(path: Path) -> TileFile:
    """Return the tiles of an MBTiles file (version 1.0 to 1.3)."""
    with closing(_connect(path)) as database:
        metadata = {
            str(name): str(value) for name, value in database.execute("SELECT name, value FROM metadata")
        }
        found = database.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        first = database.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
    if first is None:
        raise _broken(path, "no tile")
    _check_kind(path, metadata.get("format", "").lower(), _blob(first) or b"")
    zooms = (int(metadata.get("minzoom", found[0])), int(metadata.get("maxzoom", found[1])))
    return _described(
        path, metadata, zooms, _bounds_of_text(metadata.get("bounds", "")), _mbtiles_reader(path)
    )


def _blob(row: tuple[Any, ...] | None) -> bytes | None:
    """Return the bytes in the only column of a row; SQLite lets any column hold anything."""
    return row[0] if row is not None and isinstance(row[0], bytes) else None


def _check_kind(path: Path, format_name: str, first: bytes) -> None:
    """Refuse what is no raster file, by its own word and by its first tile."""
    if format_name in _VECTOR_FORMATS or (media_type(first) is None and first.startswith(_VECTOR_STARTS)):
        raise _vector(path)
    if media_type(first) is None or format_name not in {*_RASTER_FORMATS, ""}:
        raise _broken(path, f"format {format_name or '?'}")


def _bounds_of_text(text: str) -> Bounds | None:
    """Return ``west,south,east,north``; None where it cannot be read, as bounds may be left out."""
    try:
        return _usable(tuple(map(float, text.split(","))))
    except ValueError:
        return None


def _mbtiles_reader(path: Path) -> Callable[[int, int, int], bytes | None]:
    """Return the function that reads one tile."""
    query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"

    def read(z: int, x: int, y: int) -> bytes | None:
        try:
            with closing(_connect(path)) as database:
                row = database.execute(query, (z, x, (1 << z) - 1 - y)).fetchone()
        except sqlite3.Error as error:
            raise _broken(path, error) from error
        return _blob(row)

    return read


# PMTiles 3: a header, directories of tile numbers along a Hilbert curve, and the tiles.


def _open_pmtiles(path: Path) -> TileFile:
    """Return the tiles of a PMTiles file (version 3)."""
    # Not needed by an office without such a file.
    from pmtiles.tile import (
        Compression,
        MagicNumberNotFound,
        SpecVersionUnsupported,
        TileType,
        deserialize_header,
    )

    try:
        header = deserialize_header(_piece(path, 0, _PMTILES_HEADER))
    except (MagicNumberNotFound, SpecVersionUnsupported) as error:
        raise _broken(path, "no PMTiles of version 3") from error
    if header["tile_type"] in (TileType.MVT, TileType.MLT):
        raise _vector(path)
    if header["tile_type"] not in (TileType.PNG, TileType.JPEG, TileType.WEBP):
        raise _broken(path, f"tiles of type {header['tile_type'].name}")
    if header["tile_compression"] not in (Compression.NONE, Compression.UNKNOWN):
        raise _broken(path, f"tiles packed by {header['tile_compression'].name}")
    if header["internal_compression"] is not Compression.GZIP:
        raise _broken(path, f"directories packed by {header['internal_compression'].name}")
    packed = _piece(path, header["metadata_offset"], header["metadata_length"])
    metadata = json.loads(gzip.decompress(packed)) if packed else {}
    if not isinstance(metadata, dict):
        raise _broken(path, "metadata")
    corners = (header["min_lon_e7"], header["min_lat_e7"], header["max_lon_e7"], header["max_lat_e7"])
    bounds = _usable(tuple(corner / 1e7 for corner in corners))
    zooms = (header["min_zoom"], header["max_zoom"])
    return _described(path, metadata, zooms, bounds, _pmtiles_reader(path, header))


def _piece(path: Path, offset: int, length: int) -> bytes:
    """Return a part of a file; not mapped into memory, where a file cut short would end the process."""
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(length)
    if len(data) != length:
        raise _broken(path, "it ends too early")
    return data


def _pmtiles_reader(path: Path, header: Mapping[str, Any]) -> Callable[[int, int, int], bytes | None]:
    """Return the function that reads one tile; the directories that were read last are kept."""
    from pmtiles.tile import deserialize_directory, find_tile, zxy_to_tileid

    @lru_cache(maxsize=_DIRECTORIES_KEPT)
    def directory(offset: int, length: int) -> list[Entry]:
        return deserialize_directory(_piece(path, offset, length))

    def read(z: int, x: int, y: int) -> bytes | None:
        number = zxy_to_tileid(z, x, y)
        offset, length = header["root_offset"], header["root_length"]
        for _ in range(_DEEPEST_DIRECTORY):
            entry = find_tile(directory(offset, length), number)
            if entry is None:
                return None
            if entry.run_length:
                return _piece(path, header["tile_data_offset"] + entry.offset, entry.length)
            offset, length = header["leaf_directory_offset"] + entry.offset, entry.length
        return None

    def guarded(z: int, x: int, y: int) -> bytes | None:
        try:
            return read(z, x, y)
        except _UNREADABLE as error:
            raise _broken(path, error) from error

    # A broken root directory is seen now, not by the first reader.
    directory(header["root_offset"], header["root_length"])
    return guarded
