"""The session cookie, and the mark that tells scripts to ask who is signed in."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response

from app.state import current_settings
from geodata.office.clock import LONGEST_SESSION

COOKIE = "ocop_session"
# Says only that it is worth asking: a reader who never signed in asks for nothing.
HINT = "signed_in"


class OfficeSessions(SecureCookieSessionInterface):
    """
    A cookie that is as safe as the way it came allows.

    Over HTTPS it is Secure and its name begins with ``__Host-`` (``__Secure-``
    under a path), which a browser takes from nobody else. A laptop serves
    http://127.0.0.1, where a browser would drop a Secure cookie and nobody
    could sign in; there it is plain, and never leaves the machine.
    ``OCOP_SECURE_COOKIES`` insists on Secure behind a proxy that does not say
    that it speaks HTTPS.
    """

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return whether the cookie travels by HTTPS alone."""
        return current_settings().secure_cookies or request.is_secure

    def get_cookie_path(self, app: Flask) -> str:
        """Return the path where the site is mounted."""
        return request.script_root or "/"

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name, with the prefix that the path allows."""
        if not self.get_cookie_secure(app):
            return COOKIE
        return f"__Host-{COOKIE}" if self.get_cookie_path(app) == "/" else f"__Secure-{COOKIE}"


def init_app(app: Flask) -> None:
    """Set how the cookie is written."""
    app.session_interface = OfficeSessions()
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The cookie itself ends with the browser; a copy of it ends with the session.
        PERMANENT_SESSION_LIFETIME=LONGEST_SESSION,
    )


def set_hint(response: Response) -> None:
    """Tell scripts that somebody is signed in."""
    response.set_cookie(
        HINT,
        "1",
        path=request.script_root or "/",
        secure=current_settings().secure_cookies or request.is_secure,
        samesite="Lax",
    )


def drop_hint(response: Response) -> None:
    """Tell scripts that nobody is."""
    response.delete_cookie(HINT, path=request.script_root or "/", samesite="Lax")
