"""A solve keeps to its time, ends when asked, prints nothing and lets other threads run."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from geodata.planning.solving import Cancelled, solve
from geodata.planning.values import Instance, Model, StoppedBy

# Weight 1 everywhere and costs by chance: the bounds are far apart, HiGHS has much to do.
HARD = np.random.default_rng(8).random((160, 120))


def hard(model: Model) -> Instance:
    """Return a problem that takes far longer than the tests wait."""
    return Instance(model=model, costs=HARD, weights=np.ones(160), sites=12, minutes=0.12)


@pytest.mark.parametrize("model", [Model.P_MEDIAN, Model.MAX_COVER, Model.SET_COVER])
def test_what_is_known_when_time_is_out_is_the_answer_with_its_gap(model):
    found = solve(hard(model), time_limit_s=0.2)
    assert found.stopped_by is StoppedBy.TIME_LIMIT
    assert (found.optimal, found.ties_broken) == (False, False)
    assert found.gap == pytest.approx(abs(found.objective - found.bound) / found.objective)
    better = found.bound > found.objective if model is Model.MAX_COVER else found.bound < found.objective
    assert better
    assert model is Model.SET_COVER or len(found.opened) == 12


def test_a_set_cover_without_time_has_no_column_that_everybody_can_do_without():
    problem = hard(Model.SET_COVER)
    found = solve(problem, time_limit_s=0.001)
    within = problem.costs <= problem.minutes
    assert within[:, found.opened].any(axis=1).all()
    for column in found.opened:
        others = [other for other in found.opened if other != column]
        assert not within[:, others].any(axis=1).all()


def test_no_time_at_all_still_gives_a_set_of_columns():
    found = solve(hard(Model.P_CENTER), time_limit_s=0.001)
    assert len(found.opened) == 12
    assert found.bound <= found.objective


def test_a_solve_that_nobody_wants_any_more_ends():
    asked = time.monotonic()
    with pytest.raises(Cancelled):
        solve(hard(Model.P_MEDIAN), time_limit_s=600, should_stop=lambda: time.monotonic() > asked + 0.5)


def test_progress_is_told_with_objective_and_bound():
    told: list[tuple[float, float | None, float | None]] = []
    solve(hard(Model.P_MEDIAN), time_limit_s=0.5, progress=lambda *values: told.append(values))
    fractions = [fraction for fraction, _, _ in told]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] <= fractions[-1] <= 1
    _, objective, bound = told[-1]
    assert bound <= objective


def test_nothing_is_printed(capfd):
    solve(hard(Model.MAX_COVER), time_limit_s=0.3)
    assert capfd.readouterr() == ("", "")


def test_other_threads_run_while_highs_solves():
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.01):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        solve(hard(Model.MAX_COVER), time_limit_s=1.0)
    finally:
        done.set()
        thread.join()
    assert len(ticks) > 5


def test_two_threads_solve_at_once_without_changing_each_other():
    rng = np.random.default_rng(5)
    problems = [
        Instance(model=model, costs=rng.random((20, 15)) * 60, weights=np.ones(20), sites=4, minutes=9.0)
        for model in (Model.P_MEDIAN, Model.MAX_COVER, Model.P_CENTER)
    ]
    alone = [solve(problem, time_limit_s=100).opened for problem in problems]
    found: dict[int, tuple[int, ...]] = {}

    def run(number: int) -> None:
        found[number] = solve(problems[number], time_limit_s=100).opened

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(problems))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(len(problems))] == alone
