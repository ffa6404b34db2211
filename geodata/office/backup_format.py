"""
The file of a backup: a zip with one JSON-lines member for each table and a manifest with their checksums.

A line is the list of a row's values in the order of the columns. Bytes (geometries
as WKB, the logo) are base64, days and moments ISO 8601 (moments in UTC), numbers as
Python and JSON write them without loss: what came from SQLite goes into PostgreSQL
bit for bit, and back.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, DataProblem, NotFound, StoreUnavailable
from geodata.office.clock import as_utc
from geodata.store import connected, migrate

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1_000_000
STATE = "store_state"
VERSION_TABLE = "alembic_version"

Row = dict[str, Any]
# What a damaged zip makes the standard library raise.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    TypeError,
    ValueError,  # JSON and Unicode errors too
    NotImplementedError,
    RuntimeError,
    OverflowError,
    binascii.Error,
)
# How backups are packed. Another method in a header is a damaged bit: its unpacker would read other bytes.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

TYPES: Mapping[str, sa.types.TypeEngine[Any]] = {
    "boolean": sa.Boolean(),
    "integer": sa.BigInteger(),
    "float": sa.Float(),
    "time": sa.DateTime(timezone=True),
    "date": sa.Date(),
    "bytes": sa.LargeBinary(),
    "text": sa.Text(),
}
# In this order: some types of SQLAlchemy are kinds of others.
_KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.Boolean, "boolean"),
    (sa.Integer, "integer"),
    (sa.Numeric, "float"),
    (sa.Float, "float"),
    (sa.DateTime, "time"),
    (sa.Date, "date"),
    (sa.LargeBinary, "bytes"),
    (sa.String, "text"),
)


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table as a version of the schema has it: columns with their kinds, and the key of its rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    def table(self) -> sa.Table:
        """Return the table for reading and writing rows on either database."""
        columns = [sa.Column(name, TYPES[kind], primary_key=name in self.key) for name, kind in self.columns]
        return sa.Table(self.name, sa.MetaData(), *columns)


@dataclass(frozen=True, slots=True)
class Member:
    """What the manifest says about one member of the zip."""

    table: str
    rows: int
    bytes: int
    sha256: str

    @property
    def file(self) -> str:
        """Name inside the zip."""
        return f"tables/{self.table}.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup is: of which program, schema and moment, and what is in it."""

    format: int
    program: str
    schema_version: str
    created_at: str  # UTC, ISO 8601
    dialect: str
    revision: int
    members: tuple[Member, ...]

    def text(self) -> str:
        """Return the manifest as it stands in the zip."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_text(cls, text: str) -> Manifest:
        """Read a manifest; raises one of ``DAMAGE``."""
        values = json.loads(text)
        members = tuple(Member(**member) for member in values.pop("members"))
        return cls(members=members, **values)


@dataclass(frozen=True, slots=True)
class Archive:
    """An open backup."""

    path: Path
    zip: zipfile.ZipFile
    manifest: Manifest

    def member(self, table: str) -> Member:
        """Return what the manifest says about a table."""
        return next(member for member in self.manifest.members if member.table == table)

    def rows(self, shape: TableShape) -> Generator[Row]:
        """
        Give the rows of a table; after the last one the checksum of the member is compared.

        Raises
        ------
        DataProblem
            The member is damaged.
        """
        member = self.member(shape.name)
        digest, size, count = hashlib.sha256(), 0, 0
        try:
            with self.zip.open(member.file) as lines:
                for line in lines:
                    digest.update(line)
                    size, count = size + len(line), count + 1
                    yield decoded(shape, line)
        except DAMAGE as error:
            raise damaged(self.path, f"{member.file}: {error}") from error
        if (digest.hexdigest(), size, count) != (member.sha256, member.bytes, member.rows):
            raise damaged(self.path, f"{member.file}: SHA-256")


def damaged(path: Path, detail: str) -> DataProblem:
    """Return the error for a file that is not as it was written."""
    return DataProblem(
        N_(
            "The backup %(file)s is damaged or incomplete (%(detail)s). Nothing was changed."
            " Copy the file again, or take another backup."
        ),
        file=path,
        detail=detail,
    )


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """
    Give the backup at ``path``; its manifest is read and its members are named, nothing more is checked.

    Raises
    ------
    NotFound
        There is no such file, or it may not be read.
    DataProblem
        It is no backup, or its manifest is damaged.
    """
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise NotFound(
            N_("The backup %(file)s cannot be read: %(reason)s"), file=path, reason=error.strerror or error
        ) from error
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise damaged(path, str(error)) from error
    with archive:
        yield Archive(path, archive, _manifest(path, archive))


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    """Return the manifest, checked against the names and methods in the zip."""
    try:
        if any(info.compress_type not in METHODS for info in archive.infolist()):
            raise ValueError("compression method")
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise ValueError("too large")
        manifest = Manifest.from_text(archive.read(MANIFEST).decode())
    except DAMAGE as error:
        raise damaged(path, f"{MANIFEST}: {error}") from error
    if manifest.format != FORMAT:
        raise DataProblem(
            N_("The backup %(file)s is of a form (%(found)s) that only a newer program can read"),
            file=path,
            found=manifest.format,
        )
    expected = sorted([MANIFEST, *(member.file for member in manifest.members)])
    if sorted(archive.namelist()) != expected:
        raise damaged(path, N_("other files than the manifest names"))
    return manifest


def encoded(shape: TableShape, row: Sequence[Any]) -> bytes:
    """Return a row as a line."""
    values = [_written(kind, value) for (_, kind), value in zip(shape.columns, row, strict=True)]
    text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"


def decoded(shape: TableShape, line: bytes) -> Row:
    """Return the row that a line holds; raises one of ``DAMAGE``."""
    values = json.loads(line)
    return {
        name: None if value is None else _READERS[kind](value)
        for (name, kind), value in zip(shape.columns, values, strict=True)
    }


def _written(kind: str, value: Any) -> object:  # noqa: ANN401 -- what a database gives
    """Return a value as JSON carries it."""
    if value is None:
        return None
    if kind == "bytes":
        return base64.b64encode(bytes(value)).decode("ascii")
    if kind == "time":
        return as_utc(value).isoformat()
    if kind == "date":
        return value.isoformat()
    if kind == "float":
        # JSON has no word for what is no number; SQLite keeps no minus before a zero.
        return value + 0.0 if math.isfinite(value) else str(value)
    return value


def _read_exactly(type_: type) -> Callable[[Any], Any]:
    """Return what takes a value of one type and no other."""

    def read(value: object) -> object:
        if type(value) is not type_:
            raise ValueError(f"no {type_.__name__}")
        return value

    return read


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "boolean": _read_exactly(bool),
    "integer": _read_exactly(int),
    "float": float,
    "time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "text": _read_exactly(str),
}


def known_versions() -> list[str]:
    """Return the versions of the schema that this program can make, the oldest first."""
    from alembic.script import ScriptDirectory

    from geodata.store import MIGRATIONS

    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


@cache
def schema_of(version: str) -> tuple[TableShape, ...]:
    """
    Return the tables of a version, those that others refer to first.

    They are read from an empty database that the migrations make, so that a
    database is backed up as it is, and not as this program would have it.

    Raises
    ------
    StoreUnavailable
        This program does not know the version.
    """
    if version not in (versions := known_versions()):
        raise StoreUnavailable(
            N_(
                "Version %(found)s of the database is newer than this program, which knows %(known)s:"
                " bring the program up to date"
            ),
            found=version,
            known=", ".join(versions),
        )
    metadata = sa.MetaData()
    with tempfile.TemporaryDirectory(prefix="ocop-") as folder:
        url = f"sqlite:///{(Path(folder) / 'empty.db').as_posix()}"
        migrate(url, version)
        with connected(url) as connection:
            metadata.reflect(connection)
    return tuple(
        TableShape(
            table.name,
            tuple((column.name, _kind(column.type)) for column in table.columns),
            tuple(column.name for column in table.primary_key),
        )
        for table in metadata.sorted_tables
        if table.name != VERSION_TABLE
    )


def _kind(type_: sa.types.TypeEngine[Any]) -> str:
    """Return the kind of a column of SQL type ``type_``."""
    return next(kind for class_, kind in _KINDS if isinstance(type_, class_))
