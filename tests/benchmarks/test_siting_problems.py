"""The siting problems that the bench solves are sound and the same every time."""

from __future__ import annotations

import numpy as np

from geodata.planning.checking import check_instance
from scripts._bench import siting


def test_the_real_problem_has_the_151_communes_with_their_residents():
    problem = siting.commune_problem(5)
    check_instance(problem)
    assert problem.shape == (151, 151)
    assert np.allclose(problem.costs, problem.costs.T)
    assert (np.diag(problem.costs) == 0).all()
    assert problem.weights.min() > 0


def test_the_large_problem_is_the_same_every_time():
    first, second = siting.large_problem(), siting.large_problem()
    check_instance(first)
    assert first.shape == siting.LARGE
    assert np.array_equal(first.costs, second.costs)
