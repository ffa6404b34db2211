"""
The figures of a unit's page: those of the map, by the functions that colour it.

A list holds rows; a figure counts what the map counts: recognised products
and crafts, producers with a recognised product, places once. For a district it
is the sum over its communes; what is known only by the district stands beside
it and is in no sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from geodata.details import KINDS, list_records
from geodata.indicator_names import Indicator
from geodata.indicators import CellState, indicator_by_commune
from geodata.plain import Row
from geodata.store import Store
from geodata.unit_details import UnitDetail, UnitRecords
from geodata.view import ProductFilter, View
from geodata.vocabulary import CraftStanding, Recognition, UnitLevel, UnitSystem

# Which indicator of the map tells how many of a list count.
INDICATOR_OF: dict[str, Indicator] = {
    "products": Indicator.PRODUCTS,
    "producers": Indicator.PRODUCERS,
    "craft-villages": Indicator.CRAFT_VILLAGES,
    "sales-points": Indicator.SALES_POINTS,
}
# The systems that the map can colour.
COLOURED = (UnitSystem.Y2024, UnitSystem.Y2025)

# Which rows of a list count: the rule of the indicator, for what lies in no commune.
_COUNTS: dict[str, Callable[[Row], bool]] = {
    "products": lambda row: row["recognition"] == Recognition.RECOGNISED,
    "producers": lambda row: row["product_count"] > 0,
    "craft-villages": lambda row: row["standing"] == CraftStanding.RECOGNISED,
}


Cells = dict[str, tuple[float | None, str]]


@dataclass(frozen=True, slots=True)
class ListCount:
    """How many rows a list has, how many of them count, and at how many places those are."""

    rows: int
    counting: int
    places: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; ``value`` 0 is "none recorded", ``district_only`` is beside it and never in it."""

    path: str
    value: int
    district_only: int = 0


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """
    The figures of a unit, the lists they stand above, and products per 10,000 residents.

    ``rate`` is None where the map has no number; ``rate_state`` says why (a
    ``CellState``), and is empty where no map shows the unit.
    """

    figures: tuple[Figure, ...]
    lists: Mapping[str, ListCount]
    rate: float | None = None
    rate_state: str = ""


def count_list(path: str, rows: Iterable[Row]) -> ListCount:
    """Return what counts in a list; a place with several rows counts once."""
    every = list(rows)
    counting = [row for row in every if _COUNTS.get(path, _every)(row)]
    # Products and zones have no place of their own.
    places = {row.get("place_id") or row[KINDS[path].id_column] for row in counting}
    return ListCount(len(every), len(counting), len(places))


def _every(_row: Row) -> bool:
    """Let every row count."""
    return True


def unit_figures(store: Store, detail: UnitDetail, records: UnitRecords) -> UnitFigures:
    """Return the figures of a unit: cells of the map, or counts of its lists where no map shows it."""
    lists = {path: count_list(path, rows) for path, rows in records.lists.items()}
    if detail.system not in COLOURED:
        figures = tuple(Figure(path, lists[path].places) for path in INDICATOR_OF)
        return UnitFigures(figures, lists)
    codes = _communes(detail)
    figures = map_figures(store, detail.view, codes, _district_only(store, detail))
    if detail.unit["level"] != UnitLevel.COMMUNE:
        return UnitFigures(figures, lists)
    rate, state = _cells(store, detail.view, Indicator.PRODUCTS_PER_10000)[codes[0]]
    return UnitFigures(figures, lists, rate, state)


def map_figures(
    store: Store, view: View, codes: Iterable[str], only: Callable[[str], int] = lambda _path: 0
) -> tuple[Figure, ...]:
    """Return what the map shows in some communes, added up; ``only`` tells what stands beside each figure."""
    chosen = tuple(codes)
    return tuple(
        Figure(path, _sum(_cells(store, view, indicator), chosen), only(path))
        for path, indicator in INDICATOR_OF.items()
    )


def _communes(detail: UnitDetail) -> tuple[str, ...]:
    """Return the codes of the communes that a unit is or consists of."""
    if detail.unit["level"] == UnitLevel.COMMUNE:
        return (str(detail.unit["unit_code"]),)
    return tuple(str(member["unit_code"]) for member in detail.members)


def _cells(store: Store, view: View, indicator: Indicator) -> Cells:
    """Return value and state of every commune of the map."""

    def make() -> Cells:
        cells = indicator_by_commune(store, view, indicator)
        return {
            str(code): (float(value) if state == CellState.VALUE else None, str(state))
            for code, value, state in zip(cells.index, cells["value"], cells["state"], strict=True)
        }

    return store.remembered(("unit_cells", view, indicator), make)


def _sum(cells: Cells, codes: Iterable[str]) -> int:
    """Return what the communes have together; they do not overlap and a place lies in one of them."""
    return int(sum(cells[code][0] or 0 for code in codes))


def _district_only(store: Store, detail: UnitDetail) -> Callable[[str], int]:
    """Return how many of a kind are known only by the district."""
    if detail.unit["level"] == UnitLevel.COMMUNE:
        return lambda _path: 0
    chosen = ProductFilter(district=frozenset({str(detail.unit["unit_code"])}))

    def count(path: str) -> int:
        rows = list_records(store, KINDS[path], detail.view, chosen)
        return count_list(path, (row for row in rows if row["commune_code"] is None)).places

    return count
