"""
The one catalogue of the fields of records.

Forms, API, workbooks, templates, history and help read what a record holds
from here.
"""

from __future__ import annotations

from geodata.records.field_types import Choices as Choices
from geodata.records.field_types import Field as Field
from geodata.records.field_types import FieldType as FieldType
from geodata.records.field_types import Part as Part
