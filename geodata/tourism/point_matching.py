"""
Points of a file matched to stops: by the name that they bear, else by the stop that lies there.

A stop that is known only by its commune is never taken by its point: that is
somewhere in the commune.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geodata.network.snapping import metric_xy
from geodata.network.values import Floats
from geodata.tourism.given_tours import GivenStop, OwnPoint
from geodata.tourism.matching import MOST_CANDIDATES, Candidate, NameMatch, PlaceNames
from geodata.tourism.places import TourPlace

NEAR_M = 250.0
# So far from where the registry has it a stop of that name may lie: from its own point, from its commune's.
NAMED_M, NAMED_IN_COMMUNE_M = 1_000.0, 15_000.0
OFFERED_M = 1_000.0
_LABEL = re.compile(r"\d{1,2}(?:[.\-/]\d{1,2})?[.):]?\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a file that may be a place of the tour."""

    lon: float
    lat: float
    name: str | None
    at: str | None = None
    visit_min: int = 0
    is_end: bool = False


Days = list[list[Mark]]


def name_of(mark: Mark) -> str:
    """Return what a place of the user is called: its name, else where it is."""
    return mark.name or f"{mark.lat:.5f}, {mark.lon:.5f}"


def metres_apart(points: Floats, others: Floats) -> Floats:
    """Return the metres (EPSG:9208) between points (a × 2) and others (b × 2); ``inf`` outside the zone."""
    with np.errstate(invalid="ignore"):
        apart = points[:, None, :] - others[None, :, :]
        metres = np.hypot(apart[..., 0], apart[..., 1])
    return np.where(np.isnan(metres), np.inf, metres)


class PointMatcher:
    """Tells which stops the points of a file are."""

    def __init__(self, names: PlaceNames) -> None:
        """Match against the stops of ``names``."""
        self._names = names
        self._places: list[TourPlace] = list(names.places.values())
        self._xy = metric_xy(np.array([(place.lon, place.lat) for place in self._places]).reshape(-1, 2))
        self._number = {place.place_id: number for number, place in enumerate(self._places)}
        self._own = np.array([place.own_point for place in self._places], dtype=bool)

    def days(self, days: Days) -> tuple[tuple[GivenStop, ...], ...]:
        """Return the places of each day."""
        marks = [mark for day in days for mark in day]
        if not marks:
            return tuple(() for _ in days)
        matches = self._by_name(marks)
        metres = metres_apart(metric_xy(np.array([(mark.lon, mark.lat) for mark in marks])), self._xy)
        each = iter(
            self._stop(number, mark, match, row)
            for number, (mark, match, row) in enumerate(zip(marks, matches, metres, strict=True), start=1)
        )
        return tuple(tuple(next(each) for _ in day) for day in days)

    def _by_name(self, marks: Sequence[Mark]) -> list[NameMatch]:
        """Return what the name of each point means; a number before it is a label of the file."""
        texts = []
        for mark in marks:
            text = mark.name or ""
            label = _LABEL.match(text)
            texts.append(text if not label or self._names.same(text) else text[label.end() :])
        return self._names.find(texts)

    def _stop(self, number: int, mark: Mark, match: NameMatch, metres: Floats) -> GivenStop:
        """Return one place; ``number`` makes the key of a place of the user."""
        line = name_of(mark)
        named = self._named(match, metres)
        if named is not None:
            return GivenStop(
                line=line,
                place_id=named.place_id,
                similarity=named.similarity,
                candidates=match.candidates,
                at=mark.at,
                is_end=mark.is_end,
            )
        near = self._near(metres)
        nearest = near[0] if near and metres[self._number[near[0].place_id]] <= NEAR_M else None
        known = {candidate.place_id for candidate in match.candidates}
        candidates = (*match.candidates, *(each for each in near if each.place_id not in known))
        text = _LABEL.sub("", line, count=1) if mark.name and not match.place_id else line
        return GivenStop(
            line=line,
            place_id=None if nearest is None else nearest.place_id,
            candidates=candidates[:MOST_CANDIDATES],
            own=None
            if nearest is not None
            else OwnPoint(
                own_id=f"own:{number}",
                name=text or line,
                lon=mark.lon,
                lat=mark.lat,
                visit_min=mark.visit_min,
            ),
            at=mark.at,
            is_end=mark.is_end,
        )

    def _named(self, match: NameMatch, metres: Floats) -> Candidate | None:
        """Return the stop that a name stands for, where it may lie there."""
        fits = []
        for candidate in match.candidates:
            place = self._number[candidate.place_id]
            most = NAMED_M if self._own[place] else NAMED_IN_COMMUNE_M
            if metres[place] <= most:
                fits.append(candidate)
        if match.place_id is not None:
            return next((each for each in fits if each.place_id == match.place_id), None)
        # Names that two places share: the point tells them apart.
        same = [each for each in fits if each.similarity == 1]
        return same[0] if len(same) == 1 else None

    def _near(self, metres: Floats) -> list[Candidate]:
        """Return the stops with a point of their own near by, the nearest first."""
        numbers = np.flatnonzero(self._own & (metres <= OFFERED_M))
        ranked = numbers[np.argsort(metres[numbers], kind="stable")][:MOST_CANDIDATES]
        places = (self._places[number] for number in ranked.tolist())
        return [Candidate(place.place_id, place.name, place.commune, None) for place in places]
