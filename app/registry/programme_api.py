"""/api/v1/programme: what the programme follows, counted by unit or listed; the filters by it; as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from app.api.lists import answer_json
from app.filters import base_date_text, current_wording
from app.params import VIEW_NAMES, check_names, one_of, view_of
from app.registry.table_files import LANGUAGE, Sheets, answer_tables
from app.state import current_store
from geodata.errors import N_, InvalidInput
from geodata.records.vocabulary import Fact
from geodata.view import View
from geodata.view_reading import not_allowed
from geodata.vocabulary import UnitLevel, UnitSystem

if TYPE_CHECKING:
    from geodata.programme.tallies import UnitTally
    from geodata.programme.zone_sums import UnitZones
    from layers.wording import Wording

KINDS = ("products", "producers")
TABLES = ("facts", "linked_zones")
LIST_NAMES = ("kind", "fact", "unit", "table", *VIEW_NAMES)
ASKED_NAMES = ("kind", "level", *VIEW_NAMES)

bp = Blueprint("programme", __name__, url_prefix="/api/v1")


def asked_tallies() -> tuple[str, UnitLevel, View]:
    """
    Return kind of records, level of units and view of an address.

    Raises
    ------
    InvalidInput
        One of them is not allowed; units of 2019 are names only.
    """
    kind = _chosen("kind", KINDS)
    return kind, one_of(request.args, "level", UnitLevel, UnitLevel.PROVINCE), _view()


def _chosen(name: str, allowed: tuple[str, ...]) -> str:
    """Return one of some words of an address, the first where none is given."""
    value = request.args.get(name) or allowed[0]
    if value not in allowed:
        raise not_allowed(name, value, ", ".join(allowed))
    return value


def _view() -> View:
    """Return the view of an address; units of 2019 are names only."""
    view = view_of(request.args)
    if view.units is UnitSystem.Y2019:
        raise InvalidInput(N_("The unit system 2019 has names only: choose 2024 or 2025"))
    return view


@bp.get("/programme")
def show_tallies() -> Response:
    """Answer of how many records something is known, denied or not known, by unit."""
    check_names(request.args, ASKED_NAMES)
    kind, level, view = asked_tallies()

    def read() -> dict[str, Any]:
        from geodata.programme.tallies import tally_units
        from geodata.programme.zone_sums import zones_by_unit

        found = tally_units(current_store(), view, kind, level)
        zones = zones_by_unit(current_store(), view, level) if kind == KINDS[0] else {}
        return {
            "kind": kind,
            "level": level.value,
            "units": view.units.value,
            "on": view.on,
            "status_day": view.status_day,
            "items": [_tally_json(one) | _zones_json(zones.get(one.code)) for one in found],
            "total": len(found),
            "base_date_text": base_date_text(),
            "revision": current_store().revision(),
        }

    return answer_json(read)


def _tally_json(one: UnitTally) -> dict[str, Any]:
    """Return one unit as JSON."""
    return {
        "code": one.code,
        "name": one.name,
        "count": one.count,
        "facts": {fact.value: tally for fact, tally in one.facts.items()},
        "said_of_producer": {fact.value: count for fact, count in one.said_of_producer.items()},
        "values": {fact.value: dict(counts) for fact, counts in one.values.items()},
    }


def _zones_json(zones: UnitZones | None) -> dict[str, Any]:
    """Return the linked zones of the products of a unit; nothing where none is linked."""
    return {} if zones is None else {"linked_zones": zones._asdict()}


@bp.get("/programme/filters")
def list_filters() -> Response:
    """Answer the filters by facts with their values, in the language of the reader."""
    check_names(request.args, VIEW_NAMES)
    view = view_of(request.args)

    def read() -> dict[str, Any]:
        from layers.followed_tables import MEANING, OFFERED, OWN_FACTS, offered_filters

        words = current_wording()
        filters = offered_filters(current_store(), view, words)
        return {
            "filters": filters,
            "note": " ".join(map(words.translate, (OFFERED, MEANING, OWN_FACTS))),
            "status_day": view.status_day,
        }

    return answer_json(read)


@bp.get("/programme.<extension>")
def take_tallies(extension: str) -> Response:
    """Answer the tallies as a workbook or as CSV."""
    check_names(request.args, (*ASKED_NAMES, LANGUAGE))
    kind, level, view = asked_tallies()

    def make(words: Wording) -> Sheets:
        from geodata.programme.tallies import tally_units
        from geodata.programme.zone_sums import zones_by_unit
        from layers.followed_tables import tally_lines, tally_table
        from layers.linked_zones import MEANING, TITLE, zones_table

        store = current_store()
        units, lines = tally_units(store, view, kind, level), tally_lines(store, view, kind, words)
        table = tally_table(kind, level, units, words)
        if kind != KINDS[0]:
            return Sheets(table.title, (table,), lines)
        zones = zones_table(level, units, zones_by_unit(store, view, level), words)
        lines = [*lines, (words.translate(TITLE), words.translate(MEANING))]
        return Sheets(table.title, (table, zones), lines)

    return answer_tables(extension, f"programme_{kind}_{level}_{view.units}_{view.status_day:%Y%m%d}", make)


@bp.get("/programme/facts.<extension>")
def take_facts(extension: str) -> Response:
    """Answer every fact on record and the linked zones, as a workbook or (one of the tables) as CSV."""
    check_names(request.args, (*LIST_NAMES, LANGUAGE))
    view, table = _view(), _chosen("table", TABLES)
    kinds = (_chosen("kind", KINDS),) if request.args.get("kind") else KINDS
    fact = one_of(request.args, "fact", Fact, Fact.STAGE) if request.args.get("fact") else None
    unit = request.args.get("unit") or None

    def make(words: Wording) -> Sheets:
        from geodata.programme.listing import list_facts, list_linked_zones
        from geodata.units import find_unit_by_code
        from layers.followed_lists import facts_table, list_lines, zones_table

        store = current_store()
        if unit is not None:
            find_unit_by_code(store, unit)
        facts = facts_table(list_facts(store, view, kinds, fact, unit), words)
        zones = zones_table(list_linked_zones(store, view, unit), words)
        ordered = (facts, zones) if table == TABLES[0] else (zones, facts)
        return Sheets(ordered[0].title, ordered, list_lines(store, view, words))

    return answer_tables(extension, f"{table}_{view.units}_{view.status_day:%Y%m%d}", make)
