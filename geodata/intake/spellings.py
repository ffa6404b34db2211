"""Rows that write what the registry holds in other letters: a list in capitals renames nothing."""

from __future__ import annotations

from typing import Any

from geodata.intake.given import Given
from geodata.names import tone_key
from geodata.records.kinds import RecordKind
from geodata.records.state import State, record_of

# What a zone is found by; whether it is a plan or a nursery follows from its crop.
ZONE_TELLING = frozenset({"crop", "kind", "units", "commune", "district"})


def not_respelt(kind: RecordKind, given: Given, current: State) -> dict[str, Any]:
    """
    Return what a row says without mere other spellings of what its record was found by.

    A list in capitals renames nothing. A zone was found by its crop and its
    units, whatever the row calls them. Who names the identifiers corrects.
    """
    if kind is RecordKind.MATERIAL_ZONES and given.key is None:
        return {name: value for name, value in given.raw.items() if name not in ZONE_TELLING}
    row = record_of(kind, current)
    held = {"name": row.get("name"), "commune": row.get("raw_commune"), "district": row.get("raw_district")}
    return {name: value for name, value in given.raw.items() if not _is_respelt(value, held.get(name))}


def _is_respelt(value: object, held: object) -> bool:
    """Return whether a cell is what is stored but for case, spaces and the place of a tone mark."""
    # What is spelt alike is the common case, and quickly seen.
    return (
        isinstance(value, str)
        and isinstance(held, str)
        and value != held
        and tone_key(value) == tone_key(held)
    )
