"""Names for what states hold as keys: units, producers, zones."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import TABLES
from geodata.records.tables import record_versions
from geodata.store import Store
from geodata.tables import units


def unit_names(store: Store) -> Mapping[str, str]:
    """Return ``code|first day`` → bare name of every unit, as ``differences`` writes a unit."""

    def read() -> Mapping[str, str]:
        select = sa.select(units.c.unit_code, units.c.valid_from, units.c.name)
        with store.read() as connection:
            return {f"{row.unit_code}|{row.valid_from}": row.name for row in connection.execute(select)}

    return store.remembered("records.unit_names", read)


def record_names(store: Store, kind: RecordKind) -> Mapping[str, str]:
    """
    Return identifier → name of every record of a kind that has a name.

    One that is in the registry no longer (archived, merged) has the last name that it had there.
    """
    spec = spec_of(kind)
    table = TABLES[spec.table]

    def read() -> Mapping[str, str]:
        held = sa.select(table.c[spec.id_column], table.c.name)
        past = sa.select(record_versions.c.record_id, record_versions.c.name)
        past = past.where(record_versions.c.kind == kind.value).order_by(record_versions.c.number)
        with store.read() as connection:
            # A later row of an identifier counts: its last version, then what is stored.
            return {key: name for select in (past, held) for key, name in connection.execute(select)}

    return store.remembered(("records.names", kind.value), read)
