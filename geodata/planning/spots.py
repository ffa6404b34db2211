"""Where the records of each kind of places lie: the raw material of candidates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa

from geodata import tables
from geodata.joins import craft_villages_in, sales_points_in, sights_in
from geodata.planning.areas import nearest_unit
from geodata.store import Store
from geodata.units import place_in_system, units_in
from geodata.view import View
from geodata.vocabulary import CraftKind, CraftStanding, InSystem, SalesPointKind, UnitLevel, UnitSystem

RAILWAY_STATION = "railway station"  # as tourism_sites.csv writes it
VILLAGES = (CraftKind.CRAFT_VILLAGE, CraftKind.TRADITIONAL_CRAFT_VILLAGE)
# Feature codes of places_osm.csv: GeoNames' for a railway station, OpenStreetMap's tag for a post office.
OSM_CODES = {"stations": "RSTN", "post_offices": "amenity=post_office"}
OSM_SOURCE = "OpenStreetMap"
COLUMNS = [
    "kind",
    "path",
    "record_id",
    "name",
    "place_id",
    "lon",
    "lat",
    "own",
    "point_source",
    "commune_code",
    "district_code",
    "unit_code",
    "unit_valid_from",
    "unit_name",
    "in_system",
]


@dataclass(frozen=True, slots=True, eq=False)
class Communes:
    """
    The communes of a unit system: their outlines (EPSG:4326), names and districts by code.

    ``rows`` has a row for each commune, also for those without records; columns of ``tables.units``.
    """

    rows: gpd.GeoDataFrame
    names: dict[str, str]
    districts: dict[str, str | None]
    old_districts: gpd.GeoDataFrame  # of 30 June 2025

    def holding(self, points: list[tuple[float, float]]) -> list[tuple[str | None, float]]:
        """Return for each point (lon, lat) the code of its commune (None: none) and metres to the nearest."""
        return _held(points, self.rows)

    def old_districts_at(self, points: list[tuple[float, float]]) -> list[str | None]:
        """Return for each point (lon, lat) the code of the district that it lay in until 30 June 2025."""
        return [code for code, _ in _held(points, self.old_districts)]


def _held(points: list[tuple[float, float]], units: gpd.GeoDataFrame) -> list[tuple[str | None, float]]:
    """Return for each point the code of the unit that it lies in and its metres to the nearest."""
    codes = list(units["unit_code"])
    return [
        (None if number is None else str(codes[number]), metres)
        for number, metres in nearest_unit(points, units)
    ]


def communes_of(store: Store, view: View) -> Communes:
    """Return the communes of the unit system of ``view`` that have an outline."""
    rows = units_in(store, view.units, UnitLevel.COMMUNE, view.today)
    rows = rows[rows.geometry.notna()].reset_index(drop=True)
    places = place_in_system(store, view.units, view.today)["district_code"]
    keys = pd.MultiIndex.from_arrays([rows["unit_code"], rows["valid_from"]])
    districts = [None if pd.isna(code) else str(code) for code in places.reindex(keys)]
    codes = [str(code) for code in rows["unit_code"]]
    districts_2024 = units_in(store, UnitSystem.Y2024, UnitLevel.DISTRICT)
    return Communes(
        rows,
        dict(zip(codes, (str(name) for name in rows["name"]), strict=True)),
        dict(zip(codes, districts, strict=True)),
        districts_2024[districts_2024.geometry.notna()].reset_index(drop=True),
    )


def spots_of(store: Store, view: View, kind: str, communes: Communes) -> pd.DataFrame:
    """
    Return the records of one kind of places (``decision950``), placed; those without a point too.

    Columns ``COLUMNS``; ``lon`` and ``lat`` are degrees (EPSG:4326), ``own``
    tells whether they are the record's own point, else an interior point of
    its commune (NaN: it is known only by district, or not at all).
    """
    if kind == "commune_centres":
        return _centres(communes)
    frames = [_RECORDS[kind](store, view)] if kind in _RECORDS else []
    if kind in OSM_CODES:
        frames.append(_osm(store, OSM_CODES[kind]))
    if not (frames := [frame for frame in frames if not frame.empty]):
        return pd.DataFrame(columns=COLUMNS)
    found = pd.concat(frames, ignore_index=True).assign(kind=kind)
    return _located(found, communes)[COLUMNS]


def _records(records: pd.DataFrame, path: str, id_column: str) -> pd.DataFrame:
    """Return placed records with the columns of a spot."""
    return records.assign(path=path, record_id=records[id_column], own=records["point_source"].notna())[
        COLUMNS[1:]
    ].astype({"commune_code": object, "district_code": object, "unit_code": object, "name": object})


def _sales_points(*kinds: SalesPointKind) -> Callable[[Store, View], pd.DataFrame]:
    """Return what gives the sales points of some kinds."""

    def read(store: Store, view: View) -> pd.DataFrame:
        found = sales_points_in(store, view)
        return _records(found[found["kind"].isin(kinds)], "sales-points", "sales_point_id")

    return read


def _sights(*, stations: bool) -> Callable[[Store, View], pd.DataFrame]:
    """Return what gives the sights that are railway stations, or all others."""

    def read(store: Store, view: View) -> pd.DataFrame:
        found = sights_in(store, view)
        return _records(found[(found["kind"] == RAILWAY_STATION) == stations], "sights", "sight_id")

    return read


def _villages(store: Store, view: View) -> pd.DataFrame:
    """Return the recognised craft villages; a craft that is no village is none."""
    found = craft_villages_in(store, view)
    villages = (found["standing"] == CraftStanding.RECOGNISED) & found["kind"].isin(VILLAGES)
    return _records(found[villages], "craft-villages", "craft_village_id")


_RECORDS: dict[str, Callable[[Store, View], pd.DataFrame]] = {
    "stations": _sights(stations=True),
    "rest_stops": _sales_points(SalesPointKind.REST_STOP),
    "markets": _sales_points(SalesPointKind.MARKET),
    "sights": _sights(stations=False),
    "craft_villages": _villages,
    "fairs": _sales_points(SalesPointKind.SHOWROOM),
}


def _osm(store: Store, feature_code: str) -> pd.DataFrame:
    """Return places of OpenStreetMap of one kind that stand for no record of another table."""
    t = tables.osm_places
    found = store.frame(
        sa.select(t.c.osm_id, t.c.name, t.c.lon, t.c.lat)
        .where(t.c.feature_code == feature_code, t.c.used_by.is_(None))
        .order_by(t.c.osm_id)
    )
    return pd.DataFrame(
        {
            "path": "osm",
            "record_id": found["osm_id"].astype(object),
            "name": found["name"].astype(object),
            "place_id": "osm:" + found["osm_id"].str.replace(" ", "-").astype(object),
            "lon": found["lon"],
            "lat": found["lat"],
            "own": True,
            "point_source": OSM_SOURCE,
            "in_system": InSystem.NOT_PLACED.value,
        },
        columns=COLUMNS[1:],
    )


def _located(spots: pd.DataFrame, communes: Communes) -> pd.DataFrame:
    """Fill the commune of what has an own point and names no commune: the one that the point lies in."""
    asked = spots.index[spots["own"].astype(bool) & spots["commune_code"].isna()]
    points = [(float(spots.at[row, "lon"]), float(spots.at[row, "lat"])) for row in asked]
    located = spots.copy()
    found = zip(asked, communes.holding(points), communes.old_districts_at(points), strict=True)
    for row, (code, _), district in found:
        if spots.at[row, "in_system"] == InSystem.OUTSIDE:
            continue
        located.at[row, "commune_code"] = code
        located.at[row, "district_code"] = district
        located.at[row, "in_system"] = (InSystem.OUTSIDE if code is None else InSystem.COMMUNE).value
    return located


def _centres(communes: Communes) -> pd.DataFrame:
    """Return one spot for each commune of which tables here hold records, at its interior point."""
    rows = communes.rows
    rows = rows[rows["has_records"].astype(bool) & rows["label_lon"].notna()]
    codes = rows["unit_code"].astype(object)
    return pd.DataFrame(
        {
            "kind": "commune_centres",
            "path": "units",
            "record_id": codes,
            "name": rows["name"].astype(object),
            "lon": rows["label_lon"],
            "lat": rows["label_lat"],
            "own": False,
            "commune_code": codes,
            "district_code": pd.Series(
                [communes.districts[code] for code in codes], index=rows.index, dtype=object
            ),
            "unit_code": codes,
            "unit_valid_from": rows["valid_from"],
            "unit_name": rows["name"].astype(object),
            "in_system": InSystem.COMMUNE.value,
        },
        columns=COLUMNS,
    ).reset_index(drop=True)
