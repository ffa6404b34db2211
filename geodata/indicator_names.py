"""The indicators and what they are called: plain values, for pages that draw no frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import N_
from geodata.vocabulary import Status


class Indicator(StrEnum):
    """What a commune can be coloured by."""

    PRODUCTS = "products"
    PRODUCTS_IN_FORCE = "products_in_force"
    PRODUCTS_LAPSED = "products_lapsed"
    PRODUCTS_UNDETERMINED = "products_undetermined"
    PRODUCTS_3_STAR = "products_3_star"
    PRODUCTS_4_STAR = "products_4_star"
    PRODUCTS_5_STAR = "products_5_star"
    PRODUCTS_PER_10000 = "products_per_10000"
    PRODUCERS = "producers"
    CRAFT_VILLAGES = "craft_villages"
    SALES_POINTS = "sales_points"
    OCOP_POINTS = "ocop_points"
    ZONE_HA = "zone_ha"


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """Title and unit of an indicator, as texts for the translators."""

    title: str
    unit: str


INDICATOR_TEXTS: dict[Indicator, IndicatorText] = {
    Indicator.PRODUCTS: IndicatorText(N_("Products named"), N_("products")),
    Indicator.PRODUCTS_IN_FORCE: IndicatorText(N_("Products in force"), N_("products")),
    Indicator.PRODUCTS_LAPSED: IndicatorText(N_("Products lapsed"), N_("products")),
    Indicator.PRODUCTS_UNDETERMINED: IndicatorText(
        N_("Products whose status cannot be told"), N_("products")
    ),
    Indicator.PRODUCTS_3_STAR: IndicatorText(N_("Products, 3 stars (latest rating met)"), N_("products")),
    Indicator.PRODUCTS_4_STAR: IndicatorText(N_("Products, 4 stars (latest rating met)"), N_("products")),
    Indicator.PRODUCTS_5_STAR: IndicatorText(N_("Products, 5 stars (latest rating met)"), N_("products")),
    Indicator.PRODUCTS_PER_10000: IndicatorText(
        N_("Products per 10,000 residents (census 2019)"), N_("products per 10,000 residents")
    ),
    Indicator.PRODUCERS: IndicatorText(N_("Producers named"), N_("producers")),
    Indicator.CRAFT_VILLAGES: IndicatorText(
        N_("Recognised crafts and craft villages"), N_("crafts and villages")
    ),
    Indicator.SALES_POINTS: IndicatorText(
        N_("Sales points of all kinds, markets included"), N_("sales points")
    ),
    Indicator.OCOP_POINTS: IndicatorText(N_("OCOP sales points"), N_("sales points")),
    Indicator.ZONE_HA: IndicatorText(N_("Hectares of raw-material zones, newest figure"), N_("hectares")),
}

STATUS_OF = {
    Indicator.PRODUCTS_IN_FORCE: Status.IN_FORCE,
    Indicator.PRODUCTS_LAPSED: Status.LAPSED,
    Indicator.PRODUCTS_UNDETERMINED: Status.UNDETERMINED,
}
STARS_OF = {Indicator.PRODUCTS_3_STAR: "3", Indicator.PRODUCTS_4_STAR: "4", Indicator.PRODUCTS_5_STAR: "5"}
_PRODUCT_INDICATORS = frozenset({Indicator.PRODUCTS, Indicator.PRODUCTS_PER_10000, *STATUS_OF, *STARS_OF})


def counts_products(indicator: Indicator) -> bool:
    """Tell whether ``indicator`` counts products, so that the product filter applies to it."""
    return indicator in _PRODUCT_INDICATORS
