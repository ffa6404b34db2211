"""
The places that a tour may stop at, one stop for one place whatever its roles.

A place is known by its own point or only by its commune: then the stop stands
at an interior point, somewhere in the commune. What is known by its district
alone, lies outside the province or is placed nowhere is no stop, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.tourism.kinds import StopKind
from geodata.tourism.market_readings import MarketDays
from geodata.vocabulary import CraftKind, CraftStanding, ProductGroup, Recognition, Role, SalesPointKind

PURCHASE = "purchase"  # the group of the stops at which something can be bought
SELLING = frozenset({StopKind.MARKET, StopKind.DAILY_MARKET, StopKind.EVENING_MARKET, StopKind.SHOP})
PURCHASE_ASSUMED = N_(
    "That something can be bought here is assumed: no source says that the producer sells to visitors, call"
    " first"
)


class NoStop(StrEnum):
    """Why a place of the registry is no stop."""

    DISTRICT_ONLY = "district_only"
    OUTSIDE = "outside"
    NOT_PLACED = "not_placed"
    NOT_TO_VISIT = "not_to_visit"  # a railway station or a place to sleep
    NOT_SURE_OPEN = "not_sure_open"  # its source does not say that it was opened
    NOT_A_CRAFT = "not_a_craft"  # the recognition was revoked or not reached
    NO_PRODUCT = "no_product"  # a producer without a product on that day


NO_STOP_TEXTS: dict[NoStop, str] = {
    NoStop.DISTRICT_ONLY: N_("Known only by its district: nobody can be led there"),
    NoStop.OUTSIDE: N_("Lies outside the province"),
    NoStop.NOT_PLACED: N_("No source says where it is"),
    NoStop.NOT_TO_VISIT: N_("A place to arrive at or to spend the night, not one to visit"),
    NoStop.NOT_SURE_OPEN: N_("Its source does not say that it was opened"),
    NoStop.NOT_A_CRAFT: N_("Its recognition as a craft was revoked or not reached"),
    NoStop.NO_PRODUCT: N_("No product of this producer counts on that day"),
}


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """One record of a place: its role, key, name and what its source says."""

    role: Role
    record_id: str
    name: str
    kind: str | None  # of a sight, a craft or a sales point, as the registry has it
    sources: tuple[str, ...]
    note: str | None
    is_inferred: bool  # the collector inferred some field of it


@dataclass(frozen=True, slots=True)
class PlaceProduct:
    """A product that is made at the place; ``stars`` is the latest rating that a source names."""

    product_id: str
    name: str
    group: ProductGroup | None
    stars: int | None
    recognition: Recognition
    is_inferred: bool

    @property
    def is_recognised(self) -> bool:
        """Tell whether a source says that it is or was recognised."""
        return self.recognition is Recognition.RECOGNISED


@dataclass(frozen=True, slots=True)
class PlaceCraft:
    """A craft that is practised at the place."""

    craft_village_id: str
    name: str
    craft: str | None
    kind: CraftKind | None
    standing: CraftStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class TourPlace:
    """
    One place that a tour may stop at (degrees, EPSG:4326).

    ``own_point`` False: an interior point of its commune, somewhere in it.
    ``stands_in`` is the key of the market that it is a stall of.
    ``visit_min`` and ``entry_fee_vnd`` (from, to) are what a source states;
    None: no source says, and the visit is assumed by the first of ``kinds``.
    """

    place_id: str
    name: str
    also: tuple[str, ...]  # the names of its other records
    lon: float
    lat: float
    own_point: bool
    commune_code: str
    commune: str
    district_code: str | None
    district: str | None
    roles: tuple[Role, ...]
    kinds: tuple[StopKind, ...]
    records: tuple[PlaceRecord, ...]
    products: tuple[PlaceProduct, ...] = ()
    crafts: tuple[PlaceCraft, ...] = ()
    market: MarketDays | None = None
    selling: tuple[SalesPointKind, ...] = ()
    visit_min: float | None = None
    entry_fee_vnd: tuple[int, int] | None = None
    stands_in: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def kind(self) -> StopKind:
        """Return the kind that decides about hours and visit."""
        return self.kinds[0]

    @property
    def ground(self) -> str:
        """Return the key of the place that it stands in, else its own: no way leads from one to the other."""
        return self.stands_in or self.place_id

    @property
    def is_purchase(self) -> bool:
        """Tell whether something can be bought there: it is a place of sale, or a producer (assumed)."""
        return self.is_purchase_assumed or not SELLING.isdisjoint(self.kinds)

    @property
    def is_purchase_assumed(self) -> bool:
        """Tell whether only a producer is there: no source calls it a place of sale, selling is assumed."""
        return StopKind.PRODUCER in self.kinds and SELLING.isdisjoint(self.kinds)

    @property
    def groups(self) -> frozenset[str]:
        """Return the groups that limits of a tour count: its kinds, and ``purchase``."""
        return frozenset(kind.value for kind in self.kinds) | ({PURCHASE} if self.is_purchase else set())

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of all its records, each once."""
        return tuple(dict.fromkeys(source for record in self.records for source in record.sources))

    @property
    def is_inferred(self) -> bool:
        """Tell whether the collector inferred any field of its records or products."""
        return any(record.is_inferred for record in self.records) or any(
            product.is_inferred for product in self.products
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A place of the registry that is no stop, and why."""

    place_id: str
    name: str
    roles: tuple[Role, ...]
    reason: NoStop


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TourPlaces:
    """
    All places of the registry: ``items`` that a tour may stop at, by key, and ``left_out`` with the reason.

    Together they are every place with a producer, craft, sales point, market
    or sight. ``products_elsewhere`` counts the products of the view that no
    stop has: their producer is not known, or is no stop.
    """

    items: tuple[TourPlace, ...]
    left_out: tuple[LeftOut, ...]
    products_elsewhere: int

    @property
    def by_id(self) -> Mapping[str, TourPlace]:
        """Return the stops by key."""
        return {item.place_id: item for item in self.items}

    @property
    def reasons(self) -> Mapping[NoStop, int]:
        """Return how many places are no stop, by reason."""
        return Counter(item.reason for item in self.left_out)
