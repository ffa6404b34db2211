"""
Where a new point may stand: candidates by the rules of Decision 950, drawn or uploaded.

Several kinds of places at one point are one candidate with several clauses.
A place that is known only by its commune is drawn at an interior point of the
commune, "somewhere in the commune"; all such places of one commune share that
point and are one candidate. A place that is known only by district is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.crs import WGS84, to_metric
from geodata.errors import N_, InvalidInput
from geodata.planning.areas import read_areas, within_areas
from geodata.planning.decision950 import FIRST_YEAR, LAST_YEAR, NUMBER, find_place_kinds, has_ended
from geodata.planning.notes import Note
from geodata.planning.requests import GivenPoint
from geodata.planning.spacing import near_pairs
from geodata.planning.spots import Communes, communes_of, spots_of
from geodata.store import Store
from geodata.view import View
from geodata.vocabulary import InSystem, UnitSystem

Floats = npt.NDArray[np.float64]

SAME_POINT_M = 150.0
MOST_OUTSIDE_M = 20_000.0


class CandidatePlacement(StrEnum):
    """How well the point of a candidate is known."""

    OWN_POINT = "own_point"  # a point that a source gives for the place
    COMMUNE = "commune"  # an interior point: somewhere in the commune
    GIVEN = "given"  # drawn or uploaded


@dataclass(frozen=True, slots=True)
class Member:
    """One place of a candidate: the kind that makes it one, its record (path and id), its name if any."""

    kind: str
    path: str
    record_id: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """
    One place where a new point may stand (degrees, EPSG:4326).

    ``candidate_id`` is ``place:…``, ``osm:…``, ``commune:…`` or ``point:…``
    and stays the same while the same kinds are asked for. ``unit_code`` is its commune
    in the unit system (None: outside the province), ``district_code`` the
    district until 30 June 2025.
    """

    candidate_id: str
    name: str
    lon: float
    lat: float
    placement: CandidatePlacement
    kinds: tuple[str, ...]  # keys of ``decision950.PLACE_KINDS``, in their order
    members: tuple[Member, ...]
    unit_code: str | None
    unit_name: str | None
    district_code: str | None
    point_source: str | None = None


@dataclass(frozen=True, slots=True)
class KindCount:
    """What became of the records of one kind; ``records`` 0: no table here has any."""

    kind: str
    records: int
    taken: int  # stand in a candidate that is left
    district_only: int
    elsewhere: int  # not placed at all, or in another province


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Candidates:
    """
    The candidates in the order of their keys, which is the order of the columns.

    ``dropped`` are those that lie in an excluded area. ``too_near`` are pairs
    of positions in ``items`` nearer than the least distance; both may not open.
    """

    items: tuple[Candidate, ...]
    dropped: tuple[Candidate, ...]
    too_near: tuple[tuple[int, int], ...]
    by_kind: tuple[KindCount, ...]
    notes: tuple[Note, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the keys, in the order of the columns."""
        return tuple(item.candidate_id for item in self.items)

    @property
    def points(self) -> Floats:
        """Return lon and lat of every candidate (m × 2)."""
        return np.array([(item.lon, item.lat) for item in self.items], dtype=np.float64).reshape(-1, 2)


def candidates(
    store: Store,
    view: View,
    kinds: Sequence[str],
    points: Sequence[GivenPoint] = (),
    excluded: Sequence[Mapping[str, Any]] = (),
    least_distance_km: float | None = None,
) -> Candidates:
    """
    Return the candidates of a plan.

    Parameters
    ----------
    store, view
        Which records count, on which units.
    kinds
        Keys of ``decision950.PLACE_KINDS``.
    points
        Drawn or uploaded ones (degrees, EPSG:4326), in the province or at most 20 km from it.
    excluded
        GeoJSON polygons (degrees, EPSG:4326) in which nothing may stand.
    least_distance_km
        See ``spacing.near_pairs``.

    Raises
    ------
    InvalidInput
        A kind is unknown, two points have one id, a point is too far away, or an area is no valid polygon.
    TooLarge
        The areas have too many vertices.
    """
    if view.units is UnitSystem.Y2019:
        raise InvalidInput(N_("The unit system 2019 has names only: choose 2024 or 2025"))
    chosen = [kind.key for kind in find_place_kinds(kinds)]
    areas = read_areas(excluded)
    communes = store.remembered(("communes_of", view), lambda: communes_of(store, view))
    frames, recorded = store.remembered(
        ("recorded_candidates", view, tuple(chosen)), lambda: _recorded(store, view, chosen, communes)
    )
    every = [*recorded, *_from_points(points, communes)]
    every.sort(key=lambda item: item.candidate_id)
    inside = within_areas([(item.lon, item.lat) for item in every], areas)
    items = tuple(item for item, out in zip(every, inside, strict=True) if not out)
    dropped = tuple(item for item, out in zip(every, inside, strict=True) if out)
    by_kind = tuple(_count(kind, frames[kind], items) for kind in chosen)
    found = Candidates(items=items, dropped=dropped, too_near=(), by_kind=by_kind, notes=())
    return Candidates(
        items=items,
        dropped=dropped,
        too_near=near_pairs(found.points, least_distance_km or 0.0),
        by_kind=by_kind,
        notes=tuple(_notes(view, chosen, items, dropped)),
    )


