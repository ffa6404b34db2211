"""Nights that are suggested, any week, alternatives: the choice is the best of all where all can be tried."""

from __future__ import annotations

import itertools
import json
from datetime import date
from types import SimpleNamespace

import pytest

from geodata.errors import Infeasible
from geodata.network.current import current_network
from geodata.planning.models.clock import never
from geodata.tourism.checking import check_order
from geodata.tourism.night_choice import likely_nights
from geodata.tourism.nights import night_places
from geodata.tourism.preparing import find_ground, prepare_on
from geodata.tourism.registry_places import tour_places
from geodata.tourism.searches import making_of, silent
from geodata.tourism.tours import try_tour_wishes
from geodata.tourism.trials import Trial, best_of, is_quick, search_best, try_choices
from geodata.tourism.values import StoppedBy, Tour
from geodata.tourism.weeks import dated, with_tours_of_other_weeks
from geodata.tourism.wishes import read_wishes
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.geodata.tourism.registry_tours import (
    LAO_CAI,
    MONDAY,
    SATURDAY,
    SUNDAY,
    TODAY,
    WISHES,
    asked,
    faults_of,
    visited,
)

VIEW = View(units=UnitSystem.Y2024, today=TODAY)
WEEKEND = [SATURDAY, SUNDAY]
TOWNS = ["town:085", "town:088", "town:089", LAO_CAI]
# Days so short that each holds a stop or two: every tour is solved exactly.
SHORT = {"start": LAO_CAI, "day_start": "08:00", "day_end": "12:00", "lunch": None}


def market(store, name="Chợ phiên Bắc Hà"):
    """Return the key of a market."""
    return next(
        place.place_id for place in tour_places(store, VIEW).items if name in (place.name, *place.also)
    )


def only(store, keys):
    """Return every other stop, to be avoided."""
    return [place.place_id for place in tour_places(store, VIEW).items if place.place_id not in keys]


def few(store):
    """Return body parts that leave ten stops, so that tours are proved."""
    near = [place.place_id for place in tour_places(store, VIEW).items][::20][:10]
    return {"avoid": only(store, near)}


@pytest.mark.parametrize("dates", [[SATURDAY, SUNDAY], [SATURDAY, SUNDAY, MONDAY]])
def test_suggested_nights_are_as_good_as_the_best_of_all_that_are_tried(reference_store, dates):
    body = SHORT | few(reference_store) | {"dates": dates, "day_end": "15:00"}
    towns = TOWNS[:3]
    found = asked(reference_store, **body, nights="suggest", night_towns=towns)
    prizes = []
    for nights in itertools.product(towns, repeat=len(dates) - 1):
        try:
            tour = asked(reference_store, **body, nights=list(nights))
        except Infeasible:
            continue
        assert tour["stopped_by"] == "exact"
        prizes.append(tour["prize"])
    assert found["prize"] == pytest.approx(max(prizes))
    assert [day["end"]["id"] for day in found["days"][:-1]] == [
        day["start"]["id"] for day in found["days"][1:]
    ]
    assert {day["end"]["id"] for day in found["days"][:-1]} <= set(towns)


def test_suggested_nights_are_towns_or_lodgings_of_the_registry(reference_store):
    found = asked(reference_store, dates=[SATURDAY, SUNDAY], nights="suggest", iterations=30)
    assert found["days"][0]["end"]["id"] in {town.key for town in night_places(reference_store, VIEW)}
    assert faults_of(found, read_wishes(json.dumps(WISHES | {"dates": [SATURDAY, SUNDAY]}))) == []


def test_the_towns_are_the_nine_seats_and_no_railway_station(reference_store):
    towns = night_places(reference_store, VIEW)
    assert len([town for town in towns if town.seat]) == 9
    assert not any("Ga " in town.name for town in towns)


def test_the_same_seed_suggests_the_same_nights_and_the_same_tour(reference_store):
    body = {"dates": [SATURDAY, SUNDAY], "nights": "suggest", "iterations": 30, "time_limit_s": 30}
    first, second = (asked(reference_store, **body) for _ in range(2))
    assert first["days"] == second["days"]


