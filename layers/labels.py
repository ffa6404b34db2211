"""What the values of the closed vocabularies are called; texts for the translators."""

from __future__ import annotations

from geodata.errors import N_
from geodata.records.choices import PLANNED_KINDS, PLANNED_STAGES
from layers.chain_labels import CHAIN_LABELS
from layers.sight_kinds import SIGHT_KINDS, WRITTEN_OTHERWISE

# A unit is named with its kind; ``%(name)s`` is filled in after the translation.
UNIT_TITLES: dict[str, str] = {
    "commune": N_("%(name)s commune"),
    "ward": N_("%(name)s ward"),
    "township": N_("%(name)s township"),
    "rural_district": N_("%(name)s district"),
    "town": N_("%(name)s town"),
    "city": N_("%(name)s city"),
    "province": N_("%(name)s province"),
}

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
        "garment": N_("Fabric and garments (2019)"),
        "souvenir": N_("Souvenirs, interior, decoration (2019)"),
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
        "office": N_("Point entered by the office"),
        "village": N_("Point of a village"),
        "commune": N_("By commune, not an exact spot"),
        "district": N_("By district only"),
        "province": N_("The whole province"),
        "unknown": N_("Not placed"),
    },
    "confidence": {
        "stated": N_("Stated by a source"),
        "inferred": N_("Partly inferred"),
        "none": N_("Not known"),
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
    "planned_kind": dict(PLANNED_KINDS),
    "planned_stage": dict(PLANNED_STAGES),
    "market_kind": {
        "weekly": N_("Weekly"),
        "daily": N_("Daily"),
        "unknown": N_("Day unknown"),
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
    "point_state": {
        "new": N_("New point"),
        "locked": N_("New point that was set beforehand"),
        "existing": N_("Existing point"),
        "forbidden": N_("Forbidden"),
        "free": N_("Not chosen"),
    },
    "point_placement": {
        "own_point": N_("Own point"),
        "commune": N_("Somewhere in the commune"),
        "given": N_("Drawn or uploaded"),
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
        "evaluated_year": N_("year of evaluation"),
        "recognition": N_("recognition"),
        "kind": N_("kind"),
    },
    "cell_state": {
        "value": N_("A figure"),
        "none_recorded": N_("None recorded (not zero)"),
        "no_data": N_("No data: no table covers this commune"),
        "no_rate": N_("No rate: the population does not fit the outline"),
        "not_additive": N_("Several figures, which are not added up"),
        "no_own_figure": N_("Named by a source, without a figure of its own"),
    },
    "flow_state": {
        "visited": N_("Visited by tours"),
        "passed": N_("Only passed through"),
        "missed": N_("Left out by all tours"),
        "no_records": N_("No data: no table covers this commune"),
    },
    "flow_why": {
        "not_chosen": N_("Stops are known there, but no tour chose one"),
        "district_only": N_("No stop is known there; records known only by its district may lie there"),
        "no_stop": N_("No stop is known there"),
    },
    "sign_kind": {
        "zone": N_("Entry to a raw-material zone"),
        "craft": N_("Turn towards a craft village"),
    },
    "sign_spot": {
        "schematic": N_("schematic: the spot is to be looked for on site"),
        "road": N_("by imported roads: to be checked on site"),
    },
    "compass": {
        "n": N_("north"),
        "ne": N_("north-east"),
        "e": N_("east"),
        "se": N_("south-east"),
        "s": N_("south"),
        "sw": N_("south-west"),
        "w": N_("west"),
        "nw": N_("north-west"),
    },
    "sight_kind": {**{kind: kind for kind in SIGHT_KINDS}, **WRITTEN_OTHERWISE},
    **CHAIN_LABELS,
    "flag": {"true": N_("Yes"), "false": N_("No")},
}
