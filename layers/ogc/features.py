"""Features as GeoJSON: the properties of the export's file, geometries in the system that was asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.crs_names import WGS84
from layers.exports.columns import words_of
from layers.exports.content import DEGREE_DECIMALS, METRE_DECIMALS
from layers.ogc.collections import Collection
from layers.ogc.coordinates import projected
from layers.ogc.names import CRS_OF_URI
from layers.wording import Wording


def features_at(
    collection: Collection, places: Sequence[int], crs: str, words: Wording
) -> list[dict[str, Any]]:
    """Return the features at some places of a collection; ``crs`` is a URI of ``CRS_OF_URI``."""
    content, known = collection.content, dict[Any, str]()
    shapes = geometries(content.shapes.iloc[list(places)], crs)
    features = []
    for place, shape in zip(places, shapes, strict=True):
        row = content.rows[place]
        features.append(
            {
                "type": "Feature",
                "id": collection.ids[place],
                "properties": _plain(row | words_of(content.spec.fields, row, words, known)),
                "geometry": shape,
            }
        )
    return features


def geometries(shapes: gpd.GeoSeries, crs: str) -> list[dict[str, Any] | None]:
    """Return geometries (EPSG:4326) as GeoJSON in another system; rings wind as RFC 7946 wants them."""
    decimals = DEGREE_DECIMALS if CRS_OF_URI[crs] == WGS84 else METRE_DECIMALS
    # Wound before the axes are exchanged: in the plane of the map, whatever their order is on paper.
    wound = gpd.GeoSeries(
        shapely.orient_polygons(shapes.to_numpy(), exterior_cw=False), index=shapes.index, crs=shapes.crs
    )
    rounded = shapely.transform(projected(wound, crs).to_numpy(), lambda points: np.round(points, decimals))
    return [None if text is None else json.loads(text) for text in shapely.to_geojson(rounded)]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as JSON can carry it."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
