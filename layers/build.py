"""From the store to one layer: the records or units of a view, with the columns that the catalogue names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
import sqlalchemy as sa

from geodata import joins, tables
from geodata.crs import WGS84
from geodata.joins import district_names
from geodata.store import Store
from geodata.units import place_in_system, units_in
from geodata.view import ProductFilter, View
from geodata.vocabulary import InSystem, Recognition, UnitLevel, UnitSystem
from layers.catalogue import LayerSpec

Bbox = tuple[float, float, float, float]

LABEL_DECIMALS = 6  # of degrees: 0.1 m


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A layer ready to be encoded: the fields of ``spec`` and a geometry (EPSG:4326), null where unplaced."""

    spec: LayerSpec
    frame: gpd.GeoDataFrame


Reader = Callable[[Store, View, ProductFilter], pd.DataFrame]


def _chain_breaks(store: Store, view: View, chosen: ProductFilter) -> pd.DataFrame:
    """Return the records of ``chain_breaks``; what it routes with takes long to import."""
    from layers.chain_breaks import chain_breaks_in

    return chain_breaks_in(store, view, chosen)


def _chain_unknown(store: Store, view: View, chosen: ProductFilter) -> pd.DataFrame:
    """Return the records of ``chain_unknown``."""
    from layers.chain_breaks import chain_unknown_in

    return chain_unknown_in(store, view, chosen)


_RECORDS: dict[str, tuple[Reader, dict[str, str]]] = {
    "products": (joins.products_in, {"product_id": "id", "product_group": "group"}),
    "producers": (joins.producers_in, {"producer_id": "id"}),
    "craft_villages": (joins.craft_villages_in, {"craft_village_id": "id"}),
    "material_zones": (joins.zones_in, {"zone_id": "id"}),
    "sales_points": (joins.sales_points_in, {"sales_point_id": "id"}),
    "markets": (joins.markets_in, {"sales_point_id": "id"}),
    "sights": (joins.sights_in, {"sight_id": "id"}),
    "planned_sites": (joins.planned_sites_in, {"site_id": "id"}),
    "chain_breaks": (_chain_breaks, {}),
    "chain_unknown": (_chain_unknown, {}),
}


def takes_filter(spec: LayerSpec) -> bool:
    """Tell whether the layer consists of records, which a filter can choose among."""
    return spec.key in _RECORDS


def build(
    spec: LayerSpec, store: Store, view: View, chosen: ProductFilter | None = None, bbox: Bbox | None = None
) -> Layer:
    """
    Return the layer ``spec`` of ``view``.

    ``bbox`` (west, south, east, north; degrees) keeps the features that touch
    it; records without a point are then left out.
    """
    if spec.key in _RECORDS:
        frame = _record_frame(spec, store, view, chosen or ProductFilter())
    else:
        frame = _OTHERS[spec.key](store, view)
    frame = frame[[*(field.name for field in spec.fields), "geometry"]]
    if bbox is not None:
        frame = frame[frame.geometry.intersects(shapely.box(*bbox))]
    return Layer(spec, frame.reset_index(drop=True))


def _record_frame(spec: LayerSpec, store: Store, view: View, chosen: ProductFilter) -> gpd.GeoDataFrame:
    """Return records as points; one without lon and lat has no geometry."""
    read, names = _RECORDS[spec.key]
    # Fields of the catalogue win over raw columns of the same name.
    records = read(store, view, chosen).rename(columns={**names, "inferred_fields": "inferred"})
    points = shapely.points(records["lon"].astype(float), records["lat"].astype(float))
    known = records["lon"].notna() & records["lat"].notna()
    shapes = gpd.GeoSeries(points, index=records.index, crs=WGS84).where(known, None)
    return gpd.GeoDataFrame(records, geometry=shapes, crs=WGS84)


def _communes(store: Store, view: View) -> gpd.GeoDataFrame:
    """Return the communes of the system with the district they belong or belonged to."""
    communes = units_in(store, view.units, UnitLevel.COMMUNE, view.today).rename(
        columns={"unit_code": "code"}
    )
    places = place_in_system(store, view.units, view.today)["district_code"]
    keys = pd.MultiIndex.from_arrays([communes["code"], communes["valid_from"]])
    codes = pd.Series(places.reindex(keys).to_numpy(), index=communes.index)
    named = communes.assign(
        district_code=codes,
        district=codes.map(district_names(store)),
        # Said only where it is so: everywhere else it would be noise in each popup.
        partial=communes["partial"].astype(object).where(communes["partial"], None),
    )
    return _with_labels(named).rename_geometry("geometry")


def _districts(store: Store, view: View) -> gpd.GeoDataFrame:
    """Return the districts (until 30 June 2025) with the recognised products known only by them."""
    system = UnitSystem.Y2019 if view.units is UnitSystem.Y2019 else UnitSystem.Y2024
    districts = units_in(store, system, UnitLevel.DISTRICT).rename(columns={"unit_code": "code"})
    products = joins.products_in(
        store, view, ProductFilter(recognition=frozenset({Recognition.RECOGNISED.value}))
    )
    only = products[products["in_system"] == InSystem.DISTRICT_ONLY].groupby("district_code").size()
    counts = districts["code"].map(only).fillna(0).astype("int64")
    return _with_labels(districts.assign(district_only=counts)).rename_geometry("geometry")


def _with_labels(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return units with the degrees of their labels as exact as the sources are."""
    return units.assign(
        **{name: units[name].astype(float).round(LABEL_DECIMALS) for name in ("label_lon", "label_lat")}
    )


def _provinces(store: Store, view: View) -> gpd.GeoDataFrame:
    """Return the province of the system."""
    provinces = units_in(store, view.units, UnitLevel.PROVINCE, view.today)
    return provinces.rename(columns={"unit_code": "code"}).rename_geometry("geometry")


def _roads(store: Store, view: View) -> gpd.GeoDataFrame:
    """Return the schematic links as straight lines between the interior points of communes of 2024."""
    links = store.frame(sa.select(tables.road_links))
    communes = units_in(store, UnitSystem.Y2024, UnitLevel.COMMUNE).set_index("unit_code")
    ends = [
        shapely.points(
            links[column].map(communes["label_lon"]).astype(float),
            links[column].map(communes["label_lat"]).astype(float),
        )
        for column in ("from_code", "to_code")
    ]
    lines = [shapely.LineString(pair) for pair in zip(*ends, strict=True)]
    return gpd.GeoDataFrame(
        links.assign(
            id=links["link_id"],
            from_name=links["from_code"].map(communes["name"]),
            to_name=links["to_code"].map(communes["name"]),
        ),
        geometry=lines,
        crs=WGS84,
    )


_OTHERS: dict[str, Callable[[Store, View], gpd.GeoDataFrame]] = {
    "communes": _communes,
    "districts": _districts,
    "provinces": _provinces,
    "roads": _roads,
}
