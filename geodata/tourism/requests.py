"""What the tour API is asked for, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from geodata.tourism.values import TourInstance

# Times without an offset are Vietnamese: +07:00 since 1975, all year.
LOCAL = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TourRequest:
    """
    An explicit instance; its minutes count from ``origin``, a midnight in Việt Nam.

    ``order`` (positions of stops for each day) is only there to be checked;
    ``iterations`` None: as many as end before the time as a rule.
    """

    instance: TourInstance
    origin: datetime
    seed: int
    time_limit_s: float
    iterations: int | None = None
    order: tuple[tuple[int, ...], ...] | None = None

    def moment(self, minutes: float) -> str:
        """Return a time of the instance as ISO 8601 without an offset, in Việt Nam; to the microsecond."""
        at = self.origin + timedelta(microseconds=round(minutes * 60_000_000))
        whole = not (at.second or at.microsecond)
        return at.replace(tzinfo=None).isoformat(timespec="minutes" if whole else "auto")
