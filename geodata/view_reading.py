"""What a reader chooses to see, from the texts of a query string, a JSON body or a command line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from geodata.errors import N_, InvalidInput
from geodata.programme.tokens import VALUES_OF
from geodata.records.vocabulary import PlannedKind, PlannedStage
from geodata.standing import FILTERS
from geodata.view import LATEST_DAY, NONE, ProductFilter, View
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

Given = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum)

MAX_TEXT = 100
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
    "expiring": tuple(map(str, FILTERS)),
    **VALUES_OF,
    "planned_kind": tuple(PlannedKind),
    "planned_stage": (*PlannedStage, NONE),
}
_CODE_SETS = ("district", "commune")
VIEW_NAMES = ("units", "on")
FILTER_NAMES = (*_SETS, *_CODE_SETS, "inferred", "q")
INFERRED = ("include", "exclude")
DAY_FORM = f"YYYY-MM-DD, ≤ {LATEST_DAY.isoformat()}"
BOX_FORM = "west,south,east,north"
TEXT_FORM = N_("at most 100 signs")
CODES_FORM = N_("codes of two to five digits, none")


def read_one_of(given: Given, name: str, choices: type[Choice], default: Choice) -> Choice:
    """Return the member of ``choices`` that the value names."""
    value = given.get(name, default.value)
    try:
        return choices(value)
    except ValueError:
        raise not_allowed(name, value, ", ".join(choices)) from None


def read_day(given: Given, name: str) -> date | None:
    """Return the day in the form YYYY-MM-DD, at most ``LATEST_DAY``, or None where none is given."""
    value = given.get(name)
    if not value:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValueError(value)
        day = date.fromisoformat(value)
        if day > LATEST_DAY:
            raise ValueError(value)
    except ValueError:
        raise not_allowed(name, value, DAY_FORM) from None
    return day


def read_view(given: Given, today: date) -> View:
    """Return the unit system and the day."""
    units = read_one_of(given, "units", UnitSystem, UnitSystem.Y2025)
    return View(units=units, on=read_day(given, "on"), today=today)


def read_text(given: Given, name: str = "q") -> str:
    """Return a search text of at most ``MAX_TEXT`` signs."""
    value = given.get(name, "").strip()
    if len(value) > MAX_TEXT:
        raise not_allowed(name, f"{value[:20]}…", TEXT_FORM)
    return value


def read_filter(given: Given) -> ProductFilter:
    """Return the filter; values of one name are separated by commas."""
    sets = {name: _members(given, name, allowed) for name, allowed in _SETS.items()}
    codes = {name: _codes(given, name) for name in _CODE_SETS}
    inferred = given.get("inferred", "include")
    if inferred not in INFERRED:
        raise not_allowed("inferred", inferred, allowed_of("inferred"))
    return ProductFilter(**sets, **codes, without_inferred=inferred == "exclude", text=read_text(given))


def read_bbox(given: Given) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north in degrees, or None where none is given."""
    value = given.get("bbox")
    if value is None:
        return None
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError:
        raise not_allowed("bbox", value, BOX_FORM) from None
    box = (west, south, east, north)
    fits = all(map(math.isfinite, box)) and -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if not fits:
        raise not_allowed("bbox", value, "-180 ≤ west ≤ east ≤ 180, -90 ≤ south ≤ north ≤ 90")
    return box


def allowed_of(name: str) -> str:
    """Return what may stand under a name of a view, a filter or a box."""
    told = {
        "units": ", ".join(UnitSystem),
        "on": DAY_FORM,
        "inferred": ", ".join(INFERRED),
        "q": TEXT_FORM,
        "bbox": BOX_FORM,
        **dict.fromkeys(_CODE_SETS, CODES_FORM),
        **{key: ", ".join(values) for key, values in _SETS.items()},
    }
    return told[name]


def _split(given: Given, name: str) -> list[str]:
    """Return the values of a comma list."""
    return [part.strip() for part in given.get(name, "").split(",") if part.strip()]


def _members(given: Given, name: str, allowed: tuple[str, ...]) -> frozenset[str]:
    """Return the values of a comma list, each of which must be allowed."""
    values = _split(given, name)
    for value in values:
        if value not in allowed:
            raise not_allowed(name, value, ", ".join(allowed))
    return frozenset(values)


def _codes(given: Given, name: str) -> frozenset[str]:
    """Return the unit codes of a comma list; ``none`` stands for records in no such unit."""
    values = _split(given, name)
    for value in values:
        if value != NONE and not CODE.fullmatch(value):
            raise not_allowed(name, value, CODES_FORM)
    return frozenset(values)


def not_allowed(name: str, value: str, allowed: str) -> InvalidInput:
    """Return the error that names parameter, value and what is allowed."""
    return InvalidInput(
        N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"), name=name, value=value, allowed=allowed
    )
