"""The service described in OpenAPI 3.0: every path, parameter and answer; nothing of another host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geodata.errors import N_
from layers.ogc.collections import Collection
from layers.ogc.configuration import ABOUT, TITLE
from layers.ogc.names import (
    CQL2_TEXT,
    CRS84,
    CRS_OF_URI,
    DEFAULT_LIMIT,
    GEOJSON,
    HTML,
    JSON,
    LONGEST_FILTER,
    MOST_ITEMS,
    OPENAPI,
    SCHEMA,
)
from layers.ogc.schemas import properties_of, queryables_of
from layers.ogc.times import has_time
from layers.wording import Wording

VERSION = "1.0.0"
UNIT_SYSTEMS = ("2019", "2024", "2025")
LANGUAGES = ("vi", "en")
# Parameters that every path takes.
COMMON = ("f", "lang", "units", "on")
ITEMS = ("limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs")
FEATURE_ID = "featureId"

TEXTS: dict[str, str] = {
    "f": N_("Form of the answer; without it the header Accept decides, and JSON where that says nothing."),
    "lang": N_("Language of titles, descriptions and words of codes."),
    "units": N_("Unit system that records are placed in: how they are counted and drawn."),
    "on": N_("Only records that can have counted on this day; the status is told for it."),
    "limit": N_("Most features of one page; more than the maximum gives the maximum."),
    "offset": N_("How many features are passed over; take it from the link to the next page."),
    "bbox": N_("Only features that touch this box, and those that have no place."),
    "bbox-crs": N_("Coordinate system of the box, whose order of axes it has; CRS84 where it is not given."),
    "crs": N_("Coordinate system of the geometries, in the order of its axes; CRS84 where it is not given."),
    "datetime": N_(
        "Only features whose time meets this moment or interval (RFC 3339; .. or nothing for an open end),"
        " and those whose time nobody knows."
    ),
    "filter": N_("What must be true of a feature, in CQL2 Text."),
    "filter-lang": N_("Language of the filter."),
    "filter-crs": N_("Coordinate system of the coordinates in the filter; CRS84 where it is not given."),
    FEATURE_ID: N_("Identifier of a feature."),
}
TIMES: dict[str, str] = {
    "products": N_("The time of a product is the year of its recognition."),
    "craft_villages": N_("The time of a craft village or craft is the year of its recognition."),
    "material_zones": N_("The time of a raw-material zone is the year of its newest figure."),
    "sales_points": N_("The time of a sales point is the year in which it opened."),
    "communes": N_("The time of a commune is from the first to the last day of its list."),
    "districts": N_("The time of a district is from the first to the last day of its list."),
    "provinces": N_("The time of a province is from the first to the last day of its list."),
}
NO_TIME = N_("Records of this layer have no time: every moment matches them.")


def openapi_document(address: str, collections: Sequence[Collection], words: Wording) -> dict[str, Any]:
    """Return the document of a service at ``address``."""
    paths: dict[str, Any] = {
        "/": _get(words, N_("The service"), "getLandingPage", [], {JSON: "landingPage"}),
        "/openapi": _get(words, N_("This description"), "getApiDefinition", [], {OPENAPI: "object"}),
        "/conformance": _get(
            words, N_("What the service conforms to"), "getConformance", [], {JSON: "confClasses"}
        ),
        "/collections": _get(words, N_("Layers"), "getCollections", [], {JSON: "collections"}),
    }
    for collection in collections:
        paths |= _paths_of(collection, words)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": words.translate(TITLE),
            "description": words.translate(ABOUT),
            "version": VERSION,
        },
        "servers": [{"url": address}],
        "tags": [
            {"name": one.spec.key, "description": words.translate(one.spec.title)} for one in collections
        ],
        "paths": paths,
        "components": {
            "parameters": {name: _parameter(name, words) for name in (*COMMON, *ITEMS, FEATURE_ID)},
            "schemas": SCHEMAS,
            "responses": {
                "Refused": _error(words, N_("A parameter is unknown or its value is not allowed.")),
                "NotFound": _error(words, N_("There is no such layer or feature.")),
                "Failed": _error(words, N_("Something went wrong on the server.")),
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        # Where the office shows its map to everybody a token is not needed.
        "security": [{}, {"token": []}],
    }


def _paths_of(collection: Collection, words: Wording) -> dict[str, Any]:
    """Return the paths of one collection."""
    spec, key = collection.spec, collection.spec.key
    name = "".join(part.title() for part in key.split("_"))
    title, below = words.translate(spec.title), f"/collections/{key}"
    time = words.translate(TIMES[key] if has_time(spec) else NO_TIME)
    properties = properties_of(spec, collection.content.whole, words)
    equal = [_equal(field.name, properties[field.name], words) for field in queryables_of(spec)]
    paths = {
        below: _get(words, title, f"describe{name}", [], {JSON: "collection"}, key),
        f"{below}/schema": _get(words, N_("Fields"), f"get{name}Schema", [], {SCHEMA: "object"}, key),
        f"{below}/queryables": _get(
            words, N_("Fields that can be filtered by"), f"get{name}Queryables", [], {SCHEMA: "object"}, key
        ),
        f"{below}/items": _get(
            words,
            N_("Records of the layer"),
            f"get{name}",
            [*_refs(ITEMS), *equal],
            {GEOJSON: "featureCollection"},
            key,
        ),
        f"{below}/items/{{{FEATURE_ID}}}": _get(
            words,
            N_("One record"),
            f"get{name}Feature",
            _refs((FEATURE_ID, "crs")),
            {GEOJSON: "feature"},
            key,
        ),
    }
    paths[f"{below}/items"]["get"]["description"] = time
    return paths


def _get(
    words: Wording,
    summary: str,
    operation: str,
    parameters: list[dict[str, Any]],
    content: dict[str, str],
    tag: str | None = None,
) -> dict[str, Any]:
    """Return a path that is read; ``content`` are media types with the names of their schemas."""
    answered = {
        kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}} for kind, schema in content.items()
    }
    told: dict[str, Any] = {
        "summary": words.translate(summary),
        "operationId": operation,
        "parameters": [*_refs(COMMON), *parameters],
        "responses": {
            "200": {
                "description": words.translate(summary),
                "content": answered | {HTML: {"schema": {"type": "string"}}},
            },
            "400": {"$ref": "#/components/responses/Refused"},
            "404": {"$ref": "#/components/responses/NotFound"},
            "500": {"$ref": "#/components/responses/Failed"},
        },
    }
    if tag:
        told["tags"] = [tag]
    return {"get": told}


def _refs(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return references to parameters."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _parameter(name: str, words: Wording) -> dict[str, Any]:
    """Return a parameter as the standards define it."""
    if name == FEATURE_ID:
        return {
            "name": name,
            "in": "path",
            "required": True,
            "description": words.translate(TEXTS[name]),
            "schema": {"type": "string"},
        }
    return _query_parameter(name, PARAMETERS[name], words.translate(TEXTS[name]))


def _equal(name: str, schema: dict[str, Any], words: Wording) -> dict[str, Any]:
    """Return the parameter of a queryable."""
    plain = {key: value for key, value in schema.items() if key in ("type", "format")}
    text = words.text(N_("Only features of which this is so: %(field)s"), field=schema["title"])
    return _query_parameter(name, plain, text)


def _query_parameter(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    """Return a parameter of the query."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _error(words: Wording, text: str) -> dict[str, Any]:
    """Return an answer that refuses."""
    return {
        "description": words.translate(text),
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/exception"}},
            HTML: {"schema": {"type": "string"}},
        },
    }


