"""A scenario that was removed can be put back for a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store from 0012 to 0013."""
    op.add_column("scenarios", sa.Column("removed_at", sa.DateTime(timezone=True)))
