"""What a plan may be made of: kinds of demand and candidates with counts, models, targets, limits."""

from __future__ import annotations

from typing import Any

from geodata.errors import N_, InvalidInput
from geodata.network.current import current_network
from geodata.network.routing import EngineSettings
from geodata.planning.candidates import Candidates, candidates
from geodata.planning.decision950 import FIRST_YEAR, LAST_YEAR, NUMBER, PLACE_KINDS, SIGNED_ON, has_ended
from geodata.planning.demand import Demand, demand_points
from geodata.planning.existing import existing_points
from geodata.planning.figures import KIND_TITLES, DemandKind
from geodata.planning.plan_answer import tell_existing, tell_notes, tell_targets
from geodata.planning.reading import MAX_COLUMNS, MAX_POINTS, MAX_SAMPLES, MAX_TIME_S, USUAL_TIME_S
from geodata.planning.values import Model
from geodata.store import Store
from geodata.view import View

MODEL_TEXTS: dict[Model, tuple[str, str]] = {
    Model.P_MEDIAN: (
        N_("Shortest way for everybody together"),
        N_("The points for which the minutes of all people, added up, are least (p-median)."),
    ),
    Model.MAX_COVER: (
        N_("As many as possible within a time"),
        N_("The points that have the largest demand within the minutes (maximal covering)."),
    ),
    Model.SET_COVER: (
        N_("Fewest points for everybody"),
        N_("The fewest new points with which everybody is within the minutes (set covering)."),
    ),
    Model.P_CENTER: (
        N_("Nobody too far"),
        N_("The points for which the longest way of all is as short as it can be (p-centre)."),
    ),
}

Answer = dict[str, Any]


def siting_options(store: Store, view: View, engine: EngineSettings | None) -> Answer:
    """Return the choices of the planning page in a view; an empty store has none of demand."""
    network = current_network(store, engine)
    demand = _demand(store, view)
    found = candidates(store, view, [kind.key for kind in PLACE_KINDS]) if demand is not None else None
    existing = existing_points(store, view)
    return {
        "models": [
            {"key": model.value, "title": title, "explanation": explanation}
            for model, (title, explanation) in MODEL_TEXTS.items()
        ],
        "demand": [
            {
                "key": kind.value,
                "title": KIND_TITLES[kind],
                "total": 0 if demand is None else demand.totals[kind],
            }
            for kind in DemandKind
        ],
        "communes": 0 if demand is None else len(demand.ids),
        "kinds": _kinds(found),
        "districts": _districts(demand),
        "existing": tell_existing(existing),
        "notes": tell_notes(existing.notes),
        "targets": tell_targets(store),
        "decision": {
            "number": NUMBER,
            "signed_on": SIGNED_ON.isoformat(),
            "first_year": FIRST_YEAR,
            "last_year": LAST_YEAR,
            "in_force": not has_ended(view.today),
        },
        "travel": {
            "network": network.network.name,
            "kind": network.network.kind.value,
            "source": network.network.source,
            "as_of": None if network.network.as_of is None else network.network.as_of.isoformat(),
            "estimate": network.network.is_estimate,
        },
        "limits": {
            "max_points": MAX_POINTS,
            "max_candidates": MAX_COLUMNS,
            "max_samples": MAX_SAMPLES,
            "max_time_s": MAX_TIME_S,
            "usual_time_s": USUAL_TIME_S,
        },
    }


def _demand(store: Store, view: View) -> Demand | None:
    """Return the demand points with their figures; None where the store holds nobody to be served."""
    try:
        return demand_points(store, view, {DemandKind.RESIDENTS.value: 1.0})
    except InvalidInput:
        return None


def _kinds(found: Candidates | None) -> list[Answer]:
    """Return the kinds of places with how many records and candidates there are."""
    counts = {} if found is None else {count.kind: count for count in found.by_kind}
    return [
        {
            "key": kind.key,
            "title": kind.title,
            "clause": kind.clause,
            "data": kind.data,
            "not_here": kind.not_here,
            "records": counts[kind.key].records if kind.key in counts else 0,
            "taken": counts[kind.key].taken if kind.key in counts else 0,
            "district_only": counts[kind.key].district_only if kind.key in counts else 0,
        }
        for kind in PLACE_KINDS
    ]


def _districts(demand: Demand | None) -> list[Answer]:
    """Return the districts until 30 June 2025, by code."""
    if demand is None:
        return []
    rows = demand.rows.dropna(subset=["district_code"]).drop_duplicates("district_code")
    pairs = sorted(zip(rows["district_code"], rows["district"], strict=True))
    return [{"code": code, "name": name} for code, name in pairs]
