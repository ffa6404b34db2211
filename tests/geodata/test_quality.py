"""The registry beside what was published."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import quality, registry_counts, tables
from geodata.quality import Published
from geodata.timeline import timeline

TODAY = date(2026, 11, 21)


def figure(
    value, *, metric="products_total", key=None, as_of=date(2023, 6, 30), precision="year", source="a"
):
    """One published figure."""
    return Published(as_of, precision, "10", metric, key, value, source, None)


@pytest.fixture(scope="module")
def found(reference_store):
    """Every comparison of the reference data, by metric and key of the figures of one date."""
    return quality.comparisons(reference_store, TODAY)


def registry(found, metric, key=None):
    """The registry's figures beside a metric."""
    return {c.registry for c in found if (c.published.metric, c.published.key) == (metric, key)}


def test_every_published_figure_is_compared(found):
    assert len(found) == 96


def test_the_registry_names_112_recognised_products(found):
    assert registry(found, "products_total") == {112}
    shortfall = {c.published.value: c.difference for c in found if c.published.metric == "products_total"}
    assert shortfall[163] == -51


def test_crafts_are_counted_by_recognised_kind(found):
    kinds = ("traditional_crafts", "craft_villages", "traditional_craft_villages")
    assert [registry(found, kind) for kind in kinds] == [{16}, {7}, {3}]


def test_three_of_eight_ocop_sales_points_are_known(found):
    assert registry(found, "ocop_sales_points") == {3}


def test_what_the_registry_does_not_count_has_no_difference(found):
    linked = [c for c in found if c.published.metric.startswith("linked_")]
    assert linked
    assert {c.difference for c in linked} == {None}


def test_a_group_that_the_registry_lacks_is_zero_not_unknown(found):
    assert registry(found, "products_by_group", "ornamental") == {0}
    assert {c.difference for c in found if c.registry == 0} == {None}


@pytest.mark.parametrize(
    ("precision", "period"), [("year", "2023"), ("month", "2023-06"), ("day", "2023-06-30")]
)
def test_a_date_is_told_as_far_as_it_is_real(precision, period):
    assert figure(1, precision=precision).period == period


def test_parts_that_miss_their_own_total_are_found(reference_store):
    (broken,) = quality.broken_sums(quality.published_totals(reference_store))
    assert (broken.total.value, broken.parts_sum) == (163, 170)


@given(st.lists(st.integers(0, 1000), min_size=3, max_size=3))
def test_all_parts_that_add_up_are_no_contradiction_and_others_are(values):
    parts = [figure(v, metric="products_by_star", key=str(n)) for n, v in enumerate(values, start=3)]
    assert quality.broken_sums([figure(sum(values)), *parts]) == []
    assert len(quality.broken_sums([figure(sum(values) + 1), *parts])) == 1
    assert len(quality.broken_sums([figure(sum(values) - 1), *parts])) == 1


@pytest.mark.parametrize(("metric", "key"), [("products_by_star", "3"), ("products_by_group", "food")])
def test_a_part_alone_that_is_less_than_its_total_is_no_contradiction(metric, key):
    assert quality.broken_sums([figure(620), figure(3, metric=metric, key=key)]) == []


def test_two_sources_of_one_month_disagree(reference_store):
    groups = quality.disagreements(quality.published_totals(reference_store))
    values = [{f.value for f in group} for group in groups]
    assert {139, 142} in values
    assert {21, 33} in values


def test_figures_of_different_times_do_not_disagree():
    assert quality.disagreements([figure(1), figure(2, as_of=date(2024, 6, 30))]) == []


def test_every_row_of_the_import_is_accounted_for(reference_store):
    reports = quality.import_reports(reference_store)
    assert len(reports) == 23
    for report in reports:
        parts = report.rows_written + report.refused + report.set_aside
        assert parts == report.rows_read, report.source_table
        assert bool(report.set_aside) == bool(report.reason), report.source_table


def test_a_figure_of_a_year_stands_beside_what_was_known_by_then(reference_store, found):
    (first,) = [c for c in found if c.published.metric == "products_total" and c.published.value == 46]
    assert (first.known_by, first.without_year) == (16, 50)
    for c in found:
        if c.published.metric in registry_counts.ADDED_UP:
            assert c.known_by + c.without_year <= c.registry
    years = [c for c in found if c.published.metric == "products_total" and c.published.province_code == "10"]
    known = [c.known_by for c in sorted(years, key=lambda c: c.published.as_of.year)]
    assert known == sorted(known)


def test_what_was_revoked_since_is_told_beside_the_number(found):
    told = {
        c.published.metric: c.revoked for c in found if c.published.metric in registry_counts.CRAFT_METRICS
    }
    assert told["traditional_craft_villages"] == 1


def test_a_table_set_aside_is_not_refused_and_a_disputed_day_lacks_nothing(reference_store):
    reports = {report.source_table: report for report in quality.import_reports(reference_store)}
    aside = {table: report.set_aside for table, report in reports.items() if report.set_aside}
    assert sorted(aside.values()) == [43]
    assert sum(report.refused for report in reports.values()) == 0
    disputed = quality.import_problems(reference_store, rule="market_day_disputed")
    assert disputed
    assert {problem.severity for problem in disputed} == {"noted"}
    assert sum(report.noted for report in reports.values()) == len(disputed)


def test_placement_counts_add_up_to_the_table(reference_store):
    counts = quality.placement_counts(reference_store)
    assert sum(counts["products"].values()) == 124


def test_problems_are_narrowed_by_rule(reference_store):
    every = quality.import_problems(reference_store)
    some = quality.import_problems(reference_store, rule="source_missing")
    assert some == [problem for problem in every if problem.rule == "source_missing"]


def test_problems_of_one_row_stand_in_the_order_in_which_they_were_found(store):
    t = tables.import_problems
    found = [
        {
            "problem_id": key,
            "source_table": "x.csv",
            "row": 2,
            "rule": rule,
            "message": "m",
            "severity": "kept",
        }
        for key, rule in ((3, "c"), (1, "a"), (2, "b"))
    ]
    with store.write() as connection:
        connection.execute(t.insert(), found)
        # PostgreSQL writes a changed row behind all others.
        connection.execute(t.update().where(t.c.problem_id == 1).values(message="n"))
    assert [problem.rule for problem in quality.import_problems(store)] == ["a", "b", "c"]


def test_the_line_of_the_registry_ends_with_all_dated_products(reference_store):
    published, targets = quality.published_totals(reference_store), quality.published_targets(reference_store)
    series = timeline(reference_store, published, targets, TODAY)
    assert series.registry[-1].value + series.without_year == 112
    newest = max(year for year in registry_counts.first_years(reference_store).values() if year is not None)
    assert series.registry[-1].period == str(newest)
    values = [point.value for point in series.registry]
    assert values == sorted(values)


def test_the_two_provinces_are_two_series(reference_store):
    series = timeline(reference_store, quality.published_totals(reference_store), [], TODAY)
    assert max(point.value for point in series.before) == 269
    assert {point.value for point in series.merged} == {604, 605}
