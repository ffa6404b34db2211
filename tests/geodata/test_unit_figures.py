"""The figures of a unit's page are those of the map."""

from __future__ import annotations

from datetime import date

import pytest

from geodata import unit_details
from geodata.details import KINDS, list_records
from geodata.indicators import CellState, indicator_by_commune
from geodata.unit_figures import INDICATOR_OF, count_list, map_figures, unit_figures
from geodata.view import View
from geodata.vocabulary import UnitLevel, UnitSystem

TODAY = date(2026, 11, 22)


def figures_of(store, code, level, system, on=None):
    """The figures of a unit as its page shows them, by path; None where no table covers it."""
    row = unit_details.unit_for_page(store, code, level, on, TODAY, system)
    detail = unit_details.read_unit(store, row, TODAY, on, system)
    records = unit_details.unit_records(store, detail)
    return None if records is None else (unit_figures(store, detail, records), records)


@pytest.mark.parametrize("system", [UnitSystem.Y2024, UnitSystem.Y2025])
def test_every_card_of_every_commune_is_the_value_of_the_map(reference_store, system):
    view = View(units=system, today=TODAY)
    maps = {
        path: indicator_by_commune(reference_store, view, indicator)
        for path, indicator in INDICATOR_OF.items()
    }
    lists = {path: list_records(reference_store, KINDS[path], view) for path in maps}
    assert len(maps["products"]) in (151, 99)
    for code in maps["products"].index:
        for figure in map_figures(reference_store, view, [code]):
            cell = maps[figure.path].loc[code]
            assert figure.value == (cell["value"] if cell["state"] == CellState.VALUE else 0), code
            # The rows of the list, counted by the rule of the map, say the same.
            rows = [row for row in lists[figure.path] if row["commune_code"] == code]
            assert count_list(figure.path, rows).places == figure.value, (code, figure.path)


@pytest.mark.parametrize(("code", "system"), [("03001", UnitSystem.Y2024), ("02647", UnitSystem.Y2025)])
def test_the_page_takes_the_figures_of_the_map(reference_store, code, system):
    found, _ = figures_of(reference_store, code, UnitLevel.COMMUNE, system)
    assert found.figures == map_figures(reference_store, View(units=system, today=TODAY), [code])


def test_the_figures_of_a_district_close(reference_store):
    for row in unit_details.list_units(reference_store, UnitSystem.Y2024, UnitLevel.DISTRICT, TODAY)[::4]:
        figures, records = figures_of(reference_store, row["unit_code"], UnitLevel.DISTRICT, UnitSystem.Y2024)
        for figure in figures.figures:
            listed = count_list(figure.path, records.lists[figure.path]).places
            assert figure.value + figure.district_only == listed, (row["name"], figure.path)
        products = figures.figures[0]
        assert products.value == records.summary["in_communes"]
        assert products.district_only == records.summary["district_only"]


def test_a_day_restricts_the_figures_as_it_restricts_the_map(reference_store):
    day = date(2020, 1, 1)
    view = View(units=UnitSystem.Y2024, on=day, today=TODAY)
    cells = indicator_by_commune(reference_store, view, INDICATOR_OF["products"])["value"].fillna(0)
    assert cells.sum() > 0
    code = cells.idxmax()
    figures, _ = figures_of(reference_store, code, UnitLevel.COMMUNE, UnitSystem.Y2024, day)
    assert figures.figures[0].value == cells[code]


def test_a_place_of_several_rows_counts_once():
    rows = [
        {"sales_point_id": "a", "place_id": "p"},
        {"sales_point_id": "b", "place_id": "p"},
        {"sales_point_id": "c", "place_id": "q"},
    ]
    count = count_list("sales-points", rows)
    assert (count.rows, count.places) == (3, 2)
