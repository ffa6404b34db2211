"""The job that solves a siting plan which takes longer than a request may."""

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
class SitingInputs:
    """The plan as it was sent: a JSON object as text."""

    plan: str


@job_kind("siting_plan", title=N_("Plan sales points"), inputs=SitingInputs, least_role=None)
def siting_plan(store: Store, inputs: SitingInputs, task: Task) -> None:
    """Solve the plan; the result is its answer as JSON."""
    # The solver, numpy and frames: not in the web processes, which only list the kinds.
    from geodata.planning.plans import Running, run_plan

    running = Running(engine=engine_of(Settings.from_env(os.environ)), today=today(), tell=task.progress)
    answer = run_plan(store, inputs.plan, running)
    task.result("plan.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
