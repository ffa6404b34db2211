"""Demand: one point per commune, weighted by what the map counts there, nothing dropped in silence."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from geodata import tables
from geodata.errors import InvalidInput
from geodata.indicators import Indicator, indicator_by_commune
from geodata.planning.demand import demand_points, mixed_weights
from geodata.planning.figures import DemandKind
from geodata.planning.requests import GivenTable
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import FROM_2020, FROM_2025, MERGER, fill_world, placed, unit_row

TODAY = date(2026, 11, 22)
OLD = View(units=UnitSystem.Y2024, today=TODAY)
NEW = View(units=UnitSystem.Y2025, today=TODAY)
BOTH = pytest.mark.parametrize("view", [OLD, NEW], ids=["2024", "2025"])


def people(code: str, valid_from: date, residents: int, **values) -> dict:
    return {
        "unit_code": code,
        "valid_from": valid_from,
        "year": 2019,
        "residents": residents,
        "basis": "census",
        "rate_allowed": True,
        "no_rate_reason": None,
        "source": "made up",
        **values,
    }


@pytest.fixture
def world(store):
    """The small world with residents in three of its four communes of 2024."""
    census = [people("90101", FROM_2020, 300), people("90102", MERGER, 100), people("90201", FROM_2020, 600)]
    fill_world(store, unit_population=census, sights=[sight("s2", "90102", MERGER), sight("s3", "902")])
    return store


def sight(key: str, code: str, valid_from: date = FROM_2020) -> dict:
    return {
        "sight_id": key,
        "name": f"Điểm {key}",
        "kind": "temple",
        "visit_minutes": None,
        "entry_fee_min_vnd": None,
        "entry_fee_max_vnd": None,
        **placed(code, valid_from),
        "place_id": f"place-{key}",
    }


def by_code(demand, column: str = "weight") -> dict[str, float]:
    return dict(zip(demand.rows["unit_code"], demand.rows[column], strict=True))


def texts(demand) -> str:
    return " | ".join(note.text() for note in demand.notes)


def test_one_kind_alone_weighs_as_much_as_its_figure(world):
    demand = demand_points(world, OLD, {"residents": 1})
    assert by_code(demand) == {"90101": 300, "90102": 100, "90201": 600, "90202": 0}
    assert demand.is_count
    assert by_code(demand_points(world, OLD, {"residents": 7, "stars": 0})) == by_code(demand)


def test_a_mix_adds_up_shares_times_weights(world):
    demand = demand_points(world, OLD, {"residents": 1, "products": 3})
    # Residents 300 : 100 : 600; products of a whole commune 2 : 2 : 1, one known only by district is in none.
    expected = {"90101": 0.3 + 3 * 2 / 5, "90102": 0.1 + 3 * 2 / 5, "90201": 0.6 + 3 * 1 / 5, "90202": 0}
    assert by_code(demand) == pytest.approx(expected)
    assert not demand.is_count
    assert demand.weights.sum() == pytest.approx(4)


def test_stars_are_those_of_recognised_products(world):
    with world.write() as connection:
        p = tables.products
        connection.execute(p.update().where(p.c.product_id == "p1").values(recognition="evaluated_province"))
        connection.execute(p.update().where(p.c.product_id == "p5").values(stars=None))
    demand = demand_points(world, OLD, {"stars": 1})
    assert by_code(demand) == {"90101": 3, "90102": 8, "90201": 0, "90202": 0}


def test_the_point_of_a_commune_is_its_interior_point(world):
    demand = demand_points(world, NEW, {"products": 1})
    assert demand.ids == ("90102", "90201", "90202")
    assert demand.points.tolist() == pytest.approx(
        np.array([[104.1, 22.35], [104.25, 22.35], [104.35, 22.35]])
    )


def test_communes_without_records_are_left_out_and_said(world):
    demand = demand_points(world, NEW, {"products": 1})
    assert "90901" not in demand.ids
    assert "1 communes of the province have no records here" in texts(demand)


def test_what_lies_in_no_commune_is_counted_and_said(world):
    demand = demand_points(world, OLD, {"products": 1, "sights": 1})
    left = demand.left_over["products"]
    # Two of 902 (one of them from a commune that was split), one nowhere.
    assert (left.district_only, left.not_placed, left.outside) == (2, 1, 0)
    assert "Recognised products: 2 known only by district, 1 not placed and 0 outside" in texts(demand)
    assert demand.left_over["sights"].district_only == 1


def test_a_commune_of_unknown_residents_counts_as_0_and_is_named(world):
    demand = demand_points(world, OLD, {"residents": 1})
    assert demand.missing["residents"] == ("90202",)
    assert math.isnan(by_code(demand, "residents")["90202"])
    assert "Residents: not known in 1 communes, counted as 0 there: 90202" in texts(demand)


def test_an_uploaded_column_weighs_and_names_what_matches_nothing(world):
    table = GivenTable("hộ nghèo", {"90101": 40.0, " 90201 ": 10.0, "99999": 5.0, "90901": 1.0})
    demand = demand_points(world, OLD, {"table": 1}, table)
    assert by_code(demand) == {"90101": 40, "90102": 0, "90201": 10, "90202": 0}
    assert demand.unmatched == ("99999", "90901")
    assert demand.missing["table"] == ("90102", "90202")
    assert "2 rows of the table hộ nghèo match no commune and count nowhere: 99999, 90901" in texts(demand)
    assert "hộ nghèo: not known in 2 communes, counted as 0 there: 90102, 90202" in texts(demand)


def test_a_code_that_a_spreadsheet_took_for_a_number_is_found(sqlite_store):
    fill_world(sqlite_store, units=[unit_row("02683", has_records=True, label_lon=104.0, label_lat=22.3)])
    table = GivenTable("t", {"2683": 5.0})
    demand = demand_points(sqlite_store, NEW, {"table": 1}, table)
    assert (by_code(demand)["02683"], demand.unmatched) == (5, ())
    with pytest.raises(InvalidInput, match="names the unit 02683 twice"):
        demand_points(sqlite_store, NEW, {"table": 1}, GivenTable("t", {"2683": 5.0, "02683": 5.0}))


@pytest.mark.parametrize(
    ("mix", "table", "says"),
    [
        ({}, None, "Nothing is weighted"),
        ({"residents": 0}, None, "Nothing is weighted"),
        ({"people": 1}, None, "Unknown kind of demand people; allowed: residents"),
        ({"table": 1}, None, "Unknown kind of demand table"),
        ({"residents": -1}, None, "a number from 0 on, not -1"),
        ({"residents": math.nan}, None, "a number from 0 on, not nan"),
        ({"table": 1}, GivenTable("t", {"90101": -2.0}), "has -2.0 for 90101"),
        ({"table": 1}, GivenTable("t", {"99999": 2.0}), "nothing to weigh"),
        ({"craft_villages": 1}, None, "nothing to weigh: craft_villages is 0"),
    ],
)
def test_what_cannot_be_weighted_is_refused(sqlite_store, mix, table, says):
    fill_world(sqlite_store)
    with pytest.raises(InvalidInput, match=says):
        demand_points(sqlite_store, OLD, mix, table)


def test_the_system_of_2019_has_no_points(sqlite_store):
    with pytest.raises(InvalidInput, match="names only"):
        demand_points(sqlite_store, View(units=UnitSystem.Y2019, today=TODAY), {"residents": 1})


@BOTH
def test_the_figures_are_those_that_the_map_counts(reference_store, view):
    demand = demand_points(reference_store, view, {"products": 1})
    for kind, indicator in (
        ("products", Indicator.PRODUCTS),
        ("producers", Indicator.PRODUCERS),
        ("craft_villages", Indicator.CRAFT_VILLAGES),
    ):
        shown = indicator_by_commune(reference_store, view, indicator)["value"].fillna(0)
        assert by_code(demand, kind) == shown[list(demand.ids)].to_dict(), kind


@BOTH
def test_every_product_is_in_a_commune_or_told_apart(reference_store, view):
    demand = demand_points(reference_store, view, {"products": 1})
    left = demand.left_over["products"]
    assert demand.totals["products"] + left.district_only + left.not_placed + left.outside == 112


def test_the_communes_of_lao_cai_are_151_and_48(reference_store):
    demands = [demand_points(reference_store, view, {"residents": 1}) for view in (OLD, NEW)]
    assert [len(demand.rows) for demand in demands] == [151, 48]
    assert "51 communes of the province have no records here" in texts(demands[1])
    assert [demand.missing.get("residents") for demand in demands] == [None, None]


def test_residents_of_the_census_go_before_any_other_figure_and_others_are_named(reference_store):
    old, new = (demand_points(reference_store, view, {"residents": 1}) for view in (OLD, NEW))
    basis = old.rows["residents_basis"].value_counts().to_dict()
    assert basis["resolution_767"] == 8
    assert "resolution_1270" not in basis
    assert "8 communes of Sa Pa have the figures of Resolution 767 (2018)" in texts(old)
    assert "The residents of 3 communes are an estimate" in texts(new)
    assert "Resolution 767" not in texts(new)
    # Thống Nhất may carry no rate, but its people are those of the census.
    assert by_code(old)["02659"] == 1649


def test_the_day_of_the_view_picks_what_counts(reference_store):
    early = View(units=UnitSystem.Y2024, on=date(2019, 12, 31), today=TODAY)
    then = demand_points(reference_store, early, {"products": 1}).totals["products"]
    assert 0 < then < demand_points(reference_store, OLD, {"products": 1}).totals["products"]


FIGURE = st.one_of(st.floats(0, 1e6), st.just(math.nan))


@given(
    columns=st.integers(1, 6).flatmap(
        lambda size: st.dictionaries(
            st.sampled_from([kind.value for kind in DemandKind]),
            st.tuples(st.floats(0.01, 100), st.lists(FIGURE, min_size=size, max_size=size)),
            min_size=1,
        )
    )
)
def test_a_mix_is_the_plain_sum_of_weighted_shares(columns):
    known = {kind: [0.0 if math.isnan(x) else x for x in column] for kind, (_, column) in columns.items()}
    totals = {kind: math.fsum(column) for kind, column in known.items()}
    used = {kind: weight for kind, (weight, _) in columns.items()}
    rows = pd.DataFrame({kind: column for kind, (_, column) in columns.items()})
    if min(totals.values()) == 0:
        with pytest.raises(InvalidInput, match="nothing to weigh"):
            mixed_weights(rows, used, totals)
        return
    size = len(rows)
    shares = [sum(w * known[kind][n] / totals[kind] for kind, w in used.items()) for n in range(size)]
    expected = known[next(iter(known))] if len(known) == 1 else shares
    assert mixed_weights(rows, used, totals).tolist() == pytest.approx(expected)


def test_weights_do_not_depend_on_the_order_of_the_rows_of_the_store(world):
    demand = demand_points(world, NEW, {"products": 1})
    assert list(demand.ids) == sorted(demand.ids)
    with world.read() as connection:
        districts = dict(
            connection.execute(
                sa.select(tables.units.c.unit_code, tables.units.c.name).where(
                    tables.units.c.level == "district", tables.units.c.valid_from == FROM_2020
                )
            ).all()
        )
    assert by_code(demand, "district") == {
        "90102": districts["901"],
        "90201": districts["902"],
        "90202": districts["902"],
    }
    assert set(demand.rows["valid_from"]) == {FROM_2025}
