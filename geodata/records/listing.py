"""What pages of the registry list: records by name, how many there are, the communes to pick from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata.collation import vietnamese_key
from geodata.names import search_key
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import TABLES, figure_name
from geodata.records.unit_finding import NEW, OLD, UnitFinder
from geodata.store import Store


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in a list: its name and where its source says that it is."""

    record_id: str
    name: str
    commune: str | None
    district: str | None
    key: str  # what a search looks at
    value: int | None = None  # of a published figure
    source: str | None = None  # of a published figure


def list_records(
    store: Store, kind: RecordKind, text: str, limit: int, offset: int
) -> tuple[Sequence[Listed], int]:
    """Return a part of the records whose name, place or identifier holds ``text``, by name; and how many."""
    every = store.remembered(("records.listing", kind.value), lambda: _read(store, kind))
    words = search_key(text).split()
    found = [record for record in every if all(word in record.key for word in words)]
    return found[offset : offset + limit], len(found)


def _read(store: Store, kind: RecordKind) -> list[Listed]:
    """Return all records of a kind, by name."""
    spec = spec_of(kind)
    table = TABLES[spec.table]
    with store.read() as connection:
        rows = connection.execute(sa.select(table)).mappings().all()
    found = []
    for row in rows:
        name = row["name"] if "name" in row else figure_name(dict(row), spec.called_by)
        commune, district = row.get("raw_commune"), row.get("raw_district")
        told = " ".join(part for part in (name, commune, district, row[spec.id_column]) if part)
        figure = (row["value"], row["source"]) if spec.is_figure else ()
        found.append(Listed(row[spec.id_column], name, commune, district, search_key(told), *figure))
    return sorted(found, key=lambda record: (vietnamese_key(record.name), record.record_id))


def count_records(store: Store) -> dict[RecordKind, int]:
    """Return how many records of each kind the registry holds."""
    with store.read() as connection:
        return {
            kind: connection.scalar(sa.select(sa.func.count()).select_from(TABLES[spec_of(kind).table])) or 0
            for kind in RecordKind
        }


def communes_to_pick(store: Store, today: date) -> dict[str, list[tuple[str, str, str | None]]]:
    """
    Return list of units → (code, name, district) of the units that may hold records, by name.

    Communes of today under ``2025``; communes and districts of before 1 July
    2025 under ``2024``, where a district stands without a district of its own.
    """

    def read() -> dict[str, list[tuple[str, str, str | None]]]:
        with store.read() as connection:
            units = UnitFinder(connection, today)
        return {
            system: sorted(
                (
                    (unit["unit_code"], unit["name"], units.district_name(unit))
                    for unit in units.listed(system)
                ),
                key=lambda unit: (vietnamese_key(unit[1]), unit[0]),
            )
            for system in (NEW, OLD)
        }

    return store.remembered(("records.communes", today), read)
