"""Puts the texts of a plan or tour into one language: translated first, filled in afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# Members of an answer whose texts are ours, wherever they stand.
TITLES = frozenset({"title", "clause", "data", "not_here", "explanation"})
# A travel network that the program itself describes (an imported one has names of its own), and what
# published targets say of themselves.
OWN_TEXTS = frozenset({"network", "source", "fallback", "note"})


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """One language: ``translate`` puts a text of ours into it, ``number`` writes a number with its marks."""

    translate: Callable[[str], str]
    number: Callable[[float], str]

    def with_texts(self, answer: Any) -> Any:  # noqa: ANN401 -- any JSON value
        """Return an answer with every text of ours translated, and notes as ``{"key", "text"}``."""
        if isinstance(answer, list):
            return [self.with_texts(item) for item in answer]
        if not isinstance(answer, Mapping):
            return answer
        if {"message", "values", "key"} <= answer.keys():
            return {"key": answer["key"], "text": self.filled(answer["message"], answer["values"])}
        return {name: self._worded(name, value) for name, value in answer.items()}

    def filled(self, message: str, values: Mapping[str, object]) -> str:
        """Return a text with its values; those that are texts of ours are translated too."""
        text = self.translated(message)
        return text % {name: self.value(value) for name, value in values.items()} if values else text

    def translated(self, text: str) -> str:
        """Return a text of ours in the language; any other, and an empty one, as it is."""
        return self.translate(text) if text else text

    def value(self, value: object) -> object:
        """Return a value of a note as a reader writes it."""
        if isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return self.number(value)
        if isinstance(value, tuple | list):
            return ("; " if is_told(value) else ", ").join(str(self.value(part)) for part in value)
        if isinstance(value, Mapping) and {"text", "values"} <= value.keys():
            text = self.filled(value["text"], value["values"])
            return f"{value['name']} – {text}" if "name" in value else text
        return self.translated(value) if isinstance(value, str) else value

    def _worded(self, name: str, value: Any) -> Any:  # noqa: ANN401 -- any JSON value
        """Return one member of an answer."""
        if isinstance(value, str):
            return self.translated(value) if name in TITLES | OWN_TEXTS else value
        if name == "titles" and isinstance(value, Mapping):
            return {key: self.translated(text) for key, text in value.items()}
        return self.with_texts(value)


def is_told(value: object) -> bool:
    """Tell whether a value is a list of texts of ours with what fills them."""
    return isinstance(value, tuple | list) and any(
        isinstance(part, Mapping) and {"text", "values"} <= part.keys() for part in value
    )
