"""
Two records that are one: what belongs to one goes over to the other, and its address leads there.

Certificates, inspections, facts, linked zones, figures and market days go
over, but for those that the kept record has already; so do the products of a
producer, the links to a zone, and whoever stands at the other's place. Of two
links of one product with one zone the newer stays; the merge and the history
(``fallen``) tell of the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from geodata.errors import N_, InvalidInput
from geodata.office.audit import Actor
from geodata.records.checking import Checker
from geodata.records.current import Gate, anybody, current_state
from geodata.records.differences import difference, told
from geodata.records.editing import Raw, accepted
from geodata.records.fallen import MARKS, ONE_EACH, fallen_rows, is_newer
from geodata.records.history import begin_change, put_all
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.product_building import settled_product
from geodata.records.redirects import redirect
from geodata.records.references import REFERENCES
from geodata.records.state import ROLES, TABLES, Pair, Row, State, name_of, normal, read_states, record_of
from geodata.records.vocabulary import Action
from geodata.store import Store
from geodata.tables import place_roles
from geodata.view import office_today

Joined = dict[RecordKind, dict[str, Pair]]


def merge_records(
    store: Store,
    actor: Actor,
    kind: RecordKind,
    keep: str,
    gone: str,
    chosen: Raw,
    tags: Mapping[str, str],
    reason: str | None = None,
    today: date | None = None,
    gate: Gate = anybody,
) -> list[Row]:
    """
    Merge one record into another; return the links with zones that fell away for a newer one.

    Parameters
    ----------
    keep, gone
        The record that stays, and the one that becomes part of it.
    chosen
        Fields of the kept record that get another value, as ``change_record`` takes them.
    tags
        The versions of both that were seen, by identifier.

    Raises
    ------
    InvalidInput
        They are one record, or a chosen value is not allowed.
    NotFound, Stale
        As ``editing.change_record``.
    Conflict
        Both producers have a product of one name: those are merged first.
    """
    if keep == gone:
        raise InvalidInput(N_("A record is not merged into itself"))
    with store.write() as connection:
        kept = current_state(connection, kind, keep, tags.get(keep, ""))
        other = current_state(connection, kind, gone, tags.get(gone, ""))
        checker = Checker(connection, today or office_today())
        checker.known.forget(kind, gone)
        state = _merged(checker, kind, kept, other, chosen)
        changes: Joined = {kind: {keep: (kept, state), gone: (other, None)}}
        _add_users(connection, changes, kind, keep, gone)
        _add_neighbours(connection, changes, kept, other)
        _pass_gate(gate, changes)
        left = [one.row for one in fallen_rows(changes, {keep, gone}) if one.table == "product_zones"]
        count = sum(len(pairs) for pairs in changes.values())
        change_id = _begin(connection, actor, kind, (keep, kept, state), (gone, other), count, left, reason)
        put_all(connection, change_id, changes)
        redirect(connection, kind, gone, keep, change_id)
    return left


def _merged(checker: Checker, kind: RecordKind, kept: State, other: State, chosen: Raw) -> State:
    """Return the state of the kept record after the merge, with the values that were chosen."""
    joined = normal(kind, _joined(kind, kept, other))
    state = accepted(checker.check(kind, chosen, joined)) if chosen else joined
    return settled_product(state) if kind is RecordKind.PRODUCTS else state


def _begin(
    connection: sa.Connection,
    actor: Actor,
    kind: RecordKind,
    keep: tuple[str, State, State],
    gone: tuple[str, State],
    records: int,
    left: list[Row],
    reason: str | None,
) -> int:
    """
    Write the line of a merge, and return its number.

    ``keep`` is the record that stays, before and after; ``gone`` the other one
    before; ``left`` the links that fall away.
    """
    before, after = told(difference(kind, *keep[1:]))
    after |= {"merged": gone[0], "merged_name": name_of(kind, gone[1])}
    if left:
        after["left_out"] = left
    return begin_change(
        connection,
        actor,
        Action.MERGE,
        name_of(kind, keep[2]),
        reason,
        records,
        subject=(kind, keep[0]),
        before=before,
        after=after,
    )


def _pass_gate(gate: Gate, changes: Joined) -> None:
    """Ask whether each record that a merge touches may be touched, as it is and as it will be."""
    for kind, pairs in changes.items():
        for pair in pairs.values():
            for state in pair:
                if state is not None:
                    gate(kind, state)


def _joined(kind: RecordKind, kept: State, other: State) -> dict[str, list[Row]]:
    """Return the kept record with what belongs to the other one."""
    spec = spec_of(kind)
    keep, gone = (record_of(kind, state)[spec.id_column] for state in (kept, other))
    row, left = record_of(kind, kept), record_of(kind, other)
    if "sources" in row:
        row = row | {"sources": list(dict.fromkeys([*row["sources"], *left["sources"]]))}
    row = row | {"note": row["note"] or left["note"]}
    state: dict[str, list[Row]] = {**kept, spec.table: [row]}
    same: dict[str, str] = {}  # a row of the other record → the row of the kept one that tells the same
    for owned in spec.owned:
        own = list(kept[owned.table])
        for part in other[owned.table]:
            owner = part[owned.refers_by]
            moved = part | {owned.refers_by: keep if owner == gone else same.get(owner, owner)}
            twin = next((one for one in own if _told(owned.table, one) == _told(owned.table, moved)), None)
            if twin is None:
                own.append(moved)
            elif len(owned.key) == 1:
                same[part[owned.key[0]]] = twin[owned.key[0]]
            else:
                own[own.index(twin)] = _newer(twin, moved)
        state[owned.table] = own
    return state


def _told(table: str, row: Row) -> Row:
    """Return what a row of a part tells."""
    if table in ONE_EACH:
        return {name: row[name] for name in ONE_EACH[table]}
    keys = {column.name for column in TABLES[table].primary_key}
    return {name: value for name, value in row.items() if name not in keys | MARKS}


def _add_users(connection: sa.Connection, changes: Joined, kind: RecordKind, keep: str, gone: str) -> None:
    """Let the products of a producer, or those linked to a zone, refer to the kept record."""
    if kind not in REFERENCES:
        return
    by_kind, table, column = REFERENCES[kind]
    t = TABLES[table]
    ids = connection.scalars(sa.select(t.c.product_id).where(t.c[column] == gone)).all()
    for key, state in read_states(connection, by_kind, ids).items():
        rows = [row | {column: keep if row[column] == gone else row[column]} for row in state[table]]
        if table == "product_zones":
            rows = _once(rows, state[table])
        changes.setdefault(by_kind, {})[key] = (state, {**state, table: rows})


def _once(rows: list[Row], before: list[Row]) -> list[Row]:
    """Return the links of a product, one for each zone: the newer one, else the one that was there before."""
    links: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row not in before):
        held = links.get(row["zone_id"])
        links[row["zone_id"]] = row if held is None else _newer(held, row)
    return list(links.values())


def _newer(held: Row, other: Row) -> Row:
    """Return the one of two rows that is certainly as of a later day; ``held`` where neither is."""
    return other if is_newer(other, held) else held


def _add_neighbours(connection: sa.Connection, changes: Joined, kept: State, other: State) -> None:
    """Let whoever stands at the place of the other record stand at the place of the kept one."""
    old = {row["place_id"] for row in other.get("place_roles", ())}
    new = [row for row in kept.get("places", ()) if row["place_id"] not in old]
    if not old or not new:
        return
    t = place_roles
    rows = connection.execute(sa.select(t.c.role, t.c.record_id).where(t.c.place_id.in_(old))).all()
    for kind, roles in ROLES.items():
        ids = {row.record_id for row in rows if row.role in roles} - changes.get(kind, {}).keys()
        for key, state in read_states(connection, kind, ids).items():
            place = new[0]["place_id"]
            moved = {
                kind.value: [record_of(kind, state) | {"place_id": place}],
                "places": new,
                "place_roles": [row | {"place_id": place} for row in state["place_roles"]],
            }
            changes.setdefault(kind, {})[key] = (state, {**state, **moved})
