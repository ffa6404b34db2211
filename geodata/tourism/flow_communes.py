"""
Which communes tours stop in or pass through, and which they leave out, and why.

A stop counts in the commune that the registry places it in, as on the map; one
that is no longer there, or that a user put on the map, in the commune whose
outline holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.collation import vietnamese_key
from geodata.crs import WGS84, to_metric
from geodata.joins import (
    craft_villages_in,
    district_names,
    producers_in,
    products_in,
    sales_points_in,
    sights_in,
)
from geodata.planning.figures import RECOGNISED
from geodata.planning.spots import Communes, communes_of
from geodata.store import Store
from geodata.tourism.flows import FlowTour, Stretch
from geodata.tourism.registry_places import NO_CRAFT, tour_places
from geodata.view import View
from geodata.vocabulary import InSystem

# Outlines are generalised by 40 m on either side: less than this inside says nothing.
LEAST_INSIDE_M = 100.0


class FlowState(StrEnum):
    """What tours do in a commune."""

    VISITED = "visited"
    PASSED = "passed"  # driven through, never stopped in
    MISSED = "missed"
    NO_RECORDS = "no_records"  # no table here covers it: nobody could stop there


class WhyLeftOut(StrEnum):
    """Why no tour stops in a commune."""

    NOT_CHOSEN = "not_chosen"
    DISTRICT_ONLY = "district_only"
    NO_STOP = "no_stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneFlow:
    """
    What tours do in one commune, and what they would find there.

    ``visiting`` and ``passing`` are positions of tours; who stops there is
    not told among those who pass. ``products`` are recognised ones,
    ``villages`` crafts and craft villages, ``stops`` the places that a tour
    may stop at, all by name. ``district_only`` counts the records that are
    known only by its district. ``why`` is None where a tour stops or nobody could.
    """

    code: str
    name: str
    district: str | None
    has_records: bool  # any table here covers it
    state: FlowState
    visiting: tuple[int, ...]
    passing: tuple[int, ...]
    visits: int
    products: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    district_only: int = 0
    why: WhyLeftOut | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CommuneFlows:
    """All communes of a view by code, and how many visits lie in none of them."""

    rows: tuple[CommuneFlow, ...]
    visits_elsewhere: int


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What the registry knows of communes by code, of districts by code, and where its places are."""

    products: Mapping[str, tuple[str, ...]]
    villages: Mapping[str, tuple[str, ...]]
    stops: Mapping[str, tuple[str, ...]]
    homes: Mapping[str, str]  # place → commune
    district_only: Mapping[str, int]
    districts: Mapping[str, str]


def commune_flows(
    store: Store, view: View, tours: Sequence[FlowTour], stretches: Sequence[Stretch]
) -> CommuneFlows:
    """
    Return what tours do in each commune of a view.

    Parameters
    ----------
    store, view
        Which communes there are and which records count; ``InvalidInput`` for the units of 2019.
    tours, stretches
        Tours, and what ``stretches_of`` gives for them.
    """
    known = store.remembered(("known_of_communes", view), lambda: _known_of(store, view))
    communes = store.remembered(("communes_of", view), lambda: communes_of(store, view))
    visits, elsewhere = _visits(tours, known.homes, communes)
    passing = passed_communes(communes.rows, stretches, len(tours))
    rows = zip(communes.rows["unit_code"], communes.rows["has_records"], strict=True)
    found = [
        _row(
            str(code),
            bool(covered),
            communes,
            known,
            visits.get(str(code), []),
            passing[str(code)],
        )
        for code, covered in rows
    ]
    return CommuneFlows(tuple(found), elsewhere)


