"""A published target is one of the province before or after the merger, like a published total."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store from 0008 to 0009; every target so far is of the province before the merger."""
    op.add_column(
        "published_targets",
        sa.Column("province_code", sa.Text, nullable=False, server_default=sa.text("'10'")),
    )
