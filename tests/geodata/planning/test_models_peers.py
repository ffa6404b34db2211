"""spopt, with CBC, finds the same optima on problems that are too large for trying every set."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from geodata.planning.solving import solve
from geodata.planning.values import Instance, Model

PROBLEMS = 50
# Trying every set stops at 7 × 7. With 30 × 20, CBC needs ten seconds for the centres alone.
ROWS, COLUMNS = 24, 15


def spopt_objective(instance: Instance) -> float:
    """Return the optimum of spopt."""
    with warnings.catch_warnings():
        # PuLP 3.3 announces its version 4 at every call, and libraries under spopt theirs.
        warnings.simplefilter("ignore")
        import pulp
        from spopt import locate

        costs, weights, sites = instance.costs, instance.weights, instance.sites
        match instance.model:
            case Model.P_MEDIAN:
                model = locate.PMedian.from_cost_matrix(costs, weights, sites)
            case Model.MAX_COVER:
                model = locate.MCLP.from_cost_matrix(costs, weights, instance.minutes, p_facilities=sites)
            case Model.SET_COVER:
                model = locate.LSCP.from_cost_matrix(costs, instance.minutes)
            case Model.P_CENTER:
                model = locate.PCenter.from_cost_matrix(costs, sites)
        return float(model.solve(pulp.PULP_CBC_CMD(msg=False)).problem.objective.value())


@pytest.mark.parametrize("model", Model)
def test_spopt_agrees_on_larger_problems(model):
    rng = np.random.default_rng(151)
    for number in range(PROBLEMS // len(Model) + 1):
        costs = rng.random((ROWS, COLUMNS)) * 60
        weights = rng.integers(1, 500, ROWS).astype(float)
        # Far enough that a set cover exists.
        minutes = float(costs.min(axis=1).max()) + number % 3
        instance = Instance(model=model, costs=costs, weights=weights, sites=2 + number % 5, minutes=minutes)
        found = solve(instance, time_limit_s=20)
        assert found.optimal
        assert found.objective == pytest.approx(spopt_objective(instance), rel=1e-6)
