"""The links of a document: only to what answers, with the choices of the reader, titled in his language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from geodata.errors import N_
from layers.ogc.names import HTML, JSON, OPENAPI
from layers.wording import Wording

# pygeoapi names what it could also do.
ELSEWHERE = ("/processes", "/jobs", "/TileMatrixSets")
RDF = "application/ld+json"
# Those that lead to the document itself, or on in it: every parameter of its address stays.
SAME = ("self", "alternate", "next", "prev")
RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0/"
TITLES: dict[str, str] = {
    "self": N_("This document"),
    "next": N_("Next page"),
    "prev": N_("Previous page"),
    "root": N_("The service"),
    "service-desc": N_("Description of the service (OpenAPI 3.0)"),
    "service-doc": N_("Description of the service, to be read"),
    "conformance": N_("What the service conforms to"),
    "data": N_("Layers"),
    "items": N_("Records of the layer"),
    "collection": N_("The layer"),
    "about": N_("Sources and licences"),
    "license": N_("Sources and licences"),
    f"{RELATIONS}schema": N_("Fields"),
    f"{RELATIONS}queryables": N_("Fields that can be filtered by"),
}
FORMS: dict[str, str] = {HTML: N_("This document as a web page"), JSON: N_("This document as JSON")}


@dataclass(frozen=True, slots=True)
class Links:
    """
    How links are put right.

    ``address`` is that of the service; ``carried`` goes into every link below
    it, ``given`` (all parameters of the address) into those of ``SAME``.
    """

    address: str
    words: Wording
    carried: Mapping[str, str]
    given: Mapping[str, str]

    def put_right(self, document: Any) -> None:  # noqa: ANN401 -- any part of a JSON document
        """Change every list of links inside a document; the properties of features are left alone."""
        if isinstance(document, list):
            for part in document:
                self.put_right(part)
        elif isinstance(document, dict):
            for name, part in document.items():
                if name == "links":
                    document[name] = [self._right(link) for link in part if self._answers(link)]
                elif name in ("collections", "features"):
                    self.put_right(part)

    def of_document(self, path: str) -> list[dict[str, str]]:
        """Return the links of a document that pygeoapi does not write."""
        return [
            self._right({"rel": rel, "type": kind, "href": f"{self.address}{path}?f={form}"})
            for rel, kind, form in (("self", JSON, "json"), ("alternate", HTML, "html"))
        ]

    def _answers(self, link: Mapping[str, str]) -> bool:
        """Tell whether a link leads to something that there is."""
        below = link["href"].removeprefix(self.address)
        return link.get("type") != RDF and not below.startswith(ELSEWHERE)

    def _right(self, link: Mapping[str, str]) -> dict[str, str]:
        """Return one link."""
        rel, kind = link["rel"], link["type"]
        told = {"rel": rel, "type": OPENAPI if rel == "service-desc" else kind}
        title = FORMS.get(kind, FORMS[JSON]) if rel == "alternate" else TITLES.get(rel, TITLES["self"])
        told["title"] = self.words.translate(title)
        if kind == HTML:
            told["hreflang"] = self.words.language
        told["href"] = self._address(rel, link["href"])
        return told

    def _address(self, rel: str, href: str) -> str:
        """Return the address of a link with the parameters that it takes along."""
        if not href.startswith(self.address):
            return href
        parts = urlsplit(href)
        own = dict(parse_qsl(parts.query, keep_blank_values=True))
        kept = dict(self.given if rel in SAME else self.carried)
        if rel in ("self", "alternate"):
            # They say their form themselves; pygeoapi leaves the place in the list out.
            kept.pop("f", None)
        elif rel in ("next", "prev"):
            kept.pop("offset", None)
        query = urlencode(kept | own)
        return parts._replace(query=query).geturl()
