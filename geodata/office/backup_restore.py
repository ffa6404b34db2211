"""
A backup goes back into a database: checked first, then in one transaction, whatever version it is of.

Tables are emptied and filled, never dropped: rights that were granted on them
and views that somebody made of them stay.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from geodata import presence, tables
from geodata.errors import N_, Conflict, DataProblem, StoreUnavailable
from geodata.migrations import HEAD
from geodata.office.audit import COMMAND_LINE, note
from geodata.office.backup import LEFT_OUT, ROWS_AT_ONCE, Tell, make_backup, silent
from geodata.office.backup_format import (
    STATE,
    Archive,
    Manifest,
    TableShape,
    damaged,
    opened,
    schema_of,
)
from geodata.office.clock import utc_now
from geodata.office.jobs import STOPPED
from geodata.office.tables import api_tokens, invitations, jobs
from geodata.office.vocabulary import FINISHED, JobState
from geodata.store import connected, upgrade

# A browser may hold pages of revisions that came after the backup: none of those numbers is used again.
REVISIONS_SKIPPED = 1_000
Schema = tuple[TableShape, ...]


def restore(url: str, path: Path, *, force_running: bool = False, tell: Tell = silent) -> Manifest:
    """
    Replace what the database at ``url`` holds by the backup at ``path``.

    The whole file is read and compared with its checksums before anything is
    touched. The database is then brought to the version of this program,
    emptied and filled in one transaction: a failure leaves it as it was.

    Parameters
    ----------
    force_running
        Whether to restore although people are served from the database.

    Raises
    ------
    NotFound, DataProblem
        There is no such file, or it is damaged.
    Conflict
        People are served from the database.
    StoreUnavailable
        The database does not answer or is full, or the backup is of a newer version than this program.
    """
    with opened(path) as archive:
        schema = check(archive, tell)
        if archive.manifest.schema_version == HEAD:
            _replace(url, archive, schema, force_running=force_running, tell=tell)
            return archive.manifest
        found = archive.manifest.schema_version
        tell(N_("The backup is of version %(found)s: bringing it to %(needed)s"), found=found, needed=HEAD)
        # The folder is open to nobody else: it holds what the backup holds.
        with tempfile.TemporaryDirectory(prefix="ocop-") as folder:
            newer = _raised(archive, schema, Path(folder))
            with opened(newer) as raised:
                _replace(url, raised, schema_of(HEAD), force_running=force_running, tell=tell)
        return archive.manifest


def check(archive: Archive, tell: Tell = silent) -> Schema:
    """
    Read every row of a backup and compare every checksum; return the schema it is of.

    Raises
    ------
    DataProblem
        Something is damaged or missing.
    StoreUnavailable
        It is of a newer version than this program.
    """
    manifest = archive.manifest
    tell(N_("Checking %(file)s of %(at)s"), file=archive.path, at=manifest.created_at)
    schema = schema_of(manifest.schema_version)
    if sorted(shape.name for shape in schema) != sorted(member.table for member in manifest.members):
        raise damaged(archive.path, N_("other tables than its version has"))
    for shape in schema:
        for _ in archive.rows(shape):
            pass
    if archive.member(STATE).rows != 1:
        raise damaged(archive.path, STATE)
    return schema


def _raised(archive: Archive, schema: Schema, folder: Path) -> Path:
    """Return a backup of this program's version, made of an older one in a database of its own."""
    url = f"sqlite:///{(folder / 'raised.db').as_posix()}"
    with connected(url, writes=True) as connection:
        upgrade(connection, archive.manifest.schema_version)
        fill(connection, archive, schema)
        upgrade(connection)
    target = folder / "raised.zip"
    make_backup(url, target)
    return target


def _replace(url: str, archive: Archive, schema: Schema, *, force_running: bool, tell: Tell) -> None:
    """Empty and fill the database in one transaction that ends with a new revision."""
    try:
        with connected(url, writes=True) as connection:
            if not force_running and presence.is_served(connection):
                raise Conflict(
                    N_(
                        "The site is running on this database: stop it first (Ctrl+C in its window,"
                        " or the service), or say --force-running to restore under its users' hands"
                    )
                )
            upgrade(connection)
            # The lock that every writer of the product takes.
            revision = connection.scalar(sa.select(tables.store_state.c.revision).with_for_update())
            closed = _closed(connection)
            fill(connection, archive, schema, tell)
            _end_what_was_open(connection, closed)
            _finish(connection, archive, int(revision or 0))
    except sa.exc.DBAPIError as error:
        raise _told(error, connection) from error


def fill(connection: sa.Connection, archive: Archive, schema: Schema, tell: Tell = silent) -> None:
    """Empty every table and fill it from the backup, inside the caller's transaction."""
    with _triggers_asleep(connection):
        for shape in reversed(schema):
            if shape.name != STATE:
                connection.execute(shape.table().delete())
        for shape in schema:
            _fill_table(connection, archive, shape)
            count = archive.member(shape.name).rows
            tell(N_("Restored %(table)s: %(rows)s rows"), table=shape.name, rows=count)


