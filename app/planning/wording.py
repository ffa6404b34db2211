"""Puts the texts of a plan into the language of the reader: translated first, filled in afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.i18n import number
from layers.answer_words import AnswerWords, is_told


def _of_reader(text: str) -> str:
    """Return a text of ours in the language of the reader."""
    return str(gettext(text))


_WORDS = AnswerWords(_of_reader, number)


def with_texts(answer: Any) -> Any:  # noqa: ANN401 -- any JSON value
    """Return an answer with every text of ours translated, and notes as ``{"key", "text"}``."""
    return _WORDS.with_texts(answer)


def filled(message: str, values: Mapping[str, object]) -> str:
    """Return a text in the language of the reader with its values; those that are texts of ours too."""
    return _WORDS.filled(message, values)


def in_words(values: Mapping[str, object]) -> dict[str, object]:
    """Return values of a text with those that are texts of ours, ``{"text", "values"}``, as words."""
    return {name: _WORDS.value(value) if is_told(value) else value for name, value in values.items()}


def translated(text: str) -> str:
    """Return a text of ours in the language of the reader; any other, and an empty one, as it is."""
    return _WORDS.translated(text)
