"""
The tables of the office. They have a metadata of their own: loading the
reference data empties every table of ``geodata.tables`` and none of these.
"""

from __future__ import annotations

import sqlalchemy as sa

from geodata.columns import TextList

metadata = sa.MetaData()


def _time(name: str, *, nullable: bool = True) -> sa.Column:
    """Return a column for a moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


users = sa.Table(
    "users",
    metadata,
    sa.Column("user_id", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),  # NFKC, case-folded
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),  # Argon2id, PHC text
    sa.Column("role", sa.Text, nullable=False),  # office.vocabulary.RoleName
    sa.Column("active", sa.Boolean, nullable=False),
    # A session holds the epoch it began in; raising it signs the user out everywhere.
    sa.Column("session_epoch", sa.Integer, nullable=False),
    sa.Column("failed_sign_ins", sa.Integer, nullable=False),
    _time("locked_until"),
    _time("created_at", nullable=False),
    # Raised by every change; a form sends it back, and a stale one is a conflict.
    sa.Column("version", sa.Integer, nullable=False),
)

# One row for each sign-in that has not ended: signing out takes it away, so a copied cookie is worth nothing.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),  # SHA-256 of what the cookie holds
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), nullable=False, index=True),
    sa.Column("epoch", sa.Integer, nullable=False),  # users.session_epoch at the sign-in
    _time("begun_at", nullable=False),
)

# The communes or districts that an editor may edit; no row: all of them.
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
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),  # SHA-256 of the one-time link's token
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("units", TextList, nullable=False),  # "code valid_from"
    # Set: the link lets this user choose a new password instead of making a new user.
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

# Rows are only ever added; triggers of both databases refuse everything else.
audit_log = sa.Table(
    "audit_log",
    metadata,
    sa.Column("audit_id", sa.Integer, primary_key=True, autoincrement=True),
    _time("at", nullable=False),
    sa.Column("actor_id", sa.Text),  # null: the command line
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),  # a stable key, e.g. "user_invited"
    sa.Column("subject_kind", sa.Text, nullable=False),  # user | setting | product | …
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("before", sa.Text),  # JSON, without secrets
    sa.Column("after", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Index("audit_by_subject", "subject_kind", "subject_id"),
    sa.Index("audit_by_time", "at"),
)

office_settings = sa.Table(
    "office_settings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),  # JSON
    sa.Column("version", sa.Integer, nullable=False),
    _time("changed_at", nullable=False),
    sa.Column("changed_by", sa.Text),
)

# The logo: bytes that were checked when they came in.
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
    sa.Column("user_id", sa.Text, index=True),  # whose job it is; null: of no user
    sa.Column("inputs", sa.Text, nullable=False),  # JSON
    sa.Column("state", sa.Text, nullable=False),  # office.vocabulary.JobState
    sa.Column("progress", sa.Float, nullable=False),  # 0 – 1
    sa.Column("message", sa.Text),  # text for the translators
    sa.Column("message_values", sa.Text),  # JSON that fills it
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("result_path", sa.Text),  # below the instance folder's results/
    sa.Column("result_name", sa.Text),  # the file name a user gets
    _time("created_at", nullable=False),
    _time("started_at"),
    _time("heartbeat_at"),
    _time("finished_at"),
    _time("expires_at"),
    sa.Index("jobs_by_state", "state", "created_at"),
)

# Road networks that the office imported; at most one is active. Reference data come and go without them.
road_networks = sa.Table(
    "road_networks",
    metadata,
    sa.Column("network_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),  # e.g. © OpenStreetMap contributors, ODbL 1.0
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("file_checksum", sa.Text, nullable=False),
    sa.Column("as_of", sa.Date),  # the newest day that the file itself names; null: none
    _time("imported_at", nullable=False),
    sa.Column("imported_by", sa.Text),  # null: the command line
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("nodes", sa.Integer, nullable=False),
    sa.Column("arcs", sa.Integer, nullable=False),
    sa.Column("min_lon", sa.Float, nullable=False),
    sa.Column("min_lat", sa.Float, nullable=False),
    sa.Column("max_lon", sa.Float, nullable=False),
    sa.Column("max_lat", sa.Float, nullable=False),
    sa.Column("report", sa.Text, nullable=False),  # JSON: ways read, kept, left out and why
    sa.Column("content", sa.LargeBinary, nullable=False),  # the arrays (geodata.network.packing)
)

scenarios = sa.Table(
    "scenarios",
    metadata,
    sa.Column("scenario_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("author_id", sa.Text),  # null: no account
    sa.Column("author_name", sa.Text, nullable=False),  # as it was then
    _time("created_at", nullable=False),
    _time("changed_at", nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),  # False: planners and its author alone see it
    sa.Column("request", sa.Text, nullable=False),  # JSON: every input
    sa.Column("answer", sa.Text, nullable=False),  # JSON: the plan as it was found
    sa.Column("basis", sa.Text, nullable=False),  # JSON: checksums of what it rests on, to tell it is stale
    sa.Column("revision", sa.Integer, nullable=False),  # of the store when it was found
    _time("removed_at"),  # null: it is there; else it can be put back for a while
    sa.Index("scenarios_by_time", "created_at"),
)

# Tours that people keep: always an order of stops that the server itself has timed.
tours = sa.Table(
    "tours",
    metadata,
    sa.Column("tour_id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("author_id", sa.Text),  # null: no account
    sa.Column("author_name", sa.Text, nullable=False),  # as it was then
    _time("created_at", nullable=False),
    _time("changed_at", nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    _time("published_at"),  # null: a draft, which its author alone sees
    sa.Column("origin_id", sa.Text),  # the tour that it is a copy of, which may be gone
    sa.Column("origin_title", sa.Text),  # as it was then
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("request", sa.Text, nullable=False),  # JSON: every wish, with the order and the times
    sa.Column("answer", sa.Text, nullable=False),  # JSON: the tour as it was timed
    sa.Column("basis", sa.Text, nullable=False),  # JSON: what each stop rested on, to tell that it changed
    sa.Column("summary", sa.Text, nullable=False),  # JSON: what a gallery shows and filters, from the answer
    sa.Column("revision", sa.Integer, nullable=False),  # of the store when it was timed
    sa.Index("tours_by_time", "changed_at"),
)

# What staff assume of stops in place of what the program does; a row for each that differs.
tour_assumptions = sa.Table(
    "tour_assumptions",
    metadata,
    sa.Column("row_key", sa.Text, primary_key=True),  # "kind:market", "season:rice", "harvest:plum"
    sa.Column("value", sa.Text, nullable=False),  # JSON
    sa.Column("version", sa.Integer, nullable=False),
    _time("changed_at", nullable=False),
    sa.Column("changed_by", sa.Text),
)

# Festivals of every year, as staff enter them with their source.
festivals = sa.Table(
    "festivals",
    metadata,
    sa.Column("festival_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("calendar", sa.Text, nullable=False),  # tourism.festivals.CalendarKind
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("day", sa.Integer, nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("place_id", sa.Text),  # the stop that it is held at, or else a whole commune
    sa.Column("unit_code", sa.Text),
    sa.Column("unit_valid_from", sa.Date),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    _time("changed_at", nullable=False),
    sa.Column("changed_by", sa.Text),
)

# Addresses of pages of this site that are short enough to be read out.
short_links = sa.Table(
    "short_links",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    # Below the site's root, normalised; at most as long as an index of PostgreSQL takes (2,704 bytes).
    sa.Column("target", sa.Text, nullable=False, unique=True),
    _time("created_at", nullable=False),
    sa.Column("created_by", sa.Text),  # a name as it was then; null: a reader
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