def _fill_table(connection: sa.Connection, archive: Archive, shape: TableShape) -> None:
    """Write the rows of one table; the one row of the store's state is updated, for writers wait for it."""
    table = shape.table()
    if shape.name == STATE:
        (row,) = archive.rows(shape)
        connection.execute(table.update().values({name: row[name] for name in row if name not in shape.key}))
        return
    # Closed here: an error of the database would leave the member, and so the file, open.
    with closing(archive.rows(shape)) as rows:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            if shape.name not in LEFT_OUT:
                connection.execute(table.insert(), some)
    if connection.dialect.name == "postgresql":
        _move_sequence(connection, shape, table)


def _move_sequence(connection: sa.Connection, shape: TableShape, table: sa.Table) -> None:
    """
    Let PostgreSQL count on from the largest number of a table that it numbers itself.

    Only upwards: a sequence keeps what it was set to when the restore is cut off,
    and the old rows are then there again with their larger numbers.
    """
    if len(shape.key) != 1 or dict(shape.columns)[shape.key[0]] != "integer":
        return
    column = table.c[shape.key[0]]
    sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(shape.name, column.name)))
    if sequence is not None:
        largest = sa.select(sa.func.coalesce(sa.func.max(column), 0) + 1).scalar_subquery()
        upwards = sa.func.greatest(largest, sa.func.nextval(sequence))
        connection.execute(sa.select(sa.func.setval(sequence, upwards, False)))


@contextmanager
def _triggers_asleep(connection: sa.Connection) -> Iterator[None]:
    """Let the triggers sleep that guard the audit log; they wake in the same transaction."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        ).all()
        sleep = [f'DROP TRIGGER "{row.name}"' for row in found]
        wake = [row.sql for row in found]
    else:
        names = connection.scalars(
            sa.text(
                "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
            )
        ).all()
        sleep = [f'ALTER TABLE "{name}" DISABLE TRIGGER USER' for name in names]
        wake = [f'ALTER TABLE "{name}" ENABLE TRIGGER USER' for name in names]
    for statement in sleep:
        connection.exec_driver_sql(statement)
    yield
    for statement in wake:
        connection.exec_driver_sql(statement)


def _closed(connection: sa.Connection) -> tuple[list[str], list[str]]:
    """Return the tokens that were revoked and the links that were used: a backup does not open them again."""
    tokens = sa.select(api_tokens.c.token_id).where(api_tokens.c.revoked_at.is_not(None))
    links = sa.select(invitations.c.invitation_id).where(invitations.c.used_at.is_not(None))
    return list(connection.scalars(tokens)), list(connection.scalars(links))


def _end_what_was_open(connection: sa.Connection, closed: tuple[list[str], list[str]]) -> None:
    """Close what was closed after the backup, and end the jobs that nobody runs any more."""
    tokens, links = closed
    now = utc_now()
    for token in tokens:
        which = sa.and_(api_tokens.c.token_id == token, api_tokens.c.revoked_at.is_(None))
        connection.execute(api_tokens.update().where(which).values(revoked_at=now))
    for link in links:
        which = sa.and_(invitations.c.invitation_id == link, invitations.c.used_at.is_(None))
        connection.execute(invitations.update().where(which).values(used_at=now))
    unfinished = jobs.c.state.not_in([state.value for state in FINISHED])
    ended = {"state": JobState.FAILED.value, "finished_at": now, "message": STOPPED}
    connection.execute(jobs.update().where(unfinished).values(**ended))


def _finish(connection: sa.Connection, archive: Archive, revision: int) -> None:
    """Make a revision that the database never had, and note the restore."""
    state, manifest = tables.store_state, archive.manifest
    new = max(revision, manifest.revision) + REVISIONS_SKIPPED
    connection.execute(state.update().values(revision=new, changed_at=utc_now()))
    told = {"made_at": manifest.created_at, "program": manifest.program, "revision": manifest.revision}
    note(connection, COMMAND_LINE, "backup_restored", "database", "database", {"revision": revision}, told)


def _told(error: sa.exc.DBAPIError, connection: sa.Connection) -> StoreUnavailable | DataProblem:
    """Return what an error of the database means to whoever restores."""
    reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error).__name__
    if "full" in reason.lower() or "no space left" in reason.lower():
        return StoreUnavailable(
            N_("The disk of the database is full: nothing was changed. Free some space and try again"),
        )
    return DataProblem(
        N_("The database %(url)s does not take the backup: %(reason)s. Nothing was changed"),
        url=connection.engine.url.render_as_string(),
        reason=reason,
    )
