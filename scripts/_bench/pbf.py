"""
A small writer of OpenStreetMap's PBF, for files of made-up roads.

The format: https://wiki.openstreetmap.org/wiki/PBF_Format.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

PER_BLOCK = 8000  # entities in a block, as most writers do
DEGREE = 10_000_000  # the format counts in 1e-7 degrees
RATIO = 50
VARINT, BYTES = 0, 2
MEMBER_KINDS = {"node": 0, "way": 1, "relation": 2}

Tags = Mapping[str, str]
Entity = TypeVar("Entity")


@dataclass(frozen=True, slots=True)
class Node:
    """A point in degrees (EPSG:4326)."""

    id: int
    lon: float
    lat: float
    tags: Tags = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """A line through nodes."""

    id: int
    refs: Sequence[int]
    tags: Tags
    timestamp: int | None = None  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Relation:
    """Members, each a kind (node, way, relation), an id and a role."""

    id: int
    members: Sequence[tuple[str, int, str]]
    tags: Tags


class Strings:
    """The texts of one block; number 0 is taken by the format."""

    def __init__(self) -> None:
        """Begin with the empty text."""
        self._numbers = {"": 0}

    def number(self, text: str) -> int:
        """Return the number of ``text``."""
        return self._numbers.setdefault(text, len(self._numbers))

    def message(self) -> bytes:
        """Return the StringTable."""
        return b"".join(block(1, text.encode()) for text in self._numbers)


def varint(number: int) -> bytes:
    """Return an unsigned number, seven bits a byte; a negative one as 64 bits."""
    number &= 0xFFFF_FFFF_FFFF_FFFF
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def zigzag(number: int) -> bytes:
    """Return a signed number, small in either direction."""
    return varint(number << 1 if number >= 0 else (-number << 1) - 1)


def whole(key: int, number: int) -> bytes:
    """Return a field that holds a number."""
    return varint(key << 3 | VARINT) + varint(number)


def block(key: int, content: bytes) -> bytes:
    """Return a field that holds bytes: a text, a message or packed numbers."""
    return varint(key << 3 | BYTES) + varint(len(content)) + content


def packed(key: int, numbers: Iterable[int]) -> bytes:
    """Return a field of unsigned numbers."""
    return block(key, b"".join(map(varint, numbers)))


def deltas(key: int, numbers: Iterable[int]) -> bytes:
    """Return a field of numbers, each as the step from the one before."""
    out, before = [], 0
    for number in numbers:
        out.append(zigzag(number - before))
        before = number
    return block(key, b"".join(out))


def blob(kind: str, content: bytes) -> bytes:
    """Return one blob of the file with its header, deflated; GDAL refuses what shrinks a hundred times."""
    deflated = zlib.compress(content)
    small = len(deflated) * RATIO < len(content)
    body = block(1, content) if small else whole(2, len(content)) + block(3, deflated)
    header = block(1, kind.encode()) + whole(3, len(body))
    return len(header).to_bytes(4, "big") + header + body


def header_blob(timestamp: int | None = None, features: Sequence[str] = ()) -> bytes:
    """Return the first blob; ``timestamp`` (seconds since 1970) is what the data are as of."""
    content = b"".join(block(4, name.encode()) for name in ("OsmSchema-V0.6", "DenseNodes", *features))
    return blob("OSMHeader", content + (whole(32, timestamp) if timestamp is not None else b""))


def nodes_blob(nodes: Sequence[Node]) -> bytes:
    """Return a blob of dense nodes."""
    strings = Strings()
    tags: list[int] = []
    for node in nodes:
        for key, value in node.tags.items():
            tags += [strings.number(key), strings.number(value)]
        tags.append(0)
    dense = deltas(1, (node.id for node in nodes))
    dense += deltas(8, (round(node.lat * DEGREE) for node in nodes))
    dense += deltas(9, (round(node.lon * DEGREE) for node in nodes))
    return _data(strings, block(2, dense + packed(10, tags)))


def ways_blob(ways: Sequence[Way]) -> bytes:
    """Return a blob of ways."""
    strings, out = Strings(), []
    for way in ways:
        text = whole(1, way.id) + _tags(strings, way.tags)
        if way.timestamp is not None:
            text += block(4, whole(2, way.timestamp))
        out.append(block(3, text + deltas(8, way.refs)))
    return _data(strings, b"".join(out))


def relations_blob(relations: Sequence[Relation]) -> bytes:
    """Return a blob of relations."""
    strings, out = Strings(), []
    for relation in relations:
        text = whole(1, relation.id) + _tags(strings, relation.tags)
        text += packed(8, [strings.number(role) for _, _, role in relation.members])
        text += deltas(9, (number for _, number, _ in relation.members))
        text += packed(10, [MEMBER_KINDS[kind] for kind, _, _ in relation.members])
        out.append(block(4, text))
    return _data(strings, b"".join(out))


def blobs(
    nodes: Iterable[Node],
    ways: Iterable[Way],
    relations: Iterable[Relation] = (),
    *,
    timestamp: int | None = None,
) -> Iterator[bytes]:
    """Give the blobs of a whole file, one after the other."""
    yield header_blob(timestamp)
    yield from map(nodes_blob, _portions(nodes))
    yield from map(ways_blob, _portions(ways))
    yield from map(relations_blob, _portions(relations))


def write_pbf(
    path: Path,
    nodes: Iterable[Node],
    ways: Iterable[Way],
    relations: Iterable[Relation] = (),
    *,
    timestamp: int | None = None,
) -> Path:
    """Write a file and return its path; entities come in the order of their numbers."""
    with path.open("wb") as file:
        file.writelines(blobs(nodes, ways, relations, timestamp=timestamp))
    return path


def _portions(entities: Iterable[Entity]) -> Iterator[list[Entity]]:
    """Give the entities block by block."""
    left = iter(entities)
    while portion := list(islice(left, PER_BLOCK)):
        yield portion


def _tags(strings: Strings, tags: Tags) -> bytes:
    """Return keys and values of an entity."""
    keys = [strings.number(key) for key in tags]
    return packed(2, keys) + packed(3, [strings.number(value) for value in tags.values()])


def _data(strings: Strings, group: bytes) -> bytes:
    """Return a PrimitiveBlock in its blob."""
    # A granularity of 100 nanodegrees, written out as some writers do.
    return blob("OSMData", block(1, strings.message()) + block(2, group) + whole(17, 100))
