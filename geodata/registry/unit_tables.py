"""Units with their dates, the crosswalk between their lists, and their residents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84, area_km2
from geodata.errors import N_
from geodata.names import bare_name, nfc
from geodata.registry.boundaries import Feature, stream
from geodata.registry.reading import REFERENCE, Row, iso_date, read_rows, whole
from geodata.registry.report import ImportReport, ProblemLog

Record = dict[str, Any]
UnitKey = tuple[str, date]

# First and last day on which each list of units is used here; not the founding
# days of the units (DATA.md, "Units").
FROM_2019, TO_2019 = date(2019, 4, 1), date(2019, 12, 31)
FROM_2020, TO_2024 = date(2020, 1, 1), date(2025, 6, 30)
FROM_2025 = date(2025, 7, 1)
PROVINCE_10 = ("10", date(2004, 1, 1))
PROVINCE_15 = ("15", FROM_2025)

# Resolution 1270: Tà Chải became a part of the township of Bắc Hà.
MERGED_FROM, MERGED_TO = date(2024, 12, 1), date(2024, 11, 30)
BAC_HA, TA_CHAI = "02839", "02872"
DAYS_OF_2024 = frozenset({FROM_2020, MERGED_FROM})

KIND_BY_PREFIX = {
    "xã": "commune",
    "phường": "ward",
    "thị trấn": "township",
    "huyện": "rural_district",
    "thị xã": "town",
    "thành phố": "city",
}
COVERED = "Lào Cai"  # the former province whose records the tables hold

APPROXIMATE = N_("The boundary of this unit is approximate; no rate is given.")
TEMPORARY_RESIDENTS = N_("The figure of 2018 includes converted temporary residents; no rate is given.")
NOT_A_CENSUS = N_("The figure does not come from the census of 2019; no rate is given.")
ESTIMATED = N_("The number of residents is an estimate; no rate is given.")


@dataclass(frozen=True, slots=True)
class UnitTables:
    """Rows of ``units``, ``crosswalk`` and ``unit_population``, with the reports of the files behind them."""

    units: list[Record]
    crosswalk: list[Record]
    population: list[Record]
    reports: list[ImportReport]


def read_units() -> UnitTables:
    """Read every list of units of the reference data."""
    old_log, new_log = ProblemLog("commune_crosswalk_2019.csv"), ProblemLog("commune_crosswalk.csv")
    old_rows = read_rows(REFERENCE / old_log.file, old_log)
    new_rows = read_rows(REFERENCE / new_log.file, new_log)
    shaped, reports = _shaped_units()
    units = [*shaped, *_units_of_2019(old_rows), *_ended_in_2024()]
    units = sorted(
        with_measures(units), key=lambda unit: (unit["valid_from"], unit["level"], unit["unit_code"])
    )
    known = {(unit["unit_code"], unit["valid_from"]) for unit in units}
    links = [*_links_2019(old_rows), *_links_2024(new_rows)]
    crosswalk = _known_links(links, known, {"2019": old_log, "2024": new_log})
    population, population_report = _population(units)
    reports += [
        old_log.report(len(old_rows), len(old_rows) - _refused(old_log)),
        new_log.report(len(new_rows), len(new_rows) - _refused(new_log)),
        population_report,
    ]
    return UnitTables(units, crosswalk, population, reports)


def _refused(log: ProblemLog) -> int:
    """Count the rows that ``log`` refuses."""
    return log.report(0, 0).rows_refused


def unit(
    code: str, valid_from: date, valid_to: date | None, level: str, kind: str, name: str, **more: object
) -> Record:
    """Return a row of ``units``; what is not given is unknown."""
    return {
        "unit_code": code,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "level": level,
        "kind": kind,
        "name": bare_name(name),
        "parent_code": None,
        "parent_valid_from": None,
        "former_province": None,
        "has_records": True,
        "inner_lines": None,
        "label_lon": None,
        "label_lat": None,
        "shape": None,
    } | more


def _parent(key: UnitKey) -> Record:
    """Return the columns that name a parent."""
    return {"parent_code": key[0], "parent_valid_from": key[1]}


def _shaped_units() -> tuple[list[Record], list[ImportReport]]:
    """Read the four boundary files."""
    points_log = ProblemLog("commune_points.csv")
    point_rows = read_rows(REFERENCE / points_log.file, points_log)
    points = {row.text("code"): row for row in point_rows}
    readers = {
        "provinces.geojson": _province,
        "districts_2024.geojson": _district_2024,
        "communes_2024.geojson": lambda feature: _commune_2024(feature, points),
        "communes_2025.geojson": _commune_2025,
    }
    units: list[Record] = []
    reports: list[ImportReport] = []
    for name, reader in readers.items():
        log = ProblemLog(name)
        found = [
            reader(feature) | {"source": name} for feature in stream(REFERENCE / "boundaries" / name, log)
        ]
        units += found
        reports.append(log.report(len(found) + _refused(log), len(found)))
    codes = {entry["unit_code"] for entry in units}
    for row in point_rows:
        if row.text("code") not in codes:
            points_log.refused(row.number, "unit_code_unknown", "code", row.text("code"))
    return units, [*reports, points_log.report(len(point_rows), len(point_rows) - _refused(points_log))]


def _province(feature: Feature) -> Record:
    """Return a province; its dates stand in the file."""
    start = iso_date(feature.text("valid_from")) or PROVINCE_10[1]
    end = iso_date(feature.text("valid_to"))
    return _shaped(feature, start, end, "province", "province")


def _district_2024(feature: Feature) -> Record:
    """Return a district until 30 June 2025."""
    return _shaped(
        feature, FROM_2020, TO_2024, "district", feature.text("kind") or "", **_parent(PROVINCE_10)
    )


def _commune_2024(feature: Feature, points: Mapping[str | None, Row]) -> Record:
    """Return a commune until 30 June 2025, labelled at its point of ``commune_points.csv``."""
    start = MERGED_FROM if feature.text("code") == BAC_HA else FROM_2020
    point = points.get(feature.text("code"))
    return _shaped(
        feature,
        start,
        TO_2024,
        "commune",
        feature.text("kind") or "",
        inner_lines=feature.text("inner_lines"),
        label_lon=None if point is None else float(point.text("lon") or "nan"),
        label_lat=None if point is None else float(point.text("lat") or "nan"),
        **_parent((feature.text("district_code") or "", FROM_2020)),
    )


def _commune_2025(feature: Feature) -> Record:
    """Return a commune since 1 July 2025; those of the former Yên Bái have no records here."""
    former = feature.text("former_province")
    return _shaped(
        feature,
        FROM_2025,
        None,
        "commune",
        feature.text("kind") or "",
        former_province=former,
        has_records=former == COVERED,
        **_parent(PROVINCE_15),
    )


def _shaped(feature: Feature, start: date, end: date | None, level: str, kind: str, **more: object) -> Record:
    """Return a unit that has a boundary."""
    code, name = feature.text("code") or "", feature.text("name") or ""
    return unit(code, start, end, level, kind, name, shape=feature.shape, **more)


def _units_of_2019(rows: Iterable[Row]) -> list[Record]:
    """Return the communes and districts of the census of 2019: names and codes, no boundaries."""
    source = {"source": "commune_crosswalk_2019.csv"}
    districts = {district: code for code, district in _district_codes_2019(rows).items()}
    found: dict[str, Record] = {}
    for row in rows:
        code, name = row.text("code_2019") or "", row.text("name_2019") or ""
        parent = _parent((districts[row.text("district_2019") or ""], FROM_2019))
        found[code] = unit(code, FROM_2019, TO_2019, "commune", kind_of(name), name, **parent, **source)
    above = [
        unit(code, FROM_2019, TO_2019, "district", kind_of(name), name, **_parent(PROVINCE_10), **source)
        for name, code in districts.items()
    ]
    return [*above, *found.values()]


# The codes of the districts of 2019, which the table of 2019 leaves out; the
# same nine codes held until 30 June 2025.
DISTRICT_CODES = {
    "Thành phố Lào Cai": "080",
    "Huyện Bát Xát": "082",
    "Huyện Mường Khương": "083",
    "Huyện Si Ma Cai": "084",
    "Huyện Bắc Hà": "085",
    "Huyện Bảo Thắng": "086",
    "Huyện Bảo Yên": "087",
    "Huyện Sa Pa": "088",
    "Huyện Văn Bàn": "089",
}


def _district_codes_2019(rows: Iterable[Row]) -> dict[str, str]:
    """Return code → name of the districts that the rows name."""
    return {DISTRICT_CODES[name]: name for row in rows if (name := row.text("district_2019"))}


def kind_of(name: str) -> str:
    """Return the kind that the prefix of a full name says."""
    words = nfc(name).casefold()
    return next(kind for prefix, kind in KIND_BY_PREFIX.items() if words.startswith(prefix + " "))


def _ended_in_2024() -> list[Record]:
    """Return Bắc Hà and Tà Chải as they were until November 2024, without their outlines of then."""
    more = {"source": "commune_crosswalk.csv", **_parent(("085", FROM_2020))}
    return [
        unit(BAC_HA, FROM_2020, MERGED_TO, "commune", "township", "Bắc Hà", **more),
        unit(TA_CHAI, FROM_2020, MERGED_TO, "commune", "commune", "Tà Chải", **more),
    ]


def with_measures(units: Sequence[Record]) -> list[Record]:
    """Add area (km², EPSG:9208), label point and box (degrees) to units that have a shape (EPSG:4326)."""
    areas = area_km2(gpd.GeoSeries([entry["shape"] for entry in units], crs=WGS84))
    return [entry | _measures(entry, area) for entry, area in zip(units, areas, strict=True)]


def _measures(entry: Record, area: float) -> Record:
    """Return the columns that are measured from the shape of one unit."""
    shape: BaseGeometry | None = entry["shape"]
    if shape is None:
        box: tuple[float | None, ...] = (None,) * 4
        return {"area_km2": None, **_box(box)}
    inner = shape.representative_point()
    label = (inner.x, inner.y) if entry["label_lon"] is None else (entry["label_lon"], entry["label_lat"])
    return {"area_km2": float(area), "label_lon": label[0], "label_lat": label[1], **_box(shape.bounds)}


def _box(bounds: Sequence[float | None]) -> Record:
    """Return the four columns of a bounding box (west, south, east, north; degrees)."""
    return dict(zip(("min_lon", "min_lat", "max_lon", "max_lat"), bounds, strict=True))


Link = tuple[str, int, UnitKey, UnitKey, bool]  # list, row, old unit, new unit, whole


def _key_2024(code: str) -> UnitKey:
    """Return the key of a unit of 30 June 2025."""
    return code, MERGED_FROM if code == BAC_HA else FROM_2020


def _links_2019(rows: Iterable[Row]) -> list[Link]:
    """Return the links from the units of 2019 to those of 30 June 2025 and of 1 July 2025."""
    links: list[Link] = []
    for row in rows:
        old = (row.text("code_2019") or "", FROM_2019)
        middle, last = _key_2024(row.text("code_2025H1") or ""), (row.text("new_code") or "", FROM_2025)
        links.append(("2019", row.number, old, middle, row.text("part_2025h1") == "whole"))
        links.append(("2019", row.number, old, last, row.text("part_new") == "whole"))
    return links


def _links_2024(rows: Iterable[Row]) -> list[Link]:
    """Return the links to the units of 1 July 2025, and those of the merger of November 2024."""
    links: list[Link] = []
    for row in rows:
        code, whole_unit = row.text("old_code") or "", row.text("part") == "whole"
        new = (row.text("new_code") or "", FROM_2025)
        olds = {_key_2024(code), (code, FROM_2020)}
        links += [("2024", row.number, old, new, whole_unit) for old in sorted(olds)]
        if code in {BAC_HA, TA_CHAI}:
            links.append(("2024", row.number, (code, FROM_2020), (BAC_HA, MERGED_FROM), True))
    return links


def _known_links(links: Iterable[Link], known: set[UnitKey], logs: Mapping[str, ProblemLog]) -> list[Record]:
    """Return rows of ``crosswalk``, one for each pair; a link to a unit that is not there is refused."""
    found: dict[tuple[UnitKey, UnitKey], Record] = {}
    for listed, row, old, new, whole_unit in links:
        missing = [key for key in (old, new) if key not in known]
        if missing:
            logs[listed].refused(row, "unit_code_unknown", value=missing[0][0])
            continue
        found[old, new] = {
            "old_code": old[0],
            "old_valid_from": old[1],
            "new_code": new[0],
            "new_valid_from": new[1],
            "whole": whole_unit,
            "source": logs[listed].file,
        }
    return list(found.values())


def _population(units: Sequence[Record]) -> tuple[list[Record], ImportReport]:
    """Read the residents; a figure belongs to a unit, a year and a basis."""
    log = ProblemLog("commune_population.csv")
    rows = read_rows(REFERENCE / log.file, log)
    by_key = {(entry["unit_code"], entry["valid_from"]): entry for entry in units}
    found: dict[tuple[str, date, int], Record] = {}
    for row in rows:
        key = _population_key(row)
        residents, counted = whole(row, "population", log), whole(row, "year", log)
        if key not in by_key or residents is None or counted is None:
            log.refused(row.number, "population_without_unit", "unit", row.text("unit"))
            continue
        entry = _population_row(row, by_key[key], residents, counted)
        if (*key, counted) in found:
            log.refused(row.number, "duplicate_record", "code", row.text("unit"))
        else:
            found[*key, counted] = entry
    return list(found.values()), log.report(len(rows), len(found))


def _population_key(row: Row) -> UnitKey:
    """Return the unit that a figure belongs to."""
    code = row.text("code") or ""
    keys = {"old_2019": (code, FROM_2019), "old": _key_2024(code), "new": (code, FROM_2025)}
    return keys.get(row.text("level") or "", (code, date.min))


def _population_row(row: Row, entry: Record, residents: int, counted: int) -> Record:
    """Return a row of ``unit_population``; only the census and a boundary that holds allow a rate."""
    basis = basis_of(row.text("source") or "")
    reason = {
        "resolution_767": TEMPORARY_RESIDENTS,
        "resolution_1270": NOT_A_CENSUS,
        "estimate": ESTIMATED,
    }.get(basis)
    if reason is None and entry["inner_lines"] == "approximate":
        reason = APPROXIMATE
    return {
        "unit_code": entry["unit_code"],
        "valid_from": entry["valid_from"],
        "year": counted,
        "residents": residents,
        "basis": basis,
        "rate_allowed": reason is None,
        "no_rate_reason": reason,
        "source": row.text("source"),
    }


def basis_of(source: str) -> str:
    """Return the basis that the source text of a figure names."""
    if "ESTIMATE" in source:
        return "estimate"
    if source.startswith("Res. 767"):
        return "resolution_767"
    if source.startswith("Res. 1270"):
        return "resolution_1270"
    summed = re.search(r"sum of (\d+) whole", source)
    several = "summed over" in source or (summed is not None and int(summed[1]) > 1)
    return "census_sum" if several else "census"
