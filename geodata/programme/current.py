"""
Facts that are current on a day, for all products and producers at once.

What a source said after the day is left out. Of one kind of fact the newest
stands: what is certainly of an earlier time than another answer is superseded,
so that a "no" ends a "yes". A fact without a day may be the newest, and stays
beside what it contradicts; then neither is known (``is_disputed``). A row that
tells nothing takes nothing back. Sales channels, protected marks and fairs are
held several at once, so the newest of each value stands; every support received
is one of its own.

Whatever is on record was said by today. On a day that is past it cannot be told
whether a fact without a day, or one whose month or year goes on behind the day,
had been said: it is ``is_open`` there, and where it would change what is known
of its kind, that is open as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from geodata.names import tone_key
from geodata.plain import rows_of
from geodata.programme.answers import Answer, Followable, Linked
from geodata.programme.zones import LinkedZone, Zones, grouped, links_of, zone_answer, zones_of_producers
from geodata.programme_tables import programme_facts
from geodata.reconciliation.holding import Span, span_of
from geodata.records.vocabulary import CycleStage, Fact, Precision, SalesChannel
from geodata.store import Store

# ``Answer`` is asked for here as well: whoever reads facts needs its name.
__all__ = [
    "Answer",
    "CurrentFact",
    "CurrentFacts",
    "answer_of",
    "current_facts",
    "current_of",
    "current_on",
    "every_fact",
    "fact_of_row",
    "facts_of_subject",
    "said_by",
]

Subject = tuple[str, str]  # (products | producers, identifier)
# What a person writes as the name of a fair, or of a support, where there is none.
NO_WORDS = frozenset({"no", "không", "không có"})
# A subject may have several of these at once; each value has a history of its own.
SEVERAL: frozenset[Fact] = frozenset({Fact.SALES_CHANNEL, Fact.TRADEMARK, Fact.FAIR_ATTENDED, Fact.SUPPORT})
# Looked up: making members of 100,000 texts takes longer than all else that is done with them.
FACT: Mapping[str, Fact] = {fact.value: fact for fact in Fact}
PRECISION: Mapping[str, Precision] = {precision.value: precision for precision in Precision}
ORDER: Mapping[Fact, int] = {fact: place for place, fact in enumerate(Fact)}
STEPS: Mapping[str, int] = {stage.value: step for step, stage in enumerate(CycleStage)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentFact:
    """
    One fact that is current; ``value`` None: unknown, ``as_of`` None: of which day nobody knows.

    ``value`` is yes or no, a member of the fact's own list
    (``records.choices.FACT_VALUES``), or the name of a fair; ``amount_vnd`` whole
    đồng. ``is_disputed``: another source that may be as new says otherwise. ``is_open``:
    whether it had been said by the day that is asked about, or was the newest
    then, cannot be told.
    """

    fact_id: str
    fact: Fact
    value: str | None
    link: str | None
    amount_vnd: int | None
    as_of: date | None
    precision: Precision | None
    source: str | None
    note: str | None
    ended_on: date | None = None
    is_disputed: bool = False
    is_open: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether anything is known of its day."""
        return self.as_of is not None

    @property
    def span(self) -> Span | None:
        """The days of which it can be; None: nobody knows."""
        return None if self.as_of is None else _span(self.as_of, self.precision or Precision.DAY)

    @property
    def answer(self) -> Answer:
        """What is known by it of its kind of fact."""
        return Answer.UNKNOWN if self.is_disputed or self.is_open else self.claim

    @property
    def claim(self) -> Answer:
        """What it says of its kind of fact, whether or not that stands."""
        if (self.value or "").casefold() in NO_WORDS or self.amount_vnd == 0:
            return Answer.NO
        # A support is one even where neither its name nor its sum is known: its row says that it came.
        return Answer.UNKNOWN if self.value is None and self.fact is not Fact.SUPPORT else Answer.YES


@dataclass(frozen=True, slots=True)
class CurrentFacts:
    """All facts and linked zones of a day; nobody may change the mappings."""

    day: date
    today: date
    by_subject: Mapping[Subject, tuple[CurrentFact, ...]]
    zones_of: Zones  # by product
    products_of: Zones  # by zone
    zones_of_producer: Zones

    def of(self, kind: str, subject_id: str) -> tuple[CurrentFact, ...]:
        """Return the facts of a subject in the order of the vocabulary, the newest of a kind first."""
        return self.by_subject.get((kind, subject_id), ())

    def of_fact(self, kind: str, subject_id: str, fact: Fact) -> tuple[CurrentFact, ...]:
        """Return what is current of one kind of fact."""
        held = self.by_subject.get((kind, subject_id))
        return tuple(one for one in held if one.fact is fact) if held else ()

    def linked_zones(self, kind: str, subject_id: str) -> tuple[LinkedZone, ...]:
        """Return the zones that are linked with a product, or with the products of a producer."""
        return (self.zones_of if kind == "products" else self.zones_of_producer).get(subject_id, ())

    def surely_links(self, link: LinkedZone) -> bool:
        """Tell whether a link had surely been said by the day."""
        return link.said_by(self.day, self.today)

    def answer(self, kind: str, subject_id: str, fact: Followable) -> Answer:
        """Return what is known of a fact of a subject; of several values one suffices for a yes."""
        if fact is not Linked.ZONE:
            return answer_of(self.of_fact(kind, subject_id, Fact(fact)))
        stable = answer_of(self.of_fact(kind, subject_id, Fact.STABLE_MATERIAL_ZONE))
        return zone_answer(self.linked_zones(kind, subject_id), stable, self.day, self.today)


