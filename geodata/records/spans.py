"""
Days of which only the month or the year may be known, as they are written and as they are kept.

The reference data keep such a date as the last day of its month or year, with a
precision beside it; people write ``11/2025`` or ``2025``. Both are read here, so
that one thing said in two ways is kept in one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from geodata.names import nfc
from geodata.reconciliation.holding import span_of
from geodata.records.field_types import Field
from geodata.records.values import YEAR_WORD, read_value
from geodata.records.vocabulary import Precision
from geodata.registry.reading import YEAR_RANGE

AS_OF, PRECISION = "as_of", "as_of_precision"
MONTH_FIRST = re.compile(r"(?:tháng )?(\d{1,2}) ?(?:[/.\-]| năm ) ?(\d{4})", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})")
# Of a date that is known to the month or the year, the last day stands for it: so many signs tell.
TOLD_SIGNS: Mapping[str, int] = {Precision.YEAR.value: 4, Precision.MONTH.value: 7, Precision.DAY.value: 10}
COARSER: Mapping[str, frozenset[str | None]] = {
    Precision.MONTH.value: frozenset({None, Precision.MONTH.value, Precision.YEAR.value}),
    Precision.YEAR.value: frozenset({None, Precision.YEAR.value}),
}


def with_spans(
    fields: Mapping[str, Field], raw: Mapping[str, object], held: Mapping[str, object]
) -> Mapping[str, object]:
    """
    Return an entry whose ``as_of`` is a day: a month or a year is its last day, and sets the precision.

    A precision that is named as well stays if it is the coarser one; what is
    finer than the date is left for the reader of days to refuse. A new day that
    ends no month or year of the precision ``held`` is known to the day.
    """
    if AS_OF not in raw or PRECISION not in fields:
        return raw
    stated, wrong = read_value(fields[PRECISION], raw.get(PRECISION))
    written = written_span(raw[AS_OF])
    if written is not None:
        day, precision = written
        if wrong is not None:
            return {**raw, AS_OF: day}
        return {**raw, AS_OF: day, PRECISION: stated or precision} if stated in COARSER[precision] else raw
    day = read_value(fields[AS_OF], raw[AS_OF])[0]
    kept = held.get(PRECISION)
    if PRECISION in raw or day is None or day == held.get(AS_OF) or not isinstance(kept, str):
        return raw
    return raw if last_day(day, kept) == day else {**raw, PRECISION: Precision.DAY.value}


def written_span(raw: object) -> tuple[str, str] | None:
    """Return the last day, as ISO text, and the precision of a month or a year; None for all else."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    text = nfc(str(raw)).strip()
    year = YEAR_WORD.fullmatch(text)
    if year is not None:
        return _spanned(int(year[1]), 12, Precision.YEAR)
    own, iso = MONTH_FIRST.fullmatch(text), YEAR_FIRST.fullmatch(text)
    if isinstance(raw, float) or (own is None and iso is None):
        return None
    month, named = (int(own[1]), int(own[2])) if own else (int(iso[2]), int(iso[1])) if iso else (0, 0)
    return _spanned(named, month, Precision.MONTH)


def _spanned(year: int, month: int, precision: Precision) -> tuple[str, str] | None:
    """Return the last day of a month or a year with its precision."""
    if year not in YEAR_RANGE or not 1 <= month <= 12:
        return None
    return last_day(f"{year:04}-{month:02}-01", precision.value), precision.value


def last_day(day: str, precision: str | None) -> str:
    """Return the day, as ISO text, that stands for a date: itself, or the last of its month or year."""
    return span_of(date.fromisoformat(day), precision or Precision.DAY.value).last.isoformat()


def is_to_come(day: str, precision: str | None, today: str) -> bool:
    """Return whether every day that a date can be, ISO texts, lies behind ``today``."""
    signs = TOLD_SIGNS[precision or Precision.DAY.value]
    return day[:signs] > today[:signs]
