"""A sales channel or a protected mark can end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store from 0011 to 0012."""
    op.add_column("programme_facts", sa.Column("ended_on", sa.Date))
