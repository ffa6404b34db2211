"""Runs a siting plan from its JSON to its answer: the one entry for the API and for jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from geodata.errors import N_, Infeasible, InvalidInput, TooLarge
from geodata.network.current import CurrentNetwork, current_network
from geodata.network.graph_router import ENGINE, GraphRouter
from geodata.network.routing import EngineSettings
from geodata.planning.choices import without_wishes
from geodata.planning.curves import CurvePoint, draw_curve
from geodata.planning.evaluation import as_assigned, evaluate, objective_of, reachable_rows
from geodata.planning.matrix_plans import Answer, instance_of, solution_answer
from geodata.planning.notes import Note
from geodata.planning.plan_answer import plan_answer, ranges, tell_notes
from geodata.planning.preparing import Prepared, basis_of, prepare
from geodata.planning.reading import MODELS_WITH_SITES, read_request
from geodata.planning.requests import MatrixRequest, PlanRequest
from geodata.planning.robustness import measure_stability, sample_networks
from geodata.planning.solving import solve
from geodata.planning.values import Floats, Model, NothingFound, Solution, StoppedBy
from geodata.store import Store

# Where in the progress of a job each part ends.
READ, SOLVED, DRAWN = 0.1, 0.5, 0.7
READING = N_("Reading demand, candidates and travel times")
SOLVING = N_("Looking for the best points")
DRAWING = N_("Counting what each further point brings")
SAMPLING = N_("Trying other travel times within their range")
OWN_SAMPLES = N_(
    "The plan rests on the minutes of the outside engine; how often each point stays chosen was tried with"
    " those of the own road network"
)


def _silent(_fraction: float, _message: str, **_values: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Running:
    """With what a plan runs: the engine, the day, at most so many seconds, and whom to tell."""

    engine: EngineSettings | None
    today: date
    time_limit_s: float | None = None
    tell: Callable[..., None] = _silent


def run_plan(store: Store, text: str, running: Running) -> Answer:
    """
    Return the answer of the plan that a JSON text asks for.

    Raises
    ------
    InvalidInput, TooLarge
        The request is not right.
    Infeasible
        No plan keeps to the limits; the values say which of them contradict.
    """
    request = read_request(text)
    if isinstance(request, MatrixRequest):
        return _matrix(request, running)
    return _over_data(store, request, running)


def try_plan(store: Store, text: str, running: Running) -> Answer | None:
    """
    Return the answer of a plan that is made at once; None where it takes longer than ``running`` allows.

    A plan whose own time limit is that short is answered with what was found until then.
    """
    request = read_request(text)
    limit_s = running.time_limit_s
    is_short = limit_s is None or request.time_limit_s <= limit_s
    if isinstance(request, PlanRequest) and not is_short and _asks_more(request):
        # What is wrong with it is said now, not by a job that fails.
        prepare(store, request, current_network(store, running.engine), running.today)
        return None
    try:
        found = (
            _matrix(request, running)
            if isinstance(request, MatrixRequest)
            else _over_data(store, request, running)
        )
    except NothingFound:
        if is_short:
            raise
        return None
    return found if is_short or found["stopped_by"] != StoppedBy.TIME_LIMIT else None


def _asks_more(request: PlanRequest) -> bool:
    """Return whether a plan is solved many times: for its curve, where its model has one, or for samples."""
    has_curve = request.curve is not None and request.model in MODELS_WITH_SITES
    return request.opened is None and (has_curve or request.robustness is not None)


def _limit_s(request: MatrixRequest | PlanRequest, running: Running) -> float:
    """Return the seconds that a solve may take."""
    return min(request.time_limit_s, running.time_limit_s or request.time_limit_s)


def _matrix(request: MatrixRequest, running: Running) -> Answer:
    """Return the plan of an explicit instance."""
    instance = instance_of(request)

    def tell(fraction: float, _objective: float | None, _bound: float | None) -> None:
        running.tell(fraction, SOLVING)

    return solution_answer(instance, solve(instance, time_limit_s=_limit_s(request, running), progress=tell))


def _over_data(store: Store, request: PlanRequest, running: Running) -> Answer:
    """Return a plan over the data of the store."""
    running.tell(0.0, READING)
    network = current_network(store, running.engine)
    prepared = prepare(store, request, network, running.today)
    limit_s = _limit_s(request, running)

    def tell(fraction: float, _objective: float | None, _bound: float | None) -> None:
        running.tell(READ + fraction * (SOLVED - READ), SOLVING)

    if request.opened is not None:
        return plan_answer(store, prepared, given_solution(prepared, request.opened), network)
    try:
        solution = solve(prepared.instance, time_limit_s=limit_s, progress=tell)
    except Infeasible as error:
        raise _with_names(error, prepared) from None
    answer = plan_answer(store, prepared, solution, network)
    answer["forced"] = _price_of_wishes(prepared, solution, limit_s)
    if request.curve and request.model in MODELS_WITH_SITES:
        answer["curve"] = _curve(prepared, request.curve, limit_s, running)
    if request.robustness:
        answer["robustness"] = _robustness(prepared, network, limit_s, running)
        shares = answer["robustness"]["shares"]
        for point in answer["points"]:
            point["chosen_share"] = shares.get(point["id"], 0.0)
        if prepared.times.engine != ENGINE:
            answer["notes"] += tell_notes([Note("samples_own", OWN_SAMPLES, {})])
    return answer


def _with_names(error: Infeasible, prepared: Prepared) -> Infeasible:
    """Return the error with communes in place of the numbers of rows."""
    names = dict(zip(prepared.demand.ids, prepared.demand.rows["name"], strict=True))
    values = dict(error.values)
    for part in ("rows", "unreachable"):
        codes = [prepared.demand.ids[row] for row in values[part]]  # type: ignore[attr-defined]
        values[part] = [{"id": code, "name": names[code]} for code in codes]
    return Infeasible(error.message, **values)


def given_solution(prepared: Prepared, opened: tuple[str, ...]) -> Solution:
    """
    Return the plan that opens exactly these new points, without looking for better ones.

    Its objective is ``nan`` where it leaves out somebody whom a candidate could serve.
    """
    place = {key: column for column, key in enumerate(prepared.ids)}
    if unknown := [key for key in opened if key not in place]:
        raise InvalidInput(
            N_("%(name)s names %(id)s, which is no candidate here"), name="opened", id=unknown[0]
        )
    columns = tuple(sorted({*prepared.instance.locked, *(place[key] for key in opened)}))
    found = evaluate(prepared.instance, columns)
    objective = objective_of(prepared.instance, columns)
    return Solution(
        opened=columns,
        assigned=found.assigned,
        objective=float("nan") if objective is None else objective,
        bound=float("nan"),
        gap=float("nan"),
        optimal=False,
        stopped_by=StoppedBy.GIVEN,
        seconds=0.0,
        ties_broken=False,
        unreachable=tuple(np.flatnonzero(~reachable_rows(prepared.instance)).tolist()),
    )


def _price_of_wishes(prepared: Prepared, solution: Solution, limit_s: float) -> Answer | None:
    """Return what the plan would be if nothing but the number of points were given; None: nothing else is."""
    instance = prepared.instance
    bound = (prepared.wished, instance.forbidden, instance.limits, instance.capacity is not None)
    if not any(bound) and instance.budget is None:
        return None
    try:
        free = solve(without_wishes(instance, prepared.wished, solution.unreachable), time_limit_s=limit_s)
    except (Infeasible, NothingFound):
        return None
    # The objective of set_cover counts new points; those that were locked are as new as the others.
    locked = len(prepared.wished) if instance.model is Model.SET_COVER else 0
    return {
        "objective": free.objective,
        "difference": solution.objective + locked - free.objective,
        "optimal": free.optimal,
        **ranges(prepared, evaluate(prepared.instance, free.opened)),
        "opened": [prepared.ids[column] for column in free.opened],
    }


def _curve(prepared: Prepared, most: int, limit_s: float, running: Running) -> list[Answer]:
    """Return what each further point brings."""

    def step(fraction: float) -> None:
        running.tell(SOLVED + fraction * (DRAWN - SOLVED), DRAWING)

    points = draw_curve(prepared.instance, most, time_limit_s=limit_s, step=step)
    return [_curve_point(point, prepared) for point in points]


def _curve_point(point: CurvePoint, prepared: Prepared) -> Answer:
    """Return one point of the curve."""
    told = point._asdict()
    assigned = told.pop("assigned")
    nobody = np.full(len(prepared.demand.ids), -1)
    return {
        **told,
        **ranges(prepared, as_assigned(prepared.instance, nobody if assigned is None else assigned)),
        "opened": [prepared.ids[column] for column in point.opened],
    }


def _robustness(
    prepared: Prepared, network: CurrentNetwork, limit_s: float, running: Running
) -> dict[str, Any]:
    """Return how often each point stays chosen when the minutes vary within their range."""
    wanted = prepared.request.robustness
    assert wanted is not None

    def step(fraction: float) -> None:
        running.tell(DRAWN + fraction * (1 - DRAWN), SAMPLING)

    found = measure_stability(
        prepared.instance,
        _sampled_costs(prepared, network, wanted.samples, wanted.seed),
        samples=wanted.samples,
        seed=wanted.seed,
        time_limit_s=limit_s,
        step=step,
    )
    kept = set(prepared.kept)
    shares = {
        prepared.ids[column]: float(share)
        for column, share in enumerate(found.shares)
        if share > 0 and column not in kept
    }
    return {
        "samples": found.samples,
        "answered": found.answered,
        "seed": found.seed,
        "shares": shares,
        "worst_gap": found.worst_gap,
    }


def _sampled_costs(prepared: Prepared, network: CurrentNetwork, samples: int, seed: int) -> Iterator[Floats]:
    """Give the costs of one sample after another, always from the own graph."""
    own = GraphRouter(network.network)
    for sampled in sample_networks(network.network, samples, seed):
        yield own.with_network(sampled).travel_times(prepared.demand.points, prepared.points).likely


def changed_parts(store: Store, text: str, basis: Mapping[str, Any], running: Running) -> list[str]:
    """
    Return which parts of what a plan rested on have changed since: names of its checksums.

    All of them where the plan can no longer be made, as when its kinds of places are no longer known.
    """
    then: Mapping[str, str] = basis["checksums"]
    try:
        request = read_request(text)
        if isinstance(request, MatrixRequest):
            return []
        network = current_network(store, running.engine)
        now = basis_of(store, request, network, running.today)
    except (InvalidInput, TooLarge):
        return sorted(then)
    return sorted(name for name, checksum in now.items() if then.get(name) != checksum)
