"""The page /tours: who gets it, what it hands to the browser, and what it refuses."""

from __future__ import annotations

import json
import re

import pytest

from app.settings import ROOT
from app.texts import TEXTS
from app.tours.design_texts import TOUR_TEXTS, WORDS
from geodata.office.audit import COMMAND_LINE
from geodata.office.settings import change_setting
from geodata.office.vocabulary import RoleName
from tests.app.account_helpers import signed_in_as

SCRIPTS = tuple(ROOT / "app" / "static" / "js" / folder for folder in ("desk", "tours"))
BLOCK = re.compile(r'<script type="application/json" id="([a-z-]+)">(.*?)</script>', re.DOTALL)
# t("key"), both keys of t(condition ? "one" : "other"), and keys that stand in a table
KEY = re.compile(r'"([a-z_]+\.[a-z0-9_.]+)"')
CALL = re.compile(r"\bt\(([^`]*?)[,)]", re.DOTALL)
# t(`weekday.${…}`): every key that begins so may be asked for.
BEGINNING = re.compile(r"\bt\(`([a-z_]+\.)\$\{")
FROM_THE_REGISTRY = ("interest.", *(f"{name}." for name in WORDS))


def blocks(page: str) -> dict[str, object]:
    """Return what a page hands to its scripts, by the id of the element."""
    return {name: json.loads(text) for name, text in BLOCK.findall(page)}


def scripts_text() -> str:
    """Return all modules of the page as one text."""
    paths = (path for folder in SCRIPTS for path in sorted(folder.glob("*.js")))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize("path", ["/tours", "/tours/abcDEF_-012/edit"])
def test_a_reader_gets_the_page_with_a_map_of_folium_and_a_strict_policy(empty_client, path):
    response = empty_client.get(path)
    assert response.status_code == 200
    assert 'id="map_map"' in response.text
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "'sha256-" in policy
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("role", "may"), [(None, False), (RoleName.EDITOR, True), (RoleName.PLANNER, True)])
def test_the_page_offers_saving_to_who_may_edit(empty_client, sqlite_store, role, may):
    if role is not None:
        signed_in_as(empty_client, sqlite_store, role)
    state = blocks(empty_client.get("/tours").text)["page-state"]
    assert state["may"] == {"save": may}


def test_the_page_of_a_saved_tour_names_it_and_nothing_of_what_it_holds(empty_client):
    state = blocks(empty_client.get("/tours/abc_-9/edit").text)["page-state"]
    assert state["tour"] == "abc_-9"
    assert "request" not in state


@pytest.mark.parametrize("path", ["/tours/{{7*7}}/edit", "/tours/a.b/edit", "/tours/" + "a" * 65 + "/edit"])
def test_what_is_no_id_of_a_tour_is_not_found(empty_client, path):
    assert empty_client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/tours?start=x", "/tours/abc/edit?x=1"])
def test_an_unknown_parameter_is_refused(empty_client, path):
    assert empty_client.get(path).status_code == 400


def test_an_office_that_is_not_public_shows_no_desk_to_readers(empty_client, sqlite_store):
    change_setting(sqlite_store, "public", False, 0, COMMAND_LINE)
    response = empty_client.get("/tours")
    assert response.status_code == 303
    assert "/sign-in" in response.location


def test_every_module_of_the_page_is_fetched_at_once(empty_client):
    page = empty_client.get("/tours").text
    for folder in SCRIPTS:
        for path in folder.glob("*.js"):
            assert f"js/{folder.name}/{path.name}" in page


def test_the_words_of_stops_come_in_the_language_of_the_reader(empty_client):
    texts = blocks(empty_client.get("/tours").text)["texts"]
    assert texts["interest.craft"] == "Nghề, làng nghề"
    assert texts["product_group.beverage"]


def test_every_text_that_the_scripts_ask_for_is_there():
    text = scripts_text()
    asked = {key for call in CALL.findall(text) for key in KEY.findall(call)}
    assert len(asked) > 150
    assert asked - TOUR_TEXTS.keys() - TEXTS.keys() == set()


def test_every_text_is_asked_for_by_some_script():
    text = scripts_text()
    beginnings = tuple(BEGINNING.findall(text))
    left = {
        key
        for key in TOUR_TEXTS.keys() - set(KEY.findall(text))
        if not key.startswith((*beginnings, "panel."))
    }
    assert left == set()


def test_words_that_a_script_completes_are_there():
    made_here = TOUR_TEXTS.keys() | TEXTS.keys()
    for beginning in BEGINNING.findall(scripts_text()):
        assert beginning in FROM_THE_REGISTRY or any(key.startswith(beginning) for key in made_here)


def test_no_script_of_the_page_parses_text_as_html():
    parsing = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\("
    assert re.findall(parsing, scripts_text()) == []


def test_the_help_explains_the_desk_and_leads_to_it(empty_client):
    page = empty_client.get("/help").text
    assert 'id="tours"' in page
    assert 'href="/tours"' in page
