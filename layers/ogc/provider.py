"""The layers as pygeoapi asks for them; nothing is copied, nothing can be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError

from layers.ogc.collections import Collection
from layers.ogc.features import features_at
from layers.ogc.names import id_field
from layers.ogc.queries import Query, found_by
from layers.ogc.schemas import properties_of
from layers.wording import Wording

# How the configuration names the class below.
NAME = "layers.ogc.provider.LayerProvider"


@dataclass(frozen=True, slots=True)
class Asked:
    """
    A collection, what is asked of it, in which language: the ``data`` of the provider of one request.

    ``page`` takes the features that were found; pygeoapi is given their
    identifiers alone, or it would write out a thousand outlines that have to
    be read again.
    """

    collection: Collection
    words: Wording
    query: Query
    page: list[dict[str, Any]] = field(default_factory=list)


class LayerProvider(BaseProvider):
    """Features of one layer for one request."""

    def __init__(self, provider_def: dict[str, Any]) -> None:
        """Take the definition, whose ``data`` are an ``Asked``."""
        super().__init__(provider_def)
        self._asked: Asked = self.data
        self.get_fields()

    def get_fields(self) -> dict[str, dict[str, Any]]:
        """Return the JSON schema of each property."""
        content = self._asked.collection.content
        self._fields = properties_of(content.spec, content.whole, self._asked.words)
        return self._fields

    def query(self, offset: int = 0, limit: int = 10, **_: object) -> dict[str, Any]:
        """Return one page of what is asked for; pygeoapi's own reading of the address is not needed."""
        asked = self._asked
        places = found_by(asked.collection, asked.query)
        page = places[offset : offset + limit]
        asked.page.extend(features_at(asked.collection, page, asked.query.crs, asked.words))
        return {
            "type": "FeatureCollection",
            "features": [feature["id"] for feature in asked.page],
            "numberMatched": len(places),
            "numberReturned": len(page),
        }

    def get(self, identifier: str, **_: object) -> dict[str, Any]:
        """
        Return one feature.

        Raises
        ------
        ProviderItemNotFoundError
            None has this identifier.
        """
        asked = self._asked
        place = asked.collection.places.get(identifier)
        if place is None:
            raise ProviderItemNotFoundError(f"no {id_field(asked.collection.spec)} {identifier}")
        return features_at(asked.collection, [place], asked.query.crs, asked.words)[0]
