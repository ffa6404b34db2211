"""Values of a JSON object that somebody sent, each checked and named in its error."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from geodata.errors import N_, InvalidInput
from geodata.view import LATEST_DAY

Json = Mapping[str, Any]
Value = TypeVar("Value")

MAX_TEXT = 200
MAX_NUMBER = 1e15


def read_object(text: str | bytes, refusal: str) -> Json:
    """Return the JSON object of a text; ``refusal`` (a text for the translators) says what should be sent."""
    try:
        given = json.loads(text, parse_constant=_no_such_number)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(refusal) from error
    if not isinstance(given, dict):
        raise InvalidInput(refusal)
    return given


def _no_such_number(name: str) -> float:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def check_known(given: Json, names: Sequence[str]) -> None:
    """Refuse a name that nobody knows."""
    if unknown := sorted(given.keys() - set(names)):
        raise InvalidInput(
            N_("Unknown parameter %(name)s; allowed: %(allowed)s"), name=unknown[0], allowed=", ".join(names)
        )


def bad(name: str, value: object, allowed: str) -> InvalidInput:
    """Return the error for a value that is not allowed."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return InvalidInput(
        N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
        name=name,
        value=shown if len(shown) <= MAX_TEXT else shown[:MAX_TEXT] + "…",
        allowed=allowed,
    )


def is_number(value: object) -> bool:
    """Return whether a JSON value is a number; true and false are none."""
    # A whole number of JSON has no end; one beyond every float is no amount of anything.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER


def read_amount(name: str, value: object) -> float:
    """Return a number that is not negative."""
    if not is_number(value) or value < 0:  # type: ignore[operator]
        raise bad(name, value, "≥ 0")
    return float(value)  # type: ignore[arg-type]


def read_whole(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number between two others."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise bad(name, value, f"{least} – {most}")
    return value


def read_optional(given: Json, name: str, read: Callable[[str, object], Value]) -> Value | None:
    """Return a value that may be missing or null."""
    value = given.get(name)
    return None if value is None else read(name, value)


def read_choice(given: Json, name: str, allowed: Sequence[str]) -> str | None:
    """Return one of a few words, or None where it is missing."""
    value = given.get(name)
    if value is not None and value not in allowed:
        raise bad(name, value, ", ".join(allowed))
    return value


def read_day(name: str, value: object) -> date:
    """Return a day, at most ``LATEST_DAY``."""
    try:
        day = date.fromisoformat(str(value))
        if day > LATEST_DAY:
            raise ValueError(value)
    except ValueError as error:
        raise bad(name, value, f"2025-12-31, ≤ {LATEST_DAY.isoformat()}") from error
    return day


def read_text(name: str, value: object) -> str:
    """Return a short text that is not empty."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        raise bad(name, value, f"1 – {MAX_TEXT} …")
    return value.strip()
