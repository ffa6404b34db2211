"""
A file of OpenStreetMap before GDAL sees it: a plain file of one of three kinds, not too large.

What the file holds is proved by reading it: GDAL's driver raises where a block or the XML is damaged or
ends early, Python's reader where a gzip does. A PBF that ends between two blocks is complete by its format.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.errors import N_, DataProblem, InvalidInput, TooLarge
from geodata.network.pbf_blocks import Unordered, day_of

PBF, XML, GZIPPED = ".osm.pbf", ".osm", ".osm.gz"
KINDS = (PBF, GZIPPED, XML)
# All that is in the file, roads or not, goes through GDAL once; beyond this an import takes many minutes.
MAX_BYTES = {PBF: 1 << 30, GZIPPED: 2 << 30, XML: 16 << 30}
HEAD_BYTES = 16_384
CHUNK_BYTES = 1 << 20
NODE, WAY = b"<node", b"<way"
# What a damaged gzip, or a full disk, makes the standard library raise.
GZIP_DAMAGE = (OSError, EOFError, zlib.error)
# A PBF begins with the length of its first header, and that with the name of its kind (field 1, 9 bytes).
PBF_HEAD = re.compile(rb"\x00\x00\x00[\x0b-\xff]\x0a\x09OSMHeader")
# Nothing but a declaration and comments before the root; a document type could hold entities.
XML_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<osm[\s>]", re.DOTALL)
# The day of the data, as planet.osm and the Overpass API write it.
XML_DAY = re.compile(rb"""<(?:osm\b[^>]*\btimestamp|meta\b[^>]*\bosm_base)=["'](\d{4}-\d\d-\d\d)T""")


@dataclass(frozen=True, slots=True)
class OsmFile:
    """A file that looks like one of OpenStreetMap; ``as_of`` is the day that its head names, if any."""

    path: Path
    kind: str
    checksum: str  # SHA-256
    as_of: date | None


def check_file(path: Path) -> OsmFile:
    """
    Look at the name, the size and the first bytes of a file, and take its checksum.

    Raises
    ------
    InvalidInput
        There is no such plain file, or its name is of another kind.
    DataProblem
        Its bytes are not those of its kind, or a PBF ends within a block or has points after ways.
    TooLarge
        It is larger than is taken in one go.
    """
    if not path.is_file() or path.resolve().as_posix().startswith("/vsi"):
        raise InvalidInput(N_("There is no file %(file)s"), file=path)
    kind = next((kind for kind in KINDS if path.name.lower().endswith(kind)), None)
    if kind is None:
        raise InvalidInput(
            N_("%(file)s is no file of OpenStreetMap: readable are .osm.pbf, .osm and .osm.gz"),
            file=path.name,
        )
    if path.stat().st_size > MAX_BYTES[kind]:
        raise too_large(path, MAX_BYTES[kind])
    head = _head(path, kind)
    if (PBF_HEAD if kind == PBF else XML_HEAD).match(head) is None:
        raise DataProblem(
            N_("%(file)s holds no data of OpenStreetMap: its content is not what its name says"),
            file=path.name,
        )
    day = _day_of_pbf(path) if kind == PBF else _day_of_xml(head)
    return OsmFile(path, kind, _checksum(path), day)


@contextmanager
def unpacked(file: OsmFile) -> Iterator[Path]:
    """
    Give a plain file for GDAL, which may be gone after the block.

    What is gzipped is unpacked into the system's folder for temporary files:
    GDAL would unpack it once for each question, and keeps what it once saw
    under a name. Python's reader proves the checksum.

    Raises
    ------
    DataProblem
        The file is damaged or was cut short, cannot be unpacked here, or has points after ways.
    TooLarge
        It unpacks to more than is taken in one go.
    """
    if file.kind != GZIPPED:
        if file.kind == XML:
            _check_order(file.path, file.path)
        yield file.path.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="ocop-osm-", ignore_cleanup_errors=True) as folder:
        plain = Path(folder) / "roads.osm"
        _unpack(file.path, plain)
        _check_order(plain, file.path)
        yield plain


def damaged(name: str, reason: object) -> DataProblem:
    """Return the error for a file that cannot be read to its end."""
    return DataProblem(
        N_("%(file)s is damaged or was cut short: fetch it again. Nothing was changed (%(reason)s)"),
        file=name,
        reason=reason,
    )


def too_large(path: Path, limit: int) -> TooLarge:
    """Return the error for more bytes than are taken in one go."""
    return TooLarge(
        N_("%(file)s is larger than %(limit)s MB: cut it to the region that is needed first"),
        file=path.name,
        limit=limit >> 20,
    )


def unordered(path: Path) -> DataProblem:
    """Return the error for a file whose points do not all stand before its ways: GDAL would lose ways."""
    return DataProblem(
        N_("In %(file)s points stand after roads: sort it first, by kind and number (osmium sort)"),
        file=path.name,
    )


def _check_order(plain: Path, told: Path) -> None:
    """Raise where a point of an XML file stands after a way."""
    ways, rest = False, b""
    with plain.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            text = rest + chunk
            begin = 0 if ways else text.find(WAY)
            ways = begin >= 0
            if ways and text.find(NODE, begin) >= 0:
                raise unordered(told)
            rest = text[1 - len(NODE) :]


def _head(path: Path, kind: str) -> bytes:
    """Return the first bytes of what is in the file."""
    with path.open("rb") as file:
        if kind != GZIPPED:
            return file.read(HEAD_BYTES)
        try:
            with gzip.open(file) as text:
                return text.read(HEAD_BYTES)
        except GZIP_DAMAGE as error:
            raise damaged(path.name, error) from error


def _unpack(packed: Path, plain: Path) -> None:
    """Unpack a file to its proved end."""
    limit, size = MAX_BYTES[XML], 0
    with packed.open("rb") as file, gzip.open(file) as text, plain.open("wb") as out:
        try:
            while chunk := text.read(CHUNK_BYTES):
                size += len(chunk)
                if size > limit:
                    raise too_large(packed, limit)
                out.write(chunk)
        except GZIP_DAMAGE as error:
            raise damaged(packed.name, error) from error


def _checksum(path: Path) -> str:
    """Return the SHA-256 of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _day_of_pbf(path: Path) -> date | None:
    """Return the day that the file names; raise where it ends early."""
    try:
        return day_of(path)
    except ValueError as error:
        raise damaged(path.name, error) from error
    except Unordered as error:
        raise unordered(path) from error


def _day_of_xml(head: bytes) -> date | None:
    """Return the day that the head names; None where the calendar has none such."""
    found = XML_DAY.search(head)
    try:
        return date.fromisoformat(found[1].decode("ascii")) if found else None
    except ValueError:
        return None
