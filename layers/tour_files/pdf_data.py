"""What the pages of the PDF say, as JSON for the template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.errors import N_
from layers.fonts import FAMILY
from layers.tour_files.colours import day_colour
from layers.tour_files.document import Document
from layers.tour_files.lines import LEGAL, OSM, outline_lines
from layers.tour_files.sheet import Sheet, SheetDay, Visit
from layers.tour_files.visit_texts import thing_lines, visit_times
from layers.tour_files.words import Words

LONGEST_INTRO, LONGEST_HEAD = 280, 80
ROADS = N_("Map in VN-2000, communes simplified. Solid lines are roads; dashed lines only show the order.")
NO_ROADS = N_("Map in VN-2000, communes simplified. Dashed lines are no roads: they only show the order.")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pictures:
    """
    The names of the pictures beside the template; None where there is none.

    ``manners`` are how the template sets each day, from 0 (roomy); empty as long as there are no maps.
    ``photos`` are file, text and credit of the photo of a stop, by its key.
    """

    logo: str | None
    qr: str | None
    manners: tuple[int, ...] = ()
    photos: Mapping[str, Row] = field(default_factory=dict)


def map_name(day: SheetDay) -> str:
    """Return the name of the file with a day's map."""
    return f"map-{day.number}.svg"


def page_data(sheet: Sheet, document: Document, pictures: Pictures, words: Words) -> Row:
    """Return everything that the pages say."""
    note = sheet.note or ""
    is_short = len(note) <= LONGEST_INTRO
    return {
        "language": document.language,
        "font": FAMILY,
        "title": sheet.title,
        "short_title": _short(sheet.title),
        "author": document.author or "",
        "office": _short(document.office.name),
        "logo": pictures.logo,
        "logo_text": _short(document.office.name) or words.text(N_("Logo")),
        "qr": pictures.qr,
        "address": document.address,
        "intro": note if is_short else "",
        "about": [] if is_short else note.split("\n"),
        "byline": sheet.byline,
        "alerts": list(sheet.alerts),
        "footer": " · ".join(line.rstrip(".") for line in (sheet.byline, *sheet.footer)),
        "days": [_day(day, pictures, words) for day in sheet.days],
        "assumptions": [{"text": text, "stops": ", ".join(stops)} for text, stops in sheet.assumptions],
        "basis": [text for text in (sheet.schematic, *sheet.basis, *outline_lines(words)) if text],
        "labels": {
            "continued": words.text(N_("continued")),
            "scan": words.text(N_("Page of this tour")),
            "notes": words.text(N_("What this tour rests on")),
            "assumptions": words.text(N_("Assumptions")),
            "assumptions_note": words.text(
                N_("In brackets: day and number of the stops that an assumption is about.")
            ),
            "basis": words.text(N_("Basis")),
        },
    }


def _short(text: str) -> str:
    """Return a text that fits into the head of a page."""
    return text if len(text) <= LONGEST_HEAD else f"{text[: LONGEST_HEAD - 1]}…"


def _day(day: SheetDay, pictures: Pictures, words: Words) -> Row:
    """Return one day."""
    note = words.text(ROADS if any(leg.is_real for leg in day.legs) else NO_ROADS)
    return {
        "title": day.title,
        "colour": day_colour(day.number),
        "facts": list(day.facts),
        "map": map_name(day) if pictures.manners else None,
        "manner": pictures.manners[day.number - 1] if pictures.manners else 0,
        "map_text": words.text(N_("Map of the day: %(title)s"), title=day.title),
        "map_note": f"{note} {words.text(LEGAL)} {words.text(OSM)}",
        "warnings": [
            {"severity": warning.severity, "text": warning.text}
            for warning in day.warnings
            if not warning.is_of_a_stop
        ],
        "rows": list(_rows(day, pictures.photos, words)),
        "empty": "" if day.visits else words.text(N_("No stop on this day.")),
    }


def _rows(day: SheetDay, photos: Mapping[str, Row], words: Words) -> Iterator[Row]:
    """Give the lines of a day's timetable: where it begins, each leg, each stop, lunch, where it ends."""
    yield {"kind": "end", "time": words.clock(day.depart), "text": day.start.title}
    lunch = list(_lunch(day, words))
    for leg, visit in zip(day.legs, day.visits, strict=False):
        yield {"kind": "leg", "text": leg.text}
        if lunch and day.lunch_at is not None and day.lunch_at < visit.begin:
            yield lunch.pop()
        yield _visit(visit, day, photos.get(visit.key), words)
    yield {"kind": "leg", "text": day.legs[-1].text}
    yield from lunch
    yield {"kind": "end", "time": words.clock(day.arrive, day.day), "text": day.end.title}


def _lunch(day: SheetDay, words: Words) -> Iterator[Row]:
    """Give the line of the lunch, if there is one."""
    if day.lunch_at is not None:
        text = words.text(N_("Lunch, %(time)s"), time=words.duration(day.lunch_min))
        yield {"kind": "pause", "time": words.clock(day.lunch_at), "text": text}


def _visit(visit: Visit, day: SheetDay, photo: Row | None, words: Words) -> Row:
    """Return the line of a visit, with what has to be asked of its stop."""
    asked = (
        warning.text
        for warning in day.warnings
        # The place is told as "somewhere in" its commune already.
        if warning.is_of_a_stop and warning.visit == visit.number - 1 and warning.key != "ask_the_way"
    )
    place = ", ".join(part for part in (visit.kinds, visit.where) if part)
    credit = "" if photo is None else photo["credit"]
    return {
        "kind": "visit",
        "time": visit_times(visit, words),
        "number": visit.number,
        "text": visit.name,
        "lines": [line for line in (place, *thing_lines(visit, words), *asked, credit) if line],
        "photo": photo,
    }
