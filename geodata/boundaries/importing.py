"""The import itself: every check in turn, then one transaction or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import sqlalchemy as sa

from geodata.boundaries.comparing import Comparison, Link, check_position, compare, read_crosswalk
from geodata.boundaries.coverage import check_coverage, repair
from geodata.boundaries.formats import read_features
from geodata.boundaries.people import carried_population
from geodata.boundaries.reading import Columns, read_units
from geodata.boundaries.report import BoundaryReport, Finding, finding, problem_rows
from geodata.crs import area_km2
from geodata.errors import N_, Conflict, InvalidInput
from geodata.store import Store
from geodata.tables import (
    crosswalk,
    import_problems,
    import_reports,
    metadata,
    store_state,
    unit_population,
    units,
)
from geodata.units import units_on
from geodata.vocabulary import UnitLevel

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryImport:
    """
    What a province asks for: its file of units of one level, and the first day on which they hold.

    ``crs`` overrides what the file names. ``crosswalk`` is a CSV with
    ``old_code``, ``new_code``, ``part``. ``area_tolerance`` is a fraction;
    ``small_m`` the width in metres up to which overlaps and gaps are cleaned.
    """

    path: Path
    level: UnitLevel
    valid_from: date
    crs: str | None = None
    layer: str | None = None
    columns: Columns = field(default_factory=Columns)
    crosswalk: Path | None = None
    area_tolerance: float = 0.05
    small_m: float = 2.0
    source: str | None = None
    dry_run: bool = False


def import_boundaries(store: Store, request: BoundaryImport) -> BoundaryReport:
    """
    Check a file of boundaries and take it, or refuse it with every reason found.

    Taken means, in one transaction: a unit whose version begins on that very
    day gets its outline redrawn; any other gets a new version from that day
    on, and the version before ends the day before. Crosswalk rows come from
    the crosswalk file, or from a code whose area and place agree.

    Raises
    ------
    InvalidInput, DataProblem, TooLarge
        The file, its layer, columns or CRS cannot be read: nothing was checked.
    """
    _check_request(request)
    raw = read_features(request.path, request.layer)
    read = read_units(raw, request.level, request.columns, request.crs)
    given, found = read_crosswalk(request.crosswalk)
    revision = store.revision()
    held = units_on(store, request.valid_from, request.level)
    plan = _check(read.units, read.crs, held, given, request, [*read.findings, *found])
    findings = [
        *plan.findings,
        *_unexplained(store, held, plan.comparison),
        *_later(store, request, plan.comparison),
    ]
    report = BoundaryReport(
        file=request.path.name,
        level=request.level,
        valid_from=request.valid_from,
        dry_run=request.dry_run,
        stored=False,
        features=len(raw.features),
        reader=raw.reader,
        added=plan.comparison.added,
        redrawn=plan.comparison.redrawn,
        ended=plan.comparison.ended,
        linked=len(plan.comparison.links),
        findings=tuple(findings),
        suggestions=plan.comparison.suggestions,
    )
    if request.dry_run or not report.accepted:
        return report
    try:
        _write(store, revision, held, plan, request, report)
    except Conflict:
        return replace(report, findings=(*report.findings, finding("changed_meanwhile")))
    return replace(report, stored=True)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Units as they would be stored (EPSG:4326), what would change, and all findings so far."""

    units: gpd.GeoDataFrame
    comparison: Comparison
    findings: list[Finding]


def _check_request(request: BoundaryImport) -> None:
    """Refuse figures that make no sense."""
    if not 0 <= request.area_tolerance <= 0.5:
        raise InvalidInput(
            N_("The difference of area allowed is a fraction from 0 to 0.5, not %(value)s"),
            value=request.area_tolerance,
        )
    if not 0 < request.small_m <= 50:
        raise InvalidInput(
            N_(
                "The width up to which faults are cleaned is more than 0 and at most 50 metres, not %(value)s"
            ),
            value=request.small_m,
        )


