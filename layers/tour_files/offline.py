"""A tour as one HTML file that a telephone opens without network: day cards, warnings, a map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Tree

import geopandas as gpd

from geodata.errors import N_
from layers.inlining import inline_policy, inline_source
from layers.tour_files.document import Document
from layers.tour_files.lines import outline_lines
from layers.tour_files.offline_cards import add_day, add_texts
from layers.tour_files.offline_map import map_data
from layers.tour_files.photos import StopPictures
from layers.tour_files.sheet import Sheet
from layers.tour_files.words import Words

# Under app/static, in their order.
STYLES = ("vendor/leaflet/leaflet.css", "css/offline_tour.css")
SCRIPTS = ("vendor/leaflet/leaflet.js", "js/offline/tour.js")
DATA_ID = "tour-data"


def page_of(
    sheet: Sheet,
    document: Document,
    outlines: gpd.GeoDataFrame,
    photos: StopPictures,
    static: Path,
    source_hash: Callable[[str], str],
    words: Words,
) -> bytes:
    """
    Return the page in UTF-8, with its styles, scripts and outlines in it.

    Cards are markup that the library escapes, so that they are there without
    scripts too; the map reads JSON and writes texts by ``textContent``.

    Parameters
    ----------
    outlines
        What ``tour_outlines`` gives.
    photos
        What ``stop_pictures`` gives.
    static
        The folder of static files, with the libraries that set-up fetches.
    source_hash
        Gives the hash of an inline script or style as a Content-Security-Policy writes it.
    """
    styles, scripts = ([inline_source(static / path) for path in paths] for paths in (STYLES, SCRIPTS))
    page = Tree.Element("html", {"lang": document.language})
    head = Tree.SubElement(page, "head")
    Tree.SubElement(head, "meta", {"charset": "utf-8"})
    policy = inline_policy([source_hash(text) for text in scripts], [source_hash(text) for text in styles])
    Tree.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    Tree.SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    Tree.SubElement(head, "meta", {"name": "referrer", "content": "no-referrer"})
    Tree.SubElement(head, "title").text = sheet.title
    for text in styles:
        Tree.SubElement(head, "style").text = text
    body = Tree.SubElement(page, "body")
    _add_body(body, sheet, document, photos, words)
    data = Tree.SubElement(body, "script", {"type": "application/json", "id": DATA_ID})
    data.text = map_data(sheet, outlines, words)
    for text in scripts:
        Tree.SubElement(body, "script").text = text
    markup: bytes = Tree.tostring(page, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + markup


def _add_body(
    body: Tree.Element, sheet: Sheet, document: Document, photos: StopPictures, words: Words
) -> None:
    """Add head, map, days and notes."""
    header = Tree.SubElement(body, "header")
    if document.office.name:
        Tree.SubElement(header, "p", {"class": "office"}).text = document.office.name
    Tree.SubElement(header, "h1").text = sheet.title
    add_texts(header, (sheet.note or "").split("\n"))
    Tree.SubElement(header, "p", {"class": "quiet"}).text = sheet.byline
    add_texts(header, sheet.alerts, "warning breaks")
    days = Tree.SubElement(header, "nav", {"aria-label": words.text(N_("The days"))})
    for day in sheet.days:
        Tree.SubElement(days, "a", {"href": f"#day-{day.number}"}).text = day.title
    name = words.text(N_("Map of the tour"))
    Tree.SubElement(body, "div", {"id": "map", "role": "region", "aria-label": name, "hidden": ""})
    add_texts(body, [sheet.schematic], "quiet")
    main = Tree.SubElement(body, "main")
    for day in sheet.days:
        add_day(main, day, photos, words)
    footer = Tree.SubElement(body, "footer")
    Tree.SubElement(footer, "h2").text = words.text(N_("What this tour rests on"))
    add_texts(footer, (*sheet.basis, *outline_lines(words)))
    if document.address is not None:
        Tree.SubElement(Tree.SubElement(footer, "p"), "a", {"href": document.address}).text = document.address
