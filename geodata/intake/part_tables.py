"""
Tables of which a row tells one part of a record: what is followed of a product or producer, a linked zone.

They are handed in, matched, shown and given away as templates like tables of
records. A row names the record that it belongs to; the lists that this map
gives away (``layers.followed_lists``) have the headings that are read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import N_, NotFound
from geodata.intake.fact_words import FACT_WORDS, KIND_WORDS, PRECISION_WORDS, VALUE_LABELS
from geodata.records.choices import FACTS
from geodata.records.field_types import Field, FieldType
from geodata.records.fields import fields_of
from geodata.records.kinds import SPECS, RecordKind
from geodata.records.part_fields import PART_FIELDS
from geodata.records.product_fields import PRODUCTS
from geodata.records.shared_fields import LONGEST_NAME

# The columns of a row that name its record, beside the identifier; the others tell of the part.
SUBJECT, NAME, PRODUCER = "kind", "name", "producer"
FACT_ID, ZONE_KEY = "fact_id", "zone_key"
OWNER_FIELDS = frozenset({SUBJECT, NAME, PRODUCER, FACT_ID, ZONE_KEY})
OWNER_IDS = ("record_id", "product_id", "producer_id")
LONGEST_KEY = 100


class PartTable(StrEnum):
    """A kind of table whose rows are parts of records; the values are those of ``/programme/facts``."""

    FACTS = "facts"
    LINKED_ZONES = "linked_zones"


TableKind = RecordKind | PartTable


@dataclass(frozen=True, slots=True)
class PartSpec:
    """What a table of parts holds: the table of the registry, and the kinds of records that own its rows."""

    kind: PartTable
    label: str  # for the translators
    table: str
    owners: tuple[RecordKind, ...]
    fields: tuple[Field, ...]


def _of_part(table: str, name: str, *headings: str) -> Field:
    """Return a field of a part with further headings."""
    field = next(each for each in PART_FIELDS[table] if each.name == name)
    return field.with_(headings=(*headings, *field.headings))


def _fact(name: str, *headings: str) -> Field:
    """Return a field of a fact with further headings."""
    return _of_part("programme_facts", name, *headings)


def _zone(name: str, *headings: str) -> Field:
    """Return a field of a linked zone with further headings."""
    return _of_part("product_zones", name, *headings)


_PRODUCER = next(field for field in PRODUCTS if field.name == PRODUCER).with_(
    help=N_("Where several products are called alike, it tells which one is meant.")
)
_KIND = Field(
    SUBJECT,
    FieldType.CHOICE,
    N_("Kind"),
    choices={RecordKind.PRODUCTS.value: N_("Product"), RecordKind.PRODUCERS.value: N_("Producer")},
    words=KIND_WORDS,
    headings=("Loại", "Loại bản ghi", "subject_kind"),
    help=N_("Whether the row tells of a product or of a producer."),
)
_NAME = Field(
    NAME,
    FieldType.TEXT,
    N_("Record"),
    longest=LONGEST_NAME,
    headings=("Bản ghi", "Tên bản ghi", "Tên sản phẩm", "Sản phẩm", "Tên sản phẩm OCOP", "Tên", "product"),
    help=N_("The name of a product or producer that the registry holds; no row enters a new one."),
)
_FACT_ID = Field(
    FACT_ID,
    FieldType.TEXT,
    N_("Identifier of the fact"),
    longest=LONGEST_KEY,
    headings=("Mã thông tin",),
    help=N_("Leave it as it is: by it a corrected row is found again. Empty for something new."),
)
_ZONE_KEY = Field(
    ZONE_KEY,
    FieldType.TEXT,
    N_("Identifier of the zone"),
    longest=LONGEST_KEY,
    headings=("Mã vùng nguyên liệu",),
    help=N_("Where several zones are called alike, it tells which one is meant."),
)
_FACT_FIELDS: tuple[Field, ...] = (
    _KIND,
    _NAME,
    _PRODUCER,
    _fact("fact").with_(
        label=N_("What is followed"),
        headings=("Nội dung theo dõi", "Nội dung Chương trình theo dõi", "What is known", "fact"),
        choices=FACTS,
        words=FACT_WORDS,
    ),
    # A text for some facts: its words are only proposed.
    _fact("value").with_(words=VALUE_LABELS),
    _fact("link"),
    _fact("amount_vnd"),
    _fact("as_of", "Thời điểm").with_(
        help=N_("A day (31/12/2025), a month (12/2025) or a year (2025), as far as it is known.")
    ),
    _fact("as_of_precision", "Mức chính xác của ngày").with_(words=PRECISION_WORDS),
    _fact("ended_on"),
    _fact("source"),
    _fact("note"),
    _FACT_ID,
)
_ZONE_FIELDS: tuple[Field, ...] = (
    _NAME.with_(required=True, help=N_("The name of a product that the registry holds.")),
    _PRODUCER,
    _zone("zone_id"),
    _zone("hectares", "Hectares"),
    _zone("households"),
    _zone("as_of", "Thời điểm"),
    _zone("source"),
    _ZONE_KEY,
)
PART_SPECS: Mapping[PartTable, PartSpec] = {
    spec.kind: spec
    for spec in (
        PartSpec(
            PartTable.FACTS,
            N_("What the programme follows of products and producers"),
            "programme_facts",
            (RecordKind.PRODUCTS, RecordKind.PRODUCERS),
            _FACT_FIELDS,
        ),
        PartSpec(
            PartTable.LINKED_ZONES,
            N_("Linked raw-material zones"),
            "product_zones",
            (RecordKind.PRODUCTS,),
            _ZONE_FIELDS,
        ),
    )
}
# All that a file may be a table of, by the word that names it in addresses.
TABLE_KINDS: Mapping[str, TableKind] = {kind.value: kind for kind in (*RecordKind, *PartTable)}


def table_kind(text: str) -> TableKind:
    """Return what the rows of a table are; ``NotFound`` where there is no such kind."""
    found = TABLE_KINDS.get(text)
    if found is None:
        raise NotFound(
            N_("There is no kind of record %(kind)s; there are: %(allowed)s"),
            kind=text[:100],
            allowed=", ".join(TABLE_KINDS),
        )
    return found


def table_fields(kind: TableKind) -> tuple[Field, ...]:
    """Return the fields of the rows of a table, in the order of a form."""
    return PART_SPECS[kind].fields if isinstance(kind, PartTable) else fields_of(kind)


def table_field(kind: TableKind, name: str) -> Field | None:
    """Return one field of the rows of a table; None where it has none of that name."""
    return next((field for field in table_fields(kind) if field.name == name), None)


def table_label(kind: TableKind) -> str:
    """Return what the rows of a table are called, for the translators."""
    return PART_SPECS[kind].label if isinstance(kind, PartTable) else SPECS[kind].label


def id_names(kind: TableKind) -> tuple[str, ...]:
    """Return the names of the column of identifiers besides those that all tables know."""
    return OWNER_IDS if isinstance(kind, PartTable) else (SPECS[kind].id_column,)
