"""What the page of a record or a unit offers to take away: itself, and what its lists show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from app.pages.labels import unit_title, words
from geodata.vocabulary import Recognition, UnitLevel, UnitSystem

if TYPE_CHECKING:
    from datetime import date

    from geodata.details import RecordDetail
    from geodata.unit_details import UnitDetail, UnitRecords

Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """Records of one layer; ``count`` is how many the page shows, ``query`` picks these and no others."""

    key: str
    title: str
    count: int
    query: str


def offers_of_record(detail: RecordDetail) -> list[Offer]:
    """Return the record itself."""
    name = str(detail.record["name"])
    return [Offer(detail.kind.layer, name, 1, urlencode({"id": detail.record_id}))]


def offers_of_unit(detail: UnitDetail, records: UnitRecords | None, today: date) -> list[Offer]:
    """Return the unit, where a layer has it, and each of its lists that is not empty."""
    from geodata.details import KINDS

    unit, view = detail.unit, detail.view
    shown: Query = {"units": view.units.value, **({"on": view.on.isoformat()} if view.on else {})}
    # Addresses name no other day than today for the units of 2025: an ended unit of theirs has no layer.
    is_there = detail.system is not None and (detail.system is not UnitSystem.Y2025 or view.today == today)
    offers = []
    if is_there:
        layer = "communes" if unit["level"] == UnitLevel.COMMUNE else "districts"
        query = {"units": view.units.value, "id": str(unit["unit_code"])}
        offers.append(Offer(layer, unit_title(unit), 1, urlencode(query)))
    for path, rows in (records.lists if records else {}).items():
        if rows:
            kind = KINDS[path]
            chosen = _chosen(detail, path) if is_there else _ids(rows, kind.id_column)
            if path == "zones" and unit["level"] == UnitLevel.COMMUNE:
                # A zone lies in several communes; a filter knows one.
                chosen = _ids(rows, kind.id_column)
            offers.append(Offer(kind.layer, words("list", path), len(rows), urlencode(shown | chosen)))
    return offers


def _chosen(detail: UnitDetail, path: str) -> Query:
    """Return the filter of a list; products that were only evaluated are in no count."""
    place = {str(detail.unit["level"]): str(detail.unit["unit_code"])}
    return place | ({"recognition": Recognition.RECOGNISED.value} if path == "products" else {})


def _ids(rows: Iterable[Mapping[str, Any]], column: str) -> Query:
    """Return a choice by identifiers."""
    return {"id": ",".join(str(row[column]) for row in rows)}
