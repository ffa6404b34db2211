"""Moments as the office's tables keep them (UTC), and how long somebody stays signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LONGEST_SESSION = timedelta(hours=12)


def utc_now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def as_utc(moment: datetime) -> datetime:
    """Return a moment that was read from the store, in UTC; SQLite keeps no offset."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
