"""
What can be reached: communes with their residents, products, producers, crafts, sales points and sights.

It is told from the travel time of each place itself, never from a polygon. A
place that is known only by its commune is reached where the commune's
interior point is; what is known only by district is in no list, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import N_, InvalidInput
from geodata.joins import craft_villages_in, producers_in, products_in, sales_points_in, sights_in
from geodata.network.values import TravelTimes, Variant
from geodata.planning.figures import RECOGNISED, LeftOver, left_over_of, residents_of_units
from geodata.store import Store
from geodata.units import units_in
from geodata.view import View
from geodata.vocabulary import CraftStanding, UnitLevel, UnitSystem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

COMMUNES = "communes"
# What is counted beside the communes; the order in which it is told.
RECORDS = ("products", "producers", "craft_villages", "sales_points", "sights")
COLUMNS = ["kind", "id", "name", "lon", "lat", "residents"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Places:
    """
    Everything that can be reached in a view.

    ``rows``: ``kind`` (``communes`` or one of ``RECORDS``), ``id`` (code of a
    commune, else the record's), ``name``, ``lon``, ``lat`` (degrees,
    EPSG:4326) and ``residents`` (NaN: not known, or no commune). ``points``
    (k × 2) are their different points, ``at`` says for each row which; travel
    times are asked for ``points`` alone. ``left_over`` are the records that lie in no commune.
    """

    rows: pd.DataFrame
    points: Floats
    at: Ints
    left_over: Mapping[str, LeftOver]


@dataclass(frozen=True, slots=True)
class PlaceInside:
    """One place that is reached, and in how many minutes."""

    id: str
    name: str
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """
    What is reached within some minutes, each list by minutes and then by id.

    ``residents`` adds up the communes of which they are known;
    ``residents_missing`` counts those of which they are not.
    """

    minutes: float
    communes: tuple[PlaceInside, ...]
    residents: int
    residents_missing: int
    records: Mapping[str, tuple[PlaceInside, ...]]  # by ``RECORDS``

    @property
    def counts(self) -> dict[str, int]:
        """Return how many of each kind of record are reached."""
        return {kind: len(found) for kind, found in self.records.items()}


def reachable_places(store: Store, view: View) -> Places:
    """
    Return every place of ``view`` that has a point; read once per revision.

    Products are the recognised ones, producers those that have one, craft
    villages the recognised ones; a place of several rows counts once, as on the map.
    """
    if view.units is UnitSystem.Y2019:
        raise InvalidInput(N_("The unit system 2019 has names only: choose 2024 or 2025"))
    return store.remembered(("reachable_places", view), lambda: _reachable(store, view))


def _reachable(store: Store, view: View) -> Places:
    """Return every place of ``view`` that has a point."""
    producers, crafts = producers_in(store, view), craft_villages_in(store, view)
    once = {
        "products": (products_in(store, view, RECOGNISED), "product_id"),
        "producers": (_once(producers[producers["product_count"] > 0]), "producer_id"),
        "craft_villages": (_once(crafts[crafts["standing"] == CraftStanding.RECOGNISED]), "craft_village_id"),
        "sales_points": (_once(sales_points_in(store, view)), "sales_point_id"),
        "sights": (_once(sights_in(store, view)), "sight_id"),
    }
    frames = [_communes(store, view)]
    frames += [_reached(kind, *once[kind]) for kind in RECORDS]
    rows = pd.concat(frames, ignore_index=True).astype({"residents": "float64"})
    points, at = np.unique(
        np.asarray(rows[["lon", "lat"]], dtype=np.float64).reshape(-1, 2), axis=0, return_inverse=True
    )
    left_over = {kind: left_over_of(records) for kind, (records, _) in once.items()}
    return Places(rows=rows, points=points, at=at.reshape(-1), left_over=left_over)


def inside(places: Places, minutes: Floats, within: float) -> Inside:
    """
    Return what is reached within ``within`` minutes, the last one included.

    Parameters
    ----------
    minutes
        Minutes to each of ``places.points`` (k), ``inf`` or NaN where there is no way; from a set of
        places the least of them (``least_minutes``).
    """
    times = minutes[places.at]
    rows = places.rows.assign(minutes=times)[times <= within]
    rows = rows.sort_values(["minutes", "id"], kind="stable")
    lists = {kind: tuple(_named(rows[rows["kind"] == kind])) for kind in (COMMUNES, *RECORDS)}
    residents = rows.loc[rows["kind"] == COMMUNES, "residents"]
    return Inside(
        minutes=within,
        communes=lists.pop(COMMUNES),
        residents=int(residents.sum()),
        residents_missing=int(residents.isna().sum()),
        records=lists,
    )


def inside_range(places: Places, times: TravelTimes, within: float) -> dict[Variant, Inside]:
    """
    Return for each variant what is reached from any of the origins of ``times``.

    The destinations of ``times`` are ``places.points``, in their order.
    """
    return {
        variant: inside(places, least_minutes(getattr(times, variant.value)), within) for variant in Variant
    }


def least_minutes(minutes: Floats) -> Floats:
    """Return the least minutes to each destination (columns) from any origin (rows); ``inf``: no way."""
    if minutes.shape[0] == 0:
        return np.full(minutes.shape[1], np.inf)
    known = np.where(np.isnan(minutes), np.inf, minutes)
    return np.asarray(known.min(axis=0), dtype=np.float64)


def _once(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row per place."""
    return records.drop_duplicates("place_id")


def _communes(store: Store, view: View) -> pd.DataFrame:
    """Return every commune of the system at its interior point, with its residents."""
    units = units_in(store, view.units, UnitLevel.COMMUNE, view.today)
    units = units[units["label_lon"].notna()]
    keys = pd.MultiIndex.from_arrays([units["unit_code"], units["valid_from"]])
    people = residents_of_units(store)["residents"].reindex(keys)
    return pd.DataFrame(
        {
            "kind": COMMUNES,
            "id": units["unit_code"].astype(object).to_numpy(),
            "name": units["name"].astype(object).to_numpy(),
            "lon": units["label_lon"].to_numpy(),
            "lat": units["label_lat"].to_numpy(),
            "residents": people.to_numpy(dtype="float64", na_value=np.nan),
        },
        columns=COLUMNS,
    )


def _reached(kind: str, records: pd.DataFrame, id_column: str) -> pd.DataFrame:
    """Return the records of one kind that lie in a commune and have a point."""
    placed = records[records["commune_code"].notna() & records["lon"].notna()]
    return pd.DataFrame(
        {
            "kind": kind,
            "id": placed[id_column].astype(object).to_numpy(),
            "name": placed["name"].astype(object).to_numpy(),
            "lon": placed["lon"].to_numpy(dtype="float64"),
            "lat": placed["lat"].to_numpy(dtype="float64"),
            "residents": np.nan,
        },
        columns=COLUMNS,
    )


def _named(rows: pd.DataFrame) -> list[PlaceInside]:
    """Return rows as values."""
    columns = (rows["id"], rows["name"], rows["minutes"])
    return [PlaceInside(str(key), str(name), float(time)) for key, name, time in zip(*columns, strict=True)]
