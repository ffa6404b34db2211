"""Crops: a list that the zones share. A zone may name one that nobody named before."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa

from geodata.records.kinds import RecordKind
from geodata.records.state import Changes, record_of
from geodata.registry.reading import reference_rows
from geodata.tables import crops, material_zones


def add_crops(connection: sa.Connection, changes: Changes) -> None:
    """Add the crops that zones name for the first time; the reviewed list says what they are part of."""
    wanted = _crops(changes, 1)
    if not wanted:
        return
    known = set(connection.scalars(sa.select(crops.c.crop)))
    reviewed = _reviewed()
    new = [{"crop": name, "parent_crop": reviewed.get(name)} for name in sorted(wanted - known)]
    if new:
        connection.execute(crops.insert(), new)


def drop_crops(connection: sa.Connection, changes: Changes) -> None:
    """Delete the crops that zones gave up and no zone has any more, but for those of the reviewed list."""
    left = _crops(changes, 0) - _crops(changes, 1) - _reviewed().keys()
    if left:
        used = sa.select(material_zones.c.crop)
        connection.execute(crops.delete().where(crops.c.crop.in_(sorted(left)), crops.c.crop.not_in(used)))


def _crops(changes: Changes, which: int) -> set[str]:
    """Return the crops of the zones before (0) or after (1) the changes."""
    states = [pair[which] for pair in changes.get(RecordKind.MATERIAL_ZONES, {}).values()]
    return {str(record_of(RecordKind.MATERIAL_ZONES, state)["crop"]) for state in states if state is not None}


@cache
def _reviewed() -> dict[str, str | None]:
    """Return the crops of the reviewed list, each with the crop that it is part of."""
    return {row.text("crop") or "": row.text("parent_crop") for row in reference_rows("crops.csv")}
