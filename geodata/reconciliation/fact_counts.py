"""What the facts of the programme say of producers and products by a day: yes, no, or not known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from geodata import tables
from geodata.programme.answers import Answer
from geodata.programme.current import CurrentFacts, Subject
from geodata.records.vocabulary import E_COMMERCE, Fact, SalesChannel
from geodata.store import Store

TOLD: Mapping[Answer, bool | None] = {Answer.YES: True, Answer.NO: False, Answer.UNKNOWN: None}
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


def said(facts: CurrentFacts, subject: Subject, fact: Fact) -> bool | None:
    """Return whether a source says a fact of a subject; None: none does, or what is said cannot be told."""
    return TOLD[facts.answer(*subject, fact)]


def sells_through(facts: CurrentFacts, subject: Subject, channels: Collection[str]) -> bool | None:
    """Return whether a source names one of ``channels``; that none is named says nothing."""
    held = facts.of_fact(*subject, Fact.SALES_CHANNEL)
    return True if any(one.value in channels and one.answer is Answer.YES for one in held) else None


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
