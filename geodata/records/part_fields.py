"""The fields of the parts of records: certificates, inspections, facts, zones, leaders, days, figures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from geodata.errors import N_
from geodata.records import choices
from geodata.records.fact_labels import FACT_LABELS
from geodata.records.field_types import Field, FieldType, Part
from geodata.records.kinds import RecordKind
from geodata.records.list_words import WEEKDAY_WORDS
from geodata.records.product_fields import CERTIFICATE_FIELDS
from geodata.records.shared_fields import LONGEST_NOTE, LONGEST_TEXT, NOTE
from geodata.records.site_fields import OBSERVATION_FIELDS

PART_SOURCE = Field(
    "source",
    FieldType.TEXT,
    N_("Source"),
    longest=LONGEST_TEXT,
    headings=("Nguồn", "source"),
    help=N_("The decision, report or page that says so."),
)
AS_OF = Field("as_of", FieldType.DATE, N_("As of"), headings=("Tính đến ngày", "as_of"))
HOUSEHOLDS = Field(
    "households",
    FieldType.WHOLE,
    N_("Households"),
    least=0,
    most=10_000_000,
    headings=("Số hộ", "households"),
)

CERTIFICATES: tuple[Field, ...] = (
    *(
        field.with_(name="kind") if field.name == "certificate_kind" else field
        for field in CERTIFICATE_FIELDS
    ),
    Field(
        "revoked_on",
        FieldType.DATE,
        N_("Revoked from"),
        headings=("Ngày thu hồi", "revoked_on"),
        part=Part.CERTIFICATE,
        help=N_("From this day the certificate no longer holds."),
    ),
    PART_SOURCE,
    NOTE,
)
INSPECTIONS: tuple[Field, ...] = (
    Field(
        "certificate_id",
        FieldType.RECORD,
        N_("Certificate"),
        required=True,
        refers_to="certificates",
        headings=("certificate_id",),
    ),
    Field("inspected_on", FieldType.DATE, N_("Day of the check"), headings=("Ngày kiểm tra", "inspected_on")),
    Field(
        "result",
        FieldType.CHOICE,
        N_("Result"),
        choices=choices.INSPECTION_RESULTS,
        words=choices.INSPECTION_WORDS,
        headings=("Kết quả", "Kết quả kiểm tra", "result"),
    ),
    PART_SOURCE,
    NOTE,
)
FACTS: tuple[Field, ...] = (
    Field(
        "fact",
        FieldType.CHOICE,
        N_("What is known"),
        required=True,
        choices=choices.FACTS,
        headings=("Nội dung", "fact"),
        part=Part.FACT,
    ),
    Field(
        "value",
        FieldType.TEXT,
        N_("Value"),
        longest=LONGEST_TEXT,
        headings=("Giá trị", "value"),
        part=Part.FACT,
        help=N_("Yes or no, a value of the list, or the name of the fair."),
    ),
    Field(
        "link",
        FieldType.LINK,
        N_("Link"),
        longest=LONGEST_TEXT,
        headings=("Đường dẫn", "Liên kết", "link"),
        part=Part.FACT,
    ),
    Field(
        "amount_vnd",
        FieldType.MONEY,
        N_("Amount (đồng)"),
        least=0,
        most=1_000_000_000_000,
        headings=("Số tiền", "Số tiền (đồng)", "amount_vnd"),
        part=Part.FACT,
    ),
    AS_OF,
    Field(
        "as_of_precision",
        FieldType.CHOICE,
        N_("How much of the date is known"),
        choices=choices.PRECISIONS,
        words=choices.PRECISION_WORDS,
        headings=("Độ chính xác của ngày", "as_of_precision"),
    ),
    Field(
        "ended_on",
        FieldType.DATE,
        N_("No longer since"),
        headings=("Không còn từ ngày", "ended_on"),
        part=Part.FACT,
        help=N_("Of a sales channel or a protected mark: from this day it is no longer there."),
    ),
    PART_SOURCE,
    NOTE,
)
PRODUCT_ZONES: tuple[Field, ...] = (
    Field(
        "zone_id",
        FieldType.RECORD,
        N_("Raw-material zone"),
        required=True,
        refers_to=RecordKind.MATERIAL_ZONES,
        headings=("Vùng nguyên liệu", "zone_id"),
    ),
    Field(
        "hectares",
        FieldType.DECIMAL,
        N_("Area (ha)"),
        least=0,
        most=10_000_000,
        headings=("Diện tích (ha)", "hectares"),
    ),
    HOUSEHOLDS,
    AS_OF,
    PART_SOURCE,
)
LEADERS: tuple[Field, ...] = (
    Field(
        "sex",
        FieldType.CHOICE,
        N_("Sex"),
        choices=choices.SEXES,
        words=choices.SEX_WORDS,
        headings=("Giới tính", "sex"),
    ),
    Field(
        "ethnic_group",
        FieldType.TEXT,
        N_("Ethnic group"),
        longest=100,
        headings=("Dân tộc", "ethnic_group"),
    ),
    AS_OF,
    PART_SOURCE,
)
MARKET_DAYS: tuple[Field, ...] = (
    Field(
        "weekday",
        FieldType.CHOICE,
        N_("Day of the week"),
        required=True,
        choices=choices.WEEKDAYS,
        words=WEEKDAY_WORDS,
        headings=("Thứ", "weekday"),
    ),
    Field("evening", FieldType.FLAG, N_("In the evening"), headings=("Buổi tối", "evening")),
    Field("disputed", FieldType.FLAG, N_("Sources differ"), headings=("Nguồn khác nhau", "disputed")),
    NOTE.with_(longest=LONGEST_NOTE),
)
OBSERVATIONS: tuple[Field, ...] = (
    *OBSERVATION_FIELDS,
    PART_SOURCE.with_(type=FieldType.LIST),
    NOTE,
)

PART_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "certificates": CERTIFICATES,
    "inspections": INSPECTIONS,
    "programme_facts": FACTS,
    "product_zones": PRODUCT_ZONES,
    "producer_leaders": LEADERS,
    "market_days": MARKET_DAYS,
    "zone_observations": OBSERVATIONS,
}
PART_LABELS: Mapping[str, str] = {
    "certificates": N_("Certificates"),
    "inspections": N_("Checks after recognition"),
    "programme_facts": N_("What the programme follows"),
    "product_zones": N_("Linked raw-material zones"),
    "producer_leaders": N_("Leader"),
    "market_days": N_("Market days"),
    "zone_observations": N_("Figures of the zone"),
}


@cache
def fields_of_part(kind: str, table: str) -> tuple[Field, ...]:
    """Return the fields of a part of a kind of record; a producer stands at no stage of the yearly cycle."""
    fields = PART_FIELDS[table]
    if table != "programme_facts":
        return fields
    labels = FACT_LABELS[kind]
    return tuple(field.with_(choices=labels) if field.name == "fact" else field for field in fields)
