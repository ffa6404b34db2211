"""Closed vocabularies of the registry as an office keeps it; the value of a member is what is stored."""

from __future__ import annotations

from enum import StrEnum

ENTERED = "entered"  # in source_table, where rows of the reference data name their file


class Action(StrEnum):
    """What a person did to a record or to many."""

    CREATE = "create"
    EDIT = "edit"
    MOVE = "move"
    ARCHIVE = "archive"
    RESTORE = "restore"
    REVERT = "revert"
    MERGE = "merge"
    IMPORT = "import"
    UNDO = "undo"


class InspectionResult(StrEnum):
    """What a check after recognition found."""

    PASSED = "passed"
    REMEDY = "remedy"  # faults to be put right
    FAILED = "failed"


class Fact(StrEnum):
    """What the programme follows of a product or producer, beyond its recognition."""

    SALES_CHANNEL = "sales_channel"
    DIGITAL_STALL = "digital_stall"
    E_PAYMENT = "e_payment"
    OCOP_LOGO = "ocop_logo"
    TRADEMARK = "trademark"
    TRACEABILITY_CODE = "traceability_code"
    FOOD_SAFETY_TEST = "food_safety_test"
    SUPPORT = "support"
    FAIR_ATTENDED = "fair_attended"
    STABLE_MATERIAL_ZONE = "stable_material_zone"
    GREEN_CHAIN = "green_chain"
    STAGE = "stage"


class SalesChannel(StrEnum):
    """Where a product is sold; from ``LAOCAITRADE`` to ``OWN_WEBSITE`` it is e-commerce, with a link."""

    SUPERMARKET = "supermarket"
    SHOP = "shop"
    FAIR_STAND = "fair_stand"
    LAOCAITRADE = "laocaitrade"
    XTTMNONGNGHIEP = "xttmnongnghiep"
    POSTMART = "postmart"
    VOSO = "voso"
    LAZADA = "lazada"
    SHOPEE = "shopee"
    OWN_WEBSITE = "own_website"
    OTHER = "other"


class Trademark(StrEnum):
    """Kinds of protected names and signs."""

    TRADEMARK = "trademark"
    COLLECTIVE_MARK = "collective_mark"
    CERTIFICATION_MARK = "certification_mark"
    GEOGRAPHICAL_INDICATION = "geographical_indication"


class CycleStage(StrEnum):
    """Steps of the yearly cycle, first to last."""

    IDEA_REGISTERED = "idea_registered"
    ACCEPTED = "accepted"
    EVALUATED_DISTRICT = "evaluated_district"
    EVALUATED_COMMUNE = "evaluated_commune"
    EVALUATED_PROVINCE = "evaluated_province"
    EVALUATED_CENTRE = "evaluated_centre"
    RECOGNISED = "recognised"


class PlannedKind(StrEnum):
    """Kinds of places that are planned."""

    CRAFT_CLUSTER = "craft_cluster"
    PLANNED_POINT = "planned_point"


class PlannedStage(StrEnum):
    """How far a planned place has come."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    APPROVED = "approved"
    UNDER_CONSTRUCTION = "under_construction"
    DONE = "done"


class CriteriaVersion(StrEnum):
    """The decisions whose criteria products are judged by; groups and points belong to one of them."""

    V2019 = "1048/QĐ-TTg"
    V2023 = "148/QĐ-TTg"
    V2025 = "1489/QĐ-TTg"


class DecidingLevel(StrEnum):
    """Who decided on a recognition."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    CENTRAL = "central"


class CertificateKind(StrEnum):
    """Whether a certificate is the first one or follows a re-evaluation."""

    NEW = "new"
    RE_EVALUATED = "re_evaluated"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Sex(StrEnum):
    """Sex of a producer's leader, kept only where the office turned that on."""

    FEMALE = "female"
    MALE = "male"


# Facts that a source says of a product, and those that it says of a producer: no producer is at a stage.
PRODUCT_FACTS: tuple[Fact, ...] = tuple(Fact)
PRODUCER_FACTS: tuple[Fact, ...] = tuple(fact for fact in Fact if fact is not Fact.STAGE)
E_COMMERCE: frozenset[SalesChannel] = frozenset(
    {
        SalesChannel.LAOCAITRADE,
        SalesChannel.XTTMNONGNGHIEP,
        SalesChannel.POSTMART,
        SalesChannel.VOSO,
        SalesChannel.LAZADA,
        SalesChannel.SHOPEE,
        SalesChannel.OWN_WEBSITE,
    }
)
