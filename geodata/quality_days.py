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

from geodata.quality_measures import count_measures
from geodata.records.tables import quality_days
from geodata.store import Store


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
    """Return the number of each measure over all kinds, and of the records (``RECORDS``)."""
    found: Counter[str] = Counter()
    for (key, _), count in count_measures(connection).items():
        found[key] += count
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
