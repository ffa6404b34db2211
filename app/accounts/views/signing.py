"""Signing in and out, one-time links, and who is signed in."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.current import begin_session, current_account, end_session, must_be_signed_in, touch
from app.accounts.forms import NewAccountForm, NewPasswordForm, SignInForm
from app.accounts.links import office_links, safe_next
from app.accounts.sessions import drop_hint, set_hint
from app.accounts.views import bp
from app.accounts.views.pages import page, refusal
from app.params import check_names
from app.state import current_store
from geodata.errors import N_, Conflict, InvalidInput, OcopError
from geodata.office.clock import utc_now

# The same for every reason: who asks does not learn whether there is such an account.
REFUSED = N_(
    "Login name or password is not right. After several wrong tries an account rests for a while:"
    " wait some minutes, or ask an administrator for a link to choose a new password."
)


@bp.get("/sign-in")
def show_sign_in() -> ResponseReturnValue:
    """Show the form, or go on if somebody is signed in already."""
    if current_account() is not None:
        return redirect(_target(request.args.get("next", "")), HTTPStatus.SEE_OTHER)
    form = SignInForm(next=request.args.get("next", ""))
    return page("sign_in.html", form=form)


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Begin a session."""
    from geodata.office import sessions  # SQLAlchemy: not while the program starts

    form = SignInForm()
    begun = None
    if form.validate_on_submit():
        begun = sessions.sign_in(current_store(), form.login.data, form.password.data, utc_now())
    if begun is None:
        return page("sign_in.html", HTTPStatus.UNAUTHORIZED, form=form, problem=gettext(REFUSED))
    begin_session(begun.user, begun.token)
    return _signed_in(_target(form.next.data or ""))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session."""
    from geodata.office import sessions

    account = current_account()
    if account is not None:
        sessions.sign_out(current_store(), account.user, account.token)
    return _signed_out()


@bp.post("/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the person who asks."""
    from geodata.office import sessions

    user = must_be_signed_in()
    sessions.sign_out_everywhere(current_store(), user.actor, user.user_id)
    return _signed_out()


@bp.get("/invitations/<token>")
def show_invitation(token: str) -> Response:
    """Show what a one-time link is for."""
    from geodata.office import invitations

    invitation = invitations.find_invitation(current_store(), token, utc_now())
    form = NewAccountForm() if invitation.user_id is None else NewPasswordForm()
    return page("invitation.html", form=form, invitation=invitation)


@bp.post("/invitations/<token>")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Make the account, or choose the password, that a one-time link is for; then sign in."""
    from geodata.office import invitations, sessions

    store, now = current_store(), utc_now()
    invitation = invitations.find_invitation(store, token, now)
    is_new = invitation.user_id is None
    form = NewAccountForm() if is_new else NewPasswordForm()
    problem: OcopError | None = None
    if form.validate_on_submit():
        try:
            if isinstance(form, NewAccountForm):
                user = invitations.accept_new(
                    store, token, login=form.login.data, password=form.password.data, at=now
                )
            else:
                user = invitations.accept_reset(store, token, password=form.password.data, at=now)
        except (InvalidInput, Conflict) as error:
            problem = error
        else:
            begun = sessions.begin(store, user.user_id, now)
            begin_session(begun.user, begun.token)
            flash(gettext("Welcome, %(name)s: you are signed in.", name=user.name))
            return _signed_in(url_for("accounts.show_account"))
    status, text = refusal(problem, form)
    return page("invitation.html", status, form=form, invitation=invitation, problem=text)


@bp.get("/api/v1/me")
def show_me() -> Response:
    """Answer who is signed in; ``user`` is null for a reader."""
    check_names(request.args, ())
    account = current_account()
    if account is None:
        return jsonify(user=None, links=[])
    touch()
    user = account.user
    return jsonify(
        user={"login": user.login, "name": user.name, "role": user.role.value},
        links=[{"address": address, "title": title} for address, title in office_links()],
    )


def _target(wanted: str) -> str:
    """Return where to go after signing in."""
    return safe_next(wanted) or url_for("map.show_map")


def _signed_in(target: str) -> AnyResponse:
    """Go on, and tell scripts that somebody is signed in."""
    response = redirect(target, HTTPStatus.SEE_OTHER)
    set_hint(response)
    return response


def _signed_out() -> AnyResponse:
    """Go to the sign-in page with an empty cookie."""
    end_session()
    flash(gettext("You are signed out."))
    response = redirect(url_for("accounts.show_sign_in"), HTTPStatus.SEE_OTHER)
    drop_hint(response)
    return response
