"""What a reader of a plan has to know of its figures: who is beyond reach, which conditions are not kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from geodata.errors import N_
from geodata.planning.evaluation import as_assigned, evaluate, honours_limits, reachable_rows
from geodata.planning.notes import Note
from geodata.planning.values import Instance, Model, Solution, StoppedBy

NAMES_SHOWN = 10


def with_everybody(instance: Instance, solution: Solution) -> Solution:
    """
    Return a solution of ``set_cover`` in which those beyond the minutes of every candidate go somewhere too.

    The model leaves them out, but they still go to the nearest open point; without them the minutes after
    would be those of other people than the minutes before.
    """
    if instance.model is not Model.SET_COVER or not solution.unreachable:
        return solution
    nearest = evaluate(instance, solution.opened).assigned
    return replace(solution, assigned=np.where(solution.assigned < 0, nearest, solution.assigned))


def tell_caveats(instance: Instance, solution: Solution, places: Sequence[str]) -> list[Note]:
    """Return the notes about a solution; ``places`` are the names of the rows."""
    given = solution.stopped_by is StoppedBy.GIVEN
    of_given = [*_left_out(instance, solution, places), *_broken(instance, solution)] if given else []
    return [*_unreachable(instance, solution, places), *of_given]


def _named(rows: Iterable[int], places: Sequence[str]) -> dict[str, object]:
    """Return how many rows there are, and the names of the first ones."""
    names = [str(places[row]) for row in rows]
    shown = ", ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "")
    return {"count": len(names), "names": shown}


def _left_out(instance: Instance, solution: Solution, places: Sequence[str]) -> list[Note]:
    """Say whom points that somebody set by hand leave out, which is why they have no objective."""
    if instance.model is Model.MAX_COVER:
        return []
    most = instance.minutes if instance.model is Model.SET_COVER else None
    served = as_assigned(instance, solution.assigned).costs <= (np.finfo(float).max if most is None else most)
    rows = np.flatnonzero(reachable_rows(instance) & ~served)
    if not rows.size:
        return []
    text = N_("These points leave out %(count)s communes that a candidate could serve: %(names)s")
    return [Note("left_out", text, _named(rows.tolist(), places))]


def _unreachable(instance: Instance, solution: Solution, places: Sequence[str]) -> list[Note]:
    """Say which communes no place of the plan can ever serve, and what that means for the figures."""
    if not solution.unreachable:
        return []
    values = _named(solution.unreachable, places)
    if instance.model is Model.SET_COVER:
        text = N_(
            "%(count)s communes are farther than %(minutes)s minutes from every candidate; the points are"
            " chosen without them: %(names)s"
        )
        return [Note("unreachable", text, values | {"minutes": instance.minutes})]
    text = N_(
        "%(count)s communes cannot be reached from any candidate: they count in no minutes, and as beyond"
        " any time: %(names)s"
    )
    return [Note("unreachable", text, values)]


def _broken(instance: Instance, solution: Solution) -> list[Note]:
    """Say where points that somebody set by hand do not keep to what else is asked for."""
    notes = []
    if not honours_limits(instance, solution.opened):
        text = N_(
            "These points do not keep to the conditions of the plan (places that may not open, numbers per"
            " district, least distance or budget)"
        )
        notes.append(Note("limits_broken", text, {}))
    if instance.capacity is not None:
        served = solution.assigned >= 0
        load = np.zeros(len(instance.capacity))
        np.add.at(load, solution.assigned[served], instance.weights[served])
        full = np.flatnonzero(load > instance.capacity * (1 + 1e-9))
        if full.size:
            text = N_("%(count)s of these points would serve more than their capacity")
            notes.append(Note("capacity_broken", text, {"count": int(full.size)}))
    return notes
