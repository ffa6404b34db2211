"""/api/v1/festivals: festivals of every year, entered by staff with their source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden

from app.accounts.current import must_be_signed_in
from app.clock import TIME_ZONE, today
from app.jobs.answers import private
from app.params import check_names
from app.planning.bodies import read_object, read_version
from app.planning.wording import filled
from app.state import current_store

if TYPE_CHECKING:
    from geodata.tourism.festival_table import StoredFestival
    from geodata.tourism.festivals import Festival
    from geodata.units import UnitKey

NAMES = ("name", "calendar", "month", "day", "days", "place_id", "unit_code", "source")

bp = Blueprint("festivals", __name__, url_prefix="/api/v1/festivals")


@bp.get("")
def list_festivals() -> Response:
    """List every festival with the next day on which it is held, in both calendars."""
    check_names(request.args, ())
    items = festival_answers()
    return private({"items": items, "total": len(items)})


@bp.post("")
def add_festival() -> Response:
    """Enter a festival; tours know it from now on."""
    from geodata.tourism import festival_table

    check_names(request.args, ())
    festival = festival_table.read_festival(current_store(), read_object(NAMES), today())
    _may_edit(festival)
    stored = festival_table.add_festival(current_store(), must_be_signed_in().actor, festival)
    return private(_answer(stored, _places(), _communes()), HTTPStatus.CREATED)


@bp.patch("/<festival_id>")
def change_festival(festival_id: str) -> Response:
    """Change what is given of a festival; 412 where somebody else was quicker."""
    from geodata.tourism import festival_table

    check_names(request.args, ())
    store, version = current_store(), read_version()
    before = festival_table.find_festival(store, festival_id).festival
    _may_edit(before)
    given = _given(before) | read_object(NAMES)
    festival = replace(festival_table.read_festival(store, given, today()), festival_id=festival_id)
    _may_edit(festival)
    stored = festival_table.change_festival(store, must_be_signed_in().actor, festival, version)
    return private(_answer(stored, _places(), _communes()))


@bp.delete("/<festival_id>")
def remove_festival(festival_id: str) -> Response:
    """Remove a festival; 412 where somebody else was quicker."""
    from geodata.tourism import festival_table

    check_names(request.args, ())
    _may_edit(festival_table.find_festival(current_store(), festival_id).festival)
    festival_table.remove_festival(current_store(), must_be_signed_in().actor, festival_id, read_version())
    return Response(status=HTTPStatus.NO_CONTENT)


def festival_answers() -> list[dict[str, Any]]:
    """Return every festival for JSON."""
    from geodata.tourism.festival_table import stored_festivals

    stored = stored_festivals(current_store())
    if not stored:
        return []
    places, communes = _places(), _communes()
    return [_answer(one, places, communes) for one in stored]


def festival_communes() -> list[tuple[str, str]]:
    """Return code and name of every commune of today, by name."""
    from geodata.collation import vietnamese_key
    from geodata.joins import unit_names
    from geodata.view import View

    names = unit_names(current_store(), View(today=today()))
    return sorted(names.items(), key=lambda item: vietnamese_key(item[1]))


def _given(festival: Festival) -> dict[str, Any]:
    """Return a festival as a body describes it."""
    return {
        "name": festival.name,
        "calendar": festival.calendar.value,
        "month": festival.month,
        "day": festival.day,
        "days": festival.days,
        "place_id": festival.place_id,
        "unit_code": None if festival.unit is None else festival.unit[0],
        "source": festival.source,
    }


def _answer(
    stored: StoredFestival, places: dict[str, tuple[str, str]], communes: dict[str, str]
) -> dict[str, Any]:
    """Return a festival for JSON: where it is held by name, when next in both calendars."""
    from geodata.tourism.festival_table import next_held, note_on_next

    festival = stored.festival
    place = places.get(festival.place_id or "")
    commune = communes.get(festival.festival_id)
    held, note = next_held(festival, today()), note_on_next(festival, today())
    return {
        "id": stored.festival.festival_id,
        **_given(festival),
        "place": None if place is None else place[0],
        "commune": commune if place is None else place[1],
        "next": None if held is None else _day(held),
        "next_note": None if note is None else filled(note.message, note.values),
        "version": stored.version,
        "changed_at": stored.changed_at.astimezone(TIME_ZONE).isoformat(timespec="seconds"),
        "changed_by": stored.changed_by,
    }


def _day(day: date) -> dict[str, Any]:
    """Return a day in both calendars."""
    from geodata.tourism.calendars import weekday_of
    from geodata.tourism.lunar import lunar_of

    lunar = lunar_of(day)
    return {
        "solar": day.isoformat(),
        "weekday": weekday_of(day).value,
        "lunar": {"day": lunar.day, "month": lunar.month, "leap": lunar.leap, "year": lunar.year},
    }


def _places() -> dict[str, tuple[str, str]]:
    """Return name and commune of every stop by key."""
    from geodata.tourism.registry_places import tour_places
    from geodata.view import View

    found = tour_places(current_store(), View(today=today())).items
    return {place.place_id: (place.name, place.commune) for place in found}


def _communes() -> dict[str, str]:
    """Return by festival the name of the commune of today in which it is held, where it is held in one."""
    from geodata.joins import unit_names
    from geodata.tourism.office_table import festivals_in
    from geodata.view import View

    view = View(today=today())
    names = unit_names(current_store(), view)
    held = festivals_in(current_store(), view)
    return {one.festival_id: names[one.unit[0]] for one in held if one.unit is not None}


def _may_edit(festival: Festival) -> None:
    """Refuse an editor of other communes than the one in which a festival is held."""
    from geodata.registry.entered import units_of_entry

    user, store = must_be_signed_in(), current_store()
    unit = festival.unit or _unit_of_stop(festival.place_id or "")
    # The place is gone: whoever may edit anything may tidy up.
    if unit is not None and not user.edits(units_of_entry(store, unit, today())):
        raise Forbidden


def _unit_of_stop(place_id: str) -> UnitKey | None:
    """Return the commune of today in which a stop lies; None where it is no stop any more."""
    from geodata.tourism.registry_places import tour_places
    from geodata.units import find_unit_by_code, system_day
    from geodata.view import View
    from geodata.vocabulary import UnitSystem

    store = current_store()
    place = tour_places(store, View(today=today())).by_id.get(place_id)
    if place is None:
        return None
    unit = find_unit_by_code(store, place.commune_code, system_day(UnitSystem.Y2025, today()), today=today())
    return unit.unit_code, unit.valid_from