_CRS = {"type": "string", "format": "uri", "enum": list(CRS_OF_URI), "default": CRS84}
PARAMETERS: dict[str, dict[str, Any]] = {
    "f": {"type": "string", "enum": ["json", "html"]},
    "lang": {"type": "string", "enum": list(LANGUAGES)},
    "units": {"type": "string", "enum": list(UNIT_SYSTEMS), "default": "2025"},
    "on": {"type": "string", "format": "date"},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_LIMIT},
    "offset": {"type": "integer", "minimum": 0, "default": 0},
    "bbox": {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    },
    "bbox-crs": _CRS,
    "crs": _CRS,
    "datetime": {"type": "string"},
    "filter": {"type": "string", "maxLength": LONGEST_FILTER},
    "filter-lang": {"type": "string", "enum": [CQL2_TEXT], "default": CQL2_TEXT},
    "filter-crs": _CRS,
}


def _object(required: Sequence[str] = (), **properties: Any) -> dict[str, Any]:  # noqa: ANN401 -- schemas
    """Return the schema of an object."""
    told: dict[str, Any] = {"type": "object", "properties": properties}
    return told | {"required": list(required)} if required else told


def _array(items: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def _named(name: str) -> dict[str, Any]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT, _WHOLE = {"type": "string"}, {"type": "integer", "minimum": 0}
_LINKS = _array(_named("link"))
SCHEMAS: dict[str, Any] = {
    "object": {"type": "object"},
    "exception": _object(["code"], code=_TEXT, description=_TEXT, details={"type": "object"}),
    "link": _object(["href", "rel", "type"], href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT, hreflang=_TEXT),
    "landingPage": _object(["links"], title=_TEXT, description=_TEXT, links=_LINKS),
    "confClasses": _object(["conformsTo"], conformsTo=_array(_TEXT), links=_LINKS),
    "collections": _object(["links", "collections"], links=_LINKS, collections=_array(_named("collection"))),
    "collection": _object(
        ["id", "links"],
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        attribution=_TEXT,
        license=_TEXT,
        links=_LINKS,
        extent=_object(
            spatial=_object(bbox=_array(_array({"type": "number"})), crs=_TEXT),
            temporal=_object(interval=_array(_array({"type": "string", "nullable": True}))),
        ),
        itemType=_TEXT,
        crs=_array(_TEXT),
        storageCrs=_TEXT,
        metadata={"type": "object"},
    ),
    "featureCollection": _object(
        ["type", "features"],
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_array(_named("feature")),
        links=_LINKS,
        timeStamp={"type": "string", "format": "date-time"},
        numberMatched=_WHOLE,
        numberReturned=_WHOLE,
        metadata={"type": "object"},
    ),
    "feature": _object(
        ["type", "geometry", "properties"],
        type={"type": "string", "enum": ["Feature"]},
        id=_TEXT,
        geometry={"type": "object", "nullable": True},
        properties={"type": "object", "nullable": True},
        links=_LINKS,
    ),
}
