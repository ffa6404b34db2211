"""Sentences of a report: translated first, filled in afterwards, in the right number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geodata.errors import N_
from geodata.writing import day_text
from layers.reports.contents import Cell, Column, Table, signed
from layers.wording import UNKNOWN, Wording

Plural = tuple[str, str]


def ngettext(one: str, many: str) -> Plural:
    """Mark a text that depends on a number, for the translators, as ``N_`` marks one that does not."""
    return one, many


NONE_MARK = "–"
SOURCE = N_(
    "Source: registry of OCOP products of Lào Cai, gathered from public pages; %(base)s;"
    " revision %(revision)s."
)


@dataclass(frozen=True, slots=True)
class Teller:
    """
    Words of one language for the sentences and tables of one report.

    ``source`` is the line under every table that the registry fills.
    """

    words: Wording
    source: str

    def text(self, message: str, **values: object) -> str:
        """Return a sentence; numbers among its values are written with the marks of the language."""
        return self.words.text(message, **{name: self._value(value) for name, value in values.items()})

    def count(self, texts: Plural, number: int, **values: object) -> str:
        """Return a sentence about a number of things, which fills ``%(num)s``."""
        found = self.words.plural(*texts, number)
        told = {name: self._value(value) for name, value in values.items()}
        return found % {"num": self.words.number(number), **told}

    def label(self, vocabulary: str, code: object) -> str:
        """Return what a value of a closed vocabulary is called; unknown where it is missing."""
        return self.words.label(vocabulary, code) or self.words.translate(UNKNOWN)

    def column(self, title: str, kind: str = "text", width: float = 1.0, *, needed: bool = True) -> Column:
        """Return a column; where a value is ``needed``, a missing one is printed as unknown."""
        empty = self.words.translate(UNKNOWN) if needed else NONE_MARK
        return Column(self.words.translate(title), kind, width, empty)

    def table(
        self,
        name: str,
        caption: str,
        columns: Iterable[Column],
        rows: Iterable[tuple[Cell, ...]],
        notes: Iterable[str] = (),
        source: str | None = None,
    ) -> Table:
        """Return a table with a caption that is already in words; its source is the registry unless told."""
        return Table(
            name=name,
            caption=caption,
            columns=tuple(columns),
            rows=tuple(rows),
            source=source or self.source,
            notes=tuple(notes),
        )

    def signed(self, number: int) -> str:
        """Return a difference with its sign."""
        return signed(number, self.words)

    def _value(self, value: object) -> object:
        """Return a value as it is written: numbers and days in the manner of the language."""
        if isinstance(value, date):
            return day_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.words.number(value)
        return value


def joined(parts: Iterable[str]) -> str:
    """Return sentences as one paragraph."""
    return " ".join(part for part in parts if part)
