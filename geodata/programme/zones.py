"""
Raw-material zones that sources link with products, and what is known of them for a product or producer.

A link is a row of its own, with hectares, households, day and source; the zone of
a plan, a nursery or a factory is none, as in the value chain. A producer has the
zones of its products; those of a product whose producer the collector of the data
inferred are nobody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata import tables
from geodata.plain import rows_of
from geodata.programme.answers import Answer
from geodata.programme.makers import makers_of
from geodata.programme_tables import product_zones
from geodata.store import Store
from geodata.vocabulary import ZoneKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedZone:
    """A raw-material zone that a source links with a product; None: unknown."""

    product_id: str
    zone_id: str
    zone: str
    zone_kind: str  # vocabulary.ZoneKind
    hectares: float | None
    households: int | None
    as_of: date | None
    source: str | None

    @property
    def counts(self) -> bool:
        """Whether what is linked is a zone, not a plan, a nursery or a factory."""
        return self.zone_kind == ZoneKind.ZONE

    def said_by(self, day: date, today: date) -> bool:
        """Tell whether it had surely been said by ``day``; what has no day was said by today."""
        return self.as_of <= day if self.as_of is not None else day >= today


Zones = Mapping[str, tuple[LinkedZone, ...]]


def links_of(store: Store, day: date, **of: str) -> list[LinkedZone]:
    """
    Return the links of products with zones that a source told by ``day``, or without a day.

    ``of`` names one product (``product_id``) or zone (``zone_id``); nothing: all of them.
    """
    t, zones = product_zones, tables.material_zones
    query = (
        sa.select(t, zones.c.name.label("zone"), zones.c.kind.label("zone_kind"))
        .join(zones, zones.c.zone_id == t.c.zone_id)
        .where(sa.or_(t.c.as_of.is_(None), t.c.as_of <= day), *(t.c[name] == key for name, key in of.items()))
        .order_by(t.c.product_id, t.c.zone_id)
    )
    return [LinkedZone(**row) for row in rows_of(store.frame(query))]


def grouped(links: Iterable[LinkedZone], name: str) -> Zones:
    """Return links by one of their columns."""
    found: defaultdict[str, list[LinkedZone]] = defaultdict(list)
    for link in links:
        found[getattr(link, name)].append(link)
    return {key: tuple(same) for key, same in found.items()}


def zones_of_producers(store: Store, zones_of: Zones) -> Zones:
    """Return the links of each producer's products, by the identifier of the producer."""
    found: defaultdict[str, list[LinkedZone]] = defaultdict(list)
    if zones_of:
        for product, producer in makers_of(store).items():
            found[producer] += zones_of.get(product, ())
    return {producer: tuple(links) for producer, links in found.items() if links}


def zone_answer(links: Iterable[LinkedZone], stable: Answer, day: date, today: date) -> Answer:
    """
    Return what is known on ``day`` of whether a record has a linked zone.

    ``stable`` is what is known of a stable raw-material zone: without a link its "no" is
    a no, as in the value chain; its "yes" names no zone. That nothing is linked says nothing.
    """
    counted = [link for link in links if link.counts]
    if any(link.said_by(day, today) for link in counted):
        return Answer.YES
    return Answer.NO if stable is Answer.NO and not counted else Answer.UNKNOWN
