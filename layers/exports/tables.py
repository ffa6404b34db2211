"""CSV: every field in words, coordinates, and below them what they rest on; lists beside other files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from geodata.errors import N_
from geodata.names import unturned
from geodata.plain import Row
from geodata.vector_writing import telling
from geodata.writing import decimal_text
from layers.catalogue import Field
from layers.encode import neutral_cell
from layers.exports.content import DEGREE_DECIMALS, Content, coordinate_fields, coordinates
from layers.exports.facts import Facts
from layers.exports.vector import EXCEL, CutText
from layers.wording import Wording

# Decimals of numbers for people, by the name of the field: more than its source or reckoning bears
# would be no knowledge. Lengths, areas and money have the usual ones.
USUAL_DECIMALS = 2
MINUTES = ("minutes_low", "minutes_likely", "minutes_high", "low", "likely", "high")
DECIMALS = {
    **dict.fromkeys(("label_lon", "label_lat"), DEGREE_DECIMALS),
    **dict.fromkeys(("share", "chosen_share"), 4),
    **dict.fromkeys((*MINUTES, "before_low", "before_likely", "before_high"), 1),
}
CUT_HEADINGS = (N_("Record"), N_("Field"), N_("Full text"))


def make_csv(path: Path, content: Content, facts: Facts, words: Wording) -> None:
    """Write the table of a layer in UTF-8 with BOM; its facts follow after an empty line."""
    write_rows(
        path, chain(_table(content, range(len(content.rows)), words), [[]], ([t] for t in facts.texts))
    )


def make_unplaced(path: Path, content: Content, words: Wording) -> None:
    """Write the table of the records that have no place."""
    chosen = [at for at, placed in enumerate(content.placed) if not placed]
    write_rows(path, _table(content, chosen, words))


def make_cut_texts(path: Path, texts: Iterable[CutText], words: Wording) -> None:
    """Write the full texts that a format had to cut."""
    head = [words.translate(heading) for heading in CUT_HEADINGS]
    write_rows(path, chain([head], ([text.record, text.field, text.text] for text in texts)))


def _table(content: Content, chosen: Iterable[int], words: Wording) -> Iterator[list[str]]:
    """Give some rows of a layer under headings in row 1."""
    places = coordinate_fields(content)
    yield [words.translate(field.title) for field in (*content.spec.fields, *places)]
    pairs = coordinates(content) if places else []
    known: dict[tuple[str, str], str] = {}
    for at in chosen:
        cells = [cell_text(field, content.rows[at], words, known) for field in content.spec.fields]
        yield cells + _pair(pairs[at], words) if places else cells


def _pair(pair: tuple[float, float] | None, words: Wording) -> list[str]:
    """Return the cells of a place, with the decimal mark of every other number of the file."""
    if pair is None:
        return ["", ""]
    return [decimal_text(part, words.language, DEGREE_DECIMALS) for part in pair]


def cell_text(field: Field, row: Row, words: Wording, known: dict[tuple[str, str], str]) -> str:
    """
    Return a cell in words; numbers with the decimal mark of the language and ``DECIMALS``.

    ``known`` remembers the names of codes: twenty thousand rows share few.
    """
    value: Any = row[field.name]
    if value is None:
        return ""
    if field.kind == "number":
        return decimal_text(value, words.language, DECIMALS.get(field.name, USUAL_DECIMALS))
    if field.kind.startswith("code:"):
        key = (field.kind, str(value))
        if key not in known:
            known[key] = words.value(field, value)
        return known[key]
    return words.value(field, value)


def write_rows(path: Path, rows: Iterable[list[str]]) -> None:
    """Write rows in which no cell is a formula."""
    write_cells(path, ([neutral_cell(unturned(cell)) for cell in row] for row in rows))


def write_cells(path: Path, rows: Iterable[list[str]]) -> None:
    """Write rows of which the caller has made sure that no cell is a formula; numbers may be negative."""
    with (
        telling(path.name),
        path.open("w", encoding=EXCEL, errors="replace", newline="") as file,
    ):
        csv.writer(file, lineterminator="\r\n").writerows(rows)
