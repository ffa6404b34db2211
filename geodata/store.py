"""
The store: one database, SQLite by default and PostgreSQL/PostGIS by URL, one code path.

Reading takes a snapshot; writing is one transaction that ends with a new
revision, so that everything derived can be cached under it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

import sqlalchemy as sa

from geodata import presence
from geodata.engines import make_engine, reason_of, require_file, transaction
from geodata.errors import N_, StoreUnavailable
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
# What is made for a few views (unit system and day) and read by every answer of them, and the road graph.
REMEMBERED = 48
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
        engine = make_engine(url, serving=serving)
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
        with transaction(self._engine, writes=False) as connection:
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
        with transaction(self._engine, writes=True) as connection:
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
            reason=reason_of(error),
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
    engine = make_engine(url)
    try:
        if not writes:
            require_file(engine)
        with transaction(engine, writes=writes) as connection:
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


def _check_version(engine: sa.Engine) -> None:
    """Raise ``StoreUnavailable`` unless the database is of the version that this program knows."""
    url = engine.url.render_as_string()
    require_file(engine)
    with transaction(engine, writes=False) as connection:
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
