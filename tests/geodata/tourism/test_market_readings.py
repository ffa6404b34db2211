"""What the rows about one market say together of its days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.tourism.market_readings import EVERY_DAY, Reading, read_market, read_stall, stated_hours
from geodata.vocabulary import MarketKind, Weekday

TABLE, OWN = "market_days.csv", "sales_points.csv"
DAY_ROWS = st.lists(
    st.tuples(st.sampled_from(Weekday), st.sampled_from([TABLE, OWN]), st.booleans(), st.booleans())
)


def read(*days, **values):
    rows = [
        {"weekday": weekday, "source_table": table, "disputed": disputed, "evening": evening}
        for weekday, table, disputed, evening in days
    ]
    market = {
        "market_kind": "weekly" if days else "unknown",
        "disputed": any(row["disputed"] for row in rows) if rows else None,
        "evening": any(row["evening"] for row in rows) if rows else None,
        "note": None,
        "market_day": None,
    }
    return read_market(market | values, rows)


def test_the_table_comes_first_where_sources_differ():
    market = read(("sun", TABLE, True, False), ("fri", OWN, True, False))
    assert (market.first, market.other) == ({Weekday.SUN}, {Weekday.FRI})


def test_a_day_that_nobody_disputes_is_in_both_readings():
    market = read(("sun", TABLE, True, False), ("fri", OWN, True, False), ("wed", OWN, False, False))
    assert (market.first, market.other) == ({Weekday.SUN, Weekday.WED}, {Weekday.FRI, Weekday.WED})


def test_a_day_beside_the_table_is_kept_where_sources_agree():
    market = read(("sun", TABLE, False, False), ("thu", OWN, False, False))
    assert (market.first, market.other) == ({Weekday.SUN, Weekday.THU}, None)


def test_a_dispute_without_another_day_leaves_none_to_the_other_source():
    assert read(("fri", TABLE, True, False)).other == frozenset()


def test_a_source_that_says_every_night_names_every_day():
    market = read(("sat", OWN, True, True), note="nguồn khác ghi hằng đêm")
    assert (market.first, market.other) == ({Weekday.SAT}, EVERY_DAY)


def test_a_daily_market_is_held_every_day():
    assert read(market_kind="daily").days() == EVERY_DAY


def test_a_market_of_which_nobody_names_a_day_is_unknown():
    market = read()
    assert (market.is_unknown, market.days()) == (True, frozenset())


@given(DAY_ROWS)
def test_no_day_of_any_source_is_lost(days):
    market = read(*days)
    assert market.first | (market.other or frozenset()) == {day for day, *_ in days}
    assert market.is_disputed == any(disputed for _, _, disputed, _ in days)


@given(DAY_ROWS, st.sampled_from(Reading))
def test_a_reading_has_only_days_that_a_source_names(days, reading):
    assert read(*days).days(reading) <= {day for day, *_ in days}


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("thứ sáu (16–22 giờ)", (960, 1320)),
        ("16-22 giờ", (960, 1320)),
        ("22–16 giờ", None),
        ("20–30 giờ", None),
        ("Chủ nhật", None),
        (None, None),
    ],
)
def test_hours_are_read_where_a_text_gives_them(text, hours):
    assert stated_hours(text) == hours


def test_a_stall_without_a_day_has_no_market_days():
    assert read_stall("hằng ngày") is None
    assert read_stall("Chủ nhật").kind is MarketKind.WEEKLY
