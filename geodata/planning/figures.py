"""What the registry and the census count in each commune, as the map counts it: the figures of a demand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
import sqlalchemy as sa

from geodata import tables
from geodata.errors import N_
from geodata.joins import craft_villages_in, producers_in, products_in, sights_in
from geodata.store import Store
from geodata.view import ProductFilter, View
from geodata.vocabulary import CraftStanding, InSystem, Recognition

CENSUS_BASES = frozenset({"census", "census_sum"})
RECOGNISED = ProductFilter(recognition=frozenset({Recognition.RECOGNISED.value}))


class DemandKind(StrEnum):
    """What a weight may be mixed from."""

    RESIDENTS = "residents"
    PRODUCERS = "producers"  # places with a producer of a recognised product
    PRODUCTS = "products"  # recognised ones
    STARS = "stars"  # of recognised products, added up; the latest rating that a source names
    CRAFT_VILLAGES = "craft_villages"  # recognised ones
    SIGHTS = "sights"  # places that tourists go to
    TOURS = "tours"  # that stop in the commune or pass through it


KIND_TITLES: dict[DemandKind, str] = {
    DemandKind.RESIDENTS: N_("Residents"),
    DemandKind.PRODUCERS: N_("Producers with recognised products"),
    DemandKind.PRODUCTS: N_("Recognised products"),
    DemandKind.STARS: N_("Stars of recognised products"),
    DemandKind.CRAFT_VILLAGES: N_("Recognised crafts and craft villages"),
    DemandKind.SIGHTS: N_("Sights"),
    DemandKind.TOURS: N_("Tours that stop or pass through"),
}


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Records of a kind that lie in no commune of the unit system, and are therefore in no weight."""

    district_only: int = 0
    not_placed: int = 0
    outside: int = 0


def figures_by_commune(
    store: Store, view: View, codes: pd.Series
) -> tuple[pd.DataFrame, dict[str, LeftOver]]:
    """
    Return what the registry counts in each commune of ``codes``, as the map counts it.

    A place counts once. Columns: every ``DemandKind`` but residents and tours; index: the codes.
    """
    products = products_in(store, view, RECOGNISED)
    producers = producers_in(store, view)
    crafts = craft_villages_in(store, view)
    counted = {
        DemandKind.PRODUCERS: producers[producers["product_count"] > 0].drop_duplicates("place_id"),
        DemandKind.PRODUCTS: products,
        DemandKind.CRAFT_VILLAGES: crafts[crafts["standing"] == CraftStanding.RECOGNISED].drop_duplicates(
            "place_id"
        ),
        DemandKind.SIGHTS: sights_in(store, view).drop_duplicates("place_id"),
    }
    figures = {kind: records.groupby("commune_code").size() for kind, records in counted.items()}
    figures[DemandKind.STARS] = products["stars"].fillna(0).groupby(products["commune_code"]).sum()
    left_over = {kind.value: left_over_of(records) for kind, records in counted.items()}
    left_over[DemandKind.STARS.value] = left_over[DemandKind.PRODUCTS.value]
    order = [kind for kind in DemandKind if kind in figures]
    table = pd.DataFrame(
        {kind.value: figures[kind].reindex(codes).fillna(0).astype("float64").to_numpy() for kind in order},
        index=pd.Index(codes, name="unit_code"),
    )
    return table, left_over


def left_over_of(records: pd.DataFrame) -> LeftOver:
    """Count the records that lie in no commune."""
    where = records["in_system"].value_counts()
    return LeftOver(
        int(where.get(InSystem.DISTRICT_ONLY.value, 0)),
        int(where.get(InSystem.NOT_PLACED.value, 0)),
        int(where.get(InSystem.OUTSIDE.value, 0)),
    )


def residents_of_units(store: Store) -> pd.DataFrame:
    """
    Return one figure per unit: ``residents``, ``basis`` and ``rate_allowed``, index (unit_code, valid_from).

    Where a unit has several, it is the one that may carry a rate, so that the
    communes of one map are counted by one census; else the newest.
    """
    t = tables.unit_population
    every = store.frame(
        sa.select(t.c.unit_code, t.c.valid_from, t.c.year, t.c.residents, t.c.basis, t.c.rate_allowed)
    )
    ordered = every.assign(census=every["basis"].isin(CENSUS_BASES)).sort_values(
        ["rate_allowed", "census", "year"], ascending=False, kind="stable"
    )
    return ordered.drop_duplicates(["unit_code", "valid_from"]).set_index(["unit_code", "valid_from"])[
        ["residents", "basis", "rate_allowed"]
    ]
