"""The committed reference data, from ``geodata/reference`` into a store, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.edition import reference_edition
from geodata.errors import N_
from geodata.programme_tables import registry_tables
from geodata.quality_days import note_day
from geodata.records.replaying import remember, replay
from geodata.registry.carrying import carried_over
from geodata.registry.checking import kept
from geodata.registry.crafts import read_crafts
from geodata.registry.entered import ENTERED
from geodata.registry.markets import read_market_days, read_sales_points
from geodata.registry.places import read_places
from geodata.registry.placing import gazetteer, read_aliases
from geodata.registry.products import certificates, read_producers, read_products
from geodata.registry.published import count_rows, read_osm, read_roads, read_targets, read_totals
from geodata.registry.reading import REFERENCE, Row, reference_rows
from geodata.registry.report import ImportReport, ProblemLog, set_aside
from geodata.registry.road_places import RoadPlaces
from geodata.registry.roads import read_speeds, read_ways
from geodata.registry.sights import read_sights
from geodata.registry.unit_tables import DAYS_OF_2024, UnitTables, read_units
from geodata.registry.zones import read_zones
from geodata.schemas import plain, require
from geodata.store import Store
from geodata.view import office_today

Record = dict[str, Any]

# A new number loads the same files again, after the loader itself changed.
LOADER_VERSION = 5

PRODUCTS, CRAFTS, ZONES = "ocop_products.csv", "craft_villages.csv", "raw_material_zones.csv"
SALES_POINTS, MARKET_DAYS, SIGHTS = "sales_points.csv", "market_days.csv", "tourism_sites.csv"
PLACE_LINKS = "place_links.csv"
RECORD_FILES = (PRODUCTS, CRAFTS, ZONES, SALES_POINTS, MARKET_DAYS, SIGHTS, PLACE_LINKS)

# Read, and told in the report, but loaded into no table.
SET_ASIDE = {"ocop_candidates_not_counted.csv": "not_products"}


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """Clean rows by table of the store, and the report of every file."""

    rows: Mapping[str, list[Record]]
    reports: tuple[ImportReport, ...]


def reference_checksum() -> str:
    """Return a SHA-256 over the reference files and the version of the loader."""
    digest = hashlib.sha256(str(LOADER_VERSION).encode())
    for path in sorted(REFERENCE.rglob("*")):
        if path.suffix in {".csv", ".geojson"}:
            digest.update(path.relative_to(REFERENCE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def load_reference(store: Store, progress: Callable[[str], object] = print) -> list[ImportReport]:
    """
    Replace every reference table of ``store`` by what ``geodata/reference`` holds.

    One transaction: a failure leaves the store as it was. What the office
    entered itself stays. The reports and their problems are stored too, so
    that a page can show every one.

    Parameters
    ----------
    store
        An open, migrated store.
    progress
        Called before each step with a text for the translators.
    """
    data = read_reference(progress)
    progress(N_("Writing every table in one step"))
    with store.write() as connection:
        return replace_all(connection, data)


def read_reference(progress: Callable[[str], object] = lambda _: None) -> ReferenceData:
    """Read, clean and match every file of ``geodata/reference``."""
    progress(N_("Reading units, crosswalk and residents"))
    units = read_units()
    progress(N_("Reading products and producers"))
    registry = _registry(units)
    progress(N_("Reading published figures, road links and points"))
    published = _published(units, registry[0]["sights"])
    roads = _roads(units, registry[0])
    rows: dict[str, list[Record]] = {
        "units": units.units,
        "crosswalk": units.crosswalk,
        "unit_population": units.population,
    }
    for part, _ in (registry, published, roads):
        rows |= part
    progress(N_("Checking every table against its contract"))
    for name, records in rows.items():
        require(tables.metadata.tables[name], records)
    reports = [*units.reports, *registry[1], *published[1], *roads[1]]
    counts = count_rows(list(SET_ASIDE))
    reports += [set_aside(name, counts[name], rule) for name, rule in SET_ASIDE.items()]
    return ReferenceData(rows, tuple(reports))


Part = tuple[dict[str, list[Record]], list[ImportReport]]


def _registry(units: UnitTables) -> Part:
    """Read every table of records."""
    where = gazetteer(units.units, read_aliases())
    logs = {name: ProblemLog(name) for name in RECORD_FILES}
    raw = {name: reference_rows(name, log) for name, log in logs.items()}
    products = kept(tables.products, read_products(raw[PRODUCTS], where, logs[PRODUCTS]), logs[PRODUCTS])
    points = read_sales_points(raw[SALES_POINTS], where, logs[SALES_POINTS])
    points = kept(tables.sales_points, points, logs[SALES_POINTS])
    crafts = read_crafts(raw[CRAFTS], where, logs[CRAFTS])
    zones = read_zones(raw[ZONES], where, logs[ZONES])
    osm_used = {row.text("used_by") or "" for row in reference_rows("places_osm.csv")}
    sights = read_sights(raw[SIGHTS], where, osm_used, logs[SIGHTS])
    rows: dict[str, list[Record]] = {
        "producers": read_producers(raw[PRODUCTS], products, where, logs[PRODUCTS]),
        "products": products,
        "certificates": certificates(products),
        "craft_villages": kept(tables.craft_villages, crafts, logs[CRAFTS]),
        "crops": zones.crops,
        "material_zones": zones.zones,
        "zone_units": zones.units,
        "zone_observations": kept(tables.zone_observations, zones.observations, logs[ZONES]),
        "sales_points": points,
        "market_days": read_market_days(raw[MARKET_DAYS], points, logs[MARKET_DAYS], logs[SALES_POINTS]),
        "sights": kept(tables.sights, sights, logs[SIGHTS]),
    }
    places = read_places(rows, raw[PLACE_LINKS], logs[PLACE_LINKS])
    rows |= places.records | {"places": places.places, "place_roles": places.roles}
    return rows, [log.report(len(raw[name]), _written(raw[name], log)) for name, log in logs.items()]


def _written(rows: Sequence[Row], log: ProblemLog) -> int:
    """Return how many rows of a file were not refused."""
    return len(rows) - log.report(0, 0).rows_refused


def _published(units: UnitTables, sights: Sequence[Record]) -> Part:
    """Read the tables that are kept as they are; ``sights`` are what points of OpenStreetMap belong to."""
    codes = frozenset(u["unit_code"] for u in units.units if u["valid_from"] in DAYS_OF_2024)
    totals, totals_report = read_totals()
    targets, targets_report = read_targets()
    roads, roads_report = read_roads(codes)
    osm, osm_report = read_osm(sights)
    rows = {"published_totals": totals, "published_targets": targets, "road_links": roads, "osm_places": osm}
    return rows, [totals_report, targets_report, roads_report, osm_report]


def _roads(units: UnitTables, records: Mapping[str, list[Record]]) -> Part:
    """Read what sources say about speeds, and the published ways between places."""
    named = [row for name in ("sights", "sales_points") for row in records[name]]
    points = {
        unit["unit_code"]: (unit["label_lon"], unit["label_lat"])
        for unit in units.units
        if unit["valid_from"] in DAYS_OF_2024 and unit["label_lon"] is not None
    }
    speeds, speeds_report = read_speeds()
    ways, ways_reports = read_ways(RoadPlaces.of(gazetteer(units.units, read_aliases()), named), points)
    return {"speed_assumptions": speeds, "published_ways": ways}, [speeds_report, *ways_reports]


def office_imports(store: Store) -> list[str]:
    """Return the files that the office itself imported, which loading the reference data would lose."""
    shipped = {path.name for path in REFERENCE.rglob("*")}
    with store.read() as connection:
        files = connection.execute(sa.select(tables.import_reports.c.source_table)).scalars().all()
    # What it entered by hand is carried over.
    return sorted(set(files) - shipped - {ENTERED})


def replace_all(connection: sa.Connection, data: ReferenceData) -> list[ImportReport]:
    """
    Empty the tables of the reference data and fill them again, inside the caller's transaction.

    What the office knows is written over them again. Returns every report.
    """
    log = ProblemLog(ENTERED)
    entered = carried_over(connection, data.rows["units"], data.rows.get("places", ()), log)
    work = remember(connection)
    ordered = registry_tables()
    for table in reversed(ordered):
        connection.execute(table.delete())
    for table in ordered:
        # Apart: one statement writes the columns of its first row, and a raw row may have fewer.
        for rows in (data.rows.get(table.name, []), entered.get(table.name, [])):
            _insert(connection, table, rows)
    replay(connection, work, log)
    told = entered.get(tables.sales_points.name, [])
    count = len(told) + work.count
    reports = [*data.reports, *([log.report(count, count)] if log.problems else [])]
    for name, rows in report_rows(reports).items():
        _insert(connection, tables.metadata.tables[name], rows)
    held = {"reference_checksum": reference_checksum(), "reference_edition": reference_edition()}
    connection.execute(tables.store_state.update().values(held))
    note_day(connection, office_today())
    return reports


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Record]) -> None:
    """Insert clean rows."""
    if rows:
        connection.execute(table.insert(), [_stored(table, row) for row in rows])


def _stored(table: sa.Table, row: Record) -> Record:
    """Return the columns of ``table`` from a clean row, enumerations as their texts."""
    return {column.name: plain(row[column.name]) for column in table.columns if column.name in row}


def report_rows(reports: Iterable[ImportReport]) -> dict[str, list[Record]]:
    """Return rows of ``import_reports`` and ``import_problems``."""
    listed = list(reports)
    problems = [problem for report in listed for problem in report.problems]
    return {
        "import_reports": [
            {
                "source_table": r.file,
                "rows_read": r.rows_read,
                "rows_written": r.rows_written,
                "rows_set_aside": r.rows_set_aside,
            }
            for r in listed
        ],
        "import_problems": [
            {
                "problem_id": number,
                "source_table": problem.file,
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "rule": problem.rule,
                "message": problem.message,
                "severity": problem.severity,
            }
            for number, problem in enumerate(problems, start=1)
        ],
    }
