"""What the modules of /tours do without a map: wishes, moves by hand, dates, addresses, names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

MODULES = "/static/js/tours"


@pytest.fixture(scope="module")
def modules(browser: Browser, site: str) -> Iterator[Page]:
    """One page for all that modules do without a map."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.request.get("/help?lang=en")
    page.goto("/tours")
    yield page
    context.close()


def in_module(page: Page, module: str, script: str) -> Any:
    """Return what ``script``, a function of the module's members, returns in the browser."""
    return page.evaluate(f"import('{MODULES}/{module}.js').then({script})")


WISHES = {
    "start": "town:085",
    "end": [104.1, 22.3],
    "dates": ["2026-12-05", "2026-12-06"],
    "nights": ["town:088"],
    "days": [
        {"start": None, "end": [104.0, 22.4], "day_start": "08:00", "day_end": None},
        {"start": None, "end": None, "day_start": None, "day_end": None},
    ],
    "day_start": "06:30",
    "day_end": "19:00",
    "lunch": None,
    "interests": {"craft": 2, "nature": 0.5},
    "must": ["a"],
    "avoid": ["b"],
    "limits": [
        {"group": "market", "max": 1, "each_day": False},
        {"group": "purchase", "min": 1, "each_day": True},
    ],
    "max_drive_min_per_day": 200,
    "pace": "calm",
    "vehicle": "coach",
    "party": {"adults": 20, "children": 3},
    "break_after_min": 90,
    "plan_with": "likely",
    "units": "2024",
    "on": "2025-06-01",
    "seed": 7,
    "own_stops": [{"id": "own:1", "name": "x", "lon": 104.0, "lat": 22.3, "visit_min": 30}],
    "choices": {"c": {"visit_min": 20}},
    "fixed": {"a": {"date": "2026-12-05", "at": "09:30"}},
}
ANY_WEEK = {
    **{name: value for name, value in WISHES.items() if name not in ("dates", "days", "nights", "fixed")},
    "any_week": {"days": 3, "after": "2026-12-01"},
    "nights": "suggest",
    "night_towns": ["town:085", [104.2, 22.5]],
    "lunch": {"from": "11:30", "to": "13:00", "minutes": 45},
}


@pytest.mark.parametrize("wishes", [WISHES, ANY_WEEK])
def test_wishes_that_were_sent_fill_the_form_with_the_same_wishes(modules, wishes):
    again = in_module(
        modules, "wishes", f"(m) => m.toRequest(m.fromRequest({json.dumps(wishes)}, '2026-01-03'))"
    )
    assert again == wishes


@pytest.mark.parametrize(
    "body",
    [
        {"interests": [1], "must": "x", "dates": [3], "days": {}, "limits": [None]},
        {"any_week": 5, "units": "2019", "on": "1/6/2025", "seed": 1.5, "night_towns": [None, {}]},
    ],
)
def test_an_address_of_a_stranger_never_breaks_the_form(modules, body):
    made = in_module(modules, "wishes", f"(m) => m.fromRequest({json.dumps(body)}, '2026-01-03')")
    assert made["must"] == []
    assert made["first"] == "2026-01-03"
    assert (made["units"], made["on"], made["seed"], made["nightTowns"]) == ("2025", "", None, [])


STATE = {
    "base": {"dates": ["2026-12-05", "2026-12-06"], "must": ["z"]},
    "order": [["a", "b"], ["c"]],
    "locks": {"b": "09:30"},
    "choices": {},
    "own": [],
}


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("m.stepStop(s, 'b', 1)", [["a"], ["b", "c"]]),
        ("m.stepStop(s, 'c', -1)", [["a", "b", "c"], []]),
        ("m.moveStop(s, 'a', 1, 9)", [["b"], ["c", "a"]]),
        ("m.moveStop(s, 'a', 0, 1)", [["b", "a"], ["c"]]),
        ("m.removeStop(s, 'b')", [["a"], ["c"]]),
    ],
)
def test_a_move_by_hand_puts_the_stop_where_it_is_meant(modules, move, order):
    assert (
        in_module(modules, "hand", f"(m) => {{ const s = {json.dumps(STATE)}; return {move}.order; }}")
        == order
    )


def test_the_first_stop_of_a_tour_goes_no_further_up(modules):
    assert in_module(modules, "hand", f"(m) => m.stepStop({json.dumps(STATE)}, 'a', -1)") is None


def test_a_lock_follows_its_stop_to_another_day_and_ends_when_it_is_taken_out(modules):
    made = "[m.moveStop(s, 'b', 1, 0), m.removeStop(s, 'b')].map(m.handBody)"
    moved, removed = in_module(modules, "hand", f"(m) => {{ const s = {json.dumps(STATE)}; return {made}; }}")
    assert moved["fixed"] == {"b": {"date": "2026-12-06", "at": "09:30"}}
    assert "fixed" not in removed


def test_the_same_tour_on_another_day_moves_every_date_by_the_same_days(modules):
    state = in_module(modules, "hand", f"(m) => m.shifted({json.dumps(STATE)}, '2026-12-31')")
    assert state["base"]["dates"] == ["2026-12-31", "2027-01-01"]


def test_improving_the_rest_keeps_what_was_put_on_the_map_by_hand(modules):
    script = (
        f"(m) => {{ const place = {{name: 'x', lon: 104, lat: 22, visit_min: 5}};"
        f" const [s, id] = m.withOwn({json.dumps(STATE)}, place);"
        " return m.improveBody(m.moveStop(s, id, 0, 0)); }"
    )
    body = in_module(modules, "hand", script)
    assert body["must"] == ["z", "own:1"]
    assert body["own_stops"] == [{"id": "own:1", "name": "x", "lon": 104, "lat": 22, "visit_min": 5}]
    assert "order" not in body