def estimated(store, towns, most, **changes):
    """Return the nights that are worth a try."""
    body = WISHES | SHORT | {"nights": "suggest", "night_towns": towns} | changes
    wishes = read_wishes(json.dumps(body))
    ground = find_ground(store, wishes, current_network(store, None), TODAY, wishes.night_towns)
    placed = read_wishes(json.dumps(body | {"nights": [towns[0]] * (len(wishes.dates) - 1)}))
    return likely_nights(ground, prepare_on(store, ground, placed), wishes.night_towns, most)


def test_every_choice_of_nights_is_looked_at_where_there_are_few(reference_store):
    found = estimated(
        reference_store,
        TOWNS[:2],
        12,
        dates=[SATURDAY, SUNDAY, MONDAY],
        max_drive_min_per_day=None,
        day_end="20:00",
    )
    assert sorted(found) == sorted(itertools.product(TOWNS[:2], repeat=2))


def test_a_town_that_no_day_can_reach_is_not_suggested(reference_store):
    found = estimated(reference_store, TOWNS, 12, dates=[SATURDAY, SUNDAY], max_drive_min_per_day=90)
    # Khánh Yên is over two hours from Lào Cai on a slow day.
    assert found
    assert ("town:089",) not in found


def test_nights_on_the_way_to_what_must_be_seen_come_first(reference_store):
    body = {"dates": [SATURDAY, SUNDAY], "must": [market(reference_store)], "interests": {"nature": 0}}
    assert estimated(reference_store, TOWNS, 1, **body) == [("town:085",)]


def test_any_week_chooses_the_day_on_which_the_market_is_held(reference_store):
    key = market(reference_store)
    found = asked(reference_store, dates=None, any_week={"days": 1, "after": "2026-12-01"}, must=[key])
    assert key in visited(found)
    assert [(week["dates"], week["chosen"]) for week in found["weeks"] if week["prize"] is not None] == [
        (["2026-12-13"], True)
    ]
    assert found["dates"] == ["2026-12-13"]


def test_any_week_is_the_best_of_seven_runs(reference_store):
    body = SHORT | few(reference_store)
    found = asked(reference_store, **body, dates=None, any_week={"days": 2, "after": "2026-12-01"})
    assert [week["dates"][0] for week in found["weeks"]] == [
        date(2026, 12, day).isoformat() for day in range(7, 14)
    ]
    prizes = [asked(reference_store, **body, dates=week["dates"])["prize"] for week in found["weeks"]]
    assert [week["prize"] for week in found["weeks"]] == pytest.approx(prizes)
    assert found["prize"] == pytest.approx(max(prizes))
    assert [week["chosen"] for week in found["weeks"]].count(True) == 1


def test_the_week_that_is_chosen_is_told_with_the_prize_of_the_answer(reference_store):
    body = {"dates": None, "any_week": {"days": 2, "after": "2026-12-01"}, "start": LAO_CAI}
    found = asked(reference_store, **body, iterations=40)
    (chosen,) = [week for week in found["weeks"] if week["chosen"]]
    assert chosen == {"dates": found["dates"], "prize": found["prize"], "chosen": True}
    assert found["prize"] == max(week["prize"] for week in found["weeks"])


def making_for(store, **changes):
    """Return what tours of any week are made with, and the wishes on each of its runs of days."""
    wishes = read_wishes(json.dumps({name: value for name, value in (WISHES | changes).items() if value}))
    network = current_network(store, None)
    return making_of(store, wishes, network, TODAY, never, silent), dated(wishes, TODAY)


def test_no_week_is_told_to_be_worth_less_than_a_tour_of_another_week_gives_in_it(reference_store):
    body = {"dates": None, "any_week": {"days": 1, "after": "2026-12-01"}, "start": LAO_CAI}
    making, choices = making_for(reference_store, **body, iterations=20)
    before = try_choices(making, choices)
    after = with_tours_of_other_weeks(before)
    for trial, better in zip(before, after, strict=True):
        instance = trial.prepared.request.instance
        orders = [[[visit.stop for visit in day.visits] for day in each.tour.days] for each in before]
        prizes = [
            sum(instance.stops[stop].prize for stop in itertools.chain(*order))
            for order in orders
            if not check_order(instance, order)[1]
        ]
        assert better.prize == pytest.approx(max(prizes))
        assert (
            check_order(instance, [[visit.stop for visit in day.visits] for day in better.tour.days])[1] == ()
        )
    # The searches differed, or this would show nothing.
    assert [trial.prize for trial in after] != [trial.prize for trial in before]


