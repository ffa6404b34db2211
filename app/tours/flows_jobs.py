"""The job that makes tours by a stated plan, to see where they pass."""

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

KIND = "tour_flows"
# One tour for every weekday in every season with every length.
USUAL_COUNT, USUAL_SEED = 84, 1


@dataclass(frozen=True, slots=True)
class FlowInputs:
    """How many tours to make, and from which seed."""

    count: int = USUAL_COUNT
    seed: int = USUAL_SEED


@job_kind(
    KIND, title=N_("Make tours to see where they pass"), inputs=FlowInputs, least_role=None, limit_per_user=1
)
def tour_flows(store: Store, inputs: FlowInputs, task: Task) -> None:
    """Make the tours; the result is all of them as JSON."""
    # The solver and frames: not in the web processes, which only list the kinds.
    from geodata.tourism.generated import FlowPlan, make_tours

    day = today()
    plan = FlowPlan(count=inputs.count, seed=inputs.seed, after=day)
    made = make_tours(store, engine_of(Settings.from_env(os.environ)), plan, day, task.progress)
    task.result("tour_flows.json").write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
