"""Closed vocabularies of the value chain; the value of a member is what addresses and answers carry."""

from __future__ import annotations

from enum import StrEnum


class NodeKind(StrEnum):
    """Kinds of records in the chain, in its order; the values are the paths of their pages."""

    CRAFT_VILLAGES = "craft-villages"
    ZONES = "zones"
    PRODUCERS = "producers"
    PRODUCTS = "products"
    SALES_POINTS = "sales-points"
    MARKETS = "markets"


class LinkKind(StrEnum):
    """What a link says, from its first end to its second."""

    ZONE_PRODUCER = "zone_producer"
    ZONE_PRODUCT = "zone_product"
    CRAFT_PRODUCER = "craft_producer"
    CRAFT_PRODUCT = "craft_product"
    PRODUCER_PRODUCT = "producer_product"
    PRODUCER_POINT = "producer_point"
    PRODUCT_POINT = "product_point"
    POINT_MARKET = "point_market"


class Certainty(StrEnum):
    """How a link is known, the surest first."""

    RECORDED = "recorded"  # a field or table of the registry names the other record
    INFERRED = "inferred"  # the same, but the collector of the data inferred the field
    MATCHED = "matched"  # a source writes a name that one record bears


class BreakList(StrEnum):
    """Where the chain is looked at for gaps."""

    PRODUCTS = "products"  # without a zone
    ZONES = "zones"  # without a producer
    PRODUCERS = "producers"  # without a sales point near
    CRAFT_VILLAGES = "craft-villages"  # without a product


class State(StrEnum):
    """How a record stands to a list; the four close to all of them."""

    LINKED = "linked"
    LIKELY = "likely"  # linked by a name, or in the same commune, and no more is known
    NONE = "none"  # a source says that there is none, or travel times do
    UNKNOWN = "unknown"  # nothing on record tells


class Reason(StrEnum):
    """Why a record has its state."""

    RECORDED = "recorded"
    BY_NAME = "by_name"
    NO_STABLE_ZONE = "no_stable_zone"
    ZONE_NOT_NAMED = "zone_not_named"
    PRODUCER_ZONE = "producer_zone"
    UNDATED_LINK = "undated_link"  # of a past day: nobody knows whether it had been said by then
    SHARED_NAME = "shared_name"
    TOURISM = "tourism"
    NAMED_ELSEWHERE = "named_elsewhere"
    PRODUCT_WITHOUT_PRODUCER = "product_without_producer"
    PRODUCER_WITHOUT_PRODUCT = "producer_without_product"
    OWN_PLACE = "own_place"
    WITHIN = "within"
    SAME_COMMUNE = "same_commune"
    ACROSS = "across"
    BEYOND = "beyond"
    BEYOND_PLACED = "beyond_placed"  # too far from those of which the place is known; of others it is not
    NOT_PLACED = "not_placed"
    POINT_NOT_PLACED = "point_not_placed"
    POINT_MAY_BE_CLOSED = "point_may_be_closed"
    NO_WAY = "no_way"
    NO_POINTS = "no_points"
    NO_ROADS = "no_roads"
    NOTHING = "nothing"


BREAKS: frozenset[State] = frozenset({State.NONE, State.UNKNOWN})
