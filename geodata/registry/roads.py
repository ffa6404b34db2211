"""What sources say about roads: speeds by class, and published ways between two places."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from typing import Any

from geodata.crs import vn2000
from geodata.registry.reading import Row, number_range, record_id, reference_rows
from geodata.registry.report import ImportReport, ProblemLog
from geodata.registry.road_places import PlaceKind, RoadPlace, RoadPlaces

Record = dict[str, Any]
Points = Mapping[str, tuple[float, float]]
Range = tuple[float | None, float | None]

SPEEDS = "speed_assumptions.csv"
SPEED_FIGURES = ("km", "minutes", "kmh_low", "kmh_high")
UNKNOWN: Range = (None, None)

DISTANCES, CHECKS = "distances.csv", "road_checks.csv"
# What a published way has, and the column that holds it.
WAY_COLUMNS: Mapping[str, Mapping[str, str]] = {
    DISTANCES: {
        "from": "from",
        "to": "to",
        "km_min": "km",
        "km_max": "km",
        "minutes_min": "minutes",
        "minutes_max": "minutes",
        "road": "road",
        "source": "source_url",
        "note": "note",
    },
    CHECKS: {
        "from": "from_place",
        "to": "to_place",
        "km_min": "km_min_published",
        "km_max": "km_max_published",
        "minutes_min": "minutes_published",
        "minutes_max": "minutes_published",
    },
}
BOAT = ("sông ", "(thuyền)")
# Lengths of a project, of a stretch between two kilometre stones, or of a pass.
ROAD_WORKS = ("dự án", "chiều dài", "Km0")
# Two communes that lie as near as this: where in them a way begins and ends counts more than the road.
# Half of all communes are smaller than a circle of 3.5 km.
NEAR_KM = 7.0

# Why nothing is calibrated against a published way, the first that holds.
NOT_USED = (
    "no_figure",  # neither km nor minutes
    "boat",
    "road_works",  # the length of a project, a stretch or a pass
    "outside",  # begins or ends in another province
    "place_unknown",  # no commune and no known place of that name
    "same_unit",  # both ends in one commune
    "not_centre",  # a village, sight or crossroads, not the centre of its commune
    "too_near",
)


def read_speeds() -> tuple[list[Record], ImportReport]:
    """
    Return rows of ``speed_assumptions`` (km, minutes, km/h), and the report.

    A row that gives several classes their figures in one cell (``national /
    provincial`` with ``80/60``) becomes one record for each class.
    """
    log = ProblemLog(SPEEDS)
    rows = reference_rows(SPEEDS, log)
    found: dict[str, Record] = {}
    source: str | None = None
    written = 0
    for row in rows:
        # "same" is the source of the row above it.
        source = source if row.text("source") == "same" else row.text("source")
        records = [_speed_record(row, part, source, log) for part in _by_class(row)]
        if any(record["assumption_id"] in found for record in records):
            log.refused(row.number, "duplicate_record", "class_or_pair", row.text("class_or_pair"))
            continue
        found |= {record["assumption_id"]: record for record in records}
        written += 1
    return list(found.values()), log.report(len(rows), written)


def _by_class(row: Row) -> list[dict[str, str | None]]:
    """Return the cells of a row for each class that its subject lists; one set where it lists none."""
    cells = {name: row.text(name) for name in ("class_or_pair", *SPEED_FIGURES)}
    terrain, _, classes = (cells["class_or_pair"] or "").partition(": ")
    names = classes.split(" / ")
    lows, highs = ((cells[name] or "").split("/") for name in ("kmh_low", "kmh_high"))
    if not 1 < len(names) == len(lows) == len(highs):
        return [cells]
    return [
        cells | {"class_or_pair": f"{terrain}: {name}", "kmh_low": low, "kmh_high": high}
        for name, low, high in zip(names, lows, highs, strict=True)
    ]


def _speed_record(row: Row, cells: dict[str, str | None], source: str | None, log: ProblemLog) -> Record:
    """Return one record of ``speed_assumptions``."""
    figures = {name: read_range(row, name, cells[name], log) for name in SPEED_FIGURES}
    subject = cells["class_or_pair"] or ""
    return {
        "assumption_id": record_id(subject, source),
        "kind": row.text("kind"),
        "subject": subject,
        "km_min": figures["km"][0],
        "km_max": figures["km"][1],
        "minutes_min": figures["minutes"][0],
        "minutes_max": figures["minutes"][1],
        "kmh_low": figures["kmh_low"][0],
        "kmh_high": figures["kmh_high"][1],
        "source": source,
        "source_table": SPEEDS,
        "source_row": row.number,
    }


def read_range(row: Row, column: str, text: str | None, log: ProblemLog) -> Range:
    """Return the two ends of a cell (``63-70``); what cannot be read is noted and left out."""
    if text is None:
        return UNKNOWN
    ends = number_range(text)
    if ends is None:
        log.kept(row.number, "number_bad", column, text)
        return UNKNOWN
    return ends


def read_ways(places: RoadPlaces, points: Points) -> tuple[list[Record], list[ImportReport]]:
    """
    Return rows of ``published_ways`` (km, minutes) from both tables, and their reports.

    Parameters
    ----------
    places
        What the names of places mean.
    points
        A point (lon, lat; EPSG:4326, degrees) of each commune of 2024 by its code.
    """
    found: dict[str, Record] = {}
    reports: list[ImportReport] = []
    for file, columns in WAY_COLUMNS.items():
        log = ProblemLog(file)
        rows = reference_rows(file, log)
        before = len(found)
        for row in rows:
            cells = {name: row.text(column) for name, column in columns.items()}
            record = _way_record(row, file, cells)
            if not record["from_place"] or not record["to_place"]:
                log.refused(row.number, "name_missing", columns["from"])
                continue
            if record["way_id"] in found:
                log.refused(row.number, "duplicate_record", columns["from"], record["from_place"])
                continue
            for name in ("km", "minutes"):
                least, most = f"{name}_min", f"{name}_max"
                record[least] = read_range(row, columns[least], cells[least], log)[0]
                record[most] = read_range(row, columns[most], cells[most], log)[1]
            if "source" in columns and record["source"] is None:
                log.kept(row.number, "source_missing")
            ends = (places.find(record["from_place"]), places.find(record["to_place"]))
            record |= {"from_code": ends[0].code, "to_code": ends[1].code}
            found[record["way_id"]] = record | {"not_used": _why_not(record, ends, points)}
        reports.append(log.report(len(rows), len(found) - before))
    return list(found.values()), reports


def _way_record(row: Row, file: str, cells: Mapping[str, str | None]) -> Record:
    """Return the texts of a published way."""
    ends = f"{cells['from']} {cells['to']}"
    qualifier = "|".join(
        cells.get(name) or "" for name in ("km_min", "km_max", "minutes_min", "road", "source")
    )
    return {
        "way_id": record_id(ends, f"{file}|{qualifier}"),
        "from_place": cells["from"],
        "to_place": cells["to"],
        "road": cells.get("road"),
        "source": cells.get("source"),
        "note": cells.get("note"),
        "source_table": file,
        "source_row": row.number,
    }


def _why_not(way: Record, ends: tuple[RoadPlace, RoadPlace], points: Points) -> str | None:
    """Return why nothing is calibrated against a way (a key of ``NOT_USED``); None where it is used."""
    said = " ".join(way[name] or "" for name in ("from_place", "to_place", "road", "note"))
    kinds = {end.kind for end in ends}
    holds = (
        way["km_min"] is None and way["minutes_min"] is None,
        any(word in said for word in BOAT),
        any(word in said for word in ROAD_WORKS),
        PlaceKind.OUTSIDE in kinds,
        PlaceKind.UNKNOWN in kinds,
        ends[0].code == ends[1].code,
        PlaceKind.WITHIN in kinds,
    )
    *others, too_near = NOT_USED
    reason = next((name for name, held in zip(others, holds, strict=True) if held), None)
    return reason or (too_near if _straight_km(ends, points) < NEAR_KM else None)


def _straight_km(ends: tuple[RoadPlace, RoadPlace], points: Points) -> float:
    """Return the km as the crow flies between two communes."""
    (x1, y1), (x2, y2) = (vn2000(*points[end.code]) for end in ends if end.code is not None)
    return hypot(x1 - x2, y1 - y2) / 1e3
