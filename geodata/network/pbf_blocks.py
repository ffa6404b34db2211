"""
The blocks of an OpenStreetMap PBF: their order, whether the last one is whole, the day that the first names.

GDAL raises inside a damaged block, but takes a file that ends between two of them, within the few bytes that
announce the next one, for complete; and loses ways without a word where points come after them. Format: https://wiki.openstreetmap.org/wiki/PBF_Format.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

HEADER, DATA = b"OSMHeader", b"OSMData"
LARGEST_HEADER, LARGEST_BLOCK = 64 * 1024, 32 * 1024 * 1024  # by the format
LENGTH_BYTES = 4
# Numbers of fields: BlobHeader, Blob, HeaderBlock.
TYPE, SIZE = 1, 3
RAW, DEFLATED = 1, 3
TIMESTAMP = 32
# PrimitiveBlock → PrimitiveGroup → what it holds: nodes, dense nodes, ways, relations.
GROUP = 2
RANKS = {1: 0, 2: 0, 3: 1, 4: 2}


class Unordered(Exception):
    """Points come after ways, or ways after relations."""


VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def day_of(path: Path) -> date | None:
    """
    Go from block to block to the end of the file; return the day of its data where it names one.

    Raises
    ------
    ValueError
        The file ends within a block, or is none.
    Unordered
        Its points do not come before its ways.
    """
    day, first, rank = None, True, 0
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        while file.tell() < size:
            kind, length = _next_block(file)
            if first != (kind == HEADER) or length > LARGEST_BLOCK:
                raise ValueError(f"block of {length} bytes at byte {file.tell()}")
            blob = file.read(length)
            if len(blob) < length:
                raise ValueError(f"{size} bytes, {length - len(blob)} are missing")
            content = _content(blob)
            if first:
                day, first = _day(content), False
            elif kind == DATA:
                rank = _rank(content, rank)
    return day


def _next_block(file: IO[bytes]) -> tuple[bytes, int]:
    """Return the kind and the length of the block that begins here; what comes next is its content."""
    head = file.read(LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    text = file.read(min(length, LARGEST_HEADER))
    if len(head) < LENGTH_BYTES or len(text) < length:
        raise ValueError(f"ends at byte {file.tell()}")
    fields = dict(_fields(text))
    kind, size = fields.get(TYPE), fields.get(SIZE)
    if not isinstance(kind, bytes) or not isinstance(size, int):
        raise ValueError(f"no block at byte {file.tell()}")
    return kind, size


def _content(blob: bytes) -> bytes:
    """Return what is in a blob; nothing where it is packed in a way that is not read here."""
    fields = dict(_fields(blob))
    raw, deflated = fields.get(RAW), fields.get(DEFLATED)
    if isinstance(deflated, bytes):
        try:
            return zlib.decompressobj().decompress(deflated, LARGEST_BLOCK)
        except zlib.error as error:
            raise ValueError(str(error)) from error
    return raw if isinstance(raw, bytes) else b""


def _day(content: bytes) -> date | None:
    """Return the day that the first block names."""
    stamp = dict(_fields(content)).get(TIMESTAMP)
    try:
        return datetime.fromtimestamp(stamp, UTC).date() if isinstance(stamp, int) and stamp else None
    except (OverflowError, OSError) as error:
        raise ValueError(str(error)) from error


def _rank(content: bytes, rank: int) -> int:
    """Return the rank of the last group of a block that comes after one of ``rank``."""
    for number, group in _fields(content):
        if number != GROUP or not isinstance(group, bytes) or not group:
            continue
        found = RANKS.get(group[0] >> 3, rank)
        if found < rank:
            raise Unordered
        rank = found
    return rank


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Give the fields of a message: their numbers, and numbers or bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        if key & 7 == VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if key & 7 == BYTES:
            length, at = _varint(message, at)
        elif key & 7 in (FIXED64, FIXED32):
            length = 8 if key & 7 == FIXED64 else 4
        else:
            raise ValueError(f"field of kind {key & 7}")
        if at + length > len(message):
            raise ValueError("a field ends early")
        yield key >> 3, message[at : at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at ``at``, and where the next thing begins."""
    number = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        number, at, shift = number | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:
            return number, at
    raise ValueError("a number ends early")
