"""A file of boundaries beside what is held: position, codes, areas, and what became of what."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.boundaries.coverage import shared_area
from geodata.boundaries.report import Finding, Suggestion, finding
from geodata.crs import area_km2, read_as_vn2000, to_metric
from geodata.errors import N_, InvalidInput

PARTS = {"whole": True, "part": False, "partly": False}
MIN_COMPARED = 3
SHIFT_M = 60.0  # generalised outlines differ by less, and in all directions
GONE, STAYS = 0.95, 0.05  # share of a unit that the file covers: it ended; it is not concerned
DOUBTFUL_SHARE = 0.5
SUGGESTED_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Link:
    """One crosswalk row to write, by codes; ``row`` is its line in the crosswalk file, None where derived."""

    old_code: str
    new_code: str
    whole: bool
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What an import would do, and what speaks against it."""

    added: tuple[str, ...] = ()
    redrawn: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()  # ended, and no link says what became of them
    links: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(slots=True)
class _Notes:
    """What one comparison collects on its way."""

    findings: list[Finding] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)  # codes, old or new, that suggestions are made for


def read_crosswalk(path: Path | None) -> tuple[list[Link], list[Finding]]:
    """
    Read a crosswalk file: a CSV (UTF-8) with ``old_code``, ``new_code`` and ``part`` (whole, part).

    ``InvalidInput`` where it cannot be read or lacks a column.
    """
    if path is None:
        return [], []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(
            N_("The crosswalk file %(file)s cannot be read: %(reason)s"), file=path, reason=error
        ) from error
    if not rows or not {"old_code", "new_code", "part"} <= rows[0].keys():
        raise InvalidInput(
            N_("The crosswalk file %(file)s needs the columns old_code, new_code and part"), file=path
        )
    links: list[Link] = []
    findings: list[Finding] = []
    for line, row in enumerate(rows, start=2):
        part = (row["part"] or "").strip().casefold()
        if part not in PARTS:
            findings.append(finding("crosswalk_part", row=line, value=part[:40]))
            continue
        links.append(
            Link((row["old_code"] or "").strip(), (row["new_code"] or "").strip(), PARTS[part], line)
        )
    return links, [*findings, *_said_twice(links)]


def _said_twice(links: Sequence[Link]) -> list[Finding]:
    """Name the rows of an old unit that goes whole into one unit and also into another."""
    count = Counter(link.old_code for link in links)
    return [
        finding("crosswalk_twice", row=link.row, code=link.old_code)
        for link in links
        if link.whole and count[link.old_code] > 1
    ]


def check_position(units: gpd.GeoDataFrame, held: gpd.GeoDataFrame, crs: str) -> list[Finding]:
    """
    Compare where units lie with where those of the same code lie here (both EPSG:4326).

    One displacement that all share is a matter of the CRS: about 223 m where
    degrees of VN-2000 are read as WGS 84, 25.7 km where the central meridian
    is that of the next zone.
    """
    outlines = held[held.geometry.notna()]
    if outlines.empty or units.empty:
        return [finding("nothing_to_compare")]
    apart_m = to_metric(_box(units)).distance(to_metric(_box(outlines)).iloc[0]).iloc[0]
    vectors = _displacements(units, outlines)
    if apart_m > 0 and not _one_way(vectors):
        return [finding("elsewhere", distance_km=round(apart_m / 1000, 1), crs=crs)]
    if len(vectors) < MIN_COMPARED:
        return [finding("nothing_to_compare")]
    if not _one_way(vectors):
        return []
    east, north = (float(value) for value in np.median(vectors, axis=0))
    distance_m = float(np.hypot(east, north))
    if distance_m <= SHIFT_M:
        return []
    again = _displacements(units.set_geometry(read_as_vn2000(units.geometry)), outlines)
    left_m = float(np.hypot(*np.median(again, axis=0))) if len(again) else distance_m
    if left_m < distance_m / 3 and units.crs.is_geographic:
        return [finding("shifted_vn2000", distance_m=round(distance_m))]
    if distance_m > 20_000 and abs(east) > 5 * abs(north):
        return [finding("shifted_zone", distance_km=round(distance_m / 1000, 1))]
    return [finding("shifted", distance_m=round(distance_m), crs=crs)]


