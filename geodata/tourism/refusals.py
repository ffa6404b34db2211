"""Wishes that no tour can grant, told by the names of the stops, with the reason of each in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geodata.errors import N_, Infeasible
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.skipping import why_not
from geodata.tourism.values import Reason

IMPOSSIBLE = N_("These stops must be visited and cannot be on any day: %(why)s")
NOWHERE = N_(
    "On none of the %(count)s choices of days or nights can the wishes be granted. For %(day)s: %(first)s"
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
    stops = values.get("stops")
    if not isinstance(stops, list | tuple):
        return error
    values["stops"] = [prepared.places[stop].place_id for stop in stops]
    values["names"] = ", ".join(prepared.places[stop].name for stop in stops)
    reasons = values.get("reasons")
    if not isinstance(reasons, Mapping):
        return Infeasible(error.message, **values)
    values["reasons"] = {prepared.places[int(stop)].place_id: reason for stop, reason in reasons.items()}
    values["why"] = Told(_why(prepared, int(stop), Reason(reason)) for stop, reason in reasons.items())
    return Infeasible(IMPOSSIBLE, **values)


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