def _recorded(
    store: Store, view: View, chosen: Sequence[str], communes: Communes
) -> tuple[dict[str, pd.DataFrame], list[Candidate]]:
    """Return the records of each kind and the candidates that they make, the same for every plan."""
    frames = {kind: spots_of(store, view, kind, communes) for kind in chosen}
    return frames, _from_records(frames, chosen, communes)


def _from_records(
    frames: Mapping[str, pd.DataFrame], order: Sequence[str], communes: Communes
) -> list[Candidate]:
    """Return the candidates that records make."""
    parts = [frame for frame in frames.values() if not frame.empty]
    if not parts:
        return []
    spots = pd.concat([part.astype(object) for part in parts], ignore_index=True)
    spots = spots[(spots["in_system"] == InSystem.COMMUNE) & spots["lon"].notna()].copy()
    spots["group"] = _groups(spots, communes)
    return [_candidate(key, group, order, communes) for key, group in spots.groupby("group", sort=True)]


def _groups(spots: pd.DataFrame, communes: Communes) -> pd.Series:
    """Return the key of the candidate that each spot belongs to."""
    own = spots[spots["own"].astype(bool)]
    homes = _merged(own)
    places = spots["place_id"].map(lambda place: homes.get(place) if isinstance(place, str) else None)
    return places.where(places.notna(), _commune_keys(spots, communes))


def _merged(own: pd.DataFrame) -> dict[str, str]:
    """
    Return place → key of the candidate it belongs to, for places with a point of their own.

    The first place in the order of the keys draws to itself what lies within
    ``SAME_POINT_M`` of it and belongs to none before it.
    """
    first = own.sort_values(["place_id", "path", "record_id"]).drop_duplicates("place_id")
    shapes = gpd.GeoSeries(gpd.points_from_xy(first["lon"], first["lat"]), crs=WGS84)
    metric = to_metric(shapes).to_numpy()
    ids = list(first["place_id"])
    homes: dict[str, str] = {}
    for number, place in enumerate(ids):
        if place in homes:
            continue
        distances = shapely.distance(metric, metric[number])
        key = place if place.startswith("osm:") else f"place:{place}"
        for other in np.flatnonzero(distances <= SAME_POINT_M):
            homes.setdefault(ids[other], key)
    return homes


def _commune_keys(spots: pd.DataFrame, communes: Communes) -> pd.Series:
    """
    Return the key of the commune whose interior point each spot is drawn at.

    A record of an older list is drawn at the point of its older, smaller
    commune: its key then names that commune with its first day.
    """
    rows = communes.rows
    labels = dict(zip(rows["unit_code"], zip(rows["label_lon"], rows["label_lat"], strict=True), strict=True))
    keys = [
        f"commune:{commune}" if labels.get(commune) == (lon, lat) else f"commune:{unit}@{start}"
        for commune, unit, start, lon, lat in zip(
            spots["commune_code"],
            spots["unit_code"],
            spots["unit_valid_from"],
            spots["lon"],
            spots["lat"],
            strict=True,
        )
    ]
    return pd.Series(keys, index=spots.index, dtype=object)


