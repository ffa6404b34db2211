"""A tour over the registry made ready for the solver: places, hours, prizes and minutes as an instance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from geodata.network.values import Floats, TravelTimes, Variant
from geodata.tourism.assumptions import Assumptions
from geodata.tourism.interests import Prize
from geodata.tourism.nights import Town
from geodata.tourism.openings import Opening
from geodata.tourism.paces import PaceAssumption
from geodata.tourism.places import TourPlace, TourPlaces
from geodata.tourism.requests import LOCAL, TourRequest
from geodata.tourism.vehicles import VehicleAssumption
from geodata.tourism.wish_parts import OWN_ID
from geodata.tourism.wishes import PlanWith, TourWishes


@dataclass(frozen=True, slots=True)
class Spot:
    """
    A row of the matrix (degrees, EPSG:4326); ``key`` and ``name`` are None for a bare point of the map.

    ``outside``: a bare point that lies in no commune of the unit system.
    ``own_point`` False: the place stands somewhere in its commune; ``within``
    are the names of the units that it lies in, the smallest first.
    """

    key: str | None
    name: str | None
    lon: float
    lat: float
    outside: bool = False
    own_point: bool = True
    within: tuple[str, ...] = ()

    @classmethod
    def of_place(cls, place: TourPlace) -> Self:
        """Return the row of a stop."""
        # A commune may be called as its district is.
        within = tuple(dict.fromkeys(part for part in (place.commune, place.district) if part))
        return cls(place.place_id, place.name, place.lon, place.lat, own_point=place.own_point, within=within)

    @classmethod
    def of_town(cls, town: Town) -> Self:
        """Return the row of a town or a lodging."""
        return cls(town.key, town.name, town.lon, town.lat, own_point=town.own_point, within=town.within)

    @property
    def label(self) -> str:
        """Return what a leg calls it: the key, or longitude and latitude."""
        return f"{self.lon},{self.lat}" if self.key is None else self.key


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PreparedTour:
    """
    The instance of a tour over the registry.

    ``spots`` are the rows: where the days begin and end, then the stops, in
    the order of ``places``, ``openings``, ``prizes`` and the instance's stops.
    ``minutes`` are those of the vehicle; ``times`` those of a car; ``town_min``
    the likely ones of a car from the nearest town to each stop, None where they are not known.
    """

    wishes: TourWishes
    places: tuple[TourPlace, ...]
    openings: tuple[Opening, ...]
    prizes: tuple[Prize, ...]
    spots: tuple[Spot, ...]
    minutes: dict[Variant, Floats]
    times: TravelTimes
    request: TourRequest
    left_out: TourPlaces
    town_min: tuple[float | None, ...]
    assumptions: Assumptions

    @property
    def pace(self) -> PaceAssumption:
        """Return what is assumed of the pace of the tour."""
        return self.assumptions.paces[self.wishes.pace]

    @property
    def vehicle(self) -> VehicleAssumption:
        """Return what is assumed of the vehicle of the tour."""
        return self.assumptions.vehicles[self.wishes.vehicle]

    @property
    def planned_with(self) -> Variant:
        """Return the end of the range that the tour is planned with."""
        return Variant.HIGH if self.wishes.plan_with is PlanWith.HIGH else Variant.LIKELY

    @property
    def number_of(self) -> dict[str, int]:
        """Return the position of each stop by its key."""
        return {place.place_id: number for number, place in enumerate(self.places)}

    def row_of(self, number: int) -> int:
        """Return the row of a stop by its position."""
        return self.request.instance.stops[number].index

    def is_own(self, number: int) -> bool:
        """Tell whether a stop is one that the user put on the map."""
        return OWN_ID.fullmatch(self.places[number].place_id) is not None


def origin_of(wishes: TourWishes) -> datetime:
    """Return the midnight in Việt Nam from which the minutes of a tour count."""
    first = wishes.dates[0]
    return datetime(first.year, first.month, first.day, tzinfo=LOCAL)
