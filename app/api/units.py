"""Units of administration."""

from __future__ import annotations

from flask import Response, request

from app.api import bp
from app.api.lists import answer_json, answer_list
from app.params import CODE, PAGE_NAMES, VIEW_NAMES, check_names, day, page_of, text_of, view_of
from app.state import current_store
from geodata.errors import N_, InvalidInput, NotFound
from geodata.vocabulary import UnitLevel


@bp.get("/units")
def list_units() -> Response:
    """Answer the units that hold on a day or in a system."""
    check_names(request.args, ("level", "parent", "q", *VIEW_NAMES, *PAGE_NAMES))
    view, page = view_of(request.args), page_of(request.args)
    level, parent, text = _level(), _parent(), text_of(request.args)

    def read() -> list[dict[str, object]]:
        from layers import answers

        return answers.list_units(current_store(), view, level=level, parent=parent, text=text)

    return answer_list(read, page)


@bp.get("/units/<code>")
def show_unit(code: str) -> Response:
    """Answer one unit: the one of the day ``on``, else the one that lives today, else the last."""
    check_names(request.args, ("on",))
    on = day(request.args, "on")
    if not CODE.fullmatch(code):
        raise NotFound(N_("No unit %(code)s"), code=code)

    def read() -> dict[str, object]:
        from layers import answers

        return answers.show_unit(current_store(), code, on)

    return answer_json(read)


def _level() -> UnitLevel | None:
    """Return the level that is asked for."""
    value = request.args.get("level")
    if value is None:
        return None
    if value not in tuple(UnitLevel):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="level",
            value=value,
            allowed=", ".join(UnitLevel),
        )
    return UnitLevel(value)


def _parent() -> str | None:
    """Return the code of the parent that is asked for."""
    value = request.args.get("parent")
    if value is not None and not CODE.fullmatch(value):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="parent",
            value=value,
            allowed=N_("a code of two to five digits"),
        )
    return value
