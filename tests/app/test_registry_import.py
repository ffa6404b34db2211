"""Files for the registry over HTTP: handed in, matched, previewed, stored in one change, taken back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from secrets import token_hex

import pytest
import sqlalchemy as sa

from app import create_app
from app.errors import MapServer
from app.registry import import_api
from app.registry.import_jobs import ImportInputs, order_text, preview_import, store_import
from geodata import tables
from geodata.errors import NotFound
from geodata.intake.limits import MOST_BYTES
from geodata.office.audit import LogFilter, read_log
from geodata.office.tables import jobs
from geodata.office.vocabulary import RoleName
from geodata.records.kinds import RecordKind
from geodata.registry.reading import REFERENCE
from geodata.store import Store
from tests.app.account_helpers import begin
from tests.app.conftest import closing, settings_for
from tests.app.test_exports_api import FakeTask
from tests.app.test_scenarios_api import marked
from tests.conftest import sqlite_url
from tests.geodata.intake.intake_files import as_tcvn3, xlsx
from tests.hostile import PAYLOAD
from tests.office_factories import make_user

API = "/api/v1/registry/uploads"
HEADINGS = ["Tên sản phẩm", "Chủ thể", "Hạng sao", "Xã", "Huyện", "Nguồn", "Năm công nhận"]
SAME_CHANGED_NEW_REFUSED = [
    HEADINGS,
    # As the reference data have it, but for a later recognition.
    ["Chocolate Detox", None, 3, None, "Sa Pa", None, 2026],
    ["Chè xanh thử nghiệm", "HTX Thử Nghiệm Bản Liền", 3, "Bản Liền", "Bắc Hà", "QĐ 12/2026"],
    ["Rượu thử nghiệm", "HTX Thử Nghiệm Bản Liền", 4, "Bản Liên", "Bắc Hà", "QĐ 12/2026"],
]


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory) -> Iterator[Store]:
    """The reference data, a copy for these tests: what one imports, it takes back."""
    path = tmp_path_factory.mktemp("imports") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(store, tmp_path_factory) -> Iterator[MapServer]:
    """One application for all of them."""
    folder = tmp_path_factory.mktemp("instance")
    yield from closing(create_app(settings_for(store, instance_dir=folder)))


@pytest.fixture
def person(app, store):
    """Make clients of new people of a role."""
    return lambda role: marked(app, store, role, f"p{token_hex(4)}")


@pytest.fixture
def editor(person):
    """A client of an editor who writes from our own pages."""
    client = person(RoleName.EDITOR)
    client.set_cookie("lang", "en")
    return client


def hand_in(client, content: bytes, name: str = "list.xlsx", **query: str):
    """Hand a file in and return the answer."""
    return client.post(
        API, data=content, content_type="application/octet-stream", query_string={"name": name, **query}
    )


def previewed(client, content: bytes, name: str = "list.xlsx", **query: str) -> dict:
    """Hand a file in and return it with its preview."""
    upload = hand_in(client, content, name, **query).json
    return client.post(f"{API}/{upload['id']}/preview", json={}).json


def version(upload: dict) -> dict[str, str]:
    """Return the header of a write that rests on what was seen."""
    return {"If-Match": f'"{upload["version"]}"'}


def rows_of(client, upload: dict, outcome: str | None = None) -> list[dict]:
    """Return the rows of a preview."""
    query = {} if outcome is None else {"outcome": outcome}
    return client.get(f"{API}/{upload['id']}/rows", query_string=query).json["items"]


def product_names(store: Store) -> set[str]:
    """Return the names of the products."""
    with store.read() as connection:
        return set(connection.scalars(sa.select(tables.products.c.name)))


def test_a_problem_of_a_field_without_a_column_names_the_field(editor):
    upload = previewed(
        editor, xlsx([["Tên", "Xã", "Huyện"], ["Cửa hàng", "Bản Liền", "Bắc Hà"]]), kind="sales_points"
    )
    (row,) = rows_of(editor, upload, "refused")
    (problem,) = row["problems"]
    assert (problem["rule"], problem["column"], problem["label"]) == ("required", None, "Kind of sales point")


def test_a_list_is_previewed_row_by_row_and_nothing_is_stored(editor, store):
    before = store.revision()
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    assert upload["preview"]["counts"] == {"new": 1, "changed": 1, "same": 0, "refused": 1, "taken": 2}
    assert upload["preview"]["new_producers"] == ["HTX Thử Nghiệm Bản Liền"]
    assert store.revision() == before
    (changed,) = rows_of(editor, upload, "changed")
    assert [one["field"] for one in changed["changes"]] == ["source", "certificates"]
    new = changed["changes"][1]
    assert (new["label"], new["before"]) == ("New certificate beside the earlier ones", None)
    assert "Stars: 3; Year of recognition: 2026" in new["after"]
    (refused,) = rows_of(editor, upload, "refused")
    (problem,) = refused["problems"]
    assert (refused["row"], problem["column"], problem["value"]) == (4, "Xã", "Bản Liên")
    assert problem["rule"] == "unit_unknown"
    assert "Bản Liền" in str(problem["suggestions"])


def test_a_value_that_is_picked_counts_for_every_row_that_writes_it(editor):
    rows = [HEADINGS, *([f"Rượu {number}", "HTX X", 3, "Bản Liên", "Bắc Hà", None] for number in range(3))]
    upload = previewed(editor, xlsx(rows))
    assert upload["preview"]["counts"]["refused"] == 3
    picks = {"commune": {"Bản Liên": {"commune": "Bản Liền"}}}
    answer = editor.patch(
        f"{API}/{upload['id']}", json={"kind": "products", "picks": picks}, headers=version(upload)
    )
    assert answer.status_code == 200
    again = editor.post(f"{API}/{upload['id']}/preview", json={}).json
    assert again["preview"]["counts"]["new"] == 3


def test_what_is_stored_is_one_change_and_one_click_takes_it_back(editor, store):
    before = product_names(store)
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    answer = editor.post(
        f"{API}/{upload['id']}/store", json={"reason": "danh sách 2026"}, headers=version(upload)
    )
    assert answer.status_code == 200
    change = answer.json["change_id"]
    assert product_names(store) - before == {"Chè xanh thử nghiệm"}
    line = read_log(store, LogFilter(subject_kind="record_change", subject_id=str(change)), 5)[0][0]
    assert (line.action, line.reason, line.after["title"]) == ("record_import", "danh sách 2026", "list.xlsx")
    # Once: the same file is not stored a second time.
    again = editor.post(f"{API}/{upload['id']}/store", json={}, headers=version(upload))
    assert again.status_code in (409, 412)
    assert editor.post(f"/api/v1/registry/changes/{change}/undo", json={}).status_code < 300
    assert product_names(store) == before


def test_a_row_that_is_left_out_and_an_outcome_that_is_not_taken_are_not_stored(editor, store):
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    answer = editor.patch(
        f"{API}/{upload['id']}", json={"left_out": [3], "takes_changed": False}, headers=version(upload)
    ).json
    again = editor.post(f"{API}/{upload['id']}/preview", json={}).json
    assert (again["preview"]["counts"]["taken"], again["preview"]["records"]) == (0, 0)
    stored = editor.post(f"{API}/{upload['id']}/store", json={}, headers=version(answer))
    assert stored.status_code == 400
    assert "Chè xanh thử nghiệm" not in product_names(store)


def test_a_column_that_was_matched_by_hand_is_matched_so_in_the_next_file(editor):
    rows = [["Tên sản phẩm", "Cột lạ kỳ"], ["Chocolate Detox", "ghi chú mới"]]
    upload = previewed(editor, xlsx(rows))
    assert upload["preview"]["file"]["columns"][1]["field"] is None
    editor.patch(
        f"{API}/{upload['id']}",
        json={"kind": "products", "columns": {"Cột lạ kỳ": "note"}},
        headers=version(upload),
    )
    columns = previewed(editor, xlsx(rows), kind="products")["preview"]["file"]["columns"]
    assert (columns[1]["field"], columns[1]["how"]) == ("note", "earlier")


def test_the_letters_of_a_text_are_told_with_samples_and_may_be_chosen(editor):
    text = "Tên sản phẩm,Huyện\nChè thử,Bắc Hà\n"
    upload = previewed(editor, as_tcvn3(text), "cu.csv")
    file = upload["preview"]["file"]
    assert (file["encoding"], file["encodings"][0]["value"]) == ("tcvn3", "tcvn3")
    assert file["encodings"][0]["sample"][1] == "Chè thử,Bắc Hà"
    editor.patch(f"{API}/{upload['id']}", json={"encoding": "cp1258"}, headers=version(upload))
    chosen = editor.post(f"{API}/{upload['id']}/preview", json={}).json
    assert chosen["preview"]["file"]["encoding"] == "cp1258"


def test_somebody_elses_choice_is_a_stale_one(editor):
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    editor.patch(f"{API}/{upload['id']}", json={"takes_new": False}, headers=version(upload))
    stale = editor.patch(f"{API}/{upload['id']}", json={"takes_new": True}, headers=version(upload))
    assert stale.status_code == 412
    assert editor.post(f"{API}/{upload['id']}/store", json={}, headers=version(upload)).status_code in (
        409,
        412,
    )


def test_a_record_that_was_changed_since_the_preview_is_not_overwritten(editor, store):
    rows = [["Tên sản phẩm", "Huyện", "Hạng sao", "Năm công nhận"], ["Chocolate Detox", "Sa Pa", 5, 2026]]
    upload = previewed(editor, xlsx(rows))
    (row,) = rows_of(editor, upload)
    address = f"/api/v1/registry/products/{row['id']}"
    tag = editor.get(address).json["tag"]
    changed = editor.patch(address, json={"fields": {"note": "mới"}}, headers={"If-Match": f'"{tag}"'})
    assert changed.status_code == 200
    assert editor.post(f"{API}/{upload['id']}/store", json={}, headers=version(upload)).status_code == 412
    again = editor.post(f"{API}/{upload['id']}/preview", json={}).json
    assert again["preview"]["counts"]["changed"] == 1


def test_a_record_that_the_file_does_not_tell_of_hinders_no_storing(editor, store):
    names = product_names(store)
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    with store.read() as connection:
        t = tables.products.c
        other = connection.scalar(sa.select(t.product_id).where(t.name == "Việt Hồng trà"))
    address = f"/api/v1/registry/products/{other}"
    tag = editor.get(address).json["tag"]
    edited = editor.patch(address, json={"fields": {"note": "khác"}}, headers={"If-Match": f'"{tag}"'})
    assert edited.status_code == 200
    stored = editor.post(f"{API}/{upload['id']}/store", json={}, headers=version(upload))
    assert stored.status_code == 200
    assert product_names(store) - names == {"Chè xanh thử nghiệm"}
    change = stored.json["change_id"]
    assert editor.post(f"/api/v1/registry/changes/{change}/undo", json={}).status_code < 300


def test_nobody_sees_anothers_file(editor, person):
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    other = person(RoleName.ADMINISTRATOR)
    for method, rest in (("get", ""), ("get", "/rows"), ("post", "/preview"), ("delete", "")):
        answer = getattr(other, method)(f"{API}/{upload['id']}{rest}", headers=version(upload))
        assert answer.status_code == 404
    assert other.get(f"/registry/import/{upload['id']}").status_code == 404
    assert other.get(API).json["items"] == []


def test_a_file_that_is_thrown_away_is_gone(editor):
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    assert editor.delete(f"{API}/{upload['id']}", headers=version(upload)).status_code == 204
    assert editor.get(f"{API}/{upload['id']}").status_code == 404


def test_an_editor_of_some_communes_may_not_import_into_others(app, store):
    with store.read() as connection:
        unit = tuple(
            connection.execute(
                sa.select(tables.units.c.unit_code, tables.units.c.valid_from)
                .where(tables.units.c.name == "Sa Pa", tables.units.c.level == "district")
                .order_by(tables.units.c.valid_from.desc())
            ).first()
        )
    client = marked(app, store, RoleName.EDITOR, f"p{token_hex(4)}")
    begin(client, store, make_user(store, f"p{token_hex(4)}", units=[unit]))
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/jobs").text)
    client.environ_base["HTTP_X_CSRFTOKEN"] = found[1]
    upload = previewed(client, xlsx(SAME_CHANGED_NEW_REFUSED))
    rules = {row["name"]: row["problems"][0]["rule"] for row in rows_of(client, upload, "refused")}
    assert rules["Chè xanh thử nghiệm"] == "not_yours"
    assert upload["preview"]["counts"]["changed"] == 1
    with store.read() as connection:
        t = tables.products.c
        elsewhere = sa.select(t.product_id).where(t.unit_code != unit[0], t.raw_district == "Bắc Hà")
        key = connection.scalar(elsewhere)
        own = connection.scalar(sa.select(t.product_id).where(t.name == "Chocolate Detox"))
    facts = [[one, "Logo OCOP", "Có"] for one in (key, own)]
    upload = previewed(client, xlsx([["Mã định danh", "Nội dung theo dõi", "Giá trị"], *facts]))
    assert upload["preview"]["counts"]["taken"] == 1
    (refused,) = rows_of(client, upload, "refused")
    assert (refused["id"], refused["problems"][0]["rule"]) == (key, "not_yours")


def test_published_totals_are_for_planners(editor, person):
    rows = (REFERENCE / "control_totals.csv").read_bytes().replace(b",78,", b",79,", 1)
    assert previewed(editor, rows, "totals.csv")["preview"]["counts"]["refused"] == 1
    planner = person(RoleName.PLANNER)
    assert previewed(planner, rows, "totals.csv")["preview"]["counts"]["changed"] == 1


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 400), (b"%PDF-1.7", 400), (b"PK\x03\x04x", 422), (b"x" * (MOST_BYTES + 1), 413)],
    ids=["empty", "pdf", "broken", "large"],
)
def test_a_file_that_is_none_is_refused_at_once(editor, content, status):
    assert hand_in(editor, content).status_code == status


def test_a_form_of_another_kind_is_no_file(editor):
    assert editor.post(API, json={"x": 1}).status_code == 415


def inputs_of(store: Store, job: str) -> ImportInputs:
    """Return the inputs of a job that waits."""
    with store.read() as connection:
        text = connection.scalar(sa.select(jobs.c.inputs).where(jobs.c.job_id == job))
    return ImportInputs(**json.loads(text))


def test_a_large_file_is_previewed_and_stored_by_jobs(editor, store, monkeypatch, tmp_path):
    monkeypatch.setattr(import_api, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr(import_api, "AT_ONCE_RECORDS", 0)
    before = product_names(store)
    upload = hand_in(editor, xlsx(SAME_CHANGED_NEW_REFUSED)).json
    asked = editor.post(f"{API}/{upload['id']}/preview", json={})
    assert asked.status_code == 202
    preview_import.run(store, inputs_of(store, asked.json["id"]), FakeTask(tmp_path))
    upload = editor.post(f"{API}/{upload['id']}/preview", json={}).json
    assert upload["preview"]["counts"]["new"] == 1
    asked = editor.post(f"{API}/{upload['id']}/store", json={}, headers=version(upload))
    assert asked.status_code == 202
    store_import.run(store, inputs_of(store, asked.json["id"]), FakeTask(tmp_path))
    change = editor.get(f"{API}/{upload['id']}").json["change_id"]
    assert product_names(store) - before == {"Chè xanh thử nghiệm"}
    assert editor.post(f"/api/v1/registry/changes/{change}/undo", json={}).status_code < 300


def test_a_job_that_nobody_signed_stores_nothing(editor, store, tmp_path):
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    order = order_text(upload["id"], upload["version"])
    for kind in (preview_import, store_import):
        with pytest.raises(NotFound):
            kind.run(store, ImportInputs(order), FakeTask(tmp_path))


def test_a_preview_is_made_anew_where_the_registry_is_another(editor, store):
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    with store.write():
        pass
    assert editor.get(f"{API}/{upload['id']}").json["preview"] is None
    assert editor.get(f"{API}/{upload['id']}/rows").status_code == 409


def test_pages_hold_the_name_of_a_file_as_text(editor):
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED), f"{PAYLOAD}.xlsx")
    page = editor.get(f"/registry/import/{upload['id']}")
    assert page.status_code == 200
    assert "<img src=x" not in page.text
    assert editor.get("/registry/import").status_code == 200


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_template_with_the_records_comes_back_without_a_change(person, kind, lang):
    client = person(RoleName.PLANNER)
    client.set_cookie("lang", lang)
    answer = client.get(f"/registry/import/templates/{kind.value}.xlsx?rows=all")
    assert answer.status_code == 200
    upload = hand_in(client, answer.data).json
    from_store = client.post(f"{API}/{upload['id']}/preview", json={})
    assert from_store.status_code in (200, 202)
    if from_store.status_code == 200:
        counts = from_store.json["preview"]["counts"]
        assert from_store.json["preview"]["kind"] == kind.value
        assert counts["new"] == counts["changed"] == counts["refused"] == 0


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "told"),
    [
        ("GET", "/registry/import?size=9", None, 400, "kind"),
        ("GET", "/registry/import?kind=communes", None, 404, "products"),
        ("GET", "/registry/import/nobody", None, 404, "nobody"),
        ("GET", "/registry/import/templates/communes.xlsx", None, 404, "products"),
        ("GET", "/registry/import/templates/sights.xlsx?rows=some", None, 400, "none, all"),
        ("GET", f"{API}?size=9", None, 400, "size"),
        ("GET", f"{API}/nobody", None, 404, "nobody"),
        ("GET", f"{API}/nobody/rows", None, 404, "nobody"),
        ("POST", f"{API}/nobody/preview", {}, 404, "nobody"),
        ("POST", f"{API}/nobody/store", {}, 404, "nobody"),
        ("PATCH", f"{API}/nobody", {}, 404, "nobody"),
        ("DELETE", f"{API}/nobody", None, 404, "nobody"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_allowed(editor, method, address, body, status, told):
    answer = (
        editor.open(address, method=method, json=body)
        if body is not None
        else editor.open(address, method=method)
    )
    assert answer.status_code == status
    assert told in answer.text
    assert "Traceback" not in answer.text


def test_rows_choices_and_versions_that_cannot_be_are_refused(editor):
    upload = previewed(editor, xlsx(SAME_CHANGED_NEW_REFUSED))
    address = f"{API}/{upload['id']}"
    assert editor.get(f"{address}/rows?outcome=lost").status_code == 400
    assert editor.get(f"{address}/rows?limit=100000").status_code == 400
    assert editor.patch(address, json={"takes_new": False}).status_code == 400
    assert editor.patch(address, json={"colour": "red"}, headers=version(upload)).status_code == 400
    assert editor.post(f"{address}/store", json={"reason": 5}, headers=version(upload)).status_code == 400
    assert (
        editor.post(f"{address}/store", json={"reason": "x" * 501}, headers=version(upload)).status_code
        == 400
    )


def test_a_figure_added_to_a_zone_is_told_in_words_with_each_number_once(editor):
    lines = [
        ["Cây trồng", "Xã", "Huyện", "Diện tích (ha)", "Năm", "Nguồn"],
        ["dứa", "Bản Lầu", "Mường Khương", 1311, 2026, "BC 7"],
    ]
    [row] = rows_of(editor, previewed(editor, xlsx(lines), kind="material_zones"))
    [change] = row["changes"]
    assert (change["label"], change["before"]) == ("Figures added beside those that are there", None)
    assert change["after"].count("1,311") == 1
    assert "BC 7" in change["after"]


def test_facts_are_told_in_words_stored_as_one_edit_of_their_record_and_taken_back(editor, store):
    headings = ["Loại", "Bản ghi", "Nội dung theo dõi", "Giá trị", "Thời điểm", "Nguồn"]
    name = "Chocolate Detox"
    rows = [
        ["Sản phẩm", name, "Kênh tiêu thụ", "Siêu thị", "11/2025", "BC 12"],
        ["Sản phẩm", name, "Logo OCOP", "Có", "31/12/2025", "BC 12"],
        ["Sản phẩm", "Chocolat Detoxx", "Logo OCOP", "Có", "31/12/2025", "BC 12"],
    ]
    upload = previewed(editor, xlsx([headings, *rows]), "facts.xlsx")
    assert (upload["preview"]["kind"], upload["preview"]["records"]) == ("facts", 1)
    channel, _ = rows_of(editor, upload, "new")
    assert (channel["kind"], channel["name"]) == ("products", name)
    told = {one["label"]: one["after"] for one in channel["changes"]}
    assert list(told.values()) == ["Sales channel", "Supermarket", "11/2025", "BC 12"]
    (refused,) = rows_of(editor, upload, "refused")
    (problem,) = refused["problems"]
    assert (problem["column"], problem["suggestions"][0]["label"][: len(name)]) == ("Bản ghi", name)
    stored = editor.post(f"{API}/{upload['id']}/store", json={}, headers=version(upload)).json
    record = f"/api/v1/registry/products/{channel['id']}"
    assert {one["value"] for one in editor.get(record).json["parts"]["programme_facts"]} == {
        "supermarket",
        "yes",
    }
    (newest, *_) = editor.get(f"{record}/versions").json["items"]
    assert newest["change"]["action"] == "import"
    assert editor.post(f"/api/v1/registry/changes/{stored['change_id']}/undo", json={}).status_code < 300
    assert editor.get(record).json["parts"]["programme_facts"] == []


@pytest.mark.parametrize("table", ["facts", "linked_zones"])
def test_templates_of_facts_and_linked_zones_are_given_and_come_back(editor, table):
    content = editor.get(f"/registry/import/templates/{table}.xlsx?rows=all").data
    assert hand_in(editor, content, kind=table).status_code == 201
    assert f'value="{table}" selected' in editor.get(f"/registry/import?kind={table}").text
