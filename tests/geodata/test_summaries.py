"""The numbers on the screen, on the reference data: traps of the sources, one a test."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.errors import InvalidInput
from geodata.indicator_names import Indicator
from geodata.indicators import CellState, crops_with_hectares, indicator_by_commune
from geodata.joins import products_in
from geodata.summaries import newest_source, published_line, summarise
from geodata.tables import published_totals
from geodata.view import ProductFilter, View
from geodata.vocabulary import InSystem, UnitSystem

TODAY = date(2026, 11, 21)


def view(system=UnitSystem.Y2025, on=None):
    return View(units=system, on=on, today=TODAY)


def test_the_registry_names_112_recognised_products_and_8_can_be_in_force(reference_store):
    told = summarise(reference_store, view())
    assert (told["total"], told["evaluated"], told["in_store"]) == (112, 12, 124)
    assert told["by_status"]["in_force"] == 8


@pytest.mark.parametrize("system", list(UnitSystem))
def test_the_reference_counts_close_in_every_unit_system(reference_store, system):
    told = summarise(reference_store, view(system))
    assert sum(told[bucket.value] for bucket in InSystem) == told["total"] == 112


def test_27_products_are_known_only_by_district_and_2_by_neither(reference_store):
    told = summarise(reference_store, view())
    assert (told["district_only"], told["not_placed"], told["outside"]) == (27, 2, 0)


def test_the_crosswalk_conserves_the_products_in_communes(reference_store):
    old = summarise(reference_store, view(UnitSystem.Y2024))
    new = summarise(reference_store, view())
    assert old["in_communes"] == new["in_communes"] == 83
    assert old["communes_with_products"] >= new["communes_with_products"]


def test_the_published_line_names_163_267_and_605(reference_store):
    line = published_line(reference_store)
    assert [(p["total"], p["communes"], p["communes_of"]) for p in line] == [
        (163, 60, None),
        (267, None, None),
        (605, 82, 99),
    ]
    assert [p["precision"] for p in line] == ["year", "day", "day"]


def test_nothing_counts_before_the_programme_but_what_has_no_date(reference_store):
    told = summarise(reference_store, view(on=date(2010, 1, 1)))
    assert told["by_status"]["in_force"] == told["by_status"]["lapsed"] == 0
    assert told["total"] == told["by_status"]["undetermined"]


def test_the_communes_of_the_former_yen_bai_have_no_data_and_never_zero(reference_store):
    cells = indicator_by_commune(reference_store, view(), Indicator.PRODUCTS)
    assert (cells["state"] == CellState.NO_DATA).sum() == 51
    assert cells.loc[cells["state"] == CellState.NO_DATA, "value"].isna().all()


def test_a_commune_without_a_named_product_is_not_a_zero(reference_store):
    cells = indicator_by_commune(reference_store, view(), Indicator.PRODUCTS)
    assert (cells["state"] == CellState.NONE_RECORDED).sum() == 18
    assert not (cells["value"] == 0).any()


@pytest.mark.parametrize("system", [UnitSystem.Y2024, UnitSystem.Y2025])
def test_what_the_choropleth_adds_up_to_is_what_the_summary_says_of_communes(reference_store, system):
    chosen = ProductFilter(stars=frozenset({"3", "4"}))
    cells = indicator_by_commune(reference_store, view(system), Indicator.PRODUCTS, chosen)
    assert cells["value"].sum() == summarise(reference_store, view(system), chosen)["in_communes"]


def test_no_rate_is_shown_for_sa_pa_and_thong_nhat(reference_store):
    cells = indicator_by_commune(reference_store, view(UnitSystem.Y2024), Indicator.PRODUCTS_PER_10000)
    approximate = ["03001", "03002", "03003", "03006", "03016", "03028", "02659", "02923"]
    assert set(cells.loc[approximate, "state"]) == {CellState.NO_RATE}


def test_no_rate_is_shown_for_new_communes_whose_population_is_an_estimate(reference_store):
    cells = indicator_by_commune(reference_store, view(), Indicator.PRODUCTS_PER_10000)
    assert set(cells.loc[["03006", "03013", "03037"], "state"]) == {CellState.NO_RATE}


def test_hectares_of_two_old_communes_are_not_added_up_in_the_new_one(reference_store):
    for crop in crops_with_hectares(reference_store, view()):
        cells = indicator_by_commune(reference_store, view(), Indicator.ZONE_HA, crop=crop)
        assert cells.loc[cells["state"] == CellState.NOT_ADDITIVE, "value"].isna().all()


def test_hectares_need_a_crop_and_the_error_names_them(reference_store):
    with pytest.raises(InvalidInput, match="chè"):
        indicator_by_commune(reference_store, view(), Indicator.ZONE_HA)


def test_the_unit_system_of_2019_has_no_outlines_to_colour(reference_store):
    with pytest.raises(InvalidInput, match="2024 or 2025"):
        indicator_by_commune(reference_store, view(UnitSystem.Y2019), Indicator.PRODUCTS)


def test_sa_pa_and_sa_pả_are_two_wards(reference_store):
    found = products_in(reference_store, view(UnitSystem.Y2024), ProductFilter(commune=frozenset({"03001"})))
    assert set(found["commune"]) == {"Sa Pa"}


def test_two_producers_may_make_a_product_of_the_same_name(reference_store):
    found = products_in(reference_store, view(), ProductFilter(text="Gạo Séng Cù Mường Vi"))
    twins = found[found["name"] == "Gạo Séng Cù Mường Vi"]
    assert len(twins) == 2
    assert twins["producer"].nunique() == 2


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([(date(2025, 12, 12), "day"), (date(2026, 12, 31), "year")], "2026"),
        ([(date(2026, 12, 31), "year"), (date(2026, 12, 31), "month")], "2026-12"),
        ([], None),
    ],
)
def test_the_newest_published_figure_is_of_as_much_of_a_day_as_is_known(sqlite_store, days, told):
    with sqlite_store.write() as connection:
        for number, (day, precision) in enumerate(days):
            row = {"total_id": str(number), "as_of": day, "as_of_precision": precision, "province_code": "10"}
            row |= {"metric": "products_total", "value": 1, "source": "s"}
            connection.execute(published_totals.insert().values(row))
    assert newest_source(sqlite_store) == told
