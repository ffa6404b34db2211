"""``/office``: settings, logo and history; and what the settings decide on every page, in every worker."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from app import create_app
from app.errors import MapServer
from app.pages.office_forms import GROUPS
from geodata.office.audit import Actor
from geodata.office.setting_values import TITLES, OfficeSettings
from geodata.office.settings import change_setting, read_settings, setting_history, stored_settings
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from layers.assets import tile_hosts, tile_services
from tests.app.account_helpers import csrf_of, signed_in_as
from tests.app.conftest import closing, settings_for
from tests.geodata.test_office_settings import a_jpeg, a_png

LAN = Actor(None, "Lan")
ADDRESS = "/office"


@pytest.fixture
def admin(empty_app: MapServer, sqlite_store: Store) -> FlaskClient:
    """An administrator of an empty site."""
    client = empty_app.test_client()
    signed_in_as(client, sqlite_store, RoleName.ADMINISTRATOR)
    return client


@pytest.fixture
def other_worker(sqlite_store: Store) -> Iterator[FlaskClient]:
    """A reader at another worker on the same store."""
    for app in closing(create_app(settings_for(sqlite_store))):
        yield app.test_client()


def send(
    client: FlaskClient, store: Store, address: str, /, versions: dict[str, int] | None = None, **values
):
    """Send a form of the page, made from the settings as they stand (or from ``versions``)."""
    now = {name: setting.version for name, setting in stored_settings(store).items()} | (versions or {})
    data = {f"version.{name}": str(version) for name, version in now.items()}
    data |= {"csrf_token": csrf_of(client, ADDRESS)} | {
        name.replace("__", "."): v for name, v in values.items()
    }
    return client.post(address, data=data)


def state_of(client: FlaskClient) -> dict[str, object]:
    """Return what the map is told to show first."""
    found = re.search(r'id="page-state">(.*?)</script>', client.get("/").text)
    return json.loads(found[1])["start"]


# --- the page --------------------------------------------------------------------------------------------


def test_every_setting_stands_in_one_form():
    names = [name for group in GROUPS.values() for name in group.names]
    assert sorted([*names, "logo"]) == sorted(TITLES)


def test_an_administrator_changes_a_setting_and_sees_who_did(admin, sqlite_store):
    answer = send(admin, sqlite_store, "/office/identity", name="Sở Nông nghiệp và Môi trường")
    assert answer.status_code == 303
    page = admin.get(ADDRESS)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count("Sở Nông nghiệp và Môi trường") >= 3
    assert "The administrator" in page.text
    assert read_settings(sqlite_store).name == "Sở Nông nghiệp và Môi trường"


@pytest.mark.parametrize(
    ("group", "sent", "kept"),
    [
        ("signing", {"signatory_name": "Lan", "signatory_position": "Giám đốc", "issue_place": "Sa Pa ",
                     "document_number": "{number}"},
         {"signatory_position": "Giám đốc", "issue_place": "Sa Pa", "document_number": "{number}"}),
        ("start", {"default_units": "2024", "default_indicator": "producers", "default_zoom": "10",
                   "usual__default_layers": "no", "default_layers": ["products", "communes"]},
         {"default_zoom": 10, "default_layers": ("products", "communes")}),
        ("start", {"default_units": "2025", "default_indicator": "products", "default_zoom": "",
                   "usual__default_layers": "yes", "default_layers": ["products"]},
         {"default_zoom": None, "default_layers": None}),
        ("links", {"usual__trusted_hosts": "no", "trusted_hosts": "a.vn\r\n*.gov.vn  b.vn"},
         {"trusted_hosts": ("a.vn", "*.gov.vn", "b.vn")}),
        ("embedding", {"embed_hosts": "Tin.vn\r\nintranet:8080"},
         {"embed_hosts": ("tin.vn", "intranet:8080")}),
        ("tiles", {"usual__tile_services": "no"}, {"tile_services": ()}),
        ("support", {"usual__support_rules": "no",
                     "support_rules": "2024-01-01; ; 15.000.000; ; ; Nghị quyết; điều 2\r\n\r\n"},
         {"support_rules": ("01/01/2024; ; 15.000.000; ; ; Nghị quyết; điều 2",)}),
        ("support", {"usual__support_rules": "yes", "support_rules": "?"}, {"support_rules": None}),
        ("access", {"public": "no", "time_zone": "UTC"}, {"public": False, "time_zone": "UTC"}),
    ],
)  # fmt: skip
def test_every_form_is_taken(admin, sqlite_store, group, sent, kept):
    assert send(admin, sqlite_store, f"/office/{group}", **sent).status_code == 303
    found = read_settings(sqlite_store)
    assert {name: getattr(found, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("group", "sent"),
    [
        ("identity", {"name": "x" * 121}),
        ("support", {"usual__support_rules": "no", "support_rules": "15 triệu"}),
        ("identity", {}),
        ("signing", {"signatory_name": "", "signatory_position": "", "issue_place": "Lào Cai",
                     "document_number": "{year}"}),
        ("signing", {"signatory_name": "", "signatory_position": "", "issue_place": "",
                     "document_number": "{number}"}),
        ("start", {"default_units": "2019", "default_indicator": "products", "default_zoom": ""}),
        ("start", {"default_units": "2025", "default_indicator": "products", "default_zoom": "x"}),
        ("start", {"default_units": "2025", "default_indicator": "zone_ha", "default_zoom": "9"}),
        ("start", {"default_units": "2025", "default_indicator": "products", "default_zoom": "9",
                   "default_layers": ["moon"]}),
        ("links", {"trusted_hosts": "https://evil"}),
        ("embedding", {"embed_hosts": "gov.vn;script-src"}),
        ("tiles", {"tile_services": ["moon"]}),
        ("access", {"public": "maybe", "time_zone": "UTC"}),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_told_beside_its_form_and_changes_nothing(admin, sqlite_store, group, sent):
    before = sqlite_store.revision()
    answer = send(admin, sqlite_store, f"/office/{group}", **sent)
    assert answer.status_code == 400
    section = answer.text.partition(f'id="{group}"')[2].partition("</section>")[0]
    assert 'role="alert"' in section
    for value in sent.values():
        assert isinstance(value, list) or value in section
    assert (sqlite_store.revision(), read_settings(sqlite_store)) == (before, OfficeSettings())


def test_a_stale_form_is_told_what_it_is_now_and_keeps_what_was_typed(admin, sqlite_store):
    change_setting(sqlite_store, "name", "Sở của Lan", 0, LAN)
    answer = send(admin, sqlite_store, "/office/identity", versions={"name": 0}, name="Sở của tôi")
    assert answer.status_code == 409
    assert "Sở của Lan" in answer.text
    assert 'value="Sở của tôi"' in answer.text
    assert 'name="version.name" value="1"' in answer.text
    assert read_settings(sqlite_store).name == "Sở của Lan"


def test_a_program_that_asks_for_json_gets_the_envelope(admin, sqlite_store):
    data = {"csrf_token": csrf_of(admin, ADDRESS), "version.name": "5", "name": "Sở"}
    answer = admin.post("/office/identity", data=data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]) == (409, "conflict")
    data["version.name"] = "-1"
    assert admin.post("/office/identity", data=data).status_code == 400
    assert admin.post("/office/nothing", data=data).status_code == 404


def test_a_form_from_elsewhere_is_refused(admin, sqlite_store):
    assert admin.post("/office/identity", data={"name": "Sở", "version.name": "0"}).status_code == 400
    assert read_settings(sqlite_store) == OfficeSettings()


@pytest.mark.parametrize("role", [None, RoleName.EDITOR, RoleName.PLANNER])
def test_others_may_neither_look_nor_change(empty_app, sqlite_store, role):
    client = empty_app.test_client()
    if role:
        signed_in_as(client, sqlite_store, role)
    expected = 403 if role else 303
    assert client.get(ADDRESS).status_code == expected
    assert client.post("/office/identity", data={"name": "x", "version.name": "0"}).status_code == expected
    assert read_settings(sqlite_store) == OfficeSettings()


def test_a_change_is_gone_back_to_on_either_side(admin, sqlite_store):
    change_setting(sqlite_store, "trusted_hosts", ["a.vn"], 0, LAN)
    change_setting(sqlite_store, "trusted_hosts", ["b.vn"], 1, LAN)
    second, first = (str(change.audit_id) for change in setting_history(sqlite_store))
    assert admin.get(ADDRESS).text.count("office/back") == 3
    assert send(admin, sqlite_store, "/office/back", change=first, side="before").status_code == 303
    assert read_settings(sqlite_store).trusted_hosts is None
    assert send(admin, sqlite_store, "/office/back", change=first, side="after").status_code == 303
    assert read_settings(sqlite_store).trusted_hosts == ("a.vn",)
    stale = send(
        admin, sqlite_store, "/office/back", versions={"trusted_hosts": 1}, change=second, side="after"
    )
    assert stale.status_code == 409
    assert send(admin, sqlite_store, "/office/back", change="99", side="after").status_code == 404
    assert send(admin, sqlite_store, "/office/back", change=first, side="value").status_code == 404


@pytest.mark.parametrize(
    "text", ["{{ 6*7 }}{% if 1 %}", "</script><script>alert(1)", "<b>&\"'`${1}", "%(x)s %s"]
)
def test_a_name_is_text_wherever_it_stands(admin, sqlite_store, text):
    assert send(admin, sqlite_store, "/office/identity", name=text).status_code == 303
    for address in (ADDRESS, "/", "/help", "/nowhere"):
        page = admin.get(address).text
        assert f'<span class="office-name">{escape(text)}</span>' in page


# --- the logo --------------------------------------------------------------------------------------------


def upload(client: FlaskClient, store: Store, content: bytes, **more: object):
    """Send a logo as a browser does."""
    return send(
        client, store, "/office/logo", file=(io.BytesIO(content), "../../logo.html", "text/html"), **more
    )


def test_a_logo_is_shown_on_every_page_and_served_as_a_picture_and_nothing_else(
    admin, sqlite_store, other_worker
):
    assert other_worker.get("/office/logo").status_code == 404
    assert upload(admin, sqlite_store, a_png()).status_code == 303
    address = re.search(r'class="site-logo" src="([^"]+)"', other_worker.get("/help").text)[1]
    answer = other_worker.get(address.replace("&amp;", "&"))
    assert (answer.data, answer.content_type) == (a_png(), "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert other_worker.get("/office/logo?v=1&w=2").status_code == 400


def test_a_logo_is_replaced_taken_away_and_gone_back_to(admin, sqlite_store):
    upload(admin, sqlite_store, a_png())
    upload(admin, sqlite_store, a_jpeg())
    assert admin.get("/office/logo").content_type == "image/jpeg"
    png = str(setting_history(sqlite_store)[1].audit_id)
    assert send(admin, sqlite_store, "/office/back", change=png, side="after").status_code == 303
    assert admin.get("/office/logo").content_type == "image/png"
    assert send(admin, sqlite_store, "/office/logo", remove="yes").status_code == 303
    assert admin.get("/office/logo").status_code == 404
    assert "site-logo" not in admin.get("/help").text


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400, "SVG"),
        (b"", 400, "PNG"),
        (b"MZ" + b"x" * 100, 400, "PNG"),
        (b"x" * 200_001, 413, "200"),
        (a_png(width=1001, height=1), 413, "1000"),
    ],
)
def test_another_file_is_refused_with_the_reason(admin, sqlite_store, content, status, words):
    answer = upload(admin, sqlite_store, content)
    assert answer.status_code == status
    assert words in answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert read_settings(sqlite_store).logo == ""


def test_a_much_larger_upload_is_not_even_read(admin, sqlite_store):
    assert upload(admin, sqlite_store, b"x" * 400_000).status_code == 413


# --- what the settings decide ----------------------------------------------------------------------------


def test_a_change_is_seen_by_another_worker_at_once(admin, sqlite_store, other_worker):
    assert "Sở Công Thương" not in other_worker.get("/").text
    send(admin, sqlite_store, "/office/identity", name="Sở Công Thương")
    for address in ("/", "/help", "/nowhere"):
        assert "Sở Công Thương" in other_worker.get(address).text


def test_the_office_decides_which_tiles_are_offered_and_fetched(sqlite_store, other_worker):
    for keys, expected in ((["osm"], 1), ([], 0), (None, len(tile_services()))):
        version = stored_settings(sqlite_store)["tile_services"].version
        change_setting(sqlite_store, "tile_services", keys, version, LAN)
        answer = other_worker.get("/")
        offered = json.loads(re.search(r'id="tile-services">(.*?)</script>', answer.text)[1])
        assert len(offered) == expected
        policy = answer.headers["Content-Security-Policy"]
        assert sum(host in policy for host in tile_hosts()) == expected


def test_the_server_can_close_what_the_office_allows(sqlite_store):
    change_setting(sqlite_store, "tile_services", ["osm"], 0, LAN)
    for app in closing(create_app(settings_for(sqlite_store, allow_tiles=False))):
        client = app.test_client()
        assert "https://" not in client.get("/").headers["Content-Security-Policy"]
        signed_in_as(client, sqlite_store, RoleName.ADMINISTRATOR)
        assert "OCOP_ALLOW_TILES" in client.get(ADDRESS).text


def test_the_office_decides_which_hosts_are_links(empty_app, sqlite_store):
    from app.pages.records import shown_sources

    def link(address: str) -> str | None:
        with empty_app.test_request_context("/"):
            return shown_sources([address])[0].href

    assert link("https://a.gov.vn/x") == "https://a.gov.vn/x"
    change_setting(sqlite_store, "trusted_hosts", ["*.example.vn"], 0, LAN)
    assert link("https://a.gov.vn/x") is None
    assert link("https://b.example.vn/") == "https://b.example.vn/"
    assert link("https://bexample.vn/") is None
    change_setting(sqlite_store, "trusted_hosts", [], 1, LAN)
    assert link("https://b.example.vn/") is None


def test_the_office_decides_what_the_map_shows_first(sqlite_store, other_worker):
    usual = {"units": "2025", "indicator": "products", "layers": None, "view": None}
    assert state_of(other_worker) == usual
    for name, value in {
        "default_units": "2024",
        "default_indicator": "producers",
        "default_layers": ["products", "gone"],
        "default_zoom": 10,
    }.items():
        change_setting(sqlite_store, name, value, 0, LAN)
    state = state_of(other_worker)
    assert (state["units"], state["indicator"], state["layers"]) == ("2024", "producers", ["products"])
    assert state["view"]["zoom"] == 10
    assert 21 < state["view"]["lat"] < 23


@pytest.mark.parametrize(("zone", "hours"), [("Asia/Ho_Chi_Minh", 7), ("UTC", 0), ("Asia/Tokyo", 9)])
def test_moments_are_told_in_the_time_zone_of_the_office(admin, sqlite_store, zone, hours):
    change_setting(sqlite_store, "time_zone", zone, 0, LAN)
    change_setting(sqlite_store, "name", "Sở", 0, LAN)
    at = setting_history(sqlite_store)[0].at + timedelta(hours=hours)
    assert f"<td>{at:%d/%m/%Y %H:%M}</td>" in admin.get(ADDRESS).text
    assert f"{at:%d/%m/%Y %H:%M}" in admin.get("/audit").text


def test_a_page_is_shown_while_the_store_is_down(empty_app, monkeypatch):
    from geodata.errors import StoreUnavailable

    def down() -> int:
        raise StoreUnavailable("down")

    monkeypatch.setattr(empty_app.extensions["ocop"].cache, "_ask", down)
    answer = empty_app.test_client().get("/")
    assert answer.status_code == 503
    assert "site-title" in answer.text
