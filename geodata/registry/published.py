"""Tables that are kept as they are published: totals, targets, road links, points of OpenStreetMap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from geodata.registry.reading import Row, decimal, iso_date, record_id, reference_rows, whole
from geodata.registry.report import ImportReport, ProblemLog
from geodata.registry.sights import USED_BY

Record = dict[str, Any]

PROVINCE_BEFORE = "10"  # until 30 June 2025
TOTAL_KEY = ("as_of", "province_code", "metric", "key", "source")


def read_totals() -> tuple[list[Record], ImportReport]:
    """Return rows of ``published_totals``; figures that contradict each other all stay."""
    log = ProblemLog("control_totals.csv")
    rows = reference_rows(log.file, log)
    found: dict[str, Record] = {}
    for row in rows:
        as_of, value = iso_date(row.text("as_of")), whole(row, "value", log)
        if as_of is None:
            log.refused(row.number, "date_bad", "as_of", row.text("as_of"))
            continue
        if value is None:
            log.refused(row.number, "number_bad", "value", row.text("value"))
            continue
        qualifier = "|".join(row.text(column) or "" for column in TOTAL_KEY)
        key = record_id(f"{row.text('metric')} {row.text('as_of')}", qualifier)
        if key in found:
            log.refused(row.number, "duplicate_record", "metric", row.text("metric"))
            continue
        found[key] = {
            "total_id": key,
            "as_of": as_of,
            "as_of_precision": row.text("as_of_precision"),
            "province_code": row.text("province_code"),
            "metric": row.text("metric"),
            "key": row.text("key"),
            "value": value,
            "source": row.text("source"),
            "note": row.text("note"),
        }
    return list(found.values()), log.report(len(rows), len(found))


def read_targets() -> tuple[list[Record], ImportReport]:
    """Return rows of ``published_targets``."""
    log = ProblemLog("targets.csv")
    rows = reference_rows(log.file, log)
    found: list[Record] = []
    for row in rows:
        year, value = whole(row, "year", log), decimal(row.text("value"))
        if year is None or value is None:
            log.refused(row.number, "number_bad", "value", row.text("value"))
            continue
        found.append(
            {
                "target_id": record_id(f"{row.text('metric')} {year}", row.text("source")),
                "year": year,
                "metric": row.text("metric"),
                "value": value,
                "unit": row.text("unit"),
                "note": row.text("note"),
                "source": row.text("source"),
                # The table has no such column: its years end before the plans of the merged province begin.
                "province_code": PROVINCE_BEFORE,
            }
        )
    return found, log.report(len(rows), len(found))


def read_osm(sights: Iterable[Record]) -> tuple[list[Record], ImportReport]:
    """
    Return rows of ``osm_places`` (© OpenStreetMap contributors, ODbL 1.0; degrees, EPSG:4326).

    ``sights`` are the rows of ``sights``: a point belongs to the one that its ``used_by`` names.
    """
    called = {f"{USED_BY}{sight['name']}": sight["sight_id"] for sight in sights}
    log = ProblemLog("places_osm.csv")
    rows = reference_rows(log.file, log)
    found: dict[str, Record] = {}
    for row in rows:
        lon, lat = decimal(row.text("lon")), decimal(row.text("lat"))
        if lon is None or lat is None:
            log.refused(row.number, "number_bad", "lon", row.text("lon"))
            continue
        key = _osm_id(row)
        if key in found:
            log.refused(row.number, "duplicate_record", "source", key)
            continue
        found[key] = {
            "osm_id": key,
            "name": row.text("name"),
            "lon": lon,
            "lat": lat,
            "feature_code": row.text("feature_code"),
            "source": row.text("source"),
            "used_by": row.text("used_by"),
            "sight_id": called.get(row.text("used_by") or ""),
        }
    return list(found.values()), log.report(len(rows), len(found))


def _osm_id(row: Row) -> str:
    """Return the identifier of a point: its node, else what it is used by."""
    source = row.text("source") or ""
    if source.startswith("node "):
        return source
    return record_id(row.text("name") or "x", row.text("used_by"))


def read_roads(commune_codes: frozenset[str]) -> tuple[list[Record], ImportReport]:
    """Return rows of ``road_links`` between the communes of ``commune_codes``; schematic, lengths in km."""
    log = ProblemLog("road_links.csv")
    rows = reference_rows(log.file, log)
    found: dict[str, Record] = {}
    for row in rows:
        ends = (row.text("from_code") or "", row.text("to_code") or "")
        length = decimal(row.text("km"))
        unknown = [code for code in ends if code not in commune_codes]
        if unknown:
            log.refused(row.number, "unit_code_unknown", "from_code", unknown[0])
            continue
        if length is None:
            log.refused(row.number, "number_bad", "km", row.text("km"))
            continue
        key = _free(f"{ends[0]}-{ends[1]}", found)
        found[key] = {
            "link_id": key,
            "from_code": ends[0],
            "to_code": ends[1],
            "road_ref": row.text("road_ref"),
            "road_class": row.text("road_class"),
            "length_km": length,
            "length_basis": row.text("km_basis"),
            "straight_km": decimal(row.text("straight_km")),
        }
    return list(found.values()), log.report(len(rows), len(found))


def _free(key: str, taken: dict[str, Record]) -> str:
    """Return ``key``, numbered where two roads join the same communes."""
    again = sum(1 for other in taken if other == key or other.startswith(f"{key}-"))
    return key if again == 0 else f"{key}-{again + 1}"


def count_rows(names: Sequence[str]) -> dict[str, int]:
    """Return how many rows each of the named tables has."""
    return {name: len(reference_rows(name)) for name in names}
