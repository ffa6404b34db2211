"""Where only what the office has entered is known: shown as that, and never as all or as zero."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.indicator_names import Indicator
from geodata.indicators import CellState, indicator_by_commune
from geodata.joins import products_in
from geodata.planning.demand import demand_points
from geodata.reconciliation.holding import Basis, Span
from geodata.reconciliation.members import read_area
from geodata.reconciliation.places import crafts, opened_in, sales_points
from geodata.records.checking import Checker
from geodata.records.editing import archive_record, create_record
from geodata.records.kinds import RecordKind
from geodata.records.state import read_state, tag_of
from geodata.records.unit_finding import UnitFinder
from geodata.registry_counts import registry_counts
from geodata.unit_details import list_units
from geodata.units import units_in
from geodata.view import View
from geodata.vocabulary import InSystem, UnitLevel, UnitSystem
from layers.indicator_notes import indicator_notes
from tests.factories import FROM_2025
from tests.geodata.records.world import MAY, TODAY, fill_registry

NEW = View(units=UnitSystem.Y2025, today=TODAY)
OLD = View(units=UnitSystem.Y2024, today=TODAY)
MUONG_LO = "90901"  # of the other former province
CRAFT = {
    "name": "Nghề thử",
    "kind": "traditional_craft",
    "standing": "recognised",
    "recognised_year": 2020,
}
POINT = {"name": "Điểm thử", "kind": "ocop_point", "opened_year": 2025}
TEA = {"name": "Chè Suối Giàng thử", "recognition": "recognised", "stars": 4}


def enter(store, values, record_kind=RecordKind.PRODUCTS):
    """Enter a made-up record of Mường Lò."""
    return create_record(
        store, MAY, record_kind, {"unit_code": MUONG_LO, "units": "2025", **values}, today=TODAY
    )


@pytest.fixture
def filled(store):
    fill_registry(store)
    return store


def coverage(store):
    """(has_records, partial) of Mường Lò, as maps and lists read it."""
    frame = units_in(store, UnitSystem.Y2025, UnitLevel.COMMUNE, TODAY).set_index("unit_code")
    (listed,) = [
        row
        for row in list_units(store, UnitSystem.Y2025, UnitLevel.COMMUNE, TODAY)
        if row["unit_code"] == MUONG_LO
    ]
    told = tuple(bool(frame.at[MUONG_LO, name]) for name in ("has_records", "partial"))
    assert told == (listed["has_records"], listed["partial"])
    return told


def cell(store, indicator):
    """(value, state) of Mường Lò."""
    found = indicator_by_commune(store, NEW, indicator).loc[MUONG_LO]
    return (None if found["value"] != found["value"] else found["value"], found["state"])


def test_a_commune_outside_the_collected_area_has_data_as_long_as_a_record_names_it(filled):
    assert coverage(filled) == (False, False)
    assert cell(filled, Indicator.PRODUCTS) == (None, CellState.NO_DATA)
    made = enter(filled, TEA)
    assert coverage(filled) == (True, True)
    assert cell(filled, Indicator.PRODUCTS) == (1, CellState.VALUE)
    with filled.read() as connection:
        tag = tag_of(read_state(connection, RecordKind.PRODUCTS, made))
    archive_record(filled, MAY, RecordKind.PRODUCTS, made, tag)
    assert coverage(filled) == (False, False)


def test_what_nobody_has_entered_there_is_no_data_and_never_none(filled):
    enter(filled, TEA)
    assert cell(filled, Indicator.SALES_POINTS) == (None, CellState.NO_DATA)
    assert cell(filled, Indicator.PRODUCTS_5_STAR) == (None, CellState.NO_DATA)
    notes = [values for text, values in indicator_notes(filled, NEW, Indicator.PRODUCTS) if "count" in values]
    assert notes == [{"count": 1}]
    told = {note.key: note.values for note in demand_points(filled, NEW, {"products": 1.0}).notes}
    assert told["communes_partial"] == {"count": 1}


def test_in_the_units_until_2025_it_lies_outside_the_system_and_the_counts_close(filled):
    before = products_in(filled, OLD)["in_system"].value_counts()
    enter(filled, TEA)
    after = products_in(filled, OLD)["in_system"].value_counts()
    assert (after - before.reindex(after.index, fill_value=0)).loc[lambda one: one != 0].to_dict() == {
        InSystem.OUTSIDE.value: 1
    }


def test_figures_of_the_old_province_do_not_count_it_and_those_of_the_merged_one_do(filled):
    span = Span(TODAY, TODAY)
    areas = {province: read_area(filled, province, TODAY) for province in ("10", "15")}
    uncounted = {
        province: (
            len(area.products),
            crafts(filled, area, "traditional_crafts", span, Basis.EVER).high,
            sales_points(filled, area, span).high,
        )
        for province, area in areas.items()
    }
    opened = opened_in(filled, areas["15"], 2025)
    simple = {view.units: registry_counts(filled, view) for view in (OLD, NEW)}
    enter(filled, TEA)
    enter(filled, CRAFT, RecordKind.CRAFT_VILLAGES)
    enter(filled, POINT, RecordKind.SALES_POINTS)
    counted = {}
    for province in ("10", "15"):
        area = read_area(filled, province, TODAY)
        counted[province] = (
            len(area.products),
            crafts(filled, area, "traditional_crafts", span, Basis.EVER).high,
            sales_points(filled, area, span).high,
        )
        assert opened_in(filled, area, 2025) == opened
    assert registry_counts(filled, OLD) == simple[OLD.units]
    assert (
        registry_counts(filled, NEW)["products_total", None] == simple[NEW.units]["products_total", None] + 1
    )
    assert counted["10"] == uncounted["10"]
    assert counted["15"] == tuple(count + 1 for count in uncounted["15"])


def test_a_zone_of_communes_of_today_alone_needs_no_word_of_the_list(reference_store):
    with reference_store.read() as connection:
        zones = Checker(connection, date(2026, 3, 1))
        found = zones.check(RecordKind.MATERIAL_ZONES, {"crop": "chè", "commune": "Văn Chấn; Mù Cang Chải"})
        wrong = zones.check(RecordKind.MATERIAL_ZONES, {"crop": "chè", "commune": "Văn Chấn; Xyz"})
    assert {row["unit_code"] for row in found.state["zone_units"]} == {"04672", "04456"}
    assert "unit_unknown" in {each.rule for each in wrong.problems}


def test_every_commune_of_today_can_be_named(reference_store):
    with reference_store.read() as connection:
        units = UnitFinder(connection, date(2026, 3, 1))
    assert len(units.listed("2025")) == 99
    there = [unit for unit in units.listed("2025") if unit["former_province"] == "Yên Bái"]
    assert len(there) == 51
    assert {unit["valid_from"] for unit in there} == {FROM_2025}
