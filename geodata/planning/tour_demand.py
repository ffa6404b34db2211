"""How many tours stop in or pass through each commune, as a demand: published ones, and those of a job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import N_, InvalidInput
from geodata.planning.notes import Note
from geodata.planning.requests import GivenTours
from geodata.store import Store
from geodata.tourism.flow_communes import CommuneFlows, commune_flows
from geodata.tourism.flow_sources import published_flows, published_versions, stretches_in
from geodata.view import View

Floats = npt.NDArray[np.float64]

COUNTED = N_(
    "Tours that stop in a commune or pass through it: %(published)s published ones and %(generated)s"
    " generated ones; a tour says where visitors are led, not how many come"
)
SCHEMATIC = N_("%(count)s of the published tours have no real roads: which communes they pass is schematic")


@dataclass(frozen=True, slots=True, eq=False)
class TourDemand:
    """Tours by commune in the order of the codes, and what that rests on."""

    column: Floats
    published: int
    generated: int
    job: str | None
    notes: tuple[Note, ...]


def tour_demand(store: Store, view: View, codes: pd.Series, given: GivenTours | None) -> TourDemand:
    """
    Return the tours that stop in or pass through each commune of ``codes``.

    Parameters
    ----------
    store, view
        Where the published tours are, and which communes there are (not those of 2019).
    given
        Counts of generated tours, or None.

    Raises
    ------
    InvalidInput
        A count is given for what is no commune here.
    """
    versions = published_versions(store)
    counts, schematic = store.remembered(("tour_demand", view, versions), lambda: _published(store, view))
    more = {} if given is None else dict(given.by_commune)
    if unknown := sorted(more.keys() - set(codes)):
        raise InvalidInput(
            N_("%(name)s names %(id)s, which is no commune with records here"), name="tours", id=unknown[0]
        )
    column = np.array([counts.get(code, 0) + more.get(code, 0.0) for code in codes], dtype=np.float64)
    generated = 0 if given is None else given.count
    notes = [Note("tours_counted", COUNTED, {"published": len(versions), "generated": generated})]
    if schematic:
        notes.append(Note("tours_schematic", SCHEMATIC, {"count": schematic}))
    return TourDemand(column, len(versions), generated, None if given is None else given.job, tuple(notes))


def counts_of(flows: CommuneFlows) -> dict[str, int]:
    """Return how many tours stop in or pass through each commune in which any does and that has records."""
    return {
        row.code: count
        for row in flows.rows
        if row.has_records and (count := len(row.visiting) + len(row.passing))
    }


def _published(store: Store, view: View) -> tuple[Mapping[str, int], int]:
    """Return the published tours by commune, and how many of them are schematic."""
    tours = published_flows(store)
    if not tours:
        return {}, 0
    flows = commune_flows(store, view, tours, stretches_in(store, tours))
    return counts_of(flows), sum(not tour.is_real for tour in tours)
