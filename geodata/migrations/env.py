"""Run migrations on the connection that ``geodata.store.migrate`` hands over."""

from __future__ import annotations

from alembic import context

from geodata import tables


def run() -> None:
    """Run all pending versions inside the transaction of the caller."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=tables.metadata,
        render_as_batch=True,
        # SQLite can roll DDL back as PostgreSQL does, once the driver leaves BEGIN to us.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
