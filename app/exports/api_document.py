"""
docs/openapi.yaml as plain values for a page: groups of operations with parameters, bodies, answers, examples.

The document stays the one description of ``/api/v1``; nothing is written twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from app.settings import ROOT
from geodata.errors import N_

DOCUMENT = ROOT / "docs" / "openapi.yaml"
METHODS = ("get", "post", "put", "patch", "delete")
# An address that answers as it stands, with its body: an extension of ours, as the standard allows.
EXAMPLE = "x-example"
# Title of a group and the first words of its addresses; the order of the page.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Units and records"), ("units", "{records}", "photos", "search")),
    (
        N_("Layers and figures of the map"),
        ("layers", "choropleth", "summary", "quality", "programme", "leaders", "reconciliation", "targets"),
    ),
    (N_("Taking away"), ("exports", "maps", "reports", "datapackage", "openapi")),
    (N_("Sharing"), ("short-links", "qr")),
    (N_("Travel times and sales points"), ("travel-times", "isochrones", "siting-options", "siting-plans")),
    (N_("Scenarios and entered points"), ("scenarios", "ocop-points")),
    (
        N_("Tours"),
        ("tour-options", "tours", "saved-tours", "tour-assumptions", "festivals", "tour-flows"),
    ),
    (N_("The registry kept by the office"), ("registry", "expiry", "chain")),
    (N_("Jobs and the account"), ("jobs", "me")),
)
OTHERS = N_("Others")

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter or member: what it is called, what may stand in it, what it means."""

    name: str
    kind: str
    required: bool = False
    description: str = ""
    where: str = ""
    shape: str = ""  # name of a shape that the page describes
    members: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of an operation."""

    status: str
    description: str
    media: tuple[str, ...] = ()
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """An address below ``/api/v1`` that answers as it stands; ``body`` is JSON text, empty: none is sent."""

    path: str
    body: str = ""

    @property
    def address(self) -> str:
        """Return the address as a program has to write it."""
        return quote(self.path, safe="/?&=,:.-_~+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that a program can ask."""

    key: str
    method: str
    path: str
    summary: str
    description: tuple[str, ...]
    needs_sign_in: bool
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]
    example: Example | None


@dataclass(frozen=True, slots=True)
class ApiDocument:
    """The whole page: what holds for all, groups (title for the translators, operations), shapes by name."""

    about: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Operation, ...]], ...]
    shapes: tuple[Field, ...]

    @property
    def operations(self) -> Iterator[Operation]:
        """Give every operation."""
        return (operation for _, operations in self.groups for operation in operations)


@cache
def api_document() -> ApiDocument:
    """Return the description of the API; read once, because it changes only with the program."""
    import yaml  # only where somebody reads the page

    return described(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))


def described(document: Node) -> ApiDocument:
    """Return an OpenAPI document (3.1) as plain values."""
    reader = _Reader(document)
    named: dict[str, list[Operation]] = {title: [] for title, _ in (*GROUPS, (OTHERS, ()))}
    words = {word: title for title, starts in GROUPS for word in starts}
    for path, item in document["paths"].items():
        start = path.split("/")[1]
        for method in METHODS:
            if method in item:
                title = words.get(start, words.get(start.partition(".")[0], OTHERS))
                named[title].append(reader.operation(method, path, item[method]))
    return ApiDocument(
        about=_paragraphs(document["info"]["description"]),
        groups=tuple((title, tuple(found)) for title, found in named.items() if found),
        shapes=tuple(
            reader.field(name, node) for name, node in sorted(document["components"]["schemas"].items())
        ),
    )


