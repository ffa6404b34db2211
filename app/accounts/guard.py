"""
One hook before every request: may this one do that, and did the form come from here?

A request without a cookie that matters (an API token) needs no CSRF token:
no other site can make a browser send that header.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from app.accounts import rights
from app.accounts.current import bearer_of, current_account
from app.accounts.openness import currently_public
from app.accounts.rights import ASKING, PUBLIC, READER, Least
from app.caching import SIGNED_IN
from app.errors import wants_json
from app.warm import IS_WARM_UP

CSRF = "ocop_csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Register the hook, the CSRF check that it uses, and what keeps answers from shared caches."""
    # Checked by the hook below, after the rights and never for an API token.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # As long as the session: a form that was open over lunch is still good.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.extensions[CSRF] = CSRFProtect(app)
    app.before_request(_guard)
    app.after_request(_keep_private)


def _guard() -> ResponseReturnValue | None:
    """Refuse a request that the table of rights does not allow, or a form that is not ours."""
    least = _least_role(request.endpoint)
    if least is not PUBLIC and not _is_for_everybody(least):
        g.personal = least > READER
        account = current_account()
        if account is None:
            return _ask_to_sign_in()
        if account.level < least:
            abort(HTTPStatus.FORBIDDEN)
    # An address that leads nowhere, or takes no such method, writes nothing: 404 and 405 say so.
    if _needs_mark() and not _is_by_api_token():
        csrf: CSRFProtect = current_app.extensions[CSRF]
        csrf.protect()
    return None


def _needs_mark() -> bool:
    """Return whether the request may change something, so that it has to show that it came from here."""
    return request.endpoint is not None and request.method not in SAFE and request.endpoint not in ASKING


def _least_role(endpoint: str | None) -> Least:
    """Return the least role; an address that leads nowhere tells only a reader so."""
    if endpoint is None:
        return READER
    least: Least | None = current_app.extensions[rights.NAME].get(endpoint)
    if least is None:
        raise RuntimeError(f"nobody decided who may use {endpoint}: add it to app.accounts.rights")
    return least


def _is_for_everybody(least: Least) -> bool:
    """Return whether a reader may have it; note for the ready answers who may have this one."""
    if currently_public():
        return least is READER
    g.audience = SIGNED_IN
    # Made in the background for those who are signed in; no client can set a key without HTTP_ before it.
    return least is READER and IS_WARM_UP in request.environ


def _is_by_api_token() -> bool:
    """Return whether the request shows who it is from by an API token that is good."""
    if bearer_of(request) is None:
        return False
    account = current_account()
    return account is not None and account.by_api_token


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send a browser to the sign-in page; tell a program 401."""
    if wants_json():
        abort(HTTPStatus.UNAUTHORIZED)
    query = {}
    if request.method in SAFE:
        address = request.script_root + "/" + request.path.lstrip("/")
        text = request.query_string.decode("latin-1")
        query = {"next": f"{address}?{text}" if text else address}
    response = redirect(
        url_for("accounts.show_sign_in") + (f"?{urlencode(query)}" if query else ""), HTTPStatus.SEE_OTHER
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _keep_private(response: Response) -> Response:
    """Let no shared cache keep what is not for everybody."""
    if g.get("personal"):
        response.headers.setdefault("Cache-Control", "no-store")
    if g.get("audience") != SIGNED_IN:
        return response
    parts = [part.strip() for part in response.headers.get("Cache-Control", "no-store").split(",")]
    if "no-store" not in parts:
        kept = [part for part in parts if part not in ("public", "private")]
        response.headers["Cache-Control"] = ", ".join(["private", *kept])
    return response
