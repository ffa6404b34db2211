"""
A point of OpenStreetMap stands for one sight, whatever that is called later.

Until now the name alone joined them: a sight that was renamed lost its point,
one that another took the name of kept it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PREFIX = "tourism_sites:"
# Version 0 is what the registry held before the office touched the record: its name is the shipped one.
SHIPPED = sa.text(
    "SELECT record_id FROM record_versions WHERE kind = 'sights' AND number = 0 AND name = :name"
    " AND state LIKE '%tourism_sites.csv%' ORDER BY version_id"
)
UNTOUCHED = sa.text(
    "SELECT sight_id FROM sights WHERE name = :name AND source_table = 'tourism_sites.csv' ORDER BY sight_id"
)


def upgrade() -> None:
    """Bring the store from 0013 to 0014; a point finds its sight under the name that was shipped."""
    op.add_column("osm_places", sa.Column("sight_id", sa.Text))
    connection = op.get_bind()
    used = connection.execute(
        sa.text("SELECT osm_id, used_by FROM osm_places WHERE used_by LIKE :used"), {"used": f"{PREFIX}%"}
    ).all()
    for osm_id, used_by in used:
        name = {"name": used_by.removeprefix(PREFIX)}
        sight = connection.execute(SHIPPED, name).scalars().first()
        if sight is None:
            sight = connection.execute(UNTOUCHED, name).scalars().first()
        connection.execute(
            sa.text("UPDATE osm_places SET sight_id = :sight WHERE osm_id = :osm"),
            {"sight": sight, "osm": osm_id},
        )
