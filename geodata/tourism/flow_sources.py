"""Which tours are counted: published ones, drafts of who asks, and those that a job has made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from geodata.office.audit import Actor
from geodata.office.tables import tours
from geodata.store import Store
from geodata.tourism.flows import FlowKind, FlowTour, Stretch, flow_tour, stretches_of
from geodata.tourism.saved import SavedTour, find_tour, published_tours, visible_headings


def published_versions(store: Store) -> tuple[tuple[str, int], ...]:
    """
    Return key and version of every published tour: it changes whenever they do.

    The revision of the store does not: writing a tour changes nothing that the map shows.
    """
    asked = sa.select(tours.c.tour_id, tours.c.version).where(tours.c.published_at.is_not(None))
    with store.read() as connection:
        return tuple(
            (row.tour_id, row.version) for row in connection.execute(asked.order_by(tours.c.tour_id))
        )


def published_flows(store: Store) -> tuple[FlowTour, ...]:
    """Return the published tours; those of a version are read once."""
    versions = published_versions(store)
    return store.remembered(
        ("published_flows", versions),
        lambda: tuple(_saved(tour, FlowKind.PUBLISHED) for tour in published_tours(store)),
    )


def draft_flows(store: Store, viewer: Actor) -> tuple[FlowTour, ...]:
    """Return the drafts of ``viewer``."""
    drafts = (heading for heading in visible_headings(store, viewer, mine=True) if not heading.is_published)
    return tuple(_saved(find_tour(store, draft.tour_id, viewer), FlowKind.DRAFT) for draft in drafts)


def stretches_in(store: Store, found: Sequence[FlowTour]) -> tuple[Stretch, ...]:
    """Return the stretches of tours, laid over each other once for the same tours."""
    key = ("stretches", tuple(tour.key for tour in found))
    return store.remembered(key, lambda: stretches_of(found))


def counts_by_kind(found: Sequence[FlowTour]) -> dict[FlowKind, int]:
    """Return how many tours there are of each kind; 0 where there are none."""
    counts = Counter(tour.kind for tour in found)
    return {kind: counts[kind] for kind in FlowKind}


def _saved(tour: SavedTour, kind: FlowKind) -> FlowTour:
    """Return a saved tour."""
    key = f"saved:{tour.tour_id}@{tour.version}"
    return flow_tour(tour.answer, key=key, kind=kind, name=tour.title, tour_id=tour.tour_id)
