"""Units change again: two communes of 2025 become one on 30 April 2026, and the map shows it that day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from geodata import tables
from geodata.boundaries import BoundaryReport
from geodata.indicator_names import Indicator
from geodata.indicators import CellState, indicator_by_commune
from geodata.joins import products_in
from geodata.store import Store
from geodata.summaries import summarise
from geodata.unit_details import list_units, read_unit, unit_for_page, unit_records
from geodata.units import find_unit_by_code, place_in_system, system_day, units_in
from geodata.view import View
from geodata.vocabulary import SYSTEM_DAY, InSystem, UnitLevel, UnitSystem
from layers.build import build
from layers.catalogue import find_layer
from tests.factories import FROM_2019, FROM_2020, FROM_2025, Row, fill_world, product_row, square
from tests.geodata.boundary_helpers import HELD, NEW_DAY, crosswalk_file, geojson, rules, run

DAY_BEFORE = NEW_DAY - timedelta(days=1)
MERGED = {
    "90102": HELD["90102"],
    "90201": ("Phường Nậm Chảy", square(2, 0, 2)),
    "90901": HELD["90901"],
}
BOTH = (("90201", "90201", "whole"), ("90202", "90201", "whole"))
IN_SA_PA = product_row("p9", "90202", unit_valid_from=FROM_2025, name="Lê Tai Nung")


def people(code: str, residents: int, **values: Any) -> Row:
    """Return a census figure of a commune of 2025."""
    return {
        "unit_code": code,
        "valid_from": FROM_2025,
        "year": 2019,
        "residents": residents,
        "basis": "census_sum",
        "rate_allowed": True,
        "no_rate_reason": None,
        "source": "census",
        **values,
    }


def merge(
    store: Store,
    tmp_path: Path,
    units: dict[str, Any] = MERGED,
    links: tuple[tuple[str, str, str], ...] = BOTH,
) -> BoundaryReport:
    """Import the units of 30 April 2026 with their crosswalk."""
    rows = crosswalk_file(tmp_path / "xa-2026.csv", *links) if links else None
    report = run(store, geojson(tmp_path / "xa-2026.geojson", units), crosswalk=rows)
    assert report.stored, rules(report)
    return report


@pytest.fixture
def merged(store: Store, tmp_path: Path) -> Store:
    """The made-up world, in which Sa Pả (90202) goes into Nậm Chảy (90201), on each of the two databases."""
    fill_world(store, products=[IN_SA_PA])
    merge(store, tmp_path)
    return store


def test_the_day_of_a_system():
    assert system_day(UnitSystem.Y2019, NEW_DAY) == date(2019, 4, 1)
    assert system_day(UnitSystem.Y2024, NEW_DAY) == date(2025, 6, 30)
    assert system_day(UnitSystem.Y2025, NEW_DAY) == NEW_DAY
    assert system_day(UnitSystem.Y2025) >= FROM_2025


@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_system_is_read_before_its_first_day(today):
    assert all(system_day(system, today) >= SYSTEM_DAY[system] for system in UnitSystem)
    assert system_day(UnitSystem.Y2025, today) == max(FROM_2025, today)


def test_the_new_units_are_there_from_their_first_day_on(merged):
    before = units_in(merged, UnitSystem.Y2025, UnitLevel.COMMUNE, DAY_BEFORE).set_index("unit_code")
    after = units_in(merged, UnitSystem.Y2025, UnitLevel.COMMUNE, NEW_DAY).set_index("unit_code")
    assert sorted(before.index) == ["90102", "90201", "90202", "90901"]
    assert sorted(after.index) == ["90102", "90201", "90901"]
    assert before.at["90201", "shape"].equals(square(2, 0))
    assert after.at["90201", "shape"].equals(square(2, 0, 2))
    names = {row["unit_code"] for row in list_units(merged, UnitSystem.Y2025, UnitLevel.COMMUNE, NEW_DAY)}
    assert names == set(after.index)


def test_the_systems_of_the_past_stay_as_they_are(merged):
    for system in (UnitSystem.Y2019, UnitSystem.Y2024):
        before, after = (units_in(merged, system, today=day) for day in (DAY_BEFORE, NEW_DAY))
        assert before["unit_code"].tolist() == after["unit_code"].tolist()
        assert place_in_system(merged, system, DAY_BEFORE).equals(place_in_system(merged, system, NEW_DAY))


@pytest.mark.parametrize(
    ("day", "expected"), [(DAY_BEFORE, ("90202", FROM_2025)), (NEW_DAY, ("90201", NEW_DAY))]
)
def test_every_older_unit_goes_to_the_unit_of_the_day(merged, day, expected):
    places = place_in_system(merged, UnitSystem.Y2025, day)
    for key in (("90202", FROM_2020), ("90202", FROM_2025)):
        place = places.loc[key]
        assert (place["commune_code"], place["commune_valid_from"]) == expected
        assert (place["district_code"], place["in_system"]) == ("902", InSystem.COMMUNE)


def test_a_commune_that_was_split_meets_again_when_its_parts_merge(merged):
    # San Sả Hồ went in parts to Nậm Chảy and Sa Pả; both are one commune since.
    assert place_in_system(merged, UnitSystem.Y2025, DAY_BEFORE).loc[("90203", FROM_2019), "in_system"] == (
        InSystem.DISTRICT_ONLY
    )
    place = place_in_system(merged, UnitSystem.Y2025, NEW_DAY).loc[("90203", FROM_2019)]
    assert (place["commune_code"], place["in_system"]) == ("90201", InSystem.COMMUNE)


def test_a_part_that_did_not_change_does_not_stand_for_the_whole(sqlite_store, tmp_path):
    # Of the two communes that took San Sả Hồ only one has a new version.
    fill_world(sqlite_store)
    merge(sqlite_store, tmp_path, {"90202": HELD["90202"]}, ())
    place = place_in_system(sqlite_store, UnitSystem.Y2025, NEW_DAY).loc[("90203", FROM_2019)]
    assert (place["commune_code"], place["in_system"]) == (None, InSystem.DISTRICT_ONLY)


@pytest.mark.parametrize("day", [DAY_BEFORE, NEW_DAY, NEW_DAY + timedelta(days=400)])
def test_counts_close_and_no_product_is_lost(merged, day):
    view = View(today=day)
    products, numbers = products_in(merged, view), summarise(merged, view)
    assert sorted(products["product_id"]) == [f"p{number}" for number in range(1, 10)]
    assert sum(numbers[place.value] for place in InSystem) == numbers["total"] == 9
    held = set(units_in(merged, UnitSystem.Y2025, UnitLevel.COMMUNE, day)["unit_code"])
    assert set(products["commune_code"].dropna()) <= held
    assert products["commune"].notna().equals(products["commune_code"].notna())


def test_the_products_of_both_are_counted_in_the_new_commune(merged):
    counts = {
        day: indicator_by_commune(merged, View(today=day), Indicator.PRODUCTS)
        for day in (DAY_BEFORE, NEW_DAY)
    }
    assert counts[DAY_BEFORE]["value"].dropna().to_dict() == {"90102": 4, "90201": 1, "90202": 1}
    # p7 lay in a commune of 2019 that was split between the two.
    assert counts[NEW_DAY]["value"].dropna().to_dict() == {"90102": 4, "90201": 3}


def test_the_layer_of_communes_draws_the_outlines_of_the_day(merged):
    frames = {
        day: build(find_layer("communes"), merged, View(today=day)).frame.set_index("code")
        for day in (DAY_BEFORE, NEW_DAY)
    }
    assert len(frames[DAY_BEFORE]) == 4
    assert len(frames[NEW_DAY]) == 3
    assert frames[NEW_DAY].at["90201", "geometry"].equals(square(2, 0, 2))
    assert frames[NEW_DAY].at["90201", "district_code"] == "902"
    assert frames[NEW_DAY].geometry.is_valid_coverage()


def test_a_commune_that_ended_is_shown_as_on_its_last_day(merged):
    unit = unit_for_page(merged, "90202", UnitLevel.COMMUNE, DAY_BEFORE, NEW_DAY)
    detail = read_unit(merged, unit, NEW_DAY)
    assert (detail.system, detail.view.today) == (UnitSystem.Y2025, DAY_BEFORE)
    assert [row["unit_code"] for row in detail.newer] == ["90201"]
    assert sorted(row["unit_code"] for row in detail.neighbours) == ["90201", "90901"]
    records = unit_records(merged, detail)
    assert records is not None
    assert [row["product_id"] for row in records.lists["products"]] == ["p9"]
    assert records.summary["total"] == 1


def test_the_new_commune_has_a_page_that_counts_what_the_map_counts(merged):
    unit = unit_for_page(merged, "90201", UnitLevel.COMMUNE, None, NEW_DAY)
    detail = read_unit(merged, unit, NEW_DAY)
    records = unit_records(merged, detail)
    assert (unit["valid_from"], unit["kind"], detail.system) == (NEW_DAY, "ward", UnitSystem.Y2025)
    assert sorted(row["product_id"] for row in records.lists["products"]) == ["p5", "p7", "p9"]
    assert sorted(row["unit_code"] for row in detail.neighbours) == ["90102", "90901"]


def test_a_code_that_is_only_of_the_future_is_not_the_answer_for_one_of_the_past(merged):
    assert find_unit_by_code(merged, "90201", today=DAY_BEFORE).valid_from == FROM_2025
    assert find_unit_by_code(merged, "90202", today=NEW_DAY).valid_to == DAY_BEFORE


def new_unit(store: Store, code: str) -> dict[str, Any]:
    """Return the version of a commune since 30 April 2026."""
    return dict(find_unit_by_code(store, code, NEW_DAY)._mapping)


def test_a_new_unit_has_records_where_any_predecessor_has(sqlite_store, tmp_path):
    fill_world(sqlite_store)
    units = {"90201": HELD["90201"], "90901": ("Xã Mường Lò", square(3, 0, 2))}
    links = (("90202", "90901", "whole"), ("90901", "90901", "whole"))
    merge(sqlite_store, tmp_path, units, links)
    # Sa Pả of the old Lào Cai and Mường Lò of the former Yên Bái, of which no table has a record.
    unit = new_unit(sqlite_store, "90901")
    assert (unit["has_records"], unit["former_province"]) == (True, None)
    same = new_unit(sqlite_store, "90201")
    assert (same["has_records"], same["former_province"]) == (True, "Lào Cai")


def test_a_former_province_that_one_predecessor_lacks_is_not_passed_on(sqlite_store, tmp_path):
    fill_world(sqlite_store)
    this = sa.and_(tables.units.c.unit_code == "90202", tables.units.c.valid_from == FROM_2025)
    with sqlite_store.write() as connection:
        connection.execute(tables.units.update().where(this).values(former_province=None))
    merge(sqlite_store, tmp_path)
    assert new_unit(sqlite_store, "90201")["former_province"] is None


def population(store: Store) -> dict[str, tuple[int, str, bool]]:
    """Return residents, basis and whether a rate is allowed, of the units since 30 April 2026."""
    t = tables.unit_population
    with store.read() as connection:
        rows = connection.execute(sa.select(t).where(t.c.valid_from == NEW_DAY)).all()
    return {row.unit_code: (row.residents, row.basis, row.rate_allowed) for row in rows}


def test_residents_of_whole_predecessors_are_added_up(store, tmp_path):
    figures = [people("90201", 3000), people("90202", 2000, basis="census"), people("90102", 7000)]
    fill_world(store, unit_population=figures)
    merge(store, tmp_path)
    assert population(store) == {"90201": (5000, "census_sum", True), "90102": (7000, "census_sum", True)}
    rates = indicator_by_commune(store, View(today=NEW_DAY), Indicator.PRODUCTS_PER_10000)
    assert rates.at["90201", "value"] == pytest.approx(2 / 5000 * 10_000)
    assert rates.at["90901", "state"] == CellState.NO_DATA


@pytest.mark.parametrize(
    "figures",
    [
        [people("90201", 3000)],
        [people("90201", 3000), people("90202", 2000, rate_allowed=False)],
        [people("90201", 3000), people("90202", 2000, basis="estimate")],
        [people("90201", 3000), people("90202", 2000, year=2009)],
    ],
)
def test_residents_are_not_added_up_where_one_figure_is_missing_or_no_census(sqlite_store, tmp_path, figures):
    fill_world(sqlite_store, unit_population=figures)
    merge(sqlite_store, tmp_path)
    assert population(sqlite_store) == {}


def test_residents_of_a_part_are_nobodys_guess(sqlite_store, tmp_path):
    fill_world(sqlite_store, unit_population=[people("90201", 3000), people("90202", 2000)])
    merge(sqlite_store, tmp_path, links=(("90201", "90201", "whole"), ("90202", "90201", "part")))
    assert population(sqlite_store) == {}


def test_residents_are_not_carried_to_a_larger_unit_than_its_predecessors(sqlite_store, tmp_path):
    fill_world(sqlite_store, unit_population=[people("90201", 3000), people("90202", 2000)])
    merge(sqlite_store, tmp_path, links=(("90201", "90201", "whole"),))
    assert population(sqlite_store) == {}


def test_the_real_communes_close_after_a_merger(own_reference_store, tmp_path):
    store = own_reference_store
    before = units_in(store, UnitSystem.Y2025, UnitLevel.COMMUNE, DAY_BEFORE).set_index("unit_code")
    shape = gpd.GeoSeries([before.at[code, "shape"] for code in ("02647", "02671")]).union_all()
    merge(
        store,
        tmp_path,
        {"02647": ("Phường Lào Cai", shape)},
        (("02647", "02647", "whole"), ("02671", "02647", "whole")),
    )
    after = {day: summarise(store, View(today=day)) for day in (DAY_BEFORE, NEW_DAY)}
    assert len(units_in(store, UnitSystem.Y2025, UnitLevel.COMMUNE, NEW_DAY)) == 98
    for numbers in after.values():
        assert sum(numbers[place.value] for place in InSystem) == numbers["total"]
    assert after[NEW_DAY]["total"] == after[DAY_BEFORE]["total"]
    assert after[NEW_DAY]["in_communes"] == after[DAY_BEFORE]["in_communes"]
