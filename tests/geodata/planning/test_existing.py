"""Points that there are: what is known of them, what is not, and the public targets beside them."""

from __future__ import annotations

from datetime import date

from geodata.planning.existing import existing_points, public_targets, target_by_district
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import fill_world

VIEW = View(units=UnitSystem.Y2024, today=date(2026, 11, 22))


def test_three_of_eight_points_are_known_and_a_plan_says_so(reference_store):
    found = existing_points(reference_store, VIEW)
    assert (found.known, found.published.value, found.published.as_of) == (3, 8, date(2025, 1, 31))
    assert "Only 3 of the 8 OCOP sales points published on 31/01/2025" in found.notes[0].text()


def test_a_point_known_only_by_district_has_no_point_but_counts(reference_store):
    found = existing_points(reference_store, VIEW)
    (sa_pa,) = [item for item in found.items if item.lon is None]
    assert (sa_pa.name, sa_pa.district_code) == ("Điểm giới thiệu và bán sản phẩm OCOP Sa Pa", "088")
    assert len(found.placed) == 2
    assert found.points.shape == (2, 2)
    assert any(note.key == "point_without_place" for note in found.notes)


def test_a_point_that_was_only_surveyed_is_uncertain(reference_store):
    found = existing_points(reference_store, VIEW)
    assert [item.unit_name for item in found.items if item.is_uncertain] == ["Khánh Yên"]
    assert any("Văn Bàn" in note.text() for note in found.notes if note.key == "point_uncertain")


def test_points_at_an_interior_point_say_that_they_are_somewhere_in_the_commune(reference_store):
    found = existing_points(reference_store, VIEW)
    assert [item.own_point for item in found.placed] == [False, False]
    assert sum(note.key == "point_in_commune" for note in found.notes) == 2


def test_a_point_opened_later_does_not_count_then(reference_store):
    then = View(units=UnitSystem.Y2024, on=date(2020, 1, 1), today=VIEW.today)
    assert existing_points(reference_store, then).known == 2


def test_the_targets_are_two_to_three_new_points_per_district(reference_store):
    values = {target.metric: (target.year, target.value) for target in public_targets(reference_store)}
    assert values == {
        "sales_points_added_per_district_min": (2024, 2.0),
        "sales_points_added_per_district_max": (2024, 3.0),
    }


def test_new_points_of_a_district_are_held_against_the_target_and_old_ones_stand_beside(reference_store):
    found = existing_points(reference_store, VIEW)
    rows = target_by_district(reference_store, found, {"080": 2, "088": 4})
    told = {row.code: (row.existing, row.new, row.state.value) for row in rows}
    assert len(told) == 9
    assert told["080"] == (1, 2, "within")
    assert told["088"] == (1, 4, "above")
    assert told["089"] == (1, 0, "below")


def test_without_published_figures_nothing_is_missing_and_nothing_is_a_target(sqlite_store):
    fill_world(sqlite_store)
    found = existing_points(sqlite_store, VIEW)
    assert (found.known, found.published, found.notes) == (0, None, ())
    assert found.points.shape == (0, 2)
    assert target_by_district(sqlite_store, found, {}) == []
