"""Each published figure beside the registry's count, checked by loops over the tables as they are shipped."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta

import pytest

from geodata import tables
from geodata.collation import vietnamese_key
from geodata.errors import NotFound
from geodata.reconciliation.figures import Chosen, NotCounted, find_figure, reconciled
from geodata.reconciliation.holding import Basis, Doubt, span_of
from geodata.registry.reading import REFERENCE
from geodata.status import add_months

TODAY = date(2026, 11, 22)
DISTRICTS = {
    "080": "Lào Cai",
    "082": "Bát Xát",
    "083": "Mường Khương",
    "084": "Si Ma Cai",
    "085": "Bắc Hà",
    "086": "Bảo Thắng",
    "087": "Bảo Yên",
    "088": "Sa Pa",
    "089": "Văn Bàn",
}
GROUPS = {
    "food": "thực phẩm",
    "beverage": "đồ uống",
    "herbal": "dược liệu",
    "craft": "thủ công mỹ nghệ",
    "ornamental": "sinh vật cảnh",
    "tourism": "du lịch",
}


def rows_of_file(name):
    """The rows of a shipped table, as text."""
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


RECOGNISED = [row for row in rows_of_file("ocop_products.csv") if row["status"] == "công nhận"]
TOTALS = rows_of_file("control_totals.csv")


@pytest.fixture(scope="module")
def found(reference_store):
    """Every figure, by basis and identity."""
    return {
        (basis, one.published.as_of, one.published.metric, one.published.key, one.published.source): one
        for basis in Basis
        for one in reconciled(reference_store, Chosen(basis=basis), TODAY)
    }


def of(found, basis, row):
    """The answer for a row of control_totals.csv."""
    return found[basis, date.fromisoformat(row["as_of"]), row["metric"], row["key"] or None, row["source"]]


def counted(row, total, basis):
    """Whether a raw product certainly counts, and may count, for the date of a total: day by day."""
    span = span_of(date.fromisoformat(total["as_of"]), total["as_of_precision"])
    year = row["year"].split("-")[-1].strip()
    if not year:
        return False, True
    first, last = date(int(year), 1, 1), date(int(year), 12, 31)
    certain, possible = True, False
    day = span.first
    while day <= span.last:
        ends_first, ends_last = add_months(first, 36), add_months(last, 36)
        certain &= last <= day and (basis is Basis.EVER or day < ends_first)
        possible |= first <= day and (basis is Basis.EVER or day < ends_last)
        day += timedelta(1)
    return certain, possible


def is_of(row, metric, key):
    """Whether a raw product is of the stars, group or district asked for; None: unknown."""
    if metric == "products_total":
        return True
    written, wanted = {
        "products_by_star": (row["stars"], key),
        "products_by_group": (row["ocop_group"], GROUPS.get(key)),
        "products_by_district": (row["district"], DISTRICTS.get(key)),
    }[metric]
    return None if not written else written.removeprefix("TP ").removeprefix("thành phố ") == wanted


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize(
    "metric", ["products_total", "products_by_star", "products_by_group", "products_by_district"]
)
def test_counts_of_products_are_those_of_a_loop_over_the_shipped_table(found, basis, metric):
    totals = [total for total in TOTALS if total["metric"] == metric]
    assert totals
    for total in totals:
        low = high = 0
        for row in RECOGNISED:
            certain, possible = counted(row, total, basis)
            belongs = is_of(row, metric, total["key"])
            low += certain and belongs is True
            high += possible and belongs is not False
        tally = of(found, basis, total).tally
        assert (tally.low, tally.high) == (low, high), total


@pytest.mark.parametrize("basis", Basis)
def test_distinct_producers_are_those_of_a_loop_over_the_shipped_table(found, basis):
    kinds = {"cooperative": "HTX", "cooperative_group": "tổ hợp tác", "enterprise": "doanh nghiệp"}
    kinds["household"] = "hộ kinh doanh"
    for total in TOTALS:
        if total["metric"] not in ("producers_total", "producers_by_kind"):
            continue
        kind_of = {row["producer"].casefold(): row["producer_type"] for row in RECOGNISED}
        wanted = kinds.get(total["key"])
        certain, possible, nameless = set(), set(), 0
        for row in RECOGNISED:
            sure, may = counted(row, total, basis)
            name = row["producer"].casefold()
            if not name:
                nameless += may
                continue
            if wanted and kind_of[name] not in (wanted, ""):
                continue
            possible |= {name} if may else set()
            certain |= {name} if sure and (not wanted or kind_of[name] == wanted) else set()
        tally = of(found, basis, total).tally
        assert (tally.low, tally.high) == (len(certain), len(possible) + nameless), total


def test_every_published_figure_is_there_once(reference_store):
    every = reconciled(reference_store, Chosen(), TODAY)
    assert len(every) == len(TOTALS) == 96
    assert len({one.published.total_id for one in every}) == 96
    assert sorted(one.published.value for one in every) == sorted(int(row["value"]) for row in TOTALS)


def test_items_make_up_the_range_and_with_what_is_left_out_close_to_all_products(found):
    for one in found.values():
        if one.tally is None:
            continue
        certain = sum(not item.doubts for item in one.tally.items)
        assert certain == one.tally.low
        assert one.tally.low <= one.tally.high <= len(one.tally.items)
        assert one.tally.inferred == sum(item.inferred for item in one.tally.items)
        if one.tally.of_products:
            assert len(one.tally.items) + sum(one.tally.left_out.values()) == 112
            assert one.tally.high == len(one.tally.items)


def test_a_smaller_basis_never_counts_more(found):
    for key, ever in found.items():
        if key[0] is Basis.EVER and ever.tally is not None:
            now = found[(Basis.IN_FORCE, *key[1:])].tally
            assert now.low <= ever.tally.low
            assert now.high <= ever.tally.high


def test_parts_of_a_figure_are_at_least_its_certain_whole(found):
    """Each certain product is of one district or of none known: the certain parts add up to no more."""
    day = date(2025, 5, 20)
    whole = next(one for key, one in found.items() if key[:3] == (Basis.EVER, day, "products_total"))
    parts = [one for key, one in found.items() if key[:3] == (Basis.EVER, day, "products_by_district")]
    certain = Counter(item.key for one in parts for item in one.tally.items if not item.doubts)
    assert set(certain.values()) == {1}
    assert set(certain) <= {item.key for item in whole.tally.items if not item.doubts}


def test_what_no_table_holds_is_not_compared_and_says_why(found):
    told = {one.published.metric: one.not_counted for one in found.values() if one.tally is None}
    assert told == {
        "linked_area_ha": NotCounted.ZONES,
        "linked_households": NotCounted.ZONES,
        "linked_value_billion_vnd": NotCounted.ZONES,
        "product_topics": NotCounted.NO_RECORDS,
    }
    assert all(one.difference is None for one in found.values() if one.tally is None)


def test_the_difference_is_registry_less_published_at_either_end(found):
    (one,) = [
        one
        for (basis, _, metric, _, _), one in found.items()
        if basis is Basis.EVER and metric == "products_total" and one.published.value == 163
    ]
    assert (one.tally.low, one.tally.high) == (54, 104)
    assert one.difference == (54 - 163, 104 - 163)
    assert one.missing == (59, 109)
    assert not one.is_within


def test_about_the_other_half_of_the_merged_province_there_is_no_data(found):
    uncovered = {one.published.province_code: one.uncovered for one in found.values()}
    assert uncovered == {"10": 0, "15": 51}


def test_the_decision_that_a_source_names_is_the_round_that_it_tells_of(found):
    told = {
        one.published.key: (one.published.value, one.tally.low)
        for (basis, _, metric, _, _), one in found.items()
        if metric == "products_recognised_in_round" and basis is Basis.EVER
    }
    decided = sum(row["decision_number"] == "4261/QĐ-UBND" for row in RECOGNISED)
    assert told["2021-2"] == (22, decided) == (22, 22)
    assert told["2022-1"] == (31, 0)


def test_a_craft_of_which_no_year_is_known_only_may_count(found):
    tallies = {
        one.published.metric: one.tally for one in found.values() if one.published.metric.endswith("s")
    }
    traditional = tallies["traditional_craft_villages"]
    assert (traditional.low, traditional.high) == (1, 3)
    doubts = {frozenset(item.doubts) for item in tallies["craft_villages"].items}
    assert doubts == {frozenset({Doubt.NO_DATE})}


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        (Chosen(year=2019), 1),
        (Chosen(metric="products_total"), 12),
        (Chosen(district="089"), 3),
        (Chosen(district="089", year=2025), 1),
        (Chosen(metric="nothing"), 0),
    ],
)
def test_figures_are_chosen_by_year_metric_and_district(reference_store, chosen, count):
    assert len(reconciled(reference_store, chosen, TODAY)) == count


def test_one_figure_is_found_by_its_identifier(reference_store):
    every = reconciled(reference_store, Chosen(), TODAY)
    one = find_figure(reference_store, every[3].published.total_id, Basis.IN_FORCE, TODAY)
    assert one.published == every[3].published
    with pytest.raises(NotFound):
        find_figure(reference_store, "nothing", Basis.IN_FORCE, TODAY)


def test_a_product_of_the_other_half_counts_for_the_merged_province_alone(own_reference_store):
    before = {one.published.province_code: one for one in totals_of(own_reference_store)}
    with own_reference_store.write() as connection:
        code, since = connection.execute(
            tables.units.select().where(tables.units.c.former_province == "Yên Bái")
        ).first()[:2]
        product = connection.execute(tables.products.select()).mappings().first()
        copy = dict(product) | {"product_id": "new", "name": "Mới", "recognition": "recognised"}
        copy |= {"unit_code": code, "unit_valid_from": since, "placement": "commune"}
        connection.execute(tables.products.insert(), [copy])
    after = {one.published.province_code: one for one in totals_of(own_reference_store)}
    assert after["10"].tally.high == before["10"].tally.high
    assert after["15"].tally.high == before["15"].tally.high + 1
    assert after["15"].uncovered == 50


def totals_of(store):
    """The figures of all products."""
    return reconciled(store, Chosen(metric="products_total"), TODAY)


def test_an_empty_store_has_no_figures(store):
    assert reconciled(store, Chosen(), TODAY) == []


@pytest.mark.parametrize(
    "metric", ["communes_with_products", "producers_total", "craft_villages", "ocop_sales_points"]
)
def test_what_makes_up_a_count_goes_by_the_vietnamese_order_of_names(found, metric):
    tallies = [one.tally for one in found.values() if one.published.metric == metric and one.tally]
    assert tallies
    for tally in tallies:
        for in_doubt in (False, True):
            shown = [item for item in tally.items if bool(item.doubts) is in_doubt]
            # Products without the field that others share stand behind, in the order of the registry.
            names = [item.name for item in shown if item.path != "products"]
            assert names == sorted(names, key=vietnamese_key)
