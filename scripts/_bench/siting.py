"""Siting: the p-median of the product beside spopt with HiGHS and with CBC, on the same problems."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geodata.planning.solving import solve
from geodata.planning.values import Floats, Instance, Model, Solution
from scripts._bench.figures import Figure, median
from scripts._bench.peers import peers_python
from scripts._bench.servers import ROOT, NotStarted

PART = "siting"
POINTS = ROOT / "geodata" / "reference" / "commune_points.csv"
PEER = ROOT / "scripts" / "_bench" / "siting_peer.py"
SITES = (5, 10, 20)
RUNS = 3
LARGE, LARGE_SITES, LARGE_SECONDS = (1000, 300), 20, 20.0
PEER_SECONDS = 120.0
KM_AN_HOUR = 30.0  # any speed would do: it scales all costs alike
KM_A_DEGREE = 111.2


def commune_problem(sites: int) -> Instance:
    """Return the 151 communes as demand (residents) and as candidates, in straight-line minutes."""
    points = pd.read_csv(POINTS, dtype={"code": str})
    x = np.radians(points["lon"].to_numpy()) * np.cos(np.radians(points["lat"].mean()))
    y = np.radians(points["lat"].to_numpy())
    apart = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    minutes = np.degrees(apart) * KM_A_DEGREE / KM_AN_HOUR * 60
    weights = points["population"].to_numpy(dtype=float)
    return Instance(model=Model.P_MEDIAN, costs=minutes, weights=weights, sites=sites)


def large_problem(seed: int = 1) -> Instance:
    """Return 1,000 demand points and 300 candidates by chance on a square of 100 km, in km."""
    rng = np.random.default_rng(seed)
    demand = rng.random((LARGE[0], 2)) * 100
    candidates = demand[: LARGE[1]]
    apart = demand[:, None, :] - candidates[None, :, :]
    costs: Floats = np.hypot(apart[..., 0], apart[..., 1])
    weights = rng.integers(500, 20_000, LARGE[0]).astype(float)
    return Instance(model=Model.P_MEDIAN, costs=costs, weights=weights, sites=LARGE_SITES)


def measure(folder: Path) -> list[Figure]:
    """Return seconds, ratios and gaps."""
    found: list[Figure] = []
    solve(commune_problem(1), time_limit_s=60)  # what is only slow the first time
    for sites in SITES:
        found += _beside_spopt(commune_problem(sites), sites, folder)
    large = solve(large_problem(), time_limit_s=LARGE_SECONDS)
    what = f"p-median {LARGE[0]:,} × {LARGE[1]}, p = {LARGE_SITES}, {LARGE_SECONDS:.0f} s"
    found.append(Figure(PART, f"{what}: gap", large.gap * 100, "%", at_most=0.5, note=_proof(large)))
    found.append(Figure(PART, f"{what}: seconds", large.seconds, "s"))
    return found


def _proof(solution: Solution) -> str:
    """Return what is proved of an answer."""
    return "proved optimal" if solution.optimal else "stopped by the clock"


def _beside_spopt(instance: Instance, sites: int, folder: Path) -> list[Figure]:
    """Return the product's seconds and how many times spopt's they are, with either solver."""
    what = f"p-median {instance.shape[0]} × {instance.shape[1]}, p = {sites}"
    ours = [solve(instance, time_limit_s=60) for _ in range(RUNS)]
    seconds = median([each.seconds for each in ours])
    best = ours[0]
    found = [Figure(PART, f"{what}: seconds", seconds, "s", note=_proof(best))]
    held = folder / f"siting-{sites}.npz"
    np.savez(held, costs=instance.costs, weights=instance.weights)
    for solver in ("highs", "cbc"):
        label = f"{what}: time beside spopt with {solver}"
        try:
            theirs = [_spopt(held, sites, solver) for _ in range(RUNS)]
        except NotStarted as error:
            found.append(Figure(PART, label, None, "times", at_most=1 / 3, note=str(error)))
            continue
        other = median([each["seconds"] for each in theirs])
        note = f"{seconds:.2f} s to {other:.2f} s{_agreement(best, theirs[0]['objective'])}"
        found.append(Figure(PART, label, seconds / other, "times", at_most=1 / 3, note=note))
    return found


def _agreement(solution: Solution, objective: float | None) -> str:
    """Return a remark where the two do not find the same."""
    if objective is None:
        return ", spopt found no proof"
    same = abs(solution.objective - objective) <= 1e-6 * objective
    return "" if same else f", objectives {solution.objective:.1f} and {objective:.1f}"


def _spopt(held: Path, sites: int, solver: str) -> dict[str, Any]:
    """Return seconds and objective of spopt."""
    command = [str(peers_python()), str(PEER), str(held), str(sites), solver, str(PEER_SECONDS)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PEER_SECONDS + 60, check=False, cwd=held.parent
    )
    if done.returncode:
        raise NotStarted(f"spopt failed: {(done.stderr.strip().splitlines() or ['no reason'])[-1][:160]}")
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer
