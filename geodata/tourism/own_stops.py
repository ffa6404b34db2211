"""Stops that the user put on the map: a name, a point and minutes, and nothing else is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.tourism.assumptions import DAY_MIN
from geodata.tourism.calendars import midnight
from geodata.tourism.openings import Opening, Visit
from geodata.tourism.places import TourPlace
from geodata.tourism.wish_parts import OwnStop

OWN_NOTE = N_("A stop of your own: nothing is known of its hours")


def own_place(stop: OwnStop) -> TourPlace:
    """Return an own stop as a place without kinds, records and commune: no source says anything of it."""
    return TourPlace(
        place_id=stop.stop_id,
        name=stop.name,
        also=(),
        lon=stop.lon,
        lat=stop.lat,
        own_point=True,
        commune_code="",
        commune="",
        district_code=None,
        district=None,
        roles=(),
        kinds=(),
        records=(),
        visit_min=stop.visit_min,
        notes=(Note("own_stop", OWN_NOTE),),
    )


def own_opening(stop: OwnStop, days: Sequence[date]) -> Opening:
    """Return that an own stop is open all of each day, for as long as its user says."""
    why = Note("visit_chosen", N_("The length of the visit was set for this tour"))
    return Opening(
        intervals=tuple((start, start + DAY_MIN) for start in (midnight(days, day) for day in days)),
        visit=Visit(stop.visit_min, False, why),
        hours_assumed=False,
        days_assumed=False,
        closed=None,
        season=None,
        in_season=None,
        notes=(),
    )
