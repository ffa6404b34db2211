"""Tours over the reference data for tests of what is timed, warned of and scored."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from geodata.network.current import current_network
from geodata.tourism.orders import check_tour_order
from geodata.tourism.preparing import prepare_tour
from geodata.tourism.registry_places import tour_places
from geodata.tourism.wishes import read_wishes
from geodata.view import View

TODAY = date(2026, 11, 22)
BAC_HA, LAO_CAI = [104.29, 22.53], [103.97, 22.48]
SATURDAY, SUNDAY, MONDAY = "2026-12-05", "2026-12-06", "2026-12-07"
WISHES: dict[str, Any] = {
    "start": BAC_HA,
    "dates": [SUNDAY],
    "iterations": 200,
    "max_drive_min_per_day": None,
}


def key_of(store, name: str) -> str:
    """Return the key of the stop whose name begins so."""
    (found,) = [
        place.place_id
        for place in tour_places(store, View(today=TODAY)).items
        if any(each.startswith(name) for each in (place.name, *place.also))
    ]
    return found


def checked(store, *days: list[str], **changes: Any) -> dict[str, Any]:
    """Return the answer of an order, stops by their key."""
    body = WISHES | {"order": list(days)} | changes
    return check_tour_order(store, json.dumps(body), None, TODAY)


def prepared_of(store, **changes: Any):
    """Return the instance of wishes."""
    wishes = read_wishes(json.dumps(WISHES | changes))
    return prepare_tour(store, wishes, current_network(store, None), TODAY)


def keys(items) -> list[str]:
    """Return the keys of the notes of warnings or findings."""
    return [item["note"]["key"] for item in items]


def text_of(item) -> str:
    """Return the English text of a warning or finding."""
    note = item["note"]
    return note["message"] % note["values"] if note["values"] else note["message"]
