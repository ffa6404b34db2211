"""The table of assumptions: complete, with a reason for each row, and never one that no visit fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geodata.errors import InvalidInput
from geodata.tourism.assumptions import DEFAULTS, Assumptions, KindAssumption
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.seasons import SeasonAssumption


def test_every_kind_has_a_row_a_title_and_a_reason():
    assert set(DEFAULTS.kinds) == set(KIND_TITLES) == set(StopKind)
    assert all(row.reason for row in DEFAULTS.kinds.values())
    assert all(season.reason for season in (*DEFAULTS.seasons, *DEFAULTS.harvests))


def test_a_change_of_one_row_leaves_the_others_and_the_defaults():
    row = KindAssumption(30, ((0, 600),), "by the office")
    changed = DEFAULTS.changed(StopKind.SHOP, row)
    assert changed.of(StopKind.SHOP) == row
    assert DEFAULTS.of(StopKind.SHOP).reason != "by the office"
    assert {kind for kind in StopKind if changed.of(kind) != DEFAULTS.of(kind)} == {StopKind.SHOP}


@pytest.mark.parametrize(
    ("visit", "hours"),
    [
        (0, ((0, 600),)),
        (-5, ((0, 600),)),
        (float("nan"), ((0, 600),)),
        (float("inf"), ((0, 600),)),
        (721, ((0, 1440),)),
        (60, ()),
        (60, ((0, 59),)),
        (60, ((600, 500),)),
        (60, ((-1, 600),)),
        (60, ((600, 1441),)),
        (60, ((0, 600), (500, 700))),
        (60, ((600, 700), (0, 500))),
        (60, ((0, float("nan")),)),
    ],
)
def test_a_row_that_no_visit_fits_is_refused(visit, hours):
    with pytest.raises(InvalidInput):
        DEFAULTS.changed(StopKind.SHOP, KindAssumption(visit, hours, "by the office"))


def test_a_table_that_lacks_a_kind_is_refused():
    few = {kind: row for kind, row in DEFAULTS.kinds.items() if kind is not StopKind.BATH}
    with pytest.raises(InvalidInput, match="bath"):
        Assumptions(kinds=few)


@pytest.mark.parametrize("months", [frozenset(), frozenset({0}), frozenset({1, 13})])
@pytest.mark.parametrize("part", ["seasons", "harvests"])
def test_a_season_has_months_of_the_year(part, months):
    season = SeasonAssumption("odd", "Odd", ("odd",), months, "by the office")
    with pytest.raises(InvalidInput, match="odd"):
        replace(DEFAULTS, **{part: (season,)})
