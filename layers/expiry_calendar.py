"""
The ends of recognitions as an iCalendar feed (RFC 5545), with alarms before them.

A whole day each: the first on which a recognition no longer holds. Where that is
not certain the event lies on the first day on which it may end, and says so. An
event keeps its UID as long as product and certificate are the same, so that a
date that the office corrects moves the event instead of adding one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from geodata.certificates.supervision import FAULTY
from geodata.certificates.vocabulary import Todo
from geodata.errors import N_
from geodata.lapsing import Lapse
from geodata.names import unturned
from geodata.writing import day_text
from layers.exports.texts import storable
from layers.wording import Wording

MAKER = "-//OCOP Lao Cai//Expiry//VI"
ALARM_DAYS = (180, 90)
# No calendar program shows more in a way that helps anybody, and every one asks for the feed again and again.
MOST_EVENTS = 2_000
# Asked for again by programs that heed it (RFC 7986).
REFRESH = timedelta(hours=12)
ENDS = N_("Recognition ends: %(product)s")
MAY_END = N_("Recognition may end: %(product)s")
CUT_HERE = N_("From this day on the calendar is not complete")
CUT = N_(
    "%(kept)s of %(count)s ends are in this calendar, the soonest. For the others choose a district, a"
    " commune or a producer on the page of the expiry board, and subscribe to its address."
)
SPAN = N_(
    "Only the year of the certificate is known: the recognition ends somewhere from %(first)s to %(last)s."
)
OTHER_OPEN = N_(
    "Another certificate of the product has no known day: the recognition may end later than told."
)


def calendar_of_lapses(
    lapses: Sequence[Lapse],
    words: Wording,
    *,
    title: str,
    changed_at: datetime,
    revision: int,
    page_of: Callable[[str], str],
) -> bytes:
    """
    Return the calendar in UTF-8.

    ``changed_at`` and ``revision`` are those of the data: the later ones of an
    event win. ``page_of`` gives the address of the page of a product.

    Of more than ``MOST_EVENTS`` it holds the soonest, and says so in its
    description and by an event of its own where it is cut.
    """
    told = sorted(lapses, key=lambda one: (one.first, one.product["product_id"]))
    kept, left = told[:MOST_EVENTS], told[MOST_EVENTS:]
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    events = [_event(lapse, words, page_of(lapse.product["product_id"])) for lapse in kept]
    if left:
        notice = words.text(CUT, kept=words.number(len(kept)), count=words.number(len(lapses)))
        calendar.add("x-wr-caldesc", notice)
        events.append(_cut_event(left[0].first, notice, words, title))
    for event in events:
        event.add("dtstamp", changed_at.astimezone(UTC))
        event.add("sequence", revision)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _cut_event(day: date, notice: str, words: Wording, title: str) -> Event:
    """Return the event of the first day that is not told in full."""
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"expiry/cut/{title}")))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", words.translate(CUT_HERE))
    event.add("description", notice)
    return event


def _event(lapse: Lapse, words: Wording, page: str) -> Event:
    """Return the event of one lapse, with an alarm for each of ``ALARM_DAYS``."""
    product = lapse.product
    summary = words.text(ENDS if lapse.has_day else MAY_END, product=_plain(product["name"]))
    event = Event()
    key = f"{product['product_id']}/{lapse.certificate['certificate_id']}"
    event.add("uid", str(uuid5(NAMESPACE_URL, f"expiry/{key}")))
    event.add("dtstart", lapse.first)
    event.add("dtend", lapse.first + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    event.add("description", "\n".join(_lines(lapse, words)))
    event.add("url", page)
    if place := ", ".join(_plain(product[name]) for name in ("commune", "district") if product[name]):
        event.add("location", place)
    for days in ALARM_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(days=-days))
        alarm.add("description", summary)
        event.add_component(alarm)
    return event


def _lines(lapse: Lapse, words: Wording) -> Iterable[str]:
    """Give what is said of one lapse."""
    product, certificate = lapse.product, lapse.certificate
    if lapse.todo is Todo.FIND_OTHER_DAY:
        yield words.translate(OTHER_OPEN)
    elif lapse.first != lapse.last:
        yield words.text(SPAN, first=day_text(lapse.first), last=day_text(lapse.last))
    if lapse.supervision in FAULTY:
        yield words.label("supervision", lapse.supervision.value)
    for heading, value in (
        (N_("Producer"), product["producer"]),
        (N_("Stars of the certificate"), certificate["stars"]),
        (N_("Decision"), certificate["decision_number"]),
        (N_("Date of the certificate"), day_text(certificate["certified_on"])),
    ):
        if value:
            yield f"{words.translate(heading)}: {_plain(value)}"


def _plain(text: object) -> str:
    """Return a text of the registry without signs that a calendar cannot hold."""
    return unturned(storable(text))
