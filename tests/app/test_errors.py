"""Errors as answers: status, envelope, language, and what is not told."""

import json
import logging

import pytest
from flask import abort

from app.accounts.rights import READER, decide
from app.errors import STATUS, status_of
from geodata import errors
from geodata.errors import InvalidInput, NotFound, OcopError, StoreUnavailable


@pytest.fixture
def broken(empty_app):
    """An application with addresses that fail in every way."""

    @empty_app.get("/api/v1/raise/<name>")
    @empty_app.get("/raise/<name>")
    def fail(name):
        if name == "unforeseen":
            raise ZeroDivisionError("the password is swordfish")
        if name == "abort":
            abort(413)
        raise getattr(errors, name)("No %(key)s; there are %(allowed)s", key="<b>x</b>", allowed="100 %d")

    @empty_app.get("/api/v1/raise-number/<value>")
    def fail_number(value):
        number = float(value)
        raise InvalidInput("Not %(value)s", value=number, values=[number, {"a": number}])

    decide(empty_app, "fail", READER)
    decide(empty_app, "fail_number", READER)
    empty_app.config["PROPAGATE_EXCEPTIONS"] = False
    return empty_app.test_client()


def kinds():
    """Return every class of the error tree."""
    return [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OcopError)]


@pytest.mark.parametrize("kind", kinds())
def test_every_error_has_a_status_and_its_code_is_in_the_envelope(broken, kind):
    response = broken.get(f"/api/v1/raise/{kind.__name__}")
    assert response.status_code == STATUS[kind]
    assert response.json["error"] == kind.code
    assert response.json["details"] == {"key": "<b>x</b>", "allowed": "100 %d"}
    assert set(response.json) == {"error", "message", "details"}


def test_an_error_about_what_is_no_number_is_still_json(broken):
    for value in ("nan", "inf", "-inf"):
        response = broken.get(f"/api/v1/raise-number/{value}")
        details = json.loads(response.text, parse_constant=pytest.fail)["details"]
        assert details == {"value": value, "values": [value, {"a": value}]}


def test_a_class_without_a_status_takes_the_one_of_its_base():
    class Odd(NotFound):
        pass

    assert status_of(Odd("x")) == 404


def test_the_message_is_translated_first_and_filled_afterwards(broken):
    message = broken.get("/api/v1/raise/NotFound").json["message"]
    assert "<b>x</b>" in message
    assert "100 %d" in message


def test_a_reader_of_pages_gets_a_page_in_which_the_value_is_text(broken):
    response = broken.get("/raise/NotFound", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.mimetype == "text/html"
    assert "&lt;b&gt;x&lt;/b&gt;" in response.text
    assert "<b>x</b>" not in response.text


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [("application/json", "application/json"), ("*/*", "text/html"), ("text/html", "text/html")],
)
def test_accept_decides_outside_the_api(broken, accept, mimetype):
    assert broken.get("/raise/NotFound", headers={"Accept": accept}).mimetype == mimetype


def test_the_api_answers_json_to_a_browser_too(broken):
    response = broken.get("/api/v1/raise/NotFound", headers={"Accept": "text/html"})
    assert response.mimetype == "application/json"


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/v1/nowhere", 404, "not_found"),
        ("post", "/api/v1/raise/x", 405, "method_not_allowed"),
        ("get", "/api/v1/raise/abort", 413, "too_large"),
    ],
)
def test_what_the_framework_refuses_comes_in_the_same_envelope(broken, method, address, status, code):
    response = getattr(broken, method)(address)
    assert (response.status_code, response.json["error"]) == (status, code)
    assert set(response.json) == {"error", "message", "details"}


def test_a_405_says_what_is_allowed(broken):
    assert "GET" in broken.post("/raise/x").headers["Allow"]


def test_an_unforeseen_error_tells_its_id_and_nothing_else_and_is_logged_once(broken, caplog):
    with caplog.at_level(logging.ERROR):
        response = broken.get("/api/v1/raise/unforeseen")
    assert response.status_code == 500
    assert "swordfish" not in response.text
    assert "ZeroDivision" not in response.text
    error_id = response.json["details"]["error_id"]
    logged = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(logged) == 1
    assert error_id in logged[0].getMessage()
    assert "swordfish" in caplog.text


def test_a_store_that_does_not_answer_is_a_503_that_says_when_to_come_back(broken):
    response = broken.get("/api/v1/raise/StoreUnavailable")
    assert response.status_code == STATUS[StoreUnavailable] == 503
    assert int(response.headers["Retry-After"]) > 0


def test_errors_are_not_kept(broken):
    assert broken.get("/raise/InvalidInput").headers["Cache-Control"] == "no-store"
    assert STATUS[InvalidInput] == 400


def test_head_and_options_are_answered(broken):
    assert broken.head("/nowhere").status_code == 404
    assert broken.head("/nowhere").data == b""
    assert "GET" in broken.options("/").headers["Allow"]
