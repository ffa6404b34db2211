"""Raw-material zones: one zone, several dated figures that nobody adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.registry.placing import Area, Gazetteer, area_of
from geodata.registry.products import origin
from geodata.registry.reading import Row, number_range, record_id, reference_rows, whole, year
from geodata.registry.report import ProblemLog
from geodata.vocabulary import ZoneKind

Record = dict[str, Any]
CropRule = tuple[str, ZoneKind]


@dataclass(frozen=True, slots=True)
class ZoneTables:
    """Rows of ``crops``, ``material_zones``, ``zone_units`` and ``zone_observations``."""

    crops: list[Record]
    zones: list[Record]
    units: list[Record]
    observations: list[Record]


def read_crop_rules() -> dict[tuple[str, str | None], CropRule]:
    """Return crop text (and certification, where it decides) → crop and kind, as reviewed."""
    return {
        (row.text("crop_text") or "", row.text("certification")): (
            row.text("crop") or "",
            ZoneKind(row.text("kind") or ""),
        )
        for row in reference_rows("zone_kinds.csv")
    }


def crop_of(row: Row, rules: Mapping[tuple[str, str | None], CropRule]) -> CropRule:
    """Return the crop of a row and what the row really is; without a rule the text is the crop of a zone."""
    text = row.text("crop") or ""
    exact = rules.get((text, row.text("certification")))
    return exact or rules.get((text, None)) or (text, ZoneKind.ZONE)


def read_zones(rows: Sequence[Row], where: Gazetteer, log: ProblemLog) -> ZoneTables:
    """Return the zones of the raw rows; rows of one crop, place and kind are figures of one zone."""
    rules = read_crop_rules()
    crops = {row.text("crop") or "": row.text("parent_crop") for row in reference_rows("crops.csv")}
    zones: dict[str, Record] = {}
    units: dict[str, list[Record]] = {}
    observations: dict[str, Record] = {}
    for row in rows:
        if row.text("crop") is None:
            log.refused(row.number, "name_missing", "crop")
            continue
        crop, kind = crop_of(row, rules)
        if crop not in crops:
            log.kept(row.number, "crop_unknown", "crop", crop)
            crops[crop] = None
        area = area_of(row, where, log)
        key = zone_id(crop, kind, row, area)
        figure = _observation(row, key, log)
        if figure["observation_id"] in observations:
            log.refused(row.number, "duplicate_record", "crop", crop)
            continue
        observations[figure["observation_id"]] = figure
        if key not in zones:
            zones[key] = _zone(row, key, crop, kind, area, log)
            units[key] = [{"zone_id": key, "unit_code": u[0], "unit_valid_from": u[1]} for u in area.units]
    return ZoneTables(
        [{"crop": crop, "parent_crop": parent} for crop, parent in crops.items()],
        list(zones.values()),
        [unit for listed in units.values() for unit in listed],
        list(observations.values()),
    )


def zone_id(crop: str, kind: ZoneKind, row: Row, area: Area) -> str:
    """Return the identifier of a zone: crop, kind, and its communes and districts in any order."""
    known = "+".join(sorted(code for code, _ in area.units))
    names = [";".join(sorted((row.text(column) or "").split(";"))) for column in ("commune", "district")]
    return record_id(f"{crop} {known}", "|".join([kind, *names]))


def _zone(row: Row, key: str, crop: str, kind: ZoneKind, area: Area, log: ProblemLog) -> Record:
    """Return the zone that a row is the first to name."""
    unit = area.only_unit
    parts = [text.replace(";", ", ") for text in (row.text("commune"), row.text("district")) if text]
    named = " – ".join(parts)
    columns = origin(row, log)
    return {
        "zone_id": key,
        "name": f"{crop}: {named}" if named else crop,
        "crop": crop,
        "kind": kind,
        "raw_commune": row.text("commune"),
        "raw_district": row.text("district"),
        "village": None,
        "address": None,
        "placement": area.placement,
        "unit_code": None if unit is None else unit[0],
        "unit_valid_from": None if unit is None else unit[1],
        "outside": None,
        "lon": None,
        "lat": None,
        "point_source": None,
        "place_id": None,
        **columns,
        "note": None,
    }


def _observation(row: Row, zone: str, log: ProblemLog) -> Record:
    """Return the figures of a row; hectares as given, both ends of a span."""
    area = _area_ha(row, log)
    return {
        "observation_id": record_id(zone, "|".join(text or "" for text in row.cells.values())),
        "zone_id": zone,
        "year": year(row, "year", log),
        "year_text": row.text("year"),
        "area_ha_min": None if area is None else area[0],
        "area_ha_max": None if area is None else area[1],
        "production": row.text("production"),
        "households": whole(row, "households", log),
        "linked_producer": row.text("linked_producer"),
        "linked_product": row.text("linked_product"),
        "certification": row.text("certification"),
        "sources": row.cited("source_url", "note"),
        "note": row.text("note"),
        "source_table": log.file,
        "source_row": row.number,
    }


def _area_ha(row: Row, log: ProblemLog) -> tuple[float, float] | None:
    """Return the hectares of a row, least and most."""
    text = row.text("area_ha")
    area = None if text is None else number_range(text)
    if text is not None and area is None:
        log.kept(row.number, "number_bad", "area_ha", text)
    return area