def _check(
    read: gpd.GeoDataFrame,
    crs: str,
    held: gpd.GeoDataFrame,
    given: Sequence[Link],
    request: BoundaryImport,
    findings: list[Finding],
) -> _Plan:
    """Run the checks; a later one is left out where an earlier one makes it meaningless."""
    nothing = Comparison()
    fixed, found = repair(read)
    findings = [*findings, *found]
    if fixed.empty or not fixed["unit_code"].is_unique:
        return _Plan(fixed, nothing, findings)
    findings += check_position(fixed, held, crs)
    if any(one.rule in {"elsewhere", "shifted", "shifted_vn2000", "shifted_zone"} for one in findings):
        return _Plan(fixed, nothing, findings)
    named = {*fixed["unit_code"], *(link.old_code for link in given)}
    clean, found = check_coverage(fixed, held.geometry[~held["unit_code"].isin(named)], request.small_m)
    comparison = compare(clean, held, given, request.valid_from, request.area_tolerance)
    named_in_full, found_names = _named(clean, held, comparison)
    return _Plan(named_in_full, comparison, [*findings, *found, *comparison.findings, *found_names])


def _named(
    read: gpd.GeoDataFrame, held: gpd.GeoDataFrame, comparison: Comparison
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Fill names and kinds that the file leaves out from the unit held; point out those that differ."""
    findings: list[Finding] = []
    known = held.set_index("unit_code")
    names, kinds = [], []
    for code, name, kind in zip(read["unit_code"], read["name"], read["kind"], strict=True):
        old = known.loc[code] if code in known.index else None
        for rule, found, here in (
            ("name_changed", name, None if old is None else old["name"]),
            ("kind_changed", kind, None if old is None else old["kind"]),
        ):
            if found is not None and here is not None and found != here:
                findings.append(finding(rule, code=code, held=here, found=found))
        names.append(name if name is not None or old is None else old["name"])
        kinds.append(kind if kind is not None or old is None else old["kind"])
        if code in comparison.added and names[-1] is None:
            findings.append(finding("name_missing", code=code))
        if code in comparison.added and kinds[-1] is None:
            findings.append(finding("kind_unknown", code=code, name=names[-1] or "–"))
    return read.assign(name=names, kind=kinds), findings


def _unexplained(store: Store, held: gpd.GeoDataFrame, comparison: Comparison) -> list[Finding]:
    """Say of every unit that ends without a link how many records lose their place by it."""
    known = held.set_index("unit_code")
    return [
        finding(
            "ended_without_crosswalk",
            code=code,
            name=known.at[code, "name"],
            records=_records_in(store, code, known.at[code, "valid_from"]),
        )
        for code in comparison.unexplained
    ]


def _records_in(store: Store, code: str, valid_from: date) -> int:
    """Count the records of every table that are placed in one unit."""
    placed = [
        table for table in metadata.sorted_tables if {"unit_code", "unit_valid_from"} <= set(table.c.keys())
    ]
    with store.read() as connection:
        return sum(
            connection.execute(
                sa.select(sa.func.count())
                .select_from(table)
                .where(table.c.unit_code == code, table.c.unit_valid_from == valid_from)
            ).scalar_one()
            for table in placed
        )


def _later(store: Store, request: BoundaryImport, comparison: Comparison) -> list[Finding]:
    """Refuse new versions where units of a later day are held: history is not rewritten."""
    if not comparison.added:
        return []
    select = sa.select(sa.func.max(units.c.valid_from)).where(units.c.level == request.level)
    with store.read() as connection:
        latest = connection.execute(select).scalar_one()
    if latest is None or latest <= request.valid_from:
        return []
    return [finding("later_versions", day=latest.strftime("%d/%m/%Y"))]


def _write(
    store: Store,
    revision: int,
    held: gpd.GeoDataFrame,
    plan: _Plan,
    request: BoundaryImport,
    report: BoundaryReport,
) -> None:
    """Write units and links in one transaction; ``Conflict`` where the store changed since ``revision``."""
    known = held.set_index("unit_code", drop=False)
    comparison, source = plan.comparison, request.source or request.path.name
    measured = plan.units.assign(area_km2=area_km2(plan.units.geometry))
    by_code = {row.unit_code: _measured(row) | {"source": source} for row in measured.itertuples()}
    new = [_new_row(by_code[code], known, comparison.links, request) for code in comparison.added]
    links = [_link_row(link, known, request.valid_from, source) for link in comparison.links]
    people = carried_population(store, new, links, known, request.area_tolerance)
    with store.write() as connection:
        if connection.execute(sa.select(store_state.c.revision)).scalar_one() != revision:
            raise Conflict(N_("The store was changed by someone else during the check: run the import again"))
        for code in comparison.ended:
            this = sa.and_(units.c.unit_code == code, units.c.valid_from == known.at[code, "valid_from"])
            last_day = request.valid_from - timedelta(days=1)
            connection.execute(units.update().where(this).values(valid_to=last_day))
        for code in comparison.redrawn:
            this = sa.and_(units.c.unit_code == code, units.c.valid_from == request.valid_from)
            connection.execute(units.update().where(this).values(**by_code[code]))
        if new:
            connection.execute(units.insert(), new)
        if links:
            connection.execute(crosswalk.insert(), links)
        if people:
            connection.execute(unit_population.insert(), people)
        _write_report(connection, report)


def _write_report(connection: sa.Connection, report: BoundaryReport) -> None:
    """Keep what the import did, in the place of what an earlier one of a file of that name did."""
    for table in (import_problems, import_reports):
        connection.execute(table.delete().where(table.c.source_table == report.file))
    written = len(report.added) + len(report.redrawn)
    connection.execute(
        import_reports.insert().values(
            source_table=report.file, rows_read=report.features, rows_written=written
        )
    )
    last = connection.execute(sa.select(sa.func.max(import_problems.c.problem_id))).scalar_one() or 0
    connection.execute(import_problems.insert(), problem_rows(report, last + 1))


def _link_row(link: Link, known: gpd.GeoDataFrame, start: date, source: str) -> Row:
    """Return a row of ``crosswalk``."""
    return {
        "old_code": link.old_code,
        "old_valid_from": known.at[link.old_code, "valid_from"],
        "new_code": link.new_code,
        "new_valid_from": start,
        "whole": link.whole,
        "source": source if link.row else "same code, area and place",
    }


def _measured(unit: Any) -> Row:  # noqa: ANN401 -- a row of itertuples
    """Return the columns that a new outline gives (degrees, km²)."""
    shape = unit.shape
    label = shape.representative_point()
    box = dict(zip(("min_lon", "min_lat", "max_lon", "max_lat"), shape.bounds, strict=True))
    return {
        "unit_code": unit.unit_code,
        "name": unit.name,
        "kind": unit.kind,
        "shape": shape,
        "area_km2": float(unit.area_km2),
        "inner_lines": None,  # nothing says how the lines of the file came about
        "label_lon": label.x,
        "label_lat": label.y,
        **box,
    }


def _new_row(row: Row, known: gpd.GeoDataFrame, links: Sequence[Link], request: BoundaryImport) -> Row:
    """Return a new version; what no file says comes from the units it is made of, where they agree."""
    code = row["unit_code"]
    made_of = [link.old_code for link in links if link.new_code == code]
    before = known.loc[[code] if not made_of and code in known.index else made_of]
    ends = [end for end in before["valid_to"] if end is not None and end >= request.valid_from]
    return {
        **row,
        "valid_from": request.valid_from,
        "valid_to": max(ends) if ends and len(ends) == len(before) else None,
        "level": request.level.value,
        **_parent(before),
        "former_province": _agreed(before, "former_province"),
        # What somebody has entered makes no area a collected one.
        "has_records": bool((before["has_records"] & ~before["partial"]).any()),
    }


def _parent(before: gpd.GeoDataFrame) -> Mapping[str, object]:
    """Return the one parent of all units that a new one is made of, or none."""
    parents = set(zip(before["parent_code"].fillna(""), before["parent_valid_from"], strict=True))
    code, start = parents.pop() if len(parents) == 1 else ("", None)
    return {"parent_code": code or None, "parent_valid_from": start if code else None}


def _agreed(before: gpd.GeoDataFrame, column: str) -> object:
    """Return the one value that all rows share, or None; a row without one shares nothing."""
    values = set(before[column])
    return values.pop() if len(values) == 1 and before[column].notna().all() else None
