"""Errors as answers: the only place that knows an HTTP status; one envelope, HTML or JSON."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from types import TracebackType
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.ogc.forms import is_for_program, is_ogc
from app.planning.wording import filled, in_words
from geodata import errors
from geodata.errors import N_

STATUS: dict[type[errors.OcopError], HTTPStatus] = {
    errors.InvalidInput: HTTPStatus.BAD_REQUEST,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Stale: HTTPStatus.PRECONDITION_FAILED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.DataProblem: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Infeasible: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.EngineUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.NotWritten: HTTPStatus.INSUFFICIENT_STORAGE,
    errors.StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.OcopError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
RETRY_AFTER_S = 5

# What the framework refuses before a view of ours is reached: status → code and text.
REFUSED: dict[int, tuple[str, str]] = {
    400: ("invalid_input", N_("The request cannot be read.")),
    401: ("sign_in_needed", N_("Sign in first, or send an API token that is still good.")),
    403: ("forbidden", N_("Your account may not do this. An administrator of the office can change that.")),
    404: ("not_found", N_("There is no such page. The address may be misspelt, or the page has moved.")),
    405: ("method_not_allowed", N_("This address does not take such a request.")),
    413: ("too_large", N_("More was sent than this address takes.")),
    415: ("invalid_input", N_("Send JSON, as Content-Type: application/json.")),
    429: ("too_many_requests", N_("Too many requests; please wait a moment.")),
    500: (
        "internal_error",
        N_("Something went wrong here. It has been written to the log as %(error_id)s."),
    ),
}
FOREIGN_FORM = N_(
    "This form is too old, or did not come from this site: go back, load the page again, send it again."
)
OTHER = ("http_error", N_("The request cannot be answered (%(status)s)."))

HEADINGS: dict[int, str] = {
    400: N_("The request is not right"),
    401: N_("Sign in first"),
    403: N_("Not open to you"),
    404: N_("Not found"),
    500: N_("Error on the server"),
    503: N_("Not available at the moment"),
}
OTHER_HEADING = N_("The request cannot be answered")


class MapServer(Flask):
    """Flask, except that an unforeseen error is logged once, under an id that the reader is shown."""

    def log_exception(
        self,
        exc_info: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log the error with its id."""
        g.error_id = secrets.token_hex(4)
        self.logger.error("Error %s on %s %r", g.error_id, request.method, request.path, exc_info=exc_info)


def status_of(error: errors.OcopError) -> HTTPStatus:
    """Return the status of the nearest class that has one."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def translated(error: errors.OcopError) -> str:
    """Return the message in the reader's language: translated first, filled afterwards."""
    text: str = gettext(error.message)
    return text % in_words(error.values) if error.values else text


def wants_json() -> bool:
    """Return whether the answer to this request is JSON: always under /api/, else by address and Accept."""
    if request.path.startswith("/api/"):
        return True
    if is_ogc(request.path):
        return is_for_program(request)
    offers = ["text/html", "application/json"]
    return request.accept_mimetypes.best_match(offers, default="text/html") == "application/json"


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(errors.OcopError, answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(CSRFError, _answer_foreign_form)


def answer(error: errors.OcopError) -> Response:
    """Answer an error that was raised on purpose."""
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.warning("%s on %s %r: %s", status.value, request.method, request.path, error)
    details = {name: _plain(value) for name, value in error.values.items()}
    response = _envelope(error.code, translated(error), details, status.value)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _answer_http(error: HTTPException) -> Response:
    """Answer what the framework refused, and errors that nobody foresaw (500)."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR.value
    code, text = REFUSED.get(status, OTHER)
    details = {"status": status}
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        details = {"error_id": g.get("error_id", "-")}
    message: str = gettext(text) % details
    response = _envelope(code, message, details, status)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _answer_foreign_form(error: CSRFError) -> Response:
    """Answer a form without the mark that it came from here, or whose mark is of another session."""
    return _envelope("csrf", gettext(FOREIGN_FORM), {"reason": error.description}, HTTPStatus.BAD_REQUEST)


def _envelope(code: str, message: str, details: dict[str, Any], status: int) -> Response:
    """Return the one envelope, as JSON or as a page."""
    if wants_json():
        # The standard of /ogc names its members otherwise (OGC 17-069r3, exception.yaml).
        names = ("code", "description") if is_ogc(request.path) else ("error", "message")
        response = jsonify({**dict(zip(names, (code, message), strict=True)), "details": details})
    else:
        heading = gettext(HEADINGS.get(status, OTHER_HEADING))
        response = make_response(render_template("error.html", heading=heading, message=message))
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain(value: object) -> object:
    """Return ``value`` as JSON can carry it: NaN and the infinities are no JSON, and told as texts."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return _told(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _told(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object as JSON can carry it; a text of ours in it is in the reader's language, filled in."""
    plain = {name: _plain(part) for name, part in value.items()}
    message, values = value.get("text"), value.get("values")
    if isinstance(message, str) and isinstance(values, Mapping):
        plain["text"] = filled(message, values)
    return plain
