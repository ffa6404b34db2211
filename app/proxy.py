"""The site under a sub-path and behind proxies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.security import HEADERS
from app.settings import SAFE_PREFIX, Settings
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


MOST_TOLD = 100  # signs of a host that is none


def init_app(app: Flask, settings: Settings) -> None:
    """Put the middleware around ``app`` that its settings ask for, and check what host it is asked by."""
    app.before_request(_check_host)
    wsgi: WSGIApplication = UnderPrefix(app.wsgi_app, settings.url_prefix)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        wsgi = ProxyFix(wsgi, x_for=count, x_proto=count, x_host=count, x_port=count, x_prefix=count)
    app.wsgi_app = wsgi  # type: ignore[assignment,method-assign]


def _check_host() -> None:
    """
    Refuse a host that no address can be made of: answers would hold links that lead nowhere.

    Raises
    ------
    InvalidInput
        The name or the port of the host is none.
    """
    given = request.headers.get("Host")
    # Werkzeug gives an empty text for what is no host.
    if given is not None and not request.host:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="Host",
            value="".join(sign if sign.isprintable() else "?" for sign in given[:MOST_TOLD]),
            allowed=N_("a name of letters, digits, dots and hyphens, a port up to 65535"),
        )


class UnderPrefix:
    """
    Mounts the application under ``prefix``, whether or not the proxy strips it.

    The prefix gets into every address of a page, so one that a proxy announces
    is refused unless it is a plain path.
    """

    def __init__(self, app: WSGIApplication, prefix: str) -> None:
        """Wrap ``app``; an empty prefix mounts nothing."""
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Move the prefix from the path to the mount point."""
        announced = environ.get("SCRIPT_NAME", "").rstrip("/")
        if announced and not SAFE_PREFIX.fullmatch(announced):
            start_response("400 BAD REQUEST", [*HEADERS, ("Content-Length", "0")])
            return [b""]
        prefix = announced or self._prefix
        if prefix:
            environ["SCRIPT_NAME"] = prefix
            path = environ.get("PATH_INFO", "")
            if path == prefix or path.startswith(f"{prefix}/"):
                environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return self._app(environ, start_response)
