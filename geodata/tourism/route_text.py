"""
A pasted text of places, as a guide or an agency writes a programme, into places day by day.

One place per line, or several with –, →, ;, commas between them; bullets,
numbers, headings of days and times are understood as far as they are plain.
A town that a day begins or ends with is where it does so. What is a name of a
place is found before anything is cut: names hold commas, dashes and numbers
themselves. Any text is read; what means no place is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from geodata.names import PREFIX, nfc
from geodata.planning.notes import Note
from geodata.tourism.given_tours import (
    LINE_SHOWN,
    MOST_PLACES,
    TOO_MANY,
    GivenStop,
    GivenTour,
    HalfDay,
    doubts,
    named,
)
from geodata.tourism.matching import NameMatch, PlaceNames, without_brackets
from geodata.tourism.nights import Town
from geodata.tourism.route_clock import SPAN, take_half, take_time

MOST_JOINED = 8  # parts that one name may be made of: names with five commas exist
_ORDINALS = "nhất|một|hai|ba|tư|bốn|năm|nhat|mot|tu|bon|nam|one|two|three|four|five"
_DATE = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
_WEEKDAY = (
    r"(?:(?:thứ|thu)\s+(?:hai|ba|tư|năm|sáu|bảy|tu|nam|sau|bay|[2-7])|chủ\s+nhật|chu\s+nhat|t[2-7]|cn"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_DAY = re.compile(
    rf"(?:(?:ngày|ngay|day)\s+(?:thứ\s+|thu\s+)?(?:{_DATE}|\d{{1,2}}(?!\d)|(?:{_ORDINALS})\b)"
    rf"|[nd]\d{{1,2}}(?=\s*[:.–—-])|{_WEEKDAY}(?=\s*[:(]|\s*,?\s*{_DATE}))",
    re.IGNORECASE,
)
# What may stand between the heading of a day and its first place.
_AFTER_DAY = re.compile(rf"\s*(?:\([^()]*\)|{_WEEKDAY}\b|(?:ngày\s+)?{_DATE}|[:.,)|–—-]+)\s*", re.IGNORECASE)
_DAY_INSIDE = re.compile(r"(?<=\S)\s+(?=(?:ngày|day)\s+\d{1,2}\s*[:.–—-])", re.IGNORECASE)
_BULLET = re.compile(
    r"(?:[-*•·+–—▪►>]+|\(?\d{1,3}[.)/](?=\s)|\(?[a-zđ][.)](?=\s)|\d{1,3}\s+-\s"
    r"|(?:điểm(?:\s+dừng)?|chặng|stop)\s+\d{1,3}\s*[:.–—-])\s*",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:→|⇒|➔|➜|[-=]+>|>+|–|—|;|\||,(?!\d)|(?<!\d),|\s-+\s)\s*")
_BRACKETED = re.compile(r"\([^()]*\)")
_LEADING = re.compile(
    r"(?:tham quan|thăm quan|ghé thăm|thăm|ghé|khám phá|đến|tới|visit|go to|see)\s+", re.IGNORECASE
)
_EDGES = " .:,;|–—->→*•"


@dataclass(slots=True)
class _Found:
    """A place that is named somewhere, before anybody knows which one it is."""

    line: str
    text: str
    at: str | None
    half_day: HalfDay | None


@dataclass(slots=True)
class _Reading:
    """How far a text has been read."""

    days: list[list[_Found]] = field(default_factory=lambda: [[]])
    headed: bool = False
    half_day: HalfDay | None = None
    waiting: str | None = None  # a time whose place comes next
    count: int = 0

    @property
    def is_full(self) -> bool:
        """Tell whether as many places were read as are taken."""
        return self.count >= MOST_PLACES

    def next_day(self) -> None:
        """Begin a day; what stands before the first heading is a day only where it names a place."""
        if not self.headed and not self.days[0]:
            self.days.pop()
        self.days.append([])
        self.headed = True
        self.half_day = self.waiting = None

    def add(self, found: _Found) -> None:
        """Take a place into the day."""
        if found.at is None:
            found.at, self.waiting = self.waiting, None
        self.days[-1].append(found)
        self.count += 1


def read_route_text(text: str, names: PlaceNames) -> GivenTour:
    """Return the places of a text by day; every text is read, and nothing of doubt is taken."""
    reading = _Reading()
    for line in _lines(text):
        if reading.is_full:
            break
        _read_line(line, names, reading)
    found = [each for day in reading.days for each in day]
    matches = dict(zip(map(id, found), names.find([each.text for each in found]), strict=True))
    days: tuple[tuple[GivenStop, ...], ...] = tuple(
        tuple(
            _stop(each, matches[id(each)], names.town(each.text) if number in (0, len(day) - 1) else None)
            for number, each in enumerate(day)
        )
        for day in reading.days
    )
    problems = doubts(days)
    if reading.is_full:
        problems = (Note("too_many", TOO_MANY, {"most": MOST_PLACES}), *problems)
    return GivenTour(days, problems)


def _stop(found: _Found, match: NameMatch, town: Town | None) -> GivenStop:
    """Return a place; a town that a day begins or ends with says where it does, and is no stop."""
    if town is None or match.place_id is not None:
        return named(found.line, match, at=found.at, half_day=found.half_day)
    meant = NameMatch(town.key, None, match.candidates)
    return replace(named(found.line, meant, at=found.at, half_day=found.half_day), is_end=True)


def _lines(text: str) -> Iterator[str]:
    """Give the lines of a text that say something; a heading of a day begins a line."""
    for line in text.splitlines():
        # Cells of a table that was copied.
        plain = nfc(line.replace("\t", " | "))
        yield from (each for each in _DAY_INSIDE.split(plain) if each.strip(_EDGES))


def _read_line(line: str, names: PlaceNames, reading: _Reading) -> None:
    """Read one line into the days."""
    if names.same(line):
        reading.add(_Found(line, line, None, reading.half_day))
        return
    rest = _without_bullets(line)
    day = _DAY.match(rest)
    if day:
        reading.next_day()
        rest = rest[day.end() :]
        while after := _AFTER_DAY.match(rest):
            rest = rest[after.end() :]
    first = len(reading.days[-1])
    for part, after_comma in _parts(rest, names):
        if reading.is_full:
            return
        _read_part(part, names, reading, follows=after_comma and len(reading.days[-1]) > first)
    if reading.waiting is not None and len(reading.days[-1]) > first and reading.days[-1][-1].at is None:
        reading.days[-1][-1].at, reading.waiting = reading.waiting, None


def _parts(line: str, names: PlaceNames) -> Iterator[tuple[str, bool]]:
    """Give the parts of a line between its separators, and whether after a comma; a name stays whole."""
    kept = bytearray(len(line))
    for pattern in (_BRACKETED, SPAN):
        for each in pattern.finditer(line):
            kept[each.start() : each.end()] = b"1" * len(each.group())
    cuts = [each for each in _SEPARATOR.finditer(line) if not kept[each.start()]]
    begins = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(line)]
    at = 0
    while at < len(begins):
        last = at
        for end in range(min(len(begins), at + MOST_JOINED) - 1, at, -1):
            if _is_name(line[begins[at] : ends[end]].strip(_EDGES), names):
                last = end
                break
        yield line[begins[at] : ends[last]], at > 0 and "," in cuts[at - 1].group()
        at = last + 1


def _without_bullets(text: str) -> str:
    """Return a text without bullets and numbers before it."""
    while bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    return text


def _is_name(text: str, names: PlaceNames) -> bool:
    """Tell whether a text is a name of a place, maybe with a number or a time before it."""
    bare = _without_bullets(text)
    return any(names.same(each) for each in (text, bare, take_time(take_half(bare)[1]).text.strip(_EDGES)))


def _read_part(part: str, names: PlaceNames, reading: _Reading, *, follows: bool) -> None:
    """Read one part of a line; ``follows``: after a comma that follows a place of the same line."""
    text = part.strip(_EDGES)
    if names.same(text):
        reading.add(_Found(part.strip(), text, None, reading.half_day))
        return
    half_day, text = take_half(_without_bullets(text))
    reading.half_day = half_day or reading.half_day
    timed = take_time(text, reading.half_day)
    rest = _BRACKETED.sub(lambda found: found[0] if found[0].strip("() ") else " ", timed.text).strip(_EDGES)
    if not rest.strip("() "):
        reading.waiting = timed.at or reading.waiting
        return
    if follows and _is_region(rest, reading.days[-1][-1], names):
        before = reading.days[-1][-1]
        before.line = f"{before.line}, {part.strip()}"[:LINE_SHOWN]
        return
    reading.add(_Found(part.strip(), _name(rest, names), timed.at, timed.half_day))


def _is_region(text: str, before: _Found, names: PlaceNames) -> bool:
    """Tell whether a text only says in which commune or district the place before it lies."""
    there = names.in_region(text)
    if there and PREFIX.match(text):
        return True
    (match,) = names.find([before.text]) if there else (None,)
    return match is not None and match.place_id in there


def _name(text: str, names: PlaceNames) -> str:
    """Return what of a text may be a name: without words in brackets and without what one does there."""
    for each in (text, without_brackets(text)):
        if names.same(each):
            return each
    lead = _LEADING.match(text)
    return without_brackets(text[lead.end() :] if lead else text) or text
