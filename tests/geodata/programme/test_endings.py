"""A channel or a mark that ended is told of the days before, and of no day from then on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from geodata.programme.current import Answer, CurrentFact, answer_of, current_facts, current_on
from geodata.records.editing import change_part
from geodata.records.vocabulary import Fact, Precision
from tests.geodata.records.world import MAY, PRODUCTS, TODAY, fill_registry, tag


def channel(key, as_of, ended=None, precision="day", value="shopee"):
    """A statement that a product is sold in a channel."""
    return CurrentFact(
        fact_id=key,
        fact=Fact.SALES_CHANNEL,
        value=value,
        link=None,
        amount_vnd=None,
        as_of=as_of,
        precision=None if as_of is None else Precision(precision),
        source=None,
        note=None,
        ended_on=ended,
    )


def test_an_ended_channel_is_told_of_past_days_alone(store):
    fill_registry(store)
    raw = {"fact": "sales_channel", "value": "voso", "as_of": "1/3/2024", "ended_on": "1/6/2025"}
    seen = tag(store, PRODUCTS, "p1")
    change_part(store, MAY, PRODUCTS, "p1", ("programme_facts", None), raw, seen, today=TODAY)
    answers = {
        day: current_facts(store, day, TODAY).answer("products", "p1", Fact.SALES_CHANNEL)
        for day in (date(2024, 2, 1), date(2025, 5, 31), date(2025, 6, 1), TODAY)
    }
    assert list(answers.values()) == [Answer.UNKNOWN, Answer.YES, Answer.UNKNOWN, Answer.UNKNOWN]


END = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("other", "answer"),
    [
        (channel("b", date(2024, 1, 1)), Answer.UNKNOWN),  # said before it ended
        (channel("b", date(2025, 7, 1)), Answer.YES),  # sold there again
        (channel("b", date(2025, 12, 31), precision="year"), Answer.UNKNOWN),  # before or after the end
        (channel("b", None), Answer.UNKNOWN),
        (channel("b", date(2024, 1, 1), value="voso"), Answer.YES),  # another channel
        (channel("b", date(2025, 7, 1), date(2025, 9, 1)), Answer.UNKNOWN),
    ],
)
def test_what_is_said_of_the_same_channel_counts_after_its_end_alone(other, answer):
    assert answer_of(current_on([channel("a", date(2024, 6, 1), END), other], TODAY, TODAY)) is answer


days = st.dates(date(2025, 1, 1), date(2025, 1, 12))


@how(max_examples=60, deadline=None)
@given(said=st.lists(st.tuples(days, st.none() | st.integers(0, 6)), max_size=4), day=days)
def test_a_channel_is_there_from_a_statement_until_the_next_end(said, day):
    rows = [
        channel(str(number), start, None if length is None else start + timedelta(length))
        for number, (start, length) in enumerate(said)
    ]
    ends = [row.ended_on for row in rows if row.ended_on is not None and row.ended_on <= day]
    # A row that ended on its own day says that it was no longer there.
    is_there = any(
        row.as_of <= day
        and not (row.ended_on is not None and row.ended_on <= day)
        and all(row.as_of >= end for end in ends)
        for row in rows
    )
    found = current_on(rows, day, TODAY)
    assert (answer_of(found) is Answer.YES) is is_there
