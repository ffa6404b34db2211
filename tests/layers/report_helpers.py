"""Reports for tests: a unit told in English, written with pictures that cost nothing."""

from __future__ import annotations

import io
import subprocess
from datetime import date, datetime
from functools import cache
from pathlib import Path

from docx import Document

from app.clock import TIME_ZONE
from app.jobs.wording import wording_of
from geodata.office.setting_values import OfficeSettings
from geodata.store import Store
from geodata.vocabulary import UnitSystem
from layers.reports.contents import ReportContent, Table
from layers.reports.letterhead import letterhead_of
from layers.reports.pdf import make_pdf
from layers.reports.subjects import Subject, SubjectKind
from layers.reports.territory import Territory, read_territory
from layers.reports.unit_report import unit_report
from layers.reports.word import make_word
from tests._needs import needs_pdftoppm

TODAY = date(2026, 11, 22)
MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=TIME_ZONE)
PROVINCE = Subject(SubjectKind.PROVINCE)
BAC_HA = Subject(SubjectKind.DISTRICT, "085")
BAC_HA_TOWN = Subject(SubjectKind.COMMUNE, "02839")
ENGLISH = wording_of("en")


@cache
def territory_of(
    store: Store, subject: Subject, units: UnitSystem | None = None, on: date | None = None
) -> Territory:
    """Return a territory as it is read on ``TODAY``."""
    return read_territory(store, subject, units, on, TODAY)


@cache
def report_of(store: Store, subject: Subject, units: UnitSystem | None = None) -> ReportContent:
    """Return the report of a unit in English."""
    return unit_report(store, ENGLISH, territory_of(store, subject, units))


def table_of(content: ReportContent, name: str) -> Table:
    """Return one table."""
    (found,) = [table for table in content.tables() if table.name == name]
    return found


def column_of(table: Table, title: str) -> list[object]:
    """Return the cells of a column."""
    at = [column.title for column in table.columns].index(title)
    return [row[at] for row in table.rows]


def small_pictures(content: ReportContent, folder: Path) -> dict[str, Path]:
    """Return a picture of one pixel for every figure."""
    from PIL import Image

    path = folder / "pixel.png"
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "white").save(out, "PNG")
    path.write_bytes(out.getvalue())
    return {figure.name: path for figure in content.figures()}


def word_of(content: ReportContent, folder: Path, settings: OfficeSettings | None = None):
    """Write the Word document and read it back."""
    head = letterhead_of(settings or OfficeSettings(), ENGLISH, TODAY, content.abstract)
    path = folder / "report.docx"
    make_word(path, content, head, small_pictures(content, folder), ENGLISH, MOMENT)
    return Document(str(path))


def pdf_of(content: ReportContent, folder: Path, settings: OfficeSettings | None = None) -> Path:
    """Write the PDF."""
    head = letterhead_of(settings or OfficeSettings(), ENGLISH, TODAY, content.abstract)
    path = folder / "report.pdf"
    make_pdf(path, content, head, small_pictures(content, folder), ENGLISH, MOMENT)
    return path


def poppler(name: str, *arguments: str) -> str:
    """Return what a program of poppler prints."""
    program = str(Path(needs_pdftoppm()).with_name(name))
    done = subprocess.run([program, *arguments], check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def pdf_text(path: Path) -> str:
    """Return the text of a PDF without its line ends, so that a broken line is found too."""
    return " ".join(poppler("pdftotext", "-enc", "UTF-8", str(path), "-").split())
