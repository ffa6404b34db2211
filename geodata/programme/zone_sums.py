"""
Hectares and households of the zones that are linked with the products of a unit, every zone counted once.

A zone stands where the product is, wherever the zone itself lies: in every unit that
has a product of it, and once in the whole. Its figure is that of its newest link that
has one; of equally new ones the largest, since a link may tell of a part of a zone. A
zone without a figure is counted as such, and a sum beside one is "at least". Figures
of several days stand in one sum, which says of which years they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import pandas as pd

from geodata.plain import rows_of
from geodata.programme.current import current_facts
from geodata.programme.tallies import PRODUCTS, RECOGNISED, counted
from geodata.programme.zones import LinkedZone
from geodata.store import Store
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitLevel

Measure = Literal["hectares", "households"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSum:
    """
    One measure of some zones: ``value`` is the sum of those with a figure, None where none has one.

    ``zones`` are all of them, ``without`` those of which no link has the figure. ``first``
    and ``last`` are the years of the figures, None where none is dated; ``undated``
    counts the figures of no known day.
    """

    zones: int
    without: int
    value: float | None
    first: int | None
    last: int | None
    undated: int


class UnitZones(NamedTuple):
    """The linked zones of a unit: both sums are over the same zones."""

    hectares: ZoneSum
    households: ZoneSum


def sum_zones(links: Iterable[LinkedZone], measure: Measure) -> ZoneSum:
    """Return the sum of ``measure`` over the zones of ``links``, each zone once."""
    of_zone: defaultdict[str, list[LinkedZone]] = defaultdict(list)
    for link in links:
        of_zone[link.zone_id].append(link)
    told = [one for same in of_zone.values() if (one := _newest(same, measure)) is not None]
    years = [one.as_of.year for one in told if one.as_of is not None]
    return ZoneSum(
        zones=len(of_zone),
        without=len(of_zone) - len(told),
        value=sum(getattr(one, measure) for one in told) if told else None,
        first=min(years, default=None),
        last=max(years, default=None),
        undated=len(told) - len(years),
    )


def _newest(links: Iterable[LinkedZone], measure: Measure) -> LinkedZone | None:
    """Return the link of one zone that tells its figure; what has no day is behind all others."""
    told = [link for link in links if getattr(link, measure) is not None]
    return max(told, key=lambda one: (one.as_of or date.min, getattr(one, measure)), default=None)


def links_by_unit(
    store: Store, view: View, level: UnitLevel, chosen: ProductFilter = RECOGNISED
) -> dict[str | None, list[LinkedZone]]:
    """
    Return the links of the products of each unit that has one, by its code; None: in no unit of the level.

    The products are those that ``tallies.counted`` counts; the links those that make their answer
    a yes. All of the province stand under None.
    """
    facts = current_facts(store, view.status_day, view.today)
    found: defaultdict[str | None, list[LinkedZone]] = defaultdict(list)
    for row in rows_of(counted(store, view, PRODUCTS, chosen)):
        code = None if level is UnitLevel.PROVINCE else row[f"{level}_code"]
        found[code] += (
            link
            for link in facts.zones_of.get(row["product_id"], ())
            if link.counts and link.said_by(view.status_day, view.today)
        )
    return {code: links for code, links in found.items() if links}


def zones_by_unit(store: Store, view: View, level: UnitLevel) -> dict[str | None, UnitZones]:
    """Return the sums of each unit that has a product with a linked zone; keys as ``links_by_unit``."""
    return {
        code: UnitZones(sum_zones(links, "hectares"), sum_zones(links, "households"))
        for code, links in links_by_unit(store, view, level).items()
    }


def zones_in_communes(
    store: Store, view: View, measure: Measure, chosen: ProductFilter = RECOGNISED
) -> ZoneSum:
    """Return the sum over the zones of the products that lie in a commune, each zone once in all of them."""
    links = links_by_unit(store, view, UnitLevel.COMMUNE, chosen)
    return sum_zones((link for code, same in links.items() if code is not None for link in same), measure)


def zone_sums_by_commune(
    store: Store, view: View, measure: Measure, chosen: ProductFilter = RECOGNISED
) -> pd.DataFrame:
    """Return ``value`` (float, NaN: no figure), ``zones`` and ``without`` (int) by commune code."""
    links = links_by_unit(store, view, UnitLevel.COMMUNE, chosen)
    sums = {code: sum_zones(same, measure) for code, same in links.items() if code is not None}
    return pd.DataFrame(
        {
            "value": pd.Series({code: one.value for code, one in sums.items()}, dtype="float64"),
            "zones": pd.Series({code: one.zones for code, one in sums.items()}, dtype="int64"),
            "without": pd.Series({code: one.without for code, one in sums.items()}, dtype="int64"),
        }
    )
