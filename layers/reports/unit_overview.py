"""What a report of units rests on, and the unit at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.errors import N_
from geodata.store import Store
from geodata.vocabulary import UnitLevel
from layers.exports.facts import BOUNDARY_LICENCE, COLLECTED, NO_FORCE, OSM_LICENCE, OSM_POINTS, UNIT_POINTS
from layers.exports.readme import EMPTY
from layers.figure_words import FIGURES, POPULATION_BASES
from layers.reports.contents import Block, Bullets, Section
from layers.reports.sentences import Teller, joined, ngettext
from layers.reports.subjects import SubjectKind
from layers.reports.territory import Territory, unit_in_text, unit_title

BASIS = N_("What the figures rest on")
OVERVIEW = N_("The unit at a glance")
SHOWN = N_("Shown: %(view)s. Status is told for %(day)s; data revision %(revision)s.")
PARTIAL = N_(
    "The registry is partial: it holds what public pages name. What it does not name is not zero; how far it"
    " is from the published totals is told below."
)
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
FORMED = N_("It was formed from %(units)s.")
BECAME = N_("It is part of %(units)s today.")
COVERED = ngettext(
    "The registry covers %(num)s commune of the unit system %(system)s.",
    "The registry covers %(num)s communes of the unit system %(system)s.",
)
NOT_COVERED = ngettext(
    "Of %(num)s further commune, of the former Yên Bái, there are no data.",
    "Of %(num)s further communes, of the former Yên Bái, there are no data.",
)
MEMBERS = ngettext(
    "The district had %(num)s commune until 30 June 2025.",
    "The district had %(num)s communes until 30 June 2025.",
)
FIGURES_CAPTION = N_("Figures of %(unit)s, as the map counts them")
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
    lines = [
        words.base_date(store) + ".",
        teller.text(SHOWN, view=system, day=view.status_day, revision=store.revision()),
        teller.text(PARTIAL),
        teller.text(INFERRED),
        teller.text(EMPTY),
        f"{teller.text(COLLECTED)} {teller.text(OSM_POINTS, notice=OSM_LICENCE)}.",
        f"{teller.text(NO_FORCE)} {teller.text(UNIT_POINTS, notice=BOUNDARY_LICENCE)}.",
    ]
    return Section(teller.text(BASIS), (Bullets(tuple(lines)),))


def overview_section(teller: Teller, territory: Territory) -> Section:
    """Return what is known of the unit itself, and its figures."""
    blocks: list[Block] = [joined(_facts(teller, territory))]
    if territory.records is None:
        province = territory.unit["former_province"] or ""
        blocks.append(teller.text(NO_DATA, province=province))
    elif territory.figures and territory.figures.figures:
        columns = (
            teller.column(N_("What is counted"), width=3),
            teller.column(N_("Figure"), "whole", needed=False),
            teller.column(N_("Beside it, in no commune"), "whole", needed=False),
        )
        rows = [
            (teller.text(FIGURES[figure.path]), figure.value or None, figure.district_only or None)
            for figure in territory.figures.figures
        ]
        caption = teller.text(FIGURES_CAPTION, unit=unit_in_text(territory.unit, teller.words))
        blocks.append(teller.table("figures", caption, columns, rows, [teller.text(FIGURES_NOTE)]))
    return Section(teller.text(OVERVIEW), tuple(block for block in blocks if block))


def _facts(teller: Teller, territory: Territory) -> Iterator[str]:
    """Give the sentences about the unit."""
    unit, detail = territory.unit, territory.detail
    yield teller.text(CODE, unit=unit_title(unit, teller.words), code=unit["unit_code"])
    if unit["area_km2"] is not None:
        yield teller.text(AREA, area=teller.words.number(unit["area_km2"], 1))
    if territory.kind is SubjectKind.PROVINCE:
        covered = sum(bool(commune["has_records"]) for commune in territory.communes)
        missing = len(territory.communes) - covered
        yield teller.count(COVERED, covered, system=territory.view.units.value)
        if missing:
            yield teller.count(NOT_COVERED, missing)
    elif territory.kind is SubjectKind.DISTRICT:
        yield teller.count(MEMBERS, len(territory.communes))
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
    """Give what the unit was formed from and what it became."""
    detail = territory.detail
    if detail is None:
        return
    for message, rows in ((FORMED, detail.older), (BECAME, detail.newer)):
        names = list(dict.fromkeys(f"{unit_in_text(row, teller.words)} ({row['unit_code']})" for row in rows))
        if names:
            yield teller.text(message, units=", ".join(names))
