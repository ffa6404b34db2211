"""
A file of OpenStreetMap before GDAL sees it: a plain file of one of three kinds, not too large.

What the file holds is proved by reading it: GDAL's driver raises where a block, the XML or the gzip trailer
is damaged or ends early.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.errors import N_, DataProblem, InvalidInput, TooLarge

PBF, XML, GZIPPED = ".osm.pbf", ".osm", ".osm.gz"
KINDS = (PBF, GZIPPED, XML)
# All that is in the file, roads or not, goes through GDAL once; beyond this an import takes many minutes.
MAX_BYTES = {PBF: 1 << 30, GZIPPED: 2 << 30, XML: 16 << 30}
HEAD_BYTES = 16_384
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

    @property
    def source(self) -> str:
        """Return its name for GDAL."""
        plain = self.path.resolve().as_posix()
        return f"/vsigzip/{plain}" if self.kind == GZIPPED else plain


def check_file(path: Path) -> OsmFile:
    """
    Look at the name, the size and the first bytes of a file, and take its checksum.

    Raises
    ------
    InvalidInput
        There is no such plain file, or its name is of another kind.
    DataProblem
        Its bytes are not those of its kind.
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
        raise TooLarge(
            N_("%(file)s is larger than %(limit)s MB: cut it to the region that is needed first"),
            file=path.name,
            limit=MAX_BYTES[kind] >> 20,
        )
    head = _head(path, kind)
    if (PBF_HEAD if kind == PBF else XML_HEAD).match(head) is None:
        raise DataProblem(
            N_("%(file)s holds no data of OpenStreetMap: its content is not what its name says"),
            file=path.name,
        )
    day = None if kind == PBF else XML_DAY.search(head)
    return OsmFile(path, kind, _checksum(path), None if day is None else _day(day[1]))


def damaged(path: Path, reason: object) -> DataProblem:
    """Return the error for a file that cannot be read to its end."""
    return DataProblem(
        N_("%(file)s is damaged or was cut short: fetch it again. Nothing was changed (%(reason)s)"),
        file=path.name,
        reason=reason,
    )


def _head(path: Path, kind: str) -> bytes:
    """Return the first bytes of what is in the file."""
    with path.open("rb") as file:
        if kind != GZIPPED:
            return file.read(HEAD_BYTES)
        try:
            with gzip.open(file) as text:
                return text.read(HEAD_BYTES)
        except (OSError, EOFError, zlib.error) as error:
            raise damaged(path, error) from error


def _checksum(path: Path) -> str:
    """Return the SHA-256 of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _day(text: bytes) -> date | None:
    """Return a day; None where the calendar has none such."""
    try:
        return date.fromisoformat(text.decode("ascii"))
    except ValueError:
        return None