def worth(prize):
    """Return a tour of nothing but a prize."""
    ended = StoppedBy.ITERATIONS
    return Tour(days=(), prize=prize, skipped=(), bound=None, stopped_by=ended, seconds=0.0)


@pytest.fixture
def searched(monkeypatch):
    """Make full searches find what a table says, and list the choices that were searched."""
    found, asked_for = {}, []

    def search(_making, instance):
        asked_for.append(instance)
        return found.get(instance, worth(0.0))

    monkeypatch.setattr("geodata.tourism.trials.full_search", search)
    return found, asked_for


def made_up(day, night, prize):
    """Return a trial of nothing but a day, a night and a prize; its instance is their name."""
    wishes = SimpleNamespace(dates=(date(2026, 12, day),), nights=(night,))
    prepared = SimpleNamespace(wishes=wishes, request=SimpleNamespace(instance=f"{day}{night}"))
    return Trial(prepared, worth(prize))


AT_HOME = SimpleNamespace(wishes=SimpleNamespace(start="home"), progress=lambda _fraction: None)


def test_the_best_few_choices_and_the_nights_at_the_start_are_searched_fully(searched):
    found, asked_for = searched
    trials = [made_up(5, night, prize) for night, prize in zip("abcde", (3, 9, 5, 7, 1), strict=True)]
    trials.append(made_up(5, "home", 2))
    found["5c"] = worth(11.0)
    after = search_best(AT_HOME, trials)
    assert asked_for == ["5b", "5c", "5d", "5home"]
    # What a full search did not find again is kept.
    assert [trial.prize for trial in after] == [3, 9, 11, 7, 1, 2]
    assert best_of(after)[1].prize == 11


def test_the_best_choice_of_every_week_is_searched_fully(searched):
    _found, asked_for = searched
    trials = [
        made_up(day, night, 10 * day + number) for day in range(7, 14) for number, night in enumerate("ab")
    ]
    search_best(AT_HOME, trials)
    assert asked_for == ["7b", "8b", "9b", "10b", "11b", "12b", "13a", "13b"]


@pytest.mark.parametrize("dates", [WEEKEND, ["2026-12-12", "2026-12-13"]])
def test_suggested_nights_are_no_worse_than_to_come_back_to_the_start(reference_store, dates):
    body = {"start": "town:080", "dates": dates, "iterations": 400, "time_limit_s": 30}
    home, found = asked(reference_store, **body), asked(reference_store, **body, nights="suggest")
    assert found["prize"] >= home["prize"] - 1e-6


def test_the_start_is_tried_as_a_night_however_little_it_promises(reference_store):
    making, (wishes,) = making_for(
        reference_store, start="town:080", dates=[*WEEKEND, MONDAY], nights="suggest", iterations=1
    )
    assert ("town:080", "town:080") in [trial.nights for trial in try_choices(making, [wishes])]


@pytest.mark.parametrize("point", [[105.85, 21.03], [2.35, 48.85], [180, 90]])
def test_a_start_from_which_no_road_is_known_is_refused_in_words(reference_store, point):
    for changes in ({}, {"dates": None, "any_week": {"days": 1}}, {"time_limit_s": 20}):
        with pytest.raises(Infeasible, match="no road that is known here leads from"):
            asked(reference_store, **changes, start=point)
    with pytest.raises(Infeasible, match="from any stop to"):
        asked(reference_store, end=point)
    # Not a small one, and it takes long: it is refused before it is left to a job.
    with pytest.raises(Infeasible, match="Let the day begin in a town"):
        try_tour_wishes(
            reference_store, json.dumps(WISHES | {"start": point, "time_limit_s": 20}), None, TODAY
        )


def test_a_start_outside_the_province_is_told(reference_store):
    over_the_border, told = [103.99, 22.53], []
    for start in (over_the_border, LAO_CAI, "town:080"):
        notes = asked(reference_store, start=start, iterations=1)["notes"]
        told.append([note["values"]["place"] for note in notes if note["key"] == "outside_province"])
    assert told == [["103.99,22.53"], [], []]


