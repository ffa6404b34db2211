"""
The file of a province: one layer of a plain vector file, or of the one in an archive.

What may be opened, and by which library, is decided in ``geodata.vectors``.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.vectors import DRIVERS, RawFeature, Reader, open_layer, unreadable

ARCHIVES = {".zip", ".kmz"}
COMPANIONS = {".shx", ".dbf", ".prj", ".cpg", ".map", ".dat", ".id", ".ind", ".mid"}

MAX_UNPACKED_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RawFile:
    """The features of one layer, their CRS (None: the file names none), its fields and what read it."""

    features: Sequence[RawFeature]
    crs: str | None
    fields: tuple[str, ...]
    reader: Reader


def read_features(path: Path, layer: str | None = None) -> RawFile:
    """
    Read one layer of a vector file.

    Parameters
    ----------
    path
        A plain file: GeoJSON, GeoPackage, Shapefile (also zipped),
        FlatGeobuf, MapInfo, KML or KMZ. GPX is none of them: it has no polygons.
    layer
        Name of the layer, needed where the file has several.

    Raises
    ------
    InvalidInput
        There is no such file or layer, or the file has several layers.
    DataProblem
        The file is of another kind or cannot be read at all. A single broken
        feature is a ``RawFeature`` with a ``problem``.
    TooLarge
        The file unpacks to more than this product takes, or has too many features.
    """
    if not path.is_file():
        raise InvalidInput(N_("There is no file %(file)s"), file=path)
    with _unpacked(path.resolve()) as plain, open_layer(plain, layer) as opened:
        return RawFile(list(opened.features), opened.info.crs, opened.info.fields, opened.reader)


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """Give the one vector file that ``path`` is or, as an archive, holds."""
    if path.suffix.lower() not in ARCHIVES:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        yield _extract(path, Path(folder))


def _extract(path: Path, folder: Path) -> Path:
    """Unpack the vector files of an archive into ``folder``, flat, and return the one to read."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _wanted(info)]
            if sum(info.file_size for info in members) > MAX_UNPACKED_BYTES:
                raise TooLarge(N_("%(file)s unpacks to more than 1 GB"), file=path.name)
            for info in members:
                # Only the last part of the name: no path leads out of the folder.
                Path(folder, PurePosixPath(info.filename).name).write_bytes(archive.read(info))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise unreadable(path, error) from error
    found = sorted(file for file in folder.iterdir() if file.suffix.lower() in DRIVERS and _holds_data(file))
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "–"
        raise InvalidInput(
            N_("%(file)s must hold one vector file, not %(count)s: %(names)s"),
            file=path.name,
            count=len(found),
            names=names,
        )
    return found[0]


def _holds_data(path: Path) -> bool:
    """Tell whether a file of an archive is more than a KML that only links to the others."""
    return path.suffix.lower() != ".kml" or b"<placemark" in path.read_bytes().lower()


def _wanted(info: zipfile.ZipInfo) -> bool:
    """Return whether a member of an archive is a vector file or belongs to one."""
    name = PurePosixPath(info.filename).name
    suffix = PurePosixPath(name).suffix.lower()
    return not info.is_dir() and not name.startswith(".") and suffix in DRIVERS.keys() | COMPANIONS
