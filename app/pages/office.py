"""``/office``: what the office has set, for its administrators; and the logo, for everybody."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.accounts.current import must_be_signed_in, touch
from app.accounts.links import office_links
from app.caching import cached
from app.errors import status_of, wants_json
from app.office import current_office
from app.pages.office_forms import (
    GROUPS,
    choices_of,
    given_values,
    given_versions,
    option_titles,
    shown_value,
)
from app.params import check_names
from app.state import current_settings, current_store
from geodata.errors import N_, Conflict, InvalidInput, NotFound, OcopError
from geodata.office.setting_values import TITLES
from geodata.programme.support_rules import USUAL

if TYPE_CHECKING:
    from geodata.office.settings import SettingChange

bp = Blueprint("office", __name__)

LOGO = "logo"


@bp.get("/office")
def show_office() -> Response:
    """Show every setting, and what was changed when by whom."""
    touch()
    return _page()


@bp.post("/office/<group>")
def change_group(group: str) -> ResponseReturnValue:
    """Change the settings of one form."""
    from geodata.office.settings import change_settings  # SQLAlchemy: not while the program starts

    if group not in GROUPS:
        raise NotFound(N_("There is no group of settings of that name"))
    names = GROUPS[group].names
    try:
        values, versions = given_values(names, request.form), given_versions(names, request.form)
        actor, confirmed = must_be_signed_in().actor, request.form.getlist("confirm")
        change_settings(current_store(), values, versions, actor, choices_of(), confirmed)
    except (InvalidInput, Conflict) as error:
        return _refused(error, group, request.form)
    return _done(gettext("Saved."), group)


@bp.post("/office/logo")
def change_logo() -> ResponseReturnValue:
    """Take a new logo, or take the logo away."""
    from geodata.office.logo import checked_logo
    from geodata.office.settings import add_logo, change_setting

    store, actor = current_store(), must_be_signed_in().actor
    try:
        version = given_versions((LOGO,), request.form)[LOGO]
        if request.form.get("remove"):
            change_setting(store, LOGO, "", version, actor)
        else:
            file = request.files.get("file")
            add_logo(store, checked_logo(file.read() if file else b""), version, actor)
    except OcopError as error:
        return _refused(error, LOGO)
    return _done(gettext("Saved."), LOGO)


@bp.post("/office/back")
def go_back() -> ResponseReturnValue:
    """Set a setting to what it was before or after one of the changes that are listed."""
    from geodata.office.settings import change_setting, setting_history

    wanted = request.form.get("change", ""), request.form.get("side", "")
    found = next(
        (change for change in setting_history(current_store()) if str(change.audit_id) == wanted[0]), None
    )
    if found is None or wanted[1] not in ("before", "after"):
        raise NotFound(N_("There is no such change of a setting"))
    value = found.before if wanted[1] == "before" else found.after
    try:
        version = given_versions((found.name,), request.form)[found.name]
        actor = must_be_signed_in().actor
        change_setting(current_store(), found.name, value, version, actor, choices_of())
    except OcopError as error:
        return _refused(error, "history")
    return _done(gettext("Set back: %(title)s.", title=gettext(TITLES[found.name])), "history")


@bp.get("/office/logo")
def show_logo() -> Response:
    """Answer the logo: bytes that were checked when they came in, of a type that we name."""
    from geodata.office.settings import read_logo

    check_names(request.args, ("v",))

    def make() -> tuple[bytes, str]:
        picture = read_logo(current_store(), current_office().logo)
        return picture.content, picture.media_type

    response = cached(make)
    # An img element shows it all the same; opened by itself it is saved, not run.
    response.headers["Content-Disposition"] = "attachment; filename=logo"
    return response


def _done(text: str, anchor: str) -> ResponseReturnValue:
    """Go back to the page, which says ``text``."""
    flash(text)
    return redirect(url_for("office.show_office", _anchor=anchor), HTTPStatus.SEE_OTHER)


def _refused(error: OcopError, group: str, typed: MultiDict[str, str] | None = None) -> Response:
    """Show the page with what was wrong and what was typed; a program gets the envelope."""
    if wants_json():
        raise error
    confirm = str(error.values.get("confirm", ""))
    return _page(status_of(error), problem=_told(error), problem_in=group, typed=typed, confirm=confirm)


def _told(error: OcopError) -> str:
    """Return what was wrong in the words of the page: titles and labels instead of keys."""
    values = dict(error.values)
    name = str(values.get("name", ""))
    labels = option_titles().get(name, {})
    for key in ("allowed", "title"):
        if values.get(key):
            values[key] = gettext(str(values[key]))
    if name in TITLES:
        values["name"] = gettext(TITLES[name])
    now = str(values.get("now", ""))
    values["now"] = labels.get({"True": "yes", "False": "no"}.get(now, now), now)
    return str(gettext(error.message)) % values


def _page(
    status: HTTPStatus = HTTPStatus.OK,
    problem: str = "",
    problem_in: str = "",
    typed: MultiDict[str, str] | None = None,
    confirm: str = "",
) -> Response:
    """
    Return the page; what was typed stands in the form where it was refused.

    ``confirm`` is the setting whose change would delete data: its form asks whether it may.
    """
    from geodata.office.settings import setting_history, stored_settings

    store = current_store()
    settings = stored_settings(store)
    values = {name: shown_value(setting.value) for name, setting in settings.items()}
    if typed is not None and problem_in in GROUPS:
        values |= {name: _typed(typed, name) for name in GROUPS[problem_in].names}
    page = render_template(
        "office.html",
        office_links=office_links(),
        groups=GROUPS,
        settings=settings,
        values=values,
        titles=TITLES,
        options=option_titles(),
        usual_support=USUAL.lstrip("; "),
        server_hosts=current_settings().trusted_link_hosts,
        tiles_closed=not current_settings().allow_tiles,
        problem=problem,
        problem_in=problem_in,
        confirm=confirm,
        changes=[_change(change) for change in setting_history(store)],
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _typed(typed: MultiDict[str, str], name: str) -> dict[str, Any]:
    """Return what a refused form said, as ``shown_value`` does."""
    chosen = typed.getlist(name)
    return {"text": "\n".join(chosen), "keys": chosen, "usual": typed.get(f"usual.{name}") == "yes"}


def _change(change: SettingChange) -> dict[str, Any]:
    """Return a change for the table."""
    return {
        "audit_id": change.audit_id,
        "at": change.at,
        "actor": change.actor,
        "name": change.name,
        "sides": [("before", change.before), ("after", change.after)],
    }
