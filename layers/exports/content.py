"""What one file holds of one layer: plain rows, geometries in the CRS of the file, and facts about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import geopandas as gpd
import shapely
from pandas.api.types import is_integer_dtype

from geodata.crs import WGS84, to_output
from geodata.errors import N_, NotFound, TooLarge
from geodata.joins import COUNTED_FIELDS
from geodata.plain import Row, rows_of
from geodata.store import Store
from geodata.view import View
from layers.answers import chosen_layer, in_order
from layers.build import Layer
from layers.catalogue import Field, LayerSpec
from layers.exports.orders import LayerChoice
from layers.exports.origin import Origin

# As many as a file of boundaries may hold that is read (geodata.vectors.MAX_FEATURES).
MOST_RECORDS = 100_000
MOST_TOLD = 200  # letters of what was not found
# Name of the field, its title; (in degrees, in metres).
COORDINATES = (
    (Field("lon", N_("Longitude"), "coordinate"), Field("lat", N_("Latitude"), "coordinate")),
    (Field("east", N_("Y (east, m)"), "coordinate"), Field("north", N_("X (north, m)"), "coordinate")),
)
# Flag of a row that names things of which something is inferred.
PARTLY = "partly_inferred"
# What a layer says of its points in degrees; a file has columns of its own for them.
OWN_COORDINATES = frozenset({"lon", "lat"})
DEGREE_DECIMALS = 6  # 0.1 m, as the sources have it
METRE_DECIMALS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """
    One layer to be written.

    ``rows`` hold the fields of ``spec``, in Vietnamese order of the names;
    ``shapes`` are their geometries in ``crs`` (None where a record has no
    place). ``whole`` names the fields whose numbers are whole. ``checksum`` is
    the SHA-256 of both in WGS 84, whatever the format. ``origin`` is None for
    a layer of the registry.
    """

    spec: LayerSpec
    choice: LayerChoice
    view: View
    crs: str
    rows: Sequence[Row]
    whole: frozenset[str]
    shapes: gpd.GeoSeries
    revision: int
    base_date: date | None
    checksum: str
    origin: Origin | None = None

    @property
    def is_metric(self) -> bool:
        """Whether the coordinates are metres."""
        return self.crs != WGS84

    @property
    def placed(self) -> list[bool]:
        """Which rows have a geometry."""
        return [not missing for missing in shapely.is_missing(self.shapes.to_numpy())]

    @property
    def unplaced(self) -> int:
        """Number of records without a geometry."""
        return len(self.rows) - sum(self.placed)

    @property
    def inferred(self) -> int:
        """Number of records that rest on inferred stars, group or commune: what the map calls inferred."""
        return sum(
            bool(row.get(PARTLY)) or not COUNTED_FIELDS.isdisjoint(row.get("inferred") or ())
            for row in self.rows
        )

    @property
    def tells_inferred(self) -> bool:
        """Whether the rows say at all what is inferred of them."""
        return any(field.name in ("inferred", PARTLY) for field in self.spec.fields)


def read_content(store: Store, choice: LayerChoice, view: View, crs: str) -> Content:
    """
    Read one layer from the store.

    Raises
    ------
    InvalidInput
        The layer takes no filter.
    NotFound
        An identifier that was asked for is none of those of the layer.
    TooLarge
        There are more records than one file holds.
    """
    # Asked before the records are read: these may be newer than the number says, never older.
    state = store.state()
    layer = chosen_layer(store, choice.spec, view, choice.chosen, choice.indicator, choice.bbox)
    if choice.ids:
        layer = _only(layer, choice.ids)
    return _content(layer, choice, view, crs, state.revision, state.reference_edition, None)


def content_built(store: Store, layer: Layer, view: View) -> Content:
    """Return all of a layer that is built already, in WGS 84, as ``read_content`` does."""
    state = store.state()
    choice = LayerChoice(layer.spec)
    return _content(in_order(layer), choice, view, WGS84, state.revision, state.reference_edition, None)


def _only(layer: Layer, ids: tuple[str, ...]) -> Layer:
    """Return the records, or units, of some identifiers."""
    column = "id" if "id" in layer.frame else "code"
    chosen = layer.frame[layer.frame[column].isin(ids)]
    missing = sorted(set(ids).difference(chosen[column]))
    if missing:
        raise NotFound(
            N_("The layer %(key)s has no record %(ids)s in this view and filter"),
            key=layer.spec.key,
            ids=", ".join(missing)[:MOST_TOLD],
        )
    return Layer(layer.spec, chosen)


def content_made(
    layer: Layer, view: View, crs: str, origin: Origin, revision: int, base_date: date | None
) -> Content:
    """
    Return a layer of something that was made, in the order of its rows.

    ``view`` is what it was made in, ``revision`` and ``base_date`` are those of
    the data that it was made from.

    Raises
    ------
    TooLarge
        There are more records than one file holds.
    """
    fields = tuple(field for field in layer.spec.fields if field.name not in OWN_COORDINATES)
    spec = replace(layer.spec, fields=fields)
    frame = layer.frame[[*(field.name for field in fields), "geometry"]]
    return _content(Layer(spec, frame), LayerChoice(spec), view, crs, revision, base_date, origin)


def _content(
    layer: Layer,
    choice: LayerChoice,
    view: View,
    crs: str,
    revision: int,
    base_date: date | None,
    origin: Origin | None,
) -> Content:
    """Return what is to be written of a layer."""
    frame = layer.frame.reset_index(drop=True)
    if len(frame) > MOST_RECORDS:
        raise TooLarge(
            N_("%(count)s records; at most %(allowed)s go into one file: choose a filter"),
            count=len(frame),
            allowed=MOST_RECORDS,
        )
    rows, shapes = rows_of(frame.drop(columns="geometry")), frame.geometry
    return Content(
        spec=layer.spec,
        choice=choice,
        view=view,
        crs=crs,
        rows=rows,
        whole=frozenset(
            field.name
            for field in layer.spec.fields
            if field.kind == "year"
            or is_integer_dtype(frame[field.name])
            or (field.kind == "number" and _are_whole([row[field.name] for row in rows]))
        ),
        shapes=shapes if crs == WGS84 else to_output(shapes, crs),
        revision=revision,
        base_date=base_date,
        checksum=_checksum(rows, shapes),
        origin=origin,
    )


def coordinate_fields(content: Content) -> tuple[Field, ...]:
    """Return the two columns in which a table says where a point is; none for lines and outlines."""
    return COORDINATES[content.is_metric] if content.spec.geometry == "point" else ()


def coordinates(content: Content) -> list[tuple[float, float] | None]:
    """Return x and y of each point, rounded to what they mean; None where a record has no place."""
    decimals = METRE_DECIMALS if content.is_metric else DEGREE_DECIMALS
    points = content.shapes.to_numpy()
    pairs = zip(shapely.get_x(points).tolist(), shapely.get_y(points).tolist(), strict=True)
    return [
        (round(x, decimals), round(y, decimals)) if placed else None
        for (x, y), placed in zip(pairs, content.placed, strict=True)
    ]


def name_of(row: Row) -> str:
    """Return what a record is called: its name, where a way leads from and to, what stands on a sign."""
    if "from_name" in row:
        return f"{row['from_name'] or ''} – {row['to_name'] or ''}"
    if "between" in row:
        return " – ".join(row["between"])
    return row["name" if "name" in row else "text"] or ""


def _are_whole(values: Sequence[Any]) -> bool:
    """Tell whether all that is known of a column of any type is a whole number."""
    return {type(value) for value in values if value is not None} == {int}


def _checksum(rows: Sequence[Row], shapes: gpd.GeoSeries) -> str:
    """Return the SHA-256 of the rows as JSON and their geometries (EPSG:4326) as WKB, row by row."""
    digest = hashlib.sha256()
    for row, shape in zip(rows, shapely.to_wkb(shapes.to_numpy(), byte_order=1), strict=True):
        digest.update(_ENCODER.encode(row).encode())
        digest.update(b"\x00" if shape is None else shape)
    return digest.hexdigest()


def _plain(value: Any) -> str:  # noqa: ANN401 -- what JSON does not know
    """Return a day as text."""
    return str(value.isoformat())


_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True, default=_plain)
