"""Of what sources say by a day, the newest of each kind is current, and what cannot be told stays unknown."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from geodata.programme.current import (
    Answer,
    CurrentFact,
    answer_of,
    current_facts,
    current_of,
    current_on,
    said_by,
)
from geodata.programme_tables import programme_facts
from geodata.records.vocabulary import Fact, Precision
from tests.geodata.records.world import fill_registry

DAY = date(2026, 11, 22)


def fact(key, kind, value, as_of=None, precision="day", **values):
    """A fact as it is read."""
    day = None if as_of is None else date.fromisoformat(as_of)
    return CurrentFact(
        fact_id=key,
        fact=Fact(kind),
        value=value,
        link=values.get("link"),
        amount_vnd=values.get("amount_vnd"),
        as_of=day,
        precision=None if day is None else Precision(precision),
        source=values.get("source"),
        note=values.get("note"),
    )


def row(key, kind, value, as_of=None, precision="day", subject=("products", "p1"), **values):
    """A row of ``programme_facts``."""
    one = fact(key, kind, value, as_of, precision, **values)
    names = ("fact_id", "value", "link", "amount_vnd", "as_of", "source", "note")
    return {name: getattr(one, name) for name in names} | {
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "fact": kind,
        "as_of_precision": None if one.as_of is None else precision,
    }


def test_facts_of_all_subjects_are_read_with_the_zones_that_are_linked(store):
    fill_registry(store)
    with store.write() as connection:
        connection.execute(
            programme_facts.insert(),
            [
                row("g1", "digital_stall", "yes", "2025-05-01", source="Báo cáo 1"),
                row("g2", "digital_stall", "no", "2026-05-01", link="https://x.vn/a", note="đã đóng"),
                row("g3", "digital_stall", "yes", "2027-01-01", "year"),
                row("g4", "support", None, "2026-02-01", amount_vnd=30_000_000),
            ],
        )
    facts = current_facts(store, DAY, DAY)
    assert [one.fact_id for one in facts.of("products", "p1")] == ["g2", "g4"]
    assert facts.answer("products", "p1", Fact.DIGITAL_STALL) is Answer.NO
    assert facts.answer("producers", "h2", Fact.E_PAYMENT) is Answer.YES
    assert facts.answer("products", "p10", Fact.E_PAYMENT) is Answer.UNKNOWN
    before = current_facts(store, date(2025, 12, 1), DAY)
    assert before.answer("products", "p1", Fact.DIGITAL_STALL) is Answer.YES
    (link,) = facts.zones_of["p2"]
    assert (link.zone_id, link.zone, link.hectares, link.households) == ("z1", "chè: Nậm Chảy", 12.5, None)
    assert facts.products_of["z1"] == (link,)


@pytest.mark.parametrize(
    ("facts", "current"),
    [
        ([("a", "sales_channel", "shop"), ("b", "sales_channel", "voso")], ["a", "b"]),
        ([("a", "sales_channel", "shop", "2025-01-01"), ("b", "sales_channel", "shop", "2026-01-01")], ["b"]),
        (
            [("a", "fair_attended", "Hội chợ OCOP", "2025-01-01"), ("b", "fair_attended", "HỘI CHỢ OCOP")],
            ["a"],
        ),
        ([("a", "support", "Thưởng", "2025-01-01"), ("b", "support", "Thưởng", "2026-01-01")], ["b", "a"]),
        ([("a", "sales_channel", None), ("b", "sales_channel", "shop")], ["a", "b"]),
        ([("a", "stage", "accepted", "2026-03-01"), ("b", "stage", "recognised", "2025-11-01")], ["a"]),
        # The steps of one year follow one another, so the furthest is where the product stands.
        (
            [
                ("a", "stage", "evaluated_district", "2026-01-01", "year"),
                ("b", "stage", "accepted", "2026-03-01"),
            ],
            ["a"],
        ),
    ],
)
def test_what_is_held_several_at_once_stands_beside_each_other(facts, current):
    found = current_of([fact(*one) for one in facts])
    assert [one.fact_id for one in found] == current
    assert not any(one.is_disputed for one in found)


def test_a_step_without_a_day_contradicts_the_newest_one():
    found = current_of([fact("a", "stage", "recognised"), fact("b", "stage", "accepted", "2026-03-01")])
    assert [(one.fact_id, one.is_disputed) for one in found] == [("b", True), ("a", True)]
    assert answer_of(found) is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        (fact("a", "support", None, amount_vnd=15_000_000), Answer.YES),
        (fact("a", "support", None, source="Quyết định 5"), Answer.YES),
        (fact("a", "support", None, amount_vnd=0), Answer.NO),
        (fact("a", "fair_attended", "Không"), Answer.NO),
        (fact("a", "food_safety_test", None), Answer.UNKNOWN),
    ],
)
def test_a_support_needs_no_name_and_a_null_is_no_answer(one, answer):
    assert one.answer is answer


days = st.one_of(
    st.tuples(st.none(), st.just("day")),
    st.tuples(
        st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(str), st.sampled_from(["day", "month", "year"])
    ),
)
answers = st.lists(st.tuples(st.sampled_from(["yes", "no", None]), days), max_size=5)


@pytest.mark.parametrize(
    ("said", "day", "told"),
    [
        (("2026-01-01", "year"), "2026-11-22", True),  # whatever is on record was said by today
        (("2026-01-01", "year"), "2026-03-02", None),
        (("2026-01-01", "year"), "2025-12-31", False),
        (("2025-01-01", "year"), "2025-12-31", True),
        (("2026-03-15", "month"), "2026-03-30", None),
        (("2026-03-15", "month"), "2026-03-31", True),
        (("2027-01-01", "year"), "2027-03-01", None),
        ((None,), "2026-11-21", None),
        ((None,), "2026-11-22", True),
        ((None,), "2027-01-01", True),
    ],
)
def test_of_a_past_day_only_what_was_all_said_by_then_is_told_for_certain(said, day, told):
    one = fact("a", "ocop_logo", "yes", *said)
    asked = date.fromisoformat(day)
    assert said_by(one.span, asked, DAY) is told
    found = current_on([one], asked, DAY)
    assert [held.is_open for held in found] == {True: [False], None: [True], False: []}[told]
    assert answer_of(found) is (Answer.YES if told else Answer.UNKNOWN)


@pytest.mark.parametrize(
    ("later", "answer"),
    [
        (("no", "2025-01-01", "year"), Answer.NO),
        (("yes", "2025-01-01", "year"), Answer.UNKNOWN),
        (("yes", None), Answer.UNKNOWN),
        ((None, None), Answer.NO),
        (("yes", "2026-01-01"), Answer.NO),
    ],
)
def test_what_may_have_been_said_by_then_takes_only_a_contrary_answer_away(later, answer):
    rows = [fact("a", "ocop_logo", "no", "2024-05-01"), fact("b", "ocop_logo", *later)]
    assert answer_of(current_on(rows, date(2025, 6, 1), DAY)) is answer


def test_a_fair_that_may_have_been_attended_by_then_takes_the_no_away():
    rows = [fact("a", "fair_attended", "không", "2024-05-01"), fact("b", "fair_attended", "Hội chợ", None)]
    assert answer_of(current_on(rows, date(2025, 6, 1), DAY)) is Answer.UNKNOWN
    assert answer_of(current_on(rows, DAY, DAY)) is Answer.YES


stages = st.lists(st.tuples(st.sampled_from(["accepted", "recognised", None]), days), max_size=4)


@how(max_examples=80)
@given(
    st.one_of(
        st.tuples(st.just("ocop_logo"), answers),
        st.tuples(st.just("stage"), stages),
        st.tuples(st.just("fair_attended"), answers),
    ),
    st.dates(date(2024, 1, 1), DAY),
    st.randoms(),
)
def test_what_is_known_of_a_day_is_what_all_that_may_have_been_said_by_then_agrees_on(
    given_rows, day, random
):
    kind, rows = given_rows
    facts = [fact(f"f{n}", kind, value, *when) for n, (value, when) in enumerate(rows)]
    certain = [one for one in facts if said_by(one.span, day, DAY)]
    may = [one for one in facts if said_by(one.span, day, DAY) is None]

    def known(found):
        values = {one.value for one in found if one.answer is not Answer.UNKNOWN}
        return answer_of(found), frozenset(values if kind == "stage" else ())

    # Slowly: every set of those that may have been said by then, as if it had been.
    worlds = {
        known(current_of([*certain, *some]))
        for size in range(len(may) + 1)
        for some in combinations(may, size)
    }
    random.shuffle(facts)
    expected = worlds.pop() if len(worlds) == 1 else (Answer.UNKNOWN, frozenset())
    assert known(current_on(facts, day, DAY)) == expected


@how(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), days), max_size=5))
def test_no_fact_disappears_without_one_of_its_kind_that_may_be_newer(rows):
    facts = [fact(f"f{n}", "fair_attended", value, *day) for n, (value, day) in enumerate(rows)]
    current = current_of(facts)
    for gone in set(facts) - set(current):
        same = [one for one in current if one.value == gone.value]
        assert any(gone.span is None or (one.span and one.span.last >= gone.span.last) for one in same)
