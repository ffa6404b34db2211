"""Every kind of file that a tour can be taken away as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.errors import N_, NotFound
from geodata.store import Store
from layers.tour_files.document import Document, cleaned
from layers.tour_files.reading import sheet_of
from layers.tour_files.sheet import Sheet
from layers.tour_files.words import Words


@dataclass(frozen=True, slots=True)
class Around:
    """
    What some files need besides the tour: the communes, the day of today, our own static files.

    ``source_hash`` gives the hash of an inline script as a Content-Security-Policy writes it.
    """

    store: Store
    today: date
    static: Path
    source_hash: Callable[[str], str]


def tour_file(extension: str, document: Document, words: Words, around: Around) -> bytes:
    """
    Return a tour as the bytes of one kind of file; what comes with it is imported only then.

    Raises
    ------
    NotFound
        There is no such kind of file.
    DataProblem
        The pages cannot be set (PDF alone).
    """
    if extension not in _MAKERS:
        raise NotFound(
            N_("There are no files of the kind %(kind)s; there are %(allowed)s"),
            kind=extension,
            allowed=", ".join(_MAKERS),
        )
    clean = cleaned(document)
    return _MAKERS[extension](sheet_of(clean, words), clean, words, around)


Maker = Callable[[Sheet, Document, Words, Around], bytes]


def _gpx(sheet: Sheet, document: Document, words: Words, _around: Around) -> bytes:
    from layers.tour_files.gpx import gpx_of

    return gpx_of(sheet, document, words)


def _kml(sheet: Sheet, document: Document, words: Words, _around: Around) -> bytes:
    from layers.tour_files.kml import kml_of

    return kml_of(sheet, document, words)


def _kmz(sheet: Sheet, document: Document, words: Words, _around: Around) -> bytes:
    from layers.tour_files.kml import kmz_of

    return kmz_of(sheet, document, words)


def _ics(sheet: Sheet, document: Document, words: Words, _around: Around) -> bytes:
    from layers.tour_files.calendar import calendar_of

    return calendar_of(sheet, document, words)


def _xlsx(sheet: Sheet, document: Document, words: Words, _around: Around) -> bytes:
    from layers.tour_files.workbook import workbook_of

    return workbook_of(sheet, document, words)


def _html(sheet: Sheet, document: Document, words: Words, around: Around) -> bytes:
    from layers.tour_files.offline import page_of
    from layers.tour_files.outlines import tour_outlines
    from layers.tour_files.photos import stop_pictures

    outlines = tour_outlines(around.store, document.answer, around.today)
    photos = stop_pictures(around.store, document, words)
    return page_of(sheet, document, outlines, photos, around.static, around.source_hash, words)


def _pdf(sheet: Sheet, document: Document, words: Words, around: Around) -> bytes:
    from layers.tour_files.outlines import tour_outlines
    from layers.tour_files.pdf import pdf_of
    from layers.tour_files.photos import stop_pictures

    outlines = tour_outlines(around.store, document.answer, around.today)
    return pdf_of(sheet, document, outlines, stop_pictures(around.store, document, words), words)


def _geojson(sheet: Sheet, document: Document, _words: Words, _around: Around) -> bytes:
    from layers.tour_files.geojson import geojson_of

    return geojson_of(sheet, document)


_MAKERS: Mapping[str, Maker] = {
    "gpx": _gpx,
    "kml": _kml,
    "kmz": _kmz,
    "ics": _ics,
    "xlsx": _xlsx,
    "html": _html,
    "pdf": _pdf,
    "geojson": _geojson,
}
