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
from geodata.tourism.office_table import current_assumptions, current_festivals

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
