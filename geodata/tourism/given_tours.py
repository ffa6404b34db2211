"""A tour that somebody hands in: the places it names day by day, as far as they are known, and its times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.tourism.matching import Candidate, NameMatch

MOST_PLACES = 300
LINE_SHOWN = 160

TOO_MANY = N_("Only the first %(most)s places were read")
NOTHING = N_("No place was found in it")
TO_CHOOSE = N_("%(count)s of %(total)s places are not known for certain: choose one that is offered for each")


class HalfDay(StrEnum):
    """A time of the day that is named without a clock."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPoint:
    """A place of the user that is no stop of ours (degrees, EPSG:4326), as the wishes of a tour take it."""

    own_id: str
    name: str
    lon: float
    lat: float
    visit_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenStop:
    """
    One place as it was handed in.

    ``line`` is what was written; ``place_id`` the stop that it means, None
    where that is not certain: then one of ``candidates`` may be chosen, or it
    is a place of the user (``own``). ``similarity`` is None where a point and
    no name decided. ``at`` is a clock time (``08:30``) as a hint; ``is_end``
    marks where a day begins or ends, which need be no stop: ``place_id`` may
    be a town there (``town:085``).
    """

    line: str
    place_id: str | None = None
    similarity: float | None = None
    candidates: tuple[Candidate, ...] = ()
    own: OwnPoint | None = None
    at: str | None = None
    half_day: HalfDay | None = None
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class GivenTour:
    """The days of a tour that was handed in, and what could not be read for certain."""

    days: tuple[tuple[GivenStop, ...], ...]
    problems: tuple[Note, ...]


def named(line: str, match: NameMatch, *, at: str | None, half_day: HalfDay | None) -> GivenStop:
    """Return a place that a name stands for."""
    return GivenStop(
        line=line[:LINE_SHOWN],
        place_id=match.place_id,
        similarity=match.similarity,
        candidates=match.candidates,
        at=at,
        half_day=half_day,
    )


def doubts(days: tuple[tuple[GivenStop, ...], ...]) -> tuple[Note, ...]:
    """Say what of a given tour is not certain."""
    stops = [stop for day in days for stop in day]
    if not stops:
        return (Note("nothing", NOTHING),)
    open_ = sum(stop.place_id is None and stop.own is None for stop in stops)
    if not open_:
        return ()
    return (Note("to_choose", TO_CHOOSE, {"count": open_, "total": len(stops)}),)


def given_answer(tour: GivenTour) -> dict[str, Any]:
    """Return a given tour as JSON; notes with their text for the translators."""
    return {
        "days": [[_stop(stop) for stop in day] for day in tour.days],
        "problems": [
            {"key": note.key, "message": note.message, "values": dict(note.values)} for note in tour.problems
        ],
    }


def _stop(stop: GivenStop) -> dict[str, Any]:
    """Return one place of it."""
    own = stop.own
    return {
        "line": stop.line,
        "place_id": stop.place_id,
        "similarity": stop.similarity,
        "candidates": [
            {
                "place_id": each.place_id,
                "name": each.name,
                "commune": each.commune,
                "similarity": each.similarity,
            }
            for each in stop.candidates
        ],
        "own": None
        if own is None
        else {
            "id": own.own_id,
            "name": own.name,
            "lon": own.lon,
            "lat": own.lat,
            "visit_min": own.visit_min,
        },
        "at": stop.at,
        "half_day": None if stop.half_day is None else stop.half_day.value,
        "is_end": stop.is_end,
    }
