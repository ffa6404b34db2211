"""
Records joined with the units of one system: where each falls, and the point it is drawn at.

Every function takes an open store and a ``View`` and returns one row per
record; no record is dropped because its unit is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from geodata import tables
from geodata.markets import one_per_place
from geodata.names import search_key
from geodata.osm_points import POINT_SOURCE, read_osm_points
from geodata.product_status import not_later, with_status
from geodata.programme.filtering import choose_followed
from geodata.programme_tables import planned_sites
from geodata.store import Store
from geodata.unit_points import unit_points
from geodata.units import place_in_system, system_of, units_in
from geodata.view import NONE, ProductFilter, View
from geodata.vocabulary import (
    Confidence,
    InSystem,
    Recognition,
    SalesPointKind,
    UnitLevel,
    UnitSystem,
    ZoneKind,
)
from geodata.zone_places import UNIT_KEY, over_units

# Filter → column of the records, and the list of them where a record may have several.
COLUMNS = {"group": "product_group", "district": "district_code", "commune": "commune_code"}
LISTED = {
    "district": "district_codes",
    "commune": "commune_codes",
    "weekday": "weekdays",
    "expiring": "expiring",
}
# Inferred fields that change what a count says.
COUNTED_FIELDS = frozenset({"stars", "product_group", "unit_code"})


def unit_names(store: Store, view: View) -> dict[str, str]:
    """Return the name of each commune of the unit system by code."""
    communes = units_in(store, view.units, UnitLevel.COMMUNE, view.today)
    return dict(zip(communes["unit_code"], communes["name"], strict=True))


def district_names(store: Store) -> dict[str, str]:
    """Return the names of the districts by code: the ones that ended on 30 June 2025."""
    districts = units_in(store, UnitSystem.Y2024, UnitLevel.DISTRICT)
    return dict(zip(districts["unit_code"], districts["name"], strict=True))


def _in_system(records: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Add commune_code, district_code and in_system; a record of no unit is not placed."""
    joined = records.merge(
        places[["commune_code", "commune_valid_from", "district_code", "in_system"]],
        how="left",
        left_on=UNIT_KEY,
        right_index=True,
        validate="many_to_one",
    )
    where = joined["in_system"].astype("object").where(joined["in_system"].notna(), InSystem.NOT_PLACED.value)
    where = where.where(joined["outside"].isna(), InSystem.OUTSIDE.value)
    return joined.assign(in_system=where.map(str))


def _own_point(store: Store, records: pd.DataFrame) -> pd.DataFrame:
    """Fill lon and lat from OpenStreetMap for the sights that stand at a point there."""
    if "sight_id" not in records:
        return records
    with store.read() as connection:
        points = read_osm_points(connection)
    there = records.loc[records["lon"].isna() & (records["point_source"] == POINT_SOURCE), "sight_id"]
    found = there[there.isin(list(points))]
    return records.assign(
        lon=records["lon"].fillna(found.map({key: lon for key, (lon, _) in points.items()})),
        lat=records["lat"].fillna(found.map({key: lat for key, (_, lat) in points.items()})),
    )


def place_records(store: Store, records: pd.DataFrame, view: View) -> pd.DataFrame:
    """
    Add where each record falls in the unit system and the point it is drawn at.

    Adds ``commune_code``, ``commune``, ``district_code``, ``district``,
    ``in_system`` (vocabulary.InSystem), ``unit_name`` (the record's own unit
    and the year of its list; zones also ``commune_codes`` and
    ``district_codes``, see ``zone_places``) and fills ``lon``/``lat`` (degrees,
    EPSG:4326): its own point, else that of its commune, which is the same in all
    systems (``unit_points``), else of the commune of the system it falls in (a
    zone of several units). A record known only by district has no point.
    """
    points = unit_points(store, view.today)
    places = place_in_system(store, view.units, view.today)
    joined = _in_system(records, places)
    if "zone_id" in joined:
        joined = over_units(store, joined, places)
    joined = _own_point(store, joined)
    joined = joined.merge(points, how="left", on=UNIT_KEY, validate="many_to_one")
    system_points = points.rename(
        columns={
            "unit_code": "commune_code",
            "unit_valid_from": "commune_valid_from",
            "unit_lon": "system_lon",
            "unit_lat": "system_lat",
        }
    )
    joined = joined.merge(
        system_points, how="left", on=["commune_code", "commune_valid_from"], validate="many_to_one"
    )
    names, districts = unit_names(store, view), district_names(store)
    return joined.assign(
        lon=joined["lon"].fillna(joined["unit_lon"]).fillna(joined["system_lon"]),
        lat=joined["lat"].fillna(joined["unit_lat"]).fillna(joined["system_lat"]),
        commune=joined["commune_code"].map(names),
        district=joined["district_code"].map(districts),
        unit_name=_unit_names(store, joined),
    ).drop(columns=["unit_lon", "unit_lat", "system_lon", "system_lat"])


