"""On which days a market is held, as its sources say it: one reading, or two where they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from geodata.details import EVERY_NIGHT
from geodata.plain import Row
from geodata.registry.markets import weekdays
from geodata.vocabulary import MarketKind, Weekday

TABLE_OF_DAYS = "market_days.csv"
EVERY_DAY = frozenset(Weekday)
STATED_HOURS = re.compile(r"\b(\d{1,2})\s*[-–]\s*(\d{1,2})\s*giờ")


class Reading(StrEnum):
    """Which source is believed where they differ."""

    FIRST = "first"  # the table of market days, else the market's own row
    OTHER = "other"  # what the other source says


@dataclass(frozen=True, slots=True)
class MarketDays:
    """
    When a market is held, as far as sources say.

    ``first`` are the weekdays by the table (else by its own row), ``other``
    those by the source that differs: None where none differs, empty where it
    only says that the first is wrong. ``evening`` are the weekdays on which it
    is held in the evening. ``hours`` are the stated ones (minutes after
    midnight), None where no source gives them.
    """

    kind: MarketKind
    first: frozenset[Weekday]
    other: frozenset[Weekday] | None
    evening: frozenset[Weekday]
    is_evening: bool
    hours: tuple[float, float] | None

    def days(self, reading: Reading = Reading.FIRST) -> frozenset[Weekday]:
        """Return the weekdays of a reading; there is only the first where sources agree."""
        return self.first if reading is Reading.FIRST or self.other is None else self.other

    @property
    def is_disputed(self) -> bool:
        """Tell whether sources differ."""
        return self.other is not None

    @property
    def is_unknown(self) -> bool:
        """Tell whether no source says on which days it is held."""
        return self.kind is MarketKind.UNKNOWN


def read_market(market: Row, days: Sequence[Row]) -> MarketDays:
    """
    Return when a market is held.

    Parameters
    ----------
    market
        A row of ``joins.markets_in``.
    days
        The rows of ``tables.market_days`` of all records of its place.
    """
    kind = MarketKind(market["market_kind"])
    # A day that nobody disputes is held whichever source is believed.
    listed = [row for row in days if row["source_table"] == TABLE_OF_DAYS or not row["disputed"]]
    first = _weekdays(listed or days) if kind is MarketKind.WEEKLY else frozenset[Weekday]()
    if kind is MarketKind.DAILY:
        first = EVERY_DAY
    is_evening = bool(market["evening"]) and all(row["evening"] for row in days)
    return MarketDays(
        kind=kind,
        first=first,
        other=_other(market, days, first) if market["disputed"] else None,
        evening=_weekdays([row for row in days if row["evening"]]),
        is_evening=is_evening,
        hours=stated_hours(market["market_day"]),
    )


def read_stall(market_day: str | None) -> MarketDays | None:
    """Return the days that the row of a stall names; None where it names none."""
    named = frozenset(weekdays(market_day))
    if not named:
        return None
    return MarketDays(MarketKind.WEEKLY, named, None, frozenset(), False, stated_hours(market_day))


def stated_hours(text: str | None) -> tuple[float, float] | None:
    """Return the hours that a text gives (``16–22 giờ``) as minutes after midnight; None without any."""
    found = STATED_HOURS.search(text or "")
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return (start * 60.0, end * 60.0) if start < end <= 24 else None


def _other(market: Row, days: Sequence[Row], first: frozenset[Weekday]) -> frozenset[Weekday]:
    """Return what the source that differs says: other days, every night, or only that the first is wrong."""
    if EVERY_NIGHT in (market["note"] or ""):
        return EVERY_DAY
    agreed = _weekdays([row for row in days if not row["disputed"]])
    return (_weekdays(days) - first) | agreed


def _weekdays(rows: Sequence[Row]) -> frozenset[Weekday]:
    """Return the weekdays of rows."""
    return frozenset(Weekday(row["weekday"]) for row in rows)
