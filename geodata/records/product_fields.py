"""The fields of products, their certificates, and producers, in the order of a form."""

from __future__ import annotations

from geodata.errors import N_
from geodata.records import choices
from geodata.records.field_types import Field, FieldType, Part
from geodata.records.kinds import RecordKind
from geodata.records.shared_fields import (
    LONGEST_NAME,
    LONGEST_NOTE,
    NAME,
    NOTE,
    PLACE_FIELDS,
    SOURCE,
    WEBSITE,
    year_field,
)

MOST_POINTS = {"points": 100.0, "points_a": 40.0, "points_b": 25.0, "points_c": 40.0}


def _points(name: str, label: str, *headings: str) -> Field:
    """Return a field for points of a set of criteria."""
    return Field(
        name,
        FieldType.DECIMAL,
        label,
        least=0,
        most=MOST_POINTS[name],
        headings=headings,
        part=Part.CERTIFICATE,
    )


CERTIFICATE_FIELDS: tuple[Field, ...] = (
    Field(
        "stars",
        FieldType.STARS,
        N_("Stars"),
        least=3,
        most=5,
        headings=(
            "Hạng sao",
            "Số sao",
            "Sao",
            "Xếp hạng",
            "Xếp hạng sao",
            "Hạng",
            "Phân hạng",
            "Kết quả phân hạng",
            "stars",
        ),
        part=Part.CERTIFICATE,
    ),
    Field(
        "decision_number",
        FieldType.TEXT,
        N_("Decision number"),
        longest=100,
        headings=(
            "Số quyết định",
            "Quyết định công nhận",
            "Quyết định",
            "Quyết định số",
            "Số hiệu quyết định",
            "Số QĐ",
            "Số quyết định, ngày tháng năm",
            "Số QĐ, ngày tháng năm",
            "Số, ngày quyết định",
            "Số, ngày QĐ",
            "decision_number",
        ),
        part=Part.CERTIFICATE,
    ),
    Field(
        "certified_on",
        FieldType.DATE,
        N_("Day of recognition"),
        headings=(
            "Ngày công nhận",
            "Ngày quyết định",
            "Ngày QĐ",
            "Ngày tháng quyết định",
            "Ngày, tháng, năm quyết định",
            "Ngày ký quyết định",
            "Ngày ban hành quyết định",
            "Ngày cấp quyết định",
            "Ngày ký",
            "Ngày cấp",
            "Ngày ban hành",
            "certified_on",
        ),
        part=Part.CERTIFICATE,
        year_in="certified_year",
    ),
    year_field(
        "certified_year",
        N_("Year of recognition"),
        "Năm công nhận",
        "Năm",
        "year",
        "certified_year",
        part=Part.CERTIFICATE,
    ).with_(asks_span=True),
    Field(
        "criteria",
        FieldType.CHOICE,
        N_("Set of criteria"),
        choices=choices.CRITERIA,
        words=choices.CRITERIA_WORDS,
        headings=("Bộ tiêu chí", "criteria"),
        part=Part.CERTIFICATE,
        help=N_("The decision by which the product was judged: groups and points belong to one of them."),
    ),
    Field(
        "level",
        FieldType.CHOICE,
        N_("Deciding level"),
        choices=choices.LEVELS,
        words=choices.LEVEL_WORDS,
        headings=("Cấp công nhận", "Cấp quyết định", "level"),
        part=Part.CERTIFICATE,
    ),
    Field(
        "certificate_kind",
        FieldType.CHOICE,
        N_("First or re-evaluated"),
        choices=choices.CERTIFICATE_KINDS,
        words=choices.CERTIFICATE_KIND_WORDS,
        headings=("Hình thức công nhận", "Công nhận mới/đánh giá lại", "certificate_kind"),
        part=Part.CERTIFICATE,
    ),
    _points("points", N_("Points (of 100)"), "Tổng điểm", "Điểm", "points"),
    _points("points_a", N_("Points of part A"), "Điểm phần A", "Phần A", "points_a"),
    _points("points_b", N_("Points of part B"), "Điểm phần B", "Phần B", "points_b"),
    _points("points_c", N_("Points of part C"), "Điểm phần C", "Phần C", "points_c"),
)

