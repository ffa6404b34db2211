"""Pages of the registry: who sees them, what they list, and what they refuse."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from app import create_app
from app.accounts.rights import EDITOR, RIGHTS
from app.registry.figure_names import record_title
from app.registry.record_pages import LINKS
from app.registry.record_texts import TEXTS
from app.settings import ROOT
from geodata import tables
from geodata.office.audit import COMMAND_LINE
from geodata.office.vocabulary import RoleName
from geodata.records.editing import create_record
from geodata.records.kinds import SPECS, RecordKind
from geodata.store import Store
from tests.app.account_helpers import begin
from tests.app.conftest import closing, settings_for
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD
from tests.office_factories import make_user

PAGES = sorted(name for name in RIGHTS if name.startswith("registry_pages."))
SCRIPTS = ROOT / "app" / "static" / "js" / "registry"
SHOP = {"name": PAYLOAD, "kind": "shop", "commune": "Bản Liền", "district": "Bắc Hà", "operator": PAYLOAD}


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory) -> Iterator[Store]:
    """The reference data, a copy for these tests, with an editor and one hostile shop."""
    path = tmp_path_factory.mktemp("pages") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def editor(store):
    for app in closing(create_app(settings_for(store))):
        client = app.test_client()
        begin(client, store, make_user(store, "lan", RoleName.EDITOR))
        yield client


@pytest.fixture(scope="module")
def shop(store):
    return create_record(store, COMMAND_LINE, RecordKind.SALES_POINTS, SHOP)


def state_of(response):
    found = re.search(r'id="page-state">(.*?)</script>', response.text, re.DOTALL)
    return json.loads(found[1])


def test_every_page_is_for_people_of_the_office():
    assert PAGES
    assert {RIGHTS[name] for name in PAGES} == {EDITOR}


def test_the_menu_of_the_registry_leads_to_every_page_of_it(editor):
    menu = editor.get("/registry").text.partition('class="list-nav"')[2].partition("</nav>")[0]
    links = re.findall(r'href="([^"]+)"', menu)
    assert {"/registry/import", "/registry/upgrades", "/expiry", "/reconciliation", "/quality"} <= set(links)
    assert len(links) == len(LINKS)
    assert [link for link in links if editor.get(link).status_code != 200] == []


def test_a_registry_without_data_says_so_and_claims_no_load(sqlite_store):
    for app in closing(create_app(settings_for(sqlite_store))):
        client = app.test_client()
        client.set_cookie("lang", "en")
        begin(client, sqlite_store, make_user(sqlite_store))
        page = client.get("/registry").text
    assert 'id="nothing-loaded"' in page
    assert "what was loaded" not in page


def test_a_reader_is_sent_to_sign_in(client):
    for path in ("/registry", "/registry/products", "/registry/changes"):
        assert client.get(path).status_code == 303
        assert "/sign-in" in client.get(path).headers["Location"]


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_kind_has_a_list_a_form_and_pages_of_its_records(editor, store, kind):
    assert editor.get(f"/registry/{kind}").status_code == 200
    if not SPECS[kind].is_figure:
        assert state_of(editor.get(f"/registry/{kind}/new"))["kind"] == kind
    spec = SPECS[kind]
    table = tables.metadata.tables[spec.table]
    with store.read() as connection:
        key = connection.scalar(sa.select(table.c[spec.id_column]).limit(1))
    if key is not None:
        assert state_of(editor.get(f"/registry/{kind}/{key}"))["record"]["id"] == key


def test_a_form_that_an_editor_may_not_send_is_not_offered_nor_shown(editor, store):
    address = "/registry/published_totals/new"
    assert editor.get(address).status_code == 403
    pages = ("/registry", "/registry/published_totals")
    assert [page for page in pages if address in editor.get(page).text] == []
    for app in closing(create_app(settings_for(store))):
        planner = app.test_client()
        begin(planner, store, make_user(store, "planner", RoleName.PLANNER))
        assert state_of(planner.get(address))["kind"] == "published_totals"
        assert [page for page in pages if address in planner.get(page).text] == list(pages)


@pytest.mark.parametrize("kind", ["published_totals", "published_targets"])
def test_a_figure_is_read_only_for_who_may_not_change_it_and_says_why(editor, store, kind):
    table = tables.metadata.tables[kind]
    with store.read() as connection:
        row = connection.execute(sa.select(table).order_by(table.c.source).limit(1)).mappings().one()
    address = f"/registry/{kind}/{row[SPECS[RecordKind(kind)].id_column]}"
    page = editor.get(address)
    assert 'id="locked"' in page.text
    assert row["source"] in unescape(page.text)
    assert state_of(page)["is_locked"] is True
    for app in closing(create_app(settings_for(store))):
        planner = app.test_client()
        begin(planner, store, make_user(store, f"of-{kind}", RoleName.PLANNER))
        page = planner.get(address)
        assert (state_of(page)["is_locked"], 'id="locked"' in page.text) == (False, False)


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("products_by_star 4 2023-12-31", "published_totals", "Products by stars: 4 ★, 31/12/2023"),
        (
            "products_by_district 085 2023-12-31",
            "published_totals",
            "Products by district: Bắc Hà, 31/12/2023",
        ),
        ("products_total 2022-09", "published_totals", "Recognised products: 09/2022"),
        ("products_total 2023", "published_totals", "Recognised products: 2023"),
        ("products_total 2026", "published_targets", "recognised products in all: 2026"),
        ("nobody_named_it 2026", "published_targets", "nobody_named_it 2026"),
        ("products_total 2026", "products", "products_total 2026"),
    ],
)
def test_a_figure_is_called_by_what_it_is_of_and_when(editor, name, kind, told):
    with editor.application.test_request_context("/registry?lang=en"), force_locale("en"):
        assert record_title(name, kind) == told


def test_figures_of_one_month_are_told_apart_by_value_and_source(editor):
    text = editor.get("/registry/published_totals?q=products_total+2022-09").text
    for value in ("139", "142"):
        assert f'<td class="number">{value}</td>' in text
    assert "09/2022" in text
    assert "30/09/2022" not in text


def test_a_record_outside_the_communes_of_an_editor_is_read_only(store, shop):
    for app in closing(create_app(settings_for(store))):
        local = app.test_client()
        begin(local, store, make_user(store, "local", RoleName.EDITOR, units=[("02647", date(2025, 7, 1))]))
        page = local.get(f"/registry/sales_points/{shop}")
        assert (state_of(page)["is_locked"], 'id="locked"' in page.text) == (True, True)
        assert "<img src=x" not in page.text


def test_the_list_finds_without_accents_and_counts_what_it_finds(editor):
    page = editor.get("/registry/sights?q=fansipan").text
    assert "Fansipan" in page
    assert editor.get("/registry/sights?q=nichtda&lang=en").text.count("<tr>") == 0


def test_hostile_names_are_text_on_every_page(editor, shop):
    for path in ("", "/sales_points?q=img", f"/sales_points/{shop}", "/changes", "/changes/1"):
        page = editor.get(f"/registry{path}").text
        assert "<img src=x" not in page
    assert "<img src=x" in unescape(editor.get("/registry/changes").text)


def test_what_a_command_did_is_told_in_the_language_of_the_reader(editor, shop):
    pages = [
        editor.get(f"/registry/{path}?lang=vi", follow_redirects=True).text
        for path in ("changes", "changes/1")
    ]
    assert [("dòng lệnh" in page, "command line" in page) for page in pages] == [(True, False)] * 2


def test_a_form_has_every_field_of_its_kind_and_the_communes_of_both_lists(editor):
    state = state_of(editor.get("/registry/products/new?"))
    names = [field["name"] for field in state["fields"]]
    assert {"name", "producer", "unit_code", "lon", "source"} <= set(names)
    assert [part["table"] for part in state["parts"]] == [
        "certificates",
        "inspections",
        "programme_facts",
        "product_zones",
    ]
    assert {len(state["communes"][system]) for system in ("2024", "2025")} == {99, 160}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nope", 404),
        ("nope/new", 404),
        ("products/nope", 404),
        ("products?offset=-1", 400),
        ("products?colour=red", 400),
        (f"products?q={'x' * 101}", 400),
        ("products?merge=nope", 404),
        ("products/new?x=1", 400),
        ("products/a/merge/a", 400),
        ("products/a/merge/b", 404),
        ("duplicates?kind=nope", 404),
        ("archived?limit=3", 400),
        ("changes?offset=x", 400),
        ("changes/99999999999999", 404),
        ("changes/7?x=1", 400),
    ],
)
def test_what_is_not_there_is_refused_in_words(editor, path, status):
    response = editor.get(f"/registry/{path}")
    assert response.status_code == status
    assert "Traceback" not in response.text


def test_an_empty_registry_has_pages_too(sqlite_store):
    for app in closing(create_app(settings_for(sqlite_store))):
        client = app.test_client()
        begin(client, sqlite_store, make_user(sqlite_store, "lan", RoleName.EDITOR))
        for path in ("", "/products", "/products/new", "/duplicates", "/changes", "/archived"):
            assert client.get(f"/registry{path}").status_code == 200


def test_a_record_page_offers_its_editing_to_scripts_alone(client, reference_store):
    with reference_store.read() as connection:
        key = connection.scalar(sa.select(tables.products.c.product_id).limit(1))
    page = client.get(f"/products/{key}").text
    assert re.search(rf'for-staff" hidden data-least="editor" href="/registry/products/{key}"', page)


def test_the_scripts_ask_for_texts_that_are_there():
    asked = {
        key
        for path in SCRIPTS.glob("*.js")
        for key in re.findall(r'\bt\("([a-z_0-9.]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked - TEXTS.keys() == set()
