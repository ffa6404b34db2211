"""Where the value chain breaks: four lists that close, and «none» only where something says so."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.joins import products_in
from geodata.network.current import current_network
from geodata.planning.existing import NOT_SURE_OPEN
from geodata.value_chain.breaks import Asked, read_breaks
from geodata.value_chain.chain import read_chain
from geodata.value_chain.nearest import least_minutes
from geodata.value_chain.nodes import frames_in, keys_in
from geodata.value_chain.vocabulary import BreakList, NodeKind, Reason, State
from geodata.view import ProductFilter
from geodata.vocabulary import UnitSystem
from tests.factories import MERGER, placed, product_row
from tests.geodata.certificate_rows import producer_row, sales_point_row
from tests.geodata.value_chain.chain_world import (
    ROADS,
    VIEW,
    FlatRouter,
    breaks_of,
    craft_row,
    fact_row,
    fill_chain,
    said_row,
    stands,
    zone_link,
    zone_row,
)

PRODUCTS, ZONES, PRODUCERS, CRAFTS = BreakList


def test_a_product_without_a_zone_is_not_known_unless_a_source_says_no(store):
    chain = fill_chain(
        store,
        products=[product_row("tour", product_group="tourism"), product_row("ours", producer_id="h1")],
        material_zones=[zone_row("z1", "90101"), zone_row("z2", "90201")],
        zone_observations=[
            said_row("z1", linked_product="Chè Shan tuyết", linked_producer="Hợp tác xã Sa Pa"),
            said_row("z2"),
        ],
        product_zones=[zone_link("p3", "z2")],
        programme_facts=[
            fact_row("p4", "stable_material_zone", "no"),
            fact_row("p5", "stable_material_zone", "yes"),
        ],
    )
    breaks = breaks_of(store, chain)
    assert {key: stands(breaks, PRODUCTS, key) for key in ("p2", "p3", "p4", "p5", "p6", "ours", "tour")} == {
        "p2": ("likely", "by_name"),
        "p3": ("linked", "recorded"),
        "p4": ("none", "no_stable_zone"),
        "p5": ("unknown", "zone_not_named"),
        "p6": ("unknown", "nothing"),
        "ours": ("unknown", "producer_zone"),
        "tour": ("unknown", "tourism"),
    }


@pytest.mark.parametrize(
    ("as_of", "on", "product", "zone"),
    [
        (None, None, ("linked", "recorded"), ("unknown", "product_without_producer")),
        (date(2025, 6, 1), date(2025, 6, 1), ("linked", "recorded"), ("unknown", "product_without_producer")),
        # Nobody knows whether it had been said by then: no link, and no "none" either.
        (None, date(2025, 6, 1), ("unknown", "undated_link"), ("unknown", "undated_link")),
        (date(2025, 6, 2), date(2025, 6, 1), ("none", "no_stable_zone"), ("unknown", "nothing")),
    ],
)
def test_on_a_past_day_chain_and_filter_of_facts_tell_the_same_of_a_link(
    sqlite_store, as_of, on, product, zone
):
    denied = {"as_of": date(2020, 1, 1), "as_of_precision": "day"}
    fill_chain(
        sqlite_store,
        material_zones=[zone_row("z1", "90101")],
        product_zones=[zone_link("p3", "z1", as_of=as_of)],
        programme_facts=[fact_row("p3", "stable_material_zone", "no") | denied],
    )
    view = replace(VIEW, on=on)
    found = breaks_of(sqlite_store, read_chain(sqlite_store, view))
    assert (stands(found, PRODUCTS, "p3"), stands(found, ZONES, "z1")) == (product, zone)
    token = {"linked": "linked_zone", "unknown": "linked_zone.none", "none": "linked_zone.no"}[product[0]]
    passing = products_in(sqlite_store, view, ProductFilter(fact=frozenset({token})))
    assert "p3" in set(passing["product_id"])


def test_a_zone_knows_its_producer_directly_or_through_its_product(sqlite_store):
    twins = [product_row(key, name="Gạo nếp") for key in ("twin1", "twin2")]
    chain = fill_chain(
        sqlite_store,
        products=twins,
        material_zones=[zone_row(f"z{number}", "90101") for number in range(1, 7)],
        zone_observations=[
            said_row("z1", linked_producer="Hợp tác xã Sa Pa"),
            said_row("z2"),
            said_row("z3", linked_product="Gạo nếp"),
            said_row("z4", linked_producer="Công ty Traphaco"),
            said_row("z5", linked_product="Mật ong"),
            said_row("z6"),
        ],
        product_zones=[zone_link("p2", "z2")],
    )
    breaks = breaks_of(sqlite_store, chain)
    assert [stands(breaks, ZONES, f"z{number}") for number in range(1, 7)] == [
        ("likely", "by_name"),
        ("linked", "recorded"),
        ("unknown", "nothing"),
        ("unknown", "named_elsewhere"),
        ("unknown", "product_without_producer"),
        ("unknown", "nothing"),
    ]
    assert stands(breaks, PRODUCTS, "twin1") == ("unknown", "shared_name")


def producers(*codes, own=None):
    """Return a producer in each commune, ``c<code>``; ``own``: one with a point of its own."""
    rows = [producer_row(f"c{code}", f"HTX {code}", placed(code)) for code in codes]
    if own is not None:
        point = {"lon": own, "lat": 22.35, "point_source": "survey", "placement": "surveyed"}
        rows.append(producer_row("own", "HTX Own", placed("90101", **point)))
    return rows


def test_near_for_certain_is_only_what_is_near_on_a_slow_day(store):
    point = {"lon": 104.05, "lat": 22.35, "point_source": "survey"}
    chain = fill_chain(
        store,
        producers=[*producers("90101", "90102", "90201", "90202", "902", own=104.06)],
        sales_points=[sales_point_row("s", "Cửa hàng", placed("90101", **point))],
    )
    breaks = breaks_of(store, chain, minutes=21)
    # Communes lie ten likely minutes apart: half on a quick day, twice on a slow one.
    assert [stands(breaks, PRODUCERS, key) for key in ("own", "c90102", "c90201", "c90202", "c902")] == [
        ("linked", "within"),
        ("likely", "within"),
        ("unknown", "across"),
        ("unknown", "across"),
        ("unknown", "not_placed"),
    ]
    closer = breaks_of(store, chain, minutes=5)
    assert stands(closer, PRODUCERS, "c90202") == ("none", "beyond")
    (row,) = (row for row in closer.tables[PRODUCERS].rows if row.node.record_id == "c90202")
    assert row.way is not None
    assert (round(row.way.low), round(row.way.likely), round(row.way.high)) == (15, 30, 60)
    assert row.way.point == (NodeKind.SALES_POINTS, "s")


def test_of_two_that_are_known_by_one_commune_no_minutes_are_told(sqlite_store):
    chain = fill_chain(
        sqlite_store,
        producers=producers("90101"),
        sales_points=[sales_point_row("s", "Cửa hàng", placed("90101"))],
    )
    (row,) = (
        row for row in breaks_of(sqlite_store, chain).tables[PRODUCERS].rows if row.node.record_id == "c90101"
    )
    assert (row.state.value, row.reason.value, row.way) == ("likely", "same_commune", None)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], ("unknown", "no_points")),
        ([("far", "90202", {})], ("none", "beyond")),
        ([("far", "90202", {}), ("some", "901", {})], ("unknown", "point_not_placed")),
        ([("far", "90202", {}), ("some", "902", {})], ("unknown", "point_not_placed")),
        ([("far", "90202", {}), ("lost", None, {})], ("none", "beyond_placed")),
        (
            [("far", "90202", {}), ("maybe", "90101", {"note": NOT_SURE_OPEN})],
            ("unknown", "point_may_be_closed"),
        ),
    ],
)
def test_too_far_is_said_only_where_nothing_near_may_have_been_missed(sqlite_store, points, expected):
    rows = [sales_point_row(key, key, placed(code, **more)) for key, code, more in points]
    chain = fill_chain(sqlite_store, producers=producers("90101"), sales_points=rows)
    assert stands(breaks_of(sqlite_store, chain, minutes=11), PRODUCERS, "c90101") == expected


def test_a_point_of_another_district_leaves_open_who_may_reach_a_commune_of_it_and_nobody_else(sqlite_store):
    rows = [sales_point_row(key, key, placed(code)) for key, code in (("far", "90202"), ("some", "902"))]
    chain = fill_chain(sqlite_store, producers=producers("90101", "90102"), sales_points=rows)
    # The nearest commune of district 902 is 10 quick minutes from one producer and 5 from the other.
    found = breaks_of(sqlite_store, chain, minutes=8)
    assert stands(found, PRODUCERS, "c90101") == ("none", "beyond")
    (row,) = (row for row in found.tables[PRODUCERS].rows if row.node.record_id == "c90102")
    assert (row.state.value, row.reason.value) == ("unknown", "point_not_placed")
    assert row.partners == ((NodeKind.SALES_POINTS, "some"),)


def test_a_way_takes_the_same_minutes_whatever_list_of_units_is_asked_for(store):
    # Tà Chải has no boundary of its own: it went to Thanh Bình in 2024 and with that to Sa Pa in 2025.
    rows = [
        sales_point_row("near", "Cửa hàng", placed("90101")),
        sales_point_row("s", "Chợ", placed("90102", MERGER)),
    ]
    fill_chain(store, producers=producers("90103", "90201"), sales_points=rows)
    ways = {}
    for units in (UnitSystem.Y2024, UnitSystem.Y2025):
        chain = read_chain(store, replace(VIEW, units=units))
        table = breaks_of(store, chain, minutes=5).tables[PRODUCERS]
        ways[units] = {
            row.node.record_id: (row.node.point, row.state, row.reason, row.way) for row in table.rows
        }
    assert ways[UnitSystem.Y2024] == ways[UnitSystem.Y2025]
    assert ways[UnitSystem.Y2025]["c90103"][2] is Reason.SAME_COMMUNE


@pytest.mark.parametrize(
    ("linked", "denied", "is_told"),
    [("2020-01-01", "2026-01-01", True), ("2026-02-01", "2026-01-01", False), (None, "2026-01-01", True)],
)
def test_a_later_no_to_a_stable_zone_is_told_beside_a_link(sqlite_store, linked, denied, is_told):
    fact = fact_row("p3", "stable_material_zone", "no")
    fact |= {"as_of": date.fromisoformat(denied), "as_of_precision": "day"}
    link = zone_link("p3", "z1", as_of=None if linked is None else date.fromisoformat(linked))
    chain = fill_chain(
        sqlite_store,
        material_zones=[zone_row("z1", "90101")],
        product_zones=[link],
        programme_facts=[fact],
    )
    (row,) = (
        row for row in breaks_of(sqlite_store, chain).tables[PRODUCTS].rows if row.node.record_id == "p3"
    )
    assert (row.state.value, row.reason.value, row.against is not None) == ("linked", "recorded", is_told)


def test_markets_count_as_sales_points_only_where_they_are_asked_for(sqlite_store):
    market = sales_point_row("m", "Chợ", placed("90101")) | {"kind": "market"}
    chain = fill_chain(sqlite_store, producers=producers("90101"), sales_points=[market])
    assert stands(breaks_of(sqlite_store, chain), PRODUCERS, "c90101") == ("likely", "same_commune")
    assert stands(breaks_of(sqlite_store, chain, markets=False), PRODUCERS, "c90101") == (
        "unknown",
        "no_points",
    )


def test_only_recognised_craft_villages_and_products_are_looked_at_and_the_others_counted(sqlite_store):
    chain = fill_chain(
        sqlite_store,
        products=[product_row("e", recognition="evaluated_district")],
        craft_villages=[
            craft_row("v", "Nghề (tương ớt)", "90101"),
            craft_row("w", "Nghề rèn", "90101"),
            craft_row("x", "Câu lạc bộ", standing="club", kind=None),
        ],
    )
    tables = breaks_of(sqlite_store, chain).tables
    assert (len(tables[CRAFTS].rows), tables[CRAFTS].not_counted) == (2, 1)
    assert tables[PRODUCTS].not_counted == 1
    found = {row.node.record_id: (row.state, row.beside) for row in tables[CRAFTS].rows}
    assert found == {"v": (State.LIKELY, None), "w": (State.UNKNOWN, 2)}


@pytest.mark.parametrize("units", [UnitSystem.Y2024, UnitSystem.Y2025])
def test_every_record_of_the_reference_data_has_one_state_in_both_unit_systems(reference_store, units):
    view = replace(VIEW, units=units)
    chain = read_chain(reference_store, view)
    network = current_network(reference_store, None)
    frames = keys_in(frames_in(reference_store, view))
    assert {kind: [one.record_id for one in chain.of_kind(kind)] for kind in NodeKind} == frames
    for minutes in (5, 30, 240):
        for key, table in read_breaks(reference_store, chain, network, Asked(minutes)).tables.items():
            assert sum(table.counts.values()) == len(table.rows) == sum(table.reasons.values())
            assert len(table.rows) + table.not_counted == len(frames[NodeKind(key.value)])


def test_districts_and_not_placed_share_the_lists_out(reference_store):
    chain = read_chain(reference_store, VIEW)
    network = current_network(reference_store, None)
    codes = sorted({node.row["district_code"] for node in chain.of_kind(NodeKind.PRODUCERS)} - {None})
    parts = [
        keys_in(frames_in(reference_store, VIEW, ProductFilter(district=frozenset({code}))))
        for code in (*codes, "none")
    ]
    whole = read_breaks(reference_store, chain, network, Asked()).tables[PRODUCERS].counts
    found = [
        read_breaks(reference_store, chain, network, Asked(), part).tables[PRODUCERS].counts for part in parts
    ]
    assert {state: sum(counts[state] for counts in found) for state in State} == whole


def test_more_minutes_never_take_a_producer_away_from_what_is_near(reference_store):
    chain = read_chain(reference_store, VIEW)
    network = current_network(reference_store, None)

    def by_state(minutes):
        rows = read_breaks(reference_store, chain, network, Asked(minutes)).tables[PRODUCERS].rows
        return {state: {row.node.record_id for row in rows if row.state is state} for state in State}

    for less, more in itertools.pairwise(map(by_state, (10, 30, 60, 120))):
        assert less[State.LINKED] | less[State.LIKELY] <= more[State.LINKED] | more[State.LIKELY]
        assert more[State.NONE] <= less[State.NONE]


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=6),
    st.lists(st.integers(0, 60), min_size=1, max_size=9),
    st.integers(1, 12),
)
def test_the_nearest_is_the_same_however_many_pairs_are_asked_for_at_once(origins, targets, most_pairs):
    starts, ends = (np.array([(value / 10, 22.0) for value in values]) for values in (origins, targets))
    minutes, at = least_minutes(FlatRouter(), starts, ends, most_pairs)
    nearest = [min(abs(start - end) for end in targets) * 10 for start in origins]
    assert minutes[:, 1].tolist() == pytest.approx(nearest)
    assert [
        abs(start - targets[place]) * 10 for start, place in zip(origins, at, strict=True)
    ] == pytest.approx(nearest)
    assert minutes[:, 0].tolist() == pytest.approx([value / 2 for value in nearest])


def test_the_ways_are_asked_for_once_however_often_the_minutes_change(sqlite_store):
    chain = fill_chain(
        sqlite_store,
        producers=producers("90101"),
        sales_points=[sales_point_row("s", "Cửa hàng", placed("90201"))],
    )
    asked = []

    class Counting(FlatRouter):
        def travel_times(self, origins, destinations):
            asked.append(len(origins))
            return super().travel_times(origins, destinations)

    roads = replace(ROADS, router=Counting())
    for minutes in (10, 20, 30):
        read_breaks(sqlite_store, chain, roads, Asked(minutes))
    first = len(asked)
    read_breaks(sqlite_store, chain, roads, Asked(40))
    assert len(asked) == first <= 2
