"""Tours as a demand: published ones and those of a job, by the communes that they visit or pass."""

from __future__ import annotations

import json
from datetime import date

import pytest

from geodata.errors import InvalidInput
from geodata.office.audit import Actor
from geodata.planning.demand import demand_points
from geodata.planning.figures import DemandKind
from geodata.planning.plans import Running, changed_parts, run_plan
from geodata.planning.reading import read_request
from geodata.planning.requests import GivenTours
from geodata.tourism import saved
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import fill_world
from tests.tour_factories import SUNDAY, make_day, make_leg, make_stop, make_timed

TODAY = date(2026, 11, 22)
OLD = View(units=UnitSystem.Y2024, today=TODAY)
NEW = View(units=UnitSystem.Y2025, today=TODAY)
LAN = Actor("u-lan", "Trần Thị Lan")
# From 90101 through 90102 to a stop in 90201.
THERE = [[104.05, 22.35], [104.25, 22.35]]
JOB = GivenTours("job", 84, {"90101": 3, "90202": 5})


@pytest.fixture
def world(store):
    """The small world."""
    fill_world(store)
    return store


def publish(store, line=THERE, title="Tuyến 1"):
    """Publish a tour that drives along a line and back on another way that nobody knows."""
    legs = [make_leg("a", "b", line=line), make_leg("b", "a", line=None)]
    stop = make_stop("Chợ", lon=line[-1][0], lat=line[-1][1])
    timed = make_timed(days=[make_day(SUNDAY, "sun", ["place:1"], legs=legs)], stops={"place:1": stop})
    tour = saved.save_tour(store, LAN, title, None, timed)
    return saved.publish_tour(store, LAN, tour.tour_id, 1, published=True)


def weights(store, view=OLD, given=None):
    """Return the tours by commune."""
    demand = demand_points(store, view, {"tours": 1}, given_tours=given)
    return dict(zip(demand.ids, demand.weights.tolist(), strict=True))


def test_a_commune_weighs_as_many_published_tours_as_stop_there_or_pass_through(world):
    publish(world)
    publish(world, [[104.15, 22.35], [104.25, 22.35]], "Tuyến 2")
    assert weights(world) == {"90101": 1, "90102": 2, "90201": 2, "90202": 0}
    assert weights(world, NEW) == {"90102": 2, "90201": 2, "90202": 0}


def test_generated_tours_count_beside_the_published_ones(world):
    publish(world)
    assert weights(world, given=JOB) == {"90101": 4, "90102": 1, "90201": 1, "90202": 5}


def test_a_draft_counts_nowhere(world):
    tour = publish(world)
    saved.publish_tour(world, LAN, tour.tour_id, tour.version, published=False)
    with pytest.raises(InvalidInput) as error:
        weights(world)
    assert error.value.values["kinds"] == "tours"


def test_a_demand_says_on_how_many_tours_of_which_kind_it_rests(world):
    publish(world)
    demand = demand_points(world, OLD, {"tours": 1}, given_tours=JOB)
    assert (demand.tours.published, demand.tours.generated, demand.tours.job) == (1, 84, "job")
    told = {note.key: note for note in demand.notes}
    assert told["tours_counted"].values == {"published": 1, "generated": 84}
    assert told["tours_schematic"].values == {"count": 1}


def test_a_demand_without_tours_says_nothing_of_them(world):
    publish(world)
    assert not [note for note in demand_points(world, OLD, {"products": 1}).notes if "tours" in note.key]


def test_counts_for_what_is_no_commune_with_records_are_refused(world):
    with pytest.raises(InvalidInput) as error:
        weights(world, given=GivenTours("job", 1, {"99999": 1}))
    assert error.value.values == {"name": "tours", "id": "99999"}


def plan(**changes):
    """Return a plan that is read from JSON."""
    demand = {"tours": {"weight": 2, "job": "abc", "made": {"count": 7, "by_commune": {"02641": 3}}}}
    body = {"model": "p_median", "sites": 1, "units": "2024", "demand": demand}
    return read_request(json.dumps(body | changes))


def test_a_plan_names_generated_tours_with_their_counts():
    found = plan()
    assert found.demand == {DemandKind.TOURS: 2.0}
    assert found.tours == GivenTours("abc", 7, {"02641": 3.0})


def test_a_plan_may_weigh_published_tours_alone():
    assert (plan(demand={"tours": 1}).demand, plan(demand={"tours": 1}).tours) == ({"tours": 1.0}, None)
    assert plan(demand={"tours": {"weight": 3}}).demand == {"tours": 3.0}


@pytest.mark.parametrize(
    "tours",
    [
        {"job": "abc"},
        {"job": "abc", "made": {"count": -1, "by_commune": {}}},
        {"job": "abc", "made": {"count": 1, "by_commune": {"02641": -1}}},
        {"job": "abc", "made": {"count": 1, "by_commune": {}}, "seed": 1},
        {"job": 7, "made": {"count": 1, "by_commune": {}}},
    ],
)
def test_generated_tours_without_counts_or_with_odd_ones_are_refused(tours):
    with pytest.raises(InvalidInput):
        plan(demand={"tours": tours})


def test_a_plan_is_stale_when_a_tour_was_published_since(own_reference_store):
    publish(own_reference_store, [[103.97, 22.48], [103.84, 22.33]])
    body = {
        "model": "p_median",
        "sites": 1,
        "units": "2024",
        "demand": {"tours": 1},
        "candidates": {"kinds": ["markets"]},
    }
    running = Running(engine=None, today=TODAY)
    answer = run_plan(own_reference_store, json.dumps(body), running)
    assert answer["basis"]["tours"] == {"published": 1, "generated": 0, "job": None}
    assert changed_parts(own_reference_store, json.dumps(body), answer["basis"], running) == []
    publish(own_reference_store, [[104.29, 22.53], [104.2, 22.5]])
    assert changed_parts(own_reference_store, json.dumps(body), answer["basis"], running) == ["demand"]
