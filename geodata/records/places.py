"""
The places of records: one real place may have several roles, and is named once.

A state holds the row of its place. Where other records stand there too, what
one of them is called does not rename it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import Changes, Pair, Row, State, in_chunks, record_of
from geodata.registry.reading import record_id
from geodata.tables import place_roles, places
from geodata.vocabulary import Role, SalesPointKind

OWN_ROLE: Mapping[RecordKind, Role] = {
    RecordKind.PRODUCERS: Role.PRODUCER,
    RecordKind.CRAFT_VILLAGES: Role.CRAFT_VILLAGE,
    RecordKind.SALES_POINTS: Role.SALES_POINT,
    RecordKind.SIGHTS: Role.SIGHT,
}


@dataclass(slots=True)
class PlaceWrites:
    """What happens to the rows of ``places``."""

    inserted: list[Row] = field(default_factory=list)
    renamed: list[Row] = field(default_factory=list)
    deleted: list[Row] = field(default_factory=list)


def with_place(kind: RecordKind, key: str, before: State | None, after: State) -> State:
    """
    Return a state with the place and the roles that its record has.

    A new record gets a place of its own; a record that is renamed renames its
    place; a sales point that is a market has both roles (``read_places``).
    """
    if not spec_of(kind).has_place:
        return after
    record = record_of(kind, after)
    held = after["places"] or ([] if before is None else before["places"])
    place_id = record["place_id"] or (held[0]["place_id"] if held else None)
    place_id = place_id or record_id(str(record["name"]), f"{kind.value}|{key}")
    name = next((row["name"] for row in held if row["place_id"] == place_id), record["name"])
    if before is not None and record_of(kind, before)["name"] != record["name"]:
        name = record["name"]
    roles = [OWN_ROLE[kind]]
    if kind is RecordKind.SALES_POINTS and record["kind"] == SalesPointKind.MARKET:
        roles = [Role.MARKET, Role.SALES_POINT]
    return {
        **after,
        spec_of(kind).table: [record | {"place_id": place_id}],
        "places": [{"place_id": place_id, "name": name}],
        "place_roles": [{"place_id": place_id, "role": role.value, "record_id": key} for role in roles],
    }


def settled_places(connection: sa.Connection, changes: Changes) -> tuple[Changes, PlaceWrites]:
    """
    Return the changes with the names that their places will have, and what happens to the places.

    A place is made with its first role and deleted with its last one; its name
    changes only while all that stand there are among ``changes``.
    """
    held = _names(changes, 0)
    wanted = _names(changes, 1)
    if not held and not wanted:
        return changes, PlaceWrites()
    ids = sorted(held.keys() | wanted.keys())
    stored = _stored(connection, ids)
    shared = _shared(connection, ids, changes)
    writes, names = PlaceWrites(), {}
    for place_id in ids:
        name = wanted.get(place_id)
        if place_id not in stored:
            if name is not None:
                writes.inserted.append({"place_id": place_id, "name": name})
                names[place_id] = name
            continue
        names[place_id] = stored[place_id] if place_id in shared or name is None else name
        if name is None and place_id not in shared:
            writes.deleted.append({"place_id": place_id, "name": stored[place_id]})
        elif names[place_id] != stored[place_id]:
            writes.renamed.append({"place_id": place_id, "name": names[place_id]})
    named = {
        kind: {key: (pair[0], _named(pair[1], names)) for key, pair in pairs.items()}
        for kind, pairs in changes.items()
    }
    return named, writes


def _names(changes: Changes, which: int) -> dict[str, str]:
    """Return the places of the states before (0) or after (1) the changes: identifier → name."""
    found: dict[str, str] = {}
    for pairs in changes.values():
        for pair in pairs.values():
            for row in _places(pair, which):
                found.setdefault(row["place_id"], row["name"])
    return found


def _places(pair: Pair, which: int) -> list[Row]:
    """Return the places of one of two states."""
    state = pair[which]
    return [] if state is None else state.get("places", [])


def _named(state: State | None, names: Mapping[str, str]) -> State | None:
    """Return a state whose places have the names that they will have."""
    if state is None or all(names[row["place_id"]] == row["name"] for row in state.get("places", ())):
        return state
    return {**state, "places": [row | {"name": names[row["place_id"]]} for row in state["places"]]}


def _stored(connection: sa.Connection, ids: list[str]) -> dict[str, str]:
    """Return the names of the places that are stored."""
    return {
        row.place_id: row.name
        for chunk in in_chunks(ids)
        for row in connection.execute(sa.select(places).where(places.c.place_id.in_(chunk)))
    }


def _shared(connection: sa.Connection, ids: list[str], changes: Changes) -> set[str]:
    """Return the places at which records stand that are not among ``changes``."""
    own: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for pairs in changes.values():
        for before, _ in pairs.values():
            for row in () if before is None else before.get("place_roles", ()):
                own[row["place_id"]].add((row["role"], row["record_id"]))
    t = place_roles
    return {
        row.place_id
        for chunk in in_chunks(ids)
        for row in connection.execute(sa.select(t).where(t.c.place_id.in_(chunk)))
        if (row.role, row.record_id) not in own[row.place_id]
    }