def _box(units: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the hull of all outlines as a series of one."""
    return gpd.GeoSeries([units.geometry.union_all().envelope], crs=units.crs)


def _displacements(units: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> np.ndarray:
    """Return metres east and north from held to found centre, of units of one code and similar area."""
    both = units.merge(outlines[["unit_code", "shape"]], on="unit_code", suffixes=("", "_held"))
    if both.empty:
        return np.empty((0, 2))
    found = to_metric(gpd.GeoSeries(both.geometry))
    known = to_metric(gpd.GeoSeries(both["shape_held"], crs=outlines.crs))
    alike = (found.area / known.area).between(0.75, 1 / 0.75)
    return np.column_stack(
        [(found.centroid.x - known.centroid.x)[alike], (found.centroid.y - known.centroid.y)[alike]]
    )


def _one_way(vectors: np.ndarray) -> bool:
    """Return whether at least four of five displacements are nearly the same."""
    if len(vectors) < MIN_COMPARED:
        return False
    middle = np.median(vectors, axis=0)
    limit = max(20.0, 0.25 * float(np.hypot(*middle)))
    return float(np.mean(np.hypot(*(vectors - middle).T) <= limit)) >= 0.8


def compare(
    units: gpd.GeoDataFrame,
    held: gpd.GeoDataFrame,
    crosswalk: Sequence[Link],
    valid_from: date,
    area_tolerance: float,
) -> Comparison:
    """
    Say what of ``held`` (units of that day, EPSG:4326) the file continues, redraws, ends or leaves alone.

    A unit goes on by itself where code, area (to ``area_tolerance``, a
    fraction) and place agree; anything else needs a row of ``crosswalk``.
    What overlap alone suggests is listed and never taken.
    """
    notes = _Notes()
    known = held.set_index("unit_code", drop=False)
    shared = _shared(held, units)
    given = _known_links(crosswalk, known, units, valid_from, notes)
    moved = {link.old_code for link in given} | {link.new_code for link in given}
    _check_doubtful(given, shared, notes)
    added: list[str] = []
    redrawn: list[str] = []
    for code, name, area in zip(units["unit_code"], units["name"], area_km2(units.geometry), strict=True):
        if code not in moved and not _goes_on(
            (code, name, area), known, shared, valid_from, area_tolerance, notes
        ):
            continue
        same_start = code in known.index and known.at[code, "valid_from"] == valid_from
        (redrawn if same_start else added).append(code)
    notes.links += given
    _end(known, set(added), set(units["unit_code"]), shared, notes)
    explained = {link.old_code for link in notes.links}
    unexplained = tuple(code for code in notes.ended if code not in explained)
    notes.doubtful.update(unexplained)
    return Comparison(
        added=tuple(added),
        redrawn=tuple(redrawn),
        ended=tuple(notes.ended),
        unexplained=unexplained,
        links=tuple(notes.links),
        findings=tuple(notes.findings),
        suggestions=_suggestions(shared, notes.doubtful),
    )


def _shared(held: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the shared areas of all pairs of a held and a found unit."""
    return shared_area(held[held.geometry.notna()], units)


def _share(shared: pd.DataFrame, old: str, new: str | None = None) -> float:
    """Return the part of the old unit's area that lies in the new one, or in any."""
    rows = shared[shared["old_code"] == old]
    if new is not None:
        rows = rows[rows["new_code"] == new]
    return float(rows["old_share"].sum())


def _known_links(
    crosswalk: Iterable[Link],
    known: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    valid_from: date,
    notes: _Notes,
) -> list[Link]:
    """Return the rows of the crosswalk file whose units are there; the others are findings."""
    before = set(known.index[[start < valid_from for start in known["valid_from"]]])
    found = set(units["unit_code"])
    good = []
    for link in crosswalk:
        if link.old_code not in before:
            notes.findings.append(finding("crosswalk_old", row=link.row, code=link.old_code))
        elif link.new_code not in found:
            notes.findings.append(finding("crosswalk_new", row=link.row, code=link.new_code))
        else:
            good.append(link)
    return good


def _check_doubtful(links: Iterable[Link], shared: pd.DataFrame, notes: _Notes) -> None:
    """Point out rows that the outlines speak against."""
    for link in links:
        rows = shared[shared["old_code"] == link.old_code]
        share = _share(shared, link.old_code, link.new_code)
        if link.whole and not rows.empty and share < DOUBTFUL_SHARE:
            notes.findings.append(
                finding("crosswalk_doubtful", old=link.old_code, new=link.new_code, share=f"{share:.0%}")
            )


def _goes_on(
    unit: tuple[str, str | None, float],
    known: gpd.GeoDataFrame,
    shared: pd.DataFrame,
    valid_from: date,
    area_tolerance: float,
    notes: _Notes,
) -> bool:
    """Return whether a unit of the file that no crosswalk row names is the held one of its code."""
    code, name, area = unit
    if code not in known.index:
        notes.doubtful.add(code)
        day = valid_from.strftime("%d/%m/%Y")
        notes.findings.append(finding("unknown_code", code=code, name=name or "–", day=day))
        return False
    old = known.loc[code]
    if old["shape"] is None:
        return True
    old_km2 = float(area_km2(gpd.GeoSeries([old["shape"]], crs=known.crs)).iloc[0])
    share = _share(shared, code, code)
    if abs(area - old_km2) > area_tolerance * old_km2:
        notes.doubtful.add(code)
        notes.findings.append(
            finding(
                "area_differs",
                code=code,
                name=old["name"],
                found_km2=round(area, 2),
                held_km2=round(old_km2, 2),
                allowed=f"{area_tolerance:.0%}",
            )
        )
        return False
    # Both outlines may differ by the tolerance on either side.
    if share < 1 - 2 * area_tolerance:
        notes.doubtful.add(code)
        notes.findings.append(finding("other_place", code=code, name=old["name"], share=f"{share:.0%}"))
        return False
    if old["valid_from"] < valid_from:
        notes.links.append(Link(code, code, whole=True))
    return True


def _end(
    known: gpd.GeoDataFrame, added: set[str], named: set[str], shared: pd.DataFrame, notes: _Notes
) -> None:
    """Collect the held units that end; one that the file covers in part without naming it is a finding."""
    explained = {link.old_code for link in notes.links}
    for code, name, shape in zip(known.index, known["name"], known["shape"], strict=True):
        if code in explained or code in added:
            notes.ended.append(code)
            continue
        if code in named:
            continue
        covered = 0.0 if shape is None else _share(shared, code)
        if covered >= GONE:
            notes.ended.append(code)
        elif covered > STAYS:
            notes.doubtful.add(code)
            notes.findings.append(finding("partly_covered", code=code, name=name, share=f"{covered:.0%}"))


def _suggestions(shared: pd.DataFrame, codes: set[str]) -> tuple[Suggestion, ...]:
    """Return what overlap says about ``codes``, largest share first within an old unit."""
    rows = shared[
        (shared["old_code"].isin(codes) | shared["new_code"].isin(codes))
        & ((shared["old_share"] >= SUGGESTED_SHARE) | (shared["new_share"] >= SUGGESTED_SHARE))
    ].sort_values(["old_code", "old_share"], ascending=[True, False])
    return tuple(
        Suggestion(old, new, round(float(share), 3))
        for old, new, share in zip(rows["old_code"], rows["new_code"], rows["old_share"], strict=True)
    )
