"""The three pages of planning: who gets them, what they hand to the browser, and what they refuse."""

from __future__ import annotations

import json
import re

import pytest

from app.planning.page_texts import PLANNING_TEXTS
from app.settings import ROOT
from app.texts import TEXTS
from geodata.office.audit import COMMAND_LINE
from geodata.office.settings import change_setting
from geodata.office.vocabulary import RoleName
from tests.app.account_helpers import signed_in_as

SCRIPTS = tuple(ROOT / "app" / "static" / "js" / folder for folder in ("desk", "planning"))
BLOCK = re.compile(r'<script type="application/json" id="([a-z-]+)">(.*?)</script>', re.DOTALL)
# t("key"), and both keys of t(condition ? "one" : "other")
KEY = re.compile(r'"([a-z_]+\.[a-z0-9_.]+)"')
CALL = re.compile(r"\bt\(([^`]*?)[,)]", re.DOTALL)


def blocks(page: str) -> dict[str, object]:
    """Return what a page hands to its scripts, by the id of the element."""
    return {name: json.loads(text) for name, text in BLOCK.findall(page)}


def scripts_text() -> str:
    """Return all modules of the page as one text."""
    paths = (path for folder in SCRIPTS for path in sorted(folder.glob("*.js")))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize("path", ["/planning", "/planning/abcDEF_-012", "/planning/compare?ids=a,b"])
def test_a_reader_gets_the_page_with_a_map_of_folium_and_a_strict_policy(empty_client, path):
    response = empty_client.get(path)
    assert response.status_code == 200
    assert 'id="map_map"' in response.text
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "'sha256-" in policy
    assert response.headers["Cache-Control"] == "no-store"


def test_folium_knows_the_outlines_alone_by_their_addresses(empty_client):
    page = empty_client.get("/planning").text
    layers = re.findall(r"ocopmap\.remoteLayer\((\{.*?\})\)", page)
    found = {layer["key"]: layer["url"] for layer in map(json.loads, layers)}
    assert found == {key: f"/api/v1/layers/{key}.geojson" for key in ("communes", "districts", "provinces")}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (None, {"save": False, "enter_point": False}),
        (RoleName.EDITOR, {"save": False, "enter_point": True}),
        (RoleName.PLANNER, {"save": True, "enter_point": True}),
    ],
)
def test_the_page_offers_what_a_role_may_do(empty_client, sqlite_store, role, may):
    if role is not None:
        signed_in_as(empty_client, sqlite_store, role)
    state = blocks(empty_client.get("/planning").text)["page-state"]
    assert state["may"] == may


def test_the_page_of_a_scenario_names_it_and_nothing_of_what_it_holds(empty_client):
    state = blocks(empty_client.get("/planning/abc_-9").text)["page-state"]
    assert state["scenario"] == "abc_-9"
    assert "answer" not in state


def test_comparing_names_each_scenario_once(empty_client):
    state = blocks(empty_client.get("/planning/compare?ids=b,a,b").text)["page-state"]
    assert state["compare"] == ["b", "a"]


@pytest.mark.parametrize("query", ["", "?ids=", "?ids=a,b,c,d,e", "?ids=a%20b", "?ids=<img>", "?ids=a&x=1"])
def test_comparing_nothing_or_too_much_or_by_no_id_is_a_400(empty_client, query):
    assert empty_client.get(f"/planning/compare{query}").status_code == 400


@pytest.mark.parametrize("path", ["/planning/{{7*7}}", "/planning/a.b", "/planning/" + "a" * 65])
def test_what_is_no_id_of_a_scenario_is_not_found(empty_client, path):
    assert empty_client.get(path).status_code == 404


def test_an_unknown_parameter_is_refused(empty_client):
    assert empty_client.get("/planning?model=p_median").status_code == 400


def test_an_office_that_is_not_public_shows_no_planning_page_to_readers(empty_client, sqlite_store):
    change_setting(sqlite_store, "public", False, 0, COMMAND_LINE)
    response = empty_client.get("/planning")
    assert response.status_code == 303
    assert "/sign-in" in response.location


def test_the_menu_leads_to_the_page(empty_client):
    assert '<a href="/planning"' in empty_client.get("/help").text


def test_every_text_that_the_scripts_ask_for_is_there():
    asked = {key for call in CALL.findall(scripts_text()) for key in KEY.findall(call)}
    assert len(asked) > 150
    assert asked - PLANNING_TEXTS.keys() - TEXTS.keys() == set()


def test_every_text_is_asked_for_by_some_script():
    text = scripts_text()
    named = set(KEY.findall(text))
    # t(`legend.${state}`): every key that begins so may be asked for.
    beginnings = tuple(re.findall(r"\bt\(`([a-z_]+\.(?:[a-z]+_)?)\$\{", text))
    panels = ("panel.",)  # by panels.js
    left = {key for key in PLANNING_TEXTS.keys() - named if not key.startswith(beginnings + panels)}
    assert left == set()


def test_no_script_of_the_page_parses_text_as_html():
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", scripts_text()) == []
    )
