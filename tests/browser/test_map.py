"""What the map shows is what the API counts."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from geodata.crs import vn2000
from tests.browser.steps import ask, fills, open_map, open_tab, press, search, total, until

HATCHES = {
    "no_data": "url(#hatch-no-data)",
    "no_rate": "url(#hatch-no-rate)",
    "not_additive": "url(#hatch-no-rate)",
}


def expected_fills(answer: dict) -> Counter[str]:
    """Return how many communes the API puts in each colour."""
    colours = Counter({one["colour"]: one["count"] for one in answer["classes"] if one["count"]})
    states = Counter(answer["state"].values())
    for state, fill in HATCHES.items():
        if states[state]:
            colours[fill] += states[state]
    if states["none_recorded"]:
        colours[answer["none_recorded_colour"]] += states["none_recorded"]
    return colours


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", {}),
        ("?units=2024", {"units": "2024"}),
        (
            "?indicator=producers&classes=3&palette=greens",
            {"indicator": "producers", "classes": "3", "palette": "greens"},
        ),
        ("?units=2024&indicator=products_per_10000", {"units": "2024", "indicator": "products_per_10000"}),
        ("?stars=4", {"stars": "4"}),
    ],
)
def test_every_commune_has_the_colour_that_the_api_gives_it(page: Page, query: str, asked: dict):
    open_map(page, query)
    assert Counter(fills(page)) == expected_fills(ask(page, "choropleth", **asked))


def test_communes_of_the_former_yen_bai_are_hatched_not_painted_as_none(page: Page):
    open_map(page)
    assert Counter(fills(page))["url(#hatch-no-data)"] == 51


FILTERS = [
    {"stars": "4"},
    {"status": "in_force"},
    {"group": "herbal,craft"},
    {"district": "080"},
    {"producer_kind": "none"},
    {"inferred": "exclude"},
    {"q": "gao seng cu"},
    {"placement": "district", "group": "food"},
    {"confidence": "stated", "units": "2024"},
    {"on": "2022-06-30"},
    {"recognition": "evaluated_district"},
]


@pytest.mark.parametrize("chosen", FILTERS, ids=lambda chosen: "-".join(chosen))
def test_the_numbers_on_the_left_are_those_of_the_summary(page: Page, chosen: dict):
    open_map(page, "?" + "&".join(f"{name}={value}" for name, value in chosen.items()))
    expected = ask(page, "summary", **{"recognition": "recognised", **chosen})
    figures = {
        status: int(page.locator(f".figure-box[data-status={status}] strong").inner_text())
        for status in expected["by_status"]
    }
    assert total(page) == expected["total"]
    assert figures == expected["by_status"]
    summary = page.locator(".summary").inner_text()
    for name in ("records", "stars", "group", "commune"):
        assert str(expected["inferred"][name]) in summary
    for name in ("in_communes", "district_only", "not_placed", "outside", "communes_with_products"):
        assert str(expected[name]) in summary


def test_a_count_beside_a_value_is_the_total_after_choosing_it(page: Page):
    open_map(page)
    box = page.locator("input[data-facet=stars][data-value='4']")
    count = int(box.locator("xpath=../span").inner_text())
    box.check()
    expect(page.locator("[data-number=total]")).to_have_text(str(count))


def test_nothing_found_says_what_to_clear(page: Page):
    open_map(page, "?q=khong-co-san-pham-nao")
    page.locator(".summary .warning button").click()
    expect(page.locator("[data-number=total]")).to_have_text("112")


def test_switching_units_draws_other_communes_and_keeps_the_records(page: Page):
    open_map(page)
    assert len(fills(page)) == 99
    before = total(page)
    open_tab(page, "mouse", "view")
    page.locator("input[data-units='2024']").check()
    expect(page.locator(".leaflet-communes-pane path")).to_have_count(151)
    assert total(page) == before


def test_products_known_only_by_district_are_counted_on_its_outline(page: Page):
    open_map(page)
    counts = page.locator(".district-count").all_inner_texts()
    assert sum(int(text) for text in counts) == ask(page, "summary")["district_only"]
    assert page.locator("path.district-band").count() == len(counts)


def test_the_products_that_are_in_no_commune_are_listed_on_demand(page: Page):
    open_map(page)
    page.locator("[data-list=not_placed]").click()
    expect(page.locator(".popup .product-list li")).to_have_count(2)


def test_a_permalink_brings_back_what_was_on_screen(page: Page):
    query = (
        "?units=2024&indicator=craft_villages&classes=4&palette=oranges"
        "&layers=products:50,markets,communes&stars=3,4&table=markets&sort=-name"
    )
    open_map(page, f"{query}&at=22.3,103.9,11")
    page.wait_for_timeout(600)
    again = parse_qs(urlsplit(page.url).query)
    for name, value in parse_qs(query[1:]).items():
        assert again[name] == value
    lat, lon, zoom = map(float, again["at"][0].split(","))
    # A window of another height may round the middle of the map to another pixel.
    assert (lat, lon, zoom) == pytest.approx((22.3, 103.9, 11), abs=1e-3)
    assert page.locator("input[data-layer=markets]").is_checked()
    assert not page.locator("input[data-layer=districts]").is_checked()
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)


def test_a_layer_that_fails_says_so_and_can_be_tried_again(browser, site):
    page = browser.new_context(base_url=site, locale="vi-VN").new_page()
    failure = {"error": "store_unavailable", "message": "hỏng", "details": None}
    page.route("**/layers/markets.geojson*", lambda route: route.fulfill(status=503, json=failure))
    open_map(page)
    open_tab(page, "mouse", "layers")
    page.locator("input[data-layer=markets]").check()
    expect(page.locator("[data-layer=markets] .failed")).to_contain_text("hỏng")
    page.unroute("**/layers/markets.geojson*")
    page.locator("[data-layer=markets] .failed button").click()
    count = ask(page, "layers/markets.geojson")["count"]
    expect(page.locator("[data-layer=markets] .layer-state")).to_have_text(f"({count})")
    page.context.close()


def drawn_points(page: Page) -> int:
    """Return how many places are on the map, alone or in clusters."""
    alone = page.locator(".leaflet-marker-pane .point").count()
    clusters = page.locator(".leaflet-marker-pane .cluster-places").all_inner_texts()
    return alone + sum(map(int, clusters))


def test_a_place_of_several_layers_is_drawn_once_and_names_its_roles(page: Page):
    open_map(page, "?layers=sales_points,markets,communes")
    features = [
        one
        for key in ("sales_points", "markets")
        for one in ask(page, f"layers/{key}.geojson")["features"]
        if one["geometry"]
    ]
    places = {one["properties"]["place_id"] or one["properties"]["id"] for one in features}
    assert len(places) < len(features)
    until(page, lambda: drawn_points(page) == len(places))
    search(page, "mouse", "cho bac ha", "Chợ")
    expect(page.locator(".leaflet-popup .popup h3")).to_be_visible()
    expect(page.locator(".leaflet-popup .roles")).to_be_visible()


def test_opening_a_layer_fetches_it_once(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "sights.geojson" in request.url else None)
    open_map(page)
    open_tab(page, "mouse", "layers")
    assert asked == []
    box = page.locator("input[data-layer=sights]")
    box.click()
    expect(page.locator("[data-layer=sights] .layer-state")).to_contain_text("(")
    for _ in range(2):
        box.click()
        page.wait_for_timeout(200)
    expect(box).to_be_checked()
    assert len(asked) == 1


POINTS = [(103.97, 22.5), (104.75, 21.5), (105.1, 22.84), (103.53, 21.33), (104.2, 22.2)]


def test_coordinates_agree_with_proj_within_a_decimetre(page: Page):
    open_map(page)
    found = page.evaluate(
        "async (points) => { const { vn2000 } = await import('/static/js/geodesy.js');"
        " return points.map(([lon, lat]) => vn2000(lon, lat)); }",
        POINTS,
    )
    for (lon, lat), here in zip(POINTS, found, strict=True):
        easting, northing = vn2000(lon, lat)
        assert here["easting"] == pytest.approx(easting, abs=0.1)
        assert here["northing"] == pytest.approx(northing, abs=0.1)


def test_distance_is_measured_by_keyboard(page: Page):
    open_map(page)
    open_tab(page, "mouse", "tools")
    press(page, "mouse", "[data-measure=distance]")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".measure-result")).to_contain_text("km")


FACETS = {
    "group": ("group", ["food", "herbal", "craft", "beverage"]),
    "stars": ("stars", [None, 3, 4, 5]),
    "status": ("status", ["in_force", "lapsed", "undetermined", None]),
    "recognition": ("recognition", ["recognised", "evaluated_district"]),
    "producer_kind": ("producer_kind", [None, "cooperative", "company"]),
    "district": ("district_code", [None, *map(str, range(80, 89))]),
    "commune": ("commune_code", [None, *map(str, range(2600, 2699))]),
    "placement": ("placement", ["commune", "district", "unknown"]),
    "confidence": ("confidence", ["stated", "inferred"]),
}
NAMES = ["Gạo Séng Cù", "Chè Shan tuyết", "Mật ong rừng", "Rượu thóc", "Đậu tương vàng", "CHẢO mắm khén"]
MANY_FILTERS: list[dict] = [
    {},
    {"group": ["food"]},
    {"stars": ["3", "none"], "producer_kind": ["none", "company"]},
    {"q": "dau tuong"},
    {"q": "CHẢO"},
    {"group": ["craft", "herbal"], "status": ["lapsed"], "commune": ["2601", "2650"], "q": "xa 6"},
    {"inferred": "exclude", "district": ["82", "none"]},
    {
        "placement": ["unknown"],
        "confidence": ["stated"],
        "recognition": ["recognised"],
        "inferred": "exclude",
    },
    {"q": "không có ở đâu"},
    {"stars": ["9"]},
]


def made_up_products(count: int) -> list[dict]:
    """Return the properties of ``count`` products, the same in every run."""
    chance = random.Random(20_000)
    rows = [
        {
            "name": f"{chance.choice(NAMES)} {i}",
            "producer": f"Hợp tác xã {i % 700}",
            "inferred": chance.sample(
                ["stars", "product_group", "unit_code", "producer"], chance.randrange(3)
            ),
        }
        | {name: chance.choice(values) for name, values in FACETS.values()}
        for i in range(count)
    ]
    return [row | {"commune": row["commune_code"] and f"Phường {row['commune_code']}"} for row in rows]


@cache
def folded(text: str) -> str:
    """Return ``text`` without accents and capitals."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def passes(row: dict, chosen: dict) -> bool:
    """Say whether one product passes a filter, in the plainest way."""
    for facet, (name, _) in FACETS.items():
        value = "none" if row[name] is None else str(row[name])
        if chosen.get(facet) and value not in chosen[facet]:
            return False
    # A value that is unknown is not inferred.
    inferred = {"stars": "stars", "product_group": "group", "unit_code": "commune"}
    if chosen.get("inferred") and any(row[inferred[one]] for one in row["inferred"] if one in inferred):
        return False
    text = f"{row['name']} {row['producer']} {row['commune'] or ''}"
    return folded(chosen.get("q", "")) in folded(text)


def test_the_index_finds_the_rows_of_a_plain_loop_and_counts_what_each_value_would_leave(page: Page):
    open_map(page)
    rows = made_up_products(5_000)
    found = page.evaluate(
        """async ([rows, filters]) => {
          const { applyFilter, buildIndex, FACET_NAMES } = await import('/static/js/filterindex.js');
          const none = {...Object.fromEntries(FACET_NAMES.map((name) => [name, []])), q: '', inferred: ''};
          const index = buildIndex(rows);
          return filters.map((one) => {
            const {rows, counts} = applyFilter(index, {...none, ...one});
            return [[...rows], counts];
          });
        }""",
        [rows, MANY_FILTERS],
    )
    for chosen, (places, counts) in zip(MANY_FILTERS, found, strict=True):
        assert places == [i for i, row in enumerate(rows) if passes(row, chosen)]
        left = sum(passes(row, chosen | {"stars": ["4"]}) for row in rows)
        assert counts["stars"]["4"] == left
