"""Tours made by a plan: balanced, the same every time, and told by what they are of."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from geodata.errors import InvalidInput
from geodata.network.current import current_router
from geodata.store import Store
from geodata.tourism.calendars import weekday_of
from geodata.tourism.flow_spots import Near, catching_spots
from geodata.tourism.flows import FlowKind, stretches_of
from geodata.tourism.generated import (
    MONTHS,
    MOST_TOURS,
    USUAL_COUNT,
    FlowPlan,
    Season,
    day_in,
    generated_flows,
    make_tours,
    planned_tours,
    tell_made,
)
from geodata.view import View
from geodata.vocabulary import UnitSystem, Weekday

DAY = date(2026, 11, 22)
PLAN = FlowPlan(count=USUAL_COUNT, seed=1, after=DAY)
FEW = FlowPlan(count=3, seed=1, after=DAY)


@pytest.fixture(scope="module")
def made(reference_store: Store):
    """What three tours of a plan are."""
    return make_tours(reference_store, None, FEW, DAY, lambda *_, **__: None)


def test_a_usual_plan_has_every_weekday_in_every_season_with_every_length_once():
    tours = planned_tours(PLAN)
    combinations = Counter((weekday_of(tour.dates[0]), tour.season, len(tour.dates)) for tour in tours)
    assert len(combinations) == len(tours) == 7 * 4 * 3
    assert set(combinations.values()) == {1}


@pytest.mark.parametrize("of", ["start", "interest"])
def test_starts_and_interests_come_as_often_as_each_other(of):
    counts = Counter(getattr(tour, of) for tour in planned_tours(PLAN))
    assert max(counts.values()) - min(counts.values()) <= 1


def test_another_seed_gives_another_plan_and_the_same_seed_the_same_one():
    assert planned_tours(PLAN) == planned_tours(PLAN)
    assert planned_tours(PLAN) != planned_tours(FlowPlan(count=USUAL_COUNT, seed=2, after=DAY))


@pytest.mark.parametrize("season", list(Season))
@pytest.mark.parametrize("weekday", list(Weekday))
def test_a_day_of_a_season_is_the_next_one_and_never_in_the_first_week_of_its_month(season, weekday):
    day = day_in(season, weekday, DAY)
    assert (weekday_of(day), day.month) == (weekday, MONTHS[season])
    assert day > DAY
    assert 8 <= day.day <= 14


@pytest.mark.parametrize("count", [0, MOST_TOURS + 1])
def test_a_plan_without_tours_or_with_too_many_is_refused(count):
    with pytest.raises(InvalidInput) as error:
        FlowPlan(count=count, seed=1, after=DAY)
    assert error.value.values["most"] == MOST_TOURS


def test_the_same_plan_makes_the_same_tours(reference_store: Store, made):
    again = make_tours(reference_store, None, FEW, DAY, lambda *_, **__: None)
    assert again == made


def test_what_was_made_can_be_counted_as_tours_with_lines_and_visits(made):
    tours = generated_flows(made, "job")
    assert [tour.key for tour in tours] == ["job:0", "job:1", "job:2"]
    assert {tour.kind for tour in tours} == {FlowKind.GENERATED}
    assert all(tour.lines and tour.visits for tour in tours)
    assert not any(tour.is_real for tour in tours)  # the graph that comes with the product is schematic


def test_it_is_told_how_many_tours_of_which_kind_there_are(made):
    told = tell_made(made)
    assert (told["made"], told["failed"], told["plan"]["seed"]) == (3, 0, 1)
    assert sum(start["count"] for start in told["starts"]) == 3
    assert {day: count for day, count in told["weekdays"].items() if count} == {"mon": 1, "tue": 1, "wed": 1}
    assert told["seasons"] == {"winter": 3, "spring": 0, "summer": 0, "autumn": 0}
    assert sum(told["interests"].values()) == told["days"]["1"] == 3


def test_a_plan_says_how_far_it_is(reference_store: Store):
    heard = []
    make_tours(
        reference_store,
        None,
        FlowPlan(count=2, seed=1, after=DAY),
        DAY,
        lambda fraction, _, **values: heard.append((fraction, values["number"], values["count"])),
    )
    assert heard == [(0.0, 1, 2), (0.5, 2, 2)]


# Where a sales point would catch them


@pytest.mark.parametrize("near", [Near(km=2.0), Near(minutes=10.0)])
def test_spots_catch_tours_in_falling_number_and_never_more_than_there_are(
    reference_store: Store, made, near
):
    view = View(units=UnitSystem.Y2025, on=None, today=DAY)
    stretches = stretches_of(generated_flows(made, "job"))
    spots = catching_spots(reference_store, view, current_router(reference_store, None), stretches, near)
    counts = [len(spot.tours) for spot in spots]
    assert counts == sorted(counts, reverse=True)
    assert 0 < counts[0] <= 3
    assert spots[0].residents > 0


def test_the_farther_is_near_the_more_tours_and_residents_a_spot_has(reference_store: Store, made):
    view = View(units=UnitSystem.Y2025, on=None, today=DAY)
    stretches = stretches_of(generated_flows(made, "job"))
    router = current_router(reference_store, None)
    small, large = (
        {
            spot.candidate.candidate_id: spot
            for spot in catching_spots(reference_store, view, router, stretches, near)
        }
        for near in (Near(km=1.0), Near(km=5.0))
    )
    for key, spot in small.items():
        assert set(spot.tours) <= set(large[key].tours)
        assert spot.residents <= large[key].residents


@pytest.mark.parametrize("given", [{}, {"km": 1.0, "minutes": 1.0}, {"km": 0.0}, {"minutes": float("nan")}])
def test_near_is_either_kilometres_or_minutes_and_within_reason(given):
    with pytest.raises(InvalidInput):
        Near(**given)