# Thousands of facts share few days.
@lru_cache(maxsize=4096)
def _span(as_of: date, precision: Precision) -> Span:
    """Return the days of which a fact can be."""
    return span_of(as_of, precision)


def answer_of(facts: Iterable[CurrentFact]) -> Answer:
    """Return what current facts of one kind say together; a yes that is open takes a no away."""
    told, may_be = set(), False
    for one in facts:
        told.add(one.answer)
        may_be = may_be or (one.is_open and one.claim is Answer.YES)
    if Answer.YES in told:
        return Answer.YES
    return Answer.NO if Answer.NO in told and not may_be else Answer.UNKNOWN


def current_facts(store: Store, day: date, today: date) -> CurrentFacts:
    """Return what is current on ``day`` as is known ``today``; one revision reads it once for each day."""
    return store.remembered(("current_facts", day, today), lambda: _read(store, day, today))


def _read(store: Store, day: date, today: date) -> CurrentFacts:
    """Read all facts and links of the store."""
    rows = every_fact(store)
    links = links_of(store, day)
    zones_of = grouped(links, "product_id")
    return CurrentFacts(
        day,
        today,
        {subject: held for subject, found in rows.items() if (held := current_on(found, day, today))},
        zones_of,
        grouped(links, "zone_id"),
        zones_of_producers(store, zones_of),
    )


def every_fact(store: Store) -> Mapping[Subject, list[CurrentFact]]:
    """Return every fact on record by its subject, current or not, in the order of their identifiers."""
    t = programme_facts
    rows: defaultdict[Subject, list[CurrentFact]] = defaultdict(list)
    # Not through a frame: of 100,000 facts that is twice the work.
    with store.read() as connection:
        for row in connection.execute(sa.select(t).order_by(t.c.fact_id)):
            rows[row.subject_kind, row.subject_id].append(fact_of_row(row._mapping))
    return rows


def facts_of_subject(store: Store, kind: str, subject_id: str) -> list[CurrentFact]:
    """Return every fact on record of one subject, current or not, the newest first; the undated last."""
    t = programme_facts
    query = sa.select(t).where(t.c.subject_kind == kind, t.c.subject_id == subject_id).order_by(t.c.fact_id)
    return sorted(map(fact_of_row, rows_of(store.frame(query))), key=_age, reverse=True)


def fact_of_row(row: Mapping[str, Any] | sa.RowMapping) -> CurrentFact:
    """Return a row as a fact."""
    precision = row["as_of_precision"]
    return CurrentFact(
        fact_id=row["fact_id"],
        fact=FACT[row["fact"]],
        value=row["value"],
        link=row["link"],
        amount_vnd=row["amount_vnd"],
        as_of=row["as_of"],
        precision=None if row["as_of"] is None else PRECISION[precision or Precision.DAY],
        source=row["source"],
        note=row["note"],
        ended_on=row["ended_on"],
    )


def said_by(span: Span | None, day: date, today: date) -> bool | None:
    """
    Tell whether what is on record ``today`` had been said by ``day``; None: that cannot be told.

    ``span`` holds the days of which it can be; None: nobody knows. No source on
    record spoke later than today, unless all of its days are yet to come.
    """
    if span is None:
        return True if day >= today else None
    if span.first > day:
        return False
    return True if span.last <= day or span.first <= today <= day else None


def current_on(facts: Iterable[CurrentFact], day: date, today: date) -> tuple[CurrentFact, ...]:
    """Return which of the facts of one subject are current on ``day``; what was said after it is not."""
    certain: list[CurrentFact] = []
    may: list[CurrentFact] = []
    for one in _not_ended(facts, day):
        told = said_by(one.span, day, today)
        if told is not False:
            (may if told is None else certain).append(one)
    if not may:
        return current_of(certain)
    surely, perhaps = _kinds(certain), _kinds(may)
    found: list[CurrentFact] = []
    for kind in surely | perhaps:
        found += _with_open(surely.get(kind, []), perhaps.get(kind, []))
    return tuple(sorted(found, key=_place))


