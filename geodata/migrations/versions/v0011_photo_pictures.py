"""
The pictures of photos lie in a table of their own.

SQLite keeps the columns of a row one behind the other: what stood behind two
pictures was read through both of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store from 0010 to 0011; every picture goes along."""
    op.create_table(
        "photo_pictures",
        sa.Column(
            "photo_id", sa.Text, sa.ForeignKey("photos.photo_id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("thumbnail", sa.LargeBinary, nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
    )
    op.execute(
        "INSERT INTO photo_pictures (photo_id, thumbnail, image)"
        " SELECT photo_id, thumbnail, image FROM photos"
    )
    op.drop_column("photos", "image")
    op.drop_column("photos", "thumbnail")
