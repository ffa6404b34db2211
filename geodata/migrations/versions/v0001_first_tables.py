"""
The first tables.

A frozen copy: what ``geodata/tables.py`` says today may change, what version
0001 was may not.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from geodata.errors import N_, StoreUnavailable

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

metadata = sa.MetaData()

store_state = sa.Table(
    "store_state",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("reference_checksum", sa.Text),
)

units = sa.Table(
    "units",
    metadata,
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("parent_code", sa.Text),
    sa.Column("parent_valid_from", sa.Date),
    sa.Column("former_province", sa.Text),
    sa.Column("has_records", sa.Boolean, nullable=False),
    sa.Column("inner_lines", sa.Text),
    sa.Column("area_km2", sa.Float),
    sa.Column("label_lon", sa.Float),
    sa.Column("label_lat", sa.Float),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("shape", sa.LargeBinary),
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
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)

unit_population = sa.Table(
    "unit_population",
    metadata,
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("residents", sa.Integer, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("rate_allowed", sa.Boolean, nullable=False),
    sa.Column("no_rate_reason", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
)


def _placed_columns() -> list[SchemaItem]:
    """Return the columns that every placed record has."""
    return [
        sa.Column("raw_commune", sa.Text),
        sa.Column("raw_district", sa.Text),
        sa.Column("village", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("placement", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text),
        sa.Column("unit_valid_from", sa.Date),
        sa.Column("outside", sa.Text),
        sa.Column("lon", sa.Float),
        sa.Column("lat", sa.Float),
        sa.Column("point_source", sa.Text),
        sa.Column("place_id", sa.Text, index=True),
        sa.ForeignKeyConstraint(["unit_code", "unit_valid_from"], ["units.unit_code", "units.valid_from"]),
    ]


def _origin_columns() -> list[SchemaItem]:
    """Return the columns that say where a record comes from."""
    return [
        sa.Column("confidence", sa.Text, nullable=False),
        sa.Column("inferred_fields", sa.Text, nullable=False),
        sa.Column("inferred_note", sa.Text),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("source_table", sa.Text, nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
    ]


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
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("record_id", sa.Text, primary_key=True),
)

producers = sa.Table(
    "producers",
    metadata,
    sa.Column("producer_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text),
    sa.Column("website", sa.Text),
    *_placed_columns(),
    *_origin_columns(),
)

products = sa.Table(
    "products",
    metadata,
    sa.Column("product_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("producer_id", sa.Text, sa.ForeignKey("producers.producer_id")),
    sa.Column("product_group", sa.Text),
    sa.Column("group_criteria", sa.Text),
    sa.Column("stars", sa.Integer),
    sa.Column("recognition", sa.Text, nullable=False),
    sa.Column("website", sa.Text),
    sa.Column("history", sa.Text),
    *_placed_columns(),
    *_origin_columns(),
    sa.UniqueConstraint("name", "producer_id"),
)

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("certificate_id", sa.Text, primary_key=True),
    sa.Column("product_id", sa.Text, sa.ForeignKey("products.product_id"), nullable=False, index=True),
    sa.Column("stars", sa.Integer),
    sa.Column("certified_on", sa.Date),
    sa.Column("certified_year", sa.Integer),
    sa.Column("decision_number", sa.Text),
    sa.Column("source", sa.Text),
)

craft_villages = sa.Table(
    "craft_villages",
    metadata,
    sa.Column("craft_village_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("craft", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("ethnic_group", sa.Text),
    sa.Column("households", sa.Integer),
    sa.Column("recognised_year", sa.Integer),
    *_placed_columns(),
    *_origin_columns(),
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
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("crop", sa.Text, sa.ForeignKey("crops.crop"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    *_placed_columns(),
    *_origin_columns(),
)

zone_units = sa.Table(
    "zone_units",
    metadata,
    sa.Column("zone_id", sa.Text, sa.ForeignKey("material_zones.zone_id"), primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("unit_valid_from", sa.Date, primary_key=True),
    sa.ForeignKeyConstraint(["unit_code", "unit_valid_from"], ["units.unit_code", "units.valid_from"]),
)

zone_observations = sa.Table(
    "zone_observations",
    metadata,
    sa.Column("observation_id", sa.Text, primary_key=True),
    sa.Column("zone_id", sa.Text, sa.ForeignKey("material_zones.zone_id"), nullable=False, index=True),
    sa.Column("year", sa.Integer),
    sa.Column("year_text", sa.Text),
    sa.Column("area_ha_min", sa.Float),
    sa.Column("area_ha_max", sa.Float),
    sa.Column("production", sa.Text),
    sa.Column("households", sa.Integer),
    sa.Column("linked_producer", sa.Text),
    sa.Column("linked_product", sa.Text),
    sa.Column("certification", sa.Text),
    sa.Column("sources", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("source_table", sa.Text, nullable=False),
    sa.Column("source_row", sa.Integer, nullable=False),
)

sales_points = sa.Table(
    "sales_points",
    metadata,
    sa.Column("sales_point_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("operator", sa.Text),
    sa.Column("opened_year", sa.Integer),
    sa.Column("market_day", sa.Text),
    *_placed_columns(),
    *_origin_columns(),
)

market_days = sa.Table(
    "market_days",
    metadata,
    sa.Column("market_day_id", sa.Text, primary_key=True),
    sa.Column("sales_point_id", sa.Text, sa.ForeignKey("sales_points.sales_point_id"), nullable=False),
    sa.Column("weekday", sa.Text, nullable=False),
    sa.Column("evening", sa.Boolean, nullable=False),
    sa.Column("disputed", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("source_table", sa.Text, nullable=False),
    sa.Column("source_row", sa.Integer, nullable=False),
)

sights = sa.Table(
    "sights",
    metadata,
    sa.Column("sight_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("visit_minutes", sa.Integer),
    sa.Column("entry_fee_min_vnd", sa.Integer),
    sa.Column("entry_fee_max_vnd", sa.Integer),
    *_placed_columns(),
    *_origin_columns(),
)

osm_places = sa.Table(
    "osm_places",
    metadata,
    sa.Column("osm_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("lat", sa.Float, nullable=False),
    sa.Column("feature_code", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("used_by", sa.Text),
)

road_links = sa.Table(
    "road_links",
    metadata,
    sa.Column("link_id", sa.Text, primary_key=True),
    sa.Column("from_code", sa.Text, nullable=False),
    sa.Column("to_code", sa.Text, nullable=False),
    sa.Column("road_ref", sa.Text),
    sa.Column("road_class", sa.Text, nullable=False),
    sa.Column("length_km", sa.Float, nullable=False),
    sa.Column("length_basis", sa.Text, nullable=False),
    sa.Column("straight_km", sa.Float),
)

published_totals = sa.Table(
    "published_totals",
    metadata,
    sa.Column("total_id", sa.Text, primary_key=True),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("as_of_precision", sa.Text, nullable=False),
    sa.Column("province_code", sa.Text, nullable=False),
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
)

import_reports = sa.Table(
    "import_reports",
    metadata,
    sa.Column("source_table", sa.Text, primary_key=True),
    sa.Column("rows_read", sa.Integer, nullable=False),
    sa.Column("rows_written", sa.Integer, nullable=False),
)

import_problems = sa.Table(
    "import_problems",
    metadata,
    sa.Column("problem_id", sa.Integer, primary_key=True),
    sa.Column("source_table", sa.Text, nullable=False),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("column", sa.Text),
    sa.Column("value", sa.Text),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
)

POSTGIS_EXTRAS = (
    "ALTER TABLE units ADD COLUMN geom geometry(Geometry, 4326)"
    " GENERATED ALWAYS AS (ST_GeomFromWKB(shape, 4326)) STORED",
    "CREATE INDEX units_geom ON units USING gist (geom)",
)


def upgrade() -> None:
    """Create every table, the one row of ``store_state``, and on PostgreSQL the column for QGIS."""
    connection = op.get_bind()
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        _require_postgis(connection)
    metadata.create_all(connection, checkfirst=False)
    if postgres:
        for statement in POSTGIS_EXTRAS:
            op.execute(statement)
    connection.execute(store_state.insert().values(id=1, revision=0, changed_at=datetime.now(UTC)))


def _require_postgis(connection: sa.Connection) -> None:
    """Bring in the PostGIS extension, or say what is missing."""
    if connection.scalar(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")):
        return
    try:
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    except sa.exc.DBAPIError as error:
        raise StoreUnavailable(
            N_(
                "The database %(database)s has no PostGIS extension and it could not be created: %(reason)s."
                " Install the PostGIS package of your PostgreSQL and let an administrator run"
                " CREATE EXTENSION postgis in this database"
            ),
            database=str(connection.engine.url.database),
            reason=str(error.orig).strip().splitlines()[0],
        ) from error
