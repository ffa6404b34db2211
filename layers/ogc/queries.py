"""Which features of a collection are asked for, read from the parameters of an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import N_, InvalidInput
from geodata.view_reading import not_allowed
from layers.ogc.collections import Collection
from layers.ogc.coordinates import find_crs, read_box
from layers.ogc.cql2 import matches
from layers.ogc.names import CQL2_TEXT, CRS84
from layers.ogc.schemas import queryables_of
from layers.ogc.times import Span, read_span

ITEM_NAMES = ("crs",)
ITEMS_NAMES = (
    "limit",
    "offset",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "filter",
    "filter-lang",
    "filter-crs",
)
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """
    What must be true of a feature, and the system (a URI) in which its coordinates are wanted.

    ``equal`` are queryables with the value that each must have.
    """

    crs: str = CRS84
    area: BaseGeometry | None = None
    span: Span | None = None
    equal: Mapping[str, Any] = field(default_factory=dict)
    filter: str = ""
    filter_crs: str = CRS84


def read_query(collection: Collection, given: Mapping[str, str]) -> Query:
    """
    Return what an address asks for; paging is not part of it.

    Raises
    ------
    InvalidInput
        A value is not allowed; the message says what is.
    """
    if "bbox-crs" in given and "bbox" not in given:
        raise InvalidInput(N_("%(name)s means nothing without %(other)s"), name="bbox-crs", other="bbox")
    if given.get("filter-lang", CQL2_TEXT) != CQL2_TEXT:
        raise not_allowed("filter-lang", given["filter-lang"], CQL2_TEXT)
    bbox_crs = find_crs("bbox-crs", given.get("bbox-crs", CRS84))
    return Query(
        crs=find_crs("crs", given.get("crs", CRS84)),
        area=read_box(given["bbox"], bbox_crs) if "bbox" in given else None,
        span=read_span(given["datetime"]) if "datetime" in given else None,
        equal={
            one.name: _value(one.name, collection.kind(one), given[one.name])
            for one in queryables_of(collection.spec)
            if one.name in given
        },
        filter=given.get("filter", ""),
        filter_crs=find_crs("filter-crs", given.get("filter-crs", CRS84)),
    )


def found_by(collection: Collection, query: Query) -> list[int]:
    """
    Return the places of the features that are asked for, in the order of the collection.

    A box matches what has no place and a time what has none, as the standard
    demands (OGC 17-069r3, /req/core/fc-bbox-response, fc-time-response).
    """
    kept = np.ones(len(collection.ids), dtype=np.bool_)
    if query.area is not None:
        shapes = collection.shapes
        shapely.prepare(query.area)
        kept &= shapely.intersects(query.area, shapes) | shapely.is_missing(shapes)
    if query.span is not None:
        asked = query.span
        # Of no features a list would be one of numbers.
        kept &= np.array([span is None or span.meets(asked) for span in collection.spans], dtype=np.bool_)
    for name, value in query.equal.items():
        kept &= np.array([row[name] == value for row in collection.content.rows], dtype=np.bool_)
    if query.filter:
        kept &= np.array(matches(query.filter, collection.table, query.filter_crs), dtype=np.bool_)
    return np.flatnonzero(kept).tolist()


def _value(name: str, kind: str, text: str) -> Any:  # noqa: ANN401 -- any literal
    """Return the value that a property is to have."""
    if kind == "flag":
        if text not in FLAGS:
            raise not_allowed(name, text, ", ".join(FLAGS))
        return FLAGS[text]
    try:
        if kind == "number":
            return float(text)
        return date.fromisoformat(text) if kind == "day" else text
    except ValueError:
        raise not_allowed(name, text, "YYYY-MM-DD" if kind == "day" else "0 …") from None
