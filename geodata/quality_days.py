"""
How the quality of the data moves: one line for each day and measure.

A line is written, within the same transaction, whenever records are written
(an edit, an import, a merge, an undo, a load of the reference data); the last
write of a day is the day's. Between two days with lines nothing was written.

Pairs that may be duplicates are not among them: to look for them takes longer
than a write may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata.quality import broken_sums, disagreements, read_totals
from geodata.quality_facts import contradicting, moved_by
from geodata.quality_measures import FACTS_DISPUTED, count_measures
from geodata.records.state import Changes
from geodata.records.tables import quality_days
from geodata.store import Store

# Published figures that cannot all be right: no records, and so no measure of them.
FIGURES = "figures_contradicting"


@dataclass(frozen=True, slots=True)
class QualityDay:
    """The numbers of one day, by measure; a measure that was not kept then is missing."""

    day: date
    values: Mapping[str, int]


def note_day(connection: sa.Connection, day: date, changes: Changes | None = None) -> None:
    """
    Write the numbers of ``day`` inside the caller's transaction, over those that stand there.

    ``changes`` are all that was written since those were (None: nobody knows). To
    look through all facts takes longer than a write may, so that of the same day
    only those that changed are looked at.
    """
    t = quality_days
    kept = sa.select(t.c.value).where(t.c.day == day, t.c.measure == FACTS_DISPUTED)
    before = None if changes is None else connection.scalar(kept)
    facts = None if before is None or changes is None else before + moved_by(changes, day)
    values = current_values(connection, day, facts)
    connection.execute(t.delete().where(t.c.day == day))
    connection.execute(
        t.insert(), [{"day": day, "measure": key, "value": value} for key, value in values.items()]
    )


def current_values(connection: sa.Connection, day: date, facts: int | None = None) -> dict[str, int]:
    """
    Return the number of each measure over all kinds, of the records (``RECORDS``) and of ``FIGURES``.

    ``facts`` is that of contradicting facts on ``day``, where it is known.
    """
    found: Counter[str] = Counter()
    for (key, _), count in count_measures(connection).items():
        found[key] += count
    found[FACTS_DISPUTED] = len(contradicting(connection, day)) if facts is None else facts
    published = read_totals(connection)
    found[FIGURES] = len(broken_sums(published)) + len(disagreements(published))
    return dict(found)


def quality_series(store: Store, today: date) -> list[QualityDay]:
    """Return the numbers of every day with a line before ``today``, and those of now as of today."""
    t = quality_days
    with store.read() as connection:
        rows = connection.execute(
            sa.select(t.c.day, t.c.measure, t.c.value).where(t.c.day < today).order_by(t.c.day)
        ).all()
        now = current_values(connection, today)
    days: dict[date, dict[str, int]] = {}
    for row in rows:
        days.setdefault(row.day, {})[row.measure] = row.value
    return [QualityDay(day, values) for day, values in days.items()] + [QualityDay(today, now)]
