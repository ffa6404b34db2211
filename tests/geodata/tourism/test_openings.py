"""When stops are open on real dates: market days, both readings of a dispute, assumptions said to be some."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.tourism.assumptions import DAY_MIN, DEFAULTS, KindAssumption
from geodata.tourism.calendars import any_week, weekday_of
from geodata.tourism.festivals import CalendarKind, Festival
from geodata.tourism.kinds import StopKind
from geodata.tourism.market_readings import Reading
from geodata.tourism.openings import Choice, Closed, open_on, visit_of
from geodata.tourism.registry_places import tour_places
from geodata.view import View

TODAY = date(2026, 11, 22)
SATURDAY, SUNDAY, MONDAY = date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 7)
FRIDAY = date(2026, 12, 4)
OTHER, AS_PLACE = Choice(reading=Reading.OTHER), Choice(as_place=True)


@pytest.fixture(scope="module")
def places(reference_store):
    return tour_places(reference_store, View(today=TODAY)).items


def named(places, name):
    (place,) = [item for item in places if item.name.startswith(name)]
    return place


def keys(opening):
    return [note.key for note in opening.notes]


def test_bac_ha_market_is_open_on_a_sunday_and_not_on_a_monday(places):
    market = named(places, "Chợ phiên Bắc Hà")
    assert open_on(market, [SUNDAY]).intervals == ((360, 720),)
    monday = open_on(market, [MONDAY])
    assert (monday.intervals, monday.closed) == ((), Closed.OTHER_DAYS)


def test_ban_phiet_market_is_open_on_a_monday(places):
    market = named(places, "Chợ phiên Bản Phiệt")
    assert open_on(market, [SATURDAY, SUNDAY, MONDAY]).intervals == ((2 * 1440 + 360, 2 * 1440 + 720),)


def test_the_evening_market_of_nghia_do_is_open_on_saturday_evening(places):
    market = named(places, "Chợ đêm Nghĩa Đô")
    assert open_on(market, [SATURDAY]).intervals == ((18 * 60, 22 * 60),)
    assert open_on(market, [SUNDAY]).closed is Closed.OTHER_DAYS


def test_lung_phinh_is_held_on_sunday_or_by_another_source_on_friday(places):
    market = named(places, "Chợ Lùng Phình")
    first, other = (
        open_on(market, [FRIDAY, SATURDAY, SUNDAY], choice=choice) for choice in (Choice(), OTHER)
    )
    assert first.intervals == ((2 * 1440 + 360, 2 * 1440 + 720),)
    assert other.intervals == ((360, 720),)
    assert first.days_assumed
    assert other.days_assumed
    texts = [note.text() for note in first.notes if note.key == "market_day_disputed"]
    assert texts == ["Sources differ on the market day: Sunday is assumed, another source says Friday"]


def test_chau_market_has_no_day_by_the_source_that_gives_its_friday_to_lung_phinh(places):
    market = named(places, "Chợ Chậu")
    assert open_on(market, [FRIDAY]).intervals == ((360, 720),)
    assert open_on(market, [FRIDAY], choice=OTHER).closed is Closed.DAY_UNKNOWN


def test_the_night_market_of_sa_pa_has_stated_hours_and_by_one_source_every_night(places):
    market = named(places, "Chợ đêm Sa Pa")
    weekend = open_on(market, [FRIDAY, MONDAY])
    assert (weekend.intervals, weekend.hours_assumed) == (((16 * 60, 22 * 60),), False)
    assert len(open_on(market, [FRIDAY, MONDAY], choice=OTHER).intervals) == 2


def test_a_market_of_an_unknown_day_is_open_on_no_assumed_day(places):
    market = named(places, "Chợ Du lịch Lào Cai")
    week = [SUNDAY + timedelta(number) for number in range(7)]
    opening = open_on(market, week)
    assert (opening.intervals, opening.closed) == ((), Closed.DAY_UNKNOWN)
    assert keys(opening) == ["day_unknown"]


def test_a_market_may_be_visited_as_a_place_where_the_user_says_so(places):
    opening = open_on(named(places, "Chợ Du lịch Lào Cai"), [MONDAY], choice=AS_PLACE)
    assert opening.intervals == ((360, 1080),)
    assert "as_place" in keys(opening)


def test_a_stall_is_open_on_the_days_of_its_market(places):
    stall = named(places, "Gian thổ cẩm Hà Thị Dung")
    assert open_on(stall, [SUNDAY]).intervals == ((360, 720),)
    assert open_on(stall, [MONDAY]).closed is Closed.OTHER_DAYS


def test_any_week_finds_a_sunday_for_bac_ha_and_a_monday_for_ban_phiet(places):
    runs = any_week(2, TODAY)
    open_runs = {
        name: [number for number, run in enumerate(runs) if open_on(named(places, name), run).intervals]
        for name in ("Chợ phiên Bắc Hà", "Chợ phiên Bản Phiệt")
    }
    assert open_runs == {"Chợ phiên Bắc Hà": [5, 6], "Chợ phiên Bản Phiệt": [0, 6]}


def test_a_stated_visit_wins_and_is_no_assumption(places):
    stated = open_on(named(places, "Sun World"), [SUNDAY])
    assert (stated.visit.minutes, stated.visit.assumed) == (240, False)
    assert "visit_assumed" not in keys(stated)
    assumed = open_on(named(places, "Đền Thượng"), [SUNDAY])
    assert (assumed.visit.minutes, assumed.visit.assumed) == (45, True)
    assert keys(assumed) == ["hours_assumed", "visit_assumed"]


def test_the_table_of_the_office_is_what_counts(places):
    temple = named(places, "Đền Thượng")
    table = DEFAULTS.changed(StopKind.CULTURE, KindAssumption(20, ((600, 700),), "by the office"))
    opening = open_on(temple, [SUNDAY], assumptions=table)
    assert (opening.intervals, opening.visit.minutes) == (((600, 700),), 20)
    assert "by the office" in opening.notes[0].text()


def test_a_season_never_closes_a_stop_and_is_told_when_it_is_over(places):
    terraces = named(places, "Ruộng bậc thang Sín Chéng")
    winter, autumn = (open_on(terraces, [day]) for day in (date(2026, 12, 6), date(2026, 9, 20)))
    assert winter.intervals == autumn.intervals
    assert (winter.in_season, autumn.in_season) == (False, True)
    assert "out_of_season" in keys(winter)
    assert "out_of_season" not in keys(autumn)


def test_a_fruit_is_said_not_to_be_fresh_outside_its_harvest(places):
    grower = next(item for item in places if any("bưởi Múc" in product.name for product in item.products))
    summer, winter = (keys(open_on(grower, [day])) for day in (date(2026, 6, 6), SUNDAY))
    assert ("out_of_harvest" in summer, "out_of_harvest" in winter) == (True, False)


def test_hours_around_the_clock_end_at_each_midnight(places):
    table = DEFAULTS.changed(StopKind.CULTURE, KindAssumption(20, ((0, DAY_MIN),), "by the office"))
    opening = open_on(named(places, "Đền Thượng"), [SUNDAY, MONDAY], assumptions=table)
    assert opening.intervals == ((0, DAY_MIN), (DAY_MIN, 2 * DAY_MIN))


def test_only_sights_have_an_assumed_season(places):
    with_season = [item for item in places if open_on(item, [SUNDAY]).season is not None]
    assert {"sight"} <= set.intersection(*({role.value for role in item.roles} for item in with_season))
    assert len(with_season) == 13


def test_a_festival_is_told_at_its_stop_on_its_day_alone(places):
    temple = named(places, "Đền Thượng")
    held = Festival(
        festival_id="f",
        name="Made-up",
        calendar=CalendarKind.SOLAR,
        month=12,
        day=6,
        place_id=temple.place_id,
        source="made up",
    )
    assert "festival" in keys(open_on(temple, [SUNDAY], festivals=[held]))
    assert "festival" not in keys(open_on(temple, [MONDAY], festivals=[held]))
    assert "festival" not in keys(open_on(named(places, "Đền Bảo Hà"), [SUNDAY], festivals=[held]))


@given(st.data())
def test_intervals_lie_in_their_days_sorted_and_apart_and_a_visit_fits(places, data):
    place = data.draw(st.sampled_from(places))
    gaps = sorted(data.draw(st.sets(st.integers(0, 30), min_size=1, max_size=6)))
    first = data.draw(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
    choice = Choice(reading=data.draw(st.sampled_from(Reading)), as_place=data.draw(st.booleans()))
    days = [first + timedelta(gap) for gap in gaps]
    opening = open_on(place, days, choice=choice)
    found = opening.intervals
    assert all(before[1] < after[0] for before, after in pairwise(found))
    offsets = [(gap - gaps[0]) * DAY_MIN for gap in gaps]
    for start, end in found:
        assert any(offset <= start < end <= offset + DAY_MIN for offset in offsets)
    assert (opening.closed is None) == bool(found)
    assert not found or max(end - start for start, end in found) >= opening.visit.minutes


@given(st.data())
def test_a_market_is_open_on_exactly_the_weekdays_of_its_reading(places, data):
    markets = [item for item in places if item.market is not None]
    market = data.draw(st.sampled_from(markets))
    reading = data.draw(st.sampled_from(Reading))
    first = data.draw(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
    week = [first + timedelta(number) for number in range(7)]
    opening = open_on(market, week, choice=Choice(reading=reading))
    told = {weekday_of(week[int(start // DAY_MIN)]) for start, _ in opening.intervals}
    assert told == market.market.days(reading)


def test_what_is_assumed_is_said_for_every_stop(places):
    for place in places:
        opening = open_on(place, [SUNDAY, MONDAY])
        if opening.intervals:
            assert ("hours_assumed" in keys(opening)) == opening.hours_assumed
            assert ("visit_assumed" in keys(opening)) == opening.visit.assumed
        assert all(note.text() for note in opening.notes)


def test_with_every_visit_the_reason_stands_beside(places):
    assert all(visit_of(place).why.text() for place in places)
