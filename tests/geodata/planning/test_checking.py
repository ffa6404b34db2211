"""An unsound problem is refused with every fault that it has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geodata.errors import InvalidInput, TooLarge
from geodata.planning.checking import check_instance
from geodata.planning.solving import solve
from geodata.planning.values import GroupLimit, Instance, Model

SOUND = Instance(
    model=Model.P_MEDIAN, costs=np.array([[1.0, np.inf], [2.0, 3.0]]), weights=np.ones(2), sites=1
)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"costs": np.array([[1.0, np.nan], [2.0, 3.0]])}, "row 0, column 1"),
        ({"costs": np.array([[1.0, 2.0], [-2.0, 3.0]])}, "row 1, column 0"),
        ({"costs": np.zeros((0, 2)), "weights": np.zeros(0)}, "at least one row"),
        ({"costs": np.zeros(3)}, "at least one row"),
        ({"weights": np.ones(3)}, "“weights” must hold 2 numbers, not 3"),
        ({"weights": np.array([1.0, np.inf])}, "“weights” must be numbers"),
        ({"weights": np.array([-1.0, 1.0])}, "place 0"),
        ({"capacity": np.ones(1)}, "“capacity” must hold 2"),
        ({"capacity": np.array([1.0, -1.0])}, "“capacity” must be numbers"),
        ({"prices": np.array([1.0, np.nan])}, "“prices” must be numbers"),
        ({"budget": 3.0}, "price of each candidate"),
        ({"prices": np.ones(2), "budget": -1.0}, "budget must be 0 or more"),
        ({"sites": None}, "number of new points"),
        ({"sites": -1}, "0 or more"),
        ({"model": Model.MAX_COVER}, "number of minutes"),
        ({"model": Model.SET_COVER, "minutes": float("nan")}, "minutes must be 0 or more"),
        ({"locked": (2,)}, "“locked” names candidate 2; there are 2"),
        ({"forbidden": (-1,)}, "“forbidden” names candidate -1"),
        ({"limits": (GroupLimit((0, 9)),)}, "“limits” names candidate 9"),
        ({"limits": (GroupLimit((0,), -1),)}, "0 or more"),
        ({"locked": (0,), "forbidden": (0,)}, "both locked and forbidden"),
    ],
)
def test_what_is_wrong_is_said(wrong, said):
    with pytest.raises(InvalidInput) as refused:
        solve(replace(SOUND, **wrong), time_limit_s=1)
    assert said in str(refused.value)


def test_every_fault_is_found_at_once():
    wrong = replace(SOUND, sites=-1, locked=(5,), weights=np.ones(9))
    with pytest.raises(InvalidInput) as refused:
        check_instance(wrong)
    faults = refused.value.values["faults"]
    assert len(faults) == 3
    assert faults[0]["text"] % faults[0]["values"] == str(refused.value)


def test_a_sound_problem_passes():
    check_instance(SOUND)
    everything = replace(
        SOUND,
        locked=(0,),
        forbidden=(1,),
        capacity=np.array([np.inf, 0.0]),
        prices=np.ones(2),
        budget=0.0,
        limits=(GroupLimit((0, 1), 0, 2),),
    )
    check_instance(everything)


def test_too_large_a_table_is_refused_with_its_numbers():
    large = replace(SOUND, costs=np.zeros((2000, 600)), weights=np.ones(2000))
    with pytest.raises(TooLarge) as refused:
        check_instance(large)
    assert (refused.value.values["rows"], refused.value.values["columns"]) == (2000, 600)
    with pytest.raises(TooLarge, match="pairs"):
        check_instance(
            replace(large, costs=np.zeros((400, 300)), weights=np.ones(400), capacity=np.ones(300))
        )
