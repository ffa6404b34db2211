"""Totals of leaders by unit of both systems, from what the office entered."""

from __future__ import annotations

import pytest

from geodata.leaders.totals import read_totals
from geodata.office.audit import Actor
from geodata.office.settings import change_setting
from geodata.vocabulary import UnitLevel, UnitSystem
from tests.factories import fill_world, placed
from tests.geodata.records.world import TODAY

LAN = Actor(None, "Lan")
IN_2024, IN_2025 = (UnitSystem.Y2024, UnitLevel.COMMUNE), (UnitSystem.Y2025, UnitLevel.COMMUNE)


@pytest.fixture
def led(store):
    """Twelve producers in Sa Pa, ten in Nậm Chảy, two known only by district; one leader unknown."""
    sexes = {"90101": "fffffmmmmmm?", "90201": "fffffmmmmm", "902": "mm"}
    told = [(code, sex) for code, found in sexes.items() for sex in found]
    producers = [
        {"producer_id": f"x{number}", "name": f"HTX {number}", "kind": None, "website": None, **placed(code)}
        for number, (code, _) in enumerate(told)
    ]
    groups = ("Tày", "TÀY", "Tày", "Kinh", "kinh")
    leaders = [
        {
            "producer_id": f"x{number}",
            "sex": {"f": "female", "m": "male"}[sex],
            "ethnic_group": groups[number % 5],
        }
        for number, (_, sex) in enumerate(told)
        if sex != "?"
    ]
    fill_world(store, producers=producers, producer_leaders=leaders)
    return store


def test_nothing_is_told_where_the_office_keeps_nothing(led):
    assert read_totals(led, TODAY) is None


def test_totals_are_told_of_what_gives_nobody_away_however_a_group_is_written(led):
    change_setting(led, "leaders_kept", True, 0, LAN)
    by_sex, by_group = read_totals(led, TODAY)
    # The leader of the small world's own producer is unknown too: two, so that the next count is held back.
    assert (by_sex.whole.producers, by_sex.whole.counts, by_sex.whole.together) == (25, {"male": 13}, 12)
    shown = {
        (level.units, level.level): {row.name: row.counts for row in level.shown} for level in by_sex.levels
    }
    assert shown[UnitSystem.Y2024, UnitLevel.DISTRICT] == {"Hạ": {"male": 6}, "Thượng": {"male": 7}}
    assert shown[IN_2024] == {"Sa Pa": {"male": 6}}
    assert shown[IN_2025] == {"Sa Pa": {"male": 6}}
    assert (by_group.categories, by_group.whole.counts) == (["Tày"], {"Tày": 14})


def test_that_all_entered_leaders_are_of_the_two_groups_shown_is_not_told(store):
    told = ["Kinh"] * 20 + ["Tày"] * 10 + [None] * 30
    producers = [
        {
            "producer_id": f"x{number}",
            "name": f"HTX {number}",
            "kind": None,
            "website": None,
            **placed("90101"),
        }
        for number in range(len(told))
    ]
    leaders = [
        {"producer_id": f"x{number}", "sex": "male", "ethnic_group": group}
        for number, group in enumerate(told)
        if group is not None
    ]
    fill_world(store, producers=producers, producer_leaders=leaders)
    change_setting(store, "leaders_kept", True, 0, LAN)
    by_sex, by_group = read_totals(store, TODAY)
    # Women there may be among the others, and other groups too: neither is a column, nor a 0.
    assert (by_sex.whole.counts, by_sex.whole.together) == ({"male": 30}, 31)
    assert (by_group.whole.counts, by_group.whole.together) == ({"Kinh": 20, "Tày": 10}, 31)
    assert by_group.categories == ["Kinh", "Tày"]


def test_the_counts_of_every_level_close(led):
    change_setting(led, "leaders_kept", True, 0, LAN)
    for totals in read_totals(led, TODAY):
        for level in totals.levels:
            told = sum(row.producers for row in level.shown)
            assert told + level.held_producers + level.elsewhere == totals.whole.producers


def test_of_an_empty_registry_nothing_is_counted(store):
    change_setting(store, "leaders_kept", True, 0, LAN)
    assert [(totals.whole.producers, totals.whole.counts) for totals in read_totals(store, TODAY)] == [
        (0, {})
    ] * 2
