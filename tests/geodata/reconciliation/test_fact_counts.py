"""Of what sources say of a product, the newest by the day counts; what cannot be told stays unknown."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.programme.current import current_facts
from geodata.programme_tables import programme_facts
from geodata.reconciliation.fact_counts import said, sells_through
from geodata.records.vocabulary import Fact

SUBJECT = ("products", "p1")
END = date(2025, 12, 31)
TODAY = date(2026, 11, 22)


def fact(key, value, as_of, precision="day"):
    """One row about the logo of a product."""
    day = None if as_of is None else date.fromisoformat(as_of)
    row = {"fact_id": key, "subject_kind": "products", "subject_id": "p1", "fact": "ocop_logo"}
    return row | {"value": value, "as_of": day, "as_of_precision": None if day is None else precision}


OLD_NO = ("no", "2023-05-01")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([OLD_NO], False),
        ([OLD_NO, ("yes", "2025-03-01")], True),
        ([("yes", "2023-05-01"), ("no", "2025-03-01")], False),
        ([OLD_NO, (None, "2025-03-01")], False),  # a newer row that tells nothing takes nothing back
        ([OLD_NO, ("yes", "2026-03-01")], False),  # only later than the day that is asked about
        ([OLD_NO, ("yes", "2023-05-01")], None),
        ([OLD_NO, ("yes", "2023-01-01", "year")], None),  # before or after it in the same year
        ([OLD_NO, ("yes", "2024-01-01", "year")], True),
        ([OLD_NO, ("yes", "2023-05-20", "month")], None),
        ([OLD_NO, ("yes", None)], None),  # of what day it is, nobody knows
        ([(None, None)], None),
        ([("yes", None)], None),  # whether it was so by then, nobody knows
        ([("yes", "2025-01-01", "year")], True),  # all of the year lies by the day
    ],
)
def test_the_newest_of_two_answers_counts_where_it_can_be_told_which_one_it_is(store, rows, told):
    with store.write() as connection:
        for number, row in enumerate(rows):
            connection.execute(programme_facts.insert(), [fact(f"f{number}", *row)])
    assert said(current_facts(store, END, TODAY), SUBJECT, Fact.OCOP_LOGO) is told


def test_a_channel_of_no_known_day_is_one_of_today_alone(store):
    channel = fact("f1", "postmart", None) | {"fact": "sales_channel"}
    with store.write() as connection:
        connection.execute(programme_facts.insert(), [channel])
    for day, told in ((TODAY, True), (END, None)):
        facts = current_facts(store, day, TODAY)
        assert sells_through(facts, SUBJECT, {"postmart"}) is told
        assert sells_through(facts, SUBJECT, {"voso"}) is None
