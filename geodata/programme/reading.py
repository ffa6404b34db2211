"""What the page and the API of one record say of what the programme follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata import tables
from geodata.details import certificates_of
from geodata.plain import rows_of
from geodata.programme.current import CurrentFact, current_facts, current_on, facts_of_subject
from geodata.programme.support import Expected, Received, expected_of, received_of
from geodata.programme.support_rules import SupportRule
from geodata.programme.tallies import PRODUCERS, PRODUCTS
from geodata.programme.zones import LinkedZone, links_of
from geodata.store import Store
from geodata.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """
    What is followed of one record on ``day``.

    ``facts`` are current, ``others`` superseded or of a later day; ``of_producer``
    are those of the producer of a product. ``zones`` are linked with the product,
    with the products of the producer, or (of a raw-material zone) are its links with
    products; ``product_names`` are those of the products of the last two. ``expected``
    and ``received`` are of products alone.
    """

    day: date
    today: date
    facts: tuple[CurrentFact, ...]
    others: tuple[CurrentFact, ...]
    of_producer: tuple[CurrentFact, ...]
    zones: tuple[LinkedZone, ...]
    product_names: dict[str, str]
    expected: tuple[Expected, ...]
    received: Received | None

    def is_open(self, link: LinkedZone) -> bool:
        """Tell whether nobody knows if a link had been said by the day: it has none, and the day is past."""
        return not link.said_by(self.day, self.today)


def read_followed(
    store: Store, kind: str, record_id: str, view: View, rules: Sequence[SupportRule]
) -> Followed | None:
    """Return what is followed of a record of a table of the registry; None: nothing is, of its kind."""
    day, today = view.status_day, view.today
    if kind == "material_zones":
        return _of_zone(store, record_id, day, today)
    if kind not in (PRODUCTS, PRODUCERS):
        return None
    every = facts_of_subject(store, kind, record_id)
    facts = current_on(every, day, today)
    held = {one.fact_id for one in facts}
    others = [one for one in every if one.fact_id not in held]
    is_product = kind == PRODUCTS
    producer = _producer_of(store, record_id) if is_product else None
    of_producer = [] if producer is None else facts_of_subject(store, PRODUCERS, producer)
    if is_product:
        zones = tuple(links_of(store, day, product_id=record_id))
    else:
        zones = current_facts(store, day, today).linked_zones(kind, record_id)
    expected = expected_of(certificates_of(store, record_id), rules) if is_product else []
    return Followed(
        day=day,
        today=today,
        facts=facts,
        others=tuple(others),
        of_producer=current_on(of_producer, day, today),
        zones=zones,
        product_names={} if is_product else _names_of(store, zones),
        expected=tuple(expected),
        received=received_of(facts) if is_product else None,
    )


def _of_zone(store: Store, zone_id: str, day: date, today: date) -> Followed:
    """Return the products that are linked with a zone."""
    links = tuple(links_of(store, day, zone_id=zone_id))
    return Followed(
        day=day,
        today=today,
        facts=(),
        others=(),
        of_producer=(),
        zones=links,
        product_names=_names_of(store, links),
        expected=(),
        received=None,
    )


def _names_of(store: Store, links: Sequence[LinkedZone]) -> dict[str, str]:
    """Return the names of the products of links."""
    t = tables.products
    wanted = sa.select(t.c.product_id, t.c.name).where(t.c.product_id.in_([one.product_id for one in links]))
    return {row["product_id"]: row["name"] for row in rows_of(store.frame(wanted))} if links else {}


def _producer_of(store: Store, product_id: str) -> str | None:
    """Return the producer of a product; None: no source names one."""
    t = tables.products
    with store.read() as connection:
        producer: str | None = connection.scalar(
            sa.select(t.c.producer_id).where(t.c.product_id == product_id)
        )
    return producer
