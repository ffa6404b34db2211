"""Leaders over HTTP: entered by editors where the office keeps them; totals for all others, or nothing."""

from __future__ import annotations

import re

import pytest

from app import create_app
from geodata.office.audit import Actor
from geodata.office.settings import change_setting, read_settings, setting_history, stored_settings
from geodata.office.vocabulary import RoleName
from geodata.programme_tables import producer_leaders
from geodata.store import Store
from geodata.tables import producers as producers_table
from tests.app.account_helpers import csrf_of, signed_in_as
from tests.app.conftest import closing, settings_for
from tests.factories import placed
from tests.geodata.records.world import everything, fill_registry

API = "/api/v1/registry"
RARE = "Bố Y <b>{{7*7}}"
LAN = Actor(None, "Lan")


@pytest.fixture
def kept(sqlite_store: Store):
    """A registry whose office keeps leaders."""
    fill_registry(sqlite_store)
    change_setting(sqlite_store, "leaders_kept", True, 0, LAN)
    return sqlite_store


@pytest.fixture
def app(kept, tmp_path):
    yield from closing(create_app(settings_for(kept, instance_dir=tmp_path / "instance")))


@pytest.fixture
def editor(app, kept):
    client = app.test_client()
    client.set_cookie("lang", "en")
    signed_in_as(client, kept, RoleName.EDITOR)
    mark = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/jobs").text)
    client.environ_base["HTTP_X_CSRFTOKEN"] = mark[1]
    return client


def lead(client, key="h2", **fields):
    headers = {"If-Match": client.get(f"{API}/producers/{key}").headers["ETag"]}
    address = f"{API}/producers/{key}/parts/producer_leaders"
    return client.post(address, json={"fields": fields, "reason": "thử"}, headers=headers)


def test_editors_enter_and_read_leaders_where_the_office_keeps_them(editor):
    assert "producer_leaders" in editor.get(f"{API}/fields/producers").json["parts"]
    answer = lead(editor, sex="female", ethnic_group=RARE)
    assert answer.status_code == 201
    (row,) = editor.get(f"{API}/producers/h2").json["parts"]["producer_leaders"]
    assert (row["id"], row["sex"], row["ethnic_group"]) == ("h2", "female", RARE)
    assert '"producer_leaders"' in editor.get("/registry/producers/h2").text
    (newest, _) = editor.get(f"{API}/producers/h2/versions").json["items"]
    assert [one["part"] for one in newest["difference"]] == ["producer_leaders"]


def test_a_second_leader_of_a_producer_is_refused_and_the_first_one_stays(editor):
    assert lead(editor, sex="female").status_code == 201
    refused = lead(editor, sex="male")
    assert refused.status_code == 409
    (row,) = editor.get(f"{API}/producers/h2").json["parts"]["producer_leaders"]
    assert row["sex"] == "female"


def test_nothing_that_readers_get_tells_of_a_single_leader(app, editor):
    lead(editor, sex="female", ethnic_group=RARE)
    reader = app.test_client()
    for address in (
        "/producers/h2", "/producers", "/api/v1/producers/h2", "/api/v1/producers", "/leaders",
        "/api/v1/layers/producers.geojson", "/api/v1/layers/producers.csv", "/api/v1/leaders",
        "/api/v1/exports/producers.geojson", "/ogc/collections/producers/items?f=json", "/api/v1/quality",
    ):  # fmt: skip
        answer = reader.get(address)
        assert answer.status_code == 200, address
        assert "Bố Y" not in answer.text, address
        assert "female" not in answer.text, address
    assert reader.get(f"{API}/producers/h2").status_code in (401, 403)


def test_totals_are_answered_and_shown_with_what_is_held_back(app, kept):
    producers = [
        {"producer_id": f"x{n}", "name": f"HTX {n}", "kind": None, "website": None, **placed("90101")}
        for n in range(11)
    ]
    leaders = [
        {"producer_id": f"x{n}", "sex": "female" if n < 5 else "male", "ethnic_group": None}
        for n in range(11)
    ]
    with kept.write() as connection:
        connection.execute(producers_table.insert(), producers)
        connection.execute(producer_leaders.insert(), leaders)
    told = app.test_client().get("/api/v1/leaders").json
    by_sex, by_group = told["items"]
    assert (told["kept"], told["least"], by_sex["categories"], by_group["categories"]) == (
        True,
        5,
        ["male"],
        [],
    )
    assert by_sex["whole"] == {"producers": 14, "counts": [{"category": "male", "count": 6}], "together": 8}
    page = app.test_client().get("/leaders").text
    assert 'id="sex-whole"' in page
    assert page.count("<td ") == 3 * (1 + sum(len(level["items"]) for level in by_sex["levels"]))


def test_where_nothing_is_kept_the_page_says_so(app, kept):
    change_setting(kept, "leaders_kept", False, 1, LAN)
    reader = app.test_client()
    assert reader.get("/api/v1/leaders").json == {"kept": False, "least": 5, "items": []}
    assert 'id="not-kept"' in reader.get("/leaders").text
    assert "/leaders" not in reader.get("/producers").text


def test_turning_off_asks_first_and_then_leaves_nothing(app, kept, editor):
    lead(editor, sex="female", ethnic_group=RARE)
    admin = app.test_client()
    signed_in_as(admin, kept, RoleName.ADMINISTRATOR)
    version = stored_settings(kept)["leaders_kept"].version
    data = {"leaders_kept": "no", "version.leaders_kept": version, "csrf_token": csrf_of(admin, "/office")}
    asked = admin.post("/office/leaders", data=data)
    assert asked.status_code == 409
    assert re.search(r'<input type="checkbox" name="confirm" value="leaders_kept" required>', asked.text)
    assert read_settings(kept).leaders_kept
    assert admin.post("/office/leaders", data=data | {"confirm": "leaders_kept"}).status_code == 303
    assert everything(kept)["producer_leaders"] == []
    log = admin.get("/audit").text
    assert "Bố Y" not in log
    gone = lead(editor, sex="male")
    assert gone.status_code == 404


def test_going_back_to_not_keeping_is_refused_where_something_would_be_deleted(app, kept, editor):
    lead(editor, sex="female")
    admin = app.test_client()
    signed_in_as(admin, kept, RoleName.ADMINISTRATOR)
    change = re.search(r'name="change" value="(\d+)"', admin.get("/office").text)
    assert change is None
    (only,) = setting_history(kept)
    data = {"change": only.audit_id, "side": "before", "version.leaders_kept": 1}
    answer = admin.post("/office/back", data=data | {"csrf_token": csrf_of(admin, "/office")})
    assert answer.status_code == 409
    assert read_settings(kept).leaders_kept
