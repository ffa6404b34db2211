"""Alembic migrations of the store, run by ``geodata.store.migrate``."""

# The version that this program reads and writes; a test holds it to the newest file in versions/.
HEAD = "0014"
