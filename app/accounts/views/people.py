"""People: who has an account, invitations, roles and units, shutting out."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.current import must_be_signed_in, touch
from app.accounts.forms import InviteForm, PersonForm, VersionForm
from app.accounts.units import chosen_units, unit_choices, unit_names
from app.accounts.views import bp
from app.accounts.views.pages import page, refusal
from app.state import current_store
from geodata.errors import Conflict, InvalidInput, OcopError
from geodata.office.clock import utc_now
from geodata.office.vocabulary import RoleName


@bp.get("/people")
def show_people() -> Response:
    """List people and open invitations."""
    touch()
    return _people()


@bp.post("/people/invitations")
def invite() -> ResponseReturnValue:
    """Make a one-time link for a new person and show it this once."""
    from geodata.office import invitations  # SQLAlchemy: not while the program starts

    form = InviteForm()
    problem: OcopError | None = None
    if form.validate_on_submit():
        try:
            token = invitations.invite(
                current_store(),
                must_be_signed_in().actor,
                name=form.name.data,
                role=RoleName(form.role.data),
                units=chosen_units(current_store(), form.units.data),
                at=utc_now(),
            )
        except InvalidInput as error:
            problem = error
        else:
            return _people(link=_link(token), link_name=form.name.data)
    status, text = refusal(problem, form)
    return _people(status, form=form, problem=text)


@bp.post("/people/invitations/<invitation_id>/withdraw")
def withdraw_invitation(invitation_id: str) -> ResponseReturnValue:
    """End an open link."""
    from geodata.office import invitations

    invitations.withdraw(current_store(), must_be_signed_in().actor, invitation_id)
    flash(gettext("The link is withdrawn."))
    return redirect(url_for("accounts.show_people"), HTTPStatus.SEE_OTHER)


@bp.get("/people/<user_id>")
def show_person(user_id: str) -> Response:
    """Show a person, and what can be changed."""
    return _person(user_id)


@bp.post("/people/<user_id>")
def change_person(user_id: str) -> ResponseReturnValue:
    """Change name, role and units."""
    from geodata.office import users

    form = PersonForm()
    problem: OcopError | None = None
    if form.validate_on_submit():
        try:
            users.change_user(
                current_store(),
                must_be_signed_in().actor,
                user_id,
                form.version.data,
                name=form.name.data,
                role=RoleName(form.role.data),
                units=chosen_units(current_store(), form.units.data),
            )
        except (InvalidInput, Conflict) as error:
            problem = error
        else:
            flash(gettext("The account is changed."))
            return _back(user_id)
    status, text = refusal(problem, form)
    return _person(user_id, status, form=form, problem=text)


@bp.post("/people/<user_id>/<any(activate, deactivate):change>")
def set_active(user_id: str, change: str) -> ResponseReturnValue:
    """Shut somebody out, or let them in again."""
    from geodata.office import users

    form = VersionForm()
    problem: OcopError | None = None
    if form.validate_on_submit():
        try:
            users.set_active(
                current_store(),
                must_be_signed_in().actor,
                user_id,
                form.version.data,
                active=change == "activate",
            )
        except Conflict as error:
            problem = error
        else:
            flash(gettext("The account is changed."))
            return _back(user_id)
    status, text = refusal(problem, form)
    return _person(user_id, status, problem=text)


@bp.post("/people/<user_id>/password-link")
def make_password_link(user_id: str) -> ResponseReturnValue:
    """Make a one-time link with which a person chooses a new password, and show it this once."""
    from geodata.office import invitations

    try:
        token = invitations.invite_reset(current_store(), must_be_signed_in().actor, user_id, utc_now())
    except Conflict as error:
        status, text = refusal(error, VersionForm())
        return _person(user_id, status, problem=text)
    return _person(user_id, link=_link(token))


@bp.post("/people/<user_id>/sign-out")
def sign_out_person(user_id: str) -> ResponseReturnValue:
    """End every session of a person."""
    from geodata.office import sessions, users

    user = users.find_user(current_store(), user_id)
    sessions.sign_out_everywhere(current_store(), must_be_signed_in().actor, user.user_id)
    flash(gettext("%(name)s is signed out everywhere.", name=user.name))
    return _back(user_id)


def _back(user_id: str) -> ResponseReturnValue:
    """Go to the page of a person."""
    return redirect(url_for("accounts.show_person", user_id=user_id), HTTPStatus.SEE_OTHER)


def _link(token: str) -> str:
    """Return the address of a one-time link, as the person who gets it needs it."""
    return url_for("accounts.show_invitation", token=token, _external=True)


def _people(
    status: HTTPStatus = HTTPStatus.OK, form: InviteForm | None = None, **context: object
) -> Response:
    """Answer the page of people."""
    from geodata.office import invitations, users

    store = current_store()
    communes, districts = unit_choices(store)
    return page(
        "people.html",
        status,
        people=[(user, unit_names(store, user.units)) for user in users.list_users(store)],
        invitations=invitations.list_invitations(store, utc_now()),
        form=form or InviteForm(formdata=None, role=RoleName.EDITOR.value),
        chosen=(form.units.data or []) if form else [],
        communes=communes,
        districts=districts,
        **context,
    )


def _person(
    user_id: str, status: HTTPStatus = HTTPStatus.OK, form: PersonForm | None = None, **context: object
) -> Response:
    """Answer the page of a person; a form that was refused keeps what was typed."""
    from geodata.office import users

    store = current_store()
    user = users.find_user(store, user_id)
    shown = form or PersonForm(formdata=None, name=user.name, role=user.role.value, version=user.version)
    communes, districts = unit_choices(store)
    return page(
        "person.html",
        status,
        person=user,
        resting=user.locked_until is not None and user.locked_until > utc_now(),
        form=shown,
        chosen=form.units.data if form else users.unit_texts(user.units),
        communes=communes,
        districts=districts,
        **context,
    )
