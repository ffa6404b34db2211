"""What the facts of the programme say of producers and products by a day: yes, no, or not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from geodata import programme_tables, tables
from geodata.plain import rows_of
from geodata.reconciliation.holding import span_of
from geodata.records.vocabulary import E_COMMERCE, Fact, Precision, SalesChannel
from geodata.store import Store

Facts = Mapping[tuple[str, str], list[dict[str, Any]]]
YES, NO = "yes", "no"
# Plan 182/KH-UBND names supermarkets, convenience stores and e-commerce; a shop may be a convenience store.
MODERN: frozenset[str] = frozenset({SalesChannel.SUPERMARKET, *E_COMMERCE})


@dataclass(frozen=True, slots=True)
class Answered:
    """Of so many: how many a source says it of, how many it denies, of how many nothing is known."""

    yes: int
    no: int
    unknown: int

    @property
    def of(self) -> int:
        """All that were asked about."""
        return self.yes + self.no + self.unknown


def facts_by(store: Store, day: date) -> Facts:
    """Return the facts of each subject that hold by ``day``; one without a date may hold, and does."""
    t = programme_tables.programme_facts
    columns = (t.c.subject_kind, t.c.subject_id, t.c.fact, t.c.value, t.c.as_of, t.c.as_of_precision)
    query = sa.select(*columns).where(sa.or_(t.c.as_of.is_(None), t.c.as_of <= day))
    found: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(store.frame(query)):
        found[row["subject_kind"], row["subject_id"]].append(row)
    return found


def said(facts: Facts, subject: tuple[str, str], fact: Fact) -> bool | None:
    """
    Return whether a source says a fact of a subject; None: none does, or two contradict each other.

    The newest counts: what is certainly of an earlier time than another answer says
    nothing any more. One without a date may be the newest, as may one of the same year
    where only the year is known.
    """
    values = _newest([row for row in facts.get(subject, ()) if row["fact"] == fact])
    if YES in values:
        return None if NO in values else True
    return False if NO in values else None


def _newest(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return what those answers say, yes or no, that are not certainly older than another one."""
    told = [row for row in rows if row["value"] in (YES, NO)]
    dated = [span_of(row["as_of"], row["as_of_precision"] or Precision.DAY) for row in told if row["as_of"]]
    since = max((span.first for span in dated), default=None)

    def holds(row: Mapping[str, Any]) -> bool:
        """Whether it may be of the time of the newest."""
        if since is None or row["as_of"] is None:
            return True
        return span_of(row["as_of"], row["as_of_precision"] or Precision.DAY).last >= since

    return {row["value"] for row in told if holds(row)}


def sells_through(facts: Facts, subject: tuple[str, str], channels: Collection[str]) -> bool | None:
    """Return whether a source names one of ``channels``; that none is named says nothing."""
    values = {row["value"] for row in facts.get(subject, ()) if row["fact"] == Fact.SALES_CHANNEL}
    return True if values.intersection(channels) else None


def answered(keys: Collection[str], tell: Callable[[str], bool | None]) -> Answered:
    """Return how many of ``keys`` are told to be so, not to be so, or are not told."""
    told = [tell(key) for key in sorted(keys)]
    return Answered(told.count(True), told.count(False), told.count(None))


def both(first: bool | None, second: bool | None) -> bool | None:
    """Return whether two things are so, where both are known or one is not so."""
    if first is False or second is False:
        return False
    return True if first and second else None


def any_of(told: Collection[bool | None]) -> bool | None:
    """Return whether one is so; False only where none is and all are known."""
    if True in told:
        return True
    return None if None in told or not told else False


def websites(store: Store) -> dict[str, str]:
    """Return the website of each producer that has one."""
    t = tables.producers
    with store.read() as connection:
        rows = connection.execute(sa.select(t.c.producer_id, t.c.website).where(t.c.website.is_not(None)))
        return {row.producer_id: row.website for row in rows}
