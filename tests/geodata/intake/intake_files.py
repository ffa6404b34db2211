"""Small files as an office hands them in, made here."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from geodata.intake.encodings import TCVN3

DATA = Path(__file__).parent / "data"
TONES = "\u0300\u0301\u0303\u0309\u0323"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def xlsx(*sheets: Sequence[Sequence[object]], names: Sequence[str] = ()) -> bytes:
    """Return a workbook with these rows on each sheet."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"Sheet{number + 1}")
        for row in rows:
            sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def zipped(files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def with_member(content: bytes, name: str, data: bytes) -> bytes:
    """Return an archive with one member added or put in place of another."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {member: archive.read(member) for member in archive.namelist()}
    return zipped(files | {name: data})


def ods(table: str) -> bytes:
    """Return a workbook of OpenDocument whose only sheet holds the XML of these rows."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'{ODS_HEAD}<table:table table:name="Danh sách">{table}</table:table>{ODS_TAIL}',
            "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest'
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def ods_row(*cells: str) -> str:
    """Return the XML of a row of texts."""
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def as_tcvn3(text: str) -> bytes:
    """Return a text in the letters of ABC fonts."""
    return bytes(ord(sign) if ord(sign) < 128 else 128 + TCVN3.index(sign) for sign in text)


def as_cp1258(text: str) -> bytes:
    """Return a text in CP1258, which writes a tone behind its vowel."""
    found = b""
    for sign in text:
        tones = "".join(part for part in unicodedata.normalize("NFD", sign) if part in TONES)
        letter = "".join(part for part in unicodedata.normalize("NFD", sign) if part not in TONES)
        found += unicodedata.normalize("NFC", letter).encode("cp1258") + tones.encode("cp1258")
    return found
