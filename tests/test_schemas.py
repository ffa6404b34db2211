"""A schema that a test has used is lent again as if it were new, or not at all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from geodata.office.audit import Actor, note
from geodata.store import Store
from geodata.tables import metadata
from tests.factories import fill_world

CHANGES = (
    "CREATE TABLE more (x integer)",
    "CREATE VIEW shown AS SELECT * FROM jobs",
    "ALTER TABLE jobs ADD COLUMN more text",
    "ALTER TABLE products ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE products ALTER COLUMN name SET DEFAULT 'x'",
    "DROP TABLE jobs",
    "DROP TRIGGER audit_log_only_added ON audit_log",
    "GRANT SELECT ON jobs TO PUBLIC",
    "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
)


def content(store):
    """Return every row of every table and where the sequences stand."""
    sequences = (
        "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
    )
    with store.read() as connection:
        rows = {table.name: connection.execute(sa.select(table)).all() for table in metadata.sorted_tables}
        return rows, connection.execute(sa.text(sequences)).all()


def test_what_a_test_wrote_is_gone_for_the_next(schemas):
    with schemas.lend() as first, Store.open(first) as store:
        new = content(store)
        fill_world(store)
        with store.write() as connection:
            note(connection, Actor("u1", "Lan"), "setting_changed", "setting", "name")
        assert content(store) != new
    with schemas.lend() as second, Store.open(second) as store:
        assert (second, content(store)) == (first, new)


@pytest.mark.parametrize("statement", CHANGES)
def test_what_a_test_built_or_changed_is_not_lent_again(schemas, statement):
    with schemas.lend() as first, Store.open(first) as store, store.write() as connection:
        connection.execute(sa.text(statement))
    assert not any(name in first for name, _ in schemas.free)


def test_two_at_once_are_two(schemas):
    with schemas.lend() as first, schemas.lend() as second:
        assert first != second
