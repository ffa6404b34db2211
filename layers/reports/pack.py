"""A report as one zip: Word, PDF, workbook, maps, GeoPackage, and a README of what it all rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from geodata.errors import N_
from geodata.office.settings import read_logo, read_settings
from geodata.store import Store
from geodata.vector_writing import telling
from layers.exports.content import Content
from layers.exports.facts import Facts, facts_of
from layers.exports.files import ZIP, Made, Tell
from layers.exports.names import slug_of
from layers.exports.readme import sha256_of
from layers.exports.vector import make_geopackage, pack
from layers.reports.cleaning import cleaned
from layers.reports.contents import ReportContent
from layers.reports.drawing import draw, draw_sheet
from layers.reports.letterhead import letterhead_of
from layers.reports.pdf import make_pdf
from layers.reports.readme import write_report_readme
from layers.reports.word import make_word
from layers.reports.workbook import make_report_workbook
from layers.wording import Wording

DRAWING = N_("Drawing %(name)s")
WRITING = N_("Writing %(format)s")
LAYERS = "layers.gpkg"
LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is packed: what the report says, the layers of its GeoPackage; ``kind`` begins its name."""

    kind: str
    content: ReportContent
    layers: Sequence[Content]


def make_pack(
    store: Store,
    words: Wording,
    report: Report,
    folder: Path,
    made_at: datetime,
    tell: Tell,
    address: str | None = None,
) -> Made:
    """
    Write everything into ``folder`` (empty, and the caller's to remove) and pack it.

    ``made_at`` (with an offset) is the day of the document; ``address`` is
    where the site is.

    Raises
    ------
    DataProblem
        A text has a sign that no font here has.
    InvalidInput, NotFound, TooLarge
        A map or layer cannot be made.
    NotWritten
        The disk is full or refuses.
    """
    report = replace(report, content=cleaned(report.content))
    inside = folder / "inside"
    stem = f"{report.kind}_{slug_of(report.content.subject)[:LONGEST_SLUG].strip('-')}_{made_at:%Y%m%d}"
    with telling(stem):
        inside.mkdir()
    pictures = _draw(store, words, report.content, inside, tell, address)
    _write_documents(store, words, report, inside, stem, pictures, made_at, tell)
    facts = _write_layers(store, words, report, inside, tell)
    name = f"{stem}_{words.language}.zip"
    with telling(name):
        write_report_readme(inside, report.content, facts, words, made_at)
        target = folder / "packed.zip"
        pack(inside, target)
        return Made(target, name, ZIP, tuple(facts), sha256_of(target))


def _draw(
    store: Store, words: Wording, content: ReportContent, inside: Path, tell: Tell, address: str | None
) -> dict[str, Path]:
    """Draw every figure, for the documents as a picture and for printing as a PDF."""
    pictures = {}
    figures = content.figures()
    for done, figure in enumerate(figures):
        tell(0.05 + 0.4 * done / len(figures), DRAWING, name=figure.caption)
        pictures[figure.name] = draw(store, words, figure, inside, address).path
        draw_sheet(store, words, figure, inside, address)
    return pictures


def _write_documents(
    store: Store,
    words: Wording,
    report: Report,
    inside: Path,
    stem: str,
    pictures: dict[str, Path],
    made_at: datetime,
    tell: Tell,
) -> None:
    """Write Word, PDF and workbook from the same content."""
    settings = read_settings(store)
    logo = read_logo(store, settings.logo) if settings.logo else None
    head = letterhead_of(settings, words, made_at.date(), report.content.abstract, logo)
    tell(0.5, WRITING, format="Word")
    make_word(inside / f"{stem}.docx", report.content, head, pictures, words, made_at)
    tell(0.65, WRITING, format="PDF")
    make_pdf(inside / f"{stem}.pdf", report.content, head, pictures, words, made_at)
    tell(0.75, WRITING, format="Excel")
    make_report_workbook(inside / f"{stem}.xlsx", report.content, words, made_at)


def _write_layers(store: Store, words: Wording, report: Report, inside: Path, tell: Tell) -> list[Facts]:
    """Write the layers into one GeoPackage; none where there are none."""
    if not report.layers:
        return []
    tell(0.85, WRITING, format="GeoPackage")
    parts = [(content, facts_of(store, content, words)) for content in report.layers]
    make_geopackage(inside / LAYERS, parts, words)
    return [facts for _, facts in parts]
