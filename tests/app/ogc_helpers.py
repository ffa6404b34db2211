"""What the tests of /ogc share: a reader that follows links, and JSON schemas of OGC 17-069r3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask.testing import FlaskClient
from jsonschema import Draft4Validator
from werkzeug.test import TestResponse

from app import create_app
from geodata.store import Store
from layers.catalogue import CATALOGUE
from layers.ogc.names import EPSG
from tests.app.conftest import settings_for

KEYS = [spec.key for spec in CATALOGUE]
HOST = "http://localhost"
VN2000 = f"{EPSG}9208"
LATITUDE_FIRST = f"{EPSG}4326"
JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
DOCUMENTS = (
    "",
    "/openapi",
    "/conformance",
    "/collections",
    "/collections/products",
    "/collections/products/schema",
    "/collections/products/queryables",
    "/collections/products/items",
    "/collections/provinces/items/15",
)
# Of this layer nothing is shipped.
NOTHING = "planned_sites"
SHIPPED = [key for key in KEYS if key != NOTHING]
YEARS = {
    "products": "year",
    "craft_villages": "recognised_year",
    "material_zones": "area_year",
    "sales_points": "opened_year",
}
Json = dict[str, Any]


class Reader:
    """Reads the service as a program does: by the addresses that it names."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._items: dict[tuple[str, str], Json] = {}

    def ask(self, address: str, **query: str) -> TestResponse:
        """Ask for an address, whole or below /ogc."""
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if not path.startswith("/ogc"):
            path = f"/ogc{path}"
        if query:
            return self.client.get(path, query_string=query)
        return self.client.get(path)

    def json(self, address: str, **query: str) -> Json:
        """Return a document; it must be there."""
        answer = self.ask(address, **query)
        assert answer.status_code == 200, answer.text
        return answer.get_json(force=True)

    def items(self, key: str, **query: str) -> Json:
        """Return records of a collection, all of them unless the query says otherwise; once."""
        asked = (key, urlencode({"limit": "1000"} | query))
        if asked not in self._items:
            self._items[asked] = self.json(f"/collections/{key}/items?{asked[1]}")
        return self._items[asked]

    def ids(self, key: str, **query: str) -> list[str]:
        """Return the identifiers of the records that a query finds."""
        return [feature["id"] for feature in self.items(key, **query)["features"]]


@contextmanager
def reading(store: Store, **settings: object) -> Iterator[Reader]:
    """Give a reader of a site on a store."""
    app = create_app(settings_for(store, **settings))
    yield Reader(app.test_client())
    app.extensions["ocop"].close()


def rels(document: Json) -> set[tuple[str, str]]:
    """Return relation and media type of each link."""
    return {(link["rel"], link["type"]) for link in document["links"]}


def valid(document: Any, schema: Json, openapi: Json | None = None) -> None:
    """Check a document against a schema; references are those of an OpenAPI document."""
    whole = schema if openapi is None else {**_plain(schema), "components": _plain(openapi["components"])}
    Draft4Validator(whole).validate(document)


def _plain(schema: Any) -> Any:
    """Return a schema of OpenAPI 3.0 as JSON schema: what may be null says so otherwise there."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: _plain(part) for name, part in schema.items() if name != "nullable"}
    if schema.get("nullable") is True:
        told["type"] = [told["type"], "null"]
    return told


def parameters_of(openapi: Json, path: str) -> dict[str, Json]:
    """Return the parameters of a path by their names."""
    listed = openapi["paths"][path]["get"]["parameters"]
    found = [openapi["components"]["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
             for one in listed]  # fmt: skip
    return {parameter["name"]: parameter for parameter in found}


def schema_of(openapi: Json, path: str) -> Json:
    """Return the schema of the JSON answer of a path."""
    content = openapi["paths"][path]["get"]["responses"]["200"]["content"]
    return next(body["schema"] for kind, body in content.items() if kind != HTML)
