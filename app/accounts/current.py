"""Who asks: the session cookie, or an API token in ``Authorization: Bearer …`` below /api/ and /ogc."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import Flask, Request, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.accounts.rights import LEVELS, Least
from app.state import current_store
from geodata.office.clock import utc_now

if TYPE_CHECKING:
    from geodata.office.users import User

IDLE = timedelta(hours=1)
# The moment of the last use is written anew no more often than this.
TOUCH_EVERY = timedelta(minutes=1)
SEEN = "seen"
BEARER = "Bearer "
FOR_PROGRAMS = ("/api/", "/ogc")


class Account(UserMixin):
    """What Flask-Login holds for a request: a person, and how they showed who they are."""

    def __init__(self, user: User, token: str, *, by_api_token: bool = False) -> None:
        """Take a person with the token of the session or of the API."""
        self.user = user
        self.token = token
        self.by_api_token = by_api_token

    @property
    def level(self) -> Least:
        """What the person may."""
        return LEVELS[self.user.role]

    def get_id(self) -> str:
        """Return what the cookie keeps: the token of the session, never the name."""
        return self.token


class OfficeLogins(LoginManager):
    """Flask-Login without its "remember me" cookie and without ``current_user`` in every template."""

    def init_app(self, app: Flask, add_context_processor: bool = False) -> None:
        """
        Hang on the application, and no hooks.

        Those of the library read the session for every answer, static files
        included, and would put the reader into pages that are kept for everybody.
        """
        app.login_manager = self  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    """Register how people are recognised."""
    logins = OfficeLogins()
    # A telephone changes its address on the way; the cookie is guarded by what it is, and the store knows it.
    logins.session_protection = None
    logins.user_loader(_of_session)
    logins.request_loader(_of_api_token)
    logins.init_app(app)


def current_account() -> Account | None:
    """Return who asks and how; None for a reader."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def signed_in() -> User | None:
    """Return who asks; None for a reader."""
    account = current_account()
    return None if account is None else account.user


def must_be_signed_in() -> User:
    """Return who asks, in a view that readers never reach."""
    account = current_account()
    if account is None:
        raise RuntimeError(
            "a reader reached a view for people who are signed in: look at app.accounts.rights"
        )
    return account.user


def begin_session(user: User, token: str) -> None:
    """Begin a session in a new cookie: nothing of the old one stays."""
    session.clear()
    login_user(Account(user, token))
    session[SEEN] = utc_now().timestamp()


def end_session() -> None:
    """Empty the cookie."""
    logout_user()
    session.clear()


def touch() -> None:
    """Note that somebody is here; never in an answer that is kept for others, which can carry no cookie."""
    account = current_account()
    if account is None or account.by_api_token:
        return
    now = utc_now()
    if now - _seen() >= TOUCH_EVERY:
        session[SEEN] = now.timestamp()


def bearer_of(asked: Request) -> str | None:
    """Return the API token that a request carries; only below /api/ and /ogc is it looked at."""
    header = asked.headers.get("Authorization", "")
    if not asked.path.startswith(FOR_PROGRAMS) or not header.startswith(BEARER):
        return None
    return header.removeprefix(BEARER).strip()


def _seen() -> datetime:
    """Return when the session was last used."""
    return datetime.fromtimestamp(float(session.get(SEEN, 0)), tz=UTC)


def _of_session(token: str) -> Account | None:
    """Return whose session a cookie is of; with an API token the cookie counts for nothing."""
    from geodata.office import sessions  # SQLAlchemy: not while the program starts

    now = utc_now()
    if bearer_of(request) is not None or now - _seen() > IDLE:
        return None
    user = sessions.find_session(current_store(), token, now)
    return None if user is None else Account(user, token)


def _of_api_token(asked: Request) -> Account | None:
    """Return whose API token a request carries."""
    from geodata.office import tokens

    token = bearer_of(asked)
    user = tokens.find_token(current_store(), token, utc_now()) if token else None
    return None if user is None else Account(user, str(token), by_api_token=True)
