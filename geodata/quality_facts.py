"""
Records of which statements on what the programme follows contradict each other.

They are what readers are told of as such (``geodata.programme.current``): of one
kind of fact several statements stand that say different things, and none of
them is certainly newer. No condition in SQL tells that: what may contradict is
picked in SQL and judged here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from geodata.programme.current import SEVERAL, CurrentFact, Subject, current_on, fact_of_row
from geodata.programme_tables import programme_facts
from geodata.records.kinds import RecordKind
from geodata.records.state import Changes, Row, State
from geodata.records.vocabulary import Fact
from geodata.store import Store
from geodata.view import office_today

KINDS = (RecordKind.PRODUCTS, RecordKind.PRODUCERS)
TABLE = programme_facts.name
# Of the others a record has several values at once.
ONE_AT_A_TIME = tuple(fact.value for fact in Fact if fact not in SEVERAL)
DATES = ("as_of", "ended_on")


def contradicting(connection: sa.Connection, day: date) -> dict[Subject, str]:
    """Return the records with a contradiction on ``day``, and the first fact of each that is part of one."""
    t = programme_facts
    key = (t.c.subject_kind, t.c.subject_id, t.c.fact)
    told_apart = (
        sa.select(*key)
        .where(t.c.fact.in_(ONE_AT_A_TIME))
        .group_by(*key)
        .having(sa.func.min(t.c.value) < sa.func.max(t.c.value))
        .subquery()
    )
    on = sa.and_(*(column == told_apart.c[column.name] for column in key))
    found: defaultdict[Subject, list[CurrentFact]] = defaultdict(list)
    for row in connection.execute(sa.select(t).join(told_apart, on).order_by(t.c.fact_id)):
        found[row.subject_kind, row.subject_id].append(fact_of_row(row._mapping))
    first = ((subject, _first(facts, day)) for subject, facts in found.items())
    return {subject: fact_id for subject, fact_id in first if fact_id is not None}


def contradicting_now(store: Store) -> dict[Subject, str]:
    """Return ``contradicting`` of today; one revision looks once on each day, and nobody may change it."""
    day = office_today()

    def look() -> dict[Subject, str]:
        with store.read() as connection:
            return contradicting(connection, day)

    return store.remembered(("quality.contradicting", day), look)


def moved_by(changes: Changes, day: date) -> int:
    """Return how many records more have a contradiction on ``day`` after changes than before them."""
    return sum(
        _is_contradicting(after, day) - _is_contradicting(before, day)
        for kind in KINDS
        for before, after in changes.get(kind, {}).values()
        if _facts(before) != _facts(after)
    )


def _facts(state: State | None) -> list[Row]:
    """Return the facts of a state."""
    return [] if state is None else state.get(TABLE, [])


def _is_contradicting(state: State | None, day: date) -> bool:
    """Return whether facts of a state contradict each other."""
    return _first(map(_fact_of_state, _facts(state)), day) is not None


def _fact_of_state(row: Row) -> CurrentFact:
    """Return a row of a state, in which days are ISO texts, as a fact."""
    days = {name: date.fromisoformat(row[name]) for name in DATES if row[name] is not None}
    return fact_of_row(row | days)


def _first(facts: Iterable[CurrentFact], day: date) -> str | None:
    """Return the first of the facts of one record that is part of a contradiction."""
    return next((one.fact_id for one in current_on(facts, day, day) if one.is_disputed), None)
