"""
People who sign in: who they are, what they may, and what they changed.

``rights`` is the one table of who may do what; ``guard`` asks it before every
request. Nothing personal is on a page that is kept ready: the corner of the
header is filled by a script from ``/api/v1/me``.
"""

from __future__ import annotations

from flask import Flask

from app.accounts import current, guard, openness, rights, sessions
from app.accounts.views import bp


def init_app(app: Flask) -> None:
    """Register pages and hooks; the other blueprints may come before or after."""
    sessions.init_app(app)
    openness.init_app(app)
    current.init_app(app)
    rights.init_app(app)
    guard.init_app(app)
    app.register_blueprint(bp)
