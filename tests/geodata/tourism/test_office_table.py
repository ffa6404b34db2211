"""What the office assumes in place of the program, and its festivals, on both databases."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from geodata.errors import InvalidInput
from geodata.office.tables import festivals, tour_assumptions
from geodata.tourism.assumptions import DEFAULTS
from geodata.tourism.festivals import CalendarKind
from geodata.tourism.kinds import StopKind
from geodata.tourism.office_table import current_assumptions, current_festivals, festivals_in
from geodata.tourism.openings import open_on
from geodata.tourism.registry_places import tour_places
from geodata.units import find_unit_by_code
from geodata.view import View
from geodata.vocabulary import UnitSystem

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
SHOP = {"visit_min": 40, "hours": [[480, 1080]], "reason": "Asked the shops in March 2026"}
PLUM = {"months": [6, 7], "title": "plums are picked in June and July", "reason": "Asked in Bắc Hà"}


def put(store, **rows):
    with store.write() as connection:
        for key, value in rows.items():
            values = {"value": json.dumps(value), "version": 1, "changed_at": NOW, "changed_by": "Lan"}
            connection.execute(tour_assumptions.insert().values(row_key=key.replace("__", ":"), **values))


def test_without_a_row_of_the_office_the_usual_table_holds(store):
    assert current_assumptions(store) == DEFAULTS
    assert current_festivals(store) == ()


def test_a_row_of_the_office_stands_in_place_of_the_usual_one_from_the_next_revision_on(store):
    assert current_assumptions(store) == DEFAULTS
    put(store, kind__shop=SHOP, harvest__plum=PLUM)
    now = current_assumptions(store)
    assert (now.of(StopKind.SHOP).visit_min, now.of(StopKind.SHOP).hours) == (40.0, ((480.0, 1080.0),))
    assert next(row for row in now.harvests if row.key == "plum").months == {6, 7}
    assert now.of(StopKind.MARKET) == DEFAULTS.of(StopKind.MARKET)
    assert now.seasons == DEFAULTS.seasons


def test_a_row_that_went_back_to_the_usual_one_changes_nothing(store):
    put(store, kind__shop=None, kind__of_a_newer_program=SHOP)
    assert current_assumptions(store) == DEFAULTS


def test_a_row_with_which_no_visit_could_be_placed_is_refused(store):
    put(store, kind__shop={**SHOP, "visit_min": 700})
    with pytest.raises(InvalidInput, match="shop"):
        current_assumptions(store)


def test_a_festival_of_a_commune_keeps_the_unit_with_its_date(store):
    values = {"name": "Made-up", "calendar": "lunar", "month": 1, "day": 15, "days": 2, "version": 1}
    where = {"unit_code": "02641", "unit_valid_from": date(2025, 7, 1), "source": "made-up.example"}
    with store.write() as connection:
        row = {"festival_id": "f1", "changed_at": NOW, **values, **where}
        connection.execute(sa.insert(festivals).values(row))
    (found,) = current_festivals(store)
    assert (found.calendar, found.unit) == (CalendarKind.LUNAR, ("02641", date(2025, 7, 1)))
    assert found.place_id is None


@pytest.mark.parametrize(("units", "commune"), [("2024", "02878"), ("2025", "02890")])
def test_a_festival_of_an_old_commune_is_told_at_the_stops_of_the_commune_that_took_it_whole(
    own_reference_store, units, commune
):
    store, today = own_reference_store, date(2026, 3, 2)
    old = find_unit_by_code(store, "02878", date(2025, 6, 1))  # Cốc Ly, since July 2025 in Bảo Nhai
    values = {"name": "Made-up", "calendar": "solar", "month": 6, "day": 1, "days": 1, "version": 1}
    where = {"unit_code": "02878", "unit_valid_from": old.valid_from, "source": "made-up.example"}
    with store.write() as connection:
        row = {"festival_id": "f1", "changed_at": NOW, **values, **where}
        connection.execute(sa.insert(festivals).values(row))
    view = View(units=UnitSystem(units), today=today)
    held = festivals_in(store, view)
    assert [festival.unit[0] for festival in held] == [commune]
    told = {
        place.commune_code
        for place in tour_places(store, view).items
        if any(note.key == "festival" for note in open_on(place, [date(2026, 6, 1)], festivals=held).notes)
    }
    assert told == {commune}
