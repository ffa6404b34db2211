"""What is said of minutes: rounding never turns what is too far into what is near."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geodata.value_chain.nearest import Nearest
from geodata.value_chain.vocabulary import NodeKind
from layers.value_chain_words import Told, shown_minutes, shown_range
from layers.wording import Wording


@given(st.floats(0, 300), st.integers(5, 240))
def test_minutes_that_are_shown_are_whole_and_over_a_limit_exactly_where_they_are(value, limit):
    shown = shown_minutes(value, limit)
    assert (shown > limit) == (value > limit)
    assert abs(shown - value) <= 0.5 + 1e-9
    assert isinstance(shown, int) or round(value) <= limit < value


def test_a_range_is_of_whole_minutes_and_says_what_is_just_over_the_limit():
    assert shown_range(98.7, 126.6, 197.5, 30) == "99–198 (127)"
    assert shown_range(30.2, 40.4, 60.6, 30) == "> 30–61 (40)"
    assert shown_range(10, 29.6, 30.4, 30) == "10–> 30 (30)"


def test_a_way_that_is_just_too_far_is_told_with_a_decimal():
    words = Wording("vi", str, lambda one, more, number: one if number == 1 else more)
    known = Nearest(18.1, 24.2, 36.1, (NodeKind.MARKETS, "m"))
    assert Told(words, {}, 18).minutes(known) == "18,1 – 36 minutes, likely 24"
    assert Told(words, {}, 30).minutes(known) == "18 – 36 minutes, likely 24"
