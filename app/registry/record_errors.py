"""Errors about records as pages of the registry read them: problems and differences in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext

from app.errors import answer
from app.planning.wording import filled
from geodata.errors import N_, OcopError

MISSING = N_("%(name)s is missing")
NO_CHANGE = N_("There is no change %(number)s")

# Rules whose value is a text of ours; of all others it is what somebody entered.
OF_OURS = frozenset({"target_unit"})

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Entered:
    """What somebody entered: shown as it is, though it may read like a text of ours."""

    text: object

    def __str__(self) -> str:
        return str(self.text)


def register(bp: Blueprint) -> None:
    """Let a blueprint answer errors with problems and differences in words."""
    bp.register_error_handler(OcopError, _answer)


def _answer(error: OcopError) -> Response:
    """Answer an error whose problems and differences have their texts translated."""
    values: Values = dict(error.values)
    for name, worded in (("problems", problem_in_words), ("difference", _change_in_words)):
        if isinstance(values.get(name), list):
            values[name] = [worded(each) for each in values[name]]
    return answer(type(error)(error.message, **values))


def problem_in_words(problem: Values) -> Values:
    """Return a problem (``editing.shown_problem``) with its message and suggestions in words."""
    told = {name: value for name, value in problem.items() if name not in ("text", "values")}
    values = dict(problem["values"])
    if problem["rule"] not in OF_OURS:
        values["value"] = _Entered(values.get("value"))
    told["message"] = filled(problem["text"], values)
    told["suggestions"] = [each | {"label": in_words(each["label"])} for each in problem["suggestions"]]
    return told


def in_words(label: str) -> str:
    """Return a label in the reader's language; a name stays as it is, and so does an empty text."""
    return gettext(label) if label else label


def _change_in_words(change: Values) -> Values:
    """Return a difference with its label in the reader's language."""
    told = {name: value for name, value in change.items() if name not in ("text", "values")}
    return told | {"label": in_words(change["text"])}
