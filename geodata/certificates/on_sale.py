"""
Products that have lapsed and of which something says that they are sold all the same.

What says so: a sales channel of the product or of its producer that is current
on the day (``programme.current``), or a sales point that its producer runs: the two are one
place of the registry, or the sales point names the producer as its operator. A
producer that is only inferred says nothing.
Each stands with its date, and with whether that date lies behind the lapse:
what a source said before it, or without a date, is a lead and no proof. Nothing
on record means that nothing is known, not that nothing is sold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata import tables
from geodata.certificates.expiry import Board
from geodata.certificates.vocabulary import EvidenceKind, Timing
from geodata.lapsing import Lapse
from geodata.names import tone_key
from geodata.plain import Row, rows_of
from geodata.programme.current import CurrentFact, current_facts
from geodata.programme.makers import maker_of
from geodata.reconciliation.holding import Span
from geodata.records.vocabulary import Fact
from geodata.store import Store
from geodata.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    One thing that says that a product is sold.

    ``what`` is a sales channel (``records.vocabulary.SalesChannel``; None: the
    source names none) or the name of a sales point, ``record_id`` that sales point.
    """

    kind: EvidenceKind
    what: str | None
    timing: Timing
    record_id: str | None = None
    link: str | None = None
    as_of: date | None = None
    precision: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class StillSold:
    """A product that has lapsed, with what says that it is sold; never empty."""

    lapse: Lapse
    evidence: tuple[Evidence, ...]


# The strongest first.
ORDER = (Timing.AFTER, Timing.OPEN, Timing.BEFORE)


def still_sold(store: Store, board: Board) -> list[StillSold]:
    """Return those of ``board.over`` of which something says that they are sold, the strongest first."""
    view = board.question.view
    facts = current_facts(store, view.status_day, view.today)
    points = _points_by_producer(store)
    found = []
    for lapse in board.over:
        product, producer = lapse.product["product_id"], maker_of(lapse.product)
        own = facts.of_fact("products", product, Fact.SALES_CHANNEL)
        of_producer = () if producer is None else facts.of_fact("producers", producer, Fact.SALES_CHANNEL)
        rows = [
            *_of_channels(EvidenceKind.PRODUCT_CHANNEL, own, lapse),
            *_of_channels(EvidenceKind.PRODUCER_CHANNEL, of_producer, lapse),
            *(_of_point(point) for point in points.get(producer or "", ())),
        ]
        if rows:
            found.append(StillSold(lapse, tuple(sorted(rows, key=lambda row: ORDER.index(row.timing)))))
    return sorted(found, key=lambda one: ORDER.index(one.evidence[0].timing))


def _of_channels(kind: EvidenceKind, facts: Iterable[CurrentFact], lapse: Lapse) -> list[Evidence]:
    """Return the sales channels that are current as evidence."""
    return [
        Evidence(
            kind=kind,
            what=one.value,
            # What may have been said only after the day is no proof on it.
            timing=Timing.OPEN if one.is_open else timing_of(one.span, lapse),
            link=one.link,
            as_of=one.as_of,
            precision=one.precision,
            source=one.source,
        )
        for one in facts
    ]


def timing_of(span: Span | None, lapse: Lapse) -> Timing:
    """Return how the days of which something can be (None: nobody knows) lie to a lapse."""
    if span is None:
        return Timing.OPEN
    if span.first >= lapse.last:
        return Timing.AFTER
    return Timing.BEFORE if span.last < lapse.first else Timing.OPEN


def _points_by_producer(store: Store) -> Mapping[str, list[Row]]:
    """Return the sales points that a producer runs, by its identifier, each once."""
    roles, points, producers = tables.place_roles, tables.sales_points, tables.producers
    mine, theirs = roles.alias(), roles.alias()
    same_place = (
        sa.select(mine.c.record_id.label("producer_id"), theirs.c.record_id.label("sales_point_id"))
        .join(theirs, mine.c.place_id == theirs.c.place_id)
        .where(mine.c.role == Role.PRODUCER, theirs.c.role.in_((Role.SALES_POINT, Role.MARKET)))
    )
    pairs = {(row["producer_id"], row["sales_point_id"]) for row in rows_of(store.frame(same_place))}
    known = {row["sales_point_id"]: row for row in rows_of(store.frame(sa.select(points)))}
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows_of(store.frame(sa.select(producers.c.producer_id, producers.c.name))):
        by_name[tone_key(row["name"])].append(row["producer_id"])
    for point in known.values():
        # A name that several producers bear tells none of them.
        named = by_name.get(tone_key(point["operator"] or ""), [])
        pairs.update((one, point["sales_point_id"]) for one in named if len(named) == 1)
    found: dict[str, list[Row]] = {}
    for producer, point_id in sorted(pairs):
        if point_id in known:
            found.setdefault(producer, []).append(known[point_id])
    return found


def _of_point(point: Row) -> Evidence:
    """Return a sales point as evidence; when it was last seen open no source tells."""
    return Evidence(
        kind=EvidenceKind.SALES_POINT,
        what=point["name"],
        timing=Timing.OPEN,
        record_id=point["sales_point_id"],
        source=point["sources"][0] if point["sources"] else None,
    )
