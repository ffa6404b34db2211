"""The fields of places, zones and published totals, in the order of a form."""

from __future__ import annotations

from geodata.errors import N_
from geodata.records import choices
from geodata.records.field_types import Field, FieldType, Part
from geodata.records.list_words import METRIC_WORDS
from geodata.records.shared_fields import (
    LONGEST_TEXT,
    NAME,
    NOTE,
    PLACE_FIELDS,
    SOURCE,
    year_field,
)

CRAFT_VILLAGES: tuple[Field, ...] = (
    NAME.with_(headings=("Tên làng nghề", "Làng nghề", "Tên nghề", "Tên", "name_vi", "name")),
    Field(
        "craft", FieldType.TEXT, N_("Craft"), longest=LONGEST_TEXT, headings=("Nghề", "Ngành nghề", "craft")
    ),
    Field(
        "kind",
        FieldType.CHOICE,
        N_("Kind of recognition"),
        choices=choices.CRAFT_KINDS,
        words=choices.CRAFT_KIND_WORDS,
        headings=("Loại", "Loại hình", "Danh hiệu", "kind"),
    ),
    Field(
        "standing",
        FieldType.CHOICE,
        N_("What it really is"),
        choices=choices.STANDINGS,
        words=choices.STANDING_WORDS,
        headings=("Tình trạng công nhận", "Tình trạng", "standing"),
        help=N_("Only what is recognised is counted. Left empty, it is told from the name and the kind."),
    ),
    Field(
        "ethnic_group",
        FieldType.TEXT,
        N_("Ethnic group of the craft"),
        longest=LONGEST_TEXT,
        headings=("Dân tộc", "ethnic_group"),
    ),
    Field(
        "households",
        FieldType.WHOLE,
        N_("Households"),
        least=0,
        most=10_000_000,
        headings=("Số hộ", "Số hộ tham gia", "households"),
    ),
    year_field(
        "recognised_year", N_("Year of recognition"), "Năm công nhận", "year_recognised", "recognised_year"
    ),
    *PLACE_FIELDS,
    SOURCE,
    NOTE,
)

SALES_POINTS: tuple[Field, ...] = (
    NAME.with_(headings=("Tên điểm", "Tên điểm bán", "Tên cửa hàng", "Tên chợ", "Tên", "name_vi", "name")),
    Field(
        "kind",
        FieldType.CHOICE,
        N_("Kind of sales point"),
        required=True,
        choices=choices.SALES_POINT_KINDS,
        words=choices.SALES_POINT_KIND_WORDS,
        headings=("Loại điểm", "Loại hình", "Loại", "kind"),
    ),
    Field(
        "operator",
        FieldType.TEXT,
        N_("Run by"),
        longest=LONGEST_TEXT,
        headings=("Đơn vị quản lý", "Đơn vị vận hành", "Chủ cơ sở", "operator"),
    ),
    year_field("opened_year", N_("Year of opening"), "Năm mở", "Năm hoạt động", "opened_year"),
    Field(
        "market_day",
        FieldType.TEXT,
        N_("Market days"),
        longest=LONGEST_TEXT,
        headings=("Ngày họp chợ", "Ngày họp", "Phiên chợ", "market_day"),
        help=N_(
            "In Vietnamese words, such as “Chủ nhật” or “thứ ba và thứ bảy”: the days are read from them."
        ),
    ),
    *PLACE_FIELDS,
    SOURCE,
    NOTE,
)

OBSERVATION_FIELDS: tuple[Field, ...] = (
    Field(
        "year_text",
        FieldType.TEXT,
        N_("Year of the figures"),
        longest=40,
        headings=("Năm", "Năm số liệu", "year"),
        part=Part.FACT,
        help=N_("A year, or two as in 2021-2025."),
    ),
    Field(
        "area_ha",
        FieldType.RANGE,
        N_("Area (ha)"),
        least=0,
        most=10_000_000,
        headings=("Diện tích (ha)", "Diện tích", "area_ha"),
        part=Part.FACT,
    ),
    Field(
        "production",
        FieldType.TEXT,
        N_("Production"),
        longest=LONGEST_TEXT,
        headings=("Sản lượng", "Sản lượng (tấn)", "production"),
        part=Part.FACT,
    ),
    Field(
        "households",
        FieldType.WHOLE,
        N_("Households"),
        least=0,
        most=10_000_000,
        headings=("Số hộ", "households"),
        part=Part.FACT,
    ),
    Field(
        "linked_producer",
        FieldType.TEXT,
        N_("Linked producer"),
        longest=LONGEST_TEXT,
        headings=("Chủ thể liên kết", "linked_producer"),
        part=Part.FACT,
    ),
    Field(
        "linked_product",
        FieldType.TEXT,
        N_("Linked product"),
        longest=LONGEST_TEXT,
        headings=("Sản phẩm liên kết", "linked_product"),
        part=Part.FACT,
    ),
    Field(
        "certification",
        FieldType.TEXT,
        N_("Certification of the zone"),
        longest=LONGEST_TEXT,
        headings=("Chứng nhận", "certification"),
        part=Part.FACT,
    ),
)

