"""A photo that was taken away can be put back for a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store from 0009 to 0010."""
    op.add_column("photos", sa.Column("removed_at", sa.DateTime(timezone=True)))
