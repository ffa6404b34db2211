"""
A report as a PDF, in the same form as the Word document (see ``letterhead``).

It is set in Libertinus Serif, which comes inside typst and has every sign of
Vietnamese: Times New Roman itself may not be shipped. A sign that the font
lacks ends the making with an error (PDF/UA-1 allows no empty box).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from geodata.errors import DataProblem
from geodata.vector_writing import telling
from layers.reports import letterhead as form
from layers.reports.contents import Block, Bullets, Figure, ReportContent, Section, Table, numbered
from layers.reports.letterhead import Letterhead
from layers.reports.unprintable import IN_TEXT, explain
from layers.reports.word import FIGURE, TABLE
from layers.tour_files.typesetting import DATA, make_pages
from layers.wording import Wording

TEMPLATE = Path(__file__).with_name("report.typ")
FAMILY = "Libertinus Serif"
# The texts of the form that the template takes as they are.
HEAD = (
    "country",
    "motto",
    "office",
    "number",
    "place_and_date",
    "title",
    "abstract",
    "recipients_title",
    "position",
    "signatory",
    "annex_of",
    "courtesy",
)


def make_pdf(
    path: Path,
    content: ReportContent,
    head: Letterhead,
    pictures: Mapping[str, Path],
    words: Wording,
    made_at: datetime,
) -> None:
    """
    Write the PDF: A4, tagged (PDF/UA-1).

    ``pictures`` are the files of the figures (PNG) by their names; ``made_at``
    has an offset.

    Raises
    ------
    DataProblem
        A text has a sign that the font lacks; the message names text, place and sign.
    NotWritten
        The disk is full or refuses.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as name, telling(path.name):
        folder = Path(name)
        template = folder / TEMPLATE.name
        template.write_bytes(TEMPLATE.read_bytes())
        for figure in content.figures():
            (folder / f"{figure.name}.png").write_bytes(pictures[figure.name].read_bytes())
        data = _data(content, head, words)
        (folder / DATA).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        try:
            pages = make_pages(template, made_at, own_fonts=False)
        except DataProblem as error:
            raise explain(data, made_at, words.translate(IN_TEXT)) or error from error
        path.write_bytes(pages)


def _data(content: ReportContent, head: Letterhead, words: Wording) -> dict[str, Any]:
    """Return everything that the pages say."""
    return {
        "language": words.language,
        "font": FAMILY,
        "page": {
            "top": form.TOP_MM,
            "bottom": form.BOTTOM_MM,
            "left": form.LEFT_MM,
            "right": form.RIGHT_MM,
            "text": form.TEXT_PT,
            "table": form.TABLE_PT,
        },
        **{name: getattr(head, name) for name in HEAD},
        "recipients": list(head.recipients),
        "author": head.office if head.office != form.TO_FILL else "OCOP",
        "table_word": words.translate(TABLE).partition("%(number)s")[0].strip(),
        "figure_word": words.translate(FIGURE).partition("%(number)s")[0].strip(),
        "sections": _closing(
            [_section(f"{number} {one.title}", one, words) for number, one in numbered(content.sections)],
            form.annexes_text(head, content, words),
        ),
        "annexes": [
            _section(title, one, words)
            for title, one in zip(form.annex_titles(head, content), content.annexes, strict=True)
        ],
    }


def _closing(sections: list[dict[str, Any]], attached: str) -> list[dict[str, Any]]:
    """Return the parts with what is attached; the last words are those that stay with the signature."""
    blocks = sections[-1]["blocks"]
    if attached:
        blocks.append({"kind": "text", "text": attached})
    if blocks and blocks[-1]["kind"] == "text":
        blocks[-1]["kind"] = "closing"
    return sections


def _section(heading: str, section: Section, words: Wording) -> dict[str, Any]:
    """Return a part with its heading."""
    return {
        "heading": heading,
        "title": section.title.upper(),
        "level": section.level,
        "blocks": [_block(block, words) for block in section.blocks],
    }


def _block(block: Block, words: Wording) -> dict[str, Any]:
    """Return a sentence, list, table or figure as the template reads it."""
    if isinstance(block, str):
        return {"kind": "text", "text": block}
    if isinstance(block, Bullets):
        return {"kind": "list", "items": list(block.items)}
    if isinstance(block, Figure):
        return {
            "kind": "figure",
            "file": f"{block.name}.png",
            "caption": block.caption,
            "alt": block.alt,
            "source": block.source,
        }
    return _table(block, words)


def _table(table: Table, words: Wording) -> dict[str, Any]:
    """Return a table with its cells in words."""
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": [
            {"title": column.title, "width": column.width, "right": column.is_number}
            for column in table.columns
        ],
        "rows": [
            [column.shown(value, words) for column, value in zip(table.columns, row, strict=True)]
            for row in table.rows
        ],
        "notes": [*table.notes, table.source],
    }
