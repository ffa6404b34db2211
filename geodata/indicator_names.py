"""The indicators and what they are called: plain values, for pages that draw no frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from geodata.errors import N_
from geodata.programme.answers import Followable, Linked
from geodata.records.vocabulary import Fact
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
    PRODUCTS_E_COMMERCE = "products_e_commerce"
    PRODUCTS_DIGITAL_STALL = "products_digital_stall"
    PRODUCTS_OCOP_LOGO = "products_ocop_logo"
    PRODUCTS_TRADEMARK = "products_trademark"
    PRODUCTS_TRACEABILITY = "products_traceability"
    PRODUCTS_FOOD_SAFETY = "products_food_safety"
    PRODUCTS_SUPPORT = "products_support"
    PRODUCTS_STABLE_ZONE = "products_stable_zone"
    PRODUCTS_GREEN_CHAIN = "products_green_chain"
    PRODUCERS_DIGITAL_STALL = "producers_digital_stall"
    PRODUCERS_E_PAYMENT = "producers_e_payment"
    PRODUCTS_E_PAYMENT = "products_e_payment"
    PRODUCTS_FAIR = "products_fair"
    PRODUCTS_STAGE = "products_stage"
    PRODUCERS_GREEN_CHAIN = "producers_green_chain"
    PRODUCERS_E_COMMERCE = "producers_e_commerce"
    PRODUCERS_OCOP_LOGO = "producers_ocop_logo"
    PRODUCERS_TRADEMARK = "producers_trademark"
    PRODUCERS_TRACEABILITY = "producers_traceability"
    PRODUCERS_FOOD_SAFETY = "producers_food_safety"
    PRODUCERS_SUPPORT = "producers_support"
    PRODUCERS_FAIR = "producers_fair"
    PRODUCERS_STABLE_ZONE = "producers_stable_zone"
    PRODUCTS_LINKED_ZONE = "products_linked_zone"
    PRODUCERS_LINKED_ZONE = "producers_linked_zone"
    LINKED_ZONE_HA = "linked_zone_ha"
    LINKED_ZONE_HOUSEHOLDS = "linked_zone_households"


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
    Indicator.PRODUCTS_E_COMMERCE: IndicatorText(N_("Products known to be sold online"), N_("products")),
    Indicator.PRODUCTS_DIGITAL_STALL: IndicatorText(
        N_("Products known to have a digital stall"), N_("products")
    ),
    Indicator.PRODUCTS_OCOP_LOGO: IndicatorText(N_("Products known to bear the OCOP logo"), N_("products")),
    Indicator.PRODUCTS_TRADEMARK: IndicatorText(
        N_("Products known to have a trademark or geographical indication"), N_("products")
    ),
    Indicator.PRODUCTS_TRACEABILITY: IndicatorText(
        N_("Products known to have a traceability code"), N_("products")
    ),
    Indicator.PRODUCTS_FOOD_SAFETY: IndicatorText(
        N_("Products known to have a food-safety test"), N_("products")
    ),
    Indicator.PRODUCTS_SUPPORT: IndicatorText(N_("Products known to have got support"), N_("products")),
    Indicator.PRODUCTS_STABLE_ZONE: IndicatorText(
        N_("Products known to have a stable raw-material zone"), N_("products")
    ),
    Indicator.PRODUCTS_GREEN_CHAIN: IndicatorText(
        N_("Products known to have a green value chain"), N_("products")
    ),
    Indicator.PRODUCERS_DIGITAL_STALL: IndicatorText(
        N_("Producers known to have a digital stall"), N_("producers")
    ),
    Indicator.PRODUCERS_E_PAYMENT: IndicatorText(
        N_("Producers known to take electronic payment"), N_("producers")
    ),
    Indicator.PRODUCTS_E_PAYMENT: IndicatorText(
        N_("Products known to be sold with electronic payment"), N_("products")
    ),
    Indicator.PRODUCTS_FAIR: IndicatorText(N_("Products known to have been at a fair"), N_("products")),
    Indicator.PRODUCTS_STAGE: IndicatorText(
        N_("Products whose stage in the yearly cycle is known"), N_("products")
    ),
    Indicator.PRODUCERS_GREEN_CHAIN: IndicatorText(
        N_("Producers known to have a green value chain"), N_("producers")
    ),
    Indicator.PRODUCERS_E_COMMERCE: IndicatorText(N_("Producers known to sell online"), N_("producers")),
    Indicator.PRODUCERS_OCOP_LOGO: IndicatorText(N_("Producers known to use the OCOP logo"), N_("producers")),
    Indicator.PRODUCERS_TRADEMARK: IndicatorText(
        N_("Producers known to have a trademark or geographical indication"), N_("producers")
    ),
    Indicator.PRODUCERS_TRACEABILITY: IndicatorText(
        N_("Producers known to have a traceability code"), N_("producers")
    ),
    Indicator.PRODUCERS_FOOD_SAFETY: IndicatorText(
        N_("Producers known to have a food-safety certificate or test"), N_("producers")
    ),
    Indicator.PRODUCERS_SUPPORT: IndicatorText(N_("Producers known to have got support"), N_("producers")),
    Indicator.PRODUCERS_FAIR: IndicatorText(N_("Producers known to have been at a fair"), N_("producers")),
    Indicator.PRODUCERS_STABLE_ZONE: IndicatorText(
        N_("Producers known to have a stable raw-material zone"), N_("producers")
    ),
    Indicator.PRODUCTS_LINKED_ZONE: IndicatorText(
        N_("Products known to be linked with a raw-material zone"), N_("products")
    ),
    Indicator.PRODUCERS_LINKED_ZONE: IndicatorText(
        N_("Producers known to have a product linked with a raw-material zone"), N_("producers")
    ),
    Indicator.LINKED_ZONE_HA: IndicatorText(
        N_("Hectares of zones linked with products, as far as on record"), N_("hectares")
    ),
    Indicator.LINKED_ZONE_HOUSEHOLDS: IndicatorText(
        N_("Households of zones linked with products, as far as on record"), N_("households")
    ),
}

# Indicator → kind of record and the fact that it counts; None: any channel of e-commerce.
FOLLOWED_OF: dict[Indicator, tuple[str, Followable | None]] = {
    Indicator.PRODUCTS_E_COMMERCE: ("products", None),
    Indicator.PRODUCTS_DIGITAL_STALL: ("products", Fact.DIGITAL_STALL),
    Indicator.PRODUCTS_OCOP_LOGO: ("products", Fact.OCOP_LOGO),
    Indicator.PRODUCTS_TRADEMARK: ("products", Fact.TRADEMARK),
    Indicator.PRODUCTS_TRACEABILITY: ("products", Fact.TRACEABILITY_CODE),
    Indicator.PRODUCTS_FOOD_SAFETY: ("products", Fact.FOOD_SAFETY_TEST),
    Indicator.PRODUCTS_SUPPORT: ("products", Fact.SUPPORT),
    Indicator.PRODUCTS_STABLE_ZONE: ("products", Fact.STABLE_MATERIAL_ZONE),
    Indicator.PRODUCTS_GREEN_CHAIN: ("products", Fact.GREEN_CHAIN),
    Indicator.PRODUCERS_DIGITAL_STALL: ("producers", Fact.DIGITAL_STALL),
    Indicator.PRODUCERS_E_PAYMENT: ("producers", Fact.E_PAYMENT),
    Indicator.PRODUCTS_E_PAYMENT: ("products", Fact.E_PAYMENT),
    Indicator.PRODUCTS_FAIR: ("products", Fact.FAIR_ATTENDED),
    Indicator.PRODUCTS_STAGE: ("products", Fact.STAGE),
    Indicator.PRODUCERS_GREEN_CHAIN: ("producers", Fact.GREEN_CHAIN),
    Indicator.PRODUCERS_E_COMMERCE: ("producers", None),
    Indicator.PRODUCERS_OCOP_LOGO: ("producers", Fact.OCOP_LOGO),
    Indicator.PRODUCERS_TRADEMARK: ("producers", Fact.TRADEMARK),
    Indicator.PRODUCERS_TRACEABILITY: ("producers", Fact.TRACEABILITY_CODE),
    Indicator.PRODUCERS_FOOD_SAFETY: ("producers", Fact.FOOD_SAFETY_TEST),
    Indicator.PRODUCERS_SUPPORT: ("producers", Fact.SUPPORT),
    Indicator.PRODUCERS_FAIR: ("producers", Fact.FAIR_ATTENDED),
    Indicator.PRODUCERS_STABLE_ZONE: ("producers", Fact.STABLE_MATERIAL_ZONE),
    Indicator.PRODUCTS_LINKED_ZONE: ("products", Linked.ZONE),
    Indicator.PRODUCERS_LINKED_ZONE: ("producers", Linked.ZONE),
}
# Indicator → what of the zones that are linked with products is added up (``programme.zone_sums``).
ZONE_SUMS_OF: dict[Indicator, Literal["hectares", "households"]] = {
    Indicator.LINKED_ZONE_HA: "hectares",
    Indicator.LINKED_ZONE_HOUSEHOLDS: "households",
}

STATUS_OF = {
    Indicator.PRODUCTS_IN_FORCE: Status.IN_FORCE,
    Indicator.PRODUCTS_LAPSED: Status.LAPSED,
    Indicator.PRODUCTS_UNDETERMINED: Status.UNDETERMINED,
}
STARS_OF = {Indicator.PRODUCTS_3_STAR: "3", Indicator.PRODUCTS_4_STAR: "4", Indicator.PRODUCTS_5_STAR: "5"}
_PRODUCT_INDICATORS = frozenset({Indicator.PRODUCTS, Indicator.PRODUCTS_PER_10000, *STATUS_OF, *STARS_OF})


def counts_products(indicator: Indicator) -> bool:
    """Tell whether ``indicator`` is counted from the products alone, so that a file can count it again."""
    return indicator in _PRODUCT_INDICATORS


def obeys_filter(indicator: Indicator) -> bool:
    """Tell whether the product filter applies to ``indicator``: it counts products or what is theirs."""
    of_products = counts_products(indicator) or indicator in ZONE_SUMS_OF
    return of_products or FOLLOWED_OF.get(indicator, ("", None))[0] == "products"
