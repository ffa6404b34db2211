"""A plan that names tours which a job has made gets their counts, so that it stands without the job."""

from __future__ import annotations

import json
from typing import Any

from app.clock import today
from app.jobs.api import result_of
from app.state import current_store
from app.tours.flows_jobs import KIND


def with_made_tours(text: str) -> str:
    """
    Return a plan with ``demand.tours.made`` where ``demand.tours.job`` names a job of who asks.

    A job's result expires; a scenario that was saved, and made again, still
    weighs the same tours. Everything else stays as it was sent: whoever reads
    the plan says what is wrong with it.
    """
    plan = _parsed(text)
    tours = _tours_of(plan)
    if tours is None or tours.get("job") is None or "made" in tours:
        return text
    made = _counted(str(tours["job"]), str(plan.get("units") or ""))
    demand = plan["demand"] | {"tours": tours | {"made": made}}
    return json.dumps(plan | {"demand": demand}, ensure_ascii=False)


def _counted(job: str, units: str) -> dict[str, Any]:
    """Return how many tours a job has made, and how many concern each commune of a unit system."""
    # Frames: only where somebody asks for tours.
    from geodata.planning.tour_demand import counts_of
    from geodata.tourism.flow_communes import commune_flows
    from geodata.tourism.flows import stretches_of
    from geodata.tourism.generated import generated_flows
    from geodata.view import View
    from geodata.vocabulary import UnitSystem

    tours = generated_flows(result_of(job, KIND), job)
    system = UnitSystem(units) if units in set(UnitSystem) else UnitSystem.Y2025
    view = View(units=system, on=None, today=today())
    flows = commune_flows(current_store(), view, tours, stretches_of(tours))
    return {"count": len(tours), "by_commune": counts_of(flows)}


def _parsed(text: str) -> Any:  # noqa: ANN401 -- any JSON value
    """Return the value of a JSON text; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _tours_of(plan: Any) -> dict[str, Any] | None:  # noqa: ANN401 -- any JSON value
    """Return what a plan says of tours, where it says more than their weight."""
    demand = plan.get("demand") if isinstance(plan, dict) else None
    tours = demand.get("tours") if isinstance(demand, dict) else None
    return tours if isinstance(tours, dict) else None
