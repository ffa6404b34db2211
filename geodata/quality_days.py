"""
How the quality of the data moves: one line for each day and measure.

A line is written, within the same transaction, whenever records are written
(an edit, an import, a merge, an undo, a load of the reference data); the last
write of a day is the day's. Between two days with lines nothing was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata.quality_measures import MEASURES, count_measures, table_of
from geodata.records.kinds import RecordKind
from geodata.records.tables import quality_days
from geodata.store import Store

# Not a measure of what is wrong, but of how much there is.
RECORDS = "records"


@dataclass(frozen=True, slots=True)
class QualityDay:
    """The numbers of one day, by measure; a measure that was not kept then is missing."""

    day: date
    values: Mapping[str, int]


def note_day(connection: sa.Connection, day: date) -> None:
    """Write the numbers of ``day`` inside the caller's transaction, over those that stand there."""
    values = current_values(connection)
    connection.execute(quality_days.delete().where(quality_days.c.day == day))
    connection.execute(
        quality_days.insert(), [{"day": day, "measure": key, "value": value} for key, value in values.items()]
    )


def current_values(connection: sa.Connection) -> dict[str, int]:
    """Return the number of each measure over all kinds, and of the records that they are asked of."""
    found: Counter[str] = Counter(dict.fromkeys(MEASURES, 0))
    for (key, _), count in count_measures(connection).items():
        found[key] += count
    kinds: set[RecordKind] = {kind for measure in MEASURES.values() for kind in measure.kinds}
    for kind in sorted(kinds):
        found[RECORDS] += int(connection.scalar(sa.select(sa.func.count()).select_from(table_of(kind))) or 0)
    return dict(found)


def quality_series(store: Store, today: date) -> list[QualityDay]:
    """Return the numbers of every day with a line before ``today``, and those of now as of today."""
    t = quality_days
    with store.read() as connection:
        rows = connection.execute(
            sa.select(t.c.day, t.c.measure, t.c.value).where(t.c.day < today).order_by(t.c.day)
        ).all()
        now = current_values(connection)
    days: dict[date, dict[str, int]] = {}
    for row in rows:
        days.setdefault(row.day, {})[row.measure] = row.value
    return [QualityDay(day, values) for day, values in days.items()] + [QualityDay(today, now)]
