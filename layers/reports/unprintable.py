"""Which sign of a report its font lacks: typst says so in words of its own, without the record."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from geodata.errors import N_, DataProblem
from layers.tour_files.typesetting import DATA, make_pages

PROBE = """#let data = json("data.json")
#set document(title: "probe")
#set text(font: data.font, fallback: false)
#for sign in data.signs [#sign #text(weight: "bold", sign) #text(style: "italic", sign) ]
"""
LACKS = N_(
    "The sign %(sign)s (%(code)s) in “%(text)s” (%(place)s) cannot be set: the font of the PDF lacks it."
    " Write the text without this sign where it is on record, then make the report again."
)
IN_TEXT = N_("in the text of the report")
SHOWN = 120  # signs of a text in a message


def explain(data: Mapping[str, Any], made_at: datetime, in_text: str) -> DataProblem | None:
    """
    Return the error that names the first text with a sign that the font lacks; None: there is none.

    ``data`` is what the template reads; ``in_text`` is what a place outside
    every table is called.
    """
    placed = list(_texts(data, in_text))
    signs = sorted({sign for text, _ in placed for sign in text if not sign.isascii()})
    lacking = _lacking(signs, str(data["font"]), made_at)
    if lacking is None:
        return None
    text, place = next((text, place) for text, place in placed if lacking in text)
    return DataProblem(
        LACKS,
        sign=lacking,
        code=f"U+{ord(lacking):04X} {unicodedata.name(lacking, '')}".strip(),
        text=text if len(text) <= SHOWN else f"{text[:SHOWN]}…",
        place=place,
    )


def _texts(data: Mapping[str, Any], in_text: str) -> Iterator[tuple[str, str]]:
    """Give every text with where it stands: the caption of its table and the row, else ``in_text``."""
    for section in (*data["sections"], *data["annexes"]):
        for block in section["blocks"]:
            for number, row in enumerate(block.get("rows", ()), start=1):
                for cell in row:
                    yield cell, f"{block['caption']}, {number}"
    for text in _plain(data):
        yield text, in_text


def _plain(value: object) -> Iterator[str]:
    """Give every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _plain(part)


def _lacking(signs: Sequence[str], font: str, made_at: datetime) -> str | None:
    """Return a sign that the font lacks, found by halves."""
    if not signs or _can_set(signs, font, made_at):
        return None
    while len(signs) > 1:
        half = signs[: len(signs) // 2]
        signs = signs[len(half) :] if _can_set(half, font, made_at) else half
    return signs[0]


def _can_set(signs: Sequence[str], font: str, made_at: datetime) -> bool:
    """Tell whether typst sets these signs."""
    with tempfile.TemporaryDirectory(prefix="ocop-report-") as name:
        template = Path(name) / "probe.typ"
        template.write_text(PROBE, encoding="utf-8")
        (template.parent / DATA).write_text(
            json.dumps({"font": font, "signs": list(signs)}), encoding="utf-8"
        )
        try:
            make_pages(template, made_at, own_fonts=False)
        except DataProblem:
            return False
    return True
