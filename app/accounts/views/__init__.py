"""The pages of accounts. Each answers one person, so none of them is kept anywhere."""

from __future__ import annotations

from flask import Blueprint, Response

bp = Blueprint("accounts", __name__)


@bp.after_request
def _keep_nothing(response: Response) -> Response:
    """Let neither the browser nor a proxy keep the page of a person."""
    response.headers["Cache-Control"] = "no-store"
    # A one-time link in the address must not go out as the address that a reader came from.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


# The modules below add their routes to ``bp``.
from app.accounts.views import account, audit, people, signing  # noqa: E402, F401
