"""A solved plan as JSON can carry it: every figure as a range, whom each point serves, what it rests on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

import numpy as np

from geodata.network.current import CurrentNetwork
from geodata.network.values import Floats, TravelTimes, Variant
from geodata.planning.caveats import tell_caveats, with_everybody
from geodata.planning.choices import Choice, explain_choices, tell_fairness
from geodata.planning.decision950 import BY_KEY
from geodata.planning.demand import Demand
from geodata.planning.evaluation import Evaluation, Rows, as_assigned, evaluate
from geodata.planning.existing import ExistingPoint, ExistingPoints, public_targets, target_by_district
from geodata.planning.figures import KIND_TITLES, DemandKind
from geodata.planning.matrix_plans import Answer, solution_answer
from geodata.planning.notes import Note
from geodata.planning.preparing import EXISTING, Prepared
from geodata.planning.reading import USUAL_MINUTES
from geodata.planning.values import Solution
from geodata.store import Store

MINUTE_DIGITS = 1
WEIGHT_DIGITS = 6  # a mix of kinds of demand has weights far below 1


def plan_answer(store: Store, prepared: Prepared, solution: Solution, network: CurrentNetwork) -> Answer:
    """Return what every plan says; the caller adds curve, robustness and the price of wishes."""
    request, demand = prepared.request, prepared.demand
    found, solution = solution, with_everybody(prepared.instance, solution)
    after = as_assigned(prepared.instance, solution.assigned)
    before = evaluate(prepared.instance, prepared.kept)
    minutes = request.minutes or USUAL_MINUTES
    state = store.state()
    return {
        **solution_answer(prepared.instance, found, prepared.ids, demand.ids),
        "sites": request.sites,
        "minutes": request.minutes,
        "units": request.units.value,
        "on": None if request.on is None else request.on.isoformat(),
        "status_day": prepared.view.status_day.isoformat(),
        "basis": {
            "revision": state.revision,
            "base_date": None if state.reference_edition is None else state.reference_edition.isoformat(),
            "checksums": dict(prepared.checksums),
            "tours": _tours(demand),
        },
        "travel": network.described(prepared.times),
        "demand": _demand(prepared),
        "rows": _rows(prepared, before, after),
        "candidates": _candidates(prepared, solution),
        "points": [
            _point(prepared, solution, choice) for choice in explain_choices(prepared.instance, solution)
        ],
        "figures": {
            "before": _figures(prepared.times, before, minutes),
            "after": _figures(prepared.times, after, minutes),
        },
        "fairness": _fairness(prepared, after, minutes),
        "existing": tell_existing(prepared.existing),
        "targets": tell_targets(store),
        "by_district": _by_district(store, prepared, solution),
        "forced": None,
        "curve": None,
        "robustness": None,
        "notes": tell_notes(
            [
                *demand.notes,
                *prepared.candidates.notes,
                *prepared.existing.notes,
                *tell_caveats(prepared.instance, solution, list(demand.rows["name"])),
            ]
        ),
    }


def _tours(demand: Demand) -> Answer | None:
    """Return which tours the weights rest on; None where none are weighed."""
    if DemandKind.TOURS not in demand.mix:
        return None
    tours = demand.tours
    return {"published": tours.published, "generated": tours.generated, "job": tours.job}


def _fairness(prepared: Prepared, after: Evaluation, minutes: float) -> Answer:
    """Return who is served worst, and how each district fares; beyond ``minutes`` is badly."""
    districts = [name or "" for name in prepared.demand.rows["district"]]
    found = tell_fairness(after, districts, minutes)
    return {
        "minutes": minutes,
        "worst": [prepared.demand.ids[row] for row in found.worst_rows],
        "share_beyond": found.share_beyond,
        "groups": [
            {
                "name": group.group,
                "weight": group.weight,
                "mean": group.mean,
                "worst": group.worst,
                "share_beyond": group.share_beyond,
            }
            for group in found.groups
        ],
    }


def tell_notes(notes: Iterable[Note]) -> list[Answer]:
    """Return notes with their texts for the translators and the values that fill them."""
    return [{"key": note.key, "message": note.message, "values": dict(note.values)} for note in notes]


def tell_existing(existing: ExistingPoints) -> Answer:
    """Return the points that there are, and how many were published."""
    return {
        "known": existing.known,
        "published": None if existing.published is None else existing.published.value,
        "published_on": None if existing.published is None else existing.published.as_of.isoformat(),
        "points": [_existing_point(item) for item in existing.items],
    }


def _existing_point(item: ExistingPoint) -> Answer:
    """Return one point that there is."""
    return {
        "id": EXISTING + item.point_id,
        "record": item.point_id,
        "name": item.name,
        "lon": item.lon,
        "lat": item.lat,
        "unit": item.unit_name,
        "own_point": item.own_point,
        "uncertain": item.is_uncertain,
        "entered": item.is_entered,
        "opened_year": item.opened_year,
        "note": item.note,
    }


def tell_targets(store: Store) -> list[Answer]:
    """Return the published targets about sales points."""
    return [asdict(target) for target in public_targets(store)]


def span(values: Mapping[Variant, float | None], digits: int = MINUTE_DIGITS) -> Answer:
    """Return a range; null where there is no figure."""
    return {
        variant.value: None
        if values[variant] is None or not math.isfinite(values[variant] or 0.0)
        else round(float(values[variant] or 0.0), digits)
        for variant in Variant
    }


def _variants(times: TravelTimes, assigned: Rows) -> dict[Variant, Floats]:
    """Return the minutes of each row to the column that serves it, at each end of the range."""
    rows = np.arange(len(assigned))
    found = {}
    for variant in Variant:
        minutes: Floats = getattr(times, variant.value)
        found[variant] = np.where(assigned >= 0, minutes[rows, np.maximum(assigned, 0)], np.inf)
    return found


def ranges(prepared: Prepared, found: Evaluation) -> Answer:
    """Return mean and worst minutes of an open set, and the demand within the minutes, as ranges."""
    minutes = prepared.request.minutes or USUAL_MINUTES
    parts = _parts(prepared.times, found)
    return {
        "mean_range": span({variant: part.mean for variant, part in parts.items()}),
        "worst_range": span({variant: part.worst for variant, part in parts.items()}),
        "covered_range": span(
            {variant: part.covered(minutes) for variant, part in parts.items()}, WEIGHT_DIGITS
        ),
    }


def _parts(times: TravelTimes, found: Evaluation) -> dict[Variant, Evaluation]:
    """Return what each row gets at each end of the range, served by the same column."""
    return {
        variant: Evaluation(assigned=found.assigned, costs=costs, weights=found.weights)
        for variant, costs in _variants(times, found.assigned).items()
    }


def _figures(times: TravelTimes, found: Evaluation, minutes: float) -> Answer:
    """Return what an open set is worth, each figure as a range over the minutes."""
    parts = _parts(times, found)
    total = float(found.weights.sum())
    covered = {variant: part.covered(minutes) for variant, part in parts.items()}
    return {
        "mean": span({variant: part.mean for variant, part in parts.items()}),
        "worst": span({variant: part.worst for variant, part in parts.items()}),
        "covered": span(covered, WEIGHT_DIGITS),
        "share_covered": {
            variant.value: value / total if total > 0 else None for variant, value in covered.items()
        },
        "unreached_weight": found.unreached_weight,
    }


def _demand(prepared: Prepared) -> Answer:
    """Return what the weights are made of."""
    demand = prepared.demand
    table = prepared.request.table
    known = {str(kind): title for kind, title in KIND_TITLES.items()}
    titles = {kind: known.get(kind, table.name if table else kind) for kind in demand.totals}
    return {
        "mix": dict(demand.mix),
        "titles": titles,
        "is_count": demand.is_count,
        "total": float(demand.weights.sum()),
        "totals": dict(demand.totals),
        "left_over": {kind: asdict(left) for kind, left in demand.left_over.items()},
        "unmatched": list(demand.unmatched),
        "missing": {kind: list(codes) for kind, codes in demand.missing.items()},
    }


def _rows(prepared: Prepared, before: Evaluation, after: Evaluation) -> list[Answer]:
    """Return every demand point with whom it is served by and how far that is."""
    now = _variants(prepared.times, after.assigned)
    then = _variants(prepared.times, before.assigned)
    return [
        {
            "id": row.unit_code,
            "name": row.name,
            "district": row.district,
            "lon": row.lon,
            "lat": row.lat,
            "weight": row.weight,
            "assigned": None if column < 0 else prepared.ids[column],
            "minutes": span({variant: costs[number] for variant, costs in now.items()}),
            "before": span({variant: costs[number] for variant, costs in then.items()}),
        }
        for number, (row, column) in enumerate(
            zip(
                prepared.demand.rows.astype(object).itertuples(index=False),
                after.assigned.tolist(),
                strict=True,
            )
        )
    ]


def _candidates(prepared: Prepared, solution: Solution) -> list[Answer]:
    """Return every candidate and existing point with its clauses and what became of it."""
    opened, forbidden, wished = set(solution.opened), set(prepared.instance.forbidden), set(prepared.wished)
    found = []
    for column, item in enumerate(prepared.candidates.items):
        state = "new" if column in opened else "forbidden" if column in forbidden else "free"
        found.append(
            {
                "id": item.candidate_id,
                "name": item.name,
                "lon": item.lon,
                "lat": item.lat,
                "clauses": [{"key": key, "title": BY_KEY[key].title} for key in item.kinds],
                "places": [
                    {"kind": member.kind, "path": member.path, "id": member.record_id, "name": member.name}
                    for member in item.members
                ],
                "placement": item.placement.value,
                "unit": item.unit_name,
                "state": "locked" if column in wished else state,
            }
        )
    kept = {item.point_id: item for item in prepared.existing.placed}
    for column in prepared.kept:
        item_id = prepared.ids[column]
        point = kept[item_id.removeprefix(EXISTING)]
        found.append(
            {
                "id": item_id,
                "name": point.name,
                "lon": point.lon,
                "lat": point.lat,
                "clauses": [],
                "places": [],
                "placement": "own_point" if point.own_point else "commune",
                "unit": point.unit_name,
                "state": "existing",
            }
        )
    return found


def _point(prepared: Prepared, solution: Solution, choice: Choice) -> Answer:
    """Return one new point: whom it serves, what it adds, what is lost without it, who comes next."""
    rows = np.array(choice.rows, dtype=np.int64)
    total = float(prepared.demand.weights.sum())
    next_best = choice.next_best
    return {
        "id": prepared.ids[choice.column],
        "serves": [
            {
                "id": prepared.demand.ids[row],
                "minutes": span(
                    {
                        variant: float(getattr(prepared.times, variant.value)[row, choice.column])
                        for variant in Variant
                    }
                ),
            }
            for row in rows.tolist()
        ],
        "weight": choice.weight,
        "share": choice.weight / total if total > 0 else None,
        "alone": _worth(prepared, choice.objective_alone, choice.alone),
        "without": _worth(prepared, choice.objective_without, choice.without),
        "next_best": None
        if next_best is None
        else {
            "id": prepared.ids[next_best.column],
            "objective": next_best.objective,
            "difference": next_best.difference,
            **ranges(
                prepared, evaluate(prepared.instance, {*solution.opened, next_best.column} - {choice.column})
            ),
        },
        "chosen_share": None,
    }


def _worth(prepared: Prepared, objective: float | None, found: Evaluation) -> Answer:
    """Return what another set of points is worth; with a capacity only the solver could tell."""
    if prepared.instance.capacity is None:
        return {"objective": objective, "mean": found.mean, **ranges(prepared, found)}
    unknown = dict.fromkeys((variant.value for variant in Variant), None)
    names = ("mean_range", "worst_range", "covered_range")
    return {"objective": None, "mean": None, **dict.fromkeys(names, unknown)}


def _by_district(store: Store, prepared: Prepared, solution: Solution) -> list[Answer]:
    """Return every district with its existing and new points beside the public target."""
    items = prepared.candidates.items
    new: Sequence[str | None] = [
        items[column].district_code for column in solution.opened if column < len(items)
    ]
    counts = Counter(code for code in new if code is not None)
    return [asdict(found) for found in target_by_district(store, prepared.existing, counts)]
