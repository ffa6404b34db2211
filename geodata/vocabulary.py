"""Closed vocabularies. The value of a member is what the store, the API and the files carry."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class UnitLevel(StrEnum):
    """Level of a unit of administration."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class UnitKind(StrEnum):
    """What a unit is called in law; xã, phường, thị trấn, huyện, thị xã, thành phố, tỉnh."""

    COMMUNE = "commune"
    WARD = "ward"
    TOWNSHIP = "township"
    RURAL_DISTRICT = "rural_district"
    TOWN = "town"
    CITY = "city"
    PROVINCE = "province"


class UnitSystem(StrEnum):
    """A list of units that held together; ``units.system_day`` tells the day on which each is read."""

    Y2019 = "2019"
    Y2024 = "2024"
    Y2025 = "2025"


# The first day on which a unit system is read from the dated units: 2019 is the
# day of the census, 2024 the last day with districts, 2025 the first without.
# The first two are read on that day for ever, 2025 on the day of the reader.
SYSTEM_DAY: dict[UnitSystem, date] = {
    UnitSystem.Y2019: date(2019, 4, 1),
    UnitSystem.Y2024: date(2025, 6, 30),
    UnitSystem.Y2025: date(2025, 7, 1),
}


class ProductGroup(StrEnum):
    """
    The groups of products; a group belongs to a decision.

    The first six are those of Decisions 148/QĐ-TTg (2023) and 1489/QĐ-TTg (2025). The last two are of
    Decision 1048/QĐ-TTg (2019), which had them in place of handicrafts and ornamental plants and animals.
    """

    FOOD = "food"
    BEVERAGE = "beverage"
    HERBAL = "herbal"
    CRAFT = "craft"
    ORNAMENTAL = "ornamental"
    TOURISM = "tourism"
    GARMENT = "garment"
    SOUVENIR = "souvenir"


ONLY_IN_2019 = frozenset({ProductGroup.GARMENT, ProductGroup.SOUVENIR})
NOT_IN_2019 = frozenset({ProductGroup.CRAFT, ProductGroup.ORNAMENTAL})
GROUPS_AT_ONCE = len(ProductGroup) - len(ONLY_IN_2019)  # of one decision


class Recognition(StrEnum):
    """How far the sources take a product: recognised, or only evaluated."""

    RECOGNISED = "recognised"
    EVALUATED_PROVINCE = "evaluated_province"
    EVALUATED_DISTRICT = "evaluated_district"


class Status(StrEnum):
    """Status of a recognition on a date; three values that are never added into one number."""

    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    UNDETERMINED = "undetermined"


class ProducerKind(StrEnum):
    """Legal form of a producer (chủ thể)."""

    COOPERATIVE = "cooperative"
    COOPERATIVE_GROUP = "cooperative_group"
    ENTERPRISE = "enterprise"
    HOUSEHOLD = "household"
    FARM = "farm"


class Placement(StrEnum):
    """How well a record is placed, best first."""

    SURVEYED = "surveyed"
    ADDRESS = "address"
    OFFICE = "office"  # typed, put on the map or in a file, without a word on how it was found
    VILLAGE = "village"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """Whether a source states every field, or the collector inferred some."""

    STATED = "stated"
    INFERRED = "inferred"


class InSystem(StrEnum):
    """Where a record falls in a unit system; the four close to the total."""

    COMMUNE = "in_communes"
    DISTRICT_ONLY = "district_only"
    NOT_PLACED = "not_placed"
    OUTSIDE = "outside"


class CraftKind(StrEnum):
    """Kinds of recognition for crafts: nghề truyền thống, làng nghề, làng nghề truyền thống."""

    TRADITIONAL_CRAFT = "traditional_craft"
    CRAFT_VILLAGE = "craft_village"
    TRADITIONAL_CRAFT_VILLAGE = "traditional_craft_village"


class CraftStanding(StrEnum):
    """What a craft row really is."""

    RECOGNISED = "recognised"
    REVOKED = "revoked"
    FAILED = "failed"
    HERITAGE = "heritage"
    CLUB = "club"
    GROUP = "group"
    NOT_STATED = "not_stated"


class ZoneKind(StrEnum):
    """What a raw-material row really is; only ``ZONE`` is a zone."""

    ZONE = "zone"
    PLAN = "plan"
    NURSERY = "nursery"
    FACTORY = "factory"


class SalesPointKind(StrEnum):
    """Kinds of places where products are shown and sold."""

    OCOP_POINT = "ocop_point"
    SHOWROOM = "showroom"
    SHOP = "shop"
    REST_STOP = "rest_stop"
    MARKET = "market"


class Weekday(StrEnum):
    """Days of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class MarketKind(StrEnum):
    """How often a market is held, as far as a source says."""

    WEEKLY = "weekly"
    DAILY = "daily"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a place is; one place may be several."""

    PRODUCER = "producer"
    CRAFT_VILLAGE = "craft_village"
    SALES_POINT = "sales_point"
    MARKET = "market"
    SIGHT = "sight"
