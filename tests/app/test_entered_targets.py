"""Published targets as records: entered, corrected, archived, put back, judged of their own province."""

from __future__ import annotations

from functools import partial

import pytest

from app import create_app
from geodata.office.vocabulary import RoleName
from tests.app.conftest import closing, settings_for
from tests.app.test_scenarios_api import marked

KIND = "/api/v1/registry/published_targets"
TARGETS = "/api/v1/targets"
TARGET = {
    "metric": "products_total",
    "year": 2026,
    "value": 650,
    "unit": "products at least",
    "province_code": "15",
    "source": "Kế hoạch số 12/KH-UBND",
}


@pytest.fixture
def person(own_reference_store):
    """Sign a client in on a store of its own: ``person(role)``."""
    for app in closing(create_app(settings_for(own_reference_store))):
        yield partial(marked, app, own_reference_store)


def rules(answer):
    """Return field and rule of what an answer refuses."""
    return [(one["field"], one["rule"]) for one in answer.json["details"]["problems"]]


def test_a_target_is_entered_corrected_archived_and_all_of_it_taken_back(person):
    planner = person(RoleName.PLANNER)
    made = planner.post(KIND, json={"fields": TARGET, "reason": "kế hoạch mới"})
    assert made.status_code == 201
    address, found = f"{KIND}/{made.json['id']}", f"{TARGETS}?year=2026"
    (one,) = planner.get(found).json["items"]
    assert (one["id"], one["value"], one["source"]) == (made.json["id"], 650, TARGET["source"])

    match = {"If-Match": made.headers["ETag"]}
    changed = planner.patch(address, json={"fields": {"value": 700}}, headers=match)
    assert planner.get(found).json["items"][0]["value"] == 700
    assert planner.patch(address, json={"fields": {"value": 1}}, headers=match).status_code == 412
    match = {"If-Match": changed.headers["ETag"]}
    assert planner.post(f"{address}/archive", json={}, headers=match).status_code == 200
    assert planner.get(found).json["total"] == 0
    latest = planner.get("/api/v1/registry/changes").json["items"][0]
    assert planner.post(f"/api/v1/registry/changes/{latest['id']}/undo", json={}).status_code == 201
    assert planner.get(found).json["items"][0]["value"] == 700
    versions = planner.get(f"{address}/versions").json["items"]
    assert [one["change"] and one["change"]["action"] for one in versions] == [
        "undo",
        "archive",
        "edit",
        "create",
        None,
    ]


def test_a_shipped_target_can_be_corrected_with_its_history(person):
    planner = person(RoleName.PLANNER)
    (one,) = planner.get(f"{TARGETS}?year=2025").json["items"]
    tag = planner.get(f"{KIND}/{one['id']}").headers["ETag"]
    answer = planner.patch(f"{KIND}/{one['id']}", json={"fields": {"value": 241}}, headers={"If-Match": tag})
    assert answer.status_code == 200
    newest = planner.get(f"{KIND}/{one['id']}/versions").json["items"][0]["difference"]
    assert [(each["field"], each["before"], each["after"]) for each in newest] == [("value", 240.0, 241.0)]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"source": None}, ("source", "required")),
        ({"unit": "percent", "value": 50}, ("unit", "target_unit")),
        ({"metric": "producers_with_website", "unit": "percent", "value": 120}, ("value", "out_of_range")),
        ({"metric": "other", "unit": "other"}, ("note", "target_unnamed")),
        ({"metric": "products"}, ("metric", "choice_unknown")),
        ({"year": "năm tới"}, ("year", "year_bad")),
    ],
)
def test_a_target_that_says_too_little_or_cannot_be_is_refused(person, changed, wrong):
    answer = person(RoleName.PLANNER).post(KIND, json={"fields": TARGET | changed})
    assert answer.status_code == 400
    assert rules(answer) == [wrong]


def test_targets_are_entered_by_planners(person):
    assert person(RoleName.EDITOR).post(KIND, json={"fields": TARGET}).status_code == 403


def test_a_target_of_the_merged_province_is_held_against_figures_of_it_alone(person):
    planner = person(RoleName.PLANNER)
    before = {"year": 2025, "value": 600}
    planner.post(KIND, json={"fields": TARGET | before})
    planner.post(KIND, json={"fields": TARGET | before | {"province_code": "10", "source": "Kế hoạch khác"}})
    merged, former = (
        next(
            one
            for one in planner.get(f"{TARGETS}?year=2025").json["items"]
            if (one["province_code"], one["value"]) == (province, 600)
        )
        for province in ("15", "10")
    )
    # 605 products were published of the merged province, 267 at most of the former one.
    assert (merged["verdict"], [one["value"] for one in merged["published"]]) == ("published", [604, 605])
    assert former["verdict"] == "below"
    points = {"metric": "sales_points_added_per_district_min", "unit": "points", "value": 2}
    planner.post(KIND, json={"fields": TARGET | points})
    told = {one["metric"]: one["why"] for one in planner.get(f"{TARGETS}?year=2026").json["items"]}
    assert told == {"sales_points_added_per_district_min": "no_districts"}


def test_the_page_names_the_merged_province_and_shows_the_note_of_another_target(person):
    planner = person(RoleName.PLANNER)
    note = "<b>40 lớp tập huấn</b>"
    other = {"metric": "other", "unit": "other", "value": 40, "note": note}
    assert planner.post(KIND, json={"fields": TARGET | other}).status_code == 201
    page = planner.get("/targets?year=2026&lang=en", follow_redirects=True).text
    assert "another target, named in the note" in page
    assert "&lt;b&gt;40 lớp tập huấn&lt;/b&gt;" in page
    assert "after the merger" in page
    assert "The registry does not follow it." in page
