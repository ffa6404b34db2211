"""What the policy promised is told only where every day that a recognition can be of has one amount."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.office.setting_values import OfficeSettings, checked
from geodata.programme.support import Received, Told, expected_of, received_of
from geodata.programme.support_rules import checked_rules, read_rule
from tests.geodata.certificate_rows import certificate_row
from tests.geodata.programme.test_current import fact

FIRST = "01/01/2020; 30/6/2022; 15000000; 30.000.000; 80 000 000; Nghị quyết A"
SECOND = "2022-07-01; ; 20000000; ; ; Nghị quyết B; điều 3"
SAME = "2022-07-01; ; 15000000; 30000000; ; Nghị quyết D"
GAP = "2022-07-01; 2023-08-31; 15000000; 30000000; ; Nghị quyết E"
UNDATED = "; ; 15000000; 30000000; 80000000; Nghị quyết C"


def told(rules, **certificate):
    """What the rules say of one certificate."""
    (one,) = expected_of([certificate_row("p1", **certificate)], [read_rule(line) for line in rules])
    return one.told, one.amount_vnd, one.source


@pytest.mark.parametrize(
    ("rules", "certificate", "expected"),
    [
        ([FIRST, SECOND], {"on": date(2022, 6, 30), "stars": 4}, (Told.AMOUNT, 30_000_000, "Nghị quyết A")),
        ([FIRST, SECOND], {"on": date(2022, 7, 1)}, (Told.AMOUNT, 20_000_000, "Nghị quyết B; điều 3")),
        ([FIRST, SECOND], {"on": date(2022, 7, 1), "stars": 5}, (Told.NO_RULE, None, None)),
        ([FIRST, SECOND], {"year": 2021, "stars": 5}, (Told.AMOUNT, 80_000_000, "Nghị quyết A")),
        ([FIRST, SECOND], {"year": 2022}, (Told.YEAR_ONLY, None, None)),
        # One amount by two resolutions: certain, and both are named; of 5 stars none had one all year.
        ([FIRST, SAME], {"year": 2022}, (Told.AMOUNT, 15_000_000, "Nghị quyết A; Nghị quyết D")),
        ([FIRST, SAME], {"year": 2022, "stars": 5}, (Told.YEAR_ONLY, None, None)),
        ([GAP], {"year": 2023, "stars": 5}, (Told.NO_RULE, None, None)),
        ([FIRST], {"year": 2022}, (Told.YEAR_ONLY, None, None)),
        ([FIRST], {"year": 2019}, (Told.NO_RULE, None, None)),
        ([FIRST], {}, (Told.NO_DATE, None, None)),
        ([FIRST], {"on": date(2021, 1, 1), "stars": None}, (Told.NO_STARS, None, None)),
        ([UNDATED], {"on": date(2021, 1, 1)}, (Told.NO_DAYS, None, None)),
        ([], {"on": date(2021, 1, 1)}, (Told.NO_RULE, None, None)),
    ],
)
def test_an_amount_is_that_of_the_day_of_the_recognition_or_there_is_none(rules, certificate, expected):
    assert told(rules, **certificate) == expected


starts = st.dates(date(2018, 1, 1), date(2026, 12, 31))


@how(max_examples=60)
@given(starts, st.integers(0, 900), st.integers(0, 900), st.integers(2017, 2030), st.sampled_from(["", 1, 4]))
def test_a_year_has_an_amount_only_where_each_of_its_days_has_the_same(start, held, gap, year, other):
    middle = start + timedelta(days=held)
    later = middle + timedelta(days=1 + gap)
    lines = [f"{start}; {middle}; 1; 2; 3; A", f"{later}; ; {other}; 5; 6; B"]
    rules = [read_rule(line) for line in lines]
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    # Slowly: every day by itself.
    of_days = [next((rule for rule in rules if rule.holds_on(day)), None) for day in days]
    amounts = {None if rule is None else rule.amounts[3] for rule in of_days}
    state, amount, source = told(lines, year=year)
    assert (state is Told.YEAR_ONLY) == (len(amounts) > 1)
    assert amount == (amounts.pop() if len(amounts) == 1 else None)
    named = dict.fromkeys(rule.source for rule in of_days if rule is not None)
    assert source == (None if amount is None else "; ".join(named))


@how(max_examples=60)
@given(starts, st.integers(0, 2000), st.lists(st.integers(0, 10**12), min_size=3, max_size=3))
def test_a_rule_is_read_as_it_is_written(first, days, amounts):
    last = first + timedelta(days=days)
    line = "; ".join([str(first), str(last), *map(str, amounts), "Nghị quyết; điều 2"])
    if not any(amounts):
        with pytest.raises(ValueError, match="Nghị quyết"):
            read_rule(line)
        return
    rule = read_rule(line)
    assert read_rule(rule.written()) == rule
    assert (rule.first, rule.last, list(rule.amounts.values())) == (first, last, amounts)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "01/01/2020; 30/06/2022; 15000000; 30000000; 80000000",
        "01/01/2020; 30/06/2019; 1; 2; 3; A",
        "; 30/06/2019; 1; 2; 3; A",
        "01/13/2020; ; 1; 2; 3; A",
        "01/01/2020; ; 15 triệu; 2; 3; A",
        "01/01/2020; ; -1; 2; 3; A",
        "01/01/2020; ; 1.5; 2; 3; A",
        "01/01/2020; ; 1; 2; 3; A\u202e",
        f"01/01/2020; ; 1; 2; 3; {'A' * 400}",
    ],
)
def test_what_is_no_rule_is_refused(line):
    with pytest.raises(ValueError, match=r".*"):
        read_rule(line)


def test_the_settings_keep_rules_by_their_days_and_refuse_two_of_one_day():
    kept = checked("support_rules", [SECOND, FIRST, UNDATED])
    assert [read_rule(line).source[-1] for line in kept] == ["C", "A", "3"]
    assert checked_rules(kept) == kept
    with pytest.raises(InvalidInput, match="support_rules"):
        checked("support_rules", [FIRST, "01/06/2022; ; 1; 2; 3; B"])
    assert [rule.first for rule in OfficeSettings().rules_of_support()] == [None]
    assert OfficeSettings(support_rules=()).rules_of_support() == ()


def test_what_was_received_is_summed_where_it_is_known_and_counted_where_it_is_not():
    facts = [
        fact("a", "support", None, amount_vnd=15_000_000),
        fact("b", "support", "Thưởng", amount_vnd=5_000_000),
        fact("c", "support", "Hỗ trợ bao bì"),
        fact("d", "support", "Không"),
        fact("e", "sales_channel", "shop"),
        # A source may name a sum and deny that it came.
        fact("f", "support", "không", amount_vnd=30_000_000),
        fact("g", "support", None, amount_vnd=0),
    ]
    assert received_of(facts) == Received(known_vnd=20_000_000, known=2, unknown=1, denied=3)
