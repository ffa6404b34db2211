"""A siting plan comes in as JSON: every number is checked, nothing is cut silently."""

from __future__ import annotations

import json
import math

import pytest

from geodata.errors import InvalidInput, TooLarge
from geodata.planning.reading import MAX_COLUMNS, MAX_POINTS, read_request
from geodata.planning.requests import GivenPoint, GivenTable, MatrixRequest, PlanRequest
from geodata.planning.values import Model
from geodata.vocabulary import UnitSystem

MATRIX = {"model": "p_median", "sites": 1, "costs": [[1, 2], [None, 4]], "weights": [1, 1]}
PLAN = {"model": "p_median", "sites": 2}


def read(base, **changes):
    """Read a plan with some values changed; a value of … is left out."""
    given = {name: value for name, value in (base | changes).items() if value is not ...}
    return read_request(json.dumps(given))


def test_a_body_with_costs_is_an_explicit_instance():
    assert isinstance(read(MATRIX), MatrixRequest)
    assert isinstance(read(PLAN), PlanRequest)


def test_null_in_a_matrix_cannot_be_reached():
    assert read(MATRIX).costs == ((1.0, 2.0), (math.inf, 4.0))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "nonsense", '{"model": NaN}', "[" * 100_000, '{"model": "p_median", "sites": Infinity}'],
)
def test_what_is_no_json_object_is_refused(text):
    with pytest.raises(InvalidInput):
        read_request(text)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"costs": []}, "costs"),
        ({"costs": [[]]}, "costs"),
        ({"costs": [[1, 2], [3]]}, "costs"),
        ({"costs": [[1, -2], [3, 4]]}, "costs[0][1]"),
        ({"costs": [[1, "2"], [3, 4]]}, "costs[0][1]"),
        ({"costs": [[1, True], [3, 4]]}, "costs[0][1]"),
        ({"costs": [[1, 10**400], [3, 4]]}, "costs[0][1]"),
        ({"weights": [1]}, "weights"),
        ({"weights": [1, -1]}, "weights[1]"),
        ({"weights": [1, None]}, "weights[1]"),
        ({"model": "best"}, "model"),
        ({"sites": ...}, "sites"),
        ({"sites": -1}, "sites"),
        ({"sites": 1.5}, "sites"),
        ({"sites": True}, "sites"),
        ({"model": "max_cover"}, "minutes"),
        ({"locked": [2]}, "locked"),
        ({"forbidden": ["a"]}, "forbidden"),
        ({"limits": [{"group": [0, 9]}]}, "limits"),
        ({"limits": [{"group": [0], "max": -1}]}, "max"),
        ({"limits": [{"group": [0], "most": 1}]}, "most"),
        ({"capacity": [1]}, "capacity"),
        ({"budget": -1}, "budget"),
        ({"time_limit_s": 0}, "time_limit_s"),
        ({"time_limit_s": 1e9}, "time_limit_s"),
        ({"speed": 1}, "speed"),
    ],
)
def test_a_value_that_is_not_allowed_is_named(changes, named):
    with pytest.raises(InvalidInput) as refused:
        read(MATRIX, **changes)
    assert named in str(refused.value)


def test_too_many_candidates_are_refused_and_not_cut():
    with pytest.raises(TooLarge) as refused:
        read(MATRIX, costs=[[1.0] * (MAX_COLUMNS + 1)], weights=[1])
    assert str(MAX_COLUMNS + 1) in str(refused.value)


def test_too_many_points_are_refused_and_not_cut():
    points = [{"id": str(n), "lon": 104, "lat": 22} for n in range(MAX_POINTS + 1)]
    with pytest.raises(TooLarge):
        read(PLAN, candidates={"points": points})


def test_set_cover_ignores_sites():
    assert read(MATRIX, model="set_cover", minutes=3, sites=7).sites is None


def test_weights_left_out_are_one_each():
    assert read(MATRIX, weights=...).weights == (1.0, 1.0)


def test_a_plan_without_more_asks_for_residents_today_on_the_units_of_2025():
    found = read(PLAN)
    assert (found.model, found.demand, found.units, found.on) == (
        Model.P_MEDIAN,
        {"residents": 1.0},
        UnitSystem.Y2025,
        None,
    )
    assert found.keep_existing


def test_an_uploaded_table_is_a_kind_of_demand():
    found = read(PLAN, demand={"residents": 1, "table": {"name": "hộ nghèo.csv", "values": {"02683": 12}}})
    assert found.table == GivenTable("hộ nghèo.csv", {"02683": 12.0})
    assert found.demand == {"residents": 1.0, "table": 1.0}


def test_a_drawn_point_needs_no_name():
    found = read(PLAN, candidates={"points": [{"id": "a", "lon": 104.1, "lat": 22.3}]})
    assert found.points == (GivenPoint("a", "a", 104.1, 22.3),)


@pytest.mark.parametrize(
    "changes",
    [
        {"demand": {}},
        {"demand": {"residents": -1}},
        {"demand": {"table": {"name": "a", "values": {"02683": "many"}}}},
        {"candidates": {"points": [{"id": "a", "lon": 200, "lat": 22}]}},
        {"candidates": {"points": [{"id": "", "lon": 104, "lat": 22}]}},
        {"candidates": {"points": ["a"]}},
        {"candidates": {"kinds": [["market"]]}},
        {"existing": "close"},
        {"existing": ["keep"]},
        {"units": "2019"},
        {"on": "yesterday"},
        {"curve": 1000},
        {"robustness": {"samples": 0}},
        {"robustness": 5},
        {"excluded": "everything"},
        {"prices": {"a": -1}},
        {"locked": "a"},
    ],
)
def test_a_plan_over_data_refuses_what_is_not_allowed(changes):
    with pytest.raises(InvalidInput):
        read(PLAN, **changes)
