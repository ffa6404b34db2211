"""What the stops of a tour rest on: place, records and products, the hours on the day of the visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from geodata.joins import products_in
from geodata.plain import rows_of
from geodata.store import Store
from geodata.tourism.assumptions import Assumptions
from geodata.tourism.market_readings import Reading
from geodata.tourism.office_table import current_assumptions, festivals_in
from geodata.tourism.openings import NO_CHOICE, Choice, festivals_at, open_on
from geodata.tourism.paces import Pace, paced
from geodata.tourism.places import TourPlace, TourPlaces
from geodata.tourism.registry_places import tour_places
from geodata.tourism.wishes import TourWishes
from geodata.view import View
from geodata.vocabulary import UnitSystem

# As JSON keeps it.
Basis = dict[str, Any]
DEGREE_DIGITS = 6


def tour_basis(
    store: Store, wishes: TourWishes, dates: Sequence[date], order: Sequence[Sequence[str]], today: date
) -> Basis:
    """
    Return what a tour rests on now, to be compared later (``staleness.changed_stops``).

    ``stops`` holds each place of the registry that is visited, by key; places
    of the user's own rest on nothing. ``dates`` are the days of the tour,
    ``order`` the keys of the stops of each.
    """
    choices = {
        key: {"reading": wish.reading.value, "as_place": wish.as_place, "visit_min": wish.visit_min}
        for key, wish in wishes.choices.items()
        if any(key in day for day in order)
    }
    asked: Basis = {
        "units": wishes.units.value,
        "on": None if wishes.on is None else wishes.on.isoformat(),
        "choices": choices,
        "pace": wishes.pace.value,
        "at": {key: fixed.at for key, fixed in wishes.fixed.items() if fixed.at is not None},
        "dates": [day.isoformat() for day in dates],
        "days": {key: day.isoformat() for day, keys in zip(dates, order, strict=True) for key in keys},
    }
    return asked | {"stops": stops_now(store, asked, today)}


def stops_now(store: Store, asked: Basis, today: date) -> dict[str, Basis]:
    """Return what the stops of a basis rest on now, by key; one that is no stop any more is missing."""
    # Tours that were kept before these were noted had the usual pace, and days with stops alone.
    usual: Basis = {"pace": Pace.USUAL.value, "at": {}, "dates": sorted(set(asked["days"].values()))}
    asked = usual | asked
    view = view_of(asked, today)
    places, statuses = tour_places(store, view).by_id, _statuses(store, view)
    assumptions, festivals = current_assumptions(store), festivals_in(store, view)
    dates = [date.fromisoformat(day) for day in asked["dates"]]
    return {
        key: {
            **_facts(places[key], statuses),
            **_times(places[key], date.fromisoformat(day), assumptions, asked),
            "festivals": [
                [festival.name, held.isoformat(), festival.source]
                for festival, held in festivals_at(places[key], dates, festivals)
            ],
        }
        for key, day in asked["days"].items()
        if key in places
    }


def places_of(store: Store, asked: Basis, today: date) -> TourPlaces:
    """Return the places of the registry in the view that a basis was made in."""
    return tour_places(store, view_of(asked, today))


def view_of(asked: Basis, today: date) -> View:
    """Return the view that a basis was made in."""
    on = None if asked["on"] is None else date.fromisoformat(asked["on"])
    return View(units=UnitSystem(asked["units"]), on=on, today=today)


def _statuses(store: Store, view: View) -> Mapping[str, str | None]:
    """Return the status of each product on the day of the view; None: only evaluated."""

    def read() -> dict[str, str | None]:
        return {row["product_id"]: row["status"] for row in rows_of(products_in(store, view))}

    return store.remembered(("tour_product_status", view), read)


def _facts(place: TourPlace, statuses: Mapping[str, str | None]) -> Basis:
    """Return what the registry says of a stop."""
    return {
        "name": place.name,
        "lon": round(place.lon, DEGREE_DIGITS),
        "lat": round(place.lat, DEGREE_DIGITS),
        "commune": place.commune,
        "kinds": [kind.value for kind in place.kinds],
        "records": [[record.role.value, record.record_id, record.name] for record in place.records],
        "products": [
            [product.product_id, product.name, product.stars, statuses.get(product.product_id)]
            for product in place.products
        ],
    }


def _times(place: TourPlace, day: date, assumptions: Assumptions, asked: Basis) -> Basis:
    """
    Return the hours of a stop on the day of its visit, and how long the visit takes, as the tour uses them.

    What the tour sets itself is in place of what is assumed. A visit at a time
    of its own asks of the hours no more than that it lies in them.
    """
    chosen = asked["choices"].get(place.place_id)
    choice, set_min = NO_CHOICE, None
    if chosen is not None:
        choice = Choice(reading=Reading(chosen["reading"]), as_place=chosen["as_place"])
        set_min = chosen.get("visit_min")
    opening = open_on(place, [day], assumptions=assumptions, choice=choice)
    factor = assumptions.paces[Pace(asked["pace"])].visit_factor
    minutes = paced(opening.visit.minutes, factor) if set_min is None else set_min
    hours = [list(interval) for interval in opening.intervals]
    at = asked["at"].get(place.place_id)
    if at is not None:
        held = any(opens <= at and at + minutes <= closes for opens, closes in hours)
        hours = [[at, at + minutes]] if held else []
    return {"open": hours, "visit_min": minutes}
