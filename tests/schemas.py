"""
Migrated PostGIS schemas that tests use one after another.

Migrating costs ten times what emptying does. What a test wrote is taken out again; a schema in which it
built, changed or dropped anything is thrown away.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from geodata.store import migrate

# Every row of the catalogue that describes the schema, with the transaction that wrote it last.
STAMP = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT 'class' || oid || ':' || xmin AS part FROM pg_class WHERE relnamespace = {schema}
    UNION ALL SELECT 'function' || oid || ':' || xmin FROM pg_proc WHERE pronamespace = {schema}
    UNION ALL SELECT 'type' || oid || ':' || xmin FROM pg_type WHERE typnamespace = {schema}
    UNION ALL SELECT 'constraint' || oid || ':' || xmin FROM pg_constraint WHERE connamespace = {schema}
    UNION ALL SELECT 'column' || attrelid || '.' || attnum || ':' || a.xmin
        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = {schema}
    UNION ALL SELECT 'default' || d.oid || ':' || d.xmin
        FROM pg_attrdef d JOIN pg_class c ON c.oid = adrelid WHERE relnamespace = {schema}
    UNION ALL SELECT 'trigger' || t.oid || ':' || t.xmin
        FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = {schema}
    UNION ALL SELECT 'rule' || r.oid || ':' || r.xmin
        FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE relnamespace = {schema}
) AS parts
"""
# Triggers and foreign keys rest meanwhile: the audit log lets nobody delete, and tables have no order.
EMPTY = """
SET LOCAL session_replication_role = replica;
DO $$
DECLARE found text;
BEGIN
    FOR found IN SELECT relname FROM pg_class WHERE relnamespace = {schema} AND relkind = 'r' LOOP
        EXECUTE format('DELETE FROM %I.%I', '{name}', found);
    END LOOP;
    FOR found IN SELECT relname FROM pg_class WHERE relnamespace = '{kept}'::regnamespace LOOP
        EXECUTE format(
            'INSERT INTO %I.%I OVERRIDING SYSTEM VALUE TABLE %I.%I', '{name}', found, '{kept}', found
        );
    END LOOP;
    PERFORM setval(seqrelid, seqstart, false)
        FROM pg_sequence JOIN pg_class ON oid = seqrelid WHERE relnamespace = {schema};
END
$$
"""
KEEP = """
DO $$
DECLARE found text; has_rows boolean;
BEGIN
    FOR found IN SELECT relname FROM pg_class WHERE relnamespace = {schema} AND relkind = 'r' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', '{name}', found) INTO has_rows;
        IF has_rows THEN
            EXECUTE format('CREATE TABLE %I.%I AS TABLE %I.%I', '{kept}', found, '{name}', found);
        END IF;
    END LOOP;
END
$$
"""


@dataclass
class SchemaPool:
    """The migrated schemas of one database that no test uses now, each with its stamp when it was new."""

    database: sa.URL
    kept: str = field(default_factory=lambda: f"kept_{uuid.uuid4().hex}")
    free: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._engine = sa.create_engine(self.database, isolation_level="AUTOCOMMIT")

    @contextmanager
    def lend(self) -> Iterator[str]:
        """Give the address of a migrated schema in which nothing was written yet."""
        name, stamp = self.free.pop() if self.free else self._make()
        yield schema_url(self.database, name)
        with self._engine.connect() as connection:
            if self._stamp(connection, name) == stamp:
                connection.execute(self._filled(EMPTY, name))
                self.free.append((name, stamp))
            else:
                connection.execute(sa.schema.DropSchema(name, cascade=True))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _make(self) -> tuple[str, str]:
        """Return the name of a new migrated schema and its stamp."""
        name = f"test_{uuid.uuid4().hex}"
        with self._engine.connect() as connection:
            connection.execute(sa.schema.CreateSchema(name))
            migrate(schema_url(self.database, name))
            if not connection.dialect.has_schema(connection, self.kept):
                connection.execute(sa.schema.CreateSchema(self.kept))
                connection.execute(self._filled(KEEP, name))
            # A row may hold the time at which its schema was made: each begins with the rows of the first.
            connection.execute(self._filled(EMPTY, name))
            return name, self._stamp(connection, name)

    def _stamp(self, connection: sa.Connection, name: str) -> str:
        return str(connection.scalar(self._filled(STAMP, name)))

    def _filled(self, sql: str, name: str) -> sa.TextClause:
        return sa.text(sql.format(name=name, kept=self.kept, schema=f"'{name}'::regnamespace"))


def schema_url(database: sa.URL, name: str) -> str:
    """Return the address of the schema ``name``, with the functions of PostGIS behind it."""
    url = database.update_query_dict({"options": f"-csearch_path={name},public"})
    return url.render_as_string(hide_password=False)
