"""The expiry board: every product once, months that close to the total, communes and producers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from geodata import tables
from geodata.certificates.expiry import Board, Question, is_dated, months_of_lapse, read_board
from geodata.joins import products_in
from geodata.lapsing import Lapse, dates_of, lapse_of
from geodata.plain import rows_of
from geodata.standing import Certainty, Standing, last_day, standing_of
from geodata.view import ProductFilter, View
from geodata.vocabulary import Recognition
from tests.factories import fill, fill_world, placed, product_row
from tests.geodata.certificate_rows import DAY, certificate_row, producer_row

VIEW = View(today=DAY)
YEAR = Question(VIEW, 12)


def fill_board(store):
    """Fill a store with one product for each way to stand, and one that was only evaluated."""
    rows = [
        product_row(name) for name in ("day", "year", "open", "holds", "over", "undated", "later", "none")
    ]
    given_on = {
        "day": certificate_row("day", date(2024, 3, 1)),
        "year": certificate_row("year", year=2024),
        "open": certificate_row("open", year=2023),
        "holds": certificate_row("holds", date(2026, 1, 1)),
        "over": certificate_row("over", date(2020, 5, 1)),
        "undated": certificate_row("undated"),
        "later": certificate_row("later", date(2027, 5, 1)),
    }
    idea = product_row("idea", recognition="evaluated_district")
    fill(store, {"products": [*rows, idea], "certificates": list(given_on.values())})


def test_every_recognised_product_stands_in_one_line_and_the_lines_make_the_total(store):
    fill_board(store)
    board = read_board(store, YEAR)
    assert {standing.value: count for standing, count in board.standings.items()} == {
        "certain": 1,
        "possible": 1,
        "if_in_force": 1,
        "holds": 1,
        "lapsed": 1,
        "undetermined": 2,
        "not_yet": 1,
    }
    assert board.total == 8
    assert [one.product["product_id"] for one in board.lapses] == ["open", "day", "year"]
    assert [one.product["product_id"] for one in board.over] == ["over"]


def test_a_known_day_stands_in_its_month_and_a_bare_year_in_every_month_it_may_end_in(store):
    fill_board(store)
    board = read_board(store, YEAR)
    told = {f"{month.first:%Y-%m}": (month.certain, month.may) for month in board.strip}
    assert (min(told), max(told), len(told)) == ("2026-11", "2027-11", 13)
    assert told["2026-11"] == (0, 1)  # the year 2023: up to the end of 2026
    assert told["2026-12"] == (0, 1)
    assert told["2027-03"] == (1, 1)
    assert told["2027-11"] == (0, 1)  # the year 2024: from January on


def test_the_list_of_a_month_is_as_long_as_its_cell_says(store):
    fill_board(store)
    board = read_board(store, YEAR)
    for month in board.strip:
        assert len(board.in_month(month.first + timedelta(days=10))) == month.certain + month.may


@pytest.mark.parametrize("months", [3, 6, 12, 24])
def test_the_reference_data_close_to_all_recognised_products(reference_store, months):
    board = read_board(reference_store, Question(VIEW, months))
    products = products_in(reference_store, VIEW, ProductFilter(recognition=frozenset({"recognised"})))
    by_status = Counter(row["status"] for row in rows_of(products))
    count = board.standings
    assert board.total == len(products)
    assert count[Standing.LAPSED] == by_status["lapsed"] == len(board.over)
    assert (
        sum(count[one] for one in (Standing.CERTAIN, Standing.POSSIBLE, Standing.HOLDS))
        == by_status["in_force"]
    )
    assert count[Standing.UNDETERMINED] + count[Standing.IF_IN_FORCE] == by_status["undetermined"]
    for groups in (board.by_commune(), board.by_producer()):
        assert sum(group.total for group in groups) == len(board.lapses)
    assert board.dated == sum(month.certain for month in board.strip)


@pytest.mark.parametrize("day", [DAY, date(2024, 6, 1)])
def test_the_board_is_what_each_product_by_itself_says(reference_store, day):
    question = Question(View(today=day), 24)
    t, found, alone = tables.certificates, Counter(), {}
    for product in rows_of(products_in(reference_store, question.view)):
        if product["recognition"] == Recognition.RECOGNISED:
            own = sa.select(t).where(t.c.product_id == product["product_id"]).order_by(t.c.certificate_id)
            rows = rows_of(reference_store.frame(own))
            standing = standing_of(dates_of(rows), question.day, question.then)
            found[standing] += 1
            if standing is Standing.LAPSED:
                alone[product["product_id"]] = lapse_of(product, Certainty.CERTAIN, rows, question.day)
            elif standing in set(Certainty):
                alone[product["product_id"]] = lapse_of(
                    product, Certainty(standing.value), rows, question.day
                )

    board = read_board(reference_store, question)
    assert {key: count for key, count in board.standings.items() if count} == found
    told = [replace(one, supervision=None) for one in (*board.lapses, *board.over)]
    assert {one.product["product_id"]: one for one in told} == alone
    assert alone


def test_communes_and_producers_count_their_own_and_none_is_last(store):
    own = placed("90202")
    fill_world(
        store,
        producers=[producer_row("coop", "HTX Ấm", own)],
        products=[
            product_row("a", "90202", producer_id="coop"),
            product_row("b", "90201", producer_id="coop"),
            product_row("c"),
        ],
        certificates=[certificate_row(name, date(2024, 2, 1)) for name in "abc"],
    )
    board = read_board(store, Question(View(today=DAY), 3))
    found = [(group.name, group.total) for group in board.by_commune() if group.name not in (None, "Sa Pa")]
    assert ("Nậm Chảy", 1) in found
    assert ("Sa Pả", 1) in found
    assert board.by_commune()[-1].key is None
    assert [(group.name, group.total) for group in board.by_producer()] == [("HTX Ấm", 2), (None, 1)]
    one = read_board(store, Question(View(today=DAY), 3, producer="coop"))
    assert one.total == 2


def test_on_a_day_of_the_past_only_what_counted_then_is_told(store):
    fill(
        store,
        {
            "products": [product_row("twice"), product_row("late")],
            "certificates": [
                certificate_row("twice", date(2020, 6, 1)),
                certificate_row("twice", date(2025, 6, 1)),
                certificate_row("late", date(2025, 6, 1)),
            ],
        },
    )
    board = read_board(store, Question(View(on=date(2023, 1, 1), today=DAY), 6))
    (found,) = board.lapses
    assert (found.product["product_id"], found.first) == ("twice", date(2023, 6, 1))
    assert board.total == 1


days = st.dates(date(2026, 1, 1), date(2029, 1, 1))


@given(st.sampled_from(list(Certainty)), days, days, st.sampled_from((3, 6, 12, 24)))
def test_the_months_of_a_lapse_are_those_of_the_days_on_which_it_can_end(certainty, one, other, months):
    question = Question(VIEW, months)
    lapse = Lapse({"name": "x", "product_id": "x"}, certainty, min(one, other), max(one, other), {})
    possible = [DAY + timedelta(days=number) for number in range(1, 800)]
    possible = [day for day in possible if lapse.first <= day <= lapse.last and day <= last_day(DAY, months)]
    assert months_of_lapse(lapse, question) == sorted({day.replace(day=1) for day in possible})


def test_a_lapse_is_of_a_known_month_only_where_it_is_certain():
    day = date(2027, 3, 1)
    lapse = {certainty: Lapse({}, certainty, day, day, {}) for certainty in Certainty}
    assert [is_dated(lapse[certainty]) for certainty in Certainty] == [True, False, False]
    assert Board(YEAR, {}, (lapse[Certainty.CERTAIN], lapse[Certainty.POSSIBLE]), ()).dated == 1
