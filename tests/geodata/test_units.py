"""Dated units: which hold on a day, and where a unit of one list falls in another."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import tables
from geodata.errors import DataProblem, NotFound
from geodata.store import Store, migrate
from geodata.units import (
    find_unit_by_code,
    place_in_system,
    predecessors,
    successors,
    unit_versions,
    units_in,
    units_on,
)
from geodata.vocabulary import SYSTEM_DAY, InSystem, UnitLevel, UnitSystem
from tests.conftest import sqlite_url
from tests.factories import (
    FROM_2019,
    FROM_2020,
    FROM_2025,
    MERGER,
    TO_2019,
    TO_2024,
    crosswalk_row,
    fill,
    fill_world,
    unit_row,
)

SYSTEMS = list(UnitSystem)


def where(places: pd.DataFrame, code: str, valid_from: date) -> tuple[str | None, str | None, str]:
    """Return commune, district and bucket of one unit."""
    place = places.loc[(code, valid_from)]
    return place["commune_code"], place["district_code"], place["in_system"]


def test_a_day_has_the_units_that_held_on_it(store):
    fill_world(store)
    on_the_last_day = units_on(store, date(2024, 11, 30), UnitLevel.COMMUNE)
    a_day_later = units_on(store, date(2024, 12, 1), UnitLevel.COMMUNE)
    assert on_the_last_day["unit_code"].tolist() == ["90101", "90102", "90103", "90201", "90202"]
    assert a_day_later["unit_code"].tolist() == ["90101", "90102", "90201", "90202"]
    assert on_the_last_day.crs.to_epsg() == 4326


def test_no_unit_holds_before_the_first(store):
    fill_world(store)
    assert units_on(store, date(1990, 1, 1)).empty


@pytest.mark.parametrize(
    ("system", "communes", "districts"),
    [("2019", 5, 2), ("2024", 4, 2), ("2025", 4, 0)],
)
def test_a_system_is_read_on_its_day(store, system, communes, districts):
    fill_world(store)
    system = UnitSystem(system)
    assert len(units_in(store, system, UnitLevel.COMMUNE)) == communes
    assert len(units_in(store, system, UnitLevel.DISTRICT)) == districts
    assert len(units_in(store, system, UnitLevel.PROVINCE)) == 1


def test_a_code_without_a_day_is_the_unit_that_lives_today(store):
    fill_world(store)
    row = find_unit_by_code(store, "90102", today=date(2026, 1, 1))
    assert (row.name, row.valid_from, row.kind) == ("Sa Pa", FROM_2025, "ward")


def test_a_code_of_the_past_is_its_last_version(store):
    fill_world(store)
    row = find_unit_by_code(store, "90103")
    assert (row.name, row.valid_from) == ("Tà Chải", FROM_2020)


def test_a_code_on_a_day_is_the_unit_of_that_day(store):
    fill_world(store)
    assert find_unit_by_code(store, "90102", date(2025, 6, 30)).name == "Thanh Bình"
    assert find_unit_by_code(store, "90102", date(2025, 7, 1)).name == "Sa Pa"
    with pytest.raises(NotFound, match="30/06/2025"):
        find_unit_by_code(store, "90901", date(2025, 6, 30))


def test_a_code_that_nobody_ever_had_is_not_found(store):
    with pytest.raises(NotFound, match="00000"):
        find_unit_by_code(store, "00000")


def test_the_versions_of_a_code_come_oldest_first(store):
    fill_world(store)
    assert unit_versions(store, "90102")["valid_from"].tolist() == [FROM_2019, FROM_2020, MERGER, FROM_2025]
    assert unit_versions(store, "00000").empty


def test_links_name_the_units_before_and_after(store):
    fill_world(store)
    before = predecessors(store, "90102", MERGER)
    after = successors(store, "90203", FROM_2019)
    assert list(zip(before["unit_code"], before["valid_from"], strict=True)) == [
        ("90102", FROM_2020),
        ("90103", FROM_2020),
        ("90102", FROM_2019),
        ("90103", FROM_2019),
    ]
    assert before["name"].tolist()[1] == "Tà Chải"
    assert after["unit_code"].tolist() == ["90201", "90202", "90201", "90202"]
    assert not after["whole"].any()


def test_an_old_commune_goes_to_the_one_that_took_it_whole(store):
    fill_world(store)
    places = place_in_system(store, UnitSystem.Y2025)
    assert where(places, "90101", FROM_2020) == ("90102", "901", InSystem.COMMUNE)
    assert where(places, "90101", FROM_2019) == ("90102", "901", InSystem.COMMUNE)


def test_a_commune_that_ended_inside_a_system_counts_in_the_one_it_joined(store):
    fill_world(store)
    places = place_in_system(store, UnitSystem.Y2024)
    assert where(places, "90103", FROM_2020) == ("90102", "901", InSystem.COMMUNE)
    assert places.loc[("90103", FROM_2020), "commune_valid_from"] == MERGER
    assert where(place_in_system(store, UnitSystem.Y2025), "90103", FROM_2020)[0] == "90102"


def test_a_split_commune_is_known_by_its_district_only(store):
    fill_world(store)
    for system in (UnitSystem.Y2024, UnitSystem.Y2025):
        assert where(place_in_system(store, system), "90203", FROM_2019) == (
            None,
            "902",
            InSystem.DISTRICT_ONLY,
        )


def test_parts_that_meet_again_in_one_unit_are_placed_there(sqlite_store):
    district = {"parent_code": "902", "parent_valid_from": FROM_2019}
    fill(
        sqlite_store,
        {
            "units": [
                unit_row("90203", valid_from=FROM_2019, valid_to=TO_2019, **district),
                unit_row("90201", valid_from=FROM_2020, valid_to=TO_2024),
                unit_row("90202", valid_from=FROM_2020, valid_to=TO_2024),
                unit_row("90209"),
            ],
            "crosswalk": [
                crosswalk_row(("90203", FROM_2019), ("90201", FROM_2020), whole=False),
                crosswalk_row(("90203", FROM_2019), ("90202", FROM_2020), whole=False),
                crosswalk_row(("90201", FROM_2020), ("90209", FROM_2025)),
                crosswalk_row(("90202", FROM_2020), ("90209", FROM_2025)),
            ],
        },
    )
    assert where(place_in_system(sqlite_store, UnitSystem.Y2025), "90203", FROM_2019) == (
        "90209",
        None,
        InSystem.COMMUNE,
    )


def test_a_new_commune_goes_back_only_to_the_one_whole_it_is_made_of(store):
    fill_world(store)
    places = place_in_system(store, UnitSystem.Y2024)
    assert where(places, "90201", FROM_2025) == ("90201", "902", InSystem.COMMUNE)
    assert where(places, "90102", FROM_2025) == (None, "901", InSystem.DISTRICT_ONLY)
    assert where(places, "90901", FROM_2025) == (None, None, InSystem.OUTSIDE)


def test_a_new_commune_made_of_a_part_goes_back_to_its_district(store):
    fill_world(store)
    places = place_in_system(store, UnitSystem.Y2019)
    assert where(places, "90202", FROM_2020) == (None, "902", InSystem.DISTRICT_ONLY)


def test_a_new_commune_of_several_old_districts_is_placed_nowhere_in_the_old_system(sqlite_store):
    def old(code: str) -> dict[str, object]:
        parent = {"parent_code": code[:3], "parent_valid_from": FROM_2020}
        return unit_row(code, valid_from=FROM_2020, valid_to=TO_2024, **parent)

    districts = [
        unit_row(code, level="district", kind="rural_district", valid_from=FROM_2020, valid_to=TO_2024)
        for code in ("901", "902")
    ]
    fill(
        sqlite_store,
        {
            "units": [*districts, old("90101"), old("90201"), unit_row("90101")],
            "crosswalk": [
                crosswalk_row(("90101", FROM_2020), ("90101", FROM_2025)),
                crosswalk_row(("90201", FROM_2020), ("90101", FROM_2025)),
            ],
        },
    )
    places = place_in_system(sqlite_store, UnitSystem.Y2024)
    assert where(places, "90101", FROM_2025) == (None, None, InSystem.NOT_PLACED)
    under_2025 = place_in_system(sqlite_store, UnitSystem.Y2025)
    assert where(under_2025, "90101", FROM_2025) == ("90101", None, InSystem.COMMUNE)
    assert where(under_2025, "90201", FROM_2020) == ("90101", "902", InSystem.COMMUNE)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_district_is_the_same_by_code_in_every_system(store, system):
    fill_world(store)
    places = place_in_system(store, system)
    for start in (FROM_2019, FROM_2020):
        assert where(places, "902", start) == (None, "902", InSystem.DISTRICT_ONLY)
    expected = FROM_2019 if system is UnitSystem.Y2019 else FROM_2020
    assert set(places.loc["902", "district_valid_from"]) == {expected}


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_unit_of_the_store_is_said_something_of_once(store, system):
    fill_world(store)
    places = place_in_system(store, system)
    assert places.index.is_unique
    assert len(places) == len(store.frame(sa.select(tables.units.c.unit_code)))
    assert places["in_system"].notna().all()


def test_a_crosswalk_that_leads_back_in_time_is_refused(sqlite_store):
    fill_world(sqlite_store, crosswalk=[crosswalk_row(("90202", FROM_2025), ("90202", FROM_2020))])
    with pytest.raises(DataProblem, match="back in time"):
        place_in_system(sqlite_store, UnitSystem.Y2024)


def test_an_empty_store_places_nothing(store):
    assert place_in_system(store, UnitSystem.Y2025).empty


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[dict], list[dict]]:
    """Draw three lists of communes and what became of each: kept whole in one, or split over several."""
    days = [(FROM_2019, TO_2019), (FROM_2020, TO_2024), (FROM_2025, None)]
    sizes = [draw(st.integers(1, 5)) for _ in days]
    made = [
        unit_row(
            f"9{number:04}",
            valid_from=start,
            valid_to=end,
            parent_code=draw(st.sampled_from(["901", "902"])) if start < FROM_2025 else None,
        )
        for (start, end), size in zip(days, sizes, strict=True)
        for number in range(size)
    ]
    districts = [
        unit_row(code, level="district", kind="rural_district", valid_from=start, valid_to=end)
        for code in ("901", "902")
        for start, end in days[:2]
    ]
    links = []
    for stage in (0, 1):
        for number in range(sizes[stage]):
            news = draw(st.sets(st.integers(0, sizes[stage + 1] - 1), max_size=3))
            for new in sorted(news):
                old = (f"9{number:04}", days[stage][0])
                links.append(crosswalk_row(old, (f"9{new:04}", days[stage + 1][0]), len(news) == 1))
    return [*made, *districts], links


@pytest.fixture(scope="module")
def world_store() -> Store:
    """One store that every drawn world is written into, after the last is taken out."""
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder, "ocop.db"))
        migrate(url)
        with Store.open(url) as store:
            yield store


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(world=worlds(), data=st.data())
def test_the_crosswalk_conserves_products(world_store, world, data):
    rows, links = world
    with world_store.write() as connection:
        connection.execute(tables.crosswalk.delete())
        connection.execute(tables.units.delete())
    fill(world_store, {"units": rows, "crosswalk": links})
    keys = [(row["unit_code"], row["valid_from"]) for row in rows]
    products = data.draw(st.lists(st.sampled_from(keys)))
    for system in UnitSystem:
        places = place_in_system(world_store, system)
        buckets = Counter(places.loc[key, "in_system"] for key in products)
        assert sum(buckets.values()) == len(products)
        assert set(buckets) <= {InSystem.COMMUNE, InSystem.DISTRICT_ONLY, InSystem.NOT_PLACED}
        living = units_on(world_store, SYSTEM_DAY[system], UnitLevel.COMMUNE)
        placed = places[places["in_system"] == InSystem.COMMUNE]
        assert set(placed["commune_code"]) <= set(living["unit_code"])
        assert (
            places[places["in_system"] == InSystem.NOT_PLACED][["commune_code", "district_code"]]
            .isna()
            .all(axis=None)
        )
        assert places[places["in_system"] == InSystem.DISTRICT_ONLY]["district_code"].notna().all()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(world=worlds())
def test_what_goes_forward_whole_is_always_in_a_commune(world_store, world):
    rows, links = world
    with world_store.write() as connection:
        connection.execute(tables.crosswalk.delete())
        connection.execute(tables.units.delete())
    fill(world_store, {"units": rows, "crosswalk": links})
    places = place_in_system(world_store, UnitSystem.Y2025)
    wholes = {
        (link["old_code"], link["old_valid_from"]): link["new_code"]
        for link in links
        if link["whole"] and link["new_valid_from"] == FROM_2025
    }
    for key, new in wholes.items():
        assert places.loc[key, "commune_code"] == new


@pytest.mark.parametrize(
    ("system", "communes", "districts"), [("2019", 164, 9), ("2024", 151, 9), ("2025", 99, 0)]
)
def test_the_real_systems_have_the_units_that_they_had(reference_store, system, communes, districts):
    assert len(units_in(reference_store, UnitSystem(system), UnitLevel.COMMUNE)) == communes
    assert len(units_in(reference_store, UnitSystem(system), UnitLevel.DISTRICT)) == districts


def test_one_real_code_names_two_places(reference_store):
    assert find_unit_by_code(reference_store, "02647", date(2025, 6, 30)).name == "Kim Tân"
    assert find_unit_by_code(reference_store, "02647", date(2025, 7, 1)).name == "Lào Cai"
    assert find_unit_by_code(reference_store, "02641", date(2025, 6, 30)).name == "Lào Cai"
    reused = [
        code
        for code in units_in(reference_store, UnitSystem.Y2025, UnitLevel.COMMUNE)["unit_code"]
        if place_changed(reference_store, code)
    ]
    assert len(reused) == 11


def place_changed(store: Store, code: str) -> bool:
    """Return whether the unit of 2024 under ``code`` has another name than that of 2025."""
    names = {
        (row.valid_from, row.name)
        for row in unit_versions(store, code).itertuples()
        if row.valid_from > FROM_2019
    }
    return len({name for day, name in names if day < FROM_2025} | {name for _, name in names}) > 1


def test_ta_chai_ended_inside_the_old_system(reference_store):
    for system in (UnitSystem.Y2024, UnitSystem.Y2025):
        assert where(place_in_system(reference_store, system), "02872", FROM_2020) == (
            "02839",
            "085",
            InSystem.COMMUNE,
        )


@pytest.mark.parametrize("code", ["03016", "03019", "03028"])
def test_the_communes_of_sa_pa_that_were_split_are_known_by_district(reference_store, code):
    for system in (UnitSystem.Y2024, UnitSystem.Y2025):
        assert where(place_in_system(reference_store, system), code, FROM_2019)[1:] == (
            "088",
            InSystem.DISTRICT_ONLY,
        )


def test_the_old_township_of_sa_pa_meets_again_in_one_ward(reference_store):
    # 03001 was split over four wards in 2020, and all four went into 03006 in 2025.
    assert where(place_in_system(reference_store, UnitSystem.Y2025), "03001", FROM_2019)[0] == "03006"
    assert where(place_in_system(reference_store, UnitSystem.Y2024), "03001", FROM_2019)[0] is None


def test_every_unit_of_2024_goes_whole_into_one_of_2025(reference_store):
    places = place_in_system(reference_store, UnitSystem.Y2025)
    old = units_in(reference_store, UnitSystem.Y2024, UnitLevel.COMMUNE)
    placed = places.loc[list(zip(old["unit_code"], old["valid_from"], strict=True))]
    assert set(placed["in_system"]) == {InSystem.COMMUNE}
    assert placed["district_code"].tolist() == old["parent_code"].tolist()
    assert placed["commune_code"].nunique() == 48


def test_five_of_the_48_communes_take_from_two_districts(reference_store):
    new = units_in(reference_store, UnitSystem.Y2025, UnitLevel.COMMUNE)
    places = place_in_system(reference_store, UnitSystem.Y2025)
    placed = places.loc[list(zip(new["unit_code"], new["valid_from"], strict=True))]
    here = (new["former_province"] == "Lào Cai").to_numpy()
    assert placed["district_code"].notna().to_numpy()[here].sum() == 43
    mixed = placed[here][placed["district_code"].isna().to_numpy()[here]]
    assert mixed["commune_code"].tolist() == ["02647", "02746", "02848", "02923", "02989"]
    assert placed["district_code"][~here].isna().all()


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_real_products_are_all_accounted_for(reference_store, system):
    products = reference_store.frame(sa.select(tables.products))
    places = place_in_system(reference_store, system)["in_system"]
    keys = pd.MultiIndex.from_frame(products[["unit_code", "unit_valid_from"]].dropna())
    assert places.reindex(keys).notna().all()
    assert len(keys) + products["unit_code"].isna().sum() == len(products) == 124
