"""Records over HTTP: written with their version, by whom they belong to, with every refusal told in full."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pytest

from app import create_app
from geodata import tables
from geodata.office.vocabulary import RoleName
from tests.app.account_helpers import begin
from tests.app.conftest import closing, settings_for
from tests.geodata.records.world import fill_registry
from tests.office_factories import make_user

API = "/api/v1/registry"
ROUTES = ("registry_records.", "registry_changes.")
HOSTILE = "<script>{{7*7}}"


@pytest.fixture
def app(sqlite_store, tmp_path):
    fill_registry(sqlite_store)
    yield from closing(create_app(settings_for(sqlite_store, instance_dir=tmp_path / "instance")))


@pytest.fixture
def people(app, sqlite_store):
    """Sign people in, each with a client of their own, in English."""

    def sign_in(role=RoleName.EDITOR, login="may", units=()):
        client = app.test_client()
        client.set_cookie("lang", "en")
        begin(client, sqlite_store, make_user(sqlite_store, login, role, login.title(), units=units))
        mark = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/jobs").text)
        client.environ_base["HTTP_X_CSRFTOKEN"] = mark[1]
        return client

    return sign_in


@pytest.fixture
def editor(people):
    return people()


def tag_of(client, kind="products", key="p1"):
    return {"If-Match": client.get(f"{API}/{kind}/{key}").headers["ETag"]}


def change(client, key="p1", kind="products", tag=None, **fields):
    headers = tag or tag_of(client, kind, key)
    return client.patch(f"{API}/{kind}/{key}", json={"fields": fields, "reason": "thử"}, headers=headers)


def test_a_record_is_answered_with_fields_parts_and_tag(editor):
    found = editor.get(f"{API}/products/p9")
    assert found.json["fields"]["name"] == "Rượu ngô men lá"
    assert [part["id"] for part in found.json["parts"]["certificates"]] == ["c9"]
    assert (found.json["versions"], found.json["archived"]) == (0, False)
    assert found.headers["ETag"] == f'"{found.json["tag"]}"'
    assert found.headers["Cache-Control"] == "no-store"


def test_what_is_entered_is_on_the_readers_pages_at_once(editor, client_of):
    raw = {"name": "Chè dây Sa Pa", "recognition": "công nhận", "unit_code": "90201", "units": "2025"}
    made = editor.post(f"{API}/products", json={"fields": raw})
    assert made.status_code == 201
    key = made.json["id"]
    assert made.headers["Location"] == f"{API}/products/{key}"
    assert client_of().get(f"/api/v1/products/{key}").json["name"] == "Chè dây Sa Pa"
    page = client_of().get(f"/products/{key}").text
    assert 'id="office-changed"' in page
    assert "May" not in page


@pytest.fixture
def client_of(app):
    """Return clients of readers."""

    def make():
        client = app.test_client()
        client.set_cookie("lang", "en")
        return client

    return make


def test_a_page_that_the_office_never_touched_does_not_say_so(client_of):
    assert "office-changed" not in client_of().get("/products/p1").text


def test_a_stale_change_is_a_412_with_the_difference(people, editor):
    seen = tag_of(editor)
    pao = people(login="pao")
    assert change(pao, note="của Páo").status_code == 200
    refused = change(editor, tag=seen, note="của Mẩy")
    assert refused.status_code == 412
    (told, *_) = [each for each in refused.json["details"]["difference"] if each["field"] == "note"]
    assert (told["label"], told["now"], told["who"]) == ("Note", "của Páo", "Pao")
    assert refused.json["details"]["tag"] == tag_of(editor)["If-Match"].strip('"')


def test_a_star_in_if_match_changes_the_record_as_it_is(editor):
    assert change(editor, tag={"If-Match": "*"}, note="một").json["fields"]["note"] == "một"


def test_a_point_of_openstreetmap_that_falls_away_is_told_in_the_answer_and_in_the_history(
    editor, client_of, sqlite_store
):
    osm = {"osm_id": "node 1", "lon": 104.21, "lat": 22.37, "source": "node 1", "sight_id": "s1"}
    at = {"placement": "address", "point_source": "OpenStreetMap"}
    with sqlite_store.write() as connection:
        connection.execute(tables.osm_places.insert().values(osm))
        connection.execute(tables.sights.update().values(at))
    notice = "Point: © OpenStreetMap"
    assert change(editor, "s1", "sights", name="Khu du lịch Thác Bạc").json["warnings"] == []
    assert notice in client_of().get("/sights/s1").text
    told = change(editor, "s1", "sights", commune="Sa Pả", units="2025", district=None, unit_code=None)
    assert [each["message"] for each in told.json["warnings"]] == [
        "The point of OpenStreetMap does not lie in Sa Pả: the record keeps it no longer."
        " “Back to this version” in the history brings it back."
    ]
    versions = editor.get(f"{API}/sights/s1/versions").json["items"]
    named = {each["field"]: (each["before"], each["after"]) for each in versions[0]["difference"]}
    assert named["point_source"] == ("OpenStreetMap", None)
    assert notice not in client_of().get("/sights/s1").text


def test_problems_are_told_with_their_suggestions(editor):
    refused = change(editor, stars="9 sao")
    assert refused.status_code == 400
    (problem,) = refused.json["details"]["problems"]
    assert (problem["field"], problem["message"]) == ("stars", "“9 sao” is not allowed: from 3 to 5.")
    (problem,) = change(editor, commune="Sa Pà").json["details"]["problems"]
    assert {"Sa Pa", "Sa Pả"} <= {each["label"].split(" (")[0] for each in problem["suggestions"]}


def test_parts_are_added_changed_and_removed(editor):
    address = f"{API}/products/p1/parts/certificates"
    raw = {"stars": "5 sao", "certified_on": "1/2/2026", "decision_number": "12/QĐ-UBND"}
    made = editor.post(address, json={"fields": raw}, headers=tag_of(editor))
    assert made.status_code == 201
    new = next(part for part in made.json["parts"]["certificates"] if part["stars"] == 5)
    path = f"{address}/{quote(new['id'], safe='')}"
    changed = editor.patch(path, json={"fields": {"points": "91,5"}}, headers=tag_of(editor))
    assert [part["points"] for part in changed.json["parts"]["certificates"]] == [None, 91.5]
    gone = editor.delete(path, headers=tag_of(editor))
    assert [part["id"] for part in gone.json["parts"]["certificates"]] == ["c1"]
    assert editor.get(f"{API}/products/p1/versions").json["total"] == 4


def test_what_is_doubtful_in_a_part_is_told_with_the_answer(editor):
    address = f"{API}/products/p1/parts/programme_facts"
    raw = {"fact": "sales_channel", "value": "shopee", "link": "https://evil.example/x", "as_of": "11/2025"}
    made = editor.post(address, json={"fields": raw}, headers=tag_of(editor))
    assert made.status_code == 201
    (warning,) = made.json["warnings"]
    assert (warning["field"], warning["rule"]) == ("link", "link_other_host")
    assert "shopee.vn" in warning["message"]
    (fact,) = made.json["parts"]["programme_facts"]
    assert (fact["as_of"], fact["as_of_precision"]) == ("2025-11-30", "month")
    assert editor.post(address, json={"fields": raw}, headers=tag_of(editor)).status_code == 400


def test_versions_say_what_changed_in_words(editor):
    change(editor, product_group="thực phẩm")
    newest, oldest = editor.get(f"{API}/products/p1/versions").json["items"]
    told = {each["field"]: each for each in newest["difference"]}
    assert (told["product_group"]["before"], told["product_group"]["after"]) == ("beverage", "food")
    assert (told["product_group"]["label"], told["product_group"]["after_text"]) == ("Product group", "Food")
    assert newest["change"]["reason"] == "thử"
    assert (oldest["number"], oldest["change"], oldest["difference"]) == (0, None, [])


def test_a_version_tells_no_code_of_ours(editor):
    place = {"unit_code": "90201", "units": "2025", "lon": 104.25, "lat": 22.35}
    answer = editor.post(f"{API}/sales_points", json={"fields": place | {"name": "Cửa hàng", "kind": "shop"}})
    version, _ = editor.get(f"{API}/sales_points/{answer.json['id']}/versions").json["items"]
    told = {each["field"]: each["after_text"] for each in version["difference"]}
    assert told["confidence"] == "Stated by a source"
    assert told["point_source"] == "entered by the office"


def test_a_move_between_two_units_of_one_name_tells_their_lists(editor):
    change(editor, "p5", unit_code="90201", units="2025")
    newest, *_ = editor.get(f"{API}/products/p5/versions").json["items"]
    told = {each["field"]: each for each in newest["difference"]}
    texts = {told["unit_code"]["before_text"], told["unit_code"]["after_text"]}
    assert texts == {"Nậm Chảy (2025: since 1 July 2025)", "Nậm Chảy (2024: until 30 June 2025)"}


def test_a_record_goes_to_the_shelf_and_back(editor, client_of):
    headers = tag_of(editor)
    gone = editor.post(f"{API}/products/p1/archive", json={"reason": "thôi"}, headers=headers)
    assert (gone.status_code, gone.json["archived"]) == (200, True)
    assert client_of().get("/api/v1/products/p1").status_code == 404
    (listed,) = editor.get(f"{API}/archived?kind=products").json["items"]
    assert (listed["id"], listed["who"], listed["reason"]) == ("p1", "May", "thôi")
    assert editor.post(f"{API}/products/p1/restore", json={}).json["archived"] is False
    assert client_of().get("/api/v1/products/p1").status_code == 200


def test_what_products_need_is_a_409_that_lists_them(editor):
    refused = editor.post(f"{API}/producers/h2/archive", json={}, headers=tag_of(editor, "producers", "h2"))
    assert refused.status_code == 409
    assert [each["id"] for each in refused.json["details"]["records"]] == ["p9"]


def test_a_record_is_put_back_to_a_version(editor):
    change(editor, note="một")
    back = editor.post(f"{API}/products/p1/revert", json={"version": 0}, headers=tag_of(editor))
    assert (back.status_code, back.json["fields"]["note"]) == (200, None)


def merge(client, keep, gone, kind="products"):
    other = client.get(f"{API}/{kind}/{gone}").json["tag"]
    body = {"with": gone, "with_tag": other, "reason": "là một"}
    return client.post(f"{API}/{kind}/{keep}/merge", json=body, headers=tag_of(client, kind, keep))


def test_what_fell_away_in_a_merge_is_told_in_the_history_of_the_kept_record(editor):
    for key, hectares in (("p1", "2"), ("p9", "9")):
        link = {"fields": {"zone_id": "z2", "hectares": hectares, "source": f"báo cáo {key}"}}
        address = f"{API}/products/{key}/parts/product_zones"
        assert editor.post(address, json=link, headers=tag_of(editor, "products", key)).status_code == 201
    assert merge(editor, "p1", "p9").status_code == 200
    newest, *older = editor.get(f"{API}/products/p1/versions").json["items"]
    (told,) = newest["fell_away"]
    assert (told["record"], told["label"]) == (
        {"kind": "products", "id": "p9", "name": "Rượu ngô men lá"},
        "Linked raw-material zones",
    )
    assert "Area (ha): 9" in told["before_text"]
    assert "báo cáo p1" in told["after_text"]
    assert "none is newer" in told["why"]
    assert [each["fell_away"] for each in older] == [[]] * len(older)


def test_old_addresses_of_a_merged_record_lead_to_the_kept_one(editor, client_of):
    assert merge(editor, "p1", "p9").status_code == 200
    reader = client_of()
    for address, there in (
        ("/api/v1/products/p9?units=2024", "/api/v1/products/p1?units=2024"),
        ("/products/p9", "/products/p1"),
    ):
        answer = reader.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (308, there)
        assert answer.headers["Cache-Control"] == "no-cache"
    assert editor.get(f"{API}/products/p9").headers["Location"] == f"{API}/products/p1"
    (newest, *_) = editor.get(f"{API}/changes").json["items"]
    assert editor.post(f"{API}/changes/{newest['id']}/undo", json={}).status_code == 201
    assert reader.get("/products/p9").status_code == 200


def test_changes_are_listed_and_taken_back_once(editor):
    change(editor, note="một")
    (newest,) = editor.get(f"{API}/changes?kind=products&record=p1").json["items"]
    assert (newest["action_text"], newest["who"], newest["title"]) == ("changed", "May", "Rượu ngô")
    touched = editor.get(f"{API}/changes/{newest['id']}").json
    assert [(each["kind"], each["id"]) for each in touched["touched"]] == [("products", "p1")]
    assert editor.post(f"{API}/changes/{newest['id']}/undo", json={}).json["undoes"] == newest["id"]
    assert editor.post(f"{API}/changes/{newest['id']}/undo", json={}).status_code == 409


def test_somebody_elses_change_is_taken_back_by_a_planner(people, editor):
    change(editor, note="một")
    (newest,) = editor.get(f"{API}/changes").json["items"]
    assert people(login="pao").post(f"{API}/changes/{newest['id']}/undo", json={}).status_code == 403
    planner = people(RoleName.PLANNER, "planner")
    assert planner.post(f"{API}/changes/{newest['id']}/undo", json={}).status_code == 201


def test_likely_duplicates_are_listed_until_somebody_tells_them_apart(editor):
    (pair,) = editor.get(f"{API}/producers/duplicates").json["items"]
    assert {pair["first"]["name"], pair["second"]["name"]} == {"Hợp tác xã Sa Pa", "HTX Sa Pa"}
    body = {"first": pair["first"]["id"], "second": pair["second"]["id"]}
    assert editor.post(f"{API}/producers/duplicates/distinct", json=body).status_code == 204
    assert editor.get(f"{API}/producers/duplicates").json["total"] == 0


def test_leaders_are_not_kept_until_the_office_wants_it(editor):
    headers = tag_of(editor, "producers", "h1")
    body = {"fields": {"sex": "female"}}
    refused = editor.post(f"{API}/producers/h1/parts/producer_leaders", json=body, headers=headers)
    assert refused.status_code == 404
    assert "producer_leaders" not in editor.get(f"{API}/producers/h1").json["parts"]
    assert "producer_leaders" not in editor.get(f"{API}/fields/producers").json["parts"]


# Rights


def test_an_editor_of_one_commune_changes_what_lies_there(people):
    local = people(units=[("90201", date(2025, 7, 1))])
    assert change(local, "p5", note="ở Nậm Chảy").status_code == 200
    assert change(local, "p1", note="ở Sa Pa").status_code == 403
    assert change(local, "p8", note="không rõ nơi").status_code == 403


def test_a_move_needs_both_the_old_and_the_new_commune(people):
    local = people(units=[("90201", date(2025, 7, 1))])
    assert change(local, "p5", unit_code="90202", units="2025").status_code == 403
    both = people(login="both", units=[("90201", date(2025, 7, 1)), ("90202", date(2025, 7, 1))])
    assert change(both, "p5", unit_code="90202", units="2025").status_code == 200


def test_an_editor_of_one_commune_enters_records_there_alone(people):
    local = people(units=[("90201", date(2025, 7, 1))])
    raw = {"name": "Điểm mới", "kind": "shop", "units": "2025"}
    for code, status in (("90202", 403), ("90201", 201)):
        fields = raw | {"unit_code": code}
        assert local.post(f"{API}/sales_points", json={"fields": fields}).status_code == status
    assert local.post(f"{API}/sales_points", json={"fields": raw | {"name": "Đâu đó"}}).status_code == 403


def test_an_editor_of_one_commune_enters_a_point_there_without_naming_the_commune(people):
    local = people(units=[("90201", date(2025, 7, 1))])
    for lon, status in ((104.35, 403), (104.25, 201)):
        fields = {"name": "Điểm mới", "kind": "shop", "lon": lon, "lat": 22.35}
        answer = local.post(f"{API}/sales_points", json={"fields": fields})
        assert answer.status_code == status
    assert (answer.json["fields"]["unit_code"], answer.json["fields"]["placement"]) == ("90201", "office")


def test_published_totals_are_entered_by_planners(people):
    raw = {
        "metric": "products_total",
        "value": 267,
        "as_of": "31/12/2024",
        "as_of_precision": "day",
        "province_code": "10",
        "source": "Báo cáo số 1",
    }
    assert people().post(f"{API}/published_totals", json={"fields": raw}).status_code == 403
    planner = people(RoleName.PLANNER, "planner")
    assert planner.post(f"{API}/published_totals", json={"fields": raw}).status_code == 201


def test_readers_see_no_history(client_of):
    for address in ("products/p1", "changes", "archived", "products/p1/versions", "fields/products"):
        assert client_of().get(f"{API}/{address}").status_code == 401


# Bad input

TAG = {"If-Match": '"0123456789abcdef"'}
REFUSED: dict[str, list[tuple[str, str, object, int]]] = {
    "registry_records.list_fields": [
        ("GET", "fields/nope", None, 404),
        ("GET", "fields/products?size=9", None, 400),
    ],
    "registry_records.create_record": [
        ("POST", "products", {}, 400),
        ("POST", "products", {"fields": []}, 400),
        ("POST", "products", {"fields": {"colour": "red", "name": "x"}}, 400),
        ("POST", "products", {"fields": {"name": {"a": [1]}}}, 400),
        ("POST", "products", {"fields": {}, "size": 9}, 400),
        ("POST", "nope", {"fields": {}}, 404),
        ("POST", "products", {"fields": {"name": "\u0000"}}, 400),
        ("POST", "products", {"fields": {"name": "x"}, "reason": "x" * 1001}, 400),
    ],
    "registry_records.show_record": [
        ("GET", "products/nope", None, 404),
        ("GET", f"products/{quote(HOSTILE, safe='')}", None, 404),
        ("GET", "products/p1?size=9", None, 400),
    ],
    "registry_records.change_record": [
        ("PATCH", "products/nope", {"fields": {}}, 404),
        ("PATCH", "products/p1", {"fields": 5}, 400),
        ("PATCH", "products/p1", {"fields": {}}, 412),
    ],
    "registry_records.archive_record": [
        ("POST", "products/nope/archive", {}, 404),
        ("POST", "products/p1/archive", {"reason": 5}, 400),
    ],
    "registry_records.restore_record": [
        ("POST", "products/nope/restore", {}, 404),
        ("POST", "products/p1/restore", {}, 409),
    ],
    "registry_records.revert_record": [
        ("POST", "products/p1/revert", {}, 400),
        ("POST", "products/p1/revert", {"version": True}, 400),
        ("POST", "products/p1/revert", {"version": 10**30}, 400),
    ],
    "registry_records.merge_record": [
        ("POST", "products/p1/merge", {}, 400),
        ("POST", "products/p1/merge", {"with": "p1", "with_tag": "x"}, 400),
        ("POST", "products/p1/merge", {"with": "p2", "with_tag": "x"}, 412),
    ],
    "registry_records.add_part": [
        ("POST", "products/p1/parts/nope", {"fields": {}}, 412),
        ("POST", "products/nope/parts/certificates", {"fields": {}}, 404),
    ],
    "registry_records.change_part": [
        ("PATCH", "products/nope/parts/certificates/c1", {"fields": {}}, 404),
        ("PATCH", "products/p1/parts/certificates/c1", {}, 400),
    ],
    "registry_records.remove_part": [("DELETE", "products/nope/parts/certificates/c1", None, 404)],
    "registry_records.list_versions": [("GET", "nope/p1/versions", None, 404)],
    "registry_changes.list_changes": [
        ("GET", "changes?action=nope", None, 400),
        ("GET", "changes?kind=nope", None, 404),
        ("GET", "changes?limit=0", None, 400),
        ("GET", f"changes?actor={'x' * 101}", None, 400),
    ],
    "registry_changes.show_change": [
        ("GET", "changes/999", None, 404),
        ("GET", f"changes/{10**30}", None, 404),
    ],
    "registry_changes.undo_change": [("POST", "changes/999/undo", {}, 404)],
    "registry_changes.list_archived": [("GET", "archived?kind=nope", None, 404)],
    "registry_changes.list_duplicates": [("GET", "nope/duplicates", None, 404)],
    "registry_changes.mark_distinct": [
        ("POST", "producers/duplicates/distinct", {}, 400),
        ("POST", "producers/duplicates/distinct", {"first": "h1", "second": "h1"}, 400),
        ("POST", "producers/duplicates/distinct", {"first": "h1", "second": "nope"}, 404),
    ],
}
CASES = [(endpoint, *case) for endpoint, cases in REFUSED.items() for case in cases]


def test_every_route_has_a_case_of_bad_input(app):
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(ROUTES)}
    assert routes == REFUSED.keys()


def test_bad_input_is_refused_and_nothing_is_written(editor, sqlite_store):
    revision = sqlite_store.revision()
    for endpoint, method, path, body, status in CASES:
        answer = editor.open(f"{API}/{path}", method=method, json=body, headers=TAG)
        assert (endpoint, path, answer.status_code) == (endpoint, path, status), answer.text
        assert answer.json["message"]
    assert sqlite_store.revision() == revision


def test_a_change_without_a_version_is_refused(editor):
    assert editor.patch(f"{API}/products/p1", json={"fields": {"note": "x"}}).status_code == 400


def test_hostile_texts_are_kept_and_answered_as_they_are(editor):
    assert change(editor, note=HOSTILE).json["fields"]["note"] == HOSTILE
    (newest, _) = editor.get(f"{API}/products/p1/versions").json["items"]
    assert HOSTILE in {each["after_text"] for each in newest["difference"]}


def test_the_fields_of_every_kind_are_listed_with_labels(editor):
    from geodata.records.kinds import RecordKind

    for kind in RecordKind:
        found = editor.get(f"{API}/fields/{kind.value}").json
        assert all(field["label"] for field in found["fields"]), kind
    assert {"certificates", "inspections"} <= editor.get(f"{API}/fields/products").json["parts"].keys()


def test_what_somebody_entered_is_told_as_it_was_though_it_reads_like_a_text_of_ours(people):
    client = people()
    client.set_cookie("lang", "vi")
    told = client.post(f"{API}/products", json={"fields": {"name": "Chè", "unknown": "1"}})
    [problem] = [one for one in told.json["details"]["problems"] if one["field"] == "unknown"]
    assert "“unknown”" in problem["message"]
