"""Addresses of the pages of units and records, and of the lists that say all that the map says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.api.records import RECORDS
from app.caching import cached
from app.clock import today
from app.filters import base_date_text
from app.i18n import number
from app.office import trusts_host
from app.pages.known_texts import known_text
from app.pages.labels import unit_title, words
from app.params import FILTER_NAMES, PAGE_NAMES, VIEW_NAMES, Page, check_names, filter_of, page_of, view_of
from app.params import day as day_of
from app.registry.moved import or_moved
from app.state import current_store
from geodata.edition import reference_edition
from geodata.errors import N_
from geodata.links import SourceLink, source_links
from geodata.records.vocabulary import PlannedKind, PlannedStage
from geodata.view import NONE, View
from geodata.vocabulary import UnitLevel, UnitSystem

# app.pages.contexts imports pandas: only where a page is made.
Context = dict[str, Any]

HTML = "text/html"
PERMANENT = 308
PATHS = ", ".join(map(repr, RECORDS))
# Filters that one list alone has: name → title and values.
OWN_FILTERS: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "planned-sites": {
        "planned_kind": (N_("What is planned"), tuple(PlannedKind)),
        "planned_stage": (N_("How far it has come"), (*PlannedStage, NONE)),
    }
}

bp = Blueprint("records", __name__)
bp.add_app_template_global(words, "words")
bp.add_app_template_global(unit_title, "unit_title")
bp.add_app_template_global(base_date_text, "base_date_text")
bp.add_app_template_global(known_text, "known_text")


@bp.app_template_global("shown_sources")
def shown_sources(sources: list[str]) -> list[SourceLink]:
    """Return the sources as this office shows them."""
    return source_links(sources, trusts_host)


@bp.app_template_global("unit_url")
def unit_url(unit: Context) -> str:
    """
    Return the address of the page of a unit.

    One that has ended is named by the newest unit system that has it, where
    there is one, else by its last day.
    """
    from geodata.unit_details import system_of

    ended = unit["valid_to"]
    query: Context = {}
    if isinstance(ended, date) and ended < today():
        system = system_of(unit, today())
        query = {"units": system.value} if system else {"on": ended.isoformat()}
    return url_for(f"records.{unit['level']}", code=unit["unit_code"], **query)


@bp.app_template_global("nothing_loaded")
def nothing_loaded() -> bool:
    """Tell whether nothing was ever written to the store."""
    return current_store().revision() == 0


@bp.app_template_global("list_count_text")
def list_count_text(path: str, count: Any) -> str:  # noqa: ANN401 -- a geodata.unit_figures.ListCount
    """Return what stands above a list of a unit: its rows, and how many of them the figures count."""
    numbers = {name: number(getattr(count, name)) for name in ("rows", "counting", "places")}
    return words("list_count", path) % numbers


@bp.app_template_global("translated")
def translated(text: str) -> str:
    """Return a text of ours that came with the data, in the reader's language."""
    return str(gettext(text))


def _page(template: str, context: Context) -> tuple[str, str]:
    """Return a page and its type; every page says of what day the registry is."""
    return render_template(template, data_date=reference_edition(), today=today(), **context), HTML


@bp.get("/communes/<code>")
def commune(code: str) -> AnyResponse:
    """Show a commune: today's, or the one of ``units`` or ``on``; a code of the past alone moves there."""
    return _unit_page(code, UnitLevel.COMMUNE)


@bp.get("/districts/<code>")
def district(code: str) -> AnyResponse:
    """Show a district; all of them ended on 30 June 2025."""
    return _unit_page(code, UnitLevel.DISTRICT)


def _unit_page(code: str, level: UnitLevel) -> AnyResponse:
    """
    Answer the page of a unit, or 308 to its last version.

    ``units`` picks the version of the code, else ``on`` does. ``on`` picks the
    records that count and the day of their status, as it does on the map.
    """
    from app.pages import contexts

    check_names(request.args, VIEW_NAMES)
    on = day_of(request.args, "on")
    system = view_of(request.args).units if "units" in request.args else None
    unit = contexts.unit_for_page(current_store(), code, level, on, today(), system)
    ended = unit["valid_to"]
    if on is None and system is None and ended is not None and ended < today():
        moved = redirect(unit_url(unit), PERMANENT)
        # A code may come to life again: ask every time.
        moved.headers["Cache-Control"] = "no-cache"
        return moved

    def make() -> tuple[str, str]:
        context = contexts.of_unit(current_store(), unit, today(), on, system)
        return _page("unit.html", context | {"crumbs": _crumbs(unit, context["detail"].parents)})

    return cached(make)