def passed_communes(
    communes: gpd.GeoDataFrame, stretches: Sequence[Stretch], tours: int
) -> dict[str, set[int]]:
    """
    Return which tours drive through each commune, by code.

    Parameters
    ----------
    communes
        ``unit_code`` and outlines in any known CRS.
    stretches
        Lines in EPSG:4326; a tour passes where those that it drives over lie
        in the outline with over ``LEAST_INSIDE_M`` metres (EPSG:9208) together.
    tours
        How many tours there are.
    """
    codes = [str(code) for code in communes["unit_code"]]
    if not stretches:
        return {code: set() for code in codes}
    areas = to_metric(communes.geometry).to_numpy()
    lines = to_metric(gpd.GeoSeries([one.line for one in stretches], crs=WGS84)).to_numpy()
    shapely.prepare(areas)
    line, area = shapely.STRtree(areas).query(lines, predicate="intersects")
    lengths = shapely.length(shapely.intersection(lines[line], areas[area]))
    inside = np.zeros((len(areas), tours))
    for one, place, metres in zip(line.tolist(), area.tolist(), lengths.tolist(), strict=True):
        inside[place, list(stretches[one].tours)] += metres
    return {
        code: set(np.flatnonzero(metres > LEAST_INSIDE_M).tolist())
        for code, metres in zip(codes, inside, strict=True)
    }


def _visits(
    tours: Sequence[FlowTour], homes: Mapping[str, str], communes: Communes
) -> tuple[dict[str, list[int]], int]:
    """Return the position of its tour for each visit, by commune, and how many lie in no commune."""
    every = [(number, visit) for number, tour in enumerate(tours) for visit in tour.visits]
    unknown = sorted({(visit.lon, visit.lat) for _, visit in every if visit.stop not in homes})
    held = dict(zip(unknown, (code for code, _ in communes.holding(unknown)), strict=True))
    found: dict[str, list[int]] = {}
    elsewhere = 0
    for number, visit in every:
        code = homes.get(visit.stop) or held.get((visit.lon, visit.lat))
        if code is None:
            elsewhere += 1
        else:
            found.setdefault(code, []).append(number)
    return found, elsewhere


def _row(
    code: str, covered: bool, communes: Communes, known: _Known, visits: list[int], passing: set[int]
) -> CommuneFlow:
    """Return one commune."""
    visiting = set(visits)
    district = communes.districts[code]
    stops, vague = known.stops.get(code, ()), known.district_only.get(district or "", 0)
    return CommuneFlow(
        code=code,
        name=communes.names[code],
        district=known.districts.get(district or ""),
        has_records=covered,
        state=_state(covered, visiting, passing),
        visiting=tuple(sorted(visiting)),
        passing=tuple(sorted(passing - visiting)),
        visits=len(visits),
        products=known.products.get(code, ()),
        villages=known.villages.get(code, ()),
        stops=stops,
        district_only=vague,
        why=_why(len(stops), vague) if covered and not visiting else None,
    )


def _state(covered: bool, visiting: set[int], passing: set[int]) -> FlowState:
    """Return what tours do in a commune."""
    if visiting:
        return FlowState.VISITED
    if not covered:
        return FlowState.NO_RECORDS
    return FlowState.PASSED if passing else FlowState.MISSED


def _why(stops: int, vague: int) -> WhyLeftOut:
    """Return why no tour stops in a commune that tables here cover."""
    if stops:
        return WhyLeftOut.NOT_CHOSEN
    return WhyLeftOut.DISTRICT_ONLY if vague else WhyLeftOut.NO_STOP


def _known_of(store: Store, view: View) -> _Known:
    """Return what the registry knows of the communes of a view."""
    products = products_in(store, view, RECOGNISED)
    crafts = craft_villages_in(store, view)
    crafts = crafts[~crafts["standing"].isin([standing.value for standing in NO_CRAFT])]
    places = tour_places(store, view).items
    stops: dict[str, list[str]] = {}
    for place in places:
        stops.setdefault(place.commune_code, []).append(place.name)
    records = [
        products,
        crafts,
        producers_in(store, view),
        sales_points_in(store, view),
        sights_in(store, view),
    ]
    vague = pd.concat(
        [each.loc[each["in_system"] == InSystem.DISTRICT_ONLY, "district_code"] for each in records]
    )
    return _Known(
        products=_names(products),
        villages=_names(crafts),
        stops={code: tuple(sorted(names, key=vietnamese_key)) for code, names in stops.items()},
        homes={place.place_id: place.commune_code for place in places},
        district_only={str(code): int(count) for code, count in vague.value_counts().items()},
        districts=district_names(store),
    )


def _names(records: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the names of records by the commune that they lie in."""
    placed = records[records["commune_code"].notna()]
    return {
        str(code): tuple(sorted(group["name"], key=vietnamese_key))
        for code, group in placed.groupby("commune_code")
    }
