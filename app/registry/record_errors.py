"""Errors about records as pages of the registry read them: problems and differences in words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext

from app.errors import answer
from app.planning.wording import filled
from geodata.errors import N_, OcopError

MISSING = N_("%(name)s is missing")
NO_CHANGE = N_("There is no change %(number)s")

Values = dict[str, Any]


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
    told["message"] = filled(problem["text"], problem["values"])
    told["suggestions"] = [each | {"label": in_words(each["label"])} for each in problem["suggestions"]]
    return told


def in_words(label: str) -> str:
    """Return a label in the reader's language; a name stays as it is, and so does an empty text."""
    return gettext(label) if label else label


def _change_in_words(change: Values) -> Values:
    """Return a difference with its label in the reader's language."""
    told = {name: value for name, value in change.items() if name not in ("text", "values")}
    return told | {"label": in_words(change["text"])}
