"""
The tables of the store, as SQLAlchemy Core.

Geometries are WKB in EPSG:4326 with four bounding-box columns, the same on
SQLite and PostgreSQL. Codes and identifiers are text; dates are dates; lists
(sources, inferred fields) are JSON text.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

from geodata.columns import Shape, TextList

metadata = sa.MetaData()

# One row: the revision that changes with every write, and what the reference
# load was made from (a checksum over geodata/reference/).
store_state = sa.Table(
    "store_state",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("reference_checksum", sa.Text),
    sa.Column("reference_edition", sa.Date),  # when those tables were put together: their base date
)

units = sa.Table(
    "units",
    metadata,
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),  # last day on which it held; null: holds today
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),  # bare name, NFC, without Xã, Phường …
    sa.Column("parent_code", sa.Text),  # district of a commune, province of a district or 2025 commune
    sa.Column("parent_valid_from", sa.Date),
    sa.Column("former_province", sa.Text),  # "Lào Cai" | "Yên Bái" for the units of 2025
    # False: no table here covers it: "no data", never 0.
    sa.Column("has_records", sa.Boolean, nullable=False),
    sa.Column("inner_lines", sa.Text),  # surveyed | generalised | approximate
    sa.Column("area_km2", sa.Float),  # measured in EPSG:9208 from the reference boundary
    sa.Column("label_lon", sa.Float),  # an interior point, never the office
    sa.Column("label_lat", sa.Float),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("shape", Shape),
    sa.Column("min_lon", sa.Float),
    sa.Column("min_lat", sa.Float),
    sa.Column("max_lon", sa.Float),
    sa.Column("max_lat", sa.Float),
    sa.Index("units_by_level_and_day", "level", "valid_from", "valid_to"),
)

crosswalk = sa.Table(
    "crosswalk",
    metadata,
    sa.Column("old_code", sa.Text, primary_key=True),
    sa.Column("old_valid_from", sa.Date, primary_key=True),
    sa.Column("new_code", sa.Text, primary_key=True),
    sa.Column("new_valid_from", sa.Date, primary_key=True),
    sa.Column("whole", sa.Boolean, nullable=False),  # False: only a part of the old unit went there
    sa.Column("source", sa.Text, nullable=False),
)

unit_population = sa.Table(
    "unit_population",
    metadata,
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("residents", sa.Integer, nullable=False),
    # census | census_sum | resolution_767 | resolution_1270 | estimate
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("rate_allowed", sa.Boolean, nullable=False),
    sa.Column("no_rate_reason", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
)


def placed_columns() -> list[SchemaItem]:
    """Return the columns that every placed record has."""
    return [
        sa.Column("raw_commune", sa.Text),  # as the source writes it
        sa.Column("raw_district", sa.Text),
        sa.Column("village", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("placement", sa.Text, nullable=False),  # vocabulary.Placement
        # The most exact unit that is known, of whatever level and date; null: none.
        sa.Column("unit_code", sa.Text),
        sa.Column("unit_valid_from", sa.Date),
        sa.Column("outside", sa.Text),  # name of another province, where the record lies there
        sa.Column("lon", sa.Float),  # only where a source gives an own point
        sa.Column("lat", sa.Float),
        sa.Column("point_source", sa.Text),  # "OpenStreetMap" …; null without a point
        sa.Column("place_id", sa.Text, index=True),
        sa.ForeignKeyConstraint(["unit_code", "unit_valid_from"], ["units.unit_code", "units.valid_from"]),
    ]


def origin_columns() -> list[SchemaItem]:
    """Return the columns that say where a record comes from."""
    return [
        sa.Column("confidence", sa.Text),  # vocabulary.Confidence; null: no source or collector says
        sa.Column("inferred_fields", TextList, nullable=False),  # names of fields of ours
        sa.Column("inferred_note", sa.Text),
        sa.Column("sources", TextList, nullable=False),  # addresses or texts
        sa.Column("note", sa.Text),
        sa.Column("source_table", sa.Text, nullable=False),  # file name in geodata/reference
        sa.Column("source_row", sa.Integer, nullable=False),  # line in that file, header = 1
    ]


# One real place with several roles is drawn and counted once.
places = sa.Table(
    "places",
    metadata,
    sa.Column("place_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)

place_roles = sa.Table(
    "place_roles",
    metadata,
    sa.Column("place_id", sa.Text, sa.ForeignKey("places.place_id"), primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),  # vocabulary.Role
    sa.Column("record_id", sa.Text, primary_key=True),
)

producers = sa.Table(
    "producers",
    metadata,
    sa.Column("producer_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text),  # vocabulary.ProducerKind; null: unknown
    sa.Column("website", sa.Text),
    *placed_columns(),
    *origin_columns(),
)

products = sa.Table(
    "products",
    metadata,
    sa.Column("product_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("producer_id", sa.Text, sa.ForeignKey("producers.producer_id")),
    sa.Column("product_group", sa.Text),  # vocabulary.ProductGroup
    sa.Column("group_criteria", sa.Text),  # criteria version the group belongs to; null: unknown
    sa.Column("stars", sa.Integer),  # the latest rating met, NOT the rating in force
    sa.Column("recognition", sa.Text, nullable=False),  # vocabulary.Recognition
    # Of a product that was only evaluated; a recognised one has certificates.
    sa.Column("evaluated_year", sa.Integer),
    sa.Column("website", sa.Text),
    sa.Column("history", sa.Text),
    *placed_columns(),
    *origin_columns(),
    sa.UniqueConstraint("name", "producer_id"),
)

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("certificate_id", sa.Text, primary_key=True),
    sa.Column("product_id", sa.Text, sa.ForeignKey("products.product_id"), nullable=False, index=True),
    sa.Column("stars", sa.Integer),
    sa.Column("certified_on", sa.Date),  # null: the day is unknown
    sa.Column("certified_year", sa.Integer),  # null: even the year is unknown
    sa.Column("decision_number", sa.Text),
    # 1048/QĐ-TTg | 148/QĐ-TTg | 1489/QĐ-TTg; null: unknown. Groups and points belong to a version.
    sa.Column("criteria", sa.Text),
    sa.Column("level", sa.Text),  # district | province | central: who decided; null: unknown
    sa.Column("kind", sa.Text),  # new | re_evaluated; null: unknown
    sa.Column("points", sa.Float),  # of 100; the parts where they are known
    sa.Column("points_a", sa.Float),
    sa.Column("points_b", sa.Float),
    sa.Column("points_c", sa.Float),
    sa.Column("revoked_on", sa.Date),  # from this day it no longer holds
    sa.Column("note", sa.Text),
    sa.Column("source", sa.Text),
)

craft_villages = sa.Table(
    "craft_villages",
    metadata,
    sa.Column("craft_village_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("craft", sa.Text),
    sa.Column("kind", sa.Text),  # vocabulary.CraftKind; null: the source names none
    sa.Column("standing", sa.Text, nullable=False),  # vocabulary.CraftStanding
    sa.Column("ethnic_group", sa.Text),
    sa.Column("households", sa.Integer),
    sa.Column("recognised_year", sa.Integer),
    *placed_columns(),
    *origin_columns(),
)

crops = sa.Table(
    "crops",
    metadata,
    sa.Column("crop", sa.Text, primary_key=True),
    sa.Column("parent_crop", sa.Text),
)

material_zones = sa.Table(
    "material_zones",
    metadata,
    sa.Column("zone_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),  # crop and where, as one line
    sa.Column("crop", sa.Text, sa.ForeignKey("crops.crop"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # vocabulary.ZoneKind
    *placed_columns(),  # unit_code only where the zone lies in exactly one unit
    *origin_columns(),
)

zone_units = sa.Table(
    "zone_units",
    metadata,
    sa.Column("zone_id", sa.Text, sa.ForeignKey("material_zones.zone_id"), primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("unit_valid_from", sa.Date, primary_key=True),
    sa.ForeignKeyConstraint(["unit_code", "unit_valid_from"], ["units.unit_code", "units.valid_from"]),
)

# Several figures for one zone stand side by side; nothing adds them up.
zone_observations = sa.Table(
    "zone_observations",
    metadata,
    sa.Column("observation_id", sa.Text, primary_key=True),
    sa.Column("zone_id", sa.Text, sa.ForeignKey("material_zones.zone_id"), nullable=False, index=True),
    sa.Column("year", sa.Integer),  # last year of a span; null: unknown
    sa.Column("year_text", sa.Text),
    sa.Column("area_ha_min", sa.Float),
    sa.Column("area_ha_max", sa.Float),  # equal to min where one figure is given
    sa.Column("production", sa.Text),
    sa.Column("households", sa.Integer),
    sa.Column("linked_producer", sa.Text),
    sa.Column("linked_product", sa.Text),
    sa.Column("certification", sa.Text),
    sa.Column("sources", TextList, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("source_table", sa.Text, nullable=False),
    sa.Column("source_row", sa.Integer, nullable=False),
)

sales_points = sa.Table(
    "sales_points",
    metadata,
    sa.Column("sales_point_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # vocabulary.SalesPointKind
    sa.Column("operator", sa.Text),
    sa.Column("opened_year", sa.Integer),
    sa.Column("market_day", sa.Text),  # as the source writes it
    *placed_columns(),
    *origin_columns(),
)

# A market is a sales point of kind "market"; its days are kept source by source.
market_days = sa.Table(
    "market_days",
    metadata,
    sa.Column("market_day_id", sa.Text, primary_key=True),
    sa.Column("sales_point_id", sa.Text, sa.ForeignKey("sales_points.sales_point_id"), nullable=False),
    sa.Column("weekday", sa.Text, nullable=False),  # vocabulary.Weekday
    sa.Column("evening", sa.Boolean, nullable=False),
    sa.Column("disputed", sa.Boolean, nullable=False),  # another source names another day
    sa.Column("note", sa.Text),
    sa.Column("source_table", sa.Text, nullable=False),
    sa.Column("source_row", sa.Integer, nullable=False),
)

sights = sa.Table(
    "sights",
    metadata,
    sa.Column("sight_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # as the source writes it
    sa.Column("visit_minutes", sa.Integer),
    sa.Column("entry_fee_min_vnd", sa.Integer),
    sa.Column("entry_fee_max_vnd", sa.Integer),
    *placed_columns(),
    *origin_columns(),
)

# © OpenStreetMap contributors, ODbL 1.0: kept apart, joined by record.
osm_places = sa.Table(
    "osm_places",
    metadata,
    sa.Column("osm_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("lat", sa.Float, nullable=False),
    sa.Column("feature_code", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("used_by", sa.Text),  # "tourism_sites:<name>", as the file says it
    # The sight of that name when the table was loaded: it may be called otherwise since.
    sa.Column("sight_id", sa.Text),
)

road_links = sa.Table(
    "road_links",
    metadata,
    sa.Column("link_id", sa.Text, primary_key=True),
    sa.Column("from_code", sa.Text, nullable=False),  # units of 2024
    sa.Column("to_code", sa.Text, nullable=False),
    sa.Column("road_ref", sa.Text),
    sa.Column("road_class", sa.Text, nullable=False),
    sa.Column("length_km", sa.Float, nullable=False),
    sa.Column("length_basis", sa.Text, nullable=False),  # published | derived | estimated
    sa.Column("straight_km", sa.Float),
)

# What sources say about speeds; a model's classes and observed ways stand side by side.
speed_assumptions = sa.Table(
    "speed_assumptions",
    metadata,
    sa.Column("assumption_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # model | observed
    sa.Column("subject", sa.Text, nullable=False),  # a class or a pair of places, as the source writes it
    sa.Column("km_min", sa.Float),
    sa.Column("km_max", sa.Float),
    sa.Column("minutes_min", sa.Float),
    sa.Column("minutes_max", sa.Float),
    sa.Column("kmh_low", sa.Float),
    sa.Column("kmh_high", sa.Float),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_table", sa.Text, nullable=False),
    sa.Column("source_row", sa.Integer, nullable=False),
)

# Published distances and times between two places (distances.csv, road_checks.csv): to calibrate against.
published_ways = sa.Table(
    "published_ways",
    metadata,
    sa.Column("way_id", sa.Text, primary_key=True),
    sa.Column("from_place", sa.Text, nullable=False),  # as the source writes it
    sa.Column("to_place", sa.Text, nullable=False),
    sa.Column("from_code", sa.Text),  # commune of 2024 that it lies in; null: not known
    sa.Column("to_code", sa.Text),
    sa.Column("km_min", sa.Float),
    sa.Column("km_max", sa.Float),
    sa.Column("minutes_min", sa.Float),
    sa.Column("minutes_max", sa.Float),
    sa.Column("road", sa.Text),
    sa.Column("not_used", sa.Text),  # a stable key: why nothing is calibrated against it; null: it is used
    sa.Column("source", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("source_table", sa.Text, nullable=False),
    sa.Column("source_row", sa.Integer, nullable=False),
)

published_totals = sa.Table(
    "published_totals",
    metadata,
    sa.Column("total_id", sa.Text, primary_key=True),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("as_of_precision", sa.Text, nullable=False),  # day | month | year
    sa.Column("province_code", sa.Text, nullable=False),  # 10 before, 15 since 1 July 2025
    sa.Column("metric", sa.Text, nullable=False),
    sa.Column("key", sa.Text),
    sa.Column("value", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
)

published_targets = sa.Table(
    "published_targets",
    metadata,
    sa.Column("target_id", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("metric", sa.Text, nullable=False),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    # As of published_totals; the targets of the shipped table are all older than the merger.
    sa.Column("province_code", sa.Text, nullable=False, server_default=sa.text("'10'")),
)

# What the last load of a table did; problems are kept so that the data-quality
# page can show every one of them.
import_reports = sa.Table(
    "import_reports",
    metadata,
    sa.Column("source_table", sa.Text, primary_key=True),
    sa.Column("rows_read", sa.Integer, nullable=False),
    sa.Column("rows_written", sa.Integer, nullable=False),
    # Kept in the repository and loaded into no table; read = written + refused + set aside.
    sa.Column("rows_set_aside", sa.Integer, nullable=False, server_default=sa.text("0")),
)

import_problems = sa.Table(
    "import_problems",
    metadata,
    sa.Column("problem_id", sa.Integer, primary_key=True),
    sa.Column("source_table", sa.Text, nullable=False),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("column", sa.Text),
    sa.Column("value", sa.Text),
    sa.Column("rule", sa.Text, nullable=False),  # a stable key, e.g. "unit_unknown"
    sa.Column("message", sa.Text, nullable=False),
    # "refused" (no row written) | "set_aside" (the whole file is loaded into no table)
    # | "kept" (written, something missing) | "noted" (written, nothing missing)
    sa.Column("severity", sa.Text, nullable=False),
)


def overlaps(table: sa.Table, bbox: tuple[float, float, float, float]) -> sa.ColumnElement[bool]:
    """Return the condition that a row's box touches ``bbox`` (west, south, east, north; degrees)."""
    west, south, east, north = bbox
    return sa.and_(
        table.c.max_lon >= west,
        table.c.min_lon <= east,
        table.c.max_lat >= south,
        table.c.min_lat <= north,
    )


# QGIS and analysts get a real geometry column; the product never reads it.
POSTGIS_EXTRAS = (
    "ALTER TABLE units ADD COLUMN geom geometry(Geometry, 4326)"
    " GENERATED ALWAYS AS (ST_GeomFromWKB(shape, 4326)) STORED",
    "CREATE INDEX units_geom ON units USING gist (geom)",
)
