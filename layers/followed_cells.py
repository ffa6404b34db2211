"""What stands beside an indicator of what the programme follows: what is denied, unknown, has no figure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geodata.errors import N_
from geodata.indicator_names import FOLLOWED_OF, ZONE_SUMS_OF, Indicator
from geodata.indicators import recognised_unless_chosen
from geodata.programme.tallies import answers_by_commune
from geodata.programme.zone_sums import zone_sums_by_commune, zones_in_communes
from geodata.store import Store
from geodata.view import ProductFilter, View
from layers.build import Layer
from layers.catalogue import Field

# Named ``indicator_<name>`` as columns of the communes.
ANSWERS = {"no": N_("A source says no"), "unknown": N_("Nothing known")}
OF_ZONES = {"zones": N_("Linked zones"), "without": N_("Linked zones without this figure")}
NOTE = N_(
    "Of %(of)s in communes a source says yes of %(yes)s and no of %(no)s; of %(unknown)s nothing is known,"
    " which is not a no."
)
ZONES = N_(
    "Zones that a source links with the products of a commune, wherever the zones lie: %(zones)s in all. Each"
    " counts once in a commune, with the figure of its newest link, and of equally new ones the largest."
)
WITHOUT = N_("Of %(without)s of the zones no figure is known: where one of them is, the sum is “at least”.")
YEARS = N_("The figures that are added up are of several sources, of the years %(first)s to %(last)s.")
YEAR = N_("The figures that are added up are of the year %(first)s.")
UNDATED = N_("Of %(undated)s figures the day is not known.")

Note = tuple[str, dict[str, int | str]]


def beside_names(indicator: Indicator) -> dict[str, str]:
    """Return what is told beside an indicator, by name, with its title; empty: nothing is."""
    if indicator in FOLLOWED_OF:
        return ANSWERS
    return OF_ZONES if indicator in ZONE_SUMS_OF else {}


def _cells(store: Store, view: View, indicator: Indicator, chosen: ProductFilter) -> pd.DataFrame:
    """Return what is told of the communes, of the records that the indicator counts."""
    counted = recognised_unless_chosen(chosen)
    if indicator in ZONE_SUMS_OF:
        return zone_sums_by_commune(store, view, ZONE_SUMS_OF[indicator], counted)
    return answers_by_commune(store, view, *FOLLOWED_OF[indicator], counted)


def with_beside(
    store: Store, layer: Layer, view: View, indicator: Indicator, chosen: ProductFilter
) -> tuple[Layer, list[Field]]:
    """Return a layer of communes with more columns, missing where nothing is recorded, and their fields."""
    names = beside_names(indicator)
    if not names:
        return layer, []
    cells, codes = _cells(store, view, indicator, chosen), layer.frame["code"]
    added = {f"indicator_{name}": codes.map(cells[name]).astype("Int64") for name in names}
    fields = [Field(f"indicator_{name}", title, "number") for name, title in names.items()]
    return Layer(layer.spec, layer.frame.assign(**added)), fields


def told_beside(
    store: Store, view: View, indicator: Indicator, chosen: ProductFilter
) -> dict[str, dict[str, int]]:
    """Return what is told beside an indicator: by name, then by commune code."""
    names = beside_names(indicator)
    if not names:
        return {}
    cells = _cells(store, view, indicator, chosen)
    return {name: {str(code): int(count) for code, count in cells[name].items()} for name in names}


def followed_notes(store: Store, view: View, indicator: Indicator, chosen: ProductFilter) -> list[Note]:
    """Return the sentences that keep what is known apart from what nobody knows, and what fills them."""
    if indicator in FOLLOWED_OF:
        answers = _cells(store, view, indicator, chosen).sum()
        counts: dict[str, Any] = {str(name): int(count) for name, count in answers.items()}
        return [(NOTE, {"of": int(answers.sum()), **counts})]
    if indicator not in ZONE_SUMS_OF:
        return []
    told = zones_in_communes(store, view, ZONE_SUMS_OF[indicator], recognised_unless_chosen(chosen))
    notes: list[Note] = [(ZONES, {"zones": told.zones})]
    if told.without:
        notes.append((WITHOUT, {"without": told.without}))
    if told.first is not None and told.last is not None:
        # Years as texts: a number would get a mark between its thousands.
        span: dict[str, int | str] = {"first": str(told.first), "last": str(told.last)}
        notes.append((YEAR if told.first == told.last else YEARS, span))
    if told.undated:
        notes.append((UNDATED, {"undated": told.undated}))
    return notes