COLLECTOR_FIELDS: tuple[Field, ...] = (
    Field(
        "confidence",
        FieldType.CHOICE,
        N_("How far the record is stated"),
        choices=choices.CONFIDENCES,
        headings=("confidence",),
        in_form=False,
    ),
    Field(
        "inferred_note",
        FieldType.LONG_TEXT,
        N_("What was inferred"),
        longest=LONGEST_NOTE,
        headings=("inferred_note",),
        in_form=False,
    ),
)

PRODUCTS: tuple[Field, ...] = (
    NAME.with_(
        headings=("Tên sản phẩm", "Sản phẩm", "Tên sản phẩm OCOP", "Tên", "name_vi", "name", "product"),
    ),
    Field(
        "producer",
        FieldType.RECORD,
        N_("Producer"),
        longest=LONGEST_NAME,
        headings=(
            "Chủ thể",
            "Tên chủ thể",
            "Chủ thể sản xuất",
            "Đơn vị sản xuất",
            "Cơ sở sản xuất",
            "Tên cơ sở sản xuất",
            "Tên cơ sở",
            "producer",
        ),
        refers_to=RecordKind.PRODUCERS,
    ),
    Field(
        "producer_kind",
        FieldType.CHOICE,
        N_("Kind of producer"),
        choices=choices.PRODUCER_KINDS,
        words=choices.PRODUCER_KIND_WORDS,
        headings=("Loại hình chủ thể", "Loại chủ thể", "Loại hình", "producer_type", "producer_kind"),
        in_form=False,
        help=N_(
            "Only for a producer that is entered with its product; one that is known keeps its own kind."
        ),
    ),
    Field(
        "product_group",
        FieldType.CHOICE,
        N_("Product group"),
        choices=choices.PRODUCT_GROUPS,
        words=choices.PRODUCT_GROUP_WORDS,
        headings=("Nhóm sản phẩm", "Nhóm", "Ngành hàng", "Nhóm/ngành hàng", "ocop_group", "product_group"),
    ),
    Field(
        "group_criteria",
        FieldType.CHOICE,
        N_("The group belongs to"),
        choices=choices.CRITERIA,
        words=choices.CRITERIA_WORDS,
        headings=("Nhóm theo quyết định", "group_criteria"),
        help=N_("The groups of the decisions of 2019 and 2023 differ."),
    ),
    Field(
        "recognition",
        FieldType.CHOICE,
        N_("Recognised or only evaluated"),
        choices=choices.RECOGNITIONS,
        words=choices.RECOGNITION_WORDS,
        headings=("Tình trạng công nhận", "Tình trạng", "Trạng thái", "status", "recognition"),
        decides=True,
    ),
    *CERTIFICATE_FIELDS,
    year_field(
        "evaluated_year",
        N_("Year of evaluation"),
        "Năm đánh giá",
        "Năm đánh giá, phân hạng",
        "evaluated_year",
    ).with_(asks_span=True),
    WEBSITE,
    Field(
        "history",
        FieldType.LONG_TEXT,
        N_("What sources say of the past"),
        longest=LONGEST_NOTE,
        headings=("Lịch sử", "Quá trình công nhận", "history"),
    ),
    *PLACE_FIELDS,
    SOURCE,
    NOTE,
    *COLLECTOR_FIELDS,
)

PRODUCERS: tuple[Field, ...] = (
    NAME.with_(
        headings=(
            "Tên chủ thể",
            "Chủ thể",
            "Tên cơ sở",
            "Tên cơ sở sản xuất",
            "Cơ sở sản xuất",
            "Tên",
            "name_vi",
            "name",
            "producer",
        )
    ),
    Field(
        "kind",
        FieldType.CHOICE,
        N_("Kind of producer"),
        choices=choices.PRODUCER_KINDS,
        words=choices.PRODUCER_KIND_WORDS,
        headings=("Loại hình chủ thể", "Loại chủ thể", "Loại hình", "producer_type", "kind"),
    ),
    WEBSITE,
    *PLACE_FIELDS,
    SOURCE,
    NOTE,
)
