"""Short links to pages of the site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store from 0006 to 0007."""
    op.create_table(
        "short_links",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("target", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text),
    )
