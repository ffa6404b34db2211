"""Tours as flows count them, made of lines that a test writes down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geodata.tourism.flows import FlowKind, FlowTour, flow_tour

Line = Sequence[tuple[float, float]]


def make_answer(days: Sequence[Sequence[tuple[Line | None, str | None]]], **stops: Any) -> dict[str, Any]:
    """
    Return an answer of legs: (line, stop that it leads to; None for the last of a day).

    ``stops`` are lon and lat of each stop, or those and its kinds.
    """
    return {
        "days": [
            {
                "legs": [{"line": line, "real": True, "km": None} for line, _ in legs],
                "visits": [{"stop": stop} for _, stop in legs if stop is not None],
            }
            for legs in days
        ],
        "stops": {
            key: {"name": f"Stop {key}", "lon": place[0], "lat": place[1], "kinds": list(place[2:])}
            for key, place in stops.items()
        },
    }


def make_tour(key: str, *lines: Line, kind: FlowKind = FlowKind.GENERATED) -> FlowTour:
    """Return a tour of one day that visits nothing and drives along ``lines``."""
    stops = {f"{key}-{number}": line[-1] for number, line in enumerate(lines[:-1])}
    legs = [(line, f"{key}-{n}" if n < len(lines) - 1 else None) for n, line in enumerate(lines)]
    return flow_tour(make_answer([legs], **stops), key=key, kind=kind)
