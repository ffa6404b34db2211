"""Plans over the registry: an answer, a dragged point, and the whole curve of further points."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from geodata.planning.plans import Running, run_plan
from geodata.store import Store
from scripts._bench.data import url_of
from scripts._bench.figures import Figure, median

PART = "plans"
CURVE_S = 3.0
ROUNDS = 3
TODAY = date(2026, 1, 1)
PLAN = {
    "model": "p_median",
    "sites": 3,
    "units": "2024",
    "candidates": {"kinds": ["markets", "commune_centres"]},
}


def measure(reference: Path) -> list[Figure]:
    """Return the seconds of plans of the 151 communes and every commune and market as a candidate."""
    with Store.open(url_of(reference)) as store:
        first, answer = _timed(lambda: _run(store, {}))
        again = median([_timed(lambda: _run(store, {}))[0] for _ in range(ROUNDS)])
        given = {"opened": answer["new"]}
        dragged = median([_timed(lambda: _run(store, given))[0] for _ in range(ROUNDS)])
        curve = median([_timed(lambda: _run(store, {"curve": 10}))[0] for _ in range(ROUNDS)])
    size = f"{len(answer['rows'])} × {len(answer['candidates'])}"
    return [
        Figure(PART, f"p-median {size}, p = 3, first plan after a write", first, "s"),
        Figure(PART, f"p-median {size}, p = 3, next plans", again, "s"),
        Figure(PART, f"given points {size}, as while dragging", dragged, "s"),
        Figure(PART, f"p-median {size}, whole curve p = 0 … 10", curve, "s", at_most=CURVE_S),
    ]


def _run(store: Store, changes: dict[str, Any]) -> dict[str, Any]:
    """Make one plan."""
    return run_plan(store, json.dumps(PLAN | changes), Running(engine=None, today=TODAY))


def _timed(work: Callable[[], dict[str, Any]]) -> tuple[float, dict[str, Any]]:
    """Return the seconds that ``work`` takes, and its answer."""
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer
