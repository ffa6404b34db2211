"""What a tour may be made of: stops with their hours on given days, towns, interests, kinds, vehicles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.store import Store
from geodata.tourism.answers import clock
from geodata.tourism.assumptions import DAY_MIN, Assumptions
from geodata.tourism.calendars import check_days, day_names, midnight, weekday_of
from geodata.tourism.interests import DEFAULT_INTERESTS, INTEREST_TITLES, MOST_WEIGHT, Interest
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.market_readings import MarketDays
from geodata.tourism.nights import night_places
from geodata.tourism.office_table import current_assumptions, current_festivals
from geodata.tourism.openings import Opening, open_on, visit_of
from geodata.tourism.order_faults import group_title
from geodata.tourism.paces import (
    USUAL_BREAK_AFTER_MIN,
    USUAL_DAY_END,
    USUAL_DAY_START,
    USUAL_LUNCH,
)
from geodata.tourism.places import NO_STOP_TEXTS, PURCHASE, TourPlace, TourPlaces
from geodata.tourism.reading import MAX_DAYS, MAX_LIMITS, MAX_STOPS, MAX_TIME_S, USUAL_TIME_S
from geodata.tourism.registry_places import tour_places
from geodata.tourism.stop_answers import told_note
from geodata.tourism.wish_parts import LONGEST_RUN, MAX_NAME, MAX_OWN_STOPS
from geodata.tourism.wishes import MAX_ALTERNATIVES
from geodata.view import View

Answer = dict[str, Any]

HELD = N_("Held on %(days)s")
DAY_UNKNOWN = N_("No source says on which days it is held")
HELD_OR = N_("Held on %(days)s; another source says %(other)s")
HELD_DOUBTED = N_("Held on %(days)s; another source gives that day to another market")


def tour_options(store: Store, view: View, days: Sequence[date] = ()) -> Answer:
    """
    Return what a form and a map of tours need; hours are those on ``days``, where there are any.

    Places are degrees (EPSG:4326). Everything that is assumed says so.

    Raises
    ------
    InvalidInput
        The view is of 2019, or the days do not ascend or lie more than a month apart.
    """
    dates = check_days(days) if days else ()
    found = tour_places(store, view)
    return {
        "dates": [{"date": day.isoformat(), "weekday": weekday_of(day).value} for day in dates],
        "stops": _stops(store, found, dates),
        "left_out": [
            {"id": each.place_id, "name": each.name, "reason": each.reason.value} for each in found.left_out
        ],
        "left_out_reasons": [
            {"key": reason.value, "title": NO_STOP_TEXTS[reason], "count": count}
            for reason, count in found.reasons.items()
        ],
        "products_elsewhere": found.products_elsewhere,
        "interests": [
            {"key": interest.value, "title": INTEREST_TITLES[interest], "weight": DEFAULT_INTERESTS[interest]}
            for interest in Interest
        ],
        "most_weight": MOST_WEIGHT,
        **_kinds(found.items),
        "towns": [
            {"id": town.key, "name": town.name, "lon": town.lon, "lat": town.lat, "seat": town.seat}
            for town in night_places(store, view)
        ],
        **_ways(current_assumptions(store)),
        "limits": {
            "max_days": MAX_DAYS,
            "max_any_week_days": LONGEST_RUN,
            "max_stops": MAX_STOPS,
            "max_own_stops": MAX_OWN_STOPS,
            "max_own_name": MAX_NAME,
            "max_limits": MAX_LIMITS,
            "max_alternatives": MAX_ALTERNATIVES,
            "max_time_s": MAX_TIME_S,
            "usual_time_s": USUAL_TIME_S,
        },
    }


def _ways(assumptions: Assumptions) -> Answer:
    """Return how a party may go about its day: paces, vehicles, the usual hours and lunch."""
    return {
        "paces": [
            {
                "key": pace.value,
                "title": row.title,
                "factor": row.visit_factor,
                "max_drive_min": row.max_drive_min,
                "explanation": row.reason,
            }
            for pace, row in assumptions.paces.items()
        ],
        "vehicles": [
            {
                "key": vehicle.value,
                "title": row.title,
                "factor": row.time_factor,
                "explanation": row.reason,
                "seats": row.seats,
                "co2_g_km": row.co2_g_km,
                "co2_source": told_note(Note("co2_source", row.co2_source)),
            }
            for vehicle, row in assumptions.vehicles.items()
        ],
        "usual": {
            "day_start": USUAL_DAY_START,
            "day_end": USUAL_DAY_END,
            "lunch": {
                "from": clock(USUAL_LUNCH.begin),
                "to": clock(USUAL_LUNCH.end),
                "minutes": USUAL_LUNCH.minutes,
            },
            "break_after_min": USUAL_BREAK_AFTER_MIN,
        },
    }


def _kinds(places: Sequence[TourPlace]) -> Answer:
    """Return the kinds of stops and the groups that limits count, with how many stops are in each."""
    kinds = Counter(kind for place in places for kind in place.kinds)
    groups = Counter(group for place in places for group in place.groups)
    return {
        "kinds": [{"key": kind.value, "title": KIND_TITLES[kind], "count": kinds[kind]} for kind in StopKind],
        "groups": [
            {"key": key, "title": group_title(key), "count": groups[key]} for key in (*StopKind, PURCHASE)
        ],
    }


def _stops(store: Store, found: TourPlaces, dates: Sequence[date]) -> list[Answer]:
    """Return every stop, with its hours on each of the dates."""
    assumptions, festivals = current_assumptions(store), current_festivals(store)
    told = []
    for place in found.items:
        visit = visit_of(place, assumptions)
        opening = open_on(place, dates, assumptions=assumptions, festivals=festivals) if dates else None
        told.append(
            {
                **_place(place),
                "visit_min": visit.minutes,
                "visit_assumed": visit.assumed,
                "hours_assumed": None if opening is None else opening.hours_assumed,
                "open": None if opening is None else _hours(opening, dates),
                "closed": None if opening is None or opening.closed is None else opening.closed.value,
            }
        )
    return told


def _place(place: TourPlace) -> Answer:
    """Return what does not depend on the days."""
    return {
        "id": place.place_id,
        "name": place.name,
        "also": list(place.also),
        "lon": place.lon,
        "lat": place.lat,
        "own_point": place.own_point,
        "commune_code": place.commune_code,
        "commune": place.commune,
        "district": place.district,
        "kinds": [kind.value for kind in place.kinds],
        "is_purchase": place.is_purchase,
        "purchase_assumed": place.is_purchase_assumed,
        "products": len(place.products),
        "stars": max((product.stars for product in place.products if product.stars), default=None),
        "market": None if place.market is None else told_note(market_note(place.market)),
        "disputed": place.market is not None and place.market.is_disputed,
    }


def market_note(market: MarketDays) -> Note:
    """Return on which days a market is held, as far as sources say, in words."""
    if market.is_unknown:
        return Note("day_unknown", DAY_UNKNOWN)
    values: dict[str, object] = {"days": day_names(market.first)}
    if market.other is None:
        return Note("held", HELD, values)
    if not market.other:
        return Note("held_doubted", HELD_DOUBTED, values)
    return Note("held_or", HELD_OR, {**values, "other": day_names(market.other)})


def _hours(opening: Opening, dates: Sequence[date]) -> list[list[list[str]]]:
    """Return the hours of each date as pairs of times; none: it is closed then."""
    return [
        [
            [clock(opens - begin), clock(closes - begin)]
            for opens, closes in opening.intervals
            if begin <= opens < begin + DAY_MIN
        ]
        for begin in (midnight(dates, day) for day in dates)
    ]
