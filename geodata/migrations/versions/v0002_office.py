"""
The tables of the office: people, invitations, tokens, the audit log, settings, files and jobs.

A frozen copy of what ``geodata/office/tables.py`` said when this version was made.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

metadata = sa.MetaData()


def _time(name: str, *, nullable: bool = True) -> sa.Column:
    """Return a column for a moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


users = sa.Table(
    "users",
    metadata,
    sa.Column("user_id", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("session_epoch", sa.Integer, nullable=False),
    sa.Column("failed_sign_ins", sa.Integer, nullable=False),
    _time("locked_until"),
    _time("created_at", nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), nullable=False, index=True),
    sa.Column("epoch", sa.Integer, nullable=False),
    _time("begun_at", nullable=False),
)

user_units = sa.Table(
    "user_units",
    metadata,
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("unit_valid_from", sa.Date, primary_key=True),
)

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("invitation_id", sa.Text, primary_key=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("units", sa.Text, nullable=False),
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id")),
    sa.Column("invited_by", sa.Text),
    _time("created_at", nullable=False),
    _time("expires_at", nullable=False),
    _time("used_at"),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("token_id", sa.Text, primary_key=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    _time("created_at", nullable=False),
    _time("expires_at", nullable=False),
    _time("revoked_at"),
)

audit_log = sa.Table(
    "audit_log",
    metadata,
    sa.Column("audit_id", sa.Integer, primary_key=True, autoincrement=True),
    _time("at", nullable=False),
    sa.Column("actor_id", sa.Text),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject_kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Index("audit_by_subject", "subject_kind", "subject_id"),
    sa.Index("audit_by_time", "at"),
)

office_settings = sa.Table(
    "office_settings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    _time("changed_at", nullable=False),
    sa.Column("changed_by", sa.Text),
)

office_files = sa.Table(
    "office_files",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("checksum", sa.Text, nullable=False),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("user_id", sa.Text, index=True),
    sa.Column("inputs", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("progress", sa.Float, nullable=False),
    sa.Column("message", sa.Text),
    sa.Column("message_values", sa.Text),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("result_path", sa.Text),
    sa.Column("result_name", sa.Text),
    _time("created_at", nullable=False),
    _time("started_at"),
    _time("heartbeat_at"),
    _time("finished_at"),
    _time("expires_at"),
    sa.Index("jobs_by_state", "state", "created_at"),
)

AUDIT_TRIGGERS: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_log_no_{event.lower()} BEFORE {event} ON audit_log"
        " BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
        for event in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_log_only_added() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$",
        "CREATE TRIGGER audit_log_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_added()",
    ),
}


def upgrade() -> None:
    """Create the tables and the triggers that keep the audit log as it is."""
    connection = op.get_bind()
    metadata.create_all(connection, checkfirst=False)
    for statement in AUDIT_TRIGGERS[connection.dialect.name]:
        op.execute(statement)
