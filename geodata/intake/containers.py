"""What kind of file was handed in, told by its content alone, and archives unpacked under limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from enum import StrEnum

from geodata.errors import N_, DataProblem, InvalidInput, TooLarge
from geodata.intake.limits import ENTRIES_MANY, MOST_ENTRIES, check_bytes, check_unpacked

ZIP, OLE, SQLITE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"SQLite format 3\x00"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
LOOKED_AT = 4096
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


class Container(StrEnum):
    """The kinds of files that are taken."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    GEOJSON = "geojson"
    GEOPACKAGE = "gpkg"
    KML = "kml"
    KMZ = "kmz"
    GPX = "gpx"
    SHAPEFILE = "shp.zip"


WORKBOOKS = frozenset({Container.XLSX, Container.XLS, Container.ODS})
VECTORS = frozenset(Container) - WORKBOOKS - {Container.CSV}
TEXTS = frozenset({Container.CSV, Container.GEOJSON, Container.KML, Container.GPX})

TAKEN = "xlsx, xls, ods, csv, GeoJSON, GeoPackage, KML, KMZ, GPX, Shapefile (zip)"
EMPTY = N_("The file is empty")
OTHER_KIND = N_("This is none of the files that are taken: %(taken)s")
BROKEN = N_("The file is broken: %(reason)s")
PROTECTED = N_("The file is protected with a password: save it without one")
BINARY_WORKBOOK = N_("Workbooks of the kind .xlsb are not read: save the file as .xlsx")


def sniff(content: bytes) -> Container:
    """
    Return what a file is by its bytes; its name does not count.

    Raises
    ------
    InvalidInput
        It is empty, or none of the kinds that are taken.
    TooLarge
        It has more bytes than are taken.
    DataProblem
        It is an archive that cannot be opened, or protected with a password.
    """
    check_bytes(len(content))
    if not content.strip():
        raise InvalidInput(EMPTY)
    if content.startswith(ZIP):
        return _in_archive(content)
    if content.startswith(OLE):
        # An .xlsx with a password is such a file too.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise DataProblem(PROTECTED)
        return Container.XLS
    if content.startswith(SQLITE):
        return Container.GEOPACKAGE
    return _of_text(content)


def _in_archive(content: bytes) -> Container:
    """Return what a zip holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            names = [info.filename.lower() for info in infos]
            if len(names) > MOST_ENTRIES:
                raise TooLarge(ENTRIES_MANY, found=len(names), most=MOST_ENTRIES)
            if "mimetype" in names and archive.read(infos[names.index("mimetype")])[:99].strip() == ODS_TYPE:
                return Container.ODS
    except BROKEN_ZIP as error:
        raise DataProblem(BROKEN, reason=str(error)) from error
    if "xl/workbook.xml" in names:
        return Container.XLSX
    if "xl/workbook.bin" in names:
        raise InvalidInput(BINARY_WORKBOOK)
    if any(name.endswith(".shp") for name in names):
        return Container.SHAPEFILE
    if any(name.endswith(".kml") for name in names):
        return Container.KMZ
    raise InvalidInput(OTHER_KIND, taken=TAKEN)


def _of_text(content: bytes) -> Container:
    """Return what a file of letters is."""
    head = content[:LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return Container.GEOJSON
    if head.startswith(b"<"):
        lower = head.lower()
        if b"<kml" in lower:
            return Container.KML
        if b"<gpx" in lower:
            return Container.GPX
        raise InvalidInput(OTHER_KIND, taken=TAKEN)
    # UTF-16 has zeros, other texts none; a picture or a PDF has many signs that no text has.
    if head.startswith(b"%PDF") or _strange(content[:LOOKED_AT]):
        raise InvalidInput(OTHER_KIND, taken=TAKEN)
    return Container.CSV


def _strange(head: bytes) -> bool:
    """Tell whether bytes hold control characters that no table has; the zeros of UTF-16 are not counted."""
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 8
    allowed = b"\t\n\r\x0b\x0c\x1a" + (bytes(range(32)) if utf16 else b"")
    return any(byte < 32 and byte not in allowed for byte in head)


def unpack(content: bytes) -> dict[str, bytes]:
    """
    Return the files of an archive by name, each read to what it really holds.

    Raises
    ------
    TooLarge
        It holds too many files, or unpacks to too much.
    DataProblem
        It cannot be unpacked, or is protected with a password.
    """
    found: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MOST_ENTRIES:
                raise TooLarge(ENTRIES_MANY, found=len(infos), most=MOST_ENTRIES)
            check_unpacked(len(content), sum(info.file_size for info in infos))
            for info in infos:
                if info.flag_bits & 1:
                    raise DataProblem(PROTECTED)
                with archive.open(info) as file:
                    found[info.filename] = file.read()
                # Where the archive tells a wrong size, reading stops at it and fails its check.
                total += len(found[info.filename])
                check_unpacked(len(content), total)
    except BROKEN_ZIP as error:
        raise DataProblem(BROKEN, reason=str(error)) from error
    return found


def repack(files: dict[str, bytes]) -> bytes:
    """Return files as a plain archive: what is read from it is what was unpacked, and nothing else."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()
