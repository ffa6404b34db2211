"""
The stream of a workbook inside an .xls file (a compound file), for looking at before a library does.

Source: [MS-CFB], Compound File Binary File Format, sections 2.2 to 2.6.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from geodata.errors import N_, DataProblem

LAST = 0xFFFFFFFA  # sector numbers from here on are marks
# Of a protected workbook that is damaged as well nothing tells that it is one.
BROKEN_OLE = N_(
    "The workbook is damaged, or protected with a password: open it in a program of tables and save it"
    " without one"
)
STREAMS = ("Workbook", "Book")


def workbook_stream(content: bytes) -> bytes:
    """
    Return the stream that holds the sheets.

    Raises
    ------
    DataProblem
        The file is broken, or holds no workbook (a Word file is one of the same kind).
    """
    try:
        return _stream(content)
    except (struct.error, IndexError, ValueError) as error:
        raise DataProblem(BROKEN_OLE) from error


def _stream(content: bytes) -> bytes:
    """Return the stream of the workbook."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    mini_size = 1 << struct.unpack_from("<H", content, 32)[0]
    if size not in (512, 4096) or mini_size > size:
        raise ValueError(size)
    first_directory, _, cutoff = struct.unpack_from("<III", content, 48)
    first_mini, _, first_more = struct.unpack_from("<III", content, 60)
    sectors = [content[at : at + size] for at in range(size, len(content), size)]
    table = _table(sectors, content, first_more)
    directory = b"".join(_chain(sectors, table, first_directory))
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    for entry in entries:
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        if name in STREAMS:
            start, length = struct.unpack_from("<II", entry, 116)
            if length >= cutoff:
                return b"".join(_chain(sectors, table, start))[:length]
            return _small(sectors, table, entries[0], first_mini, start, mini_size)[:length]
    raise ValueError("workbook")


def _table(sectors: Sequence[bytes], content: bytes, first_more: int) -> list[int]:
    """Return the table that says which sector follows which."""
    listed = list(struct.unpack_from("<109I", content, 76))
    seen = 0
    while first_more < LAST and seen <= len(sectors):
        numbers = _numbers(sectors[first_more])
        listed += numbers[:-1]
        first_more = numbers[-1]
        seen += 1
    return [number for sector in listed if sector < LAST for number in _numbers(sectors[sector])]


def _chain(sectors: Sequence[bytes], table: Sequence[int], first: int) -> Iterator[bytes]:
    """Give the sectors of a stream; a ring of them ends."""
    at, seen = first, 0
    while at < LAST and seen <= len(sectors):
        yield sectors[at]
        at = table[at]
        seen += 1


def _small(
    sectors: Sequence[bytes], table: Sequence[int], root: bytes, first: int, start: int, mini_size: int
) -> bytes:
    """Return a stream that is too small for sectors of its own."""
    whole = b"".join(_chain(sectors, table, struct.unpack_from("<I", root, 116)[0]))
    pieces = [whole[at : at + mini_size] for at in range(0, len(whole), mini_size)]
    follows = [number for sector in _chain(sectors, table, first) for number in _numbers(sector)]
    return b"".join(_chain(pieces, follows, start))


def _numbers(sector: bytes) -> list[int]:
    """Return the 32-bit numbers of a sector."""
    return list(struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4]))
