"""
What nobody says is null, an evaluation has a year, and a report counts the rows set aside.

Columns are added, filled and renamed instead of altered: SQLite alters a
column only by making the whole table anew, which its foreign keys forbid
inside a transaction.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WITH_CONFIDENCE = (
    "producers",
    "products",
    "craft_villages",
    "material_zones",
    "sales_points",
    "sights",
)
# Their raw tables have no such column: what stood here was made up.
NEVER_SAID = ("craft_villages", "material_zones", "sales_points", "sights")
SET_ASIDE = ("not_products", "not_loaded")


def upgrade() -> None:
    """Bring the store from 0003 to 0004."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for name in WITH_CONFIDENCE:
        (_allow_null if postgres else _make_nullable)(name)
    for name in NEVER_SAID:
        op.execute(sa.text(f"UPDATE {name} SET confidence = NULL"))  # noqa: S608 -- names from above
    op.add_column("products", sa.Column("evaluated_year", sa.Integer))
    op.add_column(
        "import_reports",
        sa.Column("rows_set_aside", sa.Integer, nullable=False, server_default=sa.text("0")),
    )
    _tell_apart()


def _allow_null(table: str) -> None:
    """Let ``confidence`` be null, on PostgreSQL."""
    op.alter_column(table, "confidence", existing_type=sa.Text, nullable=True)


def _make_nullable(table: str) -> None:
    """Let ``confidence`` be null, on SQLite."""
    op.add_column(table, sa.Column("confidence_new", sa.Text))
    op.execute(sa.text(f"UPDATE {table} SET confidence_new = confidence"))  # noqa: S608 -- names from above
    op.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN confidence"))
    op.execute(sa.text(f"ALTER TABLE {table} RENAME COLUMN confidence_new TO confidence"))


def _tell_apart() -> None:
    """Call files set aside and disputed market days what they are."""
    problems = sa.table(
        "import_problems", sa.column("source_table"), sa.column("rule"), sa.column("severity")
    )
    reports = sa.table("import_reports", *map(sa.column, ("source_table", "rows_read", "rows_set_aside")))
    aside = sa.select(problems.c.source_table).where(problems.c.rule.in_(SET_ASIDE))
    op.execute(
        reports.update().where(reports.c.source_table.in_(aside)).values(rows_set_aside=reports.c.rows_read)
    )
    op.execute(problems.update().where(problems.c.rule.in_(SET_ASIDE)).values(severity="set_aside"))
    op.execute(problems.update().where(problems.c.rule == "market_day_disputed").values(severity="noted"))
