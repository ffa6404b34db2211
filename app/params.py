"""Query strings become small frozen values; anything unknown or not allowed is an ``InvalidInput``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from app.clock import today
from geodata import view_reading
from geodata.errors import N_, InvalidInput
from geodata.view import ProductFilter, View
from geodata.view_reading import CODE, FILTER_NAMES, MAX_TEXT, VIEW_NAMES, Choice, not_allowed

__all__ = ["CODE", "FILTER_NAMES", "MAX_TEXT", "VIEW_NAMES"]

Args = MultiDict[str, str]

MAX_LIMIT = 1_000
PAGE_NAMES = ("limit", "offset")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted."""

    limit: int
    offset: int


def check_names(args: Args, allowed: Iterable[str]) -> None:
    """Refuse parameters that this address does not know, and one given twice."""
    names = tuple(allowed)
    for name in args:
        if name not in names:
            raise InvalidInput(
                N_("Unknown parameter %(name)s; allowed: %(allowed)s"), name=name, allowed=", ".join(names)
            )
        if len(args.getlist(name)) > 1:
            raise InvalidInput(N_("%(name)s is given twice: separate values by commas"), name=name)


def one_of(args: Args, name: str, choices: type[Choice], default: Choice) -> Choice:
    """Return the member of ``choices`` that the parameter names."""
    return view_reading.read_one_of(args, name, choices, default)


def whole_number(args: Args, name: str, low: int, high: int, default: int) -> int:
    """Return a whole number from ``low`` to ``high``."""
    value = args.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not low <= int(value) <= high:
        raise not_allowed(name, value, f"{low} – {high}")
    return int(value)


def day(args: Args, name: str) -> date | None:
    """Return the day in the form YYYY-MM-DD, or None where none is given."""
    return view_reading.read_day(args, name)


def view_of(args: Args) -> View:
    """Return the unit system and the day."""
    return view_reading.read_view(args, today())


def text_of(args: Args, name: str = "q") -> str:
    """Return a search text of at most 100 signs."""
    return view_reading.read_text(args, name)


def filter_of(args: Args) -> ProductFilter:
    """Return the filter; values of one parameter are separated by commas."""
    return view_reading.read_filter(args)


def page_of(args: Args) -> Page:
    """Return limit and offset."""
    return Page(
        whole_number(args, "limit", 1, MAX_LIMIT, 100), whole_number(args, "offset", 0, 999_999_999, 0)
    )


def bbox_of(args: Args) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north in degrees, or None where none is given."""
    return view_reading.read_bbox(args)
