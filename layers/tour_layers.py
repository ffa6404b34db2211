"""A tour as layers: its stops as points, its legs as lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geodata.crs import WGS84
from geodata.errors import N_, NotFound
from layers.build import Layer
from layers.catalogue import Field, LayerGroup, LayerSpec
from layers.tour_files.sheet import Leg, Sheet, SheetDay, Visit

STOPS = LayerSpec(
    "stops",
    N_("Stops of the tour"),
    LayerGroup.PLACES,
    "point",
    (
        Field("day", N_("Day"), "number"),
        Field("number", N_("Number"), "number"),
        Field("name", N_("Place")),
        Field("kinds", N_("Kind")),
        Field("where", N_("Commune")),
        Field("own_point", N_("The point is that of the place"), "flag"),
        Field("arrive", N_("Arrival (time in Việt Nam)")),
        Field("leave", N_("Departure (time in Việt Nam)")),
        Field("products", N_("OCOP products"), "list"),
        Field("partly_inferred", N_("Rests on inferred stars, group or producer"), "flag"),
        Field("notes", N_("Notes"), "list"),
        Field("id", N_("Identifier"), in_table=False),
    ),
    note=N_("A point that is not that of the place lies somewhere in its commune."),
)
LEGS = LayerSpec(
    "legs",
    N_("Legs of the tour"),
    LayerGroup.ROADS,
    "line",
    (
        Field("day", N_("Day"), "number"),
        Field("number", N_("Number"), "number"),
        Field("from_name", N_("From")),
        Field("to_name", N_("To")),
        Field("minutes_low", N_("Minutes, low"), "number"),
        Field("minutes_likely", N_("Minutes, likely"), "number"),
        Field("minutes_high", N_("Minutes, high"), "number"),
        Field("km", N_("Length (km)"), "number"),
        Field("roads", N_("Road"), "list"),
        Field("real", N_("The line is a road"), "flag"),
    ),
    note=N_("A line that is no road shows the order of the stops alone. Minutes are estimates."),
)
TOUR_LAYERS: Mapping[str, LayerSpec] = {spec.key: spec for spec in (STOPS, LEGS)}


def build_tour_layer(key: str, sheet: Sheet) -> Layer:
    """
    Return one layer of a tour, in the order of its days.

    Raises
    ------
    NotFound
        There is no layer of that name.
    """
    if key not in TOUR_LAYERS:
        raise NotFound(
            N_("There is no layer %(key)s; there are %(allowed)s"), key=key, allowed=", ".join(TOUR_LAYERS)
        )
    if key == STOPS.key:
        visits = [visit for day in sheet.days for visit in day.visits]
        return _layer(STOPS, map(_stop, visits), [shapely.Point(visit.point) for visit in visits])
    legs = [(day, number, leg) for day in sheet.days for number, leg in enumerate(day.legs, start=1)]
    return _layer(LEGS, (_leg(*leg) for leg in legs), [shapely.LineString(leg.line) for *_, leg in legs])


def _stop(visit: Visit) -> dict[str, Any]:
    """Return one visit."""
    return {
        "day": visit.day,
        "number": visit.number,
        "name": visit.name,
        "kinds": visit.kinds,
        "where": visit.where,
        "own_point": visit.own_point,
        "arrive": visit.begin.isoformat(timespec="minutes"),
        "leave": visit.leave.isoformat(timespec="minutes"),
        "products": [product.text for product in visit.products],
        "partly_inferred": any(product.is_inferred for product in visit.products),
        "notes": list(visit.notes),
        "id": visit.key,
    }


def _leg(day: SheetDay, number: int, leg: Leg) -> dict[str, Any]:
    """Return one leg."""
    return {
        "day": day.number,
        "number": number,
        "from_name": leg.start.name,
        "to_name": leg.end.name,
        "minutes_low": leg.low,
        "minutes_likely": leg.likely,
        "minutes_high": leg.high,
        "km": leg.km,
        "roads": list(leg.roads),
        "real": leg.is_real,
    }


def _layer(spec: LayerSpec, rows: Any, shapes: list[Any]) -> Layer:  # noqa: ANN401 -- rows as they come
    """Return rows and shapes (EPSG:4326) as a layer."""
    frame = pd.DataFrame(list(rows), columns=[field.name for field in spec.fields]).astype(object)
    frame = frame.where(frame.notna(), None)
    return Layer(spec, gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=WGS84), crs=WGS84))
