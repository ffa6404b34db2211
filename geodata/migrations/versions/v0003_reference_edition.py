"""The store knows which edition of the reference data it holds; the program may ship a newer one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day on which the loaded reference tables were put together; unknown for older loads."""
    op.add_column("store_state", sa.Column("reference_edition", sa.Date))
