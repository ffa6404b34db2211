"""What the values of the closed vocabularies are called; texts for the translators."""

from __future__ import annotations

from geodata.errors import N_

LABELS: dict[str, dict[str, str]] = {
    "unit_kind": {
        "commune": N_("commune"),
        "ward": N_("ward"),
        "township": N_("township"),
        "rural_district": N_("rural district"),
        "town": N_("town"),
        "city": N_("city"),
        "province": N_("province"),
    },
    "product_group": {
        "food": N_("Food"),
        "beverage": N_("Beverages"),
        "herbal": N_("Medicinal herbs"),
        "craft": N_("Handicrafts"),
        "ornamental": N_("Ornamental plants and animals"),
        "tourism": N_("Tourism services"),
    },
    "recognition": {
        "recognised": N_("Recognised"),
        "evaluated_province": N_("Only evaluated by the province"),
        "evaluated_district": N_("Only evaluated by a district"),
    },
    "status": {
        "in_force": N_("In force"),
        "lapsed": N_("Lapsed"),
        "undetermined": N_("Cannot be told"),
    },
    "producer_kind": {
        "cooperative": N_("Cooperative"),
        "cooperative_group": N_("Cooperative group"),
        "enterprise": N_("Enterprise"),
        "household": N_("Household business"),
        "farm": N_("Farm"),
    },
    "placement": {
        "surveyed": N_("Surveyed point"),
        "address": N_("Point of an address"),
        "village": N_("Point of a village"),
        "commune": N_("By commune, not an exact spot"),
        "district": N_("By district only"),
        "province": N_("By province only"),
        "unknown": N_("Not placed"),
    },
    "confidence": {
        "stated": N_("Stated by a source"),
        "inferred": N_("Partly inferred"),
    },
    "in_system": {
        "in_communes": N_("In a commune"),
        "district_only": N_("Known only by district"),
        "not_placed": N_("Not placed"),
        "outside": N_("Outside the unit system"),
    },
    "craft_kind": {
        "traditional_craft": N_("Traditional craft"),
        "craft_village": N_("Craft village"),
        "traditional_craft_village": N_("Traditional craft village"),
    },
    "craft_standing": {
        "recognised": N_("Recognised"),
        "revoked": N_("Recognition revoked"),
        "failed": N_("Did not meet the criteria"),
        "heritage": N_("Heritage listing, not a recognition as a craft"),
        "club": N_("Club"),
        "group": N_("Group or cooperative"),
        "not_stated": N_("Recognition not stated"),
    },
    "zone_kind": {
        "zone": N_("Raw-material zone"),
        "plan": N_("Plan"),
        "nursery": N_("Nursery"),
        "factory": N_("Factory"),
    },
    "sales_point_kind": {
        "ocop_point": N_("OCOP sales point"),
        "showroom": N_("Showroom"),
        "shop": N_("Shop"),
        "rest_stop": N_("Rest stop"),
        "market": N_("Market"),
    },
    "weekday": {
        "mon": N_("Monday"),
        "tue": N_("Tuesday"),
        "wed": N_("Wednesday"),
        "thu": N_("Thursday"),
        "fri": N_("Friday"),
        "sat": N_("Saturday"),
        "sun": N_("Sunday"),
    },
    "role": {
        "producer": N_("Producer"),
        "craft_village": N_("Craft village or craft"),
        "sales_point": N_("Sales point"),
        "market": N_("Market"),
        "sight": N_("Sight"),
    },
    "inner_lines": {
        "surveyed": N_("Surveyed lines"),
        "generalised": N_("Generalised lines"),
        "approximate": N_("Approximate lines: no density, no rate"),
    },
    "road_class": {
        "expressway": N_("Expressway"),
        "national": N_("National road"),
        "provincial": N_("Provincial road"),
        "district": N_("District road"),
        "commune": N_("Commune road"),
    },
    "length_basis": {
        "published": N_("Published"),
        "derived": N_("Derived from published lengths"),
        "estimated": N_("Estimate: straight line × 1.5"),
    },
    "inferred": {
        "product_group": N_("product group"),
        "producer_id": N_("producer"),
        "unit_code": N_("commune or district"),
        "name": N_("name"),
        "stars": N_("stars"),
        "year": N_("year"),
        "certified_year": N_("year of recognition"),
        "recognition": N_("recognition"),
        "kind": N_("kind"),
    },
    "flag": {"true": N_("Yes"), "false": N_("No")},
}
