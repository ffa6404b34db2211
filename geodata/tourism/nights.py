"""Where a night may be spent: towns that were seats of districts, and lodgings that the registry knows."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.joins import sights_in
from geodata.plain import rows_of
from geodata.store import Store
from geodata.tourism.kinds import is_no_stop
from geodata.tourism.remoteness import SEATS
from geodata.units import units_in
from geodata.view import View
from geodata.vocabulary import UnitLevel, UnitSystem

TOWN = "town:"
# A railway station is a place to arrive at, not one to sleep at.
NO_BED = "railway station"


@dataclass(frozen=True, slots=True)
class Town:
    """
    A place to spend the night at (degrees, EPSG:4326); ``seat`` False: one lodging of the registry.

    ``own_point`` False: somewhere in its commune. ``within`` are the names of
    the units that it lies in, the smallest first.
    """

    key: str
    name: str
    lon: float
    lat: float
    seat: bool
    own_point: bool
    within: tuple[str, ...]


def night_places(store: Store, view: View) -> tuple[Town, ...]:
    """
    Return the towns (keys ``town:085``) and the lodgings that have a point, in that order; read once.

    A town stands at an interior point of the commune that its offices were
    in. No source here counts beds: a town is taken to have some.
    """
    return store.remembered(("night_places", view), lambda: (*_towns(store), *_lodgings(store, view)))


def _towns(store: Store) -> tuple[Town, ...]:
    """Return the seats of the districts."""
    communes = units_in(store, UnitSystem.Y2024, UnitLevel.COMMUNE).set_index("unit_code")
    provinces = units_in(store, UnitSystem.Y2024, UnitLevel.PROVINCE)["name"]
    return tuple(
        Town(
            f"{TOWN}{district}",
            str(communes.at[code, "name"]),
            float(communes.at[code, "label_lon"]),
            float(communes.at[code, "label_lat"]),
            seat=True,
            own_point=False,
            within=tuple(map(str, provinces)),
        )
        for district, code in SEATS.items()
        if code in communes.index
    )


def _lodgings(store: Store, view: View) -> tuple[Town, ...]:
    """Return the resorts and homestays of the registry that lie in a commune."""
    rows = rows_of(sights_in(store, view).sort_values("sight_id"))
    return tuple(
        Town(
            str(row["place_id"] or row["sight_id"]),
            row["name"],
            float(row["lon"]),
            float(row["lat"]),
            seat=False,
            own_point=row["point_source"] is not None,
            within=tuple(dict.fromkeys(part for part in (row["commune"], row["district"]) if part)),
        )
        for row in rows
        if is_no_stop(row["kind"])
        and row["kind"].strip().casefold() != NO_BED
        and row["commune_code"] is not None
        and row["lon"] is not None
    )
