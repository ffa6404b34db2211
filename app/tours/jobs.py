"""The job that solves a tour which takes longer than a request may."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import today
from app.jobs.kinds import Task, job_kind
from app.planning.engine import engine_of
from app.settings import Settings
from geodata.errors import N_

if TYPE_CHECKING:
    from geodata.store import Store


@dataclass(frozen=True, slots=True)
class TourInputs:
    """The tour as it was sent: a JSON object as text."""

    tour: str


@job_kind("tour", title=N_("Make a tour"), inputs=TourInputs, least_role=None)
def make_tour(store: Store, inputs: TourInputs, task: Task) -> None:
    """Solve the tour; the result is its answer as JSON."""
    # The solver and numpy: not in the web processes, which only list the kinds.
    from geodata.tourism.explicit import run_tour
    from geodata.tourism.tours import run_tour_wishes
    from geodata.tourism.wishes import is_about_the_registry

    task.progress(0.0, N_("Looking for the best tour"))
    if is_about_the_registry(inputs.tour):
        engine = engine_of(Settings.from_env(os.environ))
        answer = run_tour_wishes(
            store,
            inputs.tour,
            engine,
            today(),
            progress=lambda fraction: task.progress(fraction, N_("Looking for the best tour")),
        )
    else:
        answer = run_tour(inputs.tour)
    task.result("tour.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