def test_only_what_is_new_on_another_day_is_a_difference_whatever_its_times_say(modules):
    def told(warnings: list[tuple[str, int, str]]) -> dict[str, Any]:
        listed = [
            {"leg": None, "visit": visit, "severity": "warning", "note": {"key": key, "text": text}}
            for key, visit, text in warnings
        ]
        return {"days": [{"visits": [{"stop": "a"}, {"stop": "b"}], "warnings": listed}], "stops": {}}

    before = told([("dark", 0, "dark from 17:43")])
    after = told([("dark", 0, "dark from 17:51"), ("closed", 1, "b is closed")])
    script = f"(m) => m.differences({json.dumps(before)}, {json.dumps(after)})"
    assert in_module(modules, "otherdates", script) == ["b is closed"]


def test_a_stop_is_added_where_it_is_the_least_detour_among_the_days_it_is_open_on(modules):
    script = (
        "(m) => { const flat = (a, b) => Math.hypot(a.lon - b.lon, a.lat - b.lat);"
        " const at = (lon, lat) => ({lon, lat});"
        " const days = [[at(0, 0), at(4, 0), at(8, 0)], [at(0, 5), at(8, 5)]];"
        " return [m.leastDetour(days, at(6, 1), flat, [0, 1]), m.leastDetour(days, at(6, 1), flat, [1])]; }"
    )
    assert in_module(modules, "hand", script) == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("call", "day"),
    [
        ("m.addDays('2026-12-31', 1)", "2027-01-01"),
        ("m.addMonths('2026-01-31', 1)", "2026-02-28"),
        ("m.nextSaturday('2026-11-28')", "2026-12-05"),
        ("m.sameWeekday('2026-12-06', '2027-01-06')", "2027-01-03"),
        ("m.clock('2026-12-07T01:30', '2026-12-06')", "01:30 (07/12/2026)"),
    ],
)
def test_days_and_times_are_counted_without_a_time_zone(modules, call, day):
    assert in_module(modules, "dates", f"(m) => {call}") == day


def test_a_body_goes_through_an_address_and_back_with_every_letter(modules):
    body = {"start": "Chợ Bắc Hà 🌾", "order": [["own:1"], []]}
    text = in_module(modules, "address", f"(m) => m.encodeBody({json.dumps(body)})")
    assert text.isascii()
    assert set("+/=&#").isdisjoint(text)
    assert in_module(modules, "address", f"(m) => m.decodeBody('#tour={text}')") == body


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("cho bac ha", "Chợ phiên Bắc Hà"),
        ("sa pả", "Sa Pả"),
        ("sa pa", "Sa Pa"),
        ("ban pho bac ha", "Bản Phố"),
        ("dinh", "Dinh Hoàng A Tưởng"),
    ],
)
def test_a_name_is_found_with_and_without_marks_the_one_that_is_meant_first(modules, q, first):
    names = ["Gian chè, chợ Bắc Hà", "Chợ phiên Bắc Hà", "Sa Pả", "Sa Pa", "Bản Phố", "Dinh Hoàng A Tưởng"]
    places = [{"name": name, "commune": "Bắc Hà"} for name in names]
    script = (
        "async (m) => { const { fold } = await import('/static/js/fold.js');"
        f" const at = (p) => m.rank(p, {json.dumps(q)}, fold({json.dumps(q)}));"
        f" return {json.dumps(places)}.map((p) => [p.name, at(p)]).filter(([, n]) => n !== null); }}"
    )
    found = sorted(in_module(modules, "places", script), key=lambda pair: pair[1])
    assert found[0][0] == first


@pytest.mark.parametrize("text", ["", "#tour=", "#tour=%%%", "#tour=W10", "#tour=bnVsbA", "#other=e30"])
def test_an_address_without_a_body_gives_none(modules, text):
    assert in_module(modules, "address", f"(m) => m.decodeBody({json.dumps(text)})") is None


def test_the_first_tour_of_open_days_and_nights_is_the_next_weekend_from_the_start(modules):
    def first(body: dict[str, Any]) -> dict[str, Any] | None:
        script = f"(m) => m.firstRequest({json.dumps(body)}, '2026-11-25')"
        return in_module(modules, "wishes", script)

    open_days = {"start": "town:085", "any_week": {"days": 2, "after": "2026-12-01"}, "nights": "suggest"}
    assert first(open_days) == {"start": "town:085", "dates": ["2026-12-05", "2026-12-06"]}
    assert first({"any_week": {"days": 1}})["dates"] == ["2026-11-28"]
    assert first({"dates": ["2026-12-07", "2026-12-08"], "nights": "suggest"}) == {
        "dates": ["2026-12-07", "2026-12-08"]
    }
    assert first({"dates": ["2026-12-07"], "nights": []}) is None


@pytest.mark.parametrize(
    ("spot", "text"),
    [
        ({"id": "ban-pho", "name": "Bản Phố", "own_point": False}, "Bản Phố (somewhere in the commune)"),
        ({"id": "town:085", "name": "Bắc Hà", "own_point": False}, "Bắc Hà"),
        ({"id": None, "name": None, "own_point": True}, "a place on the map"),
        ({"id": "cho", "name": "Chợ"}, "Chợ"),
    ],
)
def test_an_end_of_a_day_is_vague_where_its_place_is(modules, spot, text):
    assert in_module(modules, "figures", f"(m) => m.spotText({json.dumps(spot)})") == text
