"""
Where the value chain breaks, and where that cannot be told, as two layers of the catalogue.

The records are those of the lists of ``geodata.value_chain.breaks`` with their usual
question (``Asked()``), each at the point that the value chain gives it. Minutes come
from the roads on record: an engine outside is asked by the page of the value chain alone.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from geodata.errors import N_
from geodata.store import Store
from geodata.value_chain.breaks import KIND_OF, Asked, Breaks, Standing, read_breaks
from geodata.value_chain.chain import Chain, read_chain
from geodata.value_chain.nearest import roads_of
from geodata.value_chain.nodes import ID_COLUMNS, Key, frames_in, keys_in
from geodata.value_chain.vocabulary import State
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitSystem
from layers.chain_labels import BETWEEN, STATE_OF
from layers.value_chain_words import basis_notes, closing_text, list_title, shown_minutes, shown_range
from layers.wording import Wording

ASKED = Asked()
# Where a record lies and what of it is inferred, as ``geodata.joins`` tells of every kind.
PLACED = (
    "name",
    "lon",
    "lat",
    "commune",
    "commune_code",
    "district",
    "district_code",
    "placement",
    "unit_name",
    "in_system",
    "confidence",
    "inferred_fields",
)
TOLD = (
    "id",
    "break",
    "reason",
    "partners",
    "written",
    "within",
    "minutes",
    "minutes_low",
    "minutes_likely",
    "minutes_high",
    "nearest",
)


def record_id(key: Key) -> str:
    """Return what tells a record from those of all other kinds: ``products:<identifier>``."""
    return BETWEEN.join(key)


def chain_breaks_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """Return the records where the chain breaks: a source, or the travel time, says that there is no link."""
    return _records_in(store, view, chosen or ProductFilter(), State.NONE)


def chain_unknown_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """Return the records of which nothing on record tells whether a link leads on."""
    return _records_in(store, view, chosen or ProductFilter(), State.UNKNOWN)


def _records_in(store: Store, view: View, chosen: ProductFilter, state: State) -> pd.DataFrame:
    """Return the records of all lists in one state, with the columns ``PLACED`` and ``TOLD``."""
    every = store.remembered(("chain_records", view), lambda: _read(store, view))
    found = every[every["state"] == state.value]
    if chosen.is_empty():
        return found
    # Chosen among as the page of the value chain does: each kind by what is known of it.
    kept = keys_in(frames_in(store, view, chosen))
    return found[found["id"].isin({record_id((kind, key)) for kind, keys in kept.items() for key in keys})]


def _drawn(view: View) -> View:
    """Return the view whose boundaries the chain is told with: the units of 2019 are names only."""
    return replace(view, units=UnitSystem.Y2024) if view.units is UnitSystem.Y2019 else view


def _breaks(store: Store, view: View) -> tuple[Chain, Breaks]:
    """Return chain and lists with their usual question."""
    chain = read_chain(store, _drawn(view))

    def look() -> Breaks:
        return read_breaks(store, chain, roads_of(store, None), ASKED)

    return chain, store.remembered(("chain_layer_breaks", chain.view), look)


def _read(store: Store, view: View) -> pd.DataFrame:
    """Return the records of all lists that no link leads on from, list by list."""
    chain, breaks = _breaks(store, view)
    frames = frames_in(store, view)
    parts = []
    for key, table in breaks.tables.items():
        kind = KIND_OF[key]
        rows = [row for row in table.rows if row.state in STATE_OF.values()]
        placed = frames[kind].set_index(ID_COLUMNS[kind])[list(PLACED)]
        found = placed.loc[[row.node.record_id for row in rows]].reset_index(drop=True)
        told = [_told(chain, row, key.value) for row in rows]
        # As objects: numbers beside None would become floats, and a whole minute 54.0.
        part = found.assign(
            **{name: pd.Series([one[name] for one in told], dtype=object) for name in ("state", *TOLD)}
        )
        if view.units is not UnitSystem.Y2019:
            # The chain puts what has no boundary where it stands in every list of units.
            part["lon"], part["lat"] = ([_at(row, side) for row in rows] for side in (0, 1))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _at(row: Standing, side: int) -> float | None:
    """Return the longitude (0) or latitude (1) of a record; None: it has no point."""
    return None if row.node.point is None else row.node.point[side]


def _told(chain: Chain, row: Standing, key: str) -> dict[str, Any]:
    """Return what is told of a record of a list; minutes belong to producers that have a point."""
    way = row.way
    known = way is not None and way.point is not None and math.isfinite(way.likely)
    minutes = (way.low, way.likely, way.high) if way is not None and known else None
    low, likely, high = (
        (None, None, None) if minutes is None else (shown_minutes(one, ASKED.minutes) for one in minutes)
    )
    return {
        "state": row.state.value,
        "id": record_id(row.node.key),
        "break": key,
        "reason": row.reason.value,
        # The nearest one has a field of its own, and is no partner.
        "partners": [chain.nodes[one].name for one in row.partners if way is None or one != way.point],
        "written": [lead.text for lead in row.leads],
        "within": ASKED.minutes if key == "producers" else None,
        "minutes": None if minutes is None else shown_range(*minutes, ASKED.minutes),
        "minutes_low": low,
        "minutes_likely": likely,
        "minutes_high": high,
        "nearest": None if way is None or way.point is None else chain.nodes[way.point].name,
    }


def chain_notes(store: Store, view: View, words: Wording) -> list[tuple[str, str]]:
    """Return what the layers rest on, and how many records of each list there are in each state."""
    _, breaks = _breaks(store, view)
    closing = [
        (list_title(words, table.key, ASKED), closing_text(words, table)) for table in breaks.tables.values()
    ]
    return [*closing, *((words.translate(N_("Note")), note) for note in basis_notes(words, breaks))]
