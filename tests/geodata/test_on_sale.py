"""Lapsed products that something says are still sold: what says so, and how its date lies to the lapse."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.certificates.expiry import Question, read_board
from geodata.certificates.on_sale import still_sold, timing_of
from geodata.certificates.vocabulary import EvidenceKind, Timing
from geodata.lapsing import Lapse
from geodata.reconciliation.holding import span_of
from geodata.standing import Certainty
from geodata.view import View
from tests.factories import fill, placed, product_row
from tests.geodata.certificate_rows import (
    DAY,
    certificate_row,
    channel_row,
    producer_row,
    sales_point_row,
)

QUESTION = Question(View(today=DAY), 12)
GIVEN = date(2021, 6, 1)  # it lapsed on 1 June 2024


def on_sale(store, question=QUESTION, **rows):
    """Fill a store with a lapsed product of a cooperative besides ``rows``; return what is still sold."""
    lapsed = product_row("rượu", producer_id="htx")
    fill(
        store,
        {
            "producers": [producer_row("htx", "HTX Hoà Bình", placed())],
            "products": [lapsed, product_row("mới", producer_id="htx")],
            "certificates": [certificate_row("rượu", GIVEN), certificate_row("mới", date(2026, 1, 1))],
            **rows,
        },
    )
    return still_sold(store, read_board(store, question))


def test_without_anything_on_record_nothing_is_said_to_be_sold(store):
    assert on_sale(store) == []


@pytest.mark.parametrize(
    ("kind", "subject", "expected"),
    [
        ("products", "rượu", EvidenceKind.PRODUCT_CHANNEL),
        ("producers", "htx", EvidenceKind.PRODUCER_CHANNEL),
    ],
)
def test_a_sales_channel_of_product_or_producer_says_so(store, kind, subject, expected):
    fact = channel_row(kind, subject, "postmart", date(2026, 2, 1), link="https://postmart.vn/a", source="Sở")
    (found,) = on_sale(store, programme_facts=[fact])
    (evidence,) = found.evidence
    assert found.lapse.product["product_id"] == "rượu"
    assert (evidence.kind, evidence.what, evidence.timing) == (expected, "postmart", Timing.AFTER)
    assert (evidence.link, evidence.as_of, evidence.source) == (
        "https://postmart.vn/a",
        date(2026, 2, 1),
        "Sở",
    )


def test_a_producer_that_is_only_inferred_says_nothing_of_the_sale_of_a_product(store):
    fact = channel_row("producers", "htx", "postmart", date(2026, 2, 1))
    shop = sales_point_row("s1", "Cửa hàng", placed(), operator="HTX Hoà Bình")
    lapsed = product_row("rượu", producer_id="htx", inferred_fields=["producer_id"])
    assert (
        on_sale(store, products=[lapsed, product_row("mới")], programme_facts=[fact], sales_points=[shop])
        == []
    )


def test_the_channel_of_another_product_says_nothing_of_it(store):
    assert on_sale(store, programme_facts=[channel_row("products", "mới", "shop", date(2026, 2, 1))]) == []


def test_another_fact_than_a_sales_channel_says_nothing(store):
    fact = channel_row("products", "rượu", "yes", date(2026, 2, 1)) | {"fact": "ocop_logo"}
    assert on_sale(store, programme_facts=[fact]) == []


def test_what_a_source_said_after_the_day_of_the_view_is_not_told(store):
    assert on_sale(store, programme_facts=[channel_row("products", "rượu", "shop", date(2026, 12, 1))]) == []


def test_on_a_past_day_what_may_have_been_said_later_is_a_lead_and_no_proof(store):
    past = Question(View(on=date(2025, 6, 1), today=DAY), 12)
    facts = [
        channel_row("products", "rượu", "shop", date(2025, 1, 1), as_of_precision="year"),
        channel_row("products", "rượu", "lazada"),
        channel_row("products", "rượu", "postmart", date(2025, 3, 1)),
    ]
    (found,) = on_sale(store, past, programme_facts=facts)
    told = {(one.what, one.timing) for one in found.evidence}
    assert told == {("shop", Timing.OPEN), ("lazada", Timing.OPEN), ("postmart", Timing.AFTER)}


def test_of_one_channel_the_newest_source_counts_and_the_strongest_comes_first(store):
    facts = [
        channel_row("products", "rượu", "shop", date(2022, 1, 1)),
        channel_row("products", "rượu", "shop", date(2025, 1, 1)),
        channel_row("products", "rượu", "supermarket", date(2023, 1, 1)),
        channel_row("products", "rượu", "lazada"),
    ]
    (found,) = on_sale(store, programme_facts=facts)
    told = [(one.what, one.timing) for one in found.evidence]
    assert told == [("shop", Timing.AFTER), ("lazada", Timing.OPEN), ("supermarket", Timing.BEFORE)]


def test_a_sales_point_whose_operator_is_the_producer_says_so_whatever_the_place_of_the_tone_mark(store):
    point = sales_point_row("gian", "Gian hàng", placed(), operator="HTX Hòa Bình")
    (found,) = on_sale(store, sales_points=[point])
    (evidence,) = found.evidence
    assert (evidence.kind, evidence.record_id, evidence.timing) == (
        EvidenceKind.SALES_POINT,
        "gian",
        Timing.OPEN,
    )


def test_an_operator_of_whom_there_are_two_tells_neither(store):
    producers = [producer_row(key, "HTX Hoà Bình", placed()) for key in ("htx", "htx-2")]
    point = sales_point_row("gian", "Gian hàng", placed(), operator="HTX Hoà Bình")
    assert on_sale(store, producers=producers, sales_points=[point]) == []


def test_a_sales_point_at_the_place_of_the_producer_says_so(store):
    roles = [
        {"place_id": "đây", "role": role, "record_id": record}
        for role, record in (("producer", "htx"), ("sales_point", "gian"))
    ]
    (found,) = on_sale(
        store,
        places=[{"place_id": "đây", "name": "Gian hàng"}],
        place_roles=roles,
        sales_points=[sales_point_row("gian", "Gian hàng", placed())],
    )
    assert [one.what for one in found.evidence] == ["Gian hàng"]


@pytest.mark.parametrize(
    ("as_of", "precision", "timing"),
    [
        (None, None, Timing.OPEN),
        ("2024-12-31", "day", Timing.AFTER),
        ("2024-12-30", "day", Timing.OPEN),
        ("2023-12-31", "day", Timing.BEFORE),
        ("2024-12-31", "year", Timing.OPEN),
        ("2025-12-31", "year", Timing.AFTER),
        ("2023-12-31", "year", Timing.BEFORE),
        ("2023-12-31", "month", Timing.BEFORE),
        ("2024-01-31", "month", Timing.OPEN),
        ("2025-01-31", "month", Timing.AFTER),
    ],
)
def test_a_date_lies_after_or_before_a_lapse_only_where_each_of_its_days_does(as_of, precision, timing):
    lapse = Lapse({}, Certainty.CERTAIN, date(2024, 1, 1), date(2024, 12, 31), {})
    day = None if as_of is None else date.fromisoformat(as_of)
    span = None if day is None else span_of(day, precision)
    assert timing_of(span, lapse) is timing


def test_the_reference_data_name_two_lapsed_products_whose_producer_runs_a_sales_point(reference_store):
    found = still_sold(reference_store, read_board(reference_store, QUESTION))
    assert {one.lapse.product["producer"] for one in found} == {"Công ty TNHH Thương mại Tổng hợp Lan Rừng"}
    assert len(found) == 2
    assert {evidence.timing for one in found for evidence in one.evidence} == {Timing.OPEN}
