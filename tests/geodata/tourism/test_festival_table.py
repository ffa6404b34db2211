"""Festivals that staff enter: where and when they are held, next in both calendars, refusals by field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import InvalidInput, NotFound, Stale
from geodata.office.audit import Actor, LogFilter, read_log
from geodata.tourism import festival_table
from geodata.tourism.festival_table import next_held, note_on_next
from geodata.tourism.festivals import CalendarKind, Festival
from geodata.tourism.office_table import current_festivals
from geodata.tourism.registry_places import tour_places
from geodata.view import View

LAN = Actor("u-lan", "Trần Thị Lan")
TODAY = date(2026, 11, 22)
GIVEN = {
    "name": "Hội xuân",
    "calendar": "lunar",
    "month": 1,
    "day": 15,
    "days": 2,
    "unit_code": "02839",
    "source": "Sở Du lịch",
}


def festival(calendar, month, day, days=1):
    values = {"festival_id": "f", "name": "Made-up", "source": "made-up.example"}
    return Festival(calendar=calendar, month=month, day=day, days=days, unit=("02839", TODAY), **values)


def add(store, **changes):
    found = festival_table.read_festival(store, GIVEN | changes, TODAY)
    return festival_table.add_festival(store, LAN, found)


def test_a_festival_is_held_in_a_commune_of_today_or_at_a_stop_and_tours_know_it(own_reference_store):
    store = own_reference_store
    stop = tour_places(store, View(today=TODAY)).items[0].place_id
    add(store)
    add(store, name="Lễ cúng", unit_code=None, place_id=stop)
    (spring, offering) = sorted(current_festivals(store), key=lambda one: one.name)
    assert (spring.unit, spring.place_id) == (("02839", date(2025, 7, 1)), None)
    assert (offering.unit, offering.place_id) == (None, stop)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("calendar", {"calendar": "mayan"}),
        ("calendar", {"calendar": None}),
        ("month", {"month": 13}),
        ("day", {"day": 31}),
        ("day", {"calendar": "solar", "day": 32}),
        ("days", {"days": 0}),
        ("days", {"days": 61}),
        ("source", {"source": ""}),
        ("place_id", {"unit_code": None}),
        ("place_id", {"place_id": "x"}),
        ("place_id", {"unit_code": None, "place_id": "no-such-stop"}),
        ("place_id", {"unit_code": None, "place_id": ["x"]}),
        ("unit_code", {"unit_code": "99999"}),
        ("unit_code", {"unit_code": "080"}),
        ("unit_code", {"unit_code": 2839}),
        ("year", {"year": 2026}),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_by_the_name_of_its_field(reference_store, field, changes):
    with pytest.raises(InvalidInput) as refused:
        festival_table.read_festival(reference_store, GIVEN | changes, TODAY)
    assert refused.value.values["name"] == field


def test_a_day_that_no_year_has_is_refused(reference_store):
    asked = GIVEN | {"calendar": "solar", "month": 6, "day": 31}
    with pytest.raises(InvalidInput, match="no day 31 of month 6"):
        festival_table.read_festival(reference_store, asked, TODAY)


def test_a_festival_is_changed_and_removed_from_the_version_that_was_seen(own_reference_store):
    store = own_reference_store
    kept = add(store)
    key = kept.festival.festival_id
    other = festival_table.read_festival(store, GIVEN | {"day": 10}, TODAY, key)
    assert festival_table.change_festival(store, LAN, other, 1).festival.day == 10
    with pytest.raises(Stale) as refused:
        festival_table.remove_festival(store, LAN, key, 1)
    assert (refused.value.values["version"], refused.value.values["now"]["day"]) == (2, 10)
    festival_table.remove_festival(store, LAN, key, 2)
    with pytest.raises(NotFound):
        festival_table.find_festival(store, key)
    entries, _ = read_log(store, LogFilter(subject_kind="festival"), 5)
    done = [entry.action for entry in entries]
    assert done == ["festival_removed", "festival_changed", "festival_added"]


def test_the_full_moon_of_the_first_month_is_next_on_the_20th_of_february_2027():
    assert next_held(festival(CalendarKind.LUNAR, 1, 15), TODAY) == date(2027, 2, 20)


def test_a_festival_that_is_held_now_is_the_next_one_until_its_last_day():
    held = festival(CalendarKind.SOLAR, 11, 20, days=3)
    assert next_held(held, TODAY) == date(2026, 11, 20)
    assert next_held(held, TODAY + timedelta(1)) == date(2027, 11, 20)


def test_a_29th_of_february_is_next_held_in_the_next_leap_year():
    assert next_held(festival(CalendarKind.SOLAR, 2, 29), TODAY) == date(2028, 2, 29)


def test_a_day_30_that_the_next_years_lack_is_told_to_be_far():
    held = festival(CalendarKind.LUNAR, 12, 30)
    note = note_on_next(held, TODAY)
    assert note is not None
    assert (note.key, note.values["date"]) == ("next_far", "30/01/2033")
    assert "no year has a day 30" in note.text()


def test_a_day_that_no_year_to_come_has_is_told_to_be_unknown():
    note = note_on_next(festival(CalendarKind.LUNAR, 11, 1), date(2100, 12, 31))
    assert note is not None
    assert (note.key, note.values["years"]) == ("next_unknown", 20)


@given(st.sampled_from(CalendarKind), st.integers(1, 12), st.integers(1, 28))
def test_of_what_every_year_has_the_next_day_is_never_told_to_be_far(calendar, month, day):
    assert note_on_next(festival(calendar, month, day), TODAY) is None


def test_what_is_held_after_the_last_year_of_the_calendar_has_no_next_day():
    assert next_held(festival(CalendarKind.LUNAR, 11, 1), date(2100, 12, 31)) is None


@settings(max_examples=40)
@given(
    st.sampled_from(CalendarKind),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(1, 10),
    st.dates(date(2020, 1, 1), date(2090, 1, 1)),
)
def test_the_next_day_is_the_first_of_the_first_days_on_which_the_festival_is_held(
    calendar, month, day, days, today
):
    held = festival(calendar, month, day, days)
    found = next_held(held, today)
    first = next(on for n in range(400) if held.is_held_on(on := today + timedelta(n)))
    assert found <= first < found + timedelta(days)
    assert first == max(found, today)
