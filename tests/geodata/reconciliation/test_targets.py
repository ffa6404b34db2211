"""Published targets beside what the registry and the figures of their year show."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from geodata import programme_tables, tables
from geodata.quality import Published, Target
from geodata.reconciliation.first_certificates import added_in
from geodata.reconciliation.targets import Verdict, Why, around, judged, targets_progress
from geodata.registry.reading import REFERENCE
from tests.geodata.records.world import fill_registry

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def found(reference_store):
    """Every target by year and metric."""
    return {(one.target.year, one.target.metric): one for one in targets_progress(reference_store, TODAY)}


def figure(value, day):
    """One published figure."""
    return Published(day, "day", "10", "products_total", None, value, "a", None)


def target(value, year=2024):
    """One target."""
    return Target(year, "products_total", value, "products", None, "b")


def test_every_published_target_is_there(found):
    with (REFERENCE / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(found) == len(rows) == 21
    for row in rows:
        assert found[int(row["year"]), row["metric"]].target.value == float(row["value"])


def test_what_was_reached_between_two_figures_on_either_side_of_the_years_end_cannot_be_told(found):
    one = found[2024, "products_total"]
    assert [(p.period, p.value) for p in one.published] == [
        ("2024-01", 196),
        ("2024-11-05", 212),
        ("2025-01-31", 269),
    ]
    assert (one.verdict, one.why) == (Verdict.UNKNOWN, Why.BETWEEN)


def test_a_figure_of_the_year_that_reaches_the_target_shows_it(found):
    one = found[2025, "products_total"]
    assert one.verdict is Verdict.PUBLISHED
    assert [p.value for p in one.published] == [269, 267]  # those of the merged province are of another area


def test_the_registry_alone_can_show_that_a_target_was_reached(found):
    one = found[2024, "products_5_star_total"]
    assert (one.verdict, one.low) == (Verdict.SHOWN, 2)


def test_figures_that_stay_below_say_so(found):
    one = found[2024, "products_4_star_total"]
    assert one.verdict is Verdict.BELOW
    assert max(p.value for p in one.published) < one.target.value


def test_a_share_is_told_only_where_one_source_gives_both_numbers(found):
    one = found[2024, "producers_that_are_cooperatives"]
    assert [(share.part, share.whole) for share in one.shares] == [(54, 94), (57, 101), (55, 128)]
    assert one.verdict is Verdict.BELOW
    others = [p for p in found.values() if p.shares and p is not one]
    assert others == []


def test_what_the_registry_cannot_tell_is_named_with_its_reason(found):
    for one in found.values():
        assert (one.why is not None) == (one.verdict is Verdict.UNKNOWN)
    reasons = {metric: one.why for (_, metric), one in found.items() if one.why}
    assert reasons["producers_that_are_small_enterprises"] is Why.SIZE
    assert reasons["economic_organisations_strengthened"] is Why.NOT_FOLLOWED
    assert reasons["products_added"] is Why.NEW_OR_RENEWED
    assert reasons["producers_with_website"] is Why.FACTS


def test_silence_about_a_fact_is_neither_yes_nor_no(found):
    told = found[2024, "products_on_e_commerce"].answers
    assert (told.yes, told.no) == (0, 0)
    assert told.unknown == told.of > 100


@pytest.mark.parametrize(
    ("low", "values", "today", "verdict", "why"),
    [
        (10, [], TODAY, Verdict.SHOWN, None),
        (9, [(10, date(2024, 5, 1))], TODAY, Verdict.PUBLISHED, None),
        (9, [(9, date(2024, 5, 1)), (10, date(2025, 5, 1))], TODAY, Verdict.UNKNOWN, Why.BETWEEN),
        (9, [(9, date(2024, 5, 1)), (9, date(2025, 5, 1))], TODAY, Verdict.BELOW, None),
        (9, [(9, date(2025, 5, 1))], TODAY, Verdict.UNKNOWN, Why.PARTIAL),
        (9, [(10, date(2025, 5, 1))], TODAY, Verdict.UNKNOWN, Why.PARTIAL),
        (9, [], TODAY, Verdict.UNKNOWN, Why.PARTIAL),
        (9, [(9, date(2024, 5, 1))], date(2024, 6, 1), Verdict.UNKNOWN, Why.RUNNING),
    ],
)
def test_a_total_is_judged_by_the_registry_then_by_figures(low, values, today, verdict, why):
    shown = around([figure(value, day) for value, day in values], 2024)
    assert judged(target(10), low, shown, today) == (verdict, why)


def test_only_a_certificate_that_is_said_to_be_new_certainly_adds_a_product(own_reference_store):
    certificates = tables.certificates
    with own_reference_store.read() as connection:
        rows = connection.execute(certificates.select().where(certificates.c.certified_year == 2021)).all()
        products = [dict(row) for row in connection.execute(tables.products.select()).mappings()]
    assert len(rows) == 22
    certain, most = added_in(own_reference_store, products, 2021, None)
    assert certain == frozenset()
    assert {row.product_id for row in rows} <= most
    with own_reference_store.write() as connection:
        kinds = {rows[0].certificate_id: "new", rows[1].certificate_id: "re_evaluated"}
        for key, kind in kinds.items():
            wanted = certificates.c.certificate_id == key
            connection.execute(certificates.update().where(wanted).values(kind=kind))
    certain, most = added_in(own_reference_store, products, 2021, None)
    assert certain == {rows[0].product_id}
    assert rows[1].product_id not in most


def test_facts_that_the_office_enters_are_counted(own_reference_store):
    facts = programme_tables.programme_facts
    with own_reference_store.write() as connection:
        keys = connection.scalars(
            tables.products.select()
            .with_only_columns(tables.products.c.product_id)
            .where(tables.products.c.recognition == "recognised")
            .order_by(tables.products.c.product_id)
        ).all()
        told = [("a", keys[0], "postmart"), ("b", keys[1], "supermarket"), ("c", keys[2], "postmart")]
        rows = [
            {"fact_id": fact, "subject_kind": "products", "subject_id": key, "fact": "sales_channel"}
            | {"value": value, "as_of": date(2025, 1, 1) if fact == "c" else date(2024, 12, 31)}
            for fact, key, value in told
        ]
        connection.execute(facts.insert(), rows)
    (one,) = [
        one
        for one in targets_progress(own_reference_store, TODAY, 2024)
        if one.target.metric == "products_on_e_commerce"
    ]
    assert (one.answers.yes, one.answers.no) == (1, 0)  # a supermarket is no e-commerce, 2025 is later


def opened(store, district, year, count):
    """Note that so many OCOP points opened in a commune of a district."""
    t, points = tables.units, tables.sales_points
    with store.write() as connection:
        commune = connection.execute(
            t.select().where(t.c.parent_code == district, t.c.level == "commune").order_by(t.c.unit_code)
        ).first()
        point = connection.execute(points.select().limit(1)).mappings().one()
        rows = [
            dict(point)
            | {"sales_point_id": f"new{district}{number}", "kind": "ocop_point", "opened_year": year}
            | {"unit_code": commune.unit_code, "unit_valid_from": commune.valid_from, "placement": "commune"}
            for number in range(count)
        ]
        connection.execute(points.insert(), rows)


def points_targets(store):
    """The targets of at least and at most so many new points in each district."""
    found = targets_progress(store, TODAY, 2024)
    wanted = [one for one in found if one.target.metric.startswith("sales_points_added_per_district")]
    return sorted(wanted, key=lambda one: one.target.value)


def test_at_most_so_many_points_in_each_district_is_missed_where_more_opened_and_never_shown(
    own_reference_store,
):
    opened(own_reference_store, "085", 2024, 3)
    least, most = points_targets(own_reference_store)
    assert (least.target.value, most.target.value) == (2, 3)
    assert (least.low, least.verdict) == (1, Verdict.UNKNOWN)
    assert (most.high, most.verdict, most.why) == (9, Verdict.UNKNOWN, Why.POINTS)
    opened(own_reference_store, "088", 2024, 4)
    least, most = points_targets(own_reference_store)
    assert (least.low, least.verdict) == (2, Verdict.UNKNOWN)
    assert (most.high, most.verdict, most.why) == (8, Verdict.EXCEEDED, None)


@pytest.mark.parametrize("year", [2026, 2030])
def test_a_year_that_is_not_over_is_the_reason_and_one_that_has_not_begun_has_no_count(
    own_reference_store, year
):
    values = {
        "products_total": 1_000,
        "products_added": 100,
        "sales_points_added_per_district_min": 2,
        "sales_points_added_per_district_max": 3,
        "producers_that_are_cooperatives": 60,
        "producers_that_are_small_enterprises": 20,
    }
    common = {"year": year, "unit": "a", "source": "b", "province_code": "10"}
    rows = [common | {"target_id": key, "metric": key, "value": value} for key, value in values.items()]
    with own_reference_store.write() as connection:
        connection.execute(tables.published_targets.insert(), rows)
    told = {one.target.metric: one for one in targets_progress(own_reference_store, TODAY, year)}
    small = told.pop("producers_that_are_small_enterprises")
    assert small.why is Why.SIZE  # no passing of time settles that
    assert {one.why for one in told.values()} == {Why.RUNNING}
    counted = {metric for metric, one in told.items() if one.low is not None}
    assert counted == (set() if year > TODAY.year else told.keys() - {"producers_that_are_cooperatives"})


def test_the_logo_is_asked_of_certainly_new_products_and_apart_of_those_that_only_may_be(
    found, own_reference_store
):
    def asked(one):
        return one.answers.of, one.may_answers.of, one.why

    certain, most = (found[2024, "products_added"].low, found[2024, "products_added"].high)
    one = found[2024, "new_products_with_ocop_logo"]
    assert asked(one) == (certain, most - certain, Why.NEW_FACTS)
    assert certain == 0 < most
    c = tables.certificates
    with own_reference_store.write() as connection:
        row = connection.execute(
            c.select().where(c.c.certified_year == 2024).order_by(c.c.product_id)
        ).first()
        mine = c.c.certificate_id == row.certificate_id
        connection.execute(c.update().where(mine).values(kind="new"))
        logo = {"fact_id": "a", "subject_kind": "products", "subject_id": row.product_id}
        connection.execute(
            programme_tables.programme_facts.insert(),
            [logo | {"fact": "ocop_logo", "value": "yes", "as_of": date(2024, 12, 1)}],
        )
    (one,) = [
        one
        for one in targets_progress(own_reference_store, TODAY, 2024)
        if one.target.metric == "new_products_with_ocop_logo"
    ]
    assert asked(one) == (1, most - 1, Why.NEW_FACTS)
    assert (one.answers.yes, one.may_answers.yes) == (1, 0)


@pytest.mark.parametrize(
    ("inferred", "expected"), [([], (1, 1)), (["unit_code"], (1, 1)), (["producer_id"], (0, 0))]
)
def test_what_is_said_of_a_product_says_nothing_of_a_producer_that_is_only_inferred(
    sqlite_store, inferred, expected
):
    fill_registry(sqlite_store)
    facts, p = programme_tables.programme_facts, tables.products
    metrics = ("producers_with_digital_stall_and_epayment", "producers_in_modern_channels")
    common = {"year": 2024, "value": 50, "unit": "percent", "source": "b", "province_code": "10"}
    with sqlite_store.write() as connection:
        connection.execute(p.update().where(p.c.product_id == "p9").values(inferred_fields=inferred))
        rows = [
            {"fact_id": fact, "subject_kind": "products", "subject_id": "p9", "fact": fact, "value": value}
            | {"as_of": date(2024, 1, 1)}
            for fact, value in (("digital_stall", "yes"), ("e_payment", "yes"), ("sales_channel", "postmart"))
        ]
        connection.execute(facts.delete())
        connection.execute(facts.insert(), rows)
        connection.execute(
            tables.published_targets.insert(),
            [common | {"target_id": metric, "metric": metric} for metric in metrics],
        )
    told = {one.target.metric: one.answers for one in targets_progress(sqlite_store, TODAY)}
    assert tuple(told[metric].yes for metric in metrics) == expected
    # Whatever is known of it: the producer is one of those that are asked about.
    assert {answers.of for answers in told.values()} == {3}


def test_an_empty_store_has_no_targets(store):
    assert targets_progress(store, TODAY) == []