def test_wishes_that_no_day_of_the_week_grants_are_refused_in_words(reference_store):
    # Nobody knows when the night market of Bắc Hà is held.
    key = market(reference_store, "Chợ đêm Bắc Hà")
    with pytest.raises(Infeasible) as refused:
        asked(reference_store, dates=None, any_week={"days": 1}, must=[key])
    # It takes too long for an answer at once, and is refused at once.
    body = WISHES | {"any_week": {"days": 2}, "nights": "suggest", "must": [key]}
    del body["dates"], body["iterations"]
    with pytest.raises(Infeasible, match="Chợ đêm Bắc Hà"):
        try_tour_wishes(reference_store, json.dumps(body), None, TODAY)
    assert refused.value.values["stops"] == [key]
    assert "7 choices" in str(refused.value)
    assert "Chợ đêm Bắc Hà" in str(refused.value)


@pytest.mark.parametrize("dates", [[SUNDAY], [SATURDAY, SUNDAY]])
def test_alternatives_differ_in_two_of_five_stops_and_keep_to_the_wishes(reference_store, dates):
    body = {"dates": dates, "start": LAO_CAI, "alternatives": 3, "must": [market(reference_store)]}
    found = asked(reference_store, **body)
    wishes = read_wishes(json.dumps(WISHES | body))
    tours = [found, *found["alternatives"]]
    assert len(tours) == 3
    for number, tour in enumerate(tours[1:], start=1):
        assert faults_of(tour, wishes) == []
        stops = set(visited(tour))
        shares = [len(stops & set(visited(other))) / len(stops) for other in tours[:number]]
        assert tour["share"] == pytest.approx(max(shares), abs=1e-3)
        assert tour["share"] <= 0.6
        assert tour["prize"] == pytest.approx(sum(stop["prize"] for stop in tour["stops"].values()))
        assert tour["prize"] <= found["bound"]
        assert "alternatives" not in tour


def test_an_alternative_says_that_it_leaves_stops_to_another_tour(reference_store):
    (other,) = asked(reference_store, start=LAO_CAI, alternatives=2)["alternatives"]
    assert other["notes"][0]["key"] == "alternative"
    first = {each["stop"] for each in other["skipped"] if each["reason"] == "other_tour"}
    assert not first & set(visited(other))


def test_where_all_stops_must_be_seen_no_alternative_is_made_up(reference_store):
    keys = [market(reference_store)]
    found = asked(reference_store, must=keys, avoid=only(reference_store, keys), alternatives=3)
    assert found["alternatives"] == []


@pytest.mark.parametrize(
    ("changes", "quick"),
    [
        ({}, True),
        ({"iterations": None}, True),
        ({"dates": [SATURDAY, SUNDAY], "nights": "suggest"}, True),
        ({"dates": [SATURDAY, SUNDAY], "nights": "suggest", "iterations": None}, False),
        ({"dates": None, "any_week": {"days": 3}}, True),
        ({"dates": None, "any_week": {"days": 1}, "iterations": None}, False),
        ({"alternatives": 3}, True),
        ({"dates": [SATURDAY, SUNDAY], "nights": ["town:085"], "alternatives": 3}, True),
        ({"dates": [*WEEKEND, MONDAY, "2026-12-08"], "alternatives": 3}, False),
    ],
)
def test_many_searches_are_left_to_a_job(reference_store, changes, quick):
    body = {name: value for name, value in (WISHES | changes).items() if value is not None}
    assert is_quick(read_wishes(json.dumps(body))) is quick
    if not quick:
        assert try_tour_wishes(reference_store, json.dumps(body), None, TODAY) is None


def test_searches_that_are_not_done_in_time_are_left_to_a_job(reference_store, monkeypatch):
    body = json.dumps(WISHES | {"alternatives": 2})
    monkeypatch.setattr("geodata.tourism.tours.LONGEST_WAIT_S", -1.0)
    assert try_tour_wishes(reference_store, body, None, TODAY) is None
    monkeypatch.setattr("geodata.tourism.tours.LONGEST_WAIT_S", 600.0)
    assert try_tour_wishes(reference_store, body, None, TODAY)["alternatives"]
