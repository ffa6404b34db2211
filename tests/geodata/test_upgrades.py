"""Points against the next band: the gap, what each part must give, and what is odd."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.certificates.criteria import criteria_of
from geodata.certificates.upgrades import Doubt, read_upgrades, upgrade_of
from geodata.view import View
from tests.factories import fill, product_row
from tests.geodata.certificate_rows import DAY, certificate_row

PRODUCT = {"product_id": "p", "name": "Chè"}
V148 = "148/QĐ-TTg"


def pointed(points=None, parts=(None, None, None), **values):
    """Return a certificate of 2025 with points."""
    keys = ("points_a", "points_b", "points_c")
    given_points = dict(zip(keys, parts, strict=True))
    return certificate_row("p", date(2025, 3, 1), points=points, **(given_points | values))


def test_a_product_without_points_is_not_told():
    assert upgrade_of(PRODUCT, [pointed()]) is None
    assert upgrade_of(PRODUCT, [pointed(parts=(20, 20, None))]) is None
    assert upgrade_of(PRODUCT, []) is None


def test_the_gap_is_what_is_missing_to_the_next_band():
    found = upgrade_of(PRODUCT, [pointed(66.5, (28.5, 18, 20), criteria=V148)])
    assert (found.stars, found.next_stars, found.gap) == (3, 4, 3.5)
    assert [(part.key, part.points, part.most, part.room) for part in found.parts] == [
        ("a", 28.5, 40, 11.5),
        ("b", 18, 25, 7),
        ("c", 20, 35, 15),
    ]
    assert found.doubts == (Doubt.VERSION_ASSUMED,)


def test_the_parts_of_1048_are_others_than_those_of_148():
    old = upgrade_of(PRODUCT, [pointed(60, (30, 10, 20), criteria="1048/QĐ-TTg")])
    assert [part.most for part in old.parts] == [35, 25, 40]
    assert Doubt.VERSION_ASSUMED not in old.doubts


def test_a_part_must_give_what_the_others_cannot():
    # 21 are missing: A has 2 left and B 3, so that C must give 16 at least.
    found = upgrade_of(PRODUCT, [pointed(69, (38, 22, 9), criteria=V148)])
    assert found.gap == 1
    assert [part.needed for part in found.parts] == [0, 0, 0]
    far = upgrade_of(PRODUCT, [pointed(72, (38, 22, 12), criteria=V148)])
    assert far.gap == 18
    assert [part.needed for part in far.parts] == [0, 0, 13]


def test_above_the_highest_band_nothing_is_missing():
    found = upgrade_of(PRODUCT, [pointed(92, stars=5)])
    assert (found.stars, found.next_stars, found.gap) == (5, None, None)


def test_without_a_version_the_gap_is_told_and_the_parts_are_not_compared():
    found = upgrade_of(PRODUCT, [pointed(66, (26, 20, 20))])
    assert found.gap == 4
    assert {part.most for part in found.parts} == {None}
    assert found.doubts == (Doubt.VERSION_UNKNOWN,)


@pytest.mark.parametrize(
    ("points", "parts", "stars", "doubt"),
    [
        (66, (26, 20, 21), 3, Doubt.SUM_DIFFERS),
        (None, (26, 20, 20), 3, Doubt.TOTAL_SUMMED),
        (90, (45, 20, 25), 5, Doubt.OVER_MOST),
        (66, (26, 20, 20), 4, Doubt.STARS_DIFFER),
    ],
)
def test_what_is_odd_about_points_is_said(points, parts, stars, doubt):
    found = upgrade_of(PRODUCT, [pointed(points, parts, stars=stars, criteria=V148)])
    assert set(found.doubts) == {doubt, Doubt.VERSION_ASSUMED}


def test_the_newest_certificate_with_points_is_taken_and_a_newer_one_without_is_named():
    old = certificate_row("p", date(2022, 1, 1), points=55)
    newer = certificate_row("p", date(2024, 1, 1), points=68)
    newest = certificate_row("p", date(2026, 1, 1))
    assert upgrade_of(PRODUCT, [old, newer]).points == 68
    found = upgrade_of(PRODUCT, [newer, newest, old])
    assert found.points == 68
    assert Doubt.NEWER_WITHOUT_POINTS in found.doubts


@given(st.integers(0, 80), st.integers(0, 50), st.integers(0, 70))
def test_what_is_needed_of_each_part_is_the_least_with_which_the_gap_can_be_closed(a, b, c):
    parts = (a / 2, b / 2, c / 2)
    found = upgrade_of(PRODUCT, [pointed(sum(parts), parts, criteria=V148)])
    if found.gap is None:
        return
    rooms = [most - points for most, points in zip(criteria_of(V148).most.values(), parts, strict=True)]
    for place, part in enumerate(found.parts):
        others = sum(rooms) - rooms[place]
        least = next(half / 2 for half in range(200) if half / 2 + others >= found.gap)
        assert part.needed == least
        assert part.needed <= rooms[place]


def test_the_nearest_come_first_and_those_without_points_and_farther_ones_are_counted(store):
    points = {"far": 52, "near": 69, "top": 95, "none": None}
    fill(
        store,
        {
            "products": [product_row(name) for name in points]
            + [product_row("idea", recognition="evaluated_district")],
            "certificates": [
                certificate_row(name, date(2025, 1, 1), points=given) for name, given in points.items()
            ],
        },
    )
    every = read_upgrades(store, View(today=DAY))
    assert [one.product["product_id"] for one in every.found] == ["near", "far", "top"]
    assert (every.without, every.further) == (1, 0)
    near = read_upgrades(store, View(today=DAY), within=5)
    assert [one.product["product_id"] for one in near.found] == ["near"]
    assert (near.without, near.further) == (1, 2)


def test_an_order_that_the_days_do_not_tell_is_said_and_not_called_newer():
    year_only = certificate_row("p", year=2024, points=55)
    dated = certificate_row("p", date(2024, 1, 31), points=68)
    found = upgrade_of(PRODUCT, [dated, year_only])
    assert (found.certificate, found.doubts[0]) == (year_only, Doubt.ORDER_OPEN)
    bare = upgrade_of(PRODUCT, [dated, certificate_row("p", year=2024)])
    assert (bare.certificate, bare.doubts[0]) == (dated, Doubt.ORDER_OPEN)
    assert Doubt.NEWER_WITHOUT_POINTS not in bare.doubts
