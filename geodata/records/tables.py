"""
The history of the records, files that were handed in, and pictures.

They have a metadata of their own: loading the reference data empties none of
them, and writes the records again that the history knows a later state of.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()


def _time(name: str, *, nullable: bool = False) -> sa.Column:
    """Return a column for a moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


# One edit, import, merge or undo: what one person did at one moment to one record or to many.
record_changes = sa.Table(
    "record_changes",
    metadata,
    sa.Column("change_id", sa.Integer, primary_key=True),
    _time("at"),
    sa.Column("actor_id", sa.Text),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),  # records.vocabulary.Action
    sa.Column("title", sa.Text),  # the file of an import, the name of a record
    sa.Column("reason", sa.Text),
    sa.Column("file_sha256", sa.Text),
    # The change that this one takes back; a change is taken back at most once.
    sa.Column("undoes", sa.Integer, sa.ForeignKey("record_changes.change_id"), unique=True),
    sa.Column("records", sa.Integer, nullable=False),  # how many it touched
)

# Every state that a record had since the office first touched it; number 0 is the one before that.
record_versions = sa.Table(
    "record_versions",
    metadata,
    sa.Column("version_id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # records.kinds.RecordKind
    sa.Column("record_id", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("change_id", sa.Integer, sa.ForeignKey("record_changes.change_id"), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    # Table → its rows, as JSON; null: not in the registry (archived, merged away, not yet made)
    sa.Column("state", sa.Text),
    sa.UniqueConstraint("kind", "record_id", "number"),
)

# A record that was merged into another: its old address leads there.
record_redirects = sa.Table(
    "record_redirects",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("old_id", sa.Text, primary_key=True),
    sa.Column("new_id", sa.Text, nullable=False),
    sa.Column("change_id", sa.Integer, sa.ForeignKey("record_changes.change_id"), nullable=False),
)

# Two records that look alike and that somebody looked at: they are two.
distinct_records = sa.Table(
    "distinct_records",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("first_id", sa.Text, primary_key=True),  # the smaller of the two
    sa.Column("second_id", sa.Text, primary_key=True),
    _time("at"),
    sa.Column("actor_name", sa.Text, nullable=False),
)

# A file that was handed in, until it is stored, thrown away or too old.
uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("upload_id", sa.Text, primary_key=True),
    _time("created_at"),
    _time("expires_at"),
    sa.Column("actor_id", sa.Text),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("choices", sa.Text, nullable=False),  # kind, sheet, encoding, CRS, columns, decisions: JSON
    sa.Column("version", sa.Integer, nullable=False),  # raised by every change of the choices
    # What the rows come to, packed JSON, and what that was told from: revision, day, choices.
    sa.Column("preview", sa.LargeBinary),
    sa.Column("preview_of", sa.Text),
    sa.Column("change_id", sa.Integer, sa.ForeignKey("record_changes.change_id")),  # once it is stored
)

# Which field a heading meant when somebody last said so.
column_choices = sa.Table(
    "column_choices",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("heading", sa.Text, primary_key=True),  # its search key
    sa.Column("field", sa.Text),  # null: not to be read
    _time("at"),
)

# ``record_id`` is the record that a photo was added to: merged into another, that one shows it.
photos = sa.Table(
    "photos",
    metadata,
    sa.Column("photo_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("record_id", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("caption", sa.Text),
    sa.Column("credit", sa.Text),  # None: the office said that nobody knows who took it
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    _time("added_at"),
    sa.Column("added_by", sa.Text, nullable=False),
    _time("removed_at", nullable=True),  # since then it is shown nowhere, and may be put back for a while
    sa.Index("photos_by_record", "kind", "record_id"),
)

# Apart from what is said of them: on SQLite a column behind a picture is read through the whole picture.
photo_pictures = sa.Table(
    "photo_pictures",
    metadata,
    sa.Column("photo_id", sa.Text, sa.ForeignKey("photos.photo_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("thumbnail", sa.LargeBinary, nullable=False),
    sa.Column("image", sa.LargeBinary, nullable=False),  # re-encoded, without metadata
)

# One line for each day and measure: how the quality of the data moves.
quality_days = sa.Table(
    "quality_days",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)
