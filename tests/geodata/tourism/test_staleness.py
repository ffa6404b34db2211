"""What has changed of the stops of a saved tour, each told once and in words, on the reference data."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.office.tables import festivals, tour_assumptions
from geodata.tourism.registry_places import tour_places
from geodata.tourism.staleness import changed_stops
from geodata.tourism.stop_basis import tour_basis
from geodata.tourism.wishes import read_wishes
from geodata.view import View
from geodata.vocabulary import Role, Status

TODAY = date(2026, 11, 22)
SUNDAY = date(2026, 12, 6)
LATER = date(2040, 1, 1)
WISHES = {"start": [104.2, 22.5], "dates": [SUNDAY.isoformat()]}


@pytest.fixture
def store(own_reference_store):
    return own_reference_store


def place(store, role, *, products=False):
    """Return the first place of one role alone, with products or not, that is known by its commune only."""
    found = tour_places(store, View(today=TODAY)).items
    return next(
        one for one in found if one.roles == (role,) and bool(one.products) is products and not one.own_point
    )


def resting_on(store, *places, today=TODAY, **wishes):
    """Return a tour of one Sunday that visits places, as far as its basis goes."""
    order = [[one.place_id for one in places]]
    text = json.dumps(WISHES | wishes)
    return SimpleNamespace(basis=tour_basis(store, read_wishes(text), [SUNDAY], order, today))


def change(store, table, key, record_id, **values):
    with store.write() as connection:
        connection.execute(sa.update(table).where(table.c[key] == record_id).values(**values))


def keys(changes):
    return [found.note.key for found in changes]


def sight_record(one):
    return next(record.record_id for record in one.records if record.role is Role.SIGHT)


def test_a_tour_on_the_data_that_it_was_timed_on_has_no_changed_stop(reference_store):
    every = tour_places(reference_store, View(today=TODAY)).items
    tour = resting_on(reference_store, *every)
    assert len(tour.basis["stops"]) == len(every) > 100
    assert changed_stops(reference_store, tour, TODAY) == ()


def test_a_basis_is_the_same_after_it_was_kept_as_json(reference_store):
    tour = resting_on(reference_store, *tour_places(reference_store, View(today=TODAY)).items)
    kept = SimpleNamespace(basis=json.loads(json.dumps(tour.basis)))
    assert changed_stops(reference_store, kept, TODAY) == ()


def test_a_renamed_stop_is_told_by_both_names(reference_store):
    sight = place(reference_store, Role.SIGHT)
    tour = resting_on(reference_store, sight)
    tour.basis["stops"][sight.place_id]["name"] = "Tên cũ"
    (found,) = changed_stops(reference_store, tour, TODAY)
    assert (found.place_id, found.note.key) == (sight.place_id, "renamed")
    assert found.note.text() == f"Tên cũ is called {sight.name} now"


def test_a_removed_stop_is_gone(store):
    sight = place(store, Role.SIGHT)
    tour = resting_on(store, sight)
    with store.write() as connection:
        of_it = tables.sights.c.sight_id == sight_record(sight)
        connection.execute(sa.delete(tables.sights).where(of_it))
    (found,) = changed_stops(store, tour, TODAY)
    assert (found.note.key, found.note.values["name"]) == ("gone", sight.name)


def test_a_place_that_is_no_stop_any_more_says_why(store):
    sight = place(store, Role.SIGHT)
    tour = resting_on(store, sight)
    change(store, tables.sights, "sight_id", sight_record(sight), kind="homestay")
    (found,) = changed_stops(store, tour, TODAY)
    assert found.note.key == "no_stop"
    assert "spend the night" in found.note.text()


def test_a_moved_stop_says_by_how_many_kilometres(reference_store):
    sights = tour_places(reference_store, View(today=TODAY)).items
    sight = next(one for one in sights if one.roles == (Role.SIGHT,) and one.own_point)
    tour = resting_on(reference_store, sight)
    tour.basis["stops"][sight.place_id]["lat"] = round(sight.lat + 0.01, 6)
    (found,) = changed_stops(reference_store, tour, TODAY)
    # A hundredth of a degree of latitude is 1.11 km (Bowring's series: 110.7 km a degree at 22° N).
    assert (found.note.key, found.note.values["km"]) == ("moved", pytest.approx(1.107, abs=0.01))


def test_a_market_that_lost_its_sunday_is_closed_and_one_that_got_it_is_open(store):
    markets = [one for one in tour_places(store, View(today=TODAY)).items if one.market is not None]
    held = next(one for one in markets if one.market.other is None and "sun" in one.market.first)
    other = next(one for one in markets if one.market.other is None and one.market.first == {"sat"})
    tour = resting_on(store, held, other)
    for one, day in ((held, "sat"), (other, "sun")):
        for record in one.records:
            change(store, tables.market_days, "sales_point_id", record.record_id, weekday=day)
    found = {one.place_id: one.note.key for one in changed_stops(store, tour, TODAY)}
    assert found == {held.place_id: "closed", other.place_id: "opened"}


def test_other_hours_and_visits_that_the_office_assumes_are_told_with_what_they_were(store):
    sight = place(store, Role.PRODUCER, products=True)
    tour = resting_on(store, sight)
    value = json.dumps({"visit_min": 30, "hours": [[540, 660]], "reason": "Asked"})
    with store.write() as connection:
        row = {"row_key": "kind:producer", "value": value, "version": 1}
        connection.execute(tour_assumptions.insert().values(changed_at=datetime.now(UTC), **row))
    hours, visit = changed_stops(store, tour, TODAY)
    assert hours.note.key == "hours"
    assert hours.note.values["hours"] == ("09:00–11:00",)
    assert hours.note.values["before"] == ("08:00–11:30", "13:30–17:00")
    assert (visit.note.values["minutes"], visit.note.values["before"]) == (30, 45)


def assume(store, row_key, value):
    """Put a row of the office in place of what is assumed."""
    with store.write() as connection:
        row = {"row_key": row_key, "value": json.dumps(value), "version": 1}
        connection.execute(tour_assumptions.insert().values(changed_at=datetime.now(UTC), **row))


def test_an_assumption_that_a_tour_does_not_use_is_no_change_of_it(store):
    one = place(store, Role.PRODUCER, products=True)
    key = one.place_id
    chosen = resting_on(store, one, choices={key: {"visit_min": 25}})
    fixed = resting_on(
        store, one, choices={key: {"visit_min": 25}}, fixed={key: {"date": SUNDAY.isoformat(), "at": "09:30"}}
    )
    usual = resting_on(store, one)
    assume(store, "kind:producer", {"visit_min": 30, "hours": [[540, 660]], "reason": "Asked"})
    assert keys(changed_stops(store, chosen, TODAY)) == ["hours"]
    assert keys(changed_stops(store, fixed, TODAY)) == []
    assert keys(changed_stops(store, usual, TODAY)) == ["hours", "visit"]


def test_a_visit_at_a_time_of_its_own_is_closed_once_the_hours_no_longer_hold_it(store):
    one = place(store, Role.PRODUCER, products=True)
    tour = resting_on(store, one, fixed={one.place_id: {"date": SUNDAY.isoformat(), "at": "09:30"}})
    assume(store, "kind:producer", {"visit_min": 45, "hours": [[840, 960]], "reason": "Asked"})
    assert keys(changed_stops(store, tour, TODAY)) == ["closed"]


def test_a_visit_of_another_length_is_told_at_the_pace_of_the_tour(store):
    one = place(store, Role.PRODUCER, products=True)
    tour = resting_on(store, one, pace="calm")
    assume(store, "kind:producer", {"visit_min": 60, "hours": [[480, 690], [810, 1020]], "reason": "Asked"})
    (found,) = changed_stops(store, tour, TODAY)
    assert (found.note.values["before"], found.note.values["minutes"]) == (55, 75)


def test_a_festival_at_a_stop_on_a_day_of_the_tour_is_told_when_it_is_entered_and_when_it_goes(store):
    sight = place(store, Role.SIGHT)
    before = resting_on(store, sight)
    row = {"calendar": "solar", "month": 12, "days": 1, "source": "UBND xã", "place_id": sight.place_id}
    dated = {"version": 1, "changed_at": datetime.now(UTC)}
    with store.write() as connection:
        for number, (name, day) in enumerate([("Hội xuống đồng", 6), ("Hội khác", 7)]):
            values = {"festival_id": f"f{number}", "name": name, "day": day}
            connection.execute(festivals.insert().values(**values, **row, **dated))
    (entered,) = changed_stops(store, before, TODAY)
    assert (entered.note.key, entered.note.values["festival"]) == ("festival", "Hội xuống đồng")
    after = resting_on(store, sight)
    assert changed_stops(store, after, TODAY) == ()
    with store.write() as connection:
        connection.execute(sa.delete(festivals))
    assert keys(changed_stops(store, after, TODAY)) == ["no_festival"]


def test_a_recognition_that_lapses_with_time_alone_is_told(reference_store):
    found = tour_places(reference_store, View(today=TODAY)).items
    made = [one for one in found if one.roles == (Role.PRODUCER,)]
    tour = resting_on(reference_store, *made)
    dated = [
        product[0]
        for stop in tour.basis["stops"].values()
        for product in stop["products"]
        if product[3] not in (None, Status.LAPSED)
    ]
    changes = changed_stops(reference_store, tour, LATER)
    assert set(keys(changes)) == {"recognition"}
    assert 0 < len(changes) <= len(dated)
    assert {one.note.values["status"] for one in changes} == {"Lapsed"}
    assert changed_stops(reference_store, resting_on(reference_store, *made, today=LATER), LATER) == ()


def test_a_product_that_is_gone_and_a_rating_that_changed_are_told_by_name(reference_store):
    found = tour_places(reference_store, View(today=TODAY)).items
    one = next(stop for stop in found if stop.roles == (Role.PRODUCER,) and stop.products)
    tour = resting_on(reference_store, one)
    products = tour.basis["stops"][one.place_id]["products"]
    products[0][2] = 5 if products[0][2] != 5 else 4
    products.append(["gone", "Rượu cũ", 3, "in_force"])
    changes = changed_stops(reference_store, tour, TODAY)
    assert keys(changes) == ["stars", "product_gone"]
    assert changes[0].note.values["before"] == str(products[0][2])
    assert changes[1].note.values["product"] == "Rượu cũ"


def test_what_a_user_chose_for_a_market_is_kept_for_the_comparison(reference_store):
    markets = tour_places(reference_store, View(today=TODAY)).items
    closed = next(one for one in markets if one.market is not None and one.market.first == {"sat"})
    tour = resting_on(reference_store, closed, choices={closed.place_id: {"as_place": True}})
    assert tour.basis["stops"][closed.place_id]["open"] == [[360.0, 1080.0]]
    assert changed_stops(reference_store, tour, TODAY) == ()
