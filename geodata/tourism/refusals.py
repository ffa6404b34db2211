"""Wishes that no tour can grant, told by the names of the stops, with the reason of each in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from geodata.errors import N_, Infeasible
from geodata.tourism.order_faults import group_title
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.skipping import why_not
from geodata.tourism.values import Reason

IMPOSSIBLE = N_("These stops must be visited and cannot be on any day: %(why)s")
NOWHERE = N_(
    "On none of the %(count)s choices of days or nights can the wishes be granted. For %(day)s: %(first)s"
)
NOT_ALL = N_("No tour was found that visits all of these: %(names)s")
NOT_WITHIN = N_("No tour was found that keeps to the limits of these kinds: %(kinds)s")
NOT_BOTH = N_(
    "No tour was found that visits all of %(names)s and keeps to the limits of these kinds: %(kinds)s"
)
NO_WAY = N_("Day %(day)s: no road that is known leads from %(start)s to %(end)s")
NO_ROAD_OUT = N_(
    "Day %(day)s: no road that is known here leads from %(start)s to any stop."
    " Let the day begin in a town of the province, or at a place that lies on its roads"
)
NO_ROAD_BACK = N_(
    "Day %(day)s: no road that is known here leads from any stop to %(end)s."
    " Let the day end in a town of the province, or at a place that lies on its roads"
)
TOO_MUCH = N_(
    "Day %(day)s: from %(start)s to %(end)s it takes %(drive)s minutes of driving;"
    " at most %(most)s are wanted"
)
TOO_LONG = N_(
    "Day %(day)s: from %(start)s to %(end)s it takes %(drive)s minutes of driving, with lunch more"
    " than the %(minutes)s minutes of the day"
)


class Told(tuple[Mapping[str, Any], ...]):
    """
    Texts as a value of an error: each a text for the translators with the values that fill it.

    Each is ``{"text", "values"}``; where it is about one stop also ``stop`` and ``name``.
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Return the English texts."""
        return "; ".join(
            (f"{each['name']} – " if "name" in each else "") + each["text"] % each["values"] for each in self
        )


def with_names(error: Infeasible, prepared: PreparedTour) -> Infeasible:
    """Return the error with keys and names of places instead of positions, and why each cannot be."""
    values = dict(error.values)
    if error.message in (NO_ROAD_OUT, NO_ROAD_BACK):
        return error
    if isinstance(values.get("day"), int):
        return _of_day(prepared, values)
    if isinstance(values.get("group"), str):
        values |= {"group": _titles([values["group"]]), "group_key": values["group"]}
    stops = values.get("stops")
    if isinstance(stops, list | tuple):
        values["stops"] = [prepared.places[stop].place_id for stop in stops]
        values["names"] = ", ".join(prepared.places[stop].name for stop in stops)
    reasons = values.get("reasons")
    if isinstance(reasons, Mapping):
        values["reasons"] = {prepared.places[int(stop)].place_id: reason for stop, reason in reasons.items()}
        values["why"] = Told(_why(prepared, int(stop), Reason(reason)) for stop, reason in reasons.items())
        return Infeasible(IMPOSSIBLE, **values)
    groups = values.get("groups")
    if isinstance(groups, list) and (stops or groups):
        text = NOT_BOTH if stops and groups else NOT_ALL if stops else NOT_WITHIN
        return Infeasible(text, **values | {"groups": groups, "kinds": _titles(groups)})
    return Infeasible(error.message, **values)


def require_ways(prepared: PreparedTour) -> None:
    """Raise ``Infeasible`` if a day begins or ends where no road is known to any stop: it would be empty."""
    instance = prepared.request.instance
    rows = [stop.index for stop in instance.stops]
    for number, day in enumerate(instance.days, start=1):
        if not np.isfinite(instance.minutes[day.start, rows]).any():
            raise Infeasible(NO_ROAD_OUT, start=_called(prepared, day.start), day=number)
        if not np.isfinite(instance.minutes[rows, day.end]).any():
            raise Infeasible(NO_ROAD_BACK, end=_called(prepared, day.end), day=number)


def _called(prepared: PreparedTour, row: int) -> str:
    """Return the name of a place where a day begins or ends, else its longitude and latitude."""
    return prepared.spots[row].name or prepared.spots[row].label


def _titles(groups: Sequence[object]) -> Told:
    """Return what groups of stops are called."""
    return Told({"text": group_title(str(group)), "values": {}} for group in groups)


def _of_day(prepared: PreparedTour, values: Mapping[str, Any]) -> Infeasible:
    """Return the error of a day that cannot get from its start to its end, with its figures."""
    instance = prepared.request.instance
    number = int(values["day"]) - 1
    day = instance.days[number]
    start, end = _called(prepared, day.start), _called(prepared, day.end)
    drive = 0.0 if day.start == day.end else float(instance.minutes[day.start, day.end])
    told = {"day": number + 1, "start": start, "end": end, "minutes": round(day.end_at - day.start_at)}
    if not math.isfinite(drive):
        return Infeasible(NO_WAY, **told)
    if day.max_drive_min is not None and drive > day.max_drive_min:
        return Infeasible(TOO_MUCH, **told, drive=round(drive), most=round(day.max_drive_min))
    return Infeasible(TOO_LONG, **told, drive=round(drive))


def _why(prepared: PreparedTour, stop: int, reason: Reason) -> dict[str, Any]:
    """Return why one stop cannot be visited."""
    note = why_not(prepared, stop, reason)
    place = prepared.places[stop]
    return {"stop": place.place_id, "name": place.name, "text": note.message, "values": dict(note.values)}


def of_all(errors: Sequence[tuple[str, Infeasible]]) -> Infeasible:
    """Return one error for choices of days or nights of which none works; each with its first day."""
    day, error = errors[0]
    if len(errors) == 1:
        return error
    first = Told([{"text": error.message, "values": dict(error.values)}])
    named = {name: error.values[name] for name in ("stops", "reasons", "why") if name in error.values}
    return Infeasible(NOWHERE, count=len(errors), day=day, first=first, **named)
