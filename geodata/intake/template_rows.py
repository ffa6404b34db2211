"""What the registry holds as rows of a template: to be corrected in a program of tables and handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from geodata.intake.fact_words import VALUES
from geodata.intake.matching import ID
from geodata.intake.part_tables import (
    FACT_ID,
    NAME,
    PART_SPECS,
    PRODUCER,
    SUBJECT,
    ZONE_KEY,
    PartTable,
    TableKind,
    table_fields,
)
from geodata.records.flat import values_of
from geodata.records.kinds import RecordKind
from geodata.records.known import Known
from geodata.records.state import Row, name_of, read_states
from geodata.store import Store
from geodata.tables import products

Translate = Callable[[str], str]
ZONES = RecordKind.MATERIAL_ZONES
OTHERS = (RecordKind.PRODUCERS, ZONES)


def table_rows(store: Store, kind: TableKind, translate: Translate) -> Iterator[dict[str, Any]]:
    """Give the rows of a template of records or of their parts; ``translate`` the values of facts."""
    return part_rows(store, kind, translate) if isinstance(kind, PartTable) else template_rows(store, kind)


def template_rows(store: Store, kind: RecordKind) -> Iterator[dict[str, Any]]:
    """
    Give field → plain value of every record of a kind, with its identifier.

    A product shows its newest certificate. Zones are written without figures:
    several of one zone stand side by side, and a row tells one of them.
    """
    with store.read() as connection:
        states = read_states(connection, kind)
        is_product = kind is RecordKind.PRODUCTS
        producers = read_states(connection, RecordKind.PRODUCERS) if is_product else {}
    names = {key: name_of(RecordKind.PRODUCERS, state) for key, state in producers.items()}
    for key, state in states.items():
        values = values_of(kind, state)
        if values.get("producer") is not None:
            values["producer"] = names.get(values["producer"], values["producer"])
        yield values | {ID: key}


def part_rows(store: Store, table: PartTable, translate: Translate) -> Iterator[dict[str, Any]]:
    """Give field → plain value of every fact or linked zone, with the record that it belongs to."""
    spec = PART_SPECS[table]
    with store.read() as connection:
        states = {kind: read_states(connection, kind) for kind in spec.owners}
        known = Known(connection)
        names = {kind: known.names(kind) for kind in (*spec.owners, *OTHERS)}
        made_by = dict(connection.execute(sa.select(products.c.product_id, products.c.producer_id)).all())
    own = {field.name for field in table_fields(table)}
    for kind, found in states.items():
        for key, state in found.items():
            producer = made_by.get(key) if kind is RecordKind.PRODUCTS else None
            owner = {
                ID: key,
                SUBJECT: kind.value,
                NAME: name_of(kind, state),
                PRODUCER: None if producer is None else names[RecordKind.PRODUCERS][producer],
            }
            for row in state[spec.table]:
                told = _fact(row, translate) if table is PartTable.FACTS else _zone(row, names[ZONES])
                yield {name: row.get(name) for name in own} | owner | told


def _fact(row: Row, translate: Translate) -> Row:
    """Return what stands otherwise in a list of facts: the value in words."""
    listed = VALUES.get(row["fact"])
    label = None if listed is None else (listed.choices or {}).get(row["value"])
    return {FACT_ID: row["fact_id"], "value": row["value"] if label is None else translate(label)}


def _zone(row: Row, names: dict[str, str]) -> Row:
    """Return what stands otherwise in a list of linked zones: what the zone is called."""
    return {"zone_id": names[row["zone_id"]], ZONE_KEY: row["zone_id"]}
