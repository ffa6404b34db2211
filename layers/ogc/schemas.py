"""The fields of a layer as JSON schema: what a feature carries, and what may be asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from layers.catalogue import Field, LayerSpec
from layers.exports.columns import with_words
from layers.wording import Wording


def kind_of(field: Field, whole: Collection[str]) -> str:
    """Return the JSON type of a field; ``whole`` names those whose numbers are whole."""
    if field.name in whole:
        return "integer"
    return {"number": "number", "coordinate": "number", "flag": "boolean", "list": "array"}.get(
        field.kind, "string"
    )


def properties_of(spec: LayerSpec, whole: Collection[str], words: Wording) -> dict[str, dict[str, Any]]:
    """Return the schema of every property of a feature, as the GeoJSON export has them."""
    told = {}
    for field in with_words(spec.fields):
        # What codes are called stands in a text behind them, lists of codes as well.
        schema: dict[str, Any] = {"type": kind_of(field, whole), "title": words.translate(field.title)}
        if schema["type"] == "array":
            schema["items"] = {"type": "string"}
        if field.kind == "date":
            schema["format"] = "date"
        told[field.name] = schema
    return told


def queryables_of(spec: LayerSpec) -> tuple[Field, ...]:
    """Return the fields that a filter or a parameter may name: single values, words excepted."""
    return tuple(field for field in spec.fields if field.kind != "list")
