"""/api/v1/ocop-points: the OCOP sales points that the office enters itself."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import gettext
from werkzeug.exceptions import Forbidden

from app.accounts.current import must_be_signed_in
from app.clock import today
from app.jobs.answers import private
from app.params import check_names
from app.planning.bodies import read_object
from app.state import current_store
from geodata.errors import N_, InvalidInput
from geodata.vocabulary import UnitSystem

if TYPE_CHECKING:
    from geodata.registry.entered import EnteredPoint
    from geodata.registry.entries import PointEntry
    from geodata.units import UnitKey

_NUMBER = (int, float)
TYPES: dict[str, Any] = {
    "name": str,
    "address": str,
    "lon": _NUMBER,
    "lat": _NUMBER,
    "opened_year": int,
    "operator": str,
    "source": str,
    "same_as": str,
}
_TYPE_NAMES: dict[Any, str] = {str: N_("a text"), int: N_("a whole number"), _NUMBER: N_("a number")}
NAMES = ("unit_code", "units", *TYPES)

bp = Blueprint("ocop_points", __name__, url_prefix="/api/v1/ocop-points")


@bp.get("")
def list_points() -> Response:
    """List the points that were entered, in the order in which they were."""
    from geodata.registry.entered import entered_points

    check_names(request.args, ())
    found = entered_points(current_store())
    return private({"items": [_described(point) for point in found], "total": len(found)})


@bp.post("")
def add_point() -> Response:
    """Enter one point; everybody sees it on the map, in the lists and in the counts."""
    from geodata.registry.entered import add_point

    check_names(request.args, ())
    entry = _entry()
    point_id = add_point(current_store(), must_be_signed_in().actor, entry, today())
    return private({"id": point_id}, HTTPStatus.CREATED)


@bp.put("/<point_id>")
def change_point(point_id: str) -> Response:
    """Change an entered point; 412 where somebody else was quicker."""
    from geodata.registry.entered import change_point, find_point

    check_names(request.args, ())
    _may_edit_now(find_point(current_store(), point_id))
    entry = _entry()
    change_point(current_store(), must_be_signed_in().actor, point_id, entry, _tag(), today())
    return private(_described(find_point(current_store(), point_id)))


@bp.delete("/<point_id>")
def remove_point(point_id: str) -> Response:
    """Remove an entered point; 412 where somebody else was quicker."""
    from geodata.registry.entered import find_point, remove_point

    check_names(request.args, ())
    _may_edit_now(find_point(current_store(), point_id))
    remove_point(current_store(), must_be_signed_in().actor, point_id, _tag())
    return Response(status=HTTPStatus.NO_CONTENT)


def _entry() -> PointEntry:
    """Return the point that the body describes, in a unit that who asks may edit."""
    from geodata.registry.entries import PointEntry
    from geodata.units import find_unit_by_code, system_day

    body = read_object(NAMES)
    if not isinstance(body.get("unit_code"), str):
        raise InvalidInput(N_("%(name)s is missing"), name="unit_code")
    units = body.get("units", UnitSystem.Y2025.value)
    if units not in (UnitSystem.Y2024.value, UnitSystem.Y2025.value):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="units",
            value=str(units)[:20],
            allowed="2024, 2025",
        )
    unit = find_unit_by_code(
        current_store(), body["unit_code"], system_day(UnitSystem(units), today()), today=today()
    )
    _may_edit((unit.unit_code, unit.valid_from))
    given: dict[str, Any] = {name: _checked(name, body.get(name)) for name in TYPES}
    return PointEntry(unit_code=unit.unit_code, unit_valid_from=unit.valid_from, **given)


def _checked(name: str, value: object) -> object:
    """Return a value of the type that its field has; an empty one is None, but for the name."""
    wanted = TYPES[name]
    if value is None or value == "":
        return "" if name == "name" else None
    if isinstance(value, bool) or not isinstance(value, wanted):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name=name,
            value=str(value)[:100],
            allowed=gettext(_TYPE_NAMES[wanted]),
        )
    return value


def _may_edit(unit: UnitKey) -> None:
    """Refuse an editor of other communes."""
    from geodata.registry.entered import units_of_entry

    if not must_be_signed_in().edits(units_of_entry(current_store(), unit, today())):
        raise Forbidden


def _may_edit_now(point: EnteredPoint) -> None:
    """Refuse an editor of other communes than the one in which a point stands; one in none is anybody's."""
    if point.entry is not None:
        _may_edit((point.entry.unit_code, point.entry.unit_valid_from))


def _described(point: EnteredPoint) -> dict[str, Any]:
    """Return an entered point for JSON; ``tag`` goes back as If-Match."""
    entry = point.entry
    return {
        "id": point.point_id,
        "name": point.name,
        "note": point.note,
        "tag": point.tag,
        "unit_code": None if entry is None else entry.unit_code,
        "unit_valid_from": None if entry is None else entry.unit_valid_from.isoformat(),
        "address": None if entry is None else entry.address,
        "lon": None if entry is None else entry.lon,
        "lat": None if entry is None else entry.lat,
        "opened_year": None if entry is None else entry.opened_year,
        "operator": None if entry is None else entry.operator,
        "source": None if entry is None else entry.source,
    }


def _tag() -> str:
    """Return the version that the change rests on, from ``If-Match``."""
    tag = request.headers.get("If-Match", "").strip().strip('"')
    if not tag:
        raise InvalidInput(N_("Send the version that you saw, as If-Match"))
    return tag
