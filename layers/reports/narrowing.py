"""
The filter of products that a report may have: read, applied, and told wherever products are counted.

A report rests on the products of its unit that are named as recognised: the
filter chooses among them, and can be neither about recognition nor about units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.errors import N_, InvalidInput
from geodata.indicator_names import Indicator
from geodata.indicators import indicator_by_commune
from geodata.joins import products_in
from geodata.programme.tokens import VALUES_OF as FOLLOWED
from geodata.store import Store
from geodata.summaries import summarise
from geodata.unit_details import UnitRecords
from geodata.unit_figures import Figure, UnitFigures, count_list
from geodata.view import ProductFilter
from geodata.view_reading import read_filter
from geodata.vocabulary import Recognition
from layers.reports.sentences import Teller

if TYPE_CHECKING:
    from layers.reports.territory import Territory

PRODUCTS = "products"
# Of the filter on the map; the market days are of markets.
FILTER_NAMES = (
    *("group", "stars", "status", "producer_kind", "placement", "confidence"),
    *FOLLOWED,
    *("inferred", "q"),
)
# What the map filters by and a report has otherwise → why it is not taken.
CONTRADICTING: Mapping[str, str] = {
    "recognition": N_("A report counts products named as recognised: leave out recognition"),
    "district": N_("A report is about one unit: choose the district as its subject, not as a filter"),
    "commune": N_("A report is about one unit: choose the commune as its subject, not as a filter"),
}
FILTERED = N_("Filter of products: %(filter)s.")
ONLY_PRODUCTS = N_(
    "Filter of products: %(filter)s. Only products that pass it are counted and listed; producers, crafts,"
    " zones, sales points, markets and sights are all that are on record."
)


def read_narrowing(given: Mapping[str, str]) -> ProductFilter:
    """
    Return the filter that ``FILTER_NAMES`` of some texts give; values of one name are separated by commas.

    Raises
    ------
    InvalidInput
        A value is not allowed, or contradicts what every report rests on.
    """
    for name, reason in CONTRADICTING.items():
        # What the map says of itself where nothing else was chosen.
        if given.get(name) and not (name == "recognition" and given[name] == Recognition.RECOGNISED):
            raise InvalidInput(reason)
    return read_filter({name: given[name] for name in FILTER_NAMES if name in given})


def narrowed(store: Store, territory: Territory, wanted: ProductFilter) -> Territory:
    """Return a territory with the products that pass ``wanted``; all else in it stays as it is."""
    if wanted.is_empty() or territory.records is None:
        return territory
    view, records = territory.view, territory.records
    passing = set(products_in(store, view, wanted)["product_id"])
    products = tuple(row for row in records.lists[PRODUCTS] if row["product_id"] in passing)
    chosen = replace(wanted, district=territory.chosen.district, commune=territory.chosen.commune)
    kept = UnitRecords(
        lists={**records.lists, PRODUCTS: products},
        evaluated=tuple(row for row in records.evaluated if row["product_id"] in passing),
        summary=None if records.summary is None else summarise(store, view, chosen),
    )
    figures = territory.figures and _figures(store, territory, territory.figures, kept, wanted)
    return replace(territory, records=kept, figures=figures, wanted=wanted)


def _figures(
    store: Store, territory: Territory, figures: UnitFigures, records: UnitRecords, wanted: ProductFilter
) -> UnitFigures:
    """Return the figures of a territory, the one of products counted again as the map counts it."""
    products = count_list(PRODUCTS, records.lists[PRODUCTS])
    told = tuple(
        figure if figure.path != PRODUCTS else _figure(store, territory, figure, products.places, wanted)
        for figure in figures.figures
    )
    return replace(figures, figures=told, lists={**figures.lists, PRODUCTS: products})


def _figure(store: Store, territory: Territory, figure: Figure, listed: int, wanted: ProductFilter) -> Figure:
    """Return the figure of products: cells of the map where it shows the unit, else the rows of the list."""
    if not territory.is_drawn:
        return replace(figure, value=listed)
    values = indicator_by_commune(store, territory.view, Indicator.PRODUCTS, wanted)["value"]
    codes = [territory.key[0]] if not territory.communes else [row["unit_code"] for row in territory.communes]
    inside = int(values.reindex(codes).sum())
    return replace(figure, value=inside, district_only=listed - inside)


def filter_line(store: Store, teller: Teller, territory: Territory, message: str = FILTERED) -> str:
    """Return what the filter is, as a sentence; empty: there is none."""
    words = teller.words.filter(store, territory.wanted, territory.view)
    return teller.text(message, filter=words) if words else ""


def of_products(store: Store, teller: Teller, territory: Territory) -> Teller:
    """Return the teller of what counts products: the filter stands under each of its tables."""
    line = filter_line(store, teller, territory)
    return replace(teller, source=f"{teller.source} {line}") if line else teller
