"""
The one list of layers: the map, the API, the legend, exports and the documentation read it.

Titles are English texts marked for translation; shells translate them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import N_, NotFound


class LayerGroup(StrEnum):
    """Branches of the layer tree, in their order."""

    REGISTRY = "registry"
    PLACES = "places"
    BOUNDARIES = "boundaries"
    ROADS = "roads"


GROUP_TITLES: dict[LayerGroup, str] = {
    LayerGroup.REGISTRY: N_("OCOP registry"),
    LayerGroup.PLACES: N_("Places"),
    LayerGroup.BOUNDARIES: N_("Boundaries"),
    LayerGroup.ROADS: N_("Roads"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a feature, one column of its table and CSV."""

    name: str
    title: str
    kind: str = "text"  # text | number | year | date | list | code:<vocabulary>
    in_table: bool = True


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer: what it is called, what it carries, how it is first shown."""

    key: str
    title: str
    group: LayerGroup
    geometry: str  # polygon | point | line
    fields: tuple[Field, ...]
    shown: bool = False
    note: str = ""
    # Vocabularies that the features bring along: the map page carries them for nobody who never asks.
    brings: tuple[str, ...] = ()


_UNIT = (
    Field("code", N_("Code")),
    Field("name", N_("Name")),
    Field("kind", N_("Kind"), "code:unit_kind"),
)
_PLACED = (
    Field("commune", N_("Commune")),
    Field("commune_code", N_("Commune code"), in_table=False),
    Field("district", N_("District (until 30 June 2025)")),
    Field("district_code", N_("District code"), in_table=False),
    Field("placement", N_("Placed by"), "code:placement"),
    Field("unit_name", N_("Unit it is placed by (year of its list)"), in_table=False),
    Field("in_system", N_("In the unit system"), "code:in_system", in_table=False),
    Field("confidence", N_("Confidence"), "code:confidence"),
    Field("inferred", N_("Inferred fields"), "list"),
)
# The texts of a break and of what cannot be told differ in nothing but what is known.
_CHAIN = (
    Field("id", N_("Identifier"), in_table=False),
    Field("name", N_("Record")),
    Field("break", N_("Kind of break"), "code:chain_break"),
    Field("reason", N_("Why"), "code:chain_reason"),
    Field("written", N_("As sources write it"), "list"),
    Field("partners", N_("Linked with, or named"), "list"),
    Field("within", N_("Near is within (minutes by car)"), "number", in_table=False),
    # An estimate is told as a range: people see one row, programs and files have its three numbers too.
    Field("minutes", N_("Minutes by car to the nearest, estimate: from–to (likely)")),
    Field("minutes_low", N_("Minutes to the nearest, from"), "number", in_table=False),
    Field("minutes_likely", N_("Minutes to the nearest, likely"), "number", in_table=False),
    Field("minutes_high", N_("Minutes to the nearest, to"), "number", in_table=False),
    Field("nearest", N_("Nearest sales point or market")),
    *_PLACED,
)
_PLACE = (Field("place_id", N_("Place"), in_table=False), Field("roles", N_("Roles"), "list", in_table=False))

CATALOGUE: tuple[LayerSpec, ...] = (
    LayerSpec(
        "products",
        N_("OCOP products"),
        LayerGroup.REGISTRY,
        "point",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("name", N_("Product")),
            Field("producer", N_("Producer")),
            Field("producer_id", N_("Producer identifier"), in_table=False),
            Field("producer_kind", N_("Kind of producer"), "code:producer_kind"),
            Field("group", N_("Product group"), "code:product_group"),
            Field("stars", N_("Stars (latest rating met)"), "number"),
            Field("status", N_("Status"), "code:status"),
            Field("recognition", N_("Recognition"), "code:recognition"),
            Field("year", N_("Year of recognition"), "year"),
            Field("evaluated_year", N_("Year of evaluation (not recognised)"), "year"),
            Field("decision_number", N_("Decision")),
            Field("village", N_("Village")),
            *_PLACED,
        ),
        shown=True,
        note=N_("The list is partial: compare it with the published totals."),
    ),
    LayerSpec(
        "producers",
        N_("Producers"),
        LayerGroup.REGISTRY,
        "point",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("name", N_("Producer")),
            Field("kind", N_("Kind of producer"), "code:producer_kind"),
            Field("product_count", N_("Products"), "number"),
            *_PLACE,
            *_PLACED,
        ),
    ),
    LayerSpec(
        "craft_villages",
        N_("Craft villages and crafts"),
        LayerGroup.REGISTRY,
        "point",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("name", N_("Craft village or craft")),
            Field("craft", N_("Craft")),
            Field("kind", N_("Kind"), "code:craft_kind"),
            Field("standing", N_("Standing"), "code:craft_standing"),
            Field("ethnic_group", N_("Ethnic group")),
            Field("recognised_year", N_("Year of recognition"), "year"),
            *_PLACE,
            *_PLACED,
        ),
    ),
    LayerSpec(
        "material_zones",
        N_("Raw-material zones"),
        LayerGroup.REGISTRY,
        "point",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("name", N_("Raw-material zone")),
            Field("crop", N_("Crop")),
            Field("parent_crop", N_("Part of crop")),
            Field("kind", N_("Kind"), "code:zone_kind", in_table=False),
            Field("area_ha_min", N_("Hectares, from (newest figure)"), "number"),
            Field("area_ha_max", N_("Hectares, to (newest figure)"), "number"),
            Field("area_year", N_("Year of the figure"), "year"),
            Field("observation_count", N_("Figures on record"), "number"),
            Field("units", N_("Units of the zone"), "list"),
            Field("commune_codes", N_("Codes of its communes"), "list", in_table=False),
            Field("district_codes", N_("Codes of its districts"), "list", in_table=False),
            *_PLACED,
        ),
        note=N_(
            "Figures of several years and sources are never added up; the newest is shown with its year."
        ),
    ),
    LayerSpec(
        "chain_breaks",
        N_("Where the value chain breaks"),
        LayerGroup.REGISTRY,
        "point",
        _CHAIN,
        note=N_(
            "A source says that there is no link, or no sales point or market is within 30 minutes by car"
            " even on a quick day, by the roads on record. What nothing on record tells is another layer."
        ),
        brings=("chain_reason",),
    ),
    LayerSpec(
        "chain_unknown",
        N_("Where the value chain cannot be told"),
        LayerGroup.REGISTRY,
        "point",
        _CHAIN,
        note=N_(
            "Nothing on record links these records on, which does not mean that there is no link; near is"
            " within 30 minutes by car, to a sales point or market."
        ),
        brings=("chain_reason",),
    ),
    LayerSpec(
        "sales_points",
        N_("Sales points"),
        LayerGroup.PLACES,
        "point",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("name", N_("Sales point")),
            Field("kind", N_("Kind"), "code:sales_point_kind"),
            Field("operator", N_("Operator")),
            Field("address", N_("Address")),
            Field("market_day", N_("Market day (as the source writes it)")),
            Field("opened_year", N_("Opened in"), "year"),
            *_PLACE,
            *_PLACED,
        ),
    ),
    LayerSpec(
        "markets",
        N_("Markets (weekly, daily or day unknown)"),
        LayerGroup.PLACES,
        "point",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("name", N_("Market")),
            Field("also", N_("Also on record as"), "list"),
            Field("market_kind", N_("How often"), "code:market_kind"),
            Field("weekdays", N_("Market days"), "list"),
            Field("evening", N_("Evening market"), "flag"),
            Field("disputed", N_("Sources differ"), "flag"),
            Field("market_day", N_("Market day (as the source writes it)")),
            *_PLACE,
            *_PLACED,
        ),
        shown=False,
    ),
    LayerSpec(
        "sights",
        N_("Sights"),
        LayerGroup.PLACES,
        "point",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("name", N_("Sight")),
            Field("kind", N_("Kind"), "code:sight_kind"),
            Field("entry_fee_min_vnd", N_("Entry fee from (đồng)"), "number"),
            Field("entry_fee_max_vnd", N_("Entry fee to (đồng)"), "number"),
            *_PLACE,
            *_PLACED,
        ),
        brings=("sight_kind",),
    ),
    LayerSpec(
        "planned_sites",
        N_("Planned clusters and points"),
        LayerGroup.PLACES,
        "point",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("name", N_("Planned cluster or point")),
            Field("kind", N_("What is planned"), "code:planned_kind"),
            Field("stage", N_("How far it has come"), "code:planned_stage"),
            Field("planned_year", N_("Planned for the year"), "year"),
            Field("area_ha", N_("Area (ha)"), "number"),
            Field("address", N_("Address")),
            *_PLACED,
        ),
        note=N_(
            "Plans, at whatever stage: none of them is counted as a sales point."
            " A stage or a year that is not named is not known."
        ),
    ),
    LayerSpec(
        "communes",
        N_("Communes"),
        LayerGroup.BOUNDARIES,
        "polygon",
        (
            *_UNIT,
            Field("valid_from", N_("Valid from"), "date"),
            Field("district_code", N_("District code"), in_table=False),
            Field("district", N_("District (until 30 June 2025)")),
            Field("former_province", N_("Former province")),
            Field("has_records", N_("There is data"), "flag"),
            Field("partial", N_("Only what the office has entered, not all"), "flag", in_table=False),
            Field("inner_lines", N_("Boundary lines"), "code:inner_lines"),
            Field("area_km2", N_("Area (km²)"), "number"),
            Field("label_lon", N_("Label longitude"), "number", in_table=False),
            Field("label_lat", N_("Label latitude"), "number", in_table=False),
        ),
        shown=True,
        note=N_("Reference boundaries with no legal force."),
    ),
    LayerSpec(
        "districts",
        N_("Districts (until 30 June 2025)"),
        LayerGroup.BOUNDARIES,
        "polygon",
        (
            *_UNIT,
            Field("valid_from", N_("Valid from"), "date"),
            Field("valid_to", N_("Valid to"), "date"),
            Field("area_km2", N_("Area (km²)"), "number"),
            Field("district_only", N_("Products known only by this district"), "number"),
            Field("label_lon", N_("Label longitude"), "number", in_table=False),
            Field("label_lat", N_("Label latitude"), "number", in_table=False),
        ),
        shown=True,
        note=N_("Districts ended on 1 July 2025."),
    ),
    LayerSpec(
        "provinces",
        N_("Provinces"),
        LayerGroup.BOUNDARIES,
        "polygon",
        (
            *_UNIT,
            Field("valid_from", N_("Valid from"), "date"),
            Field("valid_to", N_("Valid to"), "date"),
            Field("area_km2", N_("Area (km²)"), "number"),
        ),
        shown=True,
    ),
    LayerSpec(
        "roads",
        N_("Schematic roads (not a road network)"),
        LayerGroup.ROADS,
        "line",
        (
            Field("id", N_("Identifier"), in_table=False),
            Field("from_name", N_("From")),
            Field("to_name", N_("To")),
            Field("road_ref", N_("Road")),
            Field("road_class", N_("Class"), "code:road_class"),
            Field("length_km", N_("Length (km)"), "number"),
            Field("length_basis", N_("Basis of the length"), "code:length_basis"),
        ),
        note=N_("Straight lines between commune points: a sketch, not roads to measure or drive by."),
    ),
)

_BY_KEY = {spec.key: spec for spec in CATALOGUE}


def find_layer(key: str) -> LayerSpec:
    """Return the layer ``key``; NotFound names the keys that exist."""
    if key not in _BY_KEY:
        raise NotFound(N_("No layer %(key)s; there are %(allowed)s"), key=key, allowed=", ".join(_BY_KEY))
    return _BY_KEY[key]
