"""Query strings become small frozen values; anything unknown or not allowed is an ``InvalidInput``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from app.clock import today
from geodata.errors import N_, InvalidInput
from geodata.view import NONE, ProductFilter, View
from geodata.vocabulary import (
    Confidence,
    Placement,
    ProducerKind,
    ProductGroup,
    Recognition,
    Status,
    UnitSystem,
    Weekday,
)

Args = MultiDict[str, str]
Choice = TypeVar("Choice", bound=StrEnum)

MAX_TEXT = 100
MAX_LIMIT = 1_000
CODE = re.compile(r"\d{2,5}")
STARS = ("3", "4", "5")

_SETS: dict[str, tuple[str, ...]] = {
    "group": tuple(ProductGroup),
    "stars": (*STARS, NONE),
    "status": tuple(Status),
    "recognition": tuple(Recognition),
    "producer_kind": (*ProducerKind, NONE),
    "placement": tuple(Placement),
    "confidence": (*Confidence, NONE),
    "weekday": (*Weekday, NONE),
}
_CODE_SETS = ("district", "commune")
VIEW_NAMES = ("units", "on")
FILTER_NAMES = (*_SETS, *_CODE_SETS, "inferred", "q")
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
    value = args.get(name, default.value)
    try:
        return choices(value)
    except ValueError:
        raise _not_allowed(name, value, ", ".join(choices)) from None


def whole_number(args: Args, name: str, low: int, high: int, default: int) -> int:
    """Return a whole number from ``low`` to ``high``."""
    value = args.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not low <= int(value) <= high:
        raise _not_allowed(name, value, f"{low} – {high}")
    return int(value)


def day(args: Args, name: str) -> date | None:
    """Return the day in the form YYYY-MM-DD, or None where none is given."""
    value = args.get(name)
    if not value:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError:
        raise _not_allowed(name, value, "YYYY-MM-DD") from None


def view_of(args: Args) -> View:
    """Return the unit system and the day."""
    return View(units=one_of(args, "units", UnitSystem, UnitSystem.Y2025), on=day(args, "on"), today=today())


def text_of(args: Args, name: str = "q") -> str:
    """Return a search text of at most ``MAX_TEXT`` signs."""
    value = args.get(name, "").strip()
    if len(value) > MAX_TEXT:
        raise _not_allowed(name, f"{value[:20]}…", N_("at most 100 signs"))
    return value


def filter_of(args: Args) -> ProductFilter:
    """Return the filter; values of one parameter are separated by commas."""
    sets = {name: _members(args, name, allowed) for name, allowed in _SETS.items()}
    codes = {name: _codes(args, name) for name in _CODE_SETS}
    inferred = args.get("inferred", "include")
    if inferred not in ("include", "exclude"):
        raise _not_allowed("inferred", inferred, "include, exclude")
    return ProductFilter(**sets, **codes, without_inferred=inferred == "exclude", text=text_of(args))


def page_of(args: Args) -> Page:
    """Return limit and offset."""
    return Page(
        whole_number(args, "limit", 1, MAX_LIMIT, 100), whole_number(args, "offset", 0, 999_999_999, 0)
    )


def bbox_of(args: Args) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north in degrees, or None where none is given."""
    value = args.get("bbox")
    if value is None:
        return None
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError:
        raise _not_allowed("bbox", value, "west,south,east,north") from None
    box = (west, south, east, north)
    fits = all(map(math.isfinite, box)) and -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if not fits:
        raise _not_allowed("bbox", value, "-180 ≤ west ≤ east ≤ 180, -90 ≤ south ≤ north ≤ 90")
    return box


def _split(args: Args, name: str) -> list[str]:
    """Return the values of a comma list."""
    return [part.strip() for part in args.get(name, "").split(",") if part.strip()]


def _members(args: Args, name: str, allowed: tuple[str, ...]) -> frozenset[str]:
    """Return the values of a comma list, each of which must be allowed."""
    values = _split(args, name)
    for value in values:
        if value not in allowed:
            raise _not_allowed(name, value, ", ".join(allowed))
    return frozenset(values)


def _codes(args: Args, name: str) -> frozenset[str]:
    """Return the unit codes of a comma list; ``none`` stands for records in no such unit."""
    values = _split(args, name)
    for value in values:
        if value != NONE and not CODE.fullmatch(value):
            raise _not_allowed(name, value, N_("codes of two to five digits, none"))
    return frozenset(values)


def _not_allowed(name: str, value: str, allowed: str) -> InvalidInput:
    """Return the error that names parameter, value and what is allowed."""
    return InvalidInput(
        N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"), name=name, value=value, allowed=allowed
    )
