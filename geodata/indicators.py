"""
Indicators by commune: one value per unit of a system, or the reason why there is none.

Three things are told apart: a number; ``NONE_RECORDED``, the registry names
none there, which is not zero; ``NO_DATA``, no table covers the commune. Of what
the programme follows a zero is a number: a source denies it of all that lies there.
Hectares and households of linked zones are sums over the zones with a figure; where
zones are linked and none has one, it is ``NO_OWN_FIGURE``.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import pandas as pd
import sqlalchemy as sa

from geodata import tables
from geodata.errors import N_, InvalidInput
from geodata.indicator_names import (
    FOLLOWED_OF,
    STARS_OF,
    STATUS_OF,
    ZONE_SUMS_OF,
    Indicator,
    counts_products,
)
from geodata.joins import craft_villages_in, producers_in, products_in, sales_points_in, zones_in
from geodata.programme.answers import Answer
from geodata.programme.tallies import answers_by_commune
from geodata.programme.zone_sums import zone_sums_by_commune
from geodata.store import Store
from geodata.units import place_in_system, units_in
from geodata.view import ProductFilter, View
from geodata.vocabulary import (
    CraftStanding,
    Recognition,
    SalesPointKind,
    UnitLevel,
    UnitSystem,
)

# ``Indicator`` is asked for here as well: whoever counts by it needs its name.
__all__ = [
    "CellState",
    "Indicator",
    "crops_with_hectares",
    "indicator_by_commune",
    "recognised_unless_chosen",
    "residents_of_rates",
]


class CellState(StrEnum):
    """Why a commune has the value it has."""

    VALUE = "value"
    NONE_RECORDED = "none_recorded"
    NO_DATA = "no_data"
    NO_RATE = "no_rate"
    NOT_ADDITIVE = "not_additive"
    NO_OWN_FIGURE = "no_own_figure"


def recognised_unless_chosen(chosen: ProductFilter) -> ProductFilter:
    """Return ``chosen``, restricted to recognised products where it says nothing about recognition."""
    if chosen.recognition:
        return chosen
    return replace(chosen, recognition=frozenset({Recognition.RECOGNISED.value}))


def indicator_by_commune(
    store: Store,
    view: View,
    indicator: Indicator,
    chosen: ProductFilter | None = None,
    crop: str | None = None,
) -> pd.DataFrame:
    """
    Return ``value`` (float, NaN where there is none) and ``state`` for every commune of the system.

    The index is the commune code. Products known only by district are in no
    commune. ``crop`` is needed by ``ZONE_HA`` alone; its value is the upper
    end of the newest figure, ``low`` the lower end and ``year`` the year of it.

    Raises
    ------
    InvalidInput
        ``ZONE_HA`` without a crop, or a system without outlines to colour.
    """
    if view.units is UnitSystem.Y2019:
        raise InvalidInput(N_("The unit system 2019 has names only: choose 2024 or 2025"))
    communes = units_in(store, view.units, UnitLevel.COMMUNE, view.today).set_index("unit_code")
    figures, blocked = _values(store, view, indicator, chosen or ProductFilter(), crop)
    figures = figures.to_frame("value") if isinstance(figures, pd.Series) else figures
    figures = figures.reindex(communes.index)
    value = figures["value"].astype("float64")
    state = pd.Series(CellState.VALUE.value, index=communes.index, dtype="object")
    zero_is_said = indicator in FOLLOWED_OF or indicator in ZONE_SUMS_OF
    silent = value.isna() if zero_is_said else value.isna() | (value == 0)
    state = state.mask(silent, CellState.NONE_RECORDED.value)
    for code, reason in blocked.items():
        if code in state.index:
            state[code] = reason.value
    # Outside the collected area only what the office has entered is known: never that there is nothing.
    partial = communes["partial"].astype(bool)
    silent_there = partial & ((state == CellState.NONE_RECORDED) | (value == 0))
    nowhere = ~communes["has_records"].astype(bool)
    state = state.mask(nowhere | silent_there, CellState.NO_DATA.value)
    known = figures.where(state == CellState.VALUE)
    return known.assign(value=known["value"].astype("float64"), state=state)


def _values(
    store: Store, view: View, indicator: Indicator, chosen: ProductFilter, crop: str | None
) -> tuple[pd.Series | pd.DataFrame, dict[str, CellState]]:
    """Return the values by commune code, and the communes where there can be none."""
    if indicator is Indicator.ZONE_HA:
        return _zone_hectares(store, view, crop)
    if counts_products(indicator):
        counts = _count(_products_for(store, view, indicator, chosen))
        if indicator is Indicator.PRODUCTS_PER_10000:
            return _per_10000(store, view, counts)
        return counts, {}
    if indicator in FOLLOWED_OF:
        answers = answers_by_commune(store, view, *FOLLOWED_OF[indicator], recognised_unless_chosen(chosen))
        known = answers[Answer.YES.value]
        # None is known to be so only where nothing is left to be known.
        return known.where((known > 0) | (answers[Answer.UNKNOWN.value] == 0)), {}
    if indicator in ZONE_SUMS_OF:
        sums = zone_sums_by_commune(store, view, ZONE_SUMS_OF[indicator], recognised_unless_chosen(chosen))
        silent = sums.index[sums["value"].isna()]
        return sums["value"], dict.fromkeys(silent, CellState.NO_OWN_FIGURE)
    if indicator is Indicator.PRODUCERS:
        found = producers_in(store, view)
        found = found[found["product_count"] > 0]
    elif indicator is Indicator.CRAFT_VILLAGES:
        found = craft_villages_in(store, view)
        found = found[found["standing"] == CraftStanding.RECOGNISED]
    else:
        found = sales_points_in(store, view)
        if indicator is Indicator.OCOP_POINTS:
            found = found[found["kind"] == SalesPointKind.OCOP_POINT]
    return _count(found.drop_duplicates("place_id")), {}


def _count(records: pd.DataFrame) -> pd.Series:
    """Return the number of records by commune code; records of no commune are in none."""
    return records.dropna(subset=["commune_code"]).groupby("commune_code").size()


def _products_for(store: Store, view: View, indicator: Indicator, chosen: ProductFilter) -> pd.DataFrame:
    """Return the products that ``indicator`` counts: recognised ones, unless the filter says otherwise."""
    products = products_in(store, view, recognised_unless_chosen(chosen))
    if indicator in STATUS_OF:
        return products[products["status"] == STATUS_OF[indicator]]
    if indicator in STARS_OF:
        return products[products["stars"].astype("string") == STARS_OF[indicator]]
    return products


def _per_10000(store: Store, view: View, counts: pd.Series) -> tuple[pd.Series, dict[str, CellState]]:
    """Return counts per 10,000 residents where the basis of the population allows a rate."""
    residents = residents_of_rates(store, view)
    known = residents.dropna()
    rates = counts.reindex(known.index, fill_value=0) / known.astype("float64") * 10_000
    return rates, dict.fromkeys(residents[residents.isna()].index, CellState.NO_RATE)


def residents_of_rates(store: Store, view: View) -> pd.Series:
    """Return by commune code the residents that a rate may be told of, missing where there are none."""
    communes = units_in(store, view.units, UnitLevel.COMMUNE, view.today)
    people = store.frame(sa.select(tables.unit_population).where(tables.unit_population.c.rate_allowed))
    joined = communes.merge(people, how="left", on=["unit_code", "valid_from"]).drop_duplicates("unit_code")
    return joined.set_index("unit_code")["residents"]


def crops_with_hectares(store: Store, view: View) -> list[str]:
    """Return the crops for which at least one commune has a figure of its own, sorted."""
    zones = zones_in(store, view)
    known = zones[zones["area_ha_max"].notna() & zones["commune_code"].notna()]
    return sorted(known["crop"].unique())


def _zone_hectares(store: Store, view: View, crop: str | None) -> tuple[pd.DataFrame, dict[str, CellState]]:
    """
    Return the newest figure of ``crop`` for communes that have exactly one zone with a figure.

    A zone over several communes cannot be split, and two zones in one commune
    (old communes of one new one) are not added up: years and sources differ.
    A commune that a zone names without a figure of its own says so.
    """
    crops = crops_with_hectares(store, view)
    if crop is None or crop not in crops:
        raise InvalidInput(
            N_("crop must be one of %(allowed)s, got %(crop)s"), allowed=", ".join(crops), crop=crop
        )
    zones = zones_in(store, view)
    grown = zones[zones["crop"] == crop]
    known = grown[grown["area_ha_max"].notna() & grown["commune_code"].notna()]
    single = known.drop_duplicates("commune_code", keep=False).set_index("commune_code")
    several = known[known.duplicated("commune_code", keep=False)]["commune_code"]
    named = _communes_of_zones(store, view, grown["zone_id"]) - set(known["commune_code"])
    blocked = dict.fromkeys(named, CellState.NO_OWN_FIGURE)
    blocked |= dict.fromkeys(several.unique(), CellState.NOT_ADDITIVE)
    figures = single[["area_ha_max", "area_ha_min", "area_year"]]
    return figures.set_axis(["value", "low", "year"], axis="columns"), blocked


def _communes_of_zones(store: Store, view: View, zones: pd.Series) -> set[str]:
    """Return the communes of the system that any of the zones names."""
    # One frame for the colours of every crop.
    named = store.remembered(("communes_of_zones", view), lambda: _zone_communes(store, view))
    return set(named[named.index.isin(zones)])


def _zone_communes(store: Store, view: View) -> pd.Series:
    """Return the code of each commune of the system that a zone names, by zone."""
    parts = store.frame(sa.select(tables.zone_units))
    places = place_in_system(store, view.units, view.today)["commune_code"]
    keys = pd.MultiIndex.from_arrays([parts["unit_code"], parts["unit_valid_from"]])
    return pd.Series(places.reindex(keys).to_numpy(), index=parts["zone_id"]).dropna()
