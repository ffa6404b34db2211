"""What a report of units rests on, and the unit at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from geodata import coverage
from geodata.errors import N_
from geodata.plain import Row
from geodata.store import Store
from geodata.vocabulary import UnitLevel
from layers.exports.facts import BOUNDARY_LICENCE, COLLECTED, NO_FORCE, OSM_LICENCE, OSM_POINTS, UNIT_POINTS
from layers.exports.readme import EMPTY
from layers.figure_words import FIGURES, POPULATION_BASES
from layers.reports.contents import Block, Bullets, Section
from layers.reports.narrowing import ONLY_PRODUCTS, filter_line
from layers.reports.sentences import Teller, joined, ngettext
from layers.reports.subjects import SubjectKind
from layers.reports.territory import Territory, unit_in_text, unit_title
from layers.reports.unit_checks import has_published

BASIS = N_("What the figures rest on")
OVERVIEW = N_("The unit at a glance")
SHOWN = N_("Shown: %(view)s. Status is told for %(day)s; data revision %(revision)s.")
PARTIAL = N_("The registry is partial: it holds what public pages name. What it does not name is not zero.")
HOW_FAR = N_("The last part of this report holds it against the published totals, as far as any is known.")
INFERRED = N_(
    "What a collector concluded and no source states is marked as inferred, and every figure that rests on"
    " it says so."
)
NO_DATA = N_("No table covers this unit of the former %(province)s: there are no data, which is not zero.")
AREA = N_(
    "The area is %(area)s km², measured on the reference boundary in VN-2000; it is not the published area."
)
RESIDENTS = ngettext(
    "%(num)s resident was counted in %(year)s (%(basis)s).",
    "%(num)s residents were counted in %(year)s (%(basis)s).",
)
CODE = N_("%(unit)s has the code %(code)s.")
LINES = N_("Lines of the outline: %(lines)s.")
FORMED = N_("It was formed from these units of the list until %(day)s: %(units)s.")
BECAME = N_("From %(first)s to %(last)s its land was in %(units)s.")
IS_IN = N_("Since %(first)s its land has been in %(units)s.")
COVERED = ngettext(
    "The registry covers %(num)s commune of the unit system %(system)s.",
    "The registry covers %(num)s communes of the unit system %(system)s.",
)
NOT_COVERED = ngettext(
    "Of %(num)s further commune, of the former Yên Bái, there are no data.",
    "Of %(num)s further communes, of the former Yên Bái, there are no data.",
)
ENTERED = ngettext(
    "Of %(num)s commune only what the office has entered is known, not all.",
    "Of %(num)s communes only what the office has entered is known, not all.",
)
MEMBERS = ngettext(
    "%(unit)s had %(num)s commune until 30 June 2025.",
    "%(unit)s had %(num)s communes until 30 June 2025.",
)
FIGURES_CAPTION = N_("Figures of %(unit)s, as the map counts them")
NOT_DRAWN_CAPTION = N_("Figures of %(unit)s, which is on no map")
FIGURES_NOTE = N_(
    "A place with several rows counts once. What is known only by the district, or by no unit at all, stands"
    " beside a figure and is in no sum; “–” is none recorded, which is not zero."
)


def basis_section(store: Store, teller: Teller, territory: Territory) -> Section:
    """Return what the figures rest on: base date, view, limits, sources, licences."""
    words, view = teller.words, territory.view
    system = (
        words.view(view)
        if territory.system
        else teller.text(
            N_("records whose sources name this unit, which is in none of the unit systems 2019, 2024, 2025")
        )
    )
    line = filter_line(store, teller, territory, ONLY_PRODUCTS)
    filter_lines = [line] if line else []
    lines = [
        words.base_date(store) + ".",
        teller.text(SHOWN, view=system, day=view.status_day, revision=store.revision()),
        *filter_lines,
        joined((teller.text(PARTIAL), teller.text(HOW_FAR) if has_published(territory) else "")),
        teller.text(INFERRED),
        teller.text(EMPTY),
        f"{teller.text(COLLECTED)} {teller.text(OSM_POINTS, notice=OSM_LICENCE)}.",
        f"{teller.text(NO_FORCE)} {teller.text(UNIT_POINTS, notice=BOUNDARY_LICENCE)}.",
    ]
    return Section(teller.text(BASIS), (Bullets(tuple(lines)),))


def overview_section(teller: Teller, territory: Territory) -> Section:
    """Return what is known of the unit itself, and its figures."""
    blocks: list[Block] = [joined(_facts(teller, territory))]
    if territory.unit.get("partial"):
        blocks.append(teller.text(coverage.PARTIAL))
    if territory.records is None:
        province = territory.unit["former_province"] or ""
        blocks.append(teller.text(NO_DATA, province=province))
    elif territory.figures and territory.figures.figures:
        columns = (
            teller.column(N_("What is counted"), width=3),
            teller.column(N_("Count"), "whole", needed=False),
            teller.column(N_("Beside it, in no commune"), "whole", needed=False),
        )
        rows = [
            (_capital(teller.text(FIGURES[figure.path])), figure.value or None, figure.district_only or None)
            for figure in territory.figures.figures
        ]
        title = FIGURES_CAPTION if territory.is_drawn else NOT_DRAWN_CAPTION
        caption = teller.text(title, unit=unit_in_text(territory.unit, teller.words))
        blocks.append(teller.table("figures", caption, columns, rows, [teller.text(FIGURES_NOTE)]))
    return Section(teller.text(OVERVIEW), tuple(block for block in blocks if block))


def _facts(teller: Teller, territory: Territory) -> Iterator[str]:
    """Give the sentences about the unit."""
    unit, detail = territory.unit, territory.detail
    yield teller.text(CODE, unit=unit_title(unit, teller.words), code=unit["unit_code"])
    if unit["area_km2"] is not None:
        yield teller.text(AREA, area=teller.words.number(unit["area_km2"], 1))
    if unit["inner_lines"]:
        lines = teller.label("inner_lines", unit["inner_lines"])
        yield teller.text(LINES, lines=lines[:1].lower() + lines[1:])
    if territory.kind is SubjectKind.PROVINCE:
        partial = sum(bool(commune["partial"]) for commune in territory.communes)
        covered = sum(bool(commune["has_records"]) for commune in territory.communes) - partial
        missing = len(territory.communes) - covered - partial
        yield teller.count(COVERED, covered, system=territory.view.units.value)
        if partial:
            yield teller.count(ENTERED, partial)
        if missing:
            yield teller.count(NOT_COVERED, missing)
    elif territory.kind is SubjectKind.DISTRICT:
        yield teller.count(MEMBERS, len(territory.communes), unit=unit_in_text(unit, teller.words))
    if detail is None:
        return
    for row in detail.population:
        basis = teller.text(POPULATION_BASES[row["basis"]])
        yield teller.count(RESIDENTS, int(row["residents"]), year=str(row["year"]), basis=basis)
        if row["no_rate_reason"]:
            yield teller.text(row["no_rate_reason"]).rstrip(".") + "."
    if unit["level"] == UnitLevel.COMMUNE:
        yield from _crosswalk(teller, territory)


def _crosswalk(teller: Teller, territory: Territory) -> Iterator[str]:
    """Give what the unit was formed from and what it became, list by list: as the unit's page does."""
    detail = territory.detail
    if detail is None:
        return
    older = sorted(detail.older, key=itemgetter("valid_to"), reverse=True)
    for ended, rows in groupby(older, key=itemgetter("valid_to")):
        yield teller.text(FORMED, day=ended, units=_names(teller, rows))
    for (first, last), rows in groupby(detail.newer, key=itemgetter("valid_from", "valid_to")):
        message = BECAME if last else IS_IN
        yield teller.text(message, first=first, last=last, units=_names(teller, rows))


def _names(teller: Teller, rows: Iterable[Row]) -> str:
    """Return units with their codes, and of which only a part is meant."""
    part = teller.text(N_("only a part of it"))
    return ", ".join(
        f"{unit_in_text(row, teller.words)} ({row['unit_code']}{'' if row['whole'] else f'; {part}'})"
        for row in rows
    )


def _capital(text: str) -> str:
    """Return a text that begins a cell."""
    return text[:1].upper() + text[1:]
