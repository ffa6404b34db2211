"""The report of a saved tour: days, stops, legs, score, what is assumed and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.errors import N_
from geodata.tourism.saved import SavedTour
from geodata.view import View
from geodata.vocabulary import UnitSystem
from layers.reports.cells import numbered
from layers.reports.contents import Block, Bullets, Figure, ReportContent, Section, Table
from layers.reports.drawing import DayMap
from layers.reports.sentences import Teller, joined, ngettext
from layers.tour_files.document import Document, cleaned
from layers.tour_files.lines import outline_lines
from layers.tour_files.reading import sheet_of
from layers.tour_files.sheet import Sheet, SheetDay
from layers.tour_files.visit_texts import fee_text, visit_times
from layers.tour_files.words import Words
from layers.tour_files.workbook_score import score_rows
from layers.wording import Wording

ABSTRACT = N_("Tour “%(title)s”")
SOURCE = N_("Source: tour “%(title)s” of the OCOP map of Lào Cai; %(byline)s.")
LENGTH = ngettext("The tour lasts %(num)s day.", "The tour lasts %(num)s days.")
STOPS = ngettext("It has %(num)s stop.", "It has %(num)s stops.")
LEGS = ngettext(
    "It has %(num)s leg; %(driving)s of driving are planned, an estimate at the slow end of the range.",
    "It has %(num)s legs; %(driving)s of driving are planned, an estimate at the slow end of the range.",
)
PRODUCTS = ngettext(
    "%(num)s recognised product is met at its stops.", "%(num)s recognised products are met at its stops."
)
INFERRED = ngettext(
    "%(num)s product at its stops rests on inferred values.",
    "%(num)s products at its stops rest on inferred values.",
)
KM = N_("The way is about %(km)s km long.")
KM_MISSING = ngettext(
    "Of %(num)s leg no length is known; it is in no sum.",
    "Of %(num)s legs no length is known; they are in no sum.",
)
SCHEMATIC = ngettext(
    "%(num)s leg has no line of a road: it is drawn straight, to show the order alone.",
    "%(num)s legs have no line of a road: they are drawn straight, to show the order alone.",
)
SCORE = N_("Its score is %(total)s of 10 points, the weighted mean of the parts that can be told.")
NO_SCORE = N_("No score can be told for this tour.")
SKIPPED = ngettext("%(num)s stop was left out.", "%(num)s stops were left out.")
STARS = N_("Stars are those of the latest rating that a source names, which may have lapsed.")


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """A saved tour in one language."""

    found: SavedTour
    document: Document
    sheet: Sheet
    words: Words


def read_sheet(found: SavedTour, document: Document, words: Wording) -> SavedSheet:
    """Return a tour as its files tell it."""
    own = Words(language=words.language, translate=words.translate, number=words.number)
    clean = cleaned(document)
    return SavedSheet(found, clean, sheet_of(clean, own), own)


def tour_report(words: Wording, tour: SavedSheet, today: date) -> ReportContent:
    """Return the report of a tour."""
    sheet = tour.sheet
    source = words.text(SOURCE, title=sheet.title, byline=sheet.byline)
    teller = Teller(words, source)
    sections = [
        Section(teller.text(N_("What the figures rest on")), (Bullets(_basis(tour)),)),
        _overview(teller, tour),
        *(_day(teller, tour, day, today) for day in sheet.days),
        _score(teller, tour),
        _assumptions(teller, tour),
    ]
    lists = (
        [_products(teller, tour)] if any(visit.products for day in sheet.days for visit in day.visits) else []
    )
    return ReportContent(
        subject=sheet.title,
        abstract=teller.text(ABSTRACT, title=sheet.title),
        sections=tuple(section for section in sections if section.blocks),
        annexes=(
            Section(teller.text(N_("Stops and legs")), (_stops(teller, tour), _legs(teller, tour), *lists)),
        ),
        basis=tuple(
            (words.translate(heading), text)
            for heading, text in (
                (N_("Tour"), sheet.title),
                (N_("As of"), sheet.byline),
                *((N_("Warning"), alert) for alert in sheet.alerts),
                *((N_("Basis"), line) for line in sheet.basis),
            )
        ),
    )


def _basis(tour: SavedSheet) -> tuple[str, ...]:
    """Return what the tour rests on, what has changed since, who made the outlines."""
    lines = (*tour.sheet.about, *outline_lines(tour.words))
    return tuple(f"{line.rstrip('.')}." for text in lines for line in text.splitlines() if line)


def _overview(teller: Teller, tour: SavedSheet) -> Section:
    """Return the tour in figures."""
    days = tour.sheet.days
    visits = [visit for day in days for visit in day.visits]
    legs = [leg for day in days for leg in day.legs]
    products = {product.product_id: product for visit in visits for product in visit.products}
    recognised = sum(product.is_recognised for product in products.values())
    inferred = sum(product.is_inferred for product in products.values())
    missing = sum(leg.km is None for leg in legs)
    straight = sum(not leg.is_real for leg in legs)
    driving = tour.words.duration(sum(day.drive_min for day in days))
    km = round(sum(leg.km for leg in legs if leg.km is not None), 1)
    skipped = sum(one["reason"] != "not_ordered" for one in tour.document.answer["skipped"])
    told = (
        teller.count(LENGTH, len(days)),
        teller.count(STOPS, len(visits)),
        teller.count(LEGS, len(legs), driving=driving),
        teller.text(KM, km=km) if missing < len(legs) else "",
        teller.count(KM_MISSING, missing) if missing else "",
        teller.count(SCHEMATIC, straight) if straight else "",
        teller.count(PRODUCTS, recognised) if recognised else "",
        teller.count(INFERRED, inferred) if inferred else "",
        teller.text(STARS) if recognised else "",
        teller.count(SKIPPED, skipped) if skipped else "",
    )
    columns = (
        teller.column(N_("Day"), width=2.4),
        teller.column(N_("Begins"), width=1),
        teller.column(N_("Ends"), width=1),
        teller.column(N_("Stops"), "whole", 0.8),
        teller.column(N_("Driving planned (minutes, estimate)"), "number", 1.6),
        teller.column(N_("Kilometres"), "number", 1.2),
    )
    rows = [
        (
            day.title,
            tour.words.clock(day.depart),
            tour.words.clock(day.arrive, day.day),
            len(day.visits),
            round(day.drive_min, 1),
            round(sum(leg.km for leg in day.legs if leg.km is not None), 1),
        )
        for day in days
    ]
    table = teller.table("days", teller.text(N_("The days of the tour")), columns, rows)
    return Section(teller.text(N_("The tour at a glance")), (joined(told), table))


def _day(teller: Teller, tour: SavedSheet, day: SheetDay, today: date) -> Section:
    """Return one day: where it begins and ends, its facts, warnings and map."""
    units = UnitSystem(tour.document.answer["basis"]["units"])
    blocks: list[Block] = [
        joined(f"{line.rstrip('.')}." for line in (*day.ends, *day.facts)),
        *(f"{warning.text.rstrip('.')}." for warning in day.warnings if not warning.is_of_a_stop),
    ]
    if day.visits:
        title = tour.words.text(N_("Map of the day: %(title)s"), title=day.title)
        blocks.append(
            Figure(
                name=f"map_day_{day.number}",
                caption=title,
                alt=title,
                source=teller.source,
                drawing=DayMap(day=day, view=View(units=units, today=today), north=tour.words.text(N_("N"))),
            )
        )
    return Section(day.title, tuple(block for block in blocks if block))


def _score(teller: Teller, tour: SavedSheet) -> Section:
    """Return the score, part by part."""
    title = teller.text(N_("Score"))
    score: Mapping[str, Any] | None = tour.document.answer["score"]
    rows: Sequence[Any] = score_rows(tour.document.answer, tour.words)
    if score is None or not rows:
        return Section(title, (teller.text(NO_SCORE),))
    total = score["total"]
    told = teller.text(NO_SCORE) if total is None else teller.text(SCORE, total=round(total, 1))
    columns = (
        teller.column(N_("Part of the score"), width=2.2),
        teller.column(N_("Value"), "number", 0.9),
        teller.column(N_("Unit"), width=1.6, needed=False),
        teller.column(N_("Points"), "number", 0.9),
        teller.column(N_("Weight"), "number", 0.9, needed=False),
        teller.column(N_("Note"), width=3, needed=False),
    )
    shown = [tuple(round(cell, 2) if isinstance(cell, float) else cell for cell in row) for row in rows]
    return Section(
        title, (told, teller.table("score", teller.text(N_("Parts of the score")), columns, shown))
    )


def _assumptions(teller: Teller, tour: SavedSheet) -> Section:
    """Return what is assumed, and of which stops."""
    title = teller.text(N_("Assumptions"))
    if not tour.sheet.assumptions:
        return Section(title, ())
    columns = (teller.column(N_("Assumption"), width=4), teller.column(N_("Stops"), width=1.4))
    rows = [(text, ", ".join(stops)) for text, stops in tour.sheet.assumptions]
    caption = teller.text(N_("What is assumed, and of which stops (day and number)"))
    return Section(title, (teller.table("assumptions", caption, columns, rows),))


def _stops(teller: Teller, tour: SavedSheet) -> Table:
    """Return the stops of all days."""
    columns = (
        teller.column(N_("Number"), width=0.8),
        teller.column(N_("Times"), width=1.3),
        teller.column(N_("Stop"), width=2.6),
        teller.column(N_("Kinds"), width=1.8),
        teller.column(N_("Place"), width=2.2),
        teller.column(N_("Entry fee (đồng)"), width=1.3),
        teller.column(N_("What is assumed"), width=3.4, needed=False),
    )
    rows = [
        (
            visit.label,
            visit_times(visit, tour.words),
            visit.name,
            visit.kinds,
            visit.where,
            None if visit.fee_vnd is None else fee_text(visit.fee_vnd, tour.words),
            " ".join(visit.notes),
        )
        for day in tour.sheet.days
        for visit in day.visits
    ]
    return teller.table("stops", teller.text(N_("Stops of the tour")), columns, rows)


def _legs(teller: Teller, tour: SavedSheet) -> Table:
    """Return the legs of all days with their ranges."""
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Day"), "whole", 0.7),
        teller.column(N_("From"), width=2.2),
        teller.column(N_("To"), width=2.2),
        teller.column(N_("Minutes, low"), "number"),
        teller.column(N_("Minutes, likely"), "number"),
        teller.column(N_("Minutes, high"), "number"),
        teller.column(N_("Minutes planned"), "number"),
        teller.column(N_("Kilometres"), "number"),
        teller.column(N_("Roads"), width=1.6, needed=False),
    )
    rows = [
        (
            day.number,
            leg.start.name,
            leg.end.name,
            *(
                None if value is None else round(value, 1)
                for value in (leg.low, leg.likely, leg.high, leg.minutes)
            ),
            None if leg.km is None else round(leg.km, 1),
            ", ".join(leg.roads),
        )
        for day in tour.sheet.days
        for leg in day.legs
    ]
    return teller.table(
        "legs", teller.text(N_("Legs of the tour; minutes are estimated ranges")), columns, numbered(rows)
    )


def _products(teller: Teller, tour: SavedSheet) -> Table:
    """Return the products at the stops."""
    columns = (
        teller.column(N_("Number"), width=0.8),
        teller.column(N_("Stop"), width=2.4),
        teller.column(N_("Product"), width=3),
        teller.column(N_("Product group"), width=1.8),
        teller.column(N_("Stars"), "whole", 0.9),
        teller.column(N_("Recognised"), width=1.1),
        teller.column(N_("Partly inferred"), width=1.1),
    )
    rows = [
        (
            visit.label,
            visit.name,
            product.name,
            product.group,
            product.stars,
            teller.label("flag", str(product.is_recognised).lower()),
            teller.label("flag", str(product.is_inferred).lower()),
        )
        for day in tour.sheet.days
        for visit in day.visits
        for product in visit.products
    ]
    return teller.table(
        "products", teller.text(N_("Products at the stops")), columns, rows, [teller.text(STARS)]
    )
