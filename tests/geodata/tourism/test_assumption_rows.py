"""The table that staff edit: usual values, changes with who and when, refusals that name the field."""

from __future__ import annotations

import pytest

from geodata.errors import InvalidInput, NotFound, Stale
from geodata.office.audit import Actor, LogFilter, read_log
from geodata.tourism.assumption_rows import SUBJECTS, assumption_rows, change_assumption
from geodata.tourism.assumptions import DEFAULTS
from geodata.tourism.kinds import StopKind
from geodata.tourism.office_table import current_assumptions
from geodata.tourism.paces import Pace
from geodata.tourism.vehicles import Vehicle

LAN, MINH = Actor("u-lan", "Trần Thị Lan"), Actor("u-minh", "Lý Văn Minh")
SHOP = {"visit_min": 40, "hours": [["08:00", "12:00"], ["13:00", "24:00"]], "reason": "Asked in March 2026"}
CALM = {"visit_factor": 1.5, "max_drive_min": 200, "reason": "Asked of three guides in 2026"}
COACH = {
    "time_factor": 1.4,
    "seats": 29,
    "co2_g_km": 627,
    "co2_source": None,
    "reason": "Timed on the road to Si Ma Cai",
}
PLUM = {"months": [7, 6], "title": "plums are picked in June and July", "reason": "Asked in Bắc Hà"}


def row_of(store, key):
    return next(row for row in assumption_rows(store) if row.key == key)


def test_there_is_a_row_for_every_kind_season_harvest_pace_and_vehicle_and_each_has_a_reason(store):
    rows = assumption_rows(store)
    assert [row.key for row in rows if row.group == "kind"] == [
        f"kind:{kind.value}" for kind in DEFAULTS.kinds
    ]
    assert {row.key for row in rows if row.group in ("season", "harvest")} == set(SUBJECTS)
    ways = [f"pace:{pace.value}" for pace in Pace] + [f"vehicle:{vehicle.value}" for vehicle in Vehicle]
    assert [row.key for row in rows if row.group in ("pace", "vehicle")] == ways
    assert all(row.value == row.usual and row.value["reason"] and not row.is_changed for row in rows)
    assert {row.version for row in rows} == {0}


def test_a_changed_row_holds_for_tours_and_says_who_changed_it(store):
    row = change_assumption(store, LAN, "kind:shop", 0, SHOP)
    assert (row.version, row.changed_by, row.is_changed) == (1, LAN.name, True)
    assert row.value["hours"] == [[480.0, 720.0], [780.0, 1440.0]]
    assert row_of(store, "kind:shop") == row
    assert current_assumptions(store).of(StopKind.SHOP).visit_min == 40


def test_a_changed_pace_or_vehicle_holds_for_tours(store):
    change_assumption(store, LAN, "pace:calm", 0, CALM)
    change_assumption(store, LAN, "vehicle:coach", 0, COACH)
    now = current_assumptions(store)
    assert (now.paces[Pace.CALM].visit_factor, now.paces[Pace.CALM].max_drive_min) == (1.5, 200)
    assert now.paces[Pace.CALM].title == DEFAULTS.paces[Pace.CALM].title
    coach = now.vehicles[Vehicle.COACH]
    assert (coach.time_factor, coach.seats, coach.reason) == (1.4, 29, COACH["reason"])
    # The grams are the usual ones, and so is who says so.
    assert coach.co2_source == DEFAULTS.vehicles[Vehicle.COACH].co2_source
    change_assumption(store, LAN, "vehicle:coach", 1, None)
    assert current_assumptions(store).vehicles == DEFAULTS.vehicles


def test_a_row_that_went_back_is_the_usual_one_again_and_its_version_goes_on(store):
    change_assumption(store, LAN, "harvest:plum", 0, PLUM)
    row = change_assumption(store, MINH, "harvest:plum", 1, None)
    assert (row.value, row.is_changed, row.version) == (row.usual, False, 2)
    assert current_assumptions(store) == DEFAULTS
    assert change_assumption(store, LAN, "harvest:plum", 2, PLUM).version == 3