def _unit_names(store: Store, records: pd.DataFrame) -> pd.Series:
    """Return the name of the record's own unit with the year of its list: ``San Sả Hồ (2019)``."""
    columns = ("unit_code", "valid_from", "valid_to", "name")
    units = store.frame(sa.select(*(tables.units.c[name] for name in columns)))
    named = {
        (row.unit_code, row.valid_from): f"{row.name} ({system_of(row.valid_from, row.valid_to)})"
        for row in units.itertuples(index=False)
    }
    keys = zip(records["unit_code"], records["unit_valid_from"], strict=True)
    return pd.Series([named.get(key) for key in keys], index=records.index, dtype="object")


def _with_roles(store: Store, records: pd.DataFrame) -> pd.DataFrame:
    """Add ``roles``: all roles of the record's place, as a sorted list."""
    by_place: defaultdict[str, set[str]] = defaultdict(set)
    # Not through a frame: ten thousand groups of one or two take pandas twenty times as long.
    with store.read() as connection:
        for row in connection.execute(sa.select(tables.place_roles.c.place_id, tables.place_roles.c.role)):
            by_place[row.place_id].add(row.role)
    return records.assign(roles=[sorted(by_place.get(place, ())) for place in records["place_id"]])


def _codes(values: pd.Series) -> pd.Series:
    """Return the values as filter texts; unknown is ``NONE``."""
    if values.dtype == "str":
        return values.astype("object").where(values.notna(), NONE)
    return values.map(lambda value: NONE if pd.isna(value) else str(value)).astype("object")


def _searchable(records: pd.DataFrame) -> pd.Series:
    """Return one accent-blind text per record: name, producer and places."""
    columns = [c for c in ("name", "producer", "village", "commune", "district") if c in records]
    texts = [records[column].astype("object").fillna("") for column in columns]
    texts += [records["also"].map(" ".join)] if "also" in records else []
    keys = [search_key(" ".join(parts)) for parts in zip(*texts, strict=True)]
    return pd.Series(keys, index=records.index, dtype="str")


def _passes(records: pd.DataFrame, name: str, allowed: frozenset[str]) -> pd.Series | bool:
    """Tell which records have one of the values ``allowed`` of a filter."""
    listed = LISTED.get(name)
    if listed in records:
        found = [not allowed.isdisjoint(codes or (NONE,)) for codes in records[listed]]
        return pd.Series(found, index=records.index, dtype=bool)
    column = COLUMNS.get(name, name)
    return _codes(records[column]).isin(allowed) if column in records else False


def select_records(records: pd.DataFrame, chosen: ProductFilter) -> pd.DataFrame:
    """Return the records that pass ``chosen``; a set for a column that they lack lets none through."""
    kept = pd.Series(True, index=records.index)
    for name, allowed in chosen.chosen().items():
        kept &= _passes(records, name, allowed)
    if chosen.without_inferred:
        kept &= ~rests_on_inferred(records)
    if chosen.text and not records.empty:
        kept &= _searchable(records).str.contains(search_key(chosen.text), regex=False)
    return records[kept]


def rests_on_inferred(records: pd.DataFrame) -> pd.Series:
    """Tell for each record whether its stars, group or commune are inferred."""
    found = [bool(COUNTED_FIELDS.intersection(fields)) for fields in records["inferred_fields"]]
    return pd.Series(found, index=records.index, dtype=bool)


def _records(store: Store, table: sa.Table, view: View) -> pd.DataFrame:
    """Return all rows of ``table``, placed, with ``roles``; lists, colours and pages of a view share them."""

    def place() -> pd.DataFrame:
        return _with_roles(store, place_records(store, store.frame(sa.select(table)), view))

    return store.remembered(("placed", table.name, view), place)


def products_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """
    Return the products of the store that count in ``view`` and pass ``chosen``.

    Columns of ``tables.products``, of ``place_records``, and ``producer``,
    ``producer_kind``, ``status``, ``year``, ``decision_number``.
    """
    every = store.remembered(("products_in", view), lambda: _every_product(store, view))
    return select_records(*choose_followed(store, view, "products", every, chosen or ProductFilter()))


def _every_product(store: Store, view: View) -> pd.DataFrame:
    """Return all products that count in ``view``, as ``products_in`` does."""
    # Not by _records: what is made of them is remembered as a whole, as zones are.
    products = place_records(store, store.frame(sa.select(tables.products)), view)
    producers = store.frame(
        sa.select(
            tables.producers.c.producer_id,
            tables.producers.c.name.label("producer"),
            tables.producers.c.kind.label("producer_kind"),
        )
    )
    joined = products.merge(producers, how="left", on="producer_id", validate="many_to_one")
    return with_status(store, joined, view)


