"""What has changed of the stops of a saved tour since it was timed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from geodata.crs import geodesic_km
from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.store import Store
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.places import NO_STOP_TEXTS, NoStop
from geodata.tourism.stop_basis import Basis, places_of, stops_now
from geodata.vocabulary import Status

if TYPE_CHECKING:
    from geodata.tourism.saved import TourHeading

Rows = Sequence[Sequence[object]]

# The words for the status of a recognition that no longer is what it was.
LOST = {Status.LAPSED.value: N_("Lapsed"), Status.UNDETERMINED.value: N_("Cannot be told")}
GONE_KEY = "gone"
GONE = N_("%(name)s is no longer in the registry")
NO_STOP = N_("%(name)s is no stop any more: %(reason)s")
RENAMED = N_("%(before)s is called %(name)s now")
MOVED = N_("%(name)s has moved by %(km)s km")
OTHER_COMMUNE = N_("%(name)s lies in %(commune)s now; it was %(before)s")
OTHER_KIND = N_("%(name)s no longer counts as: %(kinds)s")
CLOSED = N_("%(name)s is closed on the day of the visit")
OPENED = N_("%(name)s is open on the day of the visit now: %(hours)s")
HOURS = N_("%(name)s is open %(hours)s on the day of the visit; it was %(before)s")
VISIT = N_("A visit of %(name)s takes %(minutes)s minutes now; it was %(before)s")
RECORD_GONE = N_("%(name)s: the record “%(record)s” is no longer there")
PRODUCT_GONE = N_("%(name)s: the product “%(product)s” is no longer there")
RECOGNITION = N_("%(name)s: the recognition of “%(product)s”: %(status)s")
FESTIVAL = N_("%(name)s: the festival “%(festival)s” is held on %(day)s now (%(source)s)")
NO_FESTIVAL = N_("%(name)s: the festival “%(festival)s” is no longer held on %(day)s (%(source)s)")
STARS = N_("%(name)s: “%(product)s” has %(stars)s stars now; it had %(before)s")


@dataclass(frozen=True, slots=True)
class StopChange:
    """One thing that changed of a stop; the key of ``note`` says which kind of change it is."""

    place_id: str
    note: Note


def changed_stops(store: Store, tour: TourHeading, today: date) -> tuple[StopChange, ...]:
    """
    Return what changed of the stops of a saved tour since it was timed, stop by stop.

    A stop may be gone, no stop any more, renamed, moved, in another commune,
    closed or open at other hours; a record or product of it gone, a
    recognition lapsed; a festival of its on a day of the tour entered, moved or
    removed. What else was added to a stop is no change of the tour.
    """
    now = stops_now(store, tour.basis, today)
    then: Mapping[str, Basis] = tour.basis["stops"]
    reasons: Mapping[str, NoStop] = {}
    if then.keys() - now.keys():
        reasons = {place.place_id: place.reason for place in places_of(store, tour.basis, today).left_out}
    return tuple(
        StopChange(key, note)
        for key, before in then.items()
        for note in (
            _changes(before, now[key]) if key in now else [_missing(before["name"], reasons.get(key))]
        )
    )


def have_roads_changed(tour: TourHeading, checksum: str) -> bool:
    """Tell whether travel times come from other roads now (``CurrentNetwork.checksum``) than then."""
    return bool(tour.basis["roads"] != checksum)


def _missing(name: str, reason: NoStop | None) -> Note:
    """Say that a stop is gone, or why it is none."""
    if reason is None:
        return Note(GONE_KEY, GONE, {"name": name})
    return Note("no_stop", NO_STOP, {"name": name, "reason": NO_STOP_TEXTS[reason]})


def _changes(before: Basis, now: Basis) -> Iterable[Note]:
    """Return every change of one stop."""
    name = now["name"]
    if before["name"] != name:
        yield Note("renamed", RENAMED, {"before": before["name"], "name": name})
    if (before["lon"], before["lat"]) != (now["lon"], now["lat"]):
        yield Note("moved", MOVED, {"name": name, "km": _km_between(before, now)})
    if before["commune"] != now["commune"]:
        values = {"name": name, "commune": now["commune"], "before": before["commune"]}
        yield Note("commune", OTHER_COMMUNE, values)
    yield from _times(name, before, now)
    if lost := [KIND_TITLES[StopKind(kind)] for kind in before["kinds"] if kind not in now["kinds"]]:
        yield Note("kinds", OTHER_KIND, {"name": name, "kinds": tuple(lost)})
    held = {(role, record_id) for role, record_id, _ in now["records"]}
    for role, record_id, record in before["records"]:
        if (role, record_id) not in held:
            yield Note("record_gone", RECORD_GONE, {"name": name, "record": record})
    yield from _products(name, before["products"], now["products"])
    yield from _festivals(name, before.get("festivals", ()), now["festivals"])


def _km_between(before: Basis, now: Basis) -> float:
    """Return how far a stop has moved, in kilometres."""
    ends = (np.array([point[axis]]) for point in (before, now) for axis in ("lon", "lat"))
    return round(float(geodesic_km(*ends)[0]), 2)


def _times(name: str, before: Basis, now: Basis) -> Iterable[Note]:
    """Return what changed of the hours and the length of the visit."""
    if before["open"] != now["open"]:
        hours = {"hours": _hours(now["open"]), "before": _hours(before["open"])}
        if not now["open"]:
            yield Note("closed", CLOSED, {"name": name})
        elif not before["open"]:
            yield Note("opened", OPENED, {"name": name, "hours": hours["hours"]})
        else:
            yield Note("hours", HOURS, {"name": name, **hours})
    if before["visit_min"] != now["visit_min"]:
        values = {"name": name, "minutes": now["visit_min"], "before": before["visit_min"]}
        yield Note("visit", VISIT, values)


def _festivals(name: str, before: Rows, now: Rows) -> Iterable[Note]:
    """Return which festivals are new on the days of the tour, and which are not held then any more."""
    for text, rows, others in ((FESTIVAL, now, before), (NO_FESTIVAL, before, now)):
        for festival, day, source in rows:
            if [festival, day, source] not in others:
                told = date.fromisoformat(str(day)).strftime("%d/%m/%Y")
                values = {"name": name, "festival": festival, "day": told, "source": source}
                yield Note("festival" if text is FESTIVAL else "no_festival", text, values)


def _products(
    name: str, before: Sequence[Sequence[object]], now: Sequence[Sequence[object]]
) -> Iterable[Note]:
    """Return what changed of the products that a stop had."""
    held = {product_id: (stars, status) for product_id, _, stars, status in now}
    for product_id, product, stars, status in before:
        values: dict[str, object] = {"name": name, "product": product}
        if product_id not in held:
            yield Note("product_gone", PRODUCT_GONE, values)
            continue
        stars_now, status_now = held[product_id]
        if stars_now != stars:
            # Not as numbers: a rating that is not known is no figure.
            told = {"stars": str(stars_now or "–"), "before": str(stars or "–")}
            yield Note("stars", STARS, values | told)
        if status_now != status and status_now in LOST:
            yield Note("recognition", RECOGNITION, values | {"status": LOST[str(status_now)]})


def _hours(intervals: Iterable[Sequence[float]]) -> tuple[str, ...]:
    """Return opening hours as ``08:00–11:30``."""
    return tuple(f"{_clock(start)}–{_clock(end)}" for start, end in intervals)


def _clock(minutes: float) -> str:
    """Return minutes after midnight as a time of the day; 1440 is 24:00."""
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"
