"""The time of features: days with open ends, read from RFC 3339 and from years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from layers.ogc.times import Span, extent_of, read_span

DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 20))
ENDS = st.one_of(st.none(), DAYS)
SPANS = (
    st.tuples(ENDS, ENDS)
    .filter(lambda pair: None in pair or pair[0] <= pair[1])
    .map(lambda pair: Span(*pair))
)
EVERY_DAY = [date(2019, 12, 1) + timedelta(days) for days in range(80)]


def covers(span, day):
    """Tell whether a day lies in a span."""
    return (span.first is None or span.first <= day) and (span.last is None or day <= span.last)


@given(SPANS, SPANS)
def test_two_spans_meet_where_a_day_lies_in_both(one, other):
    assert one.meets(other) == any(covers(one, day) and covers(other, day) for day in EVERY_DAY)


@given(st.lists(st.one_of(st.none(), SPANS), max_size=6))
def test_the_extent_covers_the_days_of_every_span_and_no_day_before_or_after_them(spans):
    known = [span for span in spans if span]
    extent = extent_of(spans)
    if not known:
        assert extent is None
        return
    held = [day for day in EVERY_DAY if any(covers(span, day) for span in known)]
    assert covers(extent, held[0])
    assert covers(extent, held[-1])
    assert extent.first in (None, held[0])
    assert extent.last in (None, held[-1])


@given(SPANS.filter(lambda span: span.first or span.last))
def test_a_span_that_is_written_is_read_again(span):
    first = span.first.isoformat() if span.first else ".."
    last = f"{span.last.isoformat()}T12:00:00+07:00" if span.last else ""
    assert read_span(f"{first}/{last}") == span


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-06-30T16:59:59Z", date(2025, 6, 30)),
        ("2025-06-30T17:00:00Z", date(2025, 7, 1)),
        ("2025-07-01t00:30:00.5+07:00", date(2025, 7, 1)),
        ("2025-07-01T00:30:00", date(2025, 7, 1)),
    ],
)
def test_a_moment_is_the_day_in_lao_cai(text, day):
    assert read_span(text) == Span(day, day)


@pytest.mark.parametrize(
    "text",
    ["", "..", "/", "../..", "2025", "2025-02-30", "2025-01-02/2025-01-01", "1/2/3", "2025-01-01 00:00:00",
     "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59Z", "２０２５-01-01"],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_examples(text):
    with pytest.raises(InvalidInput, match="2025-07-01"):
        read_span(text)
