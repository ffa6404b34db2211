"""Isochrones: the area within some minutes of any of a few places, and everything that lies inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geodata.network.answers import Answer, features
from geodata.network.current import CurrentNetwork
from geodata.network.values import Floats, Reach
from geodata.planning.places import RECORDS, Inside, inside_range, reachable_places
from geodata.store import Store
from geodata.view import View


def tell_isochrones(
    store: Store, network: CurrentNetwork, view: View, starts: Floats, minutes: Sequence[float]
) -> Answer:
    """
    Return a FeatureCollection with one area for each number of minutes and each end of the range.

    What lies inside is told from the travel times of the places themselves, not from the area, which is
    a picture: a corridor along the roads that are reached.

    Parameters
    ----------
    starts
        Places (k × 2; lon, lat in degrees); an area is the union of what each of them reaches.
    minutes
        Ascending.
    """
    places = reachable_places(store, view)
    times = network.router.travel_times(starts, places.points)
    reaches = network.router.reaches(starts, minutes)
    found = {within: inside_range(places, times, within) for within in minutes}
    told = network.described(times)
    off_network = [None if np.isnan(metres) else round(metres) for metres in times.off_network_m[0].tolist()]
    return {
        **features(
            [
                _feature(reach, found[reach.minutes][reach.variant], estimate=times.estimate)
                for reach in reaches
            ]
        ),
        "units": view.units.value,
        "on": None if view.on is None else view.on.isoformat(),
        "status_day": view.status_day.isoformat(),
        "revision": store.revision(),
        "off_network_m": off_network,
        "left_over": {
            kind: {
                "district_only": left.district_only,
                "not_placed": left.not_placed,
                "outside": left.outside,
            }
            for kind, left in places.left_over.items()
        },
        "travel": told,
    }


def _feature(reach: Reach, inside: Inside, *, estimate: bool) -> tuple[Any, Answer]:
    """Return geometry and properties of one area."""
    geometry = None if reach.shape.is_empty else shapely.geometry.mapping(reach.shape)
    properties = {
        "minutes": reach.minutes,
        "variant": reach.variant.value,
        "estimate": estimate,
        "engine": reach.engine,
        "fallback": reach.fallback,
        "inside": {
            "residents": inside.residents,
            "residents_missing": inside.residents_missing,
            "counts": inside.counts,
            "communes": [
                {"id": place.id, "name": place.name, "minutes": round(place.minutes, 1)}
                for place in inside.communes
            ],
            **{
                kind: [
                    {"id": place.id, "name": place.name, "minutes": round(place.minutes, 1)}
                    for place in inside.records[kind]
                ]
                for kind in RECORDS
            },
        },
    }
    return geometry, properties
