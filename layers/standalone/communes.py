"""The pages of communes as plain values: every figure and sentence as the site's own page has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from geodata.commune_records import Surroundings, read_surroundings, records_by_commune
from geodata.coverage import PARTIAL
from geodata.errors import N_
from geodata.indicator_names import Indicator
from geodata.indicators import CellState, indicator_by_commune
from geodata.names import search_key
from geodata.plain import Row
from geodata.store import Store
from geodata.summaries import STARS
from geodata.unit_details import UnitRecords, system_of
from geodata.unit_figures import INDICATOR_OF
from geodata.view import View
from geodata.vocabulary import Status
from geodata.writing import day_text
from layers.standalone.lists import (
    LISTS,
    evaluated_rows,
    list_of,
    list_words,
    product_caption,
    product_rows,
    product_words,
)
from layers.standalone.words import PageWords

NONE_RECORDED = N_("none recorded")
UNKNOWN = N_("unknown")
Cells = dict[str, tuple[float | None, str]]


@dataclass(frozen=True, slots=True)
class _Pages:
    """What all pages of a view share; ``cells`` are the colours of the map by indicator and commune."""

    words: PageWords
    view: View
    around: Surroundings
    cells: dict[Indicator, Cells]


def commune_pages(store: Store, view: View, words: PageWords) -> dict[str, Any]:
    """
    Return the pages of the communes of a system, as ``static/js/standalone/unitpage.js`` reads them.

    ``shared`` holds what all of them say, ``pages`` the page of each by its code.
    """
    indicators = (*INDICATOR_OF.values(), Indicator.PRODUCTS_PER_10000)
    cells = {indicator: _cells(store, view, indicator) for indicator in indicators}
    pages = _Pages(words, view, read_surroundings(store, view), cells)
    records = records_by_commune(store, view)
    return {
        "shared": _shared(words, view, words.wording.base_date(store)),
        "pages": {
            unit["unit_code"]: _page(pages, unit, records.get(unit["unit_code"]))
            for unit in pages.around.communes
        },
    }


def _cells(store: Store, view: View, indicator: Indicator) -> Cells:
    """Return value and state of every commune of the map."""
    cells = indicator_by_commune(store, view, indicator)
    return {
        str(code): (float(value) if state == CellState.VALUE else None, str(state))
        for code, value, state in zip(cells.index, cells["value"], cells["state"], strict=True)
    }


def _shared(words: PageWords, view: View, base_date: str) -> dict[str, Any]:
    """Return what all pages say alike."""
    return {
        "base": _base(words, view, base_date),
        "none": words.text(NONE_RECORDED),
        "none_named": words.text(N_("The registry names none here: that is not zero.")),
        "figures": [[path, words.words("figure", path)] for path in INDICATOR_OF],
        "status": {
            "headings": [words.text(N_("Status")), words.text(N_("Products"))],
            "rows": [words.words("status", status) for status in Status],
        },
        "stars": {
            "caption": words.text(N_("Latest rating met, not the rating in force")),
            "headings": [words.text(N_("Stars")), words.text(N_("Products"))],
            "rows": [*(words.stars(int(stars)) for stars in STARS), words.text(UNKNOWN)],
        },
        "products": product_words(words, base_date),
        "lists": [list_words(words, path) for path in LISTS],
    }


def _page(pages: _Pages, unit: Row, records: UnitRecords | None) -> dict[str, Any]:
    """Return one page."""
    page = {
        "title": pages.words.title(unit),
        "lead": _lead(pages, unit),
        "remarks": list(_remarks(pages, unit)),
        "facts": list(_facts(pages, unit, records)),
        "other_units": list(_other_units(pages, unit)),
    }
    if records is None:
        return page | {"no_data": _no_data(pages, unit)}
    silent = pages.words.text(N_("no data")) if unit["partial"] else ""
    return page | {
        "figures": [pages.words.number(value) if value else silent for value in _figures(pages, unit)],
        **_counts(pages, records),
        "products": {
            "caption": product_caption(pages.words, pages.view, records),
            "rows": product_rows(pages.words, records),
            "evaluated": evaluated_rows(pages.words, records),
        },
        "lists": {
            path: list_of(pages.words, path, records.lists[path]) for path in LISTS if records.lists[path]
        },
    }


def _figures(pages: _Pages, unit: Row) -> Iterator[int]:
    """Give the figures of a commune: those of the map, 0 where none is recorded."""
    for indicator in INDICATOR_OF.values():
        value, _ = pages.cells[indicator][unit["unit_code"]]
        yield int(value or 0)


def _lead(pages: _Pages, unit: Row) -> str:
    """Return code and span of a unit."""
    code = pages.words.text(N_("Code %(code)s."), code=unit["unit_code"])
    if unit["valid_to"] is not None and unit["valid_to"] < pages.view.today:
        end = day_text(unit["valid_to"])
        return f"{code} {pages.words.text(N_('This unit no longer exists: it held until %(end)s.'), end=end)}"
    start = day_text(unit["valid_from"])
    return f"{code} {pages.words.text(N_('It holds since %(start)s.'), start=start)}"


def _no_data(pages: _Pages, unit: Row) -> str:
    """Say that no table covers a unit."""
    words = pages.words
    province = unit["former_province"] or words.text(N_("province"))
    sentence = words.text(
        N_("no table here covers this commune of the former %(province)s. That is not zero."),
        province=province,
    )
    return f"{words.text(N_('no data'))}: {sentence}"


def _base(words: PageWords, view: View, base_date: str) -> str:
    """Return base date, day and unit system of the figures."""
    if view.on:
        which = words.text(N_("Records as of %(on)s and status on that day."), on=day_text(view.on))
    else:
        which = words.text(
            N_("All products named as recognised, of any date; status on %(status_day)s."),
            status_day=day_text(view.status_day),
        )
    system = words.text(N_("Unit system %(system)s, only this unit."), system=view.units.value)
    return f"{base_date}. {which} {system}"


def _counts(pages: _Pages, records: UnitRecords) -> dict[str, Any]:
    """Return the tables of status and stars, and what is inferred; nothing where there is no product."""
    words, summary = pages.words, records.summary
    if not summary or not summary["total"]:
        return {}
    caption = N_("Status of the %(count)s products on %(day)s. The three are never added up.")
    count, day = words.number(summary["total"]), day_text(pages.view.status_day)
    return {
        "status_caption": words.text(caption, count=count, day=day),
        "status": [words.number(number) for number in summary["by_status"].values()],
        "stars": [words.number(number) for number in summary["by_stars"].values()],
        "inferred": _inferred(pages, records),
    }


def _inferred(pages: _Pages, records: UnitRecords) -> str:
    """Say how many products rest on inferred values; empty: none does."""
    summary = records.summary
    if not summary or not summary["inferred"]["records"]:
        return ""
    counts = {name: pages.words.number(value) for name, value in summary["inferred"].items()}
    message = N_(
        "%(count)s of these products rest on inferred values: stars %(stars)s, group %(group)s,"
        " commune %(commune)s."
    )
    return pages.words.text(message, count=counts.pop("records"), **counts)


def _facts(pages: _Pages, unit: Row, records: UnitRecords | None) -> Iterator[tuple[str, str]]:
    """Give heading and text of what is known of the unit itself."""
    words = pages.words
    key = (unit["unit_code"], unit["valid_from"])
    yield words.text(N_("Kind")), words.words("unit_kind", unit["kind"])
    if district := pages.around.districts.get(key):
        yield words.text(N_("District (until 30 June 2025)")), words.title(district)
    if unit["former_province"]:
        yield words.text(N_("Former province")), unit["former_province"]
    yield words.text(N_("Area")), _area(words, unit["area_km2"])
    people = [_residents(words, row) for row in pages.around.population.get(key, ())]
    yield words.text(N_("Residents")), "; ".join(people) or words.text(N_("no data"))
    if records is not None:
        yield (
            words.text(N_("Products per 10,000 residents")),
            _rate(words, *pages.cells[Indicator.PRODUCTS_PER_10000][unit["unit_code"]]),
        )
    if unit["inner_lines"]:
        yield words.text(N_("Boundary lines")), words.words("inner_lines", unit["inner_lines"])


def _area(words: PageWords, area_km2: float | None) -> str:
    """Return an area."""
    if area_km2 is None:
        return words.text(UNKNOWN)
    how = words.text(N_("measured on the reference boundary in VN-2000, EPSG:9208; not the published area"))
    return f"{words.number(area_km2, 1)} km² ({how})"


def _residents(words: PageWords, row: Row) -> str:
    """Return one published number of residents with its basis, and why there is no rate."""
    told = f"{words.number(row['residents'])} ({row['year']}; {words.words('basis', row['basis'])})"
    reason = words.text(row["no_rate_reason"]) if row["no_rate_reason"] else ""
    return f"{told} {reason}" if reason else told


def _rate(words: PageWords, rate: float | None, state: str) -> str:
    """Return products per 10,000 residents, or why there is no number."""
    if rate is not None:
        how = words.text(N_("products named by the registry, residents of the census of 2019"))
        return f"{words.number(rate, 1)} ({how})"
    if state == CellState.NONE_RECORDED:
        return words.text(NONE_RECORDED)
    return words.text(N_("none: the number of residents does not allow a rate"))


def _span(words: PageWords, unit: Row) -> str:
    """Return when a unit held."""
    if unit["valid_to"] is not None:
        return words.text(N_("until %(end)s"), end=day_text(unit["valid_to"]))
    return words.text(N_("since %(start)s"), start=day_text(unit["valid_from"]))


def _named(words: PageWords, unit: Row) -> str:
    """Return a unit with its code and span."""
    return f"{words.title(unit)} ({unit['unit_code']}, {_span(words, unit)})"


def _remarks(pages: _Pages, unit: Row) -> Iterator[str]:
    """Give what a reader could take this unit for: other places of its code, other units of its name."""
    words, around = pages.words, pages.around
    if unit["partial"]:
        yield words.text(PARTIAL)
    versions = around.versions[unit["unit_code"]]
    if any(other["name"] != unit["name"] for other in versions):
        told = words.text(
            N_("The code %(code)s has named different places. This page is about %(name)s."),
            code=unit["unit_code"],
            name=words.title(unit),
        )
        yield f"{told} {'; '.join(_named(words, other) for other in versions)}"
    alike = [
        other for other in around.alike[search_key(unit["name"])] if other["unit_code"] != unit["unit_code"]
    ]
    if alike:
        told = words.text(N_("Not to be confused with (accents and codes decide):"))
        yield f"{told} {'; '.join(_named(words, other) for other in alike)}"


def _other_units(pages: _Pages, unit: Row) -> Iterator[dict[str, Any]]:
    """Give the units before and after this one; each names its unit system, so that its page can be found."""
    words = pages.words
    key = (unit["unit_code"], unit["valid_from"])
    titles = {
        words.text(N_("It became")): pages.around.newer.get(key, ()),
        words.text(N_("It was formed from")): pages.around.older.get(key, ()),
    }
    for title, rows in titles.items():
        if rows:
            yield {"title": title, "rows": [_linked(pages, row) for row in rows]}


def _linked(pages: _Pages, unit: Row) -> dict[str, str]:
    """Return a unit at the other end of the crosswalk."""
    words = pages.words
    part = "" if unit["whole"] else f" – {words.text(N_('only a part of it'))}"
    system = system_of(unit, pages.view.today)
    return {
        "units": system.value if system else "",
        "code": unit["unit_code"],
        "text": f"{_named(words, unit)}{part}",
    }
