"""One real place with several roles is one place, drawn and counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.names import nfc
from geodata.registry.markets import short_name
from geodata.registry.reading import Row, record_id
from geodata.registry.report import ProblemLog
from geodata.vocabulary import Role, SalesPointKind

Record = dict[str, Any]

# Table of the store, the column of its identifier, and the role its records have.
TABLES: Mapping[str, tuple[str, Role]] = {
    "sales_points": ("sales_point_id", Role.SALES_POINT),
    "craft_villages": ("craft_village_id", Role.CRAFT_VILLAGE),
    "sights": ("sight_id", Role.SIGHT),
    "producers": ("producer_id", Role.PRODUCER),
}


@dataclass(frozen=True, slots=True)
class PlaceTables:
    """Rows of ``places`` and ``place_roles``, and the records with their ``place_id``."""

    places: list[Record]
    roles: list[Record]
    records: dict[str, list[Record]]


def read_places(
    records: Mapping[str, Sequence[Record]], links: Iterable[Row], log: ProblemLog
) -> PlaceTables:
    """
    Give every producer, craft village, sales point and sight its place.

    Records of one name (brackets aside) in one unit are one place; so are the
    records that the reviewed list puts under one key. Everything else stays a
    place of its own.
    """
    members = [(table, record) for table in TABLES for record in records.get(table, [])]
    reviewed = _reviewed(members, links, log)
    groups: dict[str, list[tuple[str, Record]]] = {}
    for table, record in members:
        key = reviewed.get((table, _id(table, record))) or _same_place(table, record)
        groups.setdefault(key, []).append((table, record))
    ids = {key: _place_id(group) for key, group in groups.items()}
    keyed = {
        (table, _id(table, record)): ids[key] for key, group in groups.items() for table, record in group
    }
    return PlaceTables(
        [{"place_id": ids[key], "name": group[0][1]["name"]} for key, group in groups.items()],
        [role for key, group in groups.items() for member in group for role in _roles(ids[key], *member)],
        {
            table: [
                record | {"place_id": keyed[table, _id(table, record)]} for record in records.get(table, [])
            ]
            for table in TABLES
        },
    )


def _id(table: str, record: Record) -> str:
    """Return the identifier of a record."""
    return str(record[TABLES[table][0]])


def _reviewed(
    members: Sequence[tuple[str, Record]], links: Iterable[Row], log: ProblemLog
) -> dict[tuple[str, str], str]:
    """Return (table, identifier) → key of the reviewed place; a link to nothing is noted."""
    by_name: dict[tuple[str, str], list[str]] = {}
    for table, record in members:
        by_name.setdefault((table, nfc(record["name"])), []).append(_id(table, record))
    found: dict[tuple[str, str], str] = {}
    for link in links:
        table, name = link.text("table") or "", link.text("record_name") or ""
        ids = by_name.get((table, name), [])
        if len(ids) != 1:
            log.refused(link.number, "link_unmatched", "record_name", name)
            continue
        found[table, ids[0]] = f"reviewed|{link.text('place')}"
    return found


def _same_place(table: str, record: Record) -> str:
    """Return the key of a place by name and unit; a record without a unit shares its place with nobody."""
    if record["unit_code"] is None:
        return f"own|{table}|{_id(table, record)}"
    return f"named|{short_name(record['name'])}|{record['unit_code']}|{record['unit_valid_from']}"


def _place_id(group: Sequence[tuple[str, Record]]) -> str:
    """Return the identifier of a place: the one of its first record, so that it stays when others join."""
    table, first = group[0]
    return record_id(str(first["name"]), f"{table}|{_id(table, first)}")


def _roles(place_id: str, table: str, record: Record) -> list[Record]:
    """Return the roles that a record gives to its place; a market is a sales point too."""
    roles = [TABLES[table][1]]
    if record.get("kind") == SalesPointKind.MARKET and table == "sales_points":
        roles = [Role.MARKET, Role.SALES_POINT]
    return [{"place_id": place_id, "role": role, "record_id": _id(table, record)} for role in roles]