def _candidate(key: str, group: pd.DataFrame, order: Sequence[str], communes: Communes) -> Candidate:
    """Return the candidate of the spots of one group."""
    rank = {kind: number for number, kind in enumerate(order)}
    rows = sorted(
        group.to_dict("records"), key=lambda row: (rank[row["kind"]], str(row["name"]), row["record_id"])
    )
    is_commune = key.startswith("commune:")
    home = key.removeprefix("place:")
    at = next((row for row in rows if row["own"] and row["place_id"] == home), rows[0])
    commune = str(at["commune_code"])
    names = [str(row["name"]) for row in rows if isinstance(row["name"], str)]
    older = is_commune and "@" in key
    name = (
        (str(at["unit_name"]) if older else communes.names[commune])
        if is_commune or not names
        else (at["name"] if isinstance(at["name"], str) else names[0])
    )
    return Candidate(
        candidate_id=key,
        name=name,
        lon=float(at["lon"]),
        lat=float(at["lat"]),
        placement=CandidatePlacement.COMMUNE if is_commune else CandidatePlacement.OWN_POINT,
        kinds=tuple(sorted({row["kind"] for row in rows}, key=rank.__getitem__)),
        members=tuple(
            Member(
                row["kind"],
                row["path"],
                str(row["record_id"]),
                row["name"] if isinstance(row["name"], str) else None,
            )
            for row in rows
        ),
        unit_code=commune,
        unit_name=communes.names[commune],
        district_code=at["district_code"] if isinstance(at["district_code"], str) else None,
        point_source=at["point_source"] if isinstance(at["point_source"], str) else None,
    )


def _from_points(points: Sequence[GivenPoint], communes: Communes) -> list[Candidate]:
    """Return the candidates that somebody drew or uploaded."""
    seen: set[str] = set()
    found = []
    places = [(point.lon, point.lat) for point in points]
    located = zip(points, communes.holding(places), communes.old_districts_at(places), strict=True)
    for point, (code, metres), district in located:
        if point.id in seen:
            raise InvalidInput(N_("Two points have the id %(id)s: every point needs its own"), id=point.id)
        seen.add(point.id)
        if metres > MOST_OUTSIDE_M:
            raise InvalidInput(
                N_("The point %(name)s (%(lon)s, %(lat)s) lies more than %(km)s km outside the province"),
                name=point.name,
                lon=point.lon,
                lat=point.lat,
                km=int(MOST_OUTSIDE_M / 1000),
            )
        found.append(
            Candidate(
                candidate_id=f"point:{point.id}",
                name=point.name,
                lon=point.lon,
                lat=point.lat,
                placement=CandidatePlacement.GIVEN,
                kinds=(),
                members=(),
                unit_code=code,
                unit_name=None if code is None else communes.names[code],
                district_code=district,
            )
        )
    return found


def _count(kind: str, spots: pd.DataFrame, items: Sequence[Candidate]) -> KindCount:
    """Return what became of the records of one kind."""
    where = spots["in_system"].value_counts()
    taken = sum(member.kind == kind for item in items for member in item.members)
    elsewhere = sum(int(where.get(place.value, 0)) for place in (InSystem.NOT_PLACED, InSystem.OUTSIDE))
    return KindCount(kind, len(spots), taken, int(where.get(InSystem.DISTRICT_ONLY.value, 0)), elsewhere)


def _notes(
    view: View, chosen: Sequence[str], items: Sequence[Candidate], dropped: Sequence[Candidate]
) -> list[Note]:
    """Say what a reader has to know of the candidates."""
    found = []
    if chosen:
        text = (
            N_("Kinds of places of Decision %(number)s for %(first)s–%(last)s: that period has ended")
            if has_ended(view.today)
            else N_("Kinds of places of Decision %(number)s for %(first)s–%(last)s")
        )
        # Years as texts: nobody writes 2,023.
        found.append(
            Note("decision", text, {"number": NUMBER, "first": str(FIRST_YEAR), "last": str(LAST_YEAR)})
        )
    if somewhere := sum(item.placement is CandidatePlacement.COMMUNE for item in items):
        text = N_("%(count)s candidates stand at an interior point of their commune: somewhere in it")
        found.append(Note("somewhere", text, {"count": somewhere}))
    if dropped:
        text = N_("%(count)s candidates lie in an excluded area and were left out: %(names)s")
        names = ", ".join(item.name for item in dropped[:10])
        found.append(
            Note(
                "excluded",
                text,
                {"count": len(dropped), "names": f"{names} …" if len(dropped) > 10 else names},
            )
        )
    return found
