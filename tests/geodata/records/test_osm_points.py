"""A sight stands at its point of OpenStreetMap for as long as nothing says that it lies elsewhere."""

from __future__ import annotations

import pytest

from geodata.details import osm_point_of
from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.intake.storing import store_wanted, wanted_of
from geodata.joins import sights_in
from geodata.office.audit import COMMAND_LINE
from geodata.records.checking import Checker
from geodata.records.editing import change_record, revert_record
from geodata.records.history import ChangeFilter, changes
from geodata.records.state import read_state
from geodata.records.undo import undo_change
from geodata.store import Store
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import fill_world, placed
from tests.geodata.intake.intake_files import xlsx
from tests.geodata.records.world import MAY, SIGHTS, TODAY, tag

POINT = (104.02, 22.33)  # in the first square: Sa Pa (90101), of 90102 since July 2025
SIGHT = {
    "sight_id": "s9",
    "name": "Núi Hàm Rồng",
    "kind": "núi",
    "visit_minutes": None,
    "entry_fee_min_vnd": None,
    "entry_fee_max_vnd": None,
}
OSM = {"osm_id": "node 9", "name": "Hàm Rồng", "lon": POINT[0], "lat": POINT[1], "source": "node 9"}
ELSEWHERE = {"commune": "Nậm Chảy", "district": None, "units": "2025", "unit_code": None}


@pytest.fixture
def world(store: Store) -> Store:
    at = placed("90101", placement="address", point_source="OpenStreetMap", raw_commune="Sa Pa")
    used = {"used_by": "tourism_sites:Núi Hàm Rồng", "sight_id": "s9"}
    fill_world(store, sights=[{**SIGHT, **at}], osm_places=[OSM | used])
    return store


def edit(store: Store, **raw: object) -> list[str]:
    """Change the sight, and return the rules of the warnings."""
    told = change_record(store, MAY, SIGHTS, "s9", raw, tag(store, SIGHTS, "s9"), None, TODAY)
    return [each.rule for each in told]


def shown(store: Store) -> tuple[tuple[float, float], str, str]:
    """Return where the sight is drawn, how well it is placed and by what."""
    found = sights_in(store, View(units=UnitSystem.Y2025, today=TODAY)).set_index("sight_id").loc["s9"]
    at = osm_point_of(store, dict(found) | {"sight_id": "s9"})
    return (found["lon"], found["lat"]), found["placement"], "" if at is None else at["osm_id"]


AT_POINT = (POINT, "address", "node 9")


def test_a_sight_that_is_renamed_stays_at_its_point(world):
    assert edit(world, name="Khu du lịch núi Hàm Rồng") == []
    assert shown(world) == AT_POINT


def test_another_sight_that_takes_the_name_takes_no_point(world):
    edit(world, name="Khu du lịch núi Hàm Rồng")
    state_tag = tag(world, SIGHTS, "s1")
    change_record(world, MAY, SIGHTS, "s1", {"name": "Núi Hàm Rồng"}, state_tag, None, TODAY)
    found = sights_in(world, View(today=TODAY)).set_index("sight_id")
    assert (found.at["s1", "lon"], found.at["s1", "placement"]) != (POINT[0], "address")
    assert found.at["s1", "lon"] > 104.2


def test_a_point_falls_away_from_a_sight_that_is_said_to_lie_elsewhere_and_that_is_told(world):
    assert edit(world, **ELSEWHERE) == ["osm_point_left"]
    (lon, _), placement, osm = shown(world)
    assert 104.2 < lon < 104.3
    assert (placement, osm) == ("commune", "")


def test_a_point_stays_where_the_new_unit_holds_it(world):
    assert edit(world, commune="Sa Pa", district=None, units="2025", unit_code=None) == []
    assert shown(world) == AT_POINT


@pytest.mark.parametrize("how", ["undone", "put back"])
def test_what_puts_the_old_unit_back_puts_the_point_back(world, how):
    edit(world, **ELSEWHERE)
    if how == "undone":
        undo_change(world, MAY, changes(world, ChangeFilter(), 1)[0][0].change_id)
    else:
        revert_record(world, MAY, SIGHTS, "s9", 0, tag(world, SIGHTS, "s9"))
    assert shown(world) == AT_POINT


def test_a_sight_said_to_lie_outside_the_province_does_not_stay_at_a_point_in_it(world):
    told = edit(world, commune=None, district="Tam Đường (Lai Châu)", units=None, unit_code=None)
    assert told == ["place_outside", "osm_point_left"]
    assert shown(world)[1:] == ("unknown", "")


def test_a_sight_whose_unit_is_emptied_stays_at_its_point(world):
    assert "osm_point_left" not in edit(world, commune=None, district=None, units=None, unit_code=None)
    assert shown(world) == AT_POINT


def test_a_point_of_its_own_stands_before_that_of_openstreetmap_and_leaves_none_when_it_goes(world):
    edit(world, lon=104.05, lat=22.35)
    assert shown(world) == ((104.05, 22.35), "office", "")
    edit(world, lon=None, lat=None)
    assert shown(world)[1:] == ("commune", "")


def test_many_entries_in_a_row_know_the_point_as_one_does(world):
    with world.read() as connection:
        checker = Checker(connection, TODAY)
        state = read_state(connection, SIGHTS, "s9")
        told = [checker.check(SIGHTS, raw, state) for raw in ({"name": "Hàm Rồng"}, ELSEWHERE)]
    rows = [one.state["sights"][0] for one in told]
    assert [row["point_source"] for row in rows] == ["OpenStreetMap", None]
    assert [[each.rule for each in one.warnings] for one in told] == [[], ["osm_point_left"]]


def test_an_import_says_in_its_preview_that_a_point_falls_away(world):
    rows = [["sight_id", "name", "commune", "units"], ["s9", "Núi Hàm Rồng", "Nậm Chảy", "2025"]]
    _, found, *_ = preview_file(world, xlsx(rows), Choices(kind=SIGHTS), TODAY)
    assert [each.rule for each in found.rows[0].warnings] == ["osm_point_left"]
    with world.write() as connection:
        store_wanted(connection, COMMAND_LINE, wanted_of(found), "list.xlsx")
    assert shown(world)[1:] == ("commune", "")
    undo_change(world, MAY, changes(world, ChangeFilter(), 1)[0][0].change_id)
    assert shown(world) == AT_POINT
