"""What a field of a record is: its type, its label, what it may hold and how it may be headed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class FieldType(StrEnum):
    """How a field is written, read and shown."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    YEAR = "year"
    CHOICE = "choice"
    FLAG = "flag"
    STARS = "stars"
    MONEY = "money"  # whole đồng
    LON = "lon"  # degrees, WGS 84
    LAT = "lat"
    UNIT = "unit"  # the code of a unit
    RECORD = "record"  # the identifier of another record
    LINK = "link"
    LIST = "list"  # texts
    RANGE = "range"  # one number or two ends: [low, high]


class Part(StrEnum):
    """What of a record a field tells."""

    RECORD = "record"
    CERTIFICATE = "certificate"
    PLACE = "place"
    FACT = "fact"


Choices = Mapping[str, str]
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field of a record or of one of its parts.

    ``label``, ``help`` and the values of ``choices`` (value → label) are texts
    for the translators. ``headings`` are what the column of a workbook may be
    called, ``words`` what its cells may say for a value, both in any case and
    with or without accents. ``least`` and ``most`` bound a number (or the year
    of a date), ``longest`` the signs of a text. ``refers_to`` is the kind of
    the record that a field of type ``RECORD`` names. A field that is not
    ``in_form`` is read from workbooks and the API alone. Of a year that
    ``asks_span`` a span such as ``2021-2024`` is asked about (it may be how long
    something holds); elsewhere it means its last year. Values of a choice that
    ``decides`` what a record is are suggested only for what is nearly spelt so. Of
    a day ``year_in`` is the field that holds the year alone.
    """

    name: str
    type: FieldType
    label: str
    required: bool = False
    choices: Choices | None = None
    longest: int | None = None
    least: float | None = None
    most: float | None = None
    headings: tuple[str, ...] = ()
    part: Part = Part.RECORD
    words: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    help: str | None = None
    refers_to: str | None = None
    in_form: bool = True
    asks_span: bool = False
    decides: bool = False
    year_in: str | None = None

    def with_(self, **changes: object) -> Field:
        """Return this field with some of its properties changed."""
        return replace(self, **changes)  # type: ignore[arg-type]
