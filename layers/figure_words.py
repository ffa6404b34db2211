"""What figures are called on pages and in reports: published totals, cards of units, scopes, bases."""

from __future__ import annotations

from geodata.errors import N_

METRICS: dict[str, str] = {
    "products_total": N_("Recognised products"),
    "products_by_star": N_("Products by stars"),
    "products_by_group": N_("Products by group"),
    "products_by_district": N_("Products by district"),
    "communes_with_products": N_("Communes with products"),
    "districts_with_products": N_("Districts with products"),
    "product_groups": N_("Product groups with products"),
    "producers_total": N_("Producers"),
    "producers_by_kind": N_("Producers by kind"),
    "traditional_crafts": N_("Traditional crafts"),
    "craft_villages": N_("Craft villages"),
    "traditional_craft_villages": N_("Traditional craft villages"),
    "ocop_sales_points": N_("OCOP sales points"),
    "linked_area_ha": N_("Area in linked production (ha)"),
    "linked_households": N_("Households in linked production"),
    "linked_value_billion_vnd": N_("Value of linked production (billion đồng)"),
    "product_topics": N_("Product topics (chủ đề)"),
    "products_recognised_in_round": N_("Products recognised in one round"),
}

# What the cards of a unit count: as the map does.
FIGURES: dict[str, str] = {
    "products": N_("products named as recognised"),
    "producers": N_("producers with a recognised product"),
    "craft-villages": N_("recognised crafts and craft villages"),
    "sales-points": N_("sales points of all kinds, markets included"),
}

# The province before and since 1 July 2025: one wording everywhere.
SCOPES: dict[str, str] = {
    "before": N_("Lào Cai before the merger, until 30 June 2025"),
    "merged": N_("Lào Cai after the merger, since 1 July 2025"),
}

POPULATION_BASES: dict[str, str] = {
    "census": N_("census of 1 April 2019"),
    "census_sum": N_("census of 1 April 2019, added up over whole units"),
    "resolution_767": N_("Resolution 767 (2018), with converted temporary residents"),
    "resolution_1270": N_("Resolution 1270 (2024)"),
    "estimate": N_("an estimate"),
}