def _crumbs(unit: Context, parents: tuple[Context, ...]) -> list[tuple[str, str]]:
    """Return addresses and titles of what stands above a unit."""
    title = words("list", f"{unit['level']}s")
    above = [
        (unit_url(row), _title_above(row, unit)) for row in parents if row["level"] == UnitLevel.DISTRICT
    ]
    return [(url_for(f"records.{unit['level']}s"), title), *above]


def _title_above(parent: Context, unit: Context) -> str:
    """Return the title of a unit above another; one that had ended before is a former one."""
    title = unit_title(parent)
    ended = parent["valid_to"]
    return str(gettext("%(unit)s (former)", unit=title)) if ended and ended < unit["valid_from"] else title


@bp.get(f"/<any({PATHS}):path>/<record_id>")
def record(path: str, record_id: str) -> AnyResponse:
    """Show one record; for a product ``on`` picks the day of its status; a merged one leads to the other."""
    check_names(request.args, ("on",) if path == "products" else ())
    on = day_of(request.args, "on") or today()

    def make() -> tuple[str, str]:
        from app.pages import contexts

        context = contexts.of_record(current_store(), path, record_id, today(), on)
        return _page(f"record_{RECORDS[path]}.html", context)

    return or_moved(path, record_id, lambda: cached(make))


@bp.get("/communes")
def communes() -> Response:
    """List the communes of a unit system with the products named in each."""
    check_names(request.args, ("units",))
    return _units_page(view_of(request.args), UnitLevel.COMMUNE)


@bp.get("/districts")
def districts() -> Response:
    """List the districts, which ended on 30 June 2025."""
    check_names(request.args, ())
    return _units_page(View(units=UnitSystem.Y2024, today=today()), UnitLevel.DISTRICT)


def _units_page(view: View, level: UnitLevel) -> Response:
    """Answer a list of units."""

    def make() -> tuple[str, str]:
        from app.pages import contexts

        take_away = {"key": f"{level.value}s", "query": urlencode({"units": view.units.value})}
        context = contexts.of_units(current_store(), view, level) | {"take_away": take_away}
        return _page("list_units.html", context)

    return cached(make)


@bp.get(f"/<any({PATHS}):path>")
def records(path: str) -> Response:
    """List the records of one kind, with the filters of the API."""
    check_names(request.args, (*VIEW_NAMES, *FILTER_NAMES, *PAGE_NAMES))
    view, chosen, part = view_of(request.args), filter_of(request.args), page_of(request.args)

    def make() -> tuple[str, str]:
        from app.pages import contexts

        context = contexts.of_list(current_store(), path, view, chosen, (part.offset, part.limit))
        return _page("list_records.html", context | _list_links(path, part, context["total"]))

    return cached(make)


def _list_links(path: str, part: Page, total: int) -> Context:
    """Return the addresses around one part of a list: its neighbours, and all of it as CSV."""
    chosen = [(name, value) for name, value in request.args.items() if name not in PAGE_NAMES]
    own = OWN_FILTERS.get(path, {})

    def at(offset: int) -> str:
        query: Context = {**dict(chosen), "limit": part.limit, "offset": offset}
        return url_for("records.records", path=path, **query)

    later = part.offset + part.limit
    return {
        "kept": [(name, value) for name, value in chosen if name not in ("q", *own)],
        "own_filters": own,
        "take_away": {"key": RECORDS[path], "query": urlencode(chosen)},
        "csv_url": f"{request.script_root}/api/v1/layers/{RECORDS[path]}.csv?{urlencode(chosen)}",
        "earlier": at(max(0, part.offset - part.limit)) if part.offset else None,
        "later": at(later) if later < total else None,
    }
