"""The arithmetic of the bench: middles, percentiles, targets, tables, and what it reads from others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts._bench import figures, load
from scripts._bench.figures import BEGIN, END, Figure

NUMBERS = st.lists(st.floats(0, 1e9), min_size=1, max_size=50)


@given(NUMBERS, st.floats(1, 100))
def test_a_percentile_is_a_value_that_so_many_do_not_pass(values, percent):
    found = figures.percentile(values, percent)

    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100 - 1e-6
    assert sum(value < found for value in values) < len(values) * percent / 100 + 1e-6


def test_percentiles_of_ten():
    values = [float(value) for value in range(10, 0, -1)]

    assert [figures.percentile(values, percent) for percent in (1, 50, 95, 100)] == [1, 5, 10, 10]


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1.0], 0), ([1.0], 101)])
def test_a_percentile_of_nothing_or_beyond_all_is_refused(values, percent):
    with pytest.raises(ValueError, match=r"value|percentile"):
        figures.percentile(values, percent)


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("p", "w", 3.0, "ms", at_most=3), True),
        (Figure("p", "w", 3.1, "ms", at_most=3), False),
        (Figure("p", "w", 2000.0, "/s", at_least=2000), True),
        (Figure("p", "w", 1999.0, "/s", at_least=2000), False),
        (Figure("p", "w", 5.0, "ms"), None),
        (Figure("p", "w", None, "ms", at_most=3, note="no Chromium"), None),
    ],
)
def test_a_target_is_met_missed_or_not_judged(figure, met):
    assert figure.met is met


def test_a_ratio_needs_both_sides():
    assert figures.ratio("p", "a / b", 100.0, 4.0).value == 25
    assert figures.ratio("p", "a / b", 100.0, None).value is None
    assert figures.ratio("p", "a / b", None, 4.0).note == "not measured"
    assert figures.ratio("p", "a / b", 100.0, 0.0).value is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.1234, "0.123"), (1.234, "1.23"), (12.34, "12.3"), (123.4, "123"), (12345.0, "12,345")],
)
def test_numbers_have_three_digits_that_count(value, text):
    assert figures.number(value) == text


def test_what_could_not_be_measured_says_why_in_both_tables():
    found = [
        Figure("peer", "a|b", None, "/s", note="no network"),
        Figure("own", "page", 2.5, "ms", at_most=3),
    ]

    assert "no network" in figures.text_table(found)
    assert figures.markdown_table(found).splitlines()[2:] == [
        r"| peer | a\|b | no network |  | – |",
        "| own | page | 2.50 ms | ≤ 3.00 ms | yes |",
    ]


def test_json_keeps_the_figures():
    found = [Figure("own", "page", 2.5, "ms", at_most=3, note="loaded"), Figure("own", "b", None, "/s")]

    assert figures.from_json(figures.to_json(found, {"cores": "2"})) == found


def test_parts_measured_again_take_the_place_of_the_old_ones():
    old = [Figure("a", "1", 1.0, "s"), Figure("b", "1", 1.0, "s"), Figure("a", "2", 1.0, "s")]
    new = [Figure("a", "1", 2.0, "s"), Figure("c", "1", 3.0, "s")]

    assert figures.merged(old, new) == [new[0], old[1], new[1]]


def test_the_readme_keeps_everything_around_the_block():
    block = figures.readme_block([Figure("own", "page", 2.5, "ms")], {"Measured on": "2026-01-02"})
    first = figures.replace_block("# Title\n\nText.\n", block)

    assert first.startswith("# Title\n\nText.\n\n## Speed\n\n")
    assert first.count(BEGIN) == first.count(END) == 1
    again = figures.replace_block(first + "\nMore.\n", f"{BEGIN}\nnew\n{END}")
    assert again == f"# Title\n\nText.\n\n## Speed\n\n{BEGIN}\nnew\n{END}\n\nMore.\n"


@pytest.mark.parametrize("text", [BEGIN, END, f"{END} {BEGIN}"])
def test_a_readme_with_half_a_block_is_left_alone(text):
    with pytest.raises(ValueError, match="both"):
        figures.replace_block(text, "new")


def test_what_wrk_prints_is_read():
    text = "Running 4s test\nbench requests=8000 duration_us=4000000 p50_us=1500 p95_us=2500 errors=3\n"

    assert load.from_wrk(text) == load.Load(2000, 1.5, 2.5, 3)
    with pytest.raises(ValueError, match="no result"):
        load.from_wrk("unable to connect")


def test_rounds_become_their_middle_and_all_their_errors():
    rounds = [load.Load(1, 9, 9, 1), load.Load(3, 1, 3, 0), load.Load(2, 5, 6, 2)]

    assert load.middle(rounds) == load.Load(2, 5, 6, 3)
