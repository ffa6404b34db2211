"""Languages: the switch, the texts, the marks of numbers and dates."""

import re
from datetime import date

import pytest
from flask_babel import force_locale

from app.i18n import date_text, language_of_cookies, number, tell_of_missing_texts
from app.texts import TEXTS, browser_texts


def test_texts_that_nobody_compiled_are_told_with_what_to_do(app, tmp_path, caplog):
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text("", encoding="utf-8")
    tell_of_missing_texts(app, tmp_path)
    assert "babel.messages.frontend compile" in caplog.text
    caplog.clear()
    (folder / "messages.mo").touch()
    tell_of_missing_texts(app, tmp_path)
    assert caplog.text == ""


def test_a_first_visit_is_in_vietnamese(empty_client):
    page = empty_client.get("/", headers={"Accept-Language": "en"}).text
    assert '<html lang="vi">' in page
    assert "<title>Bản đồ OCOP tỉnh Lào Cai</title>" in page


def test_the_switch_keeps_the_choice_and_the_address(empty_client):
    response = empty_client.get("/?units=2024&lang=en&q=a%26b")
    assert response.status_code == 302
    assert response.headers["Location"] == "/?units=2024&q=a%26b"
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "SameSite=Lax" in response.headers["Set-Cookie"]
    page = empty_client.get("/").text
    assert '<html lang="en">' in page
    assert "<title>OCOP map of Lào Cai</title>" in page


def test_each_language_links_to_the_other(empty_client):
    assert 'href="?units=2024&amp;lang=en" lang="en"' in empty_client.get("/?units=2024").text
    empty_client.set_cookie("lang", "en")
    assert 'href="?lang=vi" lang="vi"' in empty_client.get("/").text


def test_a_language_that_we_do_not_have_is_a_400(empty_client):
    response = empty_client.get("/?lang=fr")
    assert response.status_code == 400
    assert "vi, en" in response.text


@pytest.mark.parametrize("path", ["//evil.example/", "/%2F/evil.example", "/\\evil.example"])
def test_the_switch_never_leads_to_another_site(empty_client, path):
    location = empty_client.get(f"{path}?lang=en").headers.get("Location", "/")
    assert not re.match(r"(//|/\\|https?://evil)", location)


def test_errors_are_in_the_language_of_the_reader(empty_client):
    assert "Không có trang này" in empty_client.get("/api/v1/nowhere").json["message"]
    empty_client.set_cookie("lang", "en")
    assert "no such page" in empty_client.get("/api/v1/nowhere").json["message"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"),
        ("lang=en", "en"),
        ("a=b; lang=en; c=d", "en"),
        ("lang=fr", "vi"),
        ("xlang=en", "vi"),
        ("lang=en' onload", "vi"),
        (";;=;", "vi"),
    ],
)
def test_the_cookie_decides_the_language(header, language):
    assert language_of_cookies(header, "vi") == language


@pytest.mark.parametrize(
    ("value", "digits", "vietnamese", "english"),
    [
        (1234567, None, "1.234.567", "1,234,567"),
        (1234.5, None, "1.234,5", "1,234.5"),
        (3.0, None, "3", "3"),
        (0.126, None, "0,13", "0.13"),
        (2, 1, "2,0", "2.0"),
        (-1234.5, 2, "-1.234,50", "-1,234.50"),
        (None, None, "", ""),
    ],
)
def test_numbers_have_the_marks_of_the_language(empty_app, value, digits, vietnamese, english):
    with empty_app.test_request_context():
        assert number(value, digits) == vietnamese
        with force_locale("en"):
            assert number(value, digits) == english


def test_dates_are_day_month_year():
    assert date_text(date(2025, 7, 1)) == date_text("2025-07-01") == "01/07/2025"
    assert date_text(None) == date_text("") == ""


def test_the_browser_gets_every_text_in_the_language_of_the_reader(empty_app):
    with empty_app.test_request_context():
        texts = browser_texts()
    assert texts.keys() == TEXTS.keys()
    assert texts["retry"] == "Thử lại"
