"""A body that hands in a tour to be read: a pasted text or a GPX file."""

from __future__ import annotations

from datetime import date
from typing import Any

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.json_reading import bad, check_known, read_choice, read_day, read_object, read_optional
from geodata.store import Store
from geodata.tourism.given_tours import given_answer
from geodata.tourism.matching import place_names
from geodata.tourism.route_gpx import read_route_gpx
from geodata.tourism.route_text import read_route_text
from geodata.view import View
from geodata.vocabulary import UnitSystem

NAMES = ("text", "gpx", "units", "on")
LARGEST_TEXT = 20_000  # bytes
SEND = N_('Send {"text": "…"} or {"gpx": "<gpx …>"} as one JSON object')
LARGE_TEXT = N_("A pasted text may have at most %(most)s kB")


def read_handed_in(store: Store, body: str | bytes, today: date) -> dict[str, Any]:
    """
    Return the places that a text or a GPX file names, day by day, as ``given_tours.given_answer`` has it.

    ``units`` and ``on`` choose the stops that may be named, as for a tour.

    Raises
    ------
    InvalidInput
        The body is not right, or the file is no GPX.
    TooLarge
        The text or the file is.
    """
    given = read_object(body, SEND)
    check_known(given, NAMES)
    if len({"text", "gpx"} & given.keys()) != 1:
        raise InvalidInput(SEND)
    units = UnitSystem(read_choice(given, "units", ("2024", "2025")) or UnitSystem.Y2025)
    view = View(units=units, on=read_optional(given, "on", read_day), today=today)
    for name in ("text", "gpx"):
        if name in given and not isinstance(given[name], str):
            raise bad(name, given[name], "…")
    if "gpx" in given:
        return given_answer(read_route_gpx(given["gpx"], place_names(store, view)))
    if len(given["text"].encode("utf-8", "replace")) > LARGEST_TEXT:
        raise TooLarge(LARGE_TEXT, most=LARGEST_TEXT // 1_000)
    return given_answer(read_route_text(given["text"], place_names(store, view)))
