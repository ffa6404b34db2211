"""How many tries one address has: Flask-Limiter over views that check a secret or cost much."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.state import EXTENSION, Ocop

# A whole office may share one address: generous for people, far too little for guessing.
LIMITS: Mapping[str, str] = {
    "accounts.sign_in": "20 per minute; 200 per hour",
    "accounts.accept_invitation": "20 per minute; 100 per hour",
    "accounts.change_password": "10 per minute; 60 per hour",
    "accounts.create_token": "10 per minute; 60 per hour",
    # Not a secret, but a row for good.
    "short_links.make_link": "30 per minute; 300 per hour",
    # Two megabytes, read and packed; a file that is kept ready does not count.
    "atlas.take_atlas": "40 per minute; 400 per hour",
}


def init_app(app: Flask) -> None:
    """Put the limits around the views."""
    held: Ocop = app.extensions[EXTENSION]
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=held.settings.ratelimit_storage,
        strategy="moving-window",
        headers_enabled=True,
    )
    for endpoint, limit in LIMITS.items():
        # Flask's own type of a view takes no decorated one.
        app.view_functions[endpoint] = limiter.limit(limit)(app.view_functions[endpoint])  # type: ignore[assignment]
