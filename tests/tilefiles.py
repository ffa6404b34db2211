"""Small files of raster tiles, made by the tests themselves."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write

from layers.tiles import MBTILES

Tiles = dict[tuple[int, int, int], bytes]
# West, south, east, north: Lào Cai with room around it.
BOUNDS = (103.0, 21.0, 105.5, 23.0)


def png(red: int, green: int, blue: int) -> bytes:
    """Return a PNG of one colour, 256 pixels wide and high."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes((red, green, blue)) * 256) * 256
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def make_mbtiles(path: Path, tiles: Tiles, **metadata: str) -> Path:
    """Write an MBTiles file; ``tiles`` counts rows from the north, as the web does."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE metadata (name text, value text)")
        database.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
        )
        database.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        rows = [(z, x, (1 << z) - 1 - y, data) for (z, x, y), data in tiles.items()]
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path


def make_pmtiles(path: Path, tiles: Tiles, kind: TileType = TileType.PNG, **metadata: Any) -> Path:
    """Write a PMTiles file."""
    west, south, east, north = (round(degrees * 1e7) for degrees in BOUNDS)
    with write(str(path)) as writer:
        for (z, x, y), data in sorted(tiles.items(), key=lambda item: zxy_to_tileid(*item[0])):
            writer.write_tile(zxy_to_tileid(z, x, y), data)
        header = {
            "tile_type": kind,
            "tile_compression": Compression.NONE,
            "min_lon_e7": west,
            "min_lat_e7": south,
            "max_lon_e7": east,
            "max_lat_e7": north,
        }
        writer.finalize(header, metadata)
    return path


TILES: Tiles = {
    (8, 201, 111): png(255, 0, 0),
    (8, 201, 112): png(0, 255, 0),
    (9, 403, 223): png(0, 0, 255),
}


def make(path: Path, tiles: Tiles = TILES, **metadata: str) -> Path:
    """Write tiles of the kind that the suffix says."""
    if path.suffix == MBTILES:
        return make_mbtiles(path, tiles, **{"bounds": ",".join(map(str, BOUNDS))} | metadata)
    return make_pmtiles(path, tiles, **metadata)
