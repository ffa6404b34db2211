"""The day cards of the offline page, as elements whose texts the library escapes."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from geodata.errors import N_
from layers.tour_files.colours import DAY_COLOURS
from layers.tour_files.links import geo_link, way_link
from layers.tour_files.photos import StopPicture, StopPictures
from layers.tour_files.sheet import Leg, SheetDay, Visit
from layers.tour_files.visit_texts import thing_lines, visit_times
from layers.tour_files.words import Words


def add_texts(parent: Element, lines: Iterable[str], kind: str = "") -> None:
    """Add a paragraph for each text that says something."""
    for line in lines:
        if line:
            SubElement(parent, "p", {"class": kind} if kind else {}).text = line


def add_day(main: Element, day: SheetDay, photos: StopPictures, words: Words) -> None:
    """Add the card of a day: heading, facts, warnings, then legs and stops in their order."""
    card = SubElement(
        main, "section", {"class": "day", "id": f"day-{day.number}", "data-day": str(day.number)}
    )
    SubElement(card, "h2").text = day.title
    add_texts(card, day.facts, "fact")
    for warning in day.warnings:
        SubElement(card, "p", {"class": f"warning {warning.severity}"}).text = warning.text
    if not day.visits:
        add_texts(card, [words.text(N_("No stop on this day."))])
    steps = SubElement(card, "ol")
    _add_end(steps, words.clock(day.depart), day.start.title)
    for leg, visit in zip(day.legs, day.visits, strict=False):
        _add_leg(steps, leg, words)
        _add_visit(steps, visit, photos.get(visit.key), words)
    _add_leg(steps, day.legs[-1], words)
    _add_end(steps, words.clock(day.arrive, day.day), day.end.title)


def _add_end(steps: Element, time: str, name: str) -> None:
    """Add where a day begins or ends."""
    item = SubElement(steps, "li", {"class": "end"})
    SubElement(item, "time").text = time
    SubElement(item, "strong").text = name


def _add_leg(steps: Element, leg: Leg, words: Words) -> None:
    """Add one leg, with links that open its end in the phone's own map, and its way."""
    item = SubElement(steps, "li", {"class": "leg"})
    SubElement(item, "span").text = leg.text
    if leg.end.search is None:
        title, label = N_("Open in the phone's map"), N_("Open %(place)s in the phone's map")
    else:
        title, label = N_("Search in the phone's map"), N_("Search for %(place)s in the phone's map")
    name = words.text(label, place=leg.end.search or leg.end.name)
    SubElement(item, "a", {"href": geo_link(leg.end), "aria-label": name}).text = words.text(title)
    way = SubElement(item, "a", {"href": way_link(leg.start, leg.end), "rel": "noopener noreferrer"})
    way.text = words.text(N_("Way on Google Maps"))


def _add_visit(steps: Element, visit: Visit, photo: StopPicture | None, words: Words) -> None:
    """Add one stop."""
    item = SubElement(steps, "li", {"class": "stop", "id": f"stop-{visit.day}-{visit.number}"})
    heading = SubElement(item, "h3")
    mark = SubElement(heading, "span", {"class": f"mark day-{_colour_number(visit.day)}"})
    mark.text = str(visit.number)
    SubElement(heading, "time").text = visit_times(visit, words)
    SubElement(heading, "strong").text = visit.name
    place = ", ".join(part for part in (visit.kinds, visit.where) if part)
    add_texts(item, (place, *thing_lines(visit, words)))
    if photo is not None:
        _add_photo(item, photo)
    if visit.notes:
        more = SubElement(item, "details")
        SubElement(more, "summary").text = words.text(N_("What is assumed"))
        add_texts(more, visit.notes)


def _add_photo(item: Element, photo: StopPicture) -> None:
    """Add the photo of a stop, which the page holds in itself."""
    figure = SubElement(item, "figure")
    source = f"data:image/jpeg;base64,{base64.b64encode(photo.content).decode('ascii')}"
    SubElement(figure, "img", {"src": source, "alt": photo.alt})
    SubElement(figure, "figcaption").text = " · ".join(text for text in (photo.caption, photo.credit) if text)


def _colour_number(day: int) -> int:
    """Return the number of the class that colours a day; the style has one for each colour."""
    return (day - 1) % len(DAY_COLOURS) + 1
