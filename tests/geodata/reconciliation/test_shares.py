"""Targets that are a share of producers: judged by published shares as totals are by published totals."""

from __future__ import annotations

from datetime import date

import pytest

from geodata import tables
from geodata.quality import Published
from geodata.reconciliation.shares import Share, shares_of
from geodata.reconciliation.targets import Verdict, Why, targets_progress
from tests.factories import fill_world

TODAY = date(2026, 11, 22)
WANTED = 60  # percent


def figure(metric, value, day, source="a", precision="day"):
    """One published figure; of the kind where it is ``producers_by_kind``."""
    key = "cooperative" if metric == "producers_by_kind" else None
    return Published(day, precision, "10", metric, key, value, source, None)


def found(*figures):
    """The shares of cooperatives in these figures as numbers."""
    shares = shares_of(figures, "producers_by_kind", "cooperative", "producers_total")
    return [(share.part, share.whole) for share in shares]


def test_both_numbers_of_a_share_are_of_one_source_and_one_date():
    day = date(2024, 12, 31)
    part = figure("producers_by_kind", 30, day)
    assert found(part, figure("producers_total", 50, day)) == [(30, 50)]
    assert found(part, figure("producers_total", 50, day, source="b")) == []
    assert found(part, figure("producers_total", 50, day, precision="year")) == []
    assert found(part, figure("producers_total", 50, date(2024, 11, 30))) == []


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (3, 2)])
def test_there_is_no_share_of_nothing_and_none_above_the_whole(part, whole):
    day = date(2024, 12, 31)
    assert found(figure("producers_by_kind", part, day), figure("producers_total", whole, day)) == []


def test_a_share_reaches_what_it_is_or_more_without_rounding():
    one = Share(59_999, 100_000, figure("producers_by_kind", 59_999, date(2024, 1, 1)))
    assert not one.reaches(60)
    assert one.reaches(59.999)


@pytest.mark.parametrize(
    ("year", "told", "expected"),
    [
        # The newest of the year is below, another one of it and the first after it are not.
        (2022, [(70, 100, "2022-03-31"), (30, 100, "2022-06-30"), (80, 100, "2023-01-31")], "published"),
        (2022, [(30, 100, "2022-06-30"), (80, 100, "2023-01-31")], Why.BETWEEN),
        (2022, [(30, 100, "2022-06-30"), (40, 100, "2023-01-31"), (90, 100, "2024-01-31")], "below"),
        (2022, [(80, 100, "2023-01-31")], Why.NO_SHARE),
        (2022, [(0, 0, "2022-06-30")], Why.NO_SHARE),
        (2026, [(100, 300, "2026-06-30")], Why.RUNNING),
        (2026, [(200, 300, "2026-06-30")], "published"),
    ],
)
def test_a_share_is_judged_by_every_figure_of_its_year_and_the_first_after_it(
    sqlite_store, year, told, expected
):
    totals = []
    for number, (part, whole, day) in enumerate(told):
        row = {"as_of": date.fromisoformat(day), "as_of_precision": "day", "province_code": "10"}
        row |= {"source": f"S{number}", "note": None}
        totals += [
            row
            | {"total_id": f"k{number}", "metric": "producers_by_kind", "key": "cooperative", "value": part},
            row | {"total_id": f"t{number}", "metric": "producers_total", "key": None, "value": whole},
        ]
    wanted = {"target_id": "w", "year": year, "metric": "producers_that_are_cooperatives", "value": WANTED}
    fill_world(sqlite_store)
    with sqlite_store.write() as connection:
        connection.execute(tables.published_totals.insert(), totals)
        more = {"unit": "percent at least", "source": "b", "province_code": "10"}
        connection.execute(tables.published_targets.insert(), [wanted | more])
    (one,) = targets_progress(sqlite_store, TODAY)
    assert (one.why or one.verdict) == expected
    assert (one.why is None) == (one.verdict is not Verdict.UNKNOWN)
    assert [share.published for share in one.shares] == list(one.published)
