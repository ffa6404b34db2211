"""A tour as a PDF for guests: a page for each day with its map, then what it all rests on."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from geodata.crs import to_metric
from geodata.errors import N_
from layers.qr import qr_svg
from layers.tour_files.document import Document
from layers.tour_files.pdf_data import Pictures, Row, map_name, page_data
from layers.tour_files.photos import StopPictures
from layers.tour_files.sheet import Sheet
from layers.tour_files.tour_map import day_map
from layers.tour_files.typesetting import ask_pages, make_pages, write_data
from layers.tour_files.unprintable import printable_pages
from layers.tour_files.words import Words

TEMPLATE = Path(__file__).with_name("tour.typ")
WIDTH_CM = 17.6  # A4 without its margins, as the template has them
# A map takes what its page leaves. Where that is less than the least height, the day is set tighter; what
# leaves less in the tightest manner goes on on the next page.
HIGHEST_CM, LOWEST_CM = 11.0, 4.5
SPARE_CM = 0.5  # what the space around the map takes
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}


def pdf_of(
    sheet: Sheet, document: Document, outlines: gpd.GeoDataFrame, photos: StopPictures, words: Words
) -> bytes:
    """
    Return the PDF: A4, tagged (PDF/UA-1), set in fonts of our own.

    It is set twice: at first without maps, to learn how high they may be. A
    sign that the fonts lack is a box, and a note says where.

    Parameters
    ----------
    outlines
        What ``tour_outlines`` gives.
    photos
        What ``stop_pictures`` gives.

    Raises
    ------
    DataProblem
        The pages cannot be set.
    """
    metric = to_metric(outlines)
    with tempfile.TemporaryDirectory(prefix="ocop-tour-") as name:
        folder = Path(name)
        template = folder / TEMPLATE.name
        template.write_bytes(TEMPLATE.read_bytes())
        pictures = replace(_write_pictures(folder, document), photos=_write_photos(folder, photos))
        write_data(folder, printable_pages(page_data(sheet, document, pictures, words), words))
        chosen = [_manner_and_height(rooms) for rooms in ask_pages(template, "room")]
        for day, (_, height) in zip(sheet.days, chosen, strict=True):
            picture = day_map(day, metric, (WIDTH_CM, height), words.text(N_("N")))
            (folder / map_name(day)).write_bytes(picture)
        with_maps = replace(pictures, manners=tuple(manner for manner, _ in chosen))
        write_data(folder, printable_pages(page_data(sheet, document, with_maps, words), words))
        return make_pages(template, document.made_at)


def _manner_and_height(rooms: Sequence[float]) -> tuple[int, float]:
    """
    Return in which of the template's manners a day is set, and how high its map is (centimetres).

    Parameters
    ----------
    rooms
        What each manner leaves for the map, from the roomy one to the tightest.
    """
    for manner, room in enumerate(rooms):
        if room - SPARE_CM >= LOWEST_CM:
            return manner, min(room - SPARE_CM, HIGHEST_CM)
    return 0, LOWEST_CM


def _write_pictures(folder: Path, document: Document) -> Pictures:
    """Write logo and QR code beside the template, as far as there are any."""
    logo, qr = document.office.logo, None
    if document.address is not None:
        qr = "qr.svg"
        (folder / qr).write_bytes(qr_svg(document.address))
    if logo is None:
        return Pictures(None, qr)
    name = f"logo{SUFFIXES[logo.media_type]}"
    (folder / name).write_bytes(logo.content)
    return Pictures(name, qr)


def _write_photos(folder: Path, photos: StopPictures) -> Mapping[str, Row]:
    """Write the photos of the stops beside the template; return what it needs of each, by stop."""
    told: dict[str, Row] = {}
    for number, (key, photo) in enumerate(photos.items(), start=1):
        name = f"photo-{number}.jpg"
        (folder / name).write_bytes(photo.content)
        told[key] = {"file": name, "text": photo.alt, "credit": photo.credit}
    return told
