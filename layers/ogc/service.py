"""
pygeoapi's framework-free API, asked for JSON and corrected where it says more than is true.

Its flask_app is not used (it reads the environment while it is imported and
keeps a global), nor its HTML (it loads foreign hosts), nor its list of
conformance classes (it names transactions), nor its OpenAPI document (it
refers to foreign hosts).
"""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock
from typing import Any

from pygeoapi import api as pygeoapi
from pygeoapi.api import itemtypes

from geodata.errors import N_, NotFound
from geodata.store import Store
from geodata.view import View
from layers.catalogue import CATALOGUE, find_layer
from layers.ogc.collections import Collection, collection_of
from layers.ogc.configuration import (
    extent_time,
    facts,
    request_config,
    resources_of,
    server_config,
)
from layers.ogc.links import Links
from layers.ogc.names import CONFORMANCE
from layers.ogc.openapi import openapi_document
from layers.ogc.provider import Asked
from layers.ogc.queries import Query, read_query
from layers.ogc.schemas import properties_of
from layers.wording import Wording

JSON_SCHEMA = "https://json-schema.org/draft/2019-09/schema"
PAGING = ("limit", "offset")
Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    One request for the service.

    ``address`` is where the service is (``https://host/prefix/ogc``), ``about``
    the page on sources and licences; ``carried`` are the parameters that every
    link takes along (units, on, lang), ``given`` those of the address itself.
    """

    store: Store
    words: Wording
    view: View
    address: str
    about: str
    carried: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Question:
    """What pygeoapi takes for a request: it is asked for JSON, with nothing but paging."""

    args: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    data: bytes = b""


class Service:
    """Holds one ``API`` of pygeoapi; several threads may ask it."""

    def __init__(self) -> None:
        """Make nothing yet: the first request does."""
        self._lock = Lock()
        self._api: pygeoapi.API | None = None

    def landing(self, request: Request) -> Document:
        """Return the landing page."""
        return self._ask(request, [], pygeoapi.landing_page)

    def conformance(self, request: Request) -> Document:
        """Return the conformance classes that answer, and no others."""
        links = Links(request.address, request.words, request.carried, request.carried)
        return {"conformsTo": list(CONFORMANCE), "links": links.of_document("/conformance")}

    def openapi(self, request: Request) -> Document:
        """Return the description of the service, OpenAPI 3.0, which refers to nothing outside itself."""
        collections = [collection_of(request.store, spec, request.view) for spec in CATALOGUE]
        return openapi_document(request.address, collections, request.words)

    def collections(self, request: Request) -> Document:
        """Return the collections."""
        held = [collection_of(request.store, spec, request.view) for spec in CATALOGUE]
        asked = [Asked(one, request.words, Query()) for one in held]
        document = self._ask(request, asked, pygeoapi.describe_collections)
        for told, collection in zip(document["collections"], held, strict=True):
            _complete(told, request, collection)
        return document

    def collection(self, request: Request, key: str) -> Document:
        """Return one collection."""
        held = _held(request, key)
        document = self._ask(
            request, [Asked(held, request.words, Query())], pygeoapi.describe_collections, key
        )
        _complete(document, request, held)
        return document

    def schema(self, request: Request, key: str) -> Document:
        """Return the schema of the features of a collection."""
        document = self._ask(
            request, [Asked(_held(request, key), request.words, Query())], pygeoapi.get_collection_schema, key
        )
        return document | {"$schema": JSON_SCHEMA}

    def queryables(self, request: Request, key: str) -> Document:
        """Return what a filter and parameters of a collection may name."""
        held = _held(request, key)
        document = self._ask(
            request, [Asked(held, request.words, Query())], itemtypes.get_collection_queryables, key
        )
        titles = properties_of(held.spec, held.content.whole, request.words)
        for name, told in document["properties"].items():
            if name in titles:
                told["title"] = titles[name]["title"]
        own = f"{request.address}/collections/{key}/queryables"
        return document | {"$schema": JSON_SCHEMA, "$id": own, "additionalProperties": False}

    def items(self, request: Request, key: str) -> Document:
        """
        Return one page of the features of a collection, with what its export says of itself.

        Raises
        ------
        InvalidInput
            A value of the address is not allowed.
        """
        held = _held(request, key)
        query = read_query(held, request.given)
        asked = Asked(held, request.words, query)
        document = self._ask(request, [asked], itemtypes.get_collection_items, key)
        if int(request.given.get("offset", 0)) + document["numberReturned"] >= document["numberMatched"]:
            # pygeoapi names a further page wherever this one is full.
            document["links"] = [link for link in document["links"] if link["rel"] != "next"]
        told = facts(request.store, held, request.words).plain
        return {
            "type": document.pop("type"),
            "metadata": told | {"crs": query.crs, "filter": query.filter},
            **document,
            "features": asked.page,
        }

    def item(self, request: Request, key: str, identifier: str) -> Document:
        """
        Return one feature.

        Raises
        ------
        NotFound
            The collection has none of this identifier in the unit system that is asked for.
        """
        held = _held(request, key)
        if identifier not in held.places:
            raise NotFound(N_("No record %(id)s"), id=identifier)
        query = read_query(held, request.given)
        asked = Asked(held, request.words, query)
        return self._ask(request, [asked], itemtypes.get_collection_item, key, identifier)

    def _ask(
        self,
        request: Request,
        asked: Sequence[Asked],
        function: Callable[..., tuple[dict[str, str], int, str]],
        *arguments: str,
    ) -> Document:
        """Return what a function of pygeoapi answers, with its links put right."""
        serving = copy.copy(self._made(request.address))
        serving.base_url = request.address
        resources = resources_of(request.store, asked, request.about)
        serving.config = request_config(request.address, request.about, request.words, resources)
        # Without an offset pygeoapi warns in the log.
        paging = {"offset": "0"} | {name: request.given[name] for name in PAGING if name in request.given}
        question = pygeoapi.APIRequest.from_flask(_Question({"f": "json", **paging}), serving.locales)
        _, status, text = function(serving, question, *arguments)
        document: Document = json.loads(text)
        if status != HTTPStatus.OK:
            # What an address may say wrongly was refused before.
            raise RuntimeError(f"pygeoapi answered {status}: {document}")
        Links(request.address, request.words, request.carried, request.given).put_right(document)
        return document

    def _made(self, address: str) -> pygeoapi.API:
        """Return the ``API``, made by the first request; its address is set anew by each."""
        if self._api is None:
            with self._lock:
                if self._api is None:
                    self._api = _without_logging(lambda: pygeoapi.API(server_config(address), {}))
        return self._api


def _without_logging(make: Callable[[], pygeoapi.API]) -> pygeoapi.API:
    """Make the API without the handler that it would hang on the root logger of the whole program."""
    root, level = logging.getLogger(), logging.getLogger().level
    before = list(root.handlers)
    try:
        return make()
    finally:
        root.setLevel(level)
        for handler in set(root.handlers).difference(before):
            root.removeHandler(handler)


def _held(request: Request, key: str) -> Collection:
    """Return a collection; NotFound names those that exist."""
    return collection_of(request.store, find_layer(key), request.view)


def _complete(told: Document, request: Request, collection: Collection) -> None:
    """Add what pygeoapi does not say of a collection: time, source, licence, the facts of its export."""
    about = facts(request.store, collection, request.words)
    if collection.bounds() is None:
        del told["extent"]["spatial"]
    if (interval := extent_time(collection)) is not None:
        told["extent"]["temporal"] = {"interval": [interval]}
    told["attribution"] = about.plain["source"]
    told["license"] = about.plain["licence"]
    told["metadata"] = about.plain