def _not_ended(facts: Iterable[CurrentFact], day: date) -> Iterable[CurrentFact]:
    """
    Leave out what had ended by ``day``, and what was said of the same before it ended.

    What may have been said of it before its end or afterwards is open.
    """
    found = list(facts)
    ends: dict[Hashable, date] = {}
    for one in found:
        if one.ended_on is not None and one.ended_on <= day:
            key = (one.fact, _held_as(one))
            ends[key] = max(one.ended_on, ends.get(key, one.ended_on))
    if not ends:
        return found
    told = ((one, ends.get((one.fact, _held_as(one)))) for one in found)
    return [
        one if end is None or _is_after(one, end) else replace(one, is_open=True)
        for one, end in told
        if end is None or not (_is_before(one, end) or (one.ended_on is not None and one.ended_on <= day))
    ]


def _is_after(one: CurrentFact, end: date) -> bool:
    """Return whether a fact is certainly of a day from ``end`` on."""
    return one.span is not None and one.span.first >= end


def _is_before(one: CurrentFact, end: date) -> bool:
    """Return whether a fact is certainly of a day before ``end``."""
    return one.span is not None and one.span.last < end


def _with_open(certain: list[CurrentFact], may: list[CurrentFact]) -> list[CurrentFact]:
    """
    Return what stands of one kind, with what may have been said by then as open.

    Where one of these alone would say something else than the certain ones, these
    are open too: no two of them supersede each other, since each may be of the day,
    so several together say nothing that none of them says alone.
    """
    standing = _standing(certain) if certain else []
    if any(_tells(_standing([*certain, one])) != _tells(standing) for one in may):
        standing = [replace(one, is_open=True) for one in standing]
    return [*standing, *(replace(one, is_open=True) for one in may)]


def _tells(standing: Iterable[CurrentFact]) -> frozenset[tuple[Answer, str | None]]:
    """Return what is known by the facts of one kind."""
    return frozenset((one.answer, _said(one)) for one in standing if one.answer is not Answer.UNKNOWN)


def current_of(facts: Iterable[CurrentFact]) -> tuple[CurrentFact, ...]:
    """Return which of the facts of one subject are current, whatever their order."""
    found = [one for same in _kinds(facts).values() for one in _standing(same)]
    return tuple(sorted(found, key=_place))


def _kinds(facts: Iterable[CurrentFact]) -> dict[tuple[Fact, Hashable], list[CurrentFact]]:
    """Return facts by what one of them can supersede."""
    kinds: defaultdict[tuple[Fact, Hashable], list[CurrentFact]] = defaultdict(list)
    for one in facts:
        kinds[one.fact, _held_as(one)].append(one)
    return kinds


def _place(one: CurrentFact) -> tuple[int, int, int, str]:
    """Return where a fact stands among those of its subject: by kind, the newest first."""
    last, first = _age(one)
    return ORDER[one.fact], -last, -first, one.fact_id


def _held_as(one: CurrentFact) -> Hashable:
    """Return what tells a fact from others of its kind that a subject has at the same time."""
    if one.fact is Fact.SUPPORT:
        return one.fact_id
    if one.fact not in SEVERAL or one.value is None:
        return None
    if one.value == SalesChannel.OTHER:
        return one.value, one.link, one.note
    return tone_key(one.value)


def _age(one: CurrentFact) -> tuple[int, int]:
    """Return the last and the first day of a fact; one without a day is behind all others."""
    return (0, 0) if one.span is None else (one.span.last.toordinal(), one.span.first.toordinal())


def _standing(same: Sequence[CurrentFact]) -> list[CurrentFact]:
    """Return those that nothing newer supersedes, one for each value."""
    if len(same) == 1:
        return list(same)
    told = [one for one in same if one.value is not None] or list(same)
    since = max((one.span.first for one in told if one.span is not None), default=None)
    newest: dict[str | None, CurrentFact] = {}
    for one in sorted(told, key=lambda one: (*_age(one), one.fact_id)):
        if since is None or one.span is None or one.span.last >= since:
            newest[_said(one)] = one
    return _told_apart(list(newest.values()))


def _said(one: CurrentFact) -> str | None:
    """Return a value as two of a kind are compared: a fair is one however it is written."""
    return None if one.value is None or one.fact in SEVERAL else one.value


def _told_apart(found: list[CurrentFact]) -> list[CurrentFact]:
    """Mark values that contradict each other; of several dated steps of one cycle the furthest stands."""
    dated = [one for one in found if one.is_dated]
    if found[0].fact is Fact.STAGE and dated:
        furthest = max(dated, key=lambda one: STEPS.get(one.value or "", -1))
        found = [furthest, *(one for one in found if not one.is_dated and one.value != furthest.value)]
    return found if len(found) == 1 else [replace(one, is_disputed=True) for one in found]