# A zone lies in communes, not on a point; several are parted by ";".
ZONE_PLACE: tuple[Field, ...] = tuple(
    field.with_(
        help=N_("Several are parted by a semicolon.") if field.name in ("commune", "district") else field.help
    )
    for field in PLACE_FIELDS
    if field.name in ("units", "commune", "district")
)

MATERIAL_ZONES: tuple[Field, ...] = (
    Field(
        "crop",
        FieldType.TEXT,
        N_("Crop or animal"),
        required=True,
        longest=LONGEST_TEXT,
        headings=("Cây trồng", "Loại cây", "Cây trồng, vật nuôi", "Nguyên liệu", "crop"),
    ),
    Field(
        "kind",
        FieldType.CHOICE,
        N_("What the row really is"),
        choices=choices.ZONE_KINDS,
        words=choices.ZONE_KIND_WORDS,
        headings=("Loại vùng", "Loại", "kind"),
        help=N_("Only a zone is counted; left empty, it is told from the crop as it is written."),
    ),
    *ZONE_PLACE,
    *OBSERVATION_FIELDS,
    SOURCE,
    NOTE,
)

SIGHTS: tuple[Field, ...] = (
    NAME.with_(headings=("Tên điểm", "Tên điểm du lịch", "Điểm tham quan", "Tên", "name_vi", "name")),
    Field(
        "kind",
        FieldType.TEXT,
        N_("Kind of sight"),
        longest=LONGEST_TEXT,
        headings=("Loại hình", "Loại", "Loại điểm", "kind"),
    ),
    Field(
        "visit_minutes",
        FieldType.WHOLE,
        N_("Minutes of a visit"),
        least=0,
        most=10_000,
        headings=(
            "Thời gian tham quan (phút)",
            "Thời gian tham quan",
            "typical_visit_minutes",
            "visit_minutes",
        ),
    ),
    Field(
        "entry_fee_vnd",
        FieldType.RANGE,
        N_("Entry fee (đồng)"),
        least=0,
        most=100_000_000,
        headings=("Giá vé", "Phí tham quan", "Giá vé (đồng)", "entry_fee_vnd"),
    ),
    *PLACE_FIELDS,
    SOURCE,
    NOTE,
)

PLANNED_SITES: tuple[Field, ...] = (
    NAME.with_(headings=("Tên cụm", "Tên điểm", "Tên cụm công nghiệp", "Tên", "name_vi", "name")),
    Field(
        "kind",
        FieldType.CHOICE,
        N_("What is planned"),
        required=True,
        choices=choices.PLANNED_KINDS,
        words=choices.PLANNED_KIND_WORDS,
        headings=("Loại hình", "Loại", "kind"),
    ),
    Field(
        "stage",
        FieldType.CHOICE,
        N_("How far it has come"),
        choices=choices.PLANNED_STAGES,
        words=choices.PLANNED_STAGE_WORDS,
        headings=("Giai đoạn", "Tiến độ", "stage"),
    ),
    year_field("planned_year", N_("Planned for the year"), "Năm dự kiến", "planned_year"),
    Field(
        "area_ha",
        FieldType.DECIMAL,
        N_("Area (ha)"),
        least=0,
        most=1_000_000,
        headings=("Diện tích (ha)", "Diện tích", "area_ha"),
    ),
    *PLACE_FIELDS,
    SOURCE,
    NOTE,
)

PUBLISHED_TOTALS: tuple[Field, ...] = (
    Field(
        "metric",
        FieldType.CHOICE,
        N_("What is counted"),
        required=True,
        choices=choices.METRICS,
        words=METRIC_WORDS,
        headings=("Chỉ tiêu", "metric"),
    ),
    Field(
        "key",
        FieldType.TEXT,
        N_("Of which"),
        longest=100,
        headings=("Phân tổ", "key"),
        help=N_("Stars, a district, a product group or a kind of producer, where the figure is of it alone."),
    ),
    Field(
        "value",
        FieldType.WHOLE,
        N_("Published figure"),
        required=True,
        least=0,
        most=1_000_000_000,
        headings=("Số liệu", "Giá trị", "value"),
    ),
    Field(
        "as_of",
        FieldType.DATE,
        N_("As of"),
        required=True,
        headings=("Tính đến ngày", "Tính đến", "Ngày", "as_of"),
    ),
    Field(
        "as_of_precision",
        FieldType.CHOICE,
        N_("How much of the date is known"),
        required=True,
        choices=choices.PRECISIONS,
        words=choices.PRECISION_WORDS,
        headings=("Độ chính xác của ngày", "as_of_precision"),
        help=N_("Where only the month or the year is known, enter its last day."),
    ),
    Field(
        "province_code",
        FieldType.CHOICE,
        N_("Province"),
        required=True,
        choices=choices.PROVINCES,
        headings=("Mã tỉnh", "province_code"),
    ),
    Field(
        "source",
        FieldType.TEXT,
        N_("Source"),
        required=True,
        longest=LONGEST_TEXT,
        headings=("Nguồn", "Nguồn số liệu", "source"),
    ),
    NOTE,
)
