"""
The store: one database, SQLite by default and PostgreSQL/PostGIS by URL, one code path.

Reading takes a snapshot; writing is one transaction that ends with a new
revision, so that everything derived can be cached under it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

import sqlalchemy as sa

from geodata import presence
from geodata.errors import N_, InvalidInput, StoreUnavailable
from geodata.memory import RevisionMemory, Value
from geodata.migrations import HEAD
from geodata.tables import store_state

# Most answers need the revision alone; pandas and GeoPandas take half a second
# to import, so the functions that make frames import them.
if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

Query = sa.Select[Any] | sa.CompoundSelect[Any]

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 10_000
# psycopg prepares what it sends for the fifth time, and PostgreSQL soon keeps one plan of it. One that was
# made while a table was empty then looked a thousand identifiers up one by one in every row of a large
# table: an undo of 20,000 records took 34 s in place of 4 s. Rows that are sent together are still prepared.
NEVER_PREPARED = 1_000_000_000  # executions of one statement
# What is made for a few views (unit system and day) and read by every answer of them, and the road graph.
REMEMBERED = 48
WRITES = "ocop_writes"  # execution option of a connection that will write
# Any number, as long as every migration of this product takes the same.
MIGRATION_LOCK = 0x0C0F


class StoreState(NamedTuple):
    """What the store says about itself: the revision, when it changed (UTC), what reference data it holds."""

    revision: int
    changed_at: datetime
    reference_checksum: str | None
    reference_edition: date | None  # the base date of the reference data; None: none are loaded


class Store:
    """A migrated database that several threads may use at once; ``close`` it, or use it in ``with``."""

    def __init__(self, engine: sa.Engine) -> None:
        """Take an engine made by ``Store.open``."""
        self._engine = engine
        self._memory = RevisionMemory(REMEMBERED)
        self._presence: IO[bytes] | None = None

    @classmethod
    def open(cls, url: str, *, serving: bool = False) -> Self:
        """
        Open the database at ``url``, which must be migrated.

        Parameters
        ----------
        url
            ``sqlite:///file`` or ``postgresql://user:password@host/database``
            (also ``postgres://``).
        serving
            Whether people are served from it until it is closed: ``presence.is_served`` then says so.

        Raises
        ------
        InvalidInput
            The address is of another kind.
        StoreUnavailable
            The database does not answer, or is of another version than this program.
        """
        engine = _engine(url, serving=serving)
        store = cls(engine)
        try:
            _check_version(engine)
            if serving and engine.dialect.name == "sqlite":
                store._presence = presence.hold(Path(str(engine.url.database)))
        except BaseException:
            store.close()
            raise
        return store

    @property
    def url(self) -> str:
        """The address, without the password."""
        return self._engine.url.render_as_string(hide_password=True)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``, for what an operator is told; nothing else depends on it."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one snapshot and cannot write."""
        with _transaction(self._engine, writes=False) as connection:
            yield connection

    @contextmanager
    def write(self, *, revises: bool = True) -> Iterator[sa.Connection]:
        """
        Give the one writing connection; everything in the block is one transaction.

        A second writer waits. The end of the block makes a new revision,
        unless ``revises`` is False: what it writes is on no page that is kept
        ready (the progress of a job, a failed sign-in). An error rolls
        everything back and leaves the revision as it was.
        """
        with _transaction(self._engine, writes=True) as connection:
            # SQLite holds its lock since BEGIN IMMEDIATE; on PostgreSQL this row is the lock.
            connection.execute(sa.select(store_state.c.revision).with_for_update()).one()
            yield connection
            if not revises:
                return
            connection.execute(
                store_state.update().values(revision=store_state.c.revision + 1, changed_at=datetime.now(UTC))
            )

    def revision(self) -> int:
        """Return the number that every write makes larger; one small select."""
        with self.read() as connection:
            return int(connection.execute(_REVISION).scalar_one())

    def state(self) -> StoreState:
        """Return the revision, when it came to be (UTC) and the checksum of the reference data."""
        with self.read() as connection:
            row = connection.execute(
                sa.select(
                    store_state.c.revision,
                    store_state.c.changed_at,
                    store_state.c.reference_checksum,
                    store_state.c.reference_edition,
                )
            ).one()
        # SQLite keeps no offset; what was written was UTC.
        changed_at = row.changed_at if row.changed_at.tzinfo else row.changed_at.replace(tzinfo=UTC)
        return StoreState(
            row.revision, changed_at.astimezone(UTC), row.reference_checksum, row.reference_edition
        )

    def frame(self, select: Query, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """
        Return the rows of ``select`` with one dtype per column type, however many are missing.

        Text is ``str`` (missing: NaN), integers are ``Int64`` and booleans
        ``boolean`` (missing: NA), decimals ``float64`` (NaN); dates and times
        stay Python objects, geometries (EPSG:4326) Shapely objects and lists
        Python lists, in ``object`` columns with ``None`` where nothing is known.
        """
        with self.read() as connection:
            return read_frame(connection, select, params)

    def geo_frame(self, select: Query, params: Mapping[str, Any] | None = None) -> gpd.GeoDataFrame:
        """Return the rows of ``select``, whose column ``shape`` becomes the geometry (EPSG:4326)."""
        import geopandas as gpd  # late: see the top of the file

        from geodata.crs import WGS84

        return gpd.GeoDataFrame(self.frame(select, params), geometry="shape", crs=WGS84)

    def remembered(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what ``make`` reads from the store; one revision makes it once. Nobody may change it."""
        return self._memory.get(self.revision(), key, make)

    def close(self) -> None:
        """Close every connection and forget what was read."""
        self._memory.clear()
        self._engine.dispose()
        if self._presence is not None:
            self._presence.close()

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the store."""
        self.close()


_REVISION = sa.select(store_state.c.revision)


def migrate(url: str, to: str = "head") -> None:
    """
    Bring the database at ``url`` to version ``to``, making it (and a folder for SQLite) where there is none.

    One transaction on both databases: a version that fails leaves the store as it was.

    Raises
    ------
    StoreUnavailable
        The database does not answer, is newer than this program, or has no PostGIS extension.
    """
    with connected(url, writes=True) as connection:
        upgrade(connection, to)


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """
    Bring the database of ``connection`` to version ``to`` inside the caller's writing transaction.

    Raises
    ------
    StoreUnavailable
        The database is newer than this program, or has no PostGIS extension.
    """
    # Alembic takes a quarter of a second to import, which a web worker never needs.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except (CommandError, sa.exc.DBAPIError) as error:
        raise StoreUnavailable(
            N_("The database %(url)s cannot be brought to version %(version)s: %(reason)s"),
            url=connection.engine.url.render_as_string(),
            version=to,
            reason=_reason(error),
        ) from error


@contextmanager
def connected(url: str, *, writes: bool = False) -> Iterator[sa.Connection]:
    """
    Give one transaction on the database at ``url``, of whatever version: for set-up, backup and restore.

    Without ``writes`` it is a read-only snapshot, as ``Store.read`` gives.

    Raises
    ------
    StoreUnavailable
        The database does not answer, or there is none to read from.
    """
    engine = _engine(url)
    try:
        if not writes:
            _require_file(engine)
        with _transaction(engine, writes=writes) as connection:
            yield connection
    finally:
        engine.dispose()


def version_of(connection: sa.Connection) -> str | None:
    """Return the version of the database; None where nothing was set up yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def read_frame(
    connection: sa.Connection, select: Query, params: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Return the rows of ``select`` as ``Store.frame`` does, inside a transaction of the caller."""
    import pandas as pd  # late: see the top of the file

    result = connection.execute(select, params or {})
    columns = list(select.exported_columns)
    values = list(zip(*result.all(), strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            name: pd.Series(list(column), dtype=_dtype(described.type), name=name)
            for name, column, described in zip(result.keys(), values, columns, strict=True)
        }
    )


def _dtype(type_: sa.types.TypeEngine[Any]) -> str:
    """Return the dtype of a column of SQL type ``type_``."""
    for kind, dtype in (
        (sa.Boolean, "boolean"),
        (sa.Integer, "Int64"),
        (sa.Float, "float64"),
        (sa.Numeric, "float64"),
        (sa.String, "str"),
    ):
        if isinstance(type_, kind):
            return dtype
    return "object"


@contextmanager
def _transaction(engine: sa.Engine, *, writes: bool) -> Iterator[sa.Connection]:
    """Give a connection inside one transaction: a read-only snapshot, or the one that may write."""
    options: dict[str, Any] = {WRITES: writes}
    if engine.dialect.name == "postgresql" and not writes:
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        connection = engine.connect().execution_options(**options)
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        raise _unreachable(engine, error) from error
    with connection:
        try:
            transaction = connection.begin()
        except sa.exc.OperationalError as error:
            raise _unreachable(engine, error) from error
        with transaction:
            yield connection


def _engine(url: str, *, serving: bool = False) -> sa.Engine:
    """Return an engine for ``url`` that begins transactions the way this product needs them."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        name = presence.SERVING if serving else presence.WORKING
        options = {
            "connect_timeout": 10,
            "application_name": name,
            "prepare_threshold": NEVER_PREPARED,
        }
        return sa.create_engine(parsed, pool_pre_ping=True, pool_size=8, connect_args=options)
    _make_folder(parsed)
    engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _parse(url: str) -> sa.URL:
    """Return ``url`` with our driver, or ``InvalidInput``; never repeat it, it may hold a password."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise InvalidInput(
            N_(
                "The address of the database cannot be read; it looks like sqlite:///folder/ocop.db"
                " or postgresql://user@host/database"
            )
        ) from error
    scheme = parsed.drivername
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if scheme in {"sqlite", "sqlite+pysqlite"} and parsed.database not in {None, "", ":memory:"}:
        return parsed
    raise InvalidInput(
        N_(
            "The database is a SQLite file (sqlite:///folder/ocop.db) or PostgreSQL"
            " (postgresql://user@host/database), not %(scheme)s"
        ),
        scheme=scheme,
    )


def _make_folder(url: sa.URL) -> None:
    """Make the folder of a SQLite file."""
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            N_("The folder %(folder)s for the database cannot be made: %(reason)s"),
            folder=folder,
            reason=error.strerror,
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets between connections; the driver leaves BEGIN to us."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """Begin at once with the write lock where the caller will write; refuse writes elsewhere."""
    writes = bool(connection.get_execution_options().get(WRITES))
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _check_version(engine: sa.Engine) -> None:
    """Raise ``StoreUnavailable`` unless the database is of the version that this program knows."""
    url = engine.url.render_as_string()
    _require_file(engine)
    with _transaction(engine, writes=False) as connection:
        version = version_of(connection)
    if version is None:
        raise StoreUnavailable(N_("The database %(url)s is empty: set it up first"), url=url)
    if version != HEAD:
        raise StoreUnavailable(
            N_(
                "The database %(url)s is of version %(found)s, this program needs %(needed)s:"
                " bring both to one version"
            ),
            url=url,
            found=version,
            needed=HEAD,
        )


def _require_file(engine: sa.Engine) -> None:
    """Raise where a SQLite file is to be read that is not there; opening it would make it."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        raise StoreUnavailable(
            N_("There is no database at %(url)s yet: set it up first"), url=engine.url.render_as_string()
        )


def _unreachable(engine: sa.Engine, error: sa.exc.SQLAlchemyError) -> StoreUnavailable:
    """Return the error that says which database does not answer, and why."""
    return StoreUnavailable(
        N_("The database %(url)s does not answer: %(reason)s"),
        url=engine.url.render_as_string(),
        reason=_reason(error),
    )


def _reason(error: Exception) -> str:
    """Return the first line of what the database itself says."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
