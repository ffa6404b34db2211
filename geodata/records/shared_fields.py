"""Fields that several kinds of records share: where a record is, and who says so."""

from __future__ import annotations

from geodata.errors import N_
from geodata.records import choices
from geodata.records.field_types import Field, FieldType, Part

LONGEST_NAME = 300
LONGEST_TEXT = 500
LONGEST_NOTE = 4_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
WEST, SOUTH, EAST, NORTH = 102.0, 8.0, 110.0, 24.0  # degrees; the country's main land

NAME = Field(
    "name",
    FieldType.TEXT,
    N_("Name"),
    required=True,
    longest=LONGEST_NAME,
    headings=("Tên", "Tên gọi", "name_vi", "name"),
)
NOTE = Field(
    "note",
    FieldType.LONG_TEXT,
    N_("Note"),
    longest=LONGEST_NOTE,
    headings=("Ghi chú", "note", "notes"),
)
SOURCE = Field(
    "source",
    FieldType.LIST,
    N_("Source"),
    longest=LONGEST_TEXT,
    headings=("Nguồn", "Nguồn số liệu", "Nguồn thông tin", "Văn bản", "source_url", "source", "sources"),
    help=N_(
        "The decision, report or page that says so. It is added to the sources of the record;"
        " where none is named, the record says on which day the office entered it."
    ),
)
WEBSITE = Field(
    "website",
    FieldType.LINK,
    N_("Website"),
    longest=LONGEST_TEXT,
    headings=("Website", "Trang web", "Địa chỉ website", "Trang TMĐT", "ecommerce_website"),
)

PLACE_FIELDS: tuple[Field, ...] = (
    Field(
        "unit_code",
        FieldType.UNIT,
        N_("Commune (by code)"),
        headings=(
            "Mã xã",
            "Mã đơn vị",
            "Mã ĐVHC",
            "Mã xã/phường",
            "commune_code_old",
            "commune_code",
            "unit_code",
        ),
        part=Part.PLACE,
        help=N_("The five digits of a commune, or three of a district until 30 June 2025."),
    ),
    Field(
        "units",
        FieldType.CHOICE,
        N_("List of units"),
        choices=choices.UNIT_SYSTEMS,
        words=choices.UNIT_SYSTEM_WORDS,
        headings=("Hệ đơn vị hành chính", "Danh mục đơn vị", "units", "unit_system"),
        part=Part.PLACE,
        help=N_("Which list the commune is from: codes and names of both lists mean different places."),
    ),
    Field(
        "commune",
        FieldType.TEXT,
        N_("Commune"),
        longest=LONGEST_TEXT,
        headings=(
            "Xã",
            "Xã/phường",
            "Xã, phường",
            "Xã, phường, thị trấn",
            "Tên xã",
            "Đơn vị cấp xã",
            "commune",
        ),
        part=Part.PLACE,
    ),
    Field(
        "district",
        FieldType.TEXT,
        N_("District (until 30 June 2025)"),
        longest=LONGEST_TEXT,
        headings=("Huyện", "Huyện/thị xã/thành phố", "Huyện, thị xã, thành phố", "Tên huyện", "district"),
        part=Part.PLACE,
    ),
    Field(
        "village",
        FieldType.TEXT,
        N_("Village"),
        longest=LONGEST_TEXT,
        headings=("Thôn", "Thôn/bản", "Thôn, bản, tổ dân phố", "Bản", "village"),
        part=Part.PLACE,
    ),
    Field(
        "address",
        FieldType.TEXT,
        N_("Address"),
        longest=LONGEST_TEXT,
        headings=("Địa chỉ", "Địa chỉ cụ thể", "address"),
        part=Part.PLACE,
    ),
    Field(
        "lon",
        FieldType.LON,
        N_("Longitude (WGS 84, degrees)"),
        least=WEST,
        most=EAST,
        headings=("Kinh độ", "lon", "longitude", "lng"),
        part=Part.PLACE,
    ),
    Field(
        "lat",
        FieldType.LAT,
        N_("Latitude (WGS 84, degrees)"),
        least=SOUTH,
        most=NORTH,
        headings=("Vĩ độ", "lat", "latitude"),
        part=Part.PLACE,
    ),
    Field(
        "easting",
        FieldType.DECIMAL,
        N_("Easting (VN-2000, metres)"),
        least=100_000,
        most=900_000,
        headings=("Tọa độ Y VN-2000", "Y (VN-2000)", "Y VN2000", "Tọa độ Đông", "easting"),
        part=Part.PLACE,
        help=N_("Printed on Vietnamese maps as Y."),
    ),
    Field(
        "northing",
        FieldType.DECIMAL,
        N_("Northing (VN-2000, metres)"),
        least=800_000,
        most=2_700_000,
        headings=("Tọa độ X VN-2000", "X (VN-2000)", "X VN2000", "Tọa độ Bắc", "northing"),
        part=Part.PLACE,
        help=N_("Printed on Vietnamese maps as X."),
    ),
    Field(
        "epsg",
        FieldType.TEXT,
        N_("VN-2000 zone (EPSG code)"),
        longest=40,
        headings=("Hệ tọa độ", "Múi chiếu", "Kinh tuyến trục", "EPSG", "epsg", "crs"),
        part=Part.PLACE,
        help=N_("Metres need it: EPSG:9208 is the zone of Lào Cai (central meridian 104°45′)."),
    ),
    Field(
        "placement",
        FieldType.CHOICE,
        N_("How exact the point is"),
        choices=choices.PLACEMENTS,
        words=choices.PLACEMENT_WORDS,
        headings=("Độ chính xác vị trí", "placement"),
        part=Part.PLACE,
    ),
)


def year_field(name: str, label: str, *headings: str, part: Part = Part.RECORD) -> Field:
    """Return a field for a year."""
    return Field(name, FieldType.YEAR, label, least=FIRST_YEAR, most=LAST_YEAR, headings=headings, part=part)
