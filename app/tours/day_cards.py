"""The days of a tour as its page shows them: a list with times, the same as a drawn bar, links of legs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import url_for

from layers.tour_files.links import geo_link, way_link

if TYPE_CHECKING:
    from layers.tour_files.sheet import Leg, Sheet, SheetDay, Visit

Card = dict[str, Any]
# The bar of a day is drawn in percent of its width, so that its words keep their shape on every screen.
BAR_WIDTH = 100
HOUR = timedelta(hours=1)


def day_cards(answer: Mapping[str, Any], sheet: Sheet, gone: frozenset[str]) -> list[Card]:
    """
    Return the days of a tour.

    ``answer`` has its texts in the reader's language; ``gone`` are the keys of
    stops whose records are no longer there, so that no link leads to them.
    """
    return [_card(answer, told, day, gone) for told, day in zip(answer["days"], sheet.days, strict=True)]


def record_links(stop: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return role, name and address of our pages about a stop."""
    from geodata.details import PATH_OF_ROLE

    return [
        {
            "role": record["role"],
            "name": record["name"],
            "href": url_for("records.record", path=PATH_OF_ROLE[record["role"]], record_id=record["id"]),
        }
        for record in stop["records"]
    ]


def _card(answer: Mapping[str, Any], told: Mapping[str, Any], day: SheetDay, gone: frozenset[str]) -> Card:
    """Return one day: what stands above, what happens from its start to its end, and the bar."""
    entries = _entries(answer, told, day, gone)
    return {
        "day": day,
        "told": told,
        "entries": entries,
        "warnings": [one for one in told["warnings"] if one["leg"] is None and one["visit"] is None],
        "bar": _bar(day, entries),
    }


def _entries(
    answer: Mapping[str, Any], told: Mapping[str, Any], day: SheetDay, gone: frozenset[str]
) -> list[Card]:
    """Return legs, visits and lunch in the order in which they begin."""
    begin = day.depart
    found: list[Card] = []
    for number, leg in enumerate(day.legs):
        visit = day.visits[number] if number < len(day.visits) else None
        raw = told["visits"][number] if visit is not None else None
        reached = day.arrive if raw is None else datetime.fromisoformat(raw["reached"])
        found.append(
            {
                "kind": "leg",
                "from": begin,
                "to": reached,
                "leg": leg,
                "links": _map_links(leg),
                "warnings": _of(told, "leg", number),
            }
        )
        if visit is not None:
            found.append(_visit(answer["stops"][visit.key], told, number, visit, gone))
            begin = visit.leave
    return _with_lunch(found, day)


def _with_lunch(entries: list[Card], day: SheetDay) -> list[Card]:
    """Return the entries of a day with its lunch: before the way, on it, or before the visit."""
    if day.lunch_at is None:
        return entries
    lunch = {"kind": "lunch", "from": day.lunch_at, "to": day.lunch_at + timedelta(minutes=day.lunch_min)}
    # Legs and visits take turns: the last leg that has begun by then is the one of the lunch.
    at = max(0, 2 * sum(entry["from"] <= day.lunch_at for entry in entries[::2]) - 2)
    leg = entries[at]
    if leg["from"] < day.lunch_at or leg["to"] < lunch["to"]:
        return [*entries[: at + 1], lunch, *entries[at + 1 :]]
    return [*entries[:at], lunch, leg | {"from": lunch["to"]}, *entries[at + 1 :]]


def _visit(
    stop: Mapping[str, Any], told: Mapping[str, Any], number: int, visit: Visit, gone: frozenset[str]
) -> Card:
    """Return a visit with what is known of its stop."""
    raw = told["visits"][number]
    is_gone = visit.key in gone
    return {
        "kind": "visit",
        "from": visit.begin,
        "to": visit.leave,
        "visit": visit,
        "stop": stop,
        "open": None
        if raw["open"] is None
        else [tuple(datetime.fromisoformat(end) for end in span) for span in raw["open"]],
        "records": [] if is_gone else record_links(stop),
        "products": [
            {
                "product": product,
                "href": None
                if is_gone
                else url_for("records.record", path="products", record_id=product.product_id),
            }
            for product in visit.products
        ],
        "links": _place_links(visit),
        "warnings": _of(told, "visit", number),
    }


def _of(told: Mapping[str, Any], what: str, number: int) -> list[Any]:
    """Return the warnings of one leg or visit of a day."""
    return [warning for warning in told["warnings"] if warning[what] == number]


def _map_links(leg: Leg) -> dict[str, str]:
    """Return addresses that open a leg in the map application of a telephone; nothing is loaded from them."""
    return {"geo": geo_link(leg.end), "way": way_link(leg.start, leg.end)}


def _place_links(visit: Visit) -> dict[str, str]:
    """Return the address that shows a stop in the map application of a telephone."""
    return {"geo": geo_link(visit.place)}


def _bar(day: SheetDay, entries: Iterable[Card]) -> Card:
    """Return the bar of a day: its hours and its parts as shares of ``BAR_WIDTH``."""
    first = day.depart.replace(minute=0, second=0)
    last = max(day.arrive, day.depart + HOUR)
    if last.minute or last.second:
        last = last.replace(minute=0, second=0) + HOUR
    scale = BAR_WIDTH / ((last - first) / HOUR)

    def x(moment: datetime) -> float:
        return round((moment - first) / HOUR * scale, 2)

    hours = [first + HOUR * number for number in range(round((last - first) / HOUR) + 1)]
    parts = []
    # Lunch is drawn over the way that it interrupts.
    for entry in sorted(entries, key=lambda entry: entry["kind"] == "lunch"):
        start, end = x(entry["from"]), x(entry["to"])
        parts.append(
            {
                "kind": entry["kind"],
                "x": start,
                "width": round(max(0.0, end - start), 2),
                "middle": round((start + end) / 2, 2),
                "text": str(entry["visit"].number) if entry["kind"] == "visit" else "",
            }
        )
    return {
        "hours": [{"x": x(hour), "text": hour.hour, "last": hour == last} for hour in hours],
        "parts": parts,
    }
