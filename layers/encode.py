"""Layers become bytes: GeoJSON (RFC 7946) and CSV tables that Excel opens."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.crs import to_metric, to_wgs84
from geodata.plain import rows_of
from layers.build import Layer
from layers.catalogue import Field
from layers.inferred import inferred_names

# Ground width of one screen pixel at zoom 0 at latitude 22.3° N, the middle of Lào Cai.
METRES_PER_PIXEL_AT_ZOOM_0 = 156_543.034 * math.cos(math.radians(22.3))
# From this zoom on the reference boundaries are drawn as they are: they were generalised at 40 m.
FULL_DETAIL_ZOOM = 12
DECIMALS = 5  # 1e-5 degrees are about 1 m
# Up to this zoom a screen pixel is over 250 m wide: outlines are sent to 1e-4 degrees, about 11 m.
COARSE_ZOOM = 9
COARSE_DECIMALS = 4


def generalise(shapes: gpd.GeoSeries, zoom: int | None) -> gpd.GeoSeries:
    """
    Return polygons (EPSG:4326) with the detail that ``zoom`` can show; None is full detail.

    ``coverage_simplify``, not ``simplify``, so that neighbours keep one shared
    border; the tolerance is one screen pixel.
    """
    known = shapes[shapes.notna()]
    if zoom is None or zoom >= FULL_DETAIL_ZOOM or known.empty:
        return shapes
    tolerance_m = METRES_PER_PIXEL_AT_ZOOM_0 / 2**zoom
    metric = to_metric(known)
    # The tolerance of the Visvalingam-Whyatt algorithm is the square root of an area.
    simple = shapely.coverage_simplify(metric.to_numpy(), tolerance_m)
    drawn = to_wgs84(gpd.GeoSeries(simple, index=known.index, crs=metric.crs))
    return drawn.reindex(shapes.index)


def _rounded(shapes: gpd.GeoSeries, decimals: int) -> list[str]:
    """Return each geometry as GeoJSON with right-handed rings and so many decimals."""
    values = shapes.to_numpy()
    rounded = shapely.transform(values, lambda points: np.round(points, decimals))
    wound = shapely.orient_polygons(rounded, exterior_cw=False)
    return ["null" if text is None else str(text) for text in shapely.to_geojson(wound)]


def to_items(layer: Layer) -> list[dict[str, Any]]:
    """Return the records of a layer as plain values, with ``lon`` and ``lat`` of points (degrees or None)."""
    items = rows_of(layer.frame.drop(columns="geometry"))
    if layer.spec.geometry != "point":
        return items
    points = layer.frame.geometry
    return [
        {
            **item,
            "lon": None if p is None else round(p.x, DECIMALS),
            "lat": None if p is None else round(p.y, DECIMALS),
        }
        for item, p in zip(items, points, strict=True)
    ]


def to_geojson(layer: Layer, members: Mapping[str, Any], zoom: int | None = None) -> bytes:
    """
    Return the layer as an RFC 7946 FeatureCollection in UTF-8.

    ``members`` are foreign members of the collection (units, revision, …).
    """
    shapes = layer.frame.geometry
    if layer.spec.geometry == "polygon":
        shapes = generalise(shapes, zoom)
    coarse = layer.spec.geometry == "polygon" and zoom is not None and zoom <= COARSE_ZOOM
    decimals = COARSE_DECIMALS if coarse else DECIMALS
    rows = rows_of(layer.frame.drop(columns="geometry"))
    members = {**members, "count": len(rows)}
    return "".join(collection_parts(rows, shapes, members, decimals)).encode()


def collection_parts(
    rows: Iterable[Mapping[str, Any]], shapes: gpd.GeoSeries, members: Mapping[str, Any], decimals: int
) -> Iterator[str]:
    """Give a FeatureCollection in parts; ``shapes`` (EPSG:4326) are in the order of ``rows``."""
    head = _ENCODER.encode({"type": "FeatureCollection", **members})
    yield _harmless(f'{head[:-1]},"features":[')
    comma = ""
    for row, shape in zip(rows, _rounded(shapes, decimals), strict=True):
        feature = f'{{"type":"Feature","properties":{_ENCODER.encode(row)},"geometry":{shape}}}'
        yield comma + _harmless(feature)
        comma = ","
    yield "]}"


# json.dumps makes an encoder for every call: one for all features.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=date.isoformat
)


def _harmless(text: str) -> str:
    """Return JSON without any sign that could end a script block; outside its texts it has none."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# A cell that begins so is a formula for a spreadsheet; some take the full-width signs for the same.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def neutral_cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def to_csv(
    layer: Layer,
    title_of: Callable[[Field], str],
    text_of: Callable[[Field, Any, bool], str],
    notes: list[str],
) -> bytes:
    """
    Return the table of a layer as CSV in UTF-8 with BOM, as Excel expects it.

    ``title_of`` and ``text_of`` put headings and values into the reader's
    language, the latter with a mark where the value is inferred; ``notes``
    (source, date, unit system, filter) follow the table after an empty line,
    so that the headings stay in row 1.
    """
    columns = [field for field in layer.spec.fields if field.in_table]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutral_cell(title_of(field)) for field in columns])
    for row in rows_of(layer.frame[[field.name for field in columns]]):
        marked = inferred_names(row)
        writer.writerow(
            [neutral_cell(text_of(field, row[field.name], field.name in marked)) for field in columns]
        )
    if notes:
        writer.writerow([])
        writer.writerows([neutral_cell(note)] for note in notes)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
