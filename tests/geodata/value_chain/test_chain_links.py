"""Which links a value chain has: those that a record or a source states, and never a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geodata.errors import InvalidInput, NotFound
from geodata.value_chain.chain import links_of, read_chain
from geodata.value_chain.named import NameIndex, parts_of
from geodata.value_chain.nodes import find_node, read_key
from geodata.value_chain.vocabulary import LinkKind, NodeKind
from geodata.vocabulary import UnitSystem
from tests.factories import placed, product_row
from tests.geodata.certificate_rows import producer_row, sales_point_row
from tests.geodata.value_chain.chain_world import (
    VIEW,
    craft_row,
    fill_chain,
    said_row,
    told,
    zone_link,
    zone_row,
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("HTX Hoà Bình", ("hb",)),
        ("htx hòa bình", ("hb",)),
        ("Công ty X; HTX Hoà Bình", ("hb",)),
        ("HTX Chiến Thắng (HTX Hoà Bình)", ("hb",)),
        ("HTX Hoà Bình (OCOP 3 sao 2021)", ("hb",)),
        ("HTX Hoà Bình / HTX Sa Pả", ("hb", "sp")),
        ("HTX Sa Pa", ()),  # accents decide
        ("xưởng của HTX Hoà Bình ở Sa Pa", ()),  # a part of a name names nobody
        ("", ()),
        (None, ()),
    ],
)
def test_a_text_names_only_who_bears_a_whole_name_in_it(text, ids):
    index = NameIndex([("hb", "HTX Hoà Bình"), ("sp", "HTX Sa Pả")])
    assert index.find(text).ids == ids


def test_a_name_that_two_records_bear_names_neither_of_them():
    found = NameIndex([("a", "Gạo Séng Cù"), ("b", "Gạo Séng Cù")]).find("Gạo Séng Cù")
    assert (found.ids, found.shared) == ((), ("a", "b"))


def test_the_whole_text_is_a_part_of_itself_even_with_a_comma_in_it():
    assert parts_of("Túi, ví Hà Thị Dung")[0] == "Túi, ví Hà Thị Dung"


def test_a_zone_that_is_linked_with_a_product_is_on_record_and_a_text_is_matched(store):
    chain = fill_chain(
        store,
        material_zones=[zone_row("z1", "90101"), zone_row("z2", "90201")],
        zone_observations=[
            said_row("z1", linked_product="Chè Shan tuyết"),
            said_row("z2", linked_product="Rượu ngô (OCOP 4 sao)", linked_producer="Hợp tác xã Sa Pa"),
        ],
        product_zones=[zone_link("p2", "z1", hectares=12.5, source="Sở")],
    )
    assert told(chain, "zone_product") == [("z1", "p2", "recorded"), ("z2", "p1", "matched")]
    assert told(chain, "zone_producer") == [("z2", "h1", "matched")]
    recorded, matched = (link for link in chain.links.items if link.kind is LinkKind.ZONE_PRODUCT)
    assert [(saying.hectares, saying.sources) for saying in recorded.sayings] == [(12.5, ("Sở",))]
    assert [(saying.text, saying.year_text) for saying in matched.sayings] == [
        ("Rượu ngô (OCOP 4 sao)", "2024")
    ]


def test_an_inferred_producer_is_a_link_that_is_inferred(sqlite_store):
    inferred = product_row("i", producer_id="h1", inferred_fields=["producer_id"])
    chain = fill_chain(sqlite_store, products=[inferred])
    assert told(chain, "producer_product") == [
        ("h1", "i", "inferred"),
        ("h1", "p1", "recorded"),
        ("h1", "p2", "recorded"),
    ]


def test_a_sales_point_is_linked_by_its_place_or_by_who_runs_it(sqlite_store):
    here = placed("90101", place_id="x")
    chain = fill_chain(
        sqlite_store,
        places=[{"place_id": "x", "name": "X"}],
        producers=[producer_row("a", "HTX A", here), producer_row("b", "HTX B", placed("90201"))],
        sales_points=[
            sales_point_row("own", "Cửa hàng", here),
            sales_point_row("run", "Quầy", placed("90201"), operator="HTX B (thôn 3)"),
            sales_point_row("other", "HTX Không Có", placed("90201"), operator="UBND huyện"),
        ],
    )
    assert told(chain, "producer_point") == [("a", "own", "recorded"), ("b", "run", "matched")]


def test_a_stall_stands_in_the_market_of_its_commune_that_its_address_names(sqlite_store):
    def market(key, name, code="90101", **more):
        return sales_point_row(key, name, placed(code)) | {"kind": "market", **more}

    stall = sales_point_row("s", "Gian A", placed("90101", address="sân chợ Sa Pa")) | {
        "market_day": "Chủ nhật"
    }
    chain = fill_chain(
        sqlite_store,
        sales_points=[
            stall,
            sales_point_row("t", "Gian B", placed("90101", address="khu vực chợ Sa Pa")),
            market("sun", "Chợ phiên Sa Pa", market_day="Chủ nhật"),
            market("night", "Chợ đêm Sa Pa", market_day="thứ bảy"),
            market("far", "Chợ phiên Sa Pa", "90201", market_day="Chủ nhật"),
        ],
    )
    assert told(chain, "point_market") == [("s", "sun", "matched")]


def test_a_craft_village_is_linked_with_what_its_name_names(sqlite_store):
    chain = fill_chain(
        sqlite_store,
        craft_villages=[
            craft_row("v", "Nghề chế biến thực phẩm (tương ớt)"),
            craft_row("w", "Nghề dệt", craft="thổ cẩm"),
            craft_row("x", "Làng nấu rượu"),
        ],
    )
    assert told(chain, "craft_product") == [("v", "p8", "matched"), ("w", "p4", "matched")]


def test_the_chain_of_a_product_leaves_the_other_products_of_its_producer_out(sqlite_store):
    chain = fill_chain(
        sqlite_store,
        material_zones=[zone_row("z", "90101"), zone_row("y", "90201")],
        zone_observations=[
            said_row("z", linked_producer="Hợp tác xã Sa Pa"),
            said_row("y", linked_product="Chè Shan tuyết"),
        ],
        sales_points=[sales_point_row("s", "Quầy", placed("90101"), operator="Hợp tác xã Sa Pa")],
    )

    def ends(kind, key):
        return {(link.start[1], link.end[1]) for link in links_of(chain, (kind, key))}

    assert ends(NodeKind.PRODUCTS, "p1") == {("z", "h1"), ("h1", "p1"), ("h1", "s")}
    assert ends(NodeKind.SALES_POINTS, "s") == {("z", "h1"), ("h1", "s"), ("h1", "p1"), ("h1", "p2")}
    assert ends(NodeKind.ZONES, "y") == {("y", "p2")}
    assert ends(NodeKind.PRODUCERS, "h1") == {("z", "h1"), ("h1", "p1"), ("h1", "p2"), ("h1", "s")}
    assert ends(NodeKind.PRODUCTS, "p5") == set()


def test_what_a_source_says_of_a_later_year_links_nothing_yet(store):
    fill_chain(
        store,
        material_zones=[zone_row("z", "90101")],
        zone_observations=[
            said_row("z", 1, year=2020, year_text="2020", linked_product="Chè Shan tuyết"),
            said_row("z", 2, year=2024, linked_product="Rượu ngô"),
        ],
        product_zones=[zone_link("p5", "z", as_of=date(2024, 6, 1))],
    )
    then = read_chain(store, replace(VIEW, on=date(2022, 1, 1)))
    assert [end for _, end, _ in told(then, "zone_product")] == ["p2"]


def test_a_record_is_asked_for_by_kind_and_identifier_and_a_market_is_a_sales_point_too(sqlite_store):
    market = sales_point_row("m", "Chợ", placed("90101")) | {"kind": "market"}
    chain = fill_chain(sqlite_store, sales_points=[market])
    assert find_node(chain.nodes, read_key("sales-points/m")).kind is NodeKind.MARKETS
    with pytest.raises(NotFound):
        find_node(chain.nodes, read_key("zones/m"))
    with pytest.raises(InvalidInput, match="zones"):
        read_key("sights/s1")


def test_the_system_that_has_names_only_has_no_chain(sqlite_store):
    with pytest.raises(InvalidInput, match="2024"):
        read_chain(sqlite_store, replace(VIEW, units=UnitSystem.Y2019))
