"""What is known about roads, imported road networks, and saved siting scenarios."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store from 0004 to 0005."""
    op.create_table(
        "speed_assumptions",
        sa.Column("assumption_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
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
    op.create_table(
        "published_ways",
        sa.Column("way_id", sa.Text, primary_key=True),
        sa.Column("from_place", sa.Text, nullable=False),
        sa.Column("to_place", sa.Text, nullable=False),
        sa.Column("from_code", sa.Text),
        sa.Column("to_code", sa.Text),
        sa.Column("km_min", sa.Float),
        sa.Column("km_max", sa.Float),
        sa.Column("minutes_min", sa.Float),
        sa.Column("minutes_max", sa.Float),
        sa.Column("road", sa.Text),
        sa.Column("not_used", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("source_table", sa.Text, nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
    )
    op.create_table(
        "road_networks",
        sa.Column("network_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("file_checksum", sa.Text, nullable=False),
        sa.Column("as_of", sa.Date),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("nodes", sa.Integer, nullable=False),
        sa.Column("arcs", sa.Integer, nullable=False),
        sa.Column("min_lon", sa.Float, nullable=False),
        sa.Column("min_lat", sa.Float, nullable=False),
        sa.Column("max_lon", sa.Float, nullable=False),
        sa.Column("max_lat", sa.Float, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "scenarios",
        sa.Column("scenario_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("author_id", sa.Text),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("scenarios_by_time", "scenarios", ["created_at"])
