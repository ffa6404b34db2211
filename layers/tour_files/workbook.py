"""A tour as a workbook: tables of stops, days, legs and products, the score, what it all rests on."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC

from openpyxl import Workbook

from geodata.errors import N_
from layers.tour_files.document import Document
from layers.tour_files.sheet import Sheet, SheetDay
from layers.tour_files.tables import Row, TableSheet, write_table
from layers.tour_files.words import Words
from layers.tour_files.workbook_score import score_rows


def workbook_of(sheet: Sheet, document: Document, words: Words) -> bytes:
    """Return the workbook (.xlsx). Nothing in it is a formula, whatever a text begins with."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = sheet.title
    book.properties.creator = document.author or document.office.name or "OCOP"
    # Since when the tour is as it is; when the file was made, the library writes itself, in UTC.
    book.properties.created = document.made_at.astimezone(UTC).replace(tzinfo=None)
    for table in (
        _stops(sheet, words),
        _days(sheet, words),
        _legs(sheet, words),
        _products(sheet, words),
        _score(document, words),
        _basis(sheet, document, words),
    ):
        write_table(book, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _titles(words: Words, *titles: str) -> tuple[str, ...]:
    """Return headings in the language of the reader."""
    return tuple(words.text(title) for title in titles)


def _stops(sheet: Sheet, words: Words) -> TableSheet:
    """Return the visits."""
    headings = _titles(
        words, N_("Day"), N_("Number"), N_("Date"), N_("Begins"), N_("Ends"), N_("Minutes"), N_("Stop"),
        N_("Kinds"), N_("Place"), N_("Own point"), N_("Longitude"), N_("Latitude"), N_("Products"),
        N_("Crafts"), N_("Entry fee from (đồng)"), N_("Entry fee to (đồng)"), N_("What is assumed"),
        N_("Identifier"),
    )  # fmt: skip
    rows = tuple(
        (
            visit.day,
            visit.number,
            visit.begin.date(),
            visit.begin.time(),
            visit.leave.time(),
            round((visit.leave - visit.begin).total_seconds() / 60),
            visit.name,
            visit.kinds,
            visit.where,
            _flag(visit.own_point, words),
            visit.point[0],
            visit.point[1],
            "; ".join(product.text for product in visit.products),
            "; ".join(visit.crafts),
            *(visit.fee_vnd or (None, None)),
            " ".join(visit.notes),
            visit.key,
        )
        for day in sheet.days
        for visit in day.visits
    )
    return TableSheet(words.text(N_("Stops")), "stops", headings, rows)


def _days(sheet: Sheet, words: Words) -> TableSheet:
    """Return the days."""
    headings = _titles(
        words, N_("Day"), N_("Date"), N_("Weekday"), N_("Departs"), N_("From"), N_("Arrives"), N_("To"),
        N_("Latest start"), N_("Driving, minutes"), N_("Kilometres known"), N_("Legs of unknown length"),
        N_("Lunch"), N_("Stops"), N_("Warnings"),
    )  # fmt: skip
    rows = tuple(
        (
            day.number,
            day.day,
            words.weekday(day.day),
            day.depart.time(),
            day.start.title,
            day.arrive.time(),
            day.end.title,
            None if day.depart_latest is None else day.depart_latest.time(),
            day.drive_min,
            round(sum(leg.km for leg in day.legs if leg.km is not None), 1),
            sum(leg.km is None for leg in day.legs),
            None if day.lunch_at is None else day.lunch_at.time(),
            len(day.visits),
            " ".join(warning.text for warning in day.warnings),
        )
        for day in sheet.days
    )
    return TableSheet(words.text(N_("The days")), "days", headings, rows)


def _legs(sheet: Sheet, words: Words) -> TableSheet:
    """Return the legs."""
    headings = _titles(
        words, N_("Day"), N_("Number"), N_("From"), N_("To"), N_("Minutes, low"), N_("Minutes, likely"),
        N_("Minutes, high"), N_("Minutes planned"), N_("Kilometres"), N_("Way in words"), N_("Roads"),
        N_("Line of a road"),
    )  # fmt: skip
    rows = tuple(row for day in sheet.days for row in _legs_of(day, words))
    return TableSheet(words.text(N_("Legs")), "legs", headings, rows)


def _legs_of(day: SheetDay, words: Words) -> Iterable[Row]:
    """Give the legs of one day."""
    for number, leg in enumerate(day.legs, start=1):
        yield (
            day.number,
            number,
            leg.start.name,
            leg.end.name,
            leg.low,
            leg.likely,
            leg.high,
            leg.minutes,
            leg.km,
            leg.text,  # says where kilometres are not known: their column holds numbers alone
            ", ".join(leg.roads),
            _flag(leg.is_real, words),
        )


def _products(sheet: Sheet, words: Words) -> TableSheet:
    """Return the products at the stops."""
    headings = _titles(
        words, N_("Day"), N_("Number"), N_("Stop"), N_("Product"), N_("Product group"), N_("Stars"),
        N_("Recognised"), N_("Partly inferred"), N_("Identifier"),
    )  # fmt: skip
    rows = tuple(
        (
            visit.day,
            visit.number,
            visit.name,
            product.name,
            product.group,
            product.stars,
            _flag(product.is_recognised, words),
            _flag(product.is_inferred, words),
            product.product_id,
        )
        for day in sheet.days
        for visit in day.visits
        for product in visit.products
    )
    return TableSheet(words.text(N_("Products")), "products", headings, rows)


def _score(document: Document, words: Words) -> TableSheet:
    """Return the score, part by part."""
    headings = _titles(
        words, N_("Part of the score"), N_("Value"), N_("Unit"), N_("Points"), N_("Weight"), N_("Note")
    )
    return TableSheet(words.text(N_("Score")), "score", headings, score_rows(document.answer, words))


def _basis(sheet: Sheet, document: Document, words: Words) -> TableSheet:
    """Return title, maker, what is assumed of which stops, the sources, and what the numbers rest on."""
    rows: list[Row] = [(words.text(N_("Tour")), sheet.title, ""), (words.text(N_("As of")), sheet.byline, "")]
    rows += [(words.text(N_("Note")), sheet.note, "")] if sheet.note else []
    rows += [(words.text(N_("Warning")), text, "") for text in sheet.alerts]
    rows += [(words.text(N_("Address")), document.address, "")] if document.address else []
    assumed, source = words.text(N_("Assumption")), words.text(N_("Source"))
    rows += [(assumed, text, ", ".join(labels)) for text, labels in sheet.assumptions]
    rows += [
        (source, text, visit.label) for day in sheet.days for visit in day.visits for text in visit.sources
    ]
    rows += [(words.text(N_("Basis")), text, "") for text in (sheet.schematic, *sheet.basis) if text]
    headings = _titles(words, N_("What"), N_("Text"), N_("Stops"))
    return TableSheet(words.text(N_("Sources and basis")), "basis", headings, tuple(rows))


def _flag(value: bool, words: Words) -> str:
    """Return yes or no."""
    return words.text(N_("Yes") if value else N_("No"))
