"""The job that solves a tour which takes longer than a request may."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.jobs.kinds import Task, job_kind
from geodata.errors import N_

if TYPE_CHECKING:
    from geodata.store import Store


@dataclass(frozen=True, slots=True)
class TourInputs:
    """The tour as it was sent: a JSON object as text."""

    tour: str


@job_kind("tour", title=N_("Make a tour"), inputs=TourInputs, least_role=None)
def make_tour(_store: Store, inputs: TourInputs, task: Task) -> None:
    """Solve the tour; the result is its answer as JSON."""
    # The solver and numpy: not in the web processes, which only list the kinds.
    from geodata.tourism.explicit import run_tour

    task.progress(0.0, N_("Looking for the best tour"))
    answer = run_tour(inputs.tour)
    task.result("tour.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
