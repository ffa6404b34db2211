"""
Outlines repaired one by one, then checked as a coverage: no overlap, no gap, one shared border.

Everything is measured in EPSG:9208 (metres, square metres); what is stored
is in EPSG:4326.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.boundaries.report import Finding, finding
from geodata.crs import METRIC, area_km2, to_metric, to_wgs84

POLYGONS = {"Polygon", "MultiPolygon"}
# Below this an overlap or gap is the noise of a change of CRS, not a fault.
NOISE_M2 = 0.01
MAX_LISTED = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """An overlap or a gap (EPSG:9208): whose it is, how large, how wide at its widest."""

    codes: tuple[str, ...]
    shape: BaseGeometry
    area_m2: float
    width_m: float


def repair(units: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """
    Make every outline valid and keep its polygons only.

    Parameters
    ----------
    units
        ``unit_code``, ``row`` and geometries of any kind in EPSG:4326.

    Returns
    -------
    tuple
        The rows that have a polygon, repaired; what was changed, with the
        change of area in m², and what has no polygon.
    """
    findings: list[Finding] = []
    shapes: list[BaseGeometry | None] = []
    for code, row, shape in zip(units["unit_code"], units["row"], units.geometry, strict=True):
        fixed = _polygons(shape if shape is None or shape.is_valid else shapely.make_valid(shape))
        shapes.append(fixed)
        if fixed is None:
            found = "nothing" if shape is None else shape.geom_type
            findings.append(finding("no_polygon", row=row, code=code, found=found))
        elif not fixed.equals_exact(shape):
            findings.append(_repaired(code, shape, fixed))
    repaired = units.set_geometry(gpd.GeoSeries(shapes, index=units.index, crs=units.crs))
    return repaired[repaired.geometry.notna()], findings


def _polygons(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return the polygons of ``shape`` as one geometry without height, or None."""
    if shape is None:
        return None
    flat = shapely.force_2d(shape)
    if flat.geom_type in POLYGONS:
        return None if flat.is_empty else flat
    parts = [part for part in shapely.get_parts(flat) if part.geom_type in POLYGONS and not part.is_empty]
    return shapely.union_all(parts) if parts else None


def _repaired(code: str, before: BaseGeometry, after: BaseGeometry) -> Finding:
    """Say what was wrong and how much the area changed."""
    # A polygon that crosses itself has the area of its loops with their signs.
    areas = area_km2(gpd.GeoSeries([_polygons(before) or after, after], crs="EPSG:4326")) * 1e6
    reason = shapely.is_valid_reason(before)
    change = round(float(areas.iloc[1] - areas.iloc[0]), 1)
    return finding("repaired", code=code, reason=reason, change_m2=change)


