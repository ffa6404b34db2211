"""What pygeoapi is told: the site and the layers of the catalogue, for one request."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from geodata.errors import N_
from geodata.store import Store
from layers.exports.facts import Facts, facts_of
from layers.ogc.collections import Collection
from layers.ogc.names import CRS84, CRS_OF_URI, DEFAULT_LIMIT, HTML, MOST_ITEMS, id_field
from layers.ogc.provider import NAME, Asked
from layers.ogc.schemas import queryables_of
from layers.ogc.times import Span, extent_of
from layers.wording import Wording

TITLE = N_("OCOP map of Lào Cai: layers as OGC API – Features")
ABOUT = N_(
    "The layers of the OCOP map of Lào Cai for QGIS and other programs. The parameters units (2019, 2024,"
    " 2025) and on (YYYY-MM-DD) choose unit system and day; put behind the address of the service they hold"
    " for everything that it names."
)
COUNTED = N_("%(records)s records, %(unplaced)s of them without a place. %(view)s. %(base)s.")
KEYWORDS = ["OCOP", "Lào Cai"]
# A tenth of a metre, as the coordinates are written.
FINEST = 1e6
WHOLE_EARTH = [-180.0, -90.0, 180.0, 90.0]


def server_config(address: str) -> dict[str, Any]:
    """Return the part that is the same for every request; ``address`` is that of the service."""
    return {
        "server": {
            "url": address,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["vi-VN", "en-US"],
            "limits": {"default_items": DEFAULT_LIMIT, "max_items": MOST_ITEMS, "on_exceed": "throttle"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {},
        "resources": {},
    }


def request_config(
    address: str, about: str, words: Wording, resources: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return the configuration of one request; ``about`` is the page that tells of source and licence."""
    identification = {
        "title": words.translate(TITLE),
        "description": words.translate(ABOUT),
        "url": about,
        "keywords": KEYWORDS,
    }
    return server_config(address) | {
        "metadata": {"identification": identification},
        "resources": resources,
    }


def resources_of(store: Store, asked: Iterable[Asked], about: str) -> dict[str, dict[str, Any]]:
    """Return the collections as pygeoapi knows them, each with what is asked of it."""
    return {one.collection.spec.key: _resource(store, one, about) for one in asked}


def _resource(store: Store, asked: Asked, about: str) -> dict[str, Any]:
    """Return one collection."""
    collection, words = asked.collection, asked.words
    spec = collection.spec
    return {
        "type": "collection",
        "title": words.translate(spec.title),
        "description": _description(store, collection, words),
        "keywords": KEYWORDS,
        "links": [
            {
                "type": HTML,
                "rel": "license",
                "title": words.translate(N_("Sources and licences")),
                "href": about,
            }
        ],
        "extents": {"spatial": {"bbox": extent_box(collection), "crs": CRS84}},
        "providers": [
            {
                "type": "feature",
                "name": NAME,
                "data": asked,
                "id_field": id_field(spec),
                "properties": [field.name for field in queryables_of(spec)],
                "crs": list(CRS_OF_URI),
                "storage_crs": CRS84,
            }
        ],
    }


def facts(store: Store, collection: Collection, words: Wording) -> Facts:
    """Return what a collection says about itself: the same as its export."""
    return facts_of(store, collection.content, words)


def extent_box(collection: Collection) -> list[float]:
    """Return a box around every place, in whole 1e-6 degrees; the whole Earth where nothing has one."""
    bounds = collection.bounds()
    if bounds is None:
        return WHOLE_EARTH
    west, south, east, north = bounds
    lows = [math.floor(value * FINEST) / FINEST for value in (west, south)]
    return [*lows, *(math.ceil(value * FINEST) / FINEST for value in (east, north))]


def extent_time(collection: Collection) -> list[str | None] | None:
    """Return beginning and end of the times of a collection, RFC 3339; None where it has none."""
    span: Span | None = extent_of(collection.spans)
    if span is None:
        return None
    first = None if span.first is None else f"{span.first.isoformat()}T00:00:00+07:00"
    last = None if span.last is None else f"{span.last.isoformat()}T23:59:59+07:00"
    return [first, last]


def _description(store: Store, collection: Collection, words: Wording) -> str:
    """Return what a collection is, how much it holds and of when it is."""
    content, spec = collection.content, collection.spec
    counted = words.text(
        COUNTED,
        records=words.number(len(content.rows)),
        unplaced=words.number(content.unplaced),
        view=words.view(content.view),
        base=words.base_date(store),
    )
    return f"{words.translate(spec.note)} {counted}" if spec.note else counted
