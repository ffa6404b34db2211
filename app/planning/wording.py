"""Puts the texts of a plan into the language of the reader: translated first, filled in afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.i18n import number

# Members of an answer whose texts are ours, wherever they stand.
TITLES = frozenset({"title", "clause", "data", "not_here", "explanation"})
# A travel network that the program itself describes (an imported one has names of its own), and what
# published targets say of themselves.
OWN_TEXTS = frozenset({"network", "source", "fallback", "note"})


def with_texts(answer: Any) -> Any:  # noqa: ANN401 -- any JSON value
    """Return an answer with every text of ours translated, and notes as ``{"key", "text"}``."""
    if isinstance(answer, list):
        return [with_texts(item) for item in answer]
    if not isinstance(answer, Mapping):
        return answer
    if {"message", "values", "key"} <= answer.keys():
        return {"key": answer["key"], "text": filled(answer["message"], answer["values"])}
    return {name: _worded(name, value) for name, value in answer.items()}


def filled(message: str, values: Mapping[str, object]) -> str:
    """Return a text in the language of the reader with its values; those that are texts of ours too."""
    text = str(gettext(message))
    return text % {name: _value(value) for name, value in values.items()} if values else text


def in_words(values: Mapping[str, object]) -> dict[str, object]:
    """Return values of a text with those that are texts of ours, ``{"text", "values"}``, as words."""
    return {name: _value(value) if _is_told(value) else value for name, value in values.items()}


def _is_told(value: object) -> bool:
    """Tell whether a value is a list of texts of ours with what fills them."""
    return isinstance(value, tuple | list) and any(
        isinstance(part, Mapping) and {"text", "values"} <= part.keys() for part in value
    )


def translated(text: str) -> str:
    """Return a text of ours in the language of the reader; any other, and an empty one, as it is."""
    return str(gettext(text)) if text else text


def _worded(name: str, value: Any) -> Any:  # noqa: ANN401 -- any JSON value
    """Return one member of an answer."""
    if isinstance(value, str):
        return translated(value) if name in TITLES | OWN_TEXTS else value
    if name == "titles" and isinstance(value, Mapping):
        return {key: translated(text) for key, text in value.items()}
    return with_texts(value)


def _value(value: object) -> object:
    """Return a value of a note as a reader writes it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, tuple | list):
        return ("; " if _is_told(value) else ", ").join(str(_value(part)) for part in value)
    if isinstance(value, Mapping) and {"text", "values"} <= value.keys():
        text = filled(value["text"], value["values"])
        return f"{value['name']} – {text}" if "name" in value else text
    return translated(value) if isinstance(value, str) else value
