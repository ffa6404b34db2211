"""What all communes of a view hold at once is what the page of each reads by itself."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.commune_records import read_surroundings, records_by_commune
from geodata.plain import rows_of
from geodata.unit_details import read_unit, unit_for_page, unit_records
from geodata.units import predecessors, successors
from geodata.view import View
from geodata.vocabulary import UnitLevel, UnitSystem

TODAY = date(2026, 11, 22)
DAY = date(2025, 1, 1)
# Many products; several zones; none at all; a name that is another's without its marks; a day.
COMMUNES = [
    (UnitSystem.Y2025, "03103", None),
    (UnitSystem.Y2025, "02926", None),
    (UnitSystem.Y2025, "02647", None),
    (UnitSystem.Y2024, "03004", None),
    (UnitSystem.Y2024, "02926", DAY),
    (UnitSystem.Y2024, "02641", None),
]


@pytest.mark.parametrize(("system", "code", "on"), COMMUNES)
def test_a_commune_holds_what_its_page_reads(reference_store, system, code, on):
    unit = unit_for_page(reference_store, code, UnitLevel.COMMUNE, None, TODAY, system)
    alone = unit_records(reference_store, read_unit(reference_store, unit, TODAY, on, system))
    together = records_by_commune(reference_store, View(units=system, on=on, today=TODAY))[code]
    assert alone is not None
    assert together.lists == alone.lists
    assert together.evaluated == alone.evaluated
    assert alone.summary is not None
    assert together.summary == {name: alone.summary[name] for name in together.summary or {}}


def test_every_covered_commune_is_there_and_no_other(reference_store):
    found = records_by_commune(reference_store, View(today=TODAY))
    assert len(found) == 48
    around = read_surroundings(reference_store, View(today=TODAY))
    assert {unit["unit_code"] for unit in around.communes if unit["has_records"]} == set(found)
    assert len(around.communes) == 99


@pytest.mark.parametrize(("system", "code", "_on"), COMMUNES)
def test_a_commune_knows_the_units_before_and_after_it(reference_store, system, code, _on):
    around = read_surroundings(reference_store, View(units=system, today=TODAY))
    (key,) = [(u["unit_code"], u["valid_from"]) for u in around.communes if u["unit_code"] == code]
    for found, asked in ((around.older, predecessors), (around.newer, successors)):
        told = {(row["unit_code"], row["valid_from"], row["whole"]) for row in found.get(key, ())}
        alone = rows_of(asked(reference_store, *key))
        assert told == {(row["unit_code"], row["valid_from"], row["whole"]) for row in alone}


def test_surroundings_tell_districts_residents_versions_and_names_alike(reference_store):
    around = read_surroundings(reference_store, View(units=UnitSystem.Y2024, today=TODAY))
    (key,) = [(u["unit_code"], u["valid_from"]) for u in around.communes if u["unit_code"] == "03006"]
    unit = unit_for_page(reference_store, "03006", UnitLevel.COMMUNE, None, TODAY, UnitSystem.Y2024)
    detail = read_unit(reference_store, unit, TODAY, None, UnitSystem.Y2024)
    districts = [row["unit_code"] for row in detail.parents if row["level"] == UnitLevel.DISTRICT]
    assert [around.districts[key]["unit_code"]] == districts
    assert around.population.get(key, ()) == detail.population
    assert around.versions["03006"] == detail.versions
