"""Checks after recognition: the newest counts, none is no result, and no status changes by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.certificates.checks import read_checks
from geodata.certificates.expiry import Question, read_board
from geodata.certificates.inspections import faulty_products
from geodata.certificates.supervision import FAULTY, Supervision, supervision_of
from geodata.programme_tables import inspections
from geodata.standing import Standing
from geodata.view import View
from tests.factories import fill, product_row
from tests.geodata.certificate_rows import DAY, certificate_row

QUESTION = Question(View(today=DAY), 12)
RESULTS = ("failed", "remedy", None, "passed")


def check_row(certificate: str, result: str | None, on: date | None = None, number: int = 1):
    """Return a row of ``inspections``."""
    return {
        "inspection_id": f"{certificate}-{number}",
        "certificate_id": certificate,
        "inspected_on": on,
        "result": result,
        "note": None,
        "source": "Biên bản số 3",
    }


@pytest.mark.parametrize(
    ("checks", "told"),
    [
        ([], Supervision.NONE),
        ([("passed", date(2026, 1, 1))], Supervision.PASSED),
        ([("failed", date(2025, 1, 1)), ("passed", date(2026, 1, 1))], Supervision.PASSED),
        ([("passed", date(2025, 1, 1)), ("remedy", date(2026, 1, 1))], Supervision.REMEDY),
        # One without a day may be the newest.
        ([("failed", None), ("passed", date(2026, 1, 1))], Supervision.FAILED),
        ([("passed", date(2026, 1, 1)), ("failed", date(2026, 1, 1))], Supervision.FAILED),
        ([(None, date(2026, 1, 1))], Supervision.NO_RESULT),
        ([("failed", DAY + timedelta(days=1))], Supervision.NONE),
        ([("failed", DAY)], Supervision.FAILED),
    ],
)
def test_the_worst_of_the_checks_that_may_be_the_newest_counts(checks, told):
    rows = [check_row("c", result, on, at) for at, (result, on) in enumerate(checks)]
    assert supervision_of(rows, DAY) is told


def ways(rows):
    """Return what each choice of days for undated checks would make the newest results: a slow oracle."""
    past = [row for row in rows if row["inspected_on"] is None or row["inspected_on"] <= DAY]
    dated = [row["inspected_on"] for row in past if row["inspected_on"]]
    for newest in [*dated, *(None for row in past if row["inspected_on"] is None)]:
        day = DAY if newest is None else newest
        if all(other <= day for other in dated):
            yield {row["result"] for row in past if row["inspected_on"] in (newest, None)}


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(RESULTS),
            st.none() | st.integers(-3, 2).map(lambda days: DAY + timedelta(days=days)),
        ),
        max_size=5,
    )
)
def test_what_is_told_is_the_worst_of_every_way_the_days_can_lie(checks):
    rows = [check_row("c", result, on, at) for at, (result, on) in enumerate(checks)]
    results = {result for way in ways(rows) for result in way}
    worst = next((one for one in RESULTS if one in results), "none" if not results else None)
    assert supervision_of(rows, DAY).value == ("no_result" if worst is None else worst)


def fill_checks(store):
    """Fill a store: products by what their checks say, one that lapsed, one that comes later."""
    days = {
        "failed": date(2024, 3, 1),
        "passed": date(2024, 3, 1),
        "none": date(2025, 3, 1),
        "over": date(2020, 5, 1),
        "later": date(2027, 5, 1),
    }
    certificates = [certificate_row(name, day) for name, day in days.items()]
    certificates += [certificate_row("failed", date(2020, 1, 1)), certificate_row("undated")]
    checks = [
        check_row("failed-2024-03-01", "failed", date(2025, 6, 1)),
        # Of a certificate that lapsed: the recognition of today was never checked by it.
        check_row("failed-2020-01-01", "passed", date(2025, 7, 1)),
        check_row("passed-2024-03-01", "passed", date(2025, 6, 1)),
        check_row("over-2020-05-01", "failed", date(2021, 6, 1)),
    ]
    names = [*days, "undated", "bare"]
    rows = {"products": [product_row(name) for name in names], "certificates": certificates}
    fill(store, rows | {"inspections": checks})


def test_every_product_whose_recognition_may_hold_stands_in_one_line(store):
    fill_checks(store)
    checks = read_checks(store, QUESTION)
    told = {one.product["product_id"]: one.supervision.value for one in checks.every}
    assert told == {"failed": "failed", "none": "none", "undated": "none", "bare": "none", "passed": "passed"}
    order = [one.supervision for one in checks.every]
    assert order == sorted(order, key=list(Supervision).index)
    assert (sum(checks.counts.values()), checks.others) == (checks.total, 2)
    board = read_board(store, QUESTION)
    gone = board.standings[Standing.LAPSED] + board.standings[Standing.NOT_YET]
    assert (checks.total, checks.others) == (board.total - gone, gone)


def test_a_check_that_found_a_failure_is_pointed_out_on_the_board_and_changes_no_status(store):
    fill_checks(store)
    board = read_board(store, QUESTION)
    told = {one.product["product_id"]: one.supervision for one in board.lapses}
    assert told == {"failed": Supervision.FAILED, "passed": Supervision.PASSED}
    with store.write() as connection:
        connection.execute(inspections.delete())
    assert read_board(store, QUESTION).standings == board.standings


def test_the_faulty_products_are_those_that_the_list_of_checks_has(store):
    fill_checks(store)
    found = {
        one.product["product_id"]: one.supervision
        for one in read_checks(store, QUESTION).every
        if one.supervision in FAULTY
    }
    assert faulty_products(store, DAY) == found == {"failed": Supervision.FAILED}


def test_no_check_of_the_reference_data_is_known_and_the_counts_close(reference_store):
    checks = read_checks(reference_store, QUESTION)
    assert Counter(one.supervision for one in checks.every) == {Supervision.NONE: checks.total}
    assert checks.total + checks.others == read_board(reference_store, QUESTION).total
