"""A tour as iCalendar (RFC 5545): an event for each day, and one for each visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from layers.tour_files.document import Document
from layers.tour_files.sheet import Sheet, SheetDay, Visit
from layers.tour_files.visit_texts import visit_lines
from layers.tour_files.words import Words

ZONE = "Asia/Ho_Chi_Minh"
MAKER = "-//OCOP Lao Cai//Tours//VI"


def calendar_of(sheet: Sheet, document: Document, words: Words) -> bytes:
    """
    Return the calendar in UTF-8; times are in Asia/Ho_Chi_Minh, whose rules come with it.

    An event keeps its UID as long as tour, number of the day and stop are the same, so that
    a newer file changes the events of an older one.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", sheet.title)
    calendar.add("x-wr-timezone", ZONE)
    for day in sheet.days:
        calendar.add_component(_day(day, sheet, document))
        for number, visit in enumerate(day.visits):
            before = sum(other.key == visit.key for other in day.visits[:number])
            calendar.add_component(_visit(visit, before, document, words))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(document: Document, part: str, summary: str, lines: list[str]) -> Event:
    """Return an event with what all of them have."""
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{document.key}/{part}")))
    event.add("dtstamp", document.made_at.astimezone(UTC))
    event.add("sequence", document.version)
    event.add("summary", summary)
    event.add("description", "\n".join(line for line in lines if line))
    if document.address is not None:
        event.add("url", document.address)
    return event


def _day(day: SheetDay, sheet: Sheet, document: Document) -> Event:
    """Return the event of a whole day."""
    warnings = [warning.text for warning in day.warnings]
    lines = [day.title, *day.ends, *day.facts, *warnings, *sheet.about]
    event = _event(document, str(day.number), sheet.title, lines)
    event.add("dtstart", day.day)
    event.add("dtend", day.day + timedelta(days=1))
    # A tour fills the day, yet the visits in it are what takes the time.
    event.add("transp", "TRANSPARENT")
    return event


def _visit(visit: Visit, before: int, document: Document, words: Words) -> Event:
    """Return the event of one visit; ``before`` is how often the stop was visited on the day before it."""
    part = f"{visit.day}/{visit.key}/{before}"
    lines = [document.title, *visit_lines(visit, words)]
    event = _event(document, part, f"{visit.label} {visit.name}", lines)
    event.add("dtstart", _local(visit.begin))
    event.add("dtend", _local(visit.leave))
    event.add("location", ", ".join(part for part in (visit.name, visit.where) if part))
    lon, lat = visit.point
    event.add("geo", (lat, lon))
    return event


def _local(moment: datetime) -> datetime:
    """Return a moment of the tour with its zone."""
    return moment.replace(tzinfo=ZoneInfo(ZONE))