class _Reader:
    """Reads parts of one document; a reference is looked up in it."""

    def __init__(self, document: Node) -> None:
        self._document = document

    def operation(self, method: str, path: str, node: Node) -> Operation:
        """Return one operation."""
        content = self._found(node.get("requestBody", {})).get("content", {})
        bodies = (part for one in content.values() for part in self._body(one.get("schema", {})))
        return Operation(
            key=node["operationId"],
            method=method.upper(),
            path=path,
            summary=node["summary"],
            description=_paragraphs(node.get("description", "")),
            needs_sign_in=bool(node.get("security")),
            parameters=tuple(self._parameter(part) for part in node.get("parameters", ())),
            body=tuple(bodies),
            answers=tuple(self._answer(str(status), part) for status, part in node["responses"].items()),
            example=_example(node.get(EXAMPLE)),
        )

    def field(self, name: str, node: Node, *, required: bool = False) -> Field:
        """Return a member with what may stand in it; what has a name of its own is only named."""
        shape = _name_of(node)
        if shape:
            return Field(name=name, kind="", required=required, shape=shape)
        inner = node.get("items", {}) if node.get("type") == "array" else node
        needed = inner.get("required", ())
        members = tuple(
            self.field(key, part, required=key in needed) for key, part in inner.get("properties", {}).items()
        )
        choices = tuple(self.field("", part) for word in ("oneOf", "anyOf") for part in inner.get(word, ()))
        return Field(
            name=name,
            kind=_kind(node) or ("one of" if choices else ""),
            required=required,
            description=node.get("description", "") or inner.get("description", ""),
            shape=_name_of(inner),
            members=(*members, *choices),
        )

    def _body(self, node: Node) -> tuple[Field, ...]:
        """Return the members of a body, or the shape that it has."""
        found = self.field("", node)
        return found.members if found.kind == "object" else (found,)

    def _found(self, node: Node) -> Node:
        """Return what a reference leads to; anything else as it is."""
        found: Any = self._document
        if "$ref" not in node:
            return node
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return self._found(found)

    def _parameter(self, node: Node) -> Field:
        """Return one parameter."""
        found = self._found(node)
        schema = found.get("schema", {})
        return Field(
            name=found["name"],
            kind=_kind(schema),
            required=bool(found.get("required")),
            description=found.get("description", ""),
            where=found["in"],
        )

    def _answer(self, status: str, node: Node) -> Answer:
        """Return one answer; ``field`` is what JSON of it holds."""
        found = self._found(node)
        content = found.get("content", {})
        schemas = [part.get("schema", {}) for media, part in content.items() if media.endswith("json")]
        return Answer(
            status=status,
            description=found.get("description", ""),
            media=tuple(content),
            field=self.field("", schemas[0]) if schemas else None,
        )


def _name_of(node: Node) -> str:
    """Return the name of a shape of the document, empty where the node is none."""
    return str(node["$ref"]).rpartition("/")[2] if "$ref" in node else ""


def _kind(node: Node) -> str:
    """Return in short what may stand in a value, as JSON Schema names it."""
    if "const" in node:
        return json.dumps(node["const"], ensure_ascii=False)
    if "enum" in node:
        parts = [" | ".join(str(value) for value in node["enum"])]
    else:
        kinds = node.get("type", "")
        parts = [" | ".join(kinds) if isinstance(kinds, list) else kinds]
        if kinds == "array" and (inner := node.get("items", {})):
            parts = [f"array of {_kind(inner) or _name_of(inner) or 'values'}"]
    parts += [str(node[word]) for word in ("format", "pattern") if word in node]
    limits = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "maxLength": "≤ letters:"}
    parts += [f"{sign} {node[word]}" for word, sign in limits.items() if word in node]
    if "default" in node:
        parts.append(f"default {json.dumps(node['default'], ensure_ascii=False)}")
    return ", ".join(part for part in parts if part)


def _example(node: Node | str | None) -> Example | None:
    """Return the example of an operation."""
    if node is None:
        return None
    if isinstance(node, str):
        return Example(node)
    return Example(node["path"], json.dumps(node["body"], ensure_ascii=False) if "body" in node else "")


def _paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text."""
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
