"""
The one catalogue of the fields of records.

Forms, API, workbooks, templates, history and help read what a record holds
from here: ``fields_of`` the record itself, ``fields_of_part`` its certificates,
facts and other parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from geodata.records.field_types import Choices as Choices
from geodata.records.field_types import Field as Field
from geodata.records.field_types import FieldType as FieldType
from geodata.records.field_types import Part as Part
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.part_fields import PART_LABELS as PART_LABELS
from geodata.records.part_fields import fields_of_part as fields_of_part
from geodata.records.product_fields import PRODUCERS, PRODUCTS
from geodata.records.site_fields import (
    CRAFT_VILLAGES,
    MATERIAL_ZONES,
    PLANNED_SITES,
    PUBLISHED_TOTALS,
    SALES_POINTS,
    SIGHTS,
)
from geodata.records.target_fields import PUBLISHED_TARGETS

_RECORD_FIELDS: Mapping[str, tuple[Field, ...]] = {
    RecordKind.PRODUCTS: PRODUCTS,
    RecordKind.PRODUCERS: PRODUCERS,
    RecordKind.CRAFT_VILLAGES: CRAFT_VILLAGES,
    RecordKind.SALES_POINTS: SALES_POINTS,
    RecordKind.MATERIAL_ZONES: MATERIAL_ZONES,
    RecordKind.SIGHTS: SIGHTS,
    RecordKind.PLANNED_SITES: PLANNED_SITES,
    RecordKind.PUBLISHED_TOTALS: PUBLISHED_TOTALS,
    RecordKind.PUBLISHED_TARGETS: PUBLISHED_TARGETS,
}


def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind of record in the order of a form; ``NotFound`` for an unknown kind."""
    return _RECORD_FIELDS[spec_of(kind).kind]


@cache
def required_fields(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind of record without which there is none."""
    return tuple(field for field in fields_of(kind) if field.required)


def field_of(kind: str, name: str) -> Field | None:
    """Return one field of a kind of record, None where it has none of that name."""
    return next((field for field in fields_of(kind) if field.name == name), None)
