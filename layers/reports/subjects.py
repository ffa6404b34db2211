"""What a report may be about, read from JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from geodata.errors import N_, InvalidInput
from geodata.json_reading import bad, check_known
from layers.saved import IDENTIFIER

CODE = re.compile(r"\d{2,5}", re.ASCII)


class SubjectKind(StrEnum):
    """Kinds of subjects."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    SCENARIO = "scenario"
    TOUR = "tour"


UNIT_KINDS = frozenset({SubjectKind.DISTRICT, SubjectKind.COMMUNE})
SAVED_KINDS = frozenset({SubjectKind.SCENARIO, SubjectKind.TOUR})
EXAMPLE = '{"kind": "commune", "code": "02647", "valid_from": "2025-07-01"}'
NOT_TAKEN = N_("A report of the kind %(kind)s takes no %(name)s")


@dataclass(frozen=True, slots=True)
class Subject:
    """
    One subject.

    ``key`` is the code of a district or commune, the identifier of a scenario
    or tour, empty for the province. ``valid_from`` picks one of the units that
    ever had a code; None: the one that the unit system asked for has.
    """

    kind: SubjectKind
    key: str = ""
    valid_from: date | None = None

    @property
    def is_saved(self) -> bool:
        """Whether it is something that somebody saved, which not everybody may see."""
        return self.kind in SAVED_KINDS


def read_subject(given: object) -> Subject:
    """
    Return the subject that a JSON object names.

    Raises
    ------
    InvalidInput
        Something is missing, unknown or not allowed; the message says what is.
    """
    if not isinstance(given, Mapping):
        raise bad("subject", given, EXAMPLE)
    check_known(dict(given), ("kind", "code", "valid_from", "id"))
    kind = _kind(given.get("kind"))
    taken = {"kind", "id"} if kind in SAVED_KINDS else {"kind", "code", "valid_from"}
    if kind is SubjectKind.PROVINCE:
        taken = {"kind"}
    if ignored := sorted(name for name in given.keys() - taken if given[name] is not None):
        raise InvalidInput(NOT_TAKEN, kind=kind.value, name=f"subject.{ignored[0]}")
    if kind in SAVED_KINDS:
        return Subject(kind, _matching("id", given.get("id"), IDENTIFIER))
    if kind is SubjectKind.PROVINCE:
        return Subject(kind)
    code = _matching("code", given.get("code"), CODE)
    return Subject(kind, code, _day(given.get("valid_from")))


def _kind(value: object) -> SubjectKind:
    """Return the kind."""
    try:
        return SubjectKind(str(value))
    except ValueError:
        raise bad("kind", value, ", ".join(SubjectKind)) from None


def _matching(name: str, value: Any, pattern: re.Pattern[str]) -> str:  # noqa: ANN401 -- any JSON value
    """Return a text of the form that codes or identifiers have."""
    if not isinstance(value, str):
        raise InvalidInput(N_("%(name)s is missing"), name=f"subject.{name}")
    if not pattern.fullmatch(value):
        raise bad(f"subject.{name}", value[:64], EXAMPLE)
    return value


def _day(value: object) -> date | None:
    """Return a day in the form YYYY-MM-DD."""
    if value is None:
        return None
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise bad("subject.valid_from", value, "YYYY-MM-DD")
