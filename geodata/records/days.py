"""What a cell says for a day: a day, or what is nearly one and has to be confirmed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from geodata.records.field_types import Field
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.registry.reading import YEAR_RANGE

DAY_FIRST = re.compile(r"(?:ngày )?(\d{1,2}) ?(?:[/.\-]| tháng ) ?(\d{1,2}) ?(?:[/.\-]| năm ) ?(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
# Days as programs of tables count them, from the end of 1899: 1954 to 2064.
SERIALS = range(20_000, 60_000)
FIRST_SERIAL = date(1899, 12, 30)
MONTH_YEAR = re.compile(r"(?:(?:tháng )?(?:0?[1-9]|1[0-2]) ?[/.\-] ?)?(\d{4})", re.IGNORECASE)
MORE_THAN_DAY = re.compile(r"(\S.*?)\s*\([^()]*\)")


def read_day(field: Field, raw: object) -> tuple[str | None, FieldProblem | None]:
    """Return the day (ISO) of day/month/year, year-month-day or a date of a workbook, or why it is none."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        year, month, day = raw.year, raw.month, raw.day
    else:
        text = str(raw).removeprefix("'")  # the mark of a text in programs of tables
        iso, own = YEAR_FIRST.fullmatch(text), DAY_FIRST.fullmatch(text.casefold())
        if iso:
            year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
        elif own and len(own[3]) == 2:
            full = f"{int(own[1]):02}/{int(own[2]):02}/20{own[3]}"
            return None, problem(field.name, raw, "date_short_year", (Suggestion(full, full),))
        elif own:
            year, month, day = int(own[3]), int(own[2]), int(own[1])
        else:
            return None, _no_day(field, raw, text)
    try:
        value = date(year, month, day)
    except ValueError:
        return None, problem(field.name, raw, "date_bad")
    if value.year not in YEAR_RANGE:
        return None, problem(field.name, raw, "date_bad")
    return value.isoformat(), None


def _no_day(field: Field, raw: object, text: str) -> FieldProblem:
    """Return the problem of what is no day as it stands, with the day or the year that may be meant."""
    count = text.removesuffix(".0")
    if count.isdecimal() and int(count) in SERIALS:
        day = f"{FIRST_SERIAL + timedelta(days=int(count)):%d/%m/%Y}"
        return problem(field.name, raw, "date_serial", (Suggestion(day, day),))
    part = MONTH_YEAR.fullmatch(text)
    if part is not None and field.year_in is not None and int(part[1]) in YEAR_RANGE:
        meant = Suggestion(None, part[1], {field.year_in: int(part[1])})
        return problem(field.name, raw, "date_year_only", (meant,))
    more = MORE_THAN_DAY.fullmatch(text)
    day_of_it, wrong = (None, None) if more is None else read_day(field, more[1])
    if more is not None and day_of_it is not None and wrong is None:
        told = f"{date.fromisoformat(day_of_it):%d/%m/%Y}"
        return problem(field.name, raw, "date_more", (Suggestion(told, told),))
    return problem(field.name, raw, "date_bad")
