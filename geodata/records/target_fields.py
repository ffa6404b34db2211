"""The fields of a published target: what is to be reached, by when, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geodata.errors import N_
from geodata.records import choices
from geodata.records.field_types import Choices, Field, FieldType
from geodata.records.shared_fields import LONGEST_TEXT, NOTE, year_field

# What a plan promises that is in no list: its note says it, and nothing is counted for it.
OTHER = "other"
# The plans of the merged province begin after this year.
LAST_BEFORE = 2025
METRICS: Choices = {
    "products_total": N_("recognised products in all"),
    "products_added": N_("newly recognised products"),
    "products_3_star_total": N_("3-star products in all"),
    "products_4_star_added": N_("new 4-star products"),
    "products_4_star_total": N_("4-star products in all"),
    "products_5_star_added": N_("new 5-star products"),
    "products_5_star_total": N_("5-star products in all"),
    "producers_total": N_("producers in all"),
    "producers_with_digital_stall_and_epayment": N_("producers with a digital stall and e-payment"),
    "economic_organisations_strengthened": N_("economic organisations strengthened"),
    "new_economic_organisations": N_("new economic organisations"),
    "producers_that_are_cooperatives": N_("producers that are cooperatives"),
    "producers_that_are_small_enterprises": N_("producers that are small enterprises"),
    "producers_with_green_value_chain_and_stable_material_zone_added": N_(
        "more producers with a green value chain and a stable raw-material zone"
    ),
    "traditional_craft_villages_with_products_added": N_("more traditional craft villages with products"),
    "producers_in_modern_channels": N_("producers in modern sales channels"),
    "products_on_e_commerce": N_("products on e-commerce"),
    "sales_points_added_per_district_min": N_("new sales points in each district, at least"),
    "sales_points_added_per_district_max": N_("new sales points in each district, at most"),
    "new_products_with_ocop_logo": N_("new products with the OCOP logo"),
    "producers_with_website": N_("producers with a website"),
    OTHER: N_("another target, named in the note"),
}
UNITS: Choices = {
    "products": N_("products"),
    "products at least": N_("products, at least"),
    "producers": N_("producers"),
    "producers at least": N_("producers, at least"),
    "percent": N_("percent"),
    "percent at least": N_("percent, at least"),
    "organisations at least": N_("organisations, at least"),
    "points": N_("sales points"),
    OTHER: N_("as the note says"),
}
PRODUCTS = ("products", "products at least")
PRODUCERS = ("producers", "producers at least")
SHARES = ("percent", "percent at least")
ORGANISATIONS = ("organisations at least",)
POINTS = ("points",)
# Metric → the units in which its targets are, as those that are published and held against counts of them.
UNITS_OF: Mapping[str, tuple[str, ...]] = {
    **{name: PRODUCTS for name in METRICS if re.fullmatch(r"products_(?:\d_star_)?(?:added|total)", name)},
    "producers_total": PRODUCERS,
    "producers_with_digital_stall_and_epayment": SHARES,
    "producers_that_are_cooperatives": SHARES,
    "producers_that_are_small_enterprises": SHARES,
    "producers_with_green_value_chain_and_stable_material_zone_added": SHARES,
    "traditional_craft_villages_with_products_added": SHARES,
    "producers_in_modern_channels": SHARES,
    "products_on_e_commerce": SHARES,
    "new_products_with_ocop_logo": SHARES,
    "producers_with_website": SHARES,
    "economic_organisations_strengthened": ORGANISATIONS,
    "new_economic_organisations": ORGANISATIONS,
    "sales_points_added_per_district_min": POINTS,
    "sales_points_added_per_district_max": POINTS,
    OTHER: tuple(UNITS),
}

PUBLISHED_TARGETS: tuple[Field, ...] = (
    Field(
        "metric",
        FieldType.CHOICE,
        N_("Target"),
        required=True,
        choices=METRICS,
        headings=("Mục tiêu", "Nội dung mục tiêu", "Chỉ tiêu kế hoạch", "target", "metric"),
    ),
    year_field("year", N_("To be reached by the end of"), "Năm", "Năm kế hoạch", "year").with_(required=True),
    Field(
        "value",
        FieldType.DECIMAL,
        N_("Value"),
        required=True,
        least=0,
        most=1_000_000_000,
        headings=("Giá trị mục tiêu", "Kế hoạch", "value"),
    ),
    Field(
        "unit",
        FieldType.CHOICE,
        N_("Unit"),
        required=True,
        choices=UNITS,
        headings=("Đơn vị tính", "ĐVT", "unit"),
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
        headings=("Nguồn", "Nguồn số liệu", "Văn bản", "source"),
        help=N_("The plan, resolution or decision that sets the target."),
    ),
    NOTE,
)
