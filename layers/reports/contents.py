"""
What a report says, as plain values: sentences, tables and figures in one language.

Word, PDF and workbook write the same values down; none of them counts or words
anything itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geodata.writing import day_text

if TYPE_CHECKING:
    from layers.reports.drawing import Drawing
    from layers.wording import Wording

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a table.

    ``kind`` is text, whole, number, signed (a whole number with its sign), year
    or day; ``width`` its share of the page; ``empty`` is what is printed where a
    value is missing.
    """

    title: str
    kind: str = "text"
    width: float = 1.0
    empty: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right."""
        return self.kind in ("whole", "number", "signed")

    def shown(self, value: Cell, words: Wording) -> str:
        """Return a cell as it is printed: decimal comma, days as dd/mm/yyyy, years as they are."""
        if value is None or value == "":
            return self.empty
        if isinstance(value, date):
            return day_text(value)
        if isinstance(value, str) or self.kind == "year":
            return str(value)
        return signed(value, words) if self.kind == "signed" else words.number(value)


def signed(number: float, words: Wording) -> str:
    """Return a difference with its sign: a true minus, and a plus before a gain."""
    text = words.number(abs(number))
    return f"−{text}" if number < 0 else f"+{text}" if number else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    One table: ``name`` is its key in the workbook, ``source`` the line under it.

    ``notes`` are further lines under it.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: ``name`` is the stem of its file, ``drawing`` what is drawn, ``alt`` what it shows."""

    name: str
    caption: str
    alt: str
    source: str
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


Block = str | Bullets | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; ``number`` is written before the title (I, 1)."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """
    One report.

    ``subject`` names what it is about; ``abstract`` is the line under its
    title; ``annexes`` come behind the signature. ``basis`` are base date, unit
    system, filter and revision as lines of heading and text, for the README.
    """

    subject: str
    abstract: str
    sections: tuple[Section, ...]
    annexes: tuple[Section, ...]
    basis: tuple[tuple[str, str], ...]

    def blocks(self) -> Iterator[Block]:
        """Give every block in the order of the pages."""
        for section in (*self.sections, *self.annexes):
            yield from section.blocks

    def tables(self) -> list[Table]:
        """Return every table in the order of the pages."""
        return [block for block in self.blocks() if isinstance(block, Table)]

    def figures(self) -> list[Figure]:
        """Return every figure in the order of the pages."""
        return [block for block in self.blocks() if isinstance(block, Figure)]


def numbered(sections: Sequence[Section]) -> list[tuple[str, Section]]:
    """Return sections with their numbers: I, II … for the first level, 1, 2 … below each."""
    found, first, second = [], 0, 0
    for section in sections:
        if section.level == 1:
            first, second = first + 1, 0
            found.append((f"{roman(first)}.", section))
        else:
            second += 1
            found.append((f"{second}.", section))
    return found


def roman(number: int) -> str:
    """Return a number from 1 to 39 in Roman figures, as Decree 30 numbers the parts of a document."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
