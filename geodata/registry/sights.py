"""Sights; their points live in ``osm_places`` alone, which names them by ``used_by``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from geodata.osm_points import POINT_SOURCE
from geodata.registry.crafts import place_text
from geodata.registry.placing import Gazetteer, placed
from geodata.registry.products import origin
from geodata.registry.reading import Row, number_range, record_id, whole
from geodata.registry.report import ProblemLog
from geodata.vocabulary import Placement

Record = dict[str, Any]

USED_BY = "tourism_sites:"
ROUGHLY = "vị trí gần đúng"


def read_sights(
    rows: Sequence[Row], where: Gazetteer, points: Collection[str], log: ProblemLog
) -> list[Record]:
    """
    Return one row of ``sights`` for each raw row; one without a name or said twice is refused.

    Parameters
    ----------
    rows
        Rows of ``tourism_sites.csv``.
    where
        The units that a name may mean.
    points
        The ``used_by`` of every point of ``osm_places``. A sight with a point
        is placed by it (``address``; ``village`` where the source calls the
        point approximate); the coordinates themselves are not copied.
    """
    found: dict[str, Record] = {}
    for row in rows:
        name = row.text("name_vi")
        if name is None:
            log.refused(row.number, "name_missing", "name_vi")
            continue
        key = record_id(name, place_text(row))
        if key in found:
            log.refused(row.number, "duplicate_record", "name_vi", name)
            continue
        fee = _fee(row, log)
        found[key] = {
            "sight_id": key,
            "name": name,
            "kind": row.text("kind") or "",
            "visit_minutes": whole(row, "typical_visit_minutes", log),
            "entry_fee_min_vnd": None if fee is None else round(fee[0]),
            "entry_fee_max_vnd": None if fee is None else round(fee[1]),
            **placed(row, where, log),
            **origin(row, log),
            **_point(row, name, points, log),
        }
    return list(found.values())


def _fee(row: Row, log: ProblemLog) -> tuple[float, float] | None:
    """Return the least and the most of an entry fee in đồng."""
    text = row.text("entry_fee_vnd")
    fee = None if text is None else number_range(text)
    if text is not None and fee is None:
        log.kept(row.number, "number_bad", "entry_fee_vnd", text)
    return fee


def _point(row: Row, name: str, points: Collection[str], log: ProblemLog) -> Record:
    """Return what a point of its own changes about the placement of a sight."""
    has_point = f"{USED_BY}{name}" in points
    if row.text("coord_source") == "places_osm" and not has_point:
        log.kept(row.number, "point_missing", "coord_source", name)
    if not has_point:
        return {}
    placement = Placement.VILLAGE if ROUGHLY in name else Placement.ADDRESS
    return {"placement": placement, "point_source": POINT_SOURCE}
