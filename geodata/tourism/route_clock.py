"""Times of the day in a pasted text: 8h30, 8:30, 8 giờ sáng; hints, never promises."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.tourism.given_tours import HalfDay

_HALVES: dict[str, HalfDay] = {
    "sáng": HalfDay.MORNING,
    "sang": HalfDay.MORNING,
    "morning": HalfDay.MORNING,
    "am": HalfDay.MORNING,
    "trưa": HalfDay.NOON,
    "trua": HalfDay.NOON,
    "noon": HalfDay.NOON,
    "chiều": HalfDay.AFTERNOON,
    "chieu": HalfDay.AFTERNOON,
    "afternoon": HalfDay.AFTERNOON,
    "pm": HalfDay.AFTERNOON,
    "tối": HalfDay.EVENING,
    "toi": HalfDay.EVENING,
    "evening": HalfDay.EVENING,
}
_HALF = rf"(?:buổi\s+|buoi\s+)?({'|'.join(sorted(_HALVES, key=len, reverse=True))})\b"
_CLOCK = (
    r"(?<![\w.,/:])([01]?\d|2[0-3])(?:\s*(?:h|g|giờ|gio)\b\s*|\s*(?:h|g|giờ|gio)\s*(?=\d)|:(?=\d\d))"
    r"(?:([0-5]\d)(?!\d)(?:\s*(?:phút|phut|p)\b)?)?"
)
TIME = re.compile(rf"(?:{_HALF}\s*)?{_CLOCK}(?:\s*{_HALF})?", re.IGNORECASE)
# A span of the clock begins with the time that counts.
SPAN = re.compile(rf"{_CLOCK}\s*(?:-|–|—|đến|to|→)\s*{_CLOCK}(?:\s*{_HALF})?", re.IGNORECASE)
# A half of the day alone counts only where nothing else could be meant: Dền Sáng is a commune.
LEADING_HALF = re.compile(rf"{_HALF}\s*(?:[:,.–—-]\s*|$)", re.IGNORECASE)
# "2h" without a half of the day is how long something takes: nobody sets out at two in the night.
EARLIEST_HOUR = 4
NOON_HOUR = 12


@dataclass(frozen=True, slots=True)
class Timed:
    """A text without the time that stood in it."""

    text: str
    at: str | None
    half_day: HalfDay | None


def take_half(text: str) -> tuple[HalfDay | None, str]:
    """Return the half of the day that a text begins with (``Sáng: …``; None: with none), and the rest."""
    lead = LEADING_HALF.match(text)
    return (_HALVES[lead[1].lower()], text[lead.end() :]) if lead else (None, text)


def take_time(text: str, half_day: HalfDay | None = None) -> Timed:
    """
    Return a text without its first time.

    Parameters
    ----------
    half_day
        The half of the day that was named before: ``2h`` in the afternoon is 14:00.
    """
    span = SPAN.search(text)
    found = TIME.search(text)
    if found is None:
        return Timed(text.strip(), None, half_day)
    half = found[1] or found[4] or (span[5] if span else None)
    known = _HALVES[half.lower()] if half else half_day
    at = _clock(int(found[2]), int(found[3] or 0), known)
    begin, end = found.span() if span is None or span.start() > found.end() else span.span()
    begin = min(begin, found.start())
    rest = f"{text[:begin]} {text[max(end, found.end()) :]}".strip()
    return Timed(rest, at, known)


def _clock(hour: int, minute: int, half_day: HalfDay | None) -> str | None:
    """Return a time as ``08:30``; None for what is a length of time."""
    late = half_day in (HalfDay.AFTERNOON, HalfDay.EVENING) and hour < NOON_HOUR
    if late or (half_day is HalfDay.NOON and hour < EARLIEST_HOUR):
        hour += NOON_HOUR
    return f"{hour:02}:{minute:02}" if hour >= EARLIEST_HOUR else None