def producers_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """
    Return the producers, placed, with ``roles`` and the ``product_count`` of recognised products.

    ``recognition`` of the filter asks for producers that have such a product.
    """
    products = products_in(store, view, ProductFilter(recognition=frozenset({Recognition.RECOGNISED.value})))
    counts = products.groupby("producer_id").size()
    producers = _records(store, tables.producers, view)
    counted = producers.assign(
        product_count=producers["producer_id"].map(counts).fillna(0).astype("int64"),
        producer_kind=producers["kind"],
    )
    chosen = chosen or ProductFilter()
    if chosen.recognition:
        of_those = products_in(store, view, ProductFilter(recognition=chosen.recognition))["producer_id"]
        counted = counted[counted["producer_id"].isin(of_those.dropna())]
        chosen = replace(chosen, recognition=frozenset())
    return select_records(*choose_followed(store, view, "producers", counted, chosen))


def craft_villages_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """Return the craft villages and crafts, placed, with ``roles``; later recognised ones are left out."""
    found = _records(store, tables.craft_villages, view)
    return select_records(found[not_later(found["recognised_year"], view)], chosen or ProductFilter())


def _newest_observations(store: Store, view: View) -> pd.DataFrame:
    """Return one observation per zone: the newest of ``view`` that gives hectares, else the newest."""
    seen = store.frame(sa.select(tables.zone_observations))
    seen = seen[not_later(seen["year"], view)]
    counts = seen.groupby("zone_id").size().rename("observation_count")
    ordered = seen.assign(has_area=seen["area_ha_max"].notna()).sort_values(
        ["zone_id", "has_area", "year", "source_row"], na_position="first", kind="stable"
    )
    newest = ordered.drop_duplicates("zone_id", keep="last").set_index("zone_id")
    return newest[["area_ha_min", "area_ha_max", "year"]].rename(columns={"year": "area_year"}).join(counts)


def zones_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """
    Return the raw-material zones, placed, each with its newest figure.

    ``area_ha_min``, ``area_ha_max``, ``area_year`` and ``observation_count``
    come from one observation; figures are never added up. ``units`` lists the
    names of its units as its sources name them. A zone over several communes
    has no point. Plans, nurseries and factories are not zones and are
    left out.
    """
    every = store.remembered(("zones_in", view), lambda: _every_zone(store, view))
    return select_records(every, chosen or ProductFilter())


def _every_zone(store: Store, view: View) -> pd.DataFrame:
    """Return all zones of ``view``, as ``zones_in`` does."""
    zones = place_records(store, store.frame(sa.select(tables.material_zones)), view)
    zones = zones[zones["kind"] == ZoneKind.ZONE]
    crops = store.frame(sa.select(tables.crops)).set_index("crop")["parent_crop"]
    parts = store.frame(
        sa.select(tables.zone_units.c.zone_id, tables.units.c.name).join(
            tables.units,
            sa.and_(
                tables.units.c.unit_code == tables.zone_units.c.unit_code,
                tables.units.c.valid_from == tables.zone_units.c.unit_valid_from,
            ),
        )
    )
    names = parts.groupby("zone_id")["name"].agg(sorted).to_dict()
    joined = zones.join(_newest_observations(store, view), on="zone_id", how="inner")
    return joined.assign(
        parent_crop=joined["crop"].map(crops), units=[names.get(zone, []) for zone in joined["zone_id"]]
    )


def sales_points_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """Return the sales points, markets among them, placed, with ``roles``; later opened ones are left out."""
    found = _records(store, tables.sales_points, view)
    return select_records(found[not_later(found["opened_year"], view)], chosen or ProductFilter())


def markets_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """
    Return the markets, placed, one row per place: see ``markets.one_per_place``.

    The filter chooses among places, so a text also finds the other names of one.
    """
    points = sales_points_in(store, view)
    markets = points[points["kind"] == SalesPointKind.MARKET]
    places = one_per_place(markets, store.frame(sa.select(tables.market_days)))
    return select_records(places, chosen or ProductFilter())


def sights_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """Return the sights, placed, with ``roles``."""
    return select_records(_records(store, tables.sights, view), chosen or ProductFilter())


def planned_sites_in(store: Store, view: View, chosen: ProductFilter | None = None) -> pd.DataFrame:
    """
    Return the planned clusters and points, placed, whatever their year: it says when one is to be there.

    They are in no other list and in no count of sales points. ``stage`` of the
    filter is that of the yearly cycle of products: it lets none through.
    """
    found, chosen = _records(store, planned_sites, view), chosen or ProductFilter()
    asked = {"kind": chosen.planned_kind, "stage": chosen.planned_stage}
    for column, allowed in asked.items():
        found = found[_codes(found[column]).isin(allowed)] if allowed else found
    found = found.iloc[:0] if chosen.stage else found
    nothing: frozenset[str] = frozenset()
    return select_records(found, replace(chosen, planned_kind=nothing, planned_stage=nothing, stage=nothing))


def is_inferred(records: pd.DataFrame) -> pd.Series:
    """Tell which records hold any inferred field."""
    return records["confidence"] == Confidence.INFERRED
