"""One layer of one view as a collection: its features in the order of the export, and their times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geodata.crs_names import WGS84
from geodata.store import Store
from geodata.view import View
from layers.catalogue import Field, LayerSpec
from layers.exports.content import Content, read_content
from layers.exports.orders import LayerChoice
from layers.ogc.cql2 import Table
from layers.ogc.names import id_field
from layers.ogc.schemas import kind_of, queryables_of
from layers.ogc.times import Span, spans_of

# JSON types → kinds of the filter.
KINDS = {"integer": "number", "number": "number", "boolean": "flag", "string": "text"}


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """The features of a layer; ``places`` tells where each identifier stands."""

    content: Content
    spans: Sequence[Span | None]
    ids: Sequence[str]
    places: dict[str, int]

    @property
    def spec(self) -> LayerSpec:
        """What the layer is."""
        return self.content.spec

    @property
    def shapes(self) -> np.ndarray:
        """The geometries, degrees (EPSG:4326), None where a record has no place."""
        shapes: np.ndarray = self.content.shapes.to_numpy()
        return shapes

    @property
    def table(self) -> Table:
        """What a filter may name."""
        kinds = {field.name: self.kind(field) for field in queryables_of(self.spec)}
        return Table(kinds, self.content.rows, self.shapes)

    def kind(self, field: Field) -> str:
        """Return what a filter takes a field for."""
        return "day" if field.kind == "date" else KINDS[kind_of(field, self.content.whole)]

    def bounds(self) -> list[float] | None:
        """Return west, south, east, north in degrees (EPSG:4326); None where nothing has a place."""
        placed = self.shapes[~shapely.is_missing(self.shapes)]
        return [float(value) for value in shapely.total_bounds(placed)] if len(placed) else None


def collection_of(store: Store, spec: LayerSpec, view: View) -> Collection:
    """Return a layer as a collection; one revision of the store reads it once."""
    return store.remembered(("ogc", spec.key, view), lambda: _read(store, spec, view))


def _read(store: Store, spec: LayerSpec, view: View) -> Collection:
    """Read a layer from the store."""
    content = read_content(store, LayerChoice(spec), view, WGS84)
    ids: list[Any] = [row[id_field(spec)] for row in content.rows]
    return Collection(
        content,
        spans_of(store, spec, view, content.rows),
        ids,
        {identifier: place for place, identifier in enumerate(ids)},
    )
