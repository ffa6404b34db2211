"""Who says what a record holds, after an entry changed it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from geodata.records.entries import Entry
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.place_entry import ALL_FIELDS
from geodata.records.state import State
from geodata.records.vocabulary import ENTERED
from geodata.registry.inference import inferred_fields
from geodata.registry.reading import ADDRESS, AFTER_ADDRESS
from geodata.vocabulary import Confidence, Recognition

Row = dict[str, Any]

OFFICE = "Văn phòng nhập ngày "
# Field → the name under which it is called inferred, where that is another one.
INFERRED_AS = {"producer": "producer_id"}


@lru_cache(maxsize=16)
def office_source(today: date) -> str:
    """Return what stands in place of a source that nobody named: that the office entered it on that day."""
    return f"{OFFICE}{today:%d/%m/%Y}"


def origin_columns(entry: Entry, row: Row, current: State | None, today: date) -> Row:
    """
    Return the columns that say where a record comes from.

    A source that the entry names is added, unless the record has it; where it
    names none, the day on which the office entered it stands in its place. What a person states is
    inferred no longer.
    """
    if spec_of(entry.kind).is_figure:
        return {}
    named = _cited(entry)
    if current is None:
        return {
            "sources": named or [office_source(today)],
            "source_table": ENTERED,
            "note": entry.values.get("note"),
        } | _confidence_of_new(entry, row)
    held = [source for source in row["sources"] if not source.startswith(OFFICE)]
    new = [source for source in named if source not in row["sources"]]
    sources = list(row["sources"]) if named else [*held, office_source(today)]
    if "inferred_note" in entry.changed:
        return {"sources": [*sources, *new]} | _confidence_of_new(entry, row)
    stated = _stated(entry)
    inferred = [name for name in row["inferred_fields"] if name not in stated]
    columns: Row = {"sources": [*sources, *new], "inferred_fields": inferred}
    if row["inferred_fields"] and not inferred:
        columns["confidence"] = Confidence.STATED.value
    return columns


def inferred_unit(row: Row) -> Row:
    """Return the columns that call the commune of a record inferred: it is the one of its point."""
    fields = dict.fromkeys([*row["inferred_fields"], "unit_code"])
    return {"inferred_fields": list(fields), "confidence": Confidence.INFERRED.value}


def _cited(entry: Entry) -> list[str]:
    """Return the sources that an entry names, and the addresses that its note cites."""
    note = entry.values.get("note") or ""
    cited = [found.rstrip(AFTER_ADDRESS) for found in ADDRESS.findall(note)]
    return list(dict.fromkeys([*(entry.values.get("source") or []), *cited]))


def _confidence_of_new(entry: Entry, row: Row) -> Row:
    """Return what a collector says of a record: which fields were inferred, and that the rest is stated."""
    note = entry.value("inferred_note")
    confidence = entry.value("confidence") or (Confidence.STATED.value if note is None else None)
    if entry.kind is not RecordKind.PRODUCTS or note is None:
        return {"confidence": confidence, "inferred_fields": []}
    values = row | {"certified_year": entry.value("certified_year")}
    fields = [field for field in inferred_fields(note) if values.get(field) is not None]
    if row["recognition"] != Recognition.RECOGNISED:
        fields = ["evaluated_year" if field == "certified_year" else field for field in fields]
    return {"confidence": confidence, "inferred_fields": fields}


def _stated(entry: Entry) -> set[str]:
    """
    Return the names under which the fields that somebody states are called inferred.

    Those are the changed ones and, where the entry names a source that is new to the record,
    all that it says: a source may say just what was inferred. A collector's note does not.
    """
    said = set(entry.changed)
    if "source" in entry.changed and "inferred_note" not in entry.values:
        said |= {name for name, value in entry.values.items() if value is not None}
    names = {INFERRED_AS.get(name, name) for name in said}
    if said & ALL_FIELDS - {"village", "address"}:
        names.add("unit_code")
    if "certified_on" in names:
        names.add("certified_year")
    return names
