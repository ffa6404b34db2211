"""The communes behind a tour: simplified outlines with their names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd

from geodata.names import bare_name
from geodata.store import Store
from geodata.units import units_in
from geodata.vocabulary import UnitLevel, UnitSystem
from layers.encode import generalise
from layers.tour_files.document import plain_text

# Of the detail that the map of the site draws at this zoom: outlines keep about 150 m.
OUTLINE_ZOOM = 10


def tour_outlines(store: Store, answer: Mapping[str, Any], today: date) -> gpd.GeoDataFrame:
    """
    Return the communes of the unit system of a tour.

    Returns
    -------
    gpd.GeoDataFrame
        ``code``, ``name`` (bare) and simplified outlines (EPSG:4326), a valid coverage. Nobody may change it.
    """
    system = UnitSystem(answer["basis"]["units"])
    key = ("tour_outlines", system, today)
    return store.remembered(key, lambda: _outlines(store, system, today))


def _outlines(store: Store, system: UnitSystem, today: date) -> gpd.GeoDataFrame:
    """Return the communes of a unit system."""
    units = units_in(store, system, UnitLevel.COMMUNE, today)
    shapes = generalise(units.geometry, OUTLINE_ZOOM)
    names = [bare_name(plain_text(name)) for name in units["name"]]
    return gpd.GeoDataFrame(
        {"code": units["unit_code"].tolist(), "name": names}, geometry=shapes.tolist(), crs=shapes.crs
    )
