"""What day it is where the map is used."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# Asia/Ho_Chi_Minh has had no other offset since 1975; a fixed one needs no time-zone database on Windows.
TIME_ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def today() -> date:
    """Return today's date in Việt Nam."""
    return datetime.now(TIME_ZONE).date()
