"""What a list shows of a tour and filters it by, drawn from its answer once, when it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from geodata.names import search_key
from geodata.tourism.calendars import weekday_of
from geodata.tourism.explicit import Answer
from geodata.tourism.kinds import StopKind, in_order
from geodata.vocabulary import Weekday

if TYPE_CHECKING:
    from geodata.tourism.saved import TourHeading


# What summaries say since there were some without it: unknown in those.
LATER: Mapping[str, None] = {"keeps": None, "km_missing": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class TourFilter:
    """What must be true of a tour; None or an empty text asks for nothing."""

    days: int | None = None
    kind: StopKind | None = None  # of at least one stop
    commune: str | None = None  # the code of the commune of at least one stop
    weekday: Weekday | None = None  # of the first day
    text: str = ""  # in title, note, author, names of stops and communes; accents may be left out

    def passes(self, tour: TourHeading) -> bool:
        """Tell whether a tour is wanted."""
        summary = tour.summary
        return (
            self.days in (None, tour.days)
            and (self.kind is None or self.kind.value in summary["kinds"])
            and (self.commune is None or self.commune in summary["communes"])
            and self.weekday in (None, weekday_of(tour.first_day))
            and all(word in _searchable(tour) for word in search_key(self.text).split())
        )


def summary_of(answer: Answer) -> dict[str, Any]:
    """
    Return what a list needs of an answer, for JSON.

    ``keeps`` (nothing is wrong with its order), ``dates``, ``stops`` (names in
    their order), ``kinds`` (each once), ``communes`` (name by code),
    ``products``, ``drive_min`` (low, likely and high minutes; None where a way
    is not known), ``km`` (of the legs where it is known; None: of none) and
    ``km_missing`` (how many legs it is not known of).
    """
    visited = [answer["stops"][visit["stop"]] for day in answer["days"] for visit in day["visits"]]
    legs = [leg for day in answer["days"] for leg in day["legs"]]
    kms = [leg["km"] for leg in legs]
    known = [km for km in kms if km is not None]
    kinds = {StopKind(kind) for stop in visited for kind in stop.get("kinds", ())}
    products = {product["id"] for stop in visited for product in stop.get("products", ())}
    return {
        "keeps": answer["keeps"],
        "dates": answer["dates"],
        "stops": [stop["name"] for stop in visited],
        "kinds": [kind.value for kind in in_order(kinds)],
        "communes": {stop["commune_code"]: stop["commune"] for stop in visited if stop.get("commune_code")},
        "products": len(products),
        "drive_min": {end: _total(leg["range"][end] for leg in legs) for end in ("low", "likely", "high")},
        "km": round(sum(known), 1) if known else None,
        "km_missing": len(kms) - len(known),
    }


def read_summary(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a summary as it was kept, with None for what nobody noted when it was."""
    return {**LATER, **kept}


def has_passed(tour: TourHeading, today: date) -> bool:
    """Tell whether the last day of a tour is over."""
    return date.fromisoformat(tour.summary["dates"][-1]) < today


def _total(values: Iterable[float | None]) -> float | None:
    """Return the sum; None where a part is not known."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return round(sum(known), 1) if len(known) == len(listed) else None


def _searchable(tour: TourHeading) -> str:
    """Return one accent-blind text of a tour."""
    parts = (tour.title, tour.note or "", tour.author_name, *tour.summary["stops"])
    return search_key(" ".join((*parts, *tour.summary["communes"].values())))
