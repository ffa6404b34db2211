"""Cells of a table as plain values, and as a person reads them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from geodata.names import nfc
from geodata.registry.reading import EMPTY_WORDS, clean_text

Cell = str | int | float | bool | date | datetime | time | timedelta | None

# Texts before which our own tables put an apostrophe, so that no program takes them for formulas.
GUARDED = tuple(f"'{sign}" for sign in "=+-@\t\r＝＋－＠")


def shown(value: Cell) -> str:
    """Return a cell as a text: dates as yyyy-mm-dd, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def clean(value: object) -> Cell:
    """Return a cell without what no reader sees: texts in NFC, an empty one None, a whole float an int."""
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, float):
        if value != value:  # NaN is not itself
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if value is None or isinstance(value, int | date | datetime | time | timedelta):
        return value
    return clean_text(str(value))[0]


@lru_cache(maxsize=65_536)
def _clean_text(text: str) -> str | None:
    """Return what ``clean_text`` does, unguarded; remembered, because lists repeat their words."""
    text = text[1:] if text.startswith(GUARDED) else text
    if not text.isprintable():
        return clean_text(text)[0]
    plain = nfc(text)
    return None if plain.casefold() in EMPTY_WORDS else plain
