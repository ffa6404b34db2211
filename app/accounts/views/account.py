"""One's own account: password, API tokens, signing out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.current import begin_session, must_be_signed_in, touch
from app.accounts.forms import ChangePasswordForm, TokenForm
from app.accounts.units import unit_names
from app.accounts.views import bp
from app.accounts.views.pages import page, refusal
from app.state import current_store
from geodata.errors import Conflict, InvalidInput, OcopError
from geodata.office.clock import utc_now


@bp.get("/account")
def show_account() -> Response:
    """Show who one is, and what can be changed."""
    touch()
    return _page()


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change one's password; every other session ends."""
    from geodata.office import sessions  # SQLAlchemy: not while the program starts

    form = ChangePasswordForm()
    problem: OcopError | None = None
    if form.validate_on_submit():
        try:
            begun = sessions.change_password(
                current_store(), must_be_signed_in(), form.present.data, form.password.data, utc_now()
            )
        except (InvalidInput, Conflict) as error:
            problem = error
        else:
            begin_session(begun.user, begun.token)
            flash(gettext("Your password is changed, and you are signed out everywhere else."))
            return _back()
    status, text = refusal(problem, form)
    return _page(status, password_form=form, password_problem=text)


@bp.post("/account/tokens")
def create_token() -> ResponseReturnValue:
    """Make an API token and show it this once."""
    from geodata.office import sessions, tokens

    form, user, now = TokenForm(), must_be_signed_in(), utc_now()
    problem: OcopError | None = None
    if form.validate_on_submit():
        try:
            sessions.confirm(current_store(), user, form.present.data, now)
            token = tokens.create_token(current_store(), user, form.name.data, form.days.data, now)
        except (InvalidInput, Conflict) as error:
            problem = error
        else:
            return _page(new_token=token)
    status, text = refusal(problem, form)
    return _page(status, token_form=form, token_problem=text)


@bp.post("/account/tokens/<token_id>/withdraw")
def withdraw_token(token_id: str) -> ResponseReturnValue:
    """Withdraw one of one's API tokens."""
    from geodata.office import tokens

    tokens.revoke_token(current_store(), must_be_signed_in(), token_id, utc_now())
    flash(gettext("The token is withdrawn."))
    return _back()


def _back() -> ResponseReturnValue:
    """Go to the page of the account."""
    return redirect(url_for("accounts.show_account"), HTTPStatus.SEE_OTHER)


def _page(status: HTTPStatus = HTTPStatus.OK, **context: object) -> Response:
    """Answer the page of the account."""
    from geodata.office import tokens

    store, user = current_store(), must_be_signed_in()
    forms: dict[str, Any] = {"password_form": ChangePasswordForm(), "token_form": TokenForm()}
    return page(
        "account.html",
        status,
        user=user,
        units=unit_names(store, user.units),
        tokens=tokens.list_tokens(store, user.user_id, utc_now()),
        **forms | context,
    )