def check_coverage(
    units: gpd.GeoDataFrame, around: gpd.GeoSeries, small_m: float
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """
    Check that ``units`` are a coverage; clean faults up to ``small_m`` metres wide, name wider ones.

    Parameters
    ----------
    units
        ``unit_code`` (unique) and valid polygons in EPSG:4326.
    around
        Units held that the file does not name (EPSG:4326): they fill holes.
    small_m
        Width in metres up to which an overlap or gap is snapped shut.

    Returns
    -------
    tuple
        The units, changed only where something was cleaned, and the findings.
    """
    metric = to_metric(units.geometry)
    codes = units["unit_code"].to_numpy()
    overlaps, gaps = _overlaps(metric, codes), _gaps(metric, to_metric(around.dropna()), codes)
    wide = [fault for fault in overlaps if fault.width_m > small_m]
    wide_gaps = [fault for fault in gaps if fault.width_m > small_m]
    if wide or wide_gaps:
        return units, [
            *[_overlap_found(fault) for fault in wide[:MAX_LISTED]],
            *[_gap_found(fault) for fault in wide_gaps[:MAX_LISTED]],
        ]
    narrow = ~shapely.is_empty(shapely.coverage_invalid_edges(metric.to_numpy(), gap_width=small_m))
    # One unit alone is a fold of its own outline; a gap lies between two.
    if (
        not overlaps
        and not gaps
        and narrow.sum() < 2
        and shapely.coverage_is_valid(units.geometry.to_numpy())
    ):
        return units, []
    return _cleaned(units, metric, (overlaps, gaps), small_m)


def _cleaned(
    units: gpd.GeoDataFrame, metric: gpd.GeoSeries, faults: tuple[list[Fault], list[Fault]], small_m: float
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Snap small faults shut; refuse where that does not give a coverage."""
    cleaned = shapely.coverage_clean(metric.to_numpy(), gap_width=small_m, snapping_distance=small_m / 2)
    after = gpd.GeoSeries(cleaned, index=metric.index, crs=METRIC)
    back = to_wgs84(after)
    if not (shapely.coverage_is_valid(back.to_numpy()) and back.is_valid.all() and not back.is_empty.any()):
        edges = shapely.coverage_invalid_edges(back.to_numpy())
        bad = units["unit_code"][~shapely.is_empty(edges)]
        return units, [finding("not_edge_matched", codes=_listed(bad.tolist()))]
    overlaps, gaps = faults
    change = float((after.area - metric.area).abs().max())
    note = finding(
        "cleaned",
        overlap_m2=round(sum(fault.area_m2 for fault in overlaps), 1),
        gap_m2=round(sum(fault.area_m2 for fault in gaps), 1),
        change_m2=round(change, 1),
    )
    return units.set_geometry(back), [note]


def _overlaps(metric: gpd.GeoSeries, codes: np.ndarray) -> list[Fault]:
    """Return what two units both claim, largest first."""
    shapes = metric.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a < b]
    shared = [(a, b, shapely.intersection(shapes[a], shapes[b])) for a, b in pairs]
    faults = [_fault((str(codes[a]), str(codes[b])), shape) for a, b, shape in shared]
    return _by_size(faults)


def _gaps(metric: gpd.GeoSeries, around: gpd.GeoSeries, codes: np.ndarray) -> list[Fault]:
    """Return the holes in the union of all units that nothing held fills, largest first."""
    shapes = metric.to_numpy()
    whole = shapely.union_all(shapes)
    filled = shapely.union_all(around.to_numpy())
    holes = [
        shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in shapely.get_rings(part)[1:]
    ]
    tree = shapely.STRtree(shapes)
    faults = []
    for hole in holes:
        beside = tree.query(hole, predicate="intersects")
        gap = shapely.difference(hole, filled)
        faults.append(_fault(tuple(sorted(str(codes[index]) for index in beside)), gap))
    return _by_size(faults)


def _fault(codes: tuple[str, ...], shape: BaseGeometry) -> Fault:
    """Measure one fault; its width is the diameter of the largest circle inside."""
    polygons = _polygons(shape)
    if polygons is None:
        return Fault(codes, shape, 0.0, 0.0)
    width = max(2 * shapely.maximum_inscribed_circle(part).length for part in shapely.get_parts(polygons))
    return Fault(codes, polygons, float(polygons.area), float(width))


def _by_size(faults: list[Fault]) -> list[Fault]:
    """Return the faults that are more than noise, largest first."""
    return sorted((one for one in faults if one.area_m2 > NOISE_M2), key=lambda one: -one.area_m2)


def _overlap_found(fault: Fault) -> Finding:
    """Return the finding of an overlap."""
    code, other = fault.codes
    return finding(
        "overlap", code=code, other=other, area_m2=round(fault.area_m2), width_m=round(fault.width_m)
    )


def _gap_found(fault: Fault) -> Finding:
    """Return the finding of a gap, with the place to look at (degrees)."""
    point = to_wgs84(gpd.GeoSeries([fault.shape.representative_point()], crs=METRIC)).iloc[0]
    return finding(
        "gap",
        codes=_listed(list(fault.codes)),
        area_m2=round(fault.area_m2),
        width_m=round(fault.width_m),
        lon=round(point.x, 5),
        lat=round(point.y, 5),
    )


def _listed(codes: list[str]) -> str:
    """Return codes as one text, cut where there are very many."""
    more = f" … (+{len(codes) - MAX_LISTED})" if len(codes) > MAX_LISTED else ""
    return ", ".join(codes[:MAX_LISTED]) + more


def shared_area(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Return how much of each old unit lies in each new one.

    Both are keyed by ``unit_code`` with polygons in EPSG:4326. Columns
    ``old_code``, ``new_code``, ``old_share`` (part of the old unit's area,
    0 to 1) and ``new_share`` (part of the new unit's).
    """
    before, after = to_metric(old.geometry).to_numpy(), to_metric(new.geometry).to_numpy()
    first, second = shapely.STRtree(after).query(before, predicate="intersects")
    area = shapely.area(shapely.intersection(before[first], after[second]))
    pairs = pd.DataFrame(
        {
            "old_code": old["unit_code"].to_numpy()[first],
            "new_code": new["unit_code"].to_numpy()[second],
            "old_share": area / shapely.area(before)[first],
            "new_share": area / shapely.area(after)[second],
        }
    )
    return pairs[pairs["old_share"] > 0].sort_values(["old_code", "new_code"], ignore_index=True)
