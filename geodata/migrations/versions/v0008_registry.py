"""The registry as an office keeps it: certificates, facts of the programme, history, uploads, pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CERTIFICATE_TEXTS = ("criteria", "level", "kind", "note")
CERTIFICATE_POINTS = ("points", "points_a", "points_b", "points_c")


def upgrade() -> None:
    """Bring the store from 0007 to 0008."""
    for name in CERTIFICATE_TEXTS:
        op.add_column("certificates", sa.Column(name, sa.Text))
    for name in CERTIFICATE_POINTS:
        op.add_column("certificates", sa.Column(name, sa.Float))
    op.add_column("certificates", sa.Column("revoked_on", sa.Date))
    _follow()
    _remember()
    _keep()


def _follow() -> None:
    """Make the tables of what the programme follows."""
    op.create_table(
        "inspections",
        sa.Column("inspection_id", sa.Text, primary_key=True),
        sa.Column(
            "certificate_id",
            sa.Text,
            sa.ForeignKey("certificates.certificate_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("inspected_on", sa.Date),
        sa.Column("result", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("source", sa.Text),
    )
    op.create_table(
        "programme_facts",
        sa.Column("fact_id", sa.Text, primary_key=True),
        sa.Column("subject_kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("amount_vnd", sa.Integer),
        sa.Column("as_of", sa.Date),
        sa.Column("as_of_precision", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("note", sa.Text),
    )
    op.create_index("programme_facts_by_subject", "programme_facts", ["subject_kind", "subject_id"])
    op.create_table(
        "product_zones",
        sa.Column("product_id", sa.Text, sa.ForeignKey("products.product_id"), primary_key=True),
        sa.Column("zone_id", sa.Text, sa.ForeignKey("material_zones.zone_id"), primary_key=True),
        sa.Column("hectares", sa.Float),
        sa.Column("households", sa.Integer),
        sa.Column("as_of", sa.Date),
        sa.Column("source", sa.Text),
    )
    op.create_table(
        "producer_leaders",
        sa.Column("producer_id", sa.Text, sa.ForeignKey("producers.producer_id"), primary_key=True),
        sa.Column("sex", sa.Text),
        sa.Column("ethnic_group", sa.Text),
        sa.Column("as_of", sa.Date),
        sa.Column("source", sa.Text),
    )
    op.create_table(
        "planned_sites",
        sa.Column("site_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("stage", sa.Text),
        sa.Column("planned_year", sa.Integer),
        sa.Column("area_ha", sa.Float),
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
        sa.Column("confidence", sa.Text),
        sa.Column("inferred_fields", sa.Text, nullable=False),
        sa.Column("inferred_note", sa.Text),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("source_table", sa.Text, nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["unit_code", "unit_valid_from"], ["units.unit_code", "units.valid_from"]),
    )


def _remember() -> None:
    """Make the tables of the history."""
    op.create_table(
        "record_changes",
        sa.Column("change_id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Text),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("file_sha256", sa.Text),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("record_changes.change_id"), unique=True),
        sa.Column("records", sa.Integer, nullable=False),
    )
    op.create_table(
        "record_versions",
        sa.Column("version_id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column(
            "change_id", sa.Integer, sa.ForeignKey("record_changes.change_id"), nullable=False, index=True
        ),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.Text),
        sa.UniqueConstraint("kind", "record_id", "number"),
    )
    op.create_table(
        "record_redirects",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("old_id", sa.Text, primary_key=True),
        sa.Column("new_id", sa.Text, nullable=False),
        sa.Column("change_id", sa.Integer, sa.ForeignKey("record_changes.change_id"), nullable=False),
    )
    op.create_table(
        "distinct_records",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("first_id", sa.Text, primary_key=True),
        sa.Column("second_id", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False),
    )


def _keep() -> None:
    """Make the tables of files, pictures and days."""
    op.create_table(
        "uploads",
        sa.Column("upload_id", sa.Text, primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Text),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("choices", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("preview", sa.LargeBinary),
        sa.Column("preview_of", sa.Text),
        sa.Column("change_id", sa.Integer, sa.ForeignKey("record_changes.change_id")),
    )
    op.create_table(
        "column_choices",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("heading", sa.Text, primary_key=True),
        sa.Column("field", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "photos",
        sa.Column("photo_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("caption", sa.Text),
        sa.Column("credit", sa.Text),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.Column("thumbnail", sa.LargeBinary, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
    )
    op.create_index("photos_by_record", "photos", ["kind", "record_id"])
    op.create_table(
        "quality_days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("measure", sa.Text, primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