def test_a_change_from_an_old_version_is_refused_with_what_the_row_is_now(store):
    change_assumption(store, LAN, "kind:shop", 0, SHOP)
    with pytest.raises(Stale) as refused:
        change_assumption(store, MINH, "kind:shop", 0, SHOP | {"visit_min": 20})
    values = refused.value.values
    assert (values["who"], values["version"], values["now"]["visit_min"]) == (LAN.name, 1, 40)
    assert row_of(store, "kind:shop").value["visit_min"] == 40


def test_every_change_is_in_the_audit_log_with_what_it_was(store):
    change_assumption(store, LAN, "kind:shop", 0, SHOP)
    change_assumption(store, MINH, "kind:shop", 1, None)
    (reset, changed), _ = read_log(store, LogFilter(subject_kind="tour_assumption"), 5)
    assert (changed.actor_name, changed.before["visit_min"], changed.after["visit_min"]) == (LAN.name, 30, 40)
    assert (reset.action, reset.before["visit_min"], reset.after) == ("tour_assumption_reset", 40, None)


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        ("kind:shop", "visit_min", SHOP | {"visit_min": 0}),
        ("kind:shop", "visit_min", SHOP | {"visit_min": True}),
        ("kind:shop", "visit_min", SHOP | {"visit_min": 721}),
        ("kind:shop", "hours", SHOP | {"hours": []}),
        ("kind:shop", "hours", SHOP | {"hours": [["12:00", "08:00"]]}),
        ("kind:shop", "hours", SHOP | {"hours": [["08:00", "12:00"], ["11:00", "13:00"]]}),
        ("kind:shop", "hours", SHOP | {"hours": [["08:00", "08:30"]]}),
        ("kind:shop", "hours[0]", SHOP | {"hours": [["08:00", "24:01"]]}),
        ("kind:shop", "hours[1]", SHOP | {"hours": [["08:00", "12:00"], ["1:00", "17:00"]]}),
        ("kind:shop", "hours[0]", SHOP | {"hours": [["08:00"]]}),
        ("kind:shop", "reason", SHOP | {"reason": " "}),
        ("kind:shop", "months", SHOP | {"months": [1]}),
        ("harvest:plum", "months", PLUM | {"months": []}),
        ("harvest:plum", "months", PLUM | {"months": [13]}),
        ("harvest:plum", "months", PLUM | {"months": [True]}),
        ("harvest:plum", "title", PLUM | {"title": None}),
        ("harvest:plum", "title", PLUM | {"title": "plums are fresh from May to July"}),
        ("harvest:plum", "reason", {"months": [6], "title": "x"}),
        ("kind:shop", "value", [1]),
        ("pace:calm", "visit_factor", CALM | {"visit_factor": 0.2}),
        ("pace:calm", "visit_factor", CALM | {"visit_factor": "1.2"}),
        ("pace:calm", "visit_factor", CALM | {"visit_factor": True}),
        ("pace:calm", "max_drive_min", CALM | {"max_drive_min": 0}),
        ("pace:calm", "max_drive_min", CALM | {"max_drive_min": 1441}),
        ("pace:calm", "reason", CALM | {"reason": ""}),
        ("pace:calm", "months", CALM | {"months": [1]}),
        ("vehicle:coach", "time_factor", COACH | {"time_factor": 4.1}),
        ("vehicle:coach", "seats", COACH | {"seats": 0}),
        ("vehicle:coach", "seats", COACH | {"seats": 2.5}),
        ("vehicle:coach", "co2_g_km", COACH | {"co2_g_km": -1}),
        ("vehicle:coach", "co2_source", COACH | {"co2_g_km": 500}),
        ("vehicle:coach", "co2_source", COACH | {"co2_g_km": 500, "co2_source": " "}),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_by_the_name_of_its_field(sqlite_store, key, field, value):
    with pytest.raises(InvalidInput) as refused:
        change_assumption(sqlite_store, LAN, key, 0, value)
    assert refused.value.values["name"] == field
    assert not row_of(sqlite_store, key).is_changed


def test_the_months_of_a_season_may_stay_with_its_usual_sentence(store):
    usual = row_of(store, "season:rice").usual
    value = {"months": usual["months"], "reason": "The office has asked the communes"}
    row = change_assumption(store, LAN, "season:rice", 0, value)
    assert row.value == usual | value


def test_a_row_that_nobody_knows_is_not_found(store):
    with pytest.raises(NotFound):
        change_assumption(store, LAN, "kind:castle", 0, SHOP)
