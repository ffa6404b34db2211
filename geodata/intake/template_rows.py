"""The records of the registry as rows of a template: to be corrected in a program of tables and handed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geodata.intake.matching import ID
from geodata.records.flat import values_of
from geodata.records.kinds import RecordKind
from geodata.records.state import name_of, read_states
from geodata.store import Store


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
