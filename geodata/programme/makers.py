"""
Who makes a product, as far as a source says it.

A producer that the collector of the data inferred is nobody's word: what is said
of that producer is told of no such product, and what is said of the product of
no producer. Wherever facts, zones or channels pass from one to the other, this rule holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.store import Store

INFERRED = "producer_id"  # among ``inferred_fields`` of a product


def makers_of(store: Store) -> Mapping[str, str]:
    """Return product → producer, in the order of the products, where a source names one."""
    t = tables.products.c

    def read() -> Mapping[str, str]:
        query = sa.select(t.product_id, t.producer_id, t.inferred_fields)
        query = query.where(t.producer_id.is_not(None)).order_by(t.product_id)
        with store.read() as connection:
            made = connection.execute(query)
            return {row.product_id: row.producer_id for row in made if INFERRED not in row.inferred_fields}

    return store.remembered("producer_of_product", read)


def maker_of(product: Mapping[str, Any]) -> str | None:
    """Return the producer of one product, a row with its inferred fields; None: no source names one."""
    producer: str | None = product["producer_id"]
    return None if INFERRED in product["inferred_fields"] else producer
