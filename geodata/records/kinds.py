"""The kinds of records that an office keeps, and which tables each of them is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from geodata.errors import N_, NotFound


class RecordKind(StrEnum):
    """A kind of record; its value is the table of the record itself."""

    PRODUCTS = "products"
    PRODUCERS = "producers"
    CRAFT_VILLAGES = "craft_villages"
    SALES_POINTS = "sales_points"
    MATERIAL_ZONES = "material_zones"
    SIGHTS = "sights"
    PLANNED_SITES = "planned_sites"
    PUBLISHED_TOTALS = "published_totals"
    PUBLISHED_TARGETS = "published_targets"


@dataclass(frozen=True, slots=True)
class Owned:
    """
    A table whose rows belong to a record, and how they refer to it.

    ``refers_by`` is the column that holds the record's identifier, or, where
    ``through`` names another owned table, the identifier of a row of that one.
    ``fixed`` are the values of further columns that tell the rows of this kind
    of record from those of others. ``key`` are the columns of the primary key.
    """

    table: str
    refers_by: str
    key: tuple[str, ...]
    through: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindSpec:
    """
    What a kind of record is made of.

    A state of a record holds a list of rows for ``table`` and for every table
    of ``owned``, also where there are none; of a kind with a place of its own
    (``has_place``: it is drawn as one place with several roles) also
    ``places`` and ``place_roles``. ``page`` is the part of the address of its
    page for readers, None where it has none. A published figure has no name, no
    place and one source: it is called by the columns ``called_by`` and told
    from others by ``told_by``.
    """

    kind: RecordKind
    id_column: str
    label: str  # several of them; for the translators
    label_one: str
    owned: tuple[Owned, ...] = ()
    placed: bool = True
    has_place: bool = False
    page: str | None = None
    called_by: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    # What follows from the others, told once: imports ask for it some hundred thousand times.
    is_figure: bool = field(init=False)  # of published figures, which only planners enter and change
    table: str = field(init=False)  # of the record itself
    tables: tuple[str, ...] = field(init=False)  # of a state, the record's own first

    def __post_init__(self) -> None:
        """Tell what follows from the fields that are given."""
        shared = ("places", "place_roles") if self.has_place else ()
        table = self.kind.value
        object.__setattr__(self, "is_figure", bool(self.called_by))
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "tables", (table, *(part.table for part in self.owned), *shared))

    def part(self, table: str) -> Owned:
        """Return an owned table; ``NotFound`` where the kind has none of that name."""
        for owned in self.owned:
            if owned.table == table:
                return owned
        raise NotFound(N_("There is no part %(part)s of %(kind)s"), part=table, kind=self.kind.value)


def _facts(kind: RecordKind) -> Owned:
    """Return the facts of a kind of record."""
    return Owned("programme_facts", "subject_id", ("fact_id",), fixed={"subject_kind": kind.value})


SPECS: Mapping[RecordKind, KindSpec] = {
    spec.kind: spec
    for spec in (
        KindSpec(
            RecordKind.PRODUCTS,
            "product_id",
            N_("OCOP products"),
            N_("OCOP product"),
            (
                Owned("certificates", "product_id", ("certificate_id",)),
                Owned("inspections", "certificate_id", ("inspection_id",), through="certificates"),
                _facts(RecordKind.PRODUCTS),
                Owned("product_zones", "product_id", ("product_id", "zone_id")),
            ),
            page="products",
        ),
        KindSpec(
            RecordKind.PRODUCERS,
            "producer_id",
            N_("Producers"),
            N_("Producer"),
            (
                _facts(RecordKind.PRODUCERS),
                Owned("producer_leaders", "producer_id", ("producer_id",)),
            ),
            has_place=True,
            page="producers",
        ),
        KindSpec(
            RecordKind.CRAFT_VILLAGES,
            "craft_village_id",
            N_("Craft villages and crafts"),
            N_("Craft village or craft"),
            has_place=True,
            page="craft-villages",
        ),
        KindSpec(
            RecordKind.SALES_POINTS,
            "sales_point_id",
            N_("Sales points"),
            N_("Sales point"),
            (Owned("market_days", "sales_point_id", ("market_day_id",)),),
            has_place=True,
            page="sales-points",
        ),
        KindSpec(
            RecordKind.MATERIAL_ZONES,
            "zone_id",
            N_("Raw-material zones"),
            N_("Raw-material zone"),
            (
                Owned("zone_units", "zone_id", ("zone_id", "unit_code", "unit_valid_from")),
                Owned("zone_observations", "zone_id", ("observation_id",)),
            ),
            page="zones",
        ),
        KindSpec(
            RecordKind.SIGHTS,
            "sight_id",
            N_("Sights"),
            N_("Sight"),
            has_place=True,
            page="sights",
        ),
        KindSpec(
            RecordKind.PLANNED_SITES,
            "site_id",
            N_("Planned clusters and points"),
            N_("Planned cluster or point"),
            page="planned-sites",
        ),
        KindSpec(
            RecordKind.PUBLISHED_TOTALS,
            "total_id",
            N_("Published totals"),
            N_("Published total"),
            placed=False,
            called_by=("metric", "key", "as_of"),
            told_by=("as_of", "province_code", "metric", "key", "source"),
        ),
        KindSpec(
            RecordKind.PUBLISHED_TARGETS,
            "target_id",
            N_("Published targets"),
            N_("Published target"),
            placed=False,
            called_by=("metric", "year"),
            told_by=("year", "province_code", "metric", "source"),
        ),
    )
}


def spec_of(kind: str) -> KindSpec:
    """Return what a kind of record is made of; ``NotFound`` where there is no such kind."""
    found = SPECS.get(kind)  # type: ignore[call-overload]  # a member is its own text
    if found is None:
        raise NotFound(
            N_("There is no kind of record %(kind)s; there are: %(allowed)s"),
            kind=kind[:100],
            allowed=", ".join(RecordKind),
        )
    return found
