"""Maps on paper: the screen's colours and classes, true measures, names that do not touch, honest counts."""

from __future__ import annotations

import math
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from app.map_texts import MAP_TEXTS
from app.settings import ROOT
from geodata import tables
from geodata.crs import vn2000
from geodata.errors import InvalidInput, NotFound, TooLarge
from geodata.indicator_names import Indicator
from geodata.view import ProductFilter
from geodata.vocabulary import InSystem
from layers.answers import choropleth, layer_counts
from layers.build import build
from layers.catalogue import CATALOGUE, find_layer
from layers.chain_labels import zone_of_break
from layers.classes import Palette, Scheme
from layers.exports.looks import GROUP_COLOURS, LAYER_COLOURS
from layers.labels import LABELS
from layers.print_maps import looks
from layers.print_maps.atlas import products_by_commune
from layers.print_maps.data import find_place, read_map
from layers.print_maps.drawing import AREA_LABEL, AREAS, NAME_LABEL
from layers.print_maps.frames import LEAST_DENOMINATOR, Box, Frame, fitted, round_denominator
from layers.print_maps.grid import bar_length, grid_step, grid_values, north_turn
from layers.print_maps.legend import STATE_TEXTS, limits_text
from layers.print_maps.orders import MOST_PIXELS, MapOrder, Paper, largest_dpi
from layers.print_maps.placing import Taken
from layers.print_maps.sheets import lay_out
from layers.print_maps.writing import extents, wrapped
from tests.hostile import make_hostile
from tests.layers.export_helpers import ENGLISH
from tests.layers.print_map_helpers import drawn, order_of, texts_of

SCRIPTS = ROOT / "app" / "static" / "js"
ALL = ",".join(spec.key for spec in CATALOGUE)
SAPA_2025 = "03006"


def script(name):
    """Return the text of a script of the map."""
    return (SCRIPTS / name).read_text(encoding="utf-8")


def test_symbols_have_the_colours_and_shapes_of_the_screen():
    text = script("symbols.js")
    groups = dict(re.findall(r'(\w+): \{ colour: "(#\w+)", shape: \w+ \}', text))
    assert groups == GROUP_COLOURS
    places = {
        key: (colour, letter)
        for key, colour, letter in re.findall(r'(\w+): \{ colour: "(#\w+)", letter: "(.)"', text)
    }
    assert places == {key: (LAYER_COLOURS[key], looks.PLACE_LETTERS[key]) for key in LAYER_COLOURS}
    shapes = dict(re.findall(r'(\w+): \{ colour: "#\w+", shape: (\w+) \}', text))
    drawings = dict(re.findall(r"function (\w+)\(\) \{\s+return (.+?);", text))
    assert drawings["circle"] == 's("circle", { r: 10 })'
    assert drawings["square"] == 's("rect", { x: -9, y: -9, width: 18, height: 18 })'
    for group, shape in shapes.items():
        sides, turn, radius = looks.GROUP_SHAPES[group]
        if sides == 0:
            assert (shape, radius) == ("circle", 10)
        elif shape == "square":
            corners = looks.symbol_path("products", group).vertices * looks.VIEW_BOX
            assert np.allclose(np.abs(corners), 9)
        else:
            given = re.fullmatch(r"polygon\((\d), ([^,]+)(?:, ([\d.]+))?\)", drawings[shape])
            turned = {"0": 0.0, "-Math.PI / 2": -math.pi / 2, "Math.PI / 2": math.pi / 2}[given[2]]
            assert (sides, turn, radius) == (int(given[1]), turned, float(given[3]))


def test_statuses_and_stars_look_as_on_the_screen():
    text = script("symbols.js")
    dashes = dict(re.findall(r'(\w+): "([\d. ]+|none)"', re.search(r"DASHES = \{(.+?)\}", text)[1]))
    found = {key: " ".join(f"{dash:g}" for dash in value) or "none" for key, value in looks.DASHES.items()}
    assert found == dashes
    sizes, other = re.search(r"return \{ (.+?) \}\[stars\] \?\? (\d+)", text).groups()
    assert {int(k): float(v) for k, v in re.findall(r"(\d): (\d+)", sizes)} == looks.STAR_SIZES
    assert looks.product_size(None) == float(other)


def test_outlines_hatches_and_plain_communes_have_the_colours_of_the_screen():
    text = script("boundaries.js")
    for key, line in looks.LINES.items():
        colour, weight = re.search(rf'{key}: \{{ color: "(#\w+)", weight: ([\d.]+)', text).groups()
        assert (line.colour, line.width) == (colour, float(weight))
    assert f'fillColor: "{looks.PLAIN}"' in text
    symbols = script("symbols.js")
    for fill, name in ((looks.NO_DATA, "no-data"), (looks.NO_RATE, "no-rate")):
        hatch = re.search(rf'"hatch-{name}",(.+?)hatch\(', symbols, re.DOTALL)[1]
        assert fill.colour in hatch
        assert fill.hatch_colour in hatch
    assert looks.DISTRICT_BAND in symbols
    assert (
        looks.STATES["none_recorded"].colour in script("choropleth.js")
        or looks.NONE_RECORDED_COLOUR == "#f4f4f2"
    )


def test_the_legend_says_why_a_commune_has_no_figure_in_the_words_of_the_screen():
    assert {state: MAP_TEXTS[f"legend.{state}"] for state in STATE_TEXTS} == dict(STATE_TEXTS)


@pytest.mark.parametrize("indicator", ["products_per_10000", "zone_ha", "craft_villages"])
def test_communes_are_filled_with_the_colours_of_the_api(reference_store, indicator):
    data, figure, _ = drawn(
        reference_store, layers="communes", indicator=indicator, classes="4", palette="ylgnbu"
    )
    order = data.order
    answer = choropleth(
        reference_store, order.view, Indicator(indicator), ProductFilter(), crop=None,
        scheme=Scheme.NATURAL_BREAKS, classes=4, palette=Palette.YLGNBU,
    )  # fmt: skip
    wanted = Counter(one["colour"] for one in answer["classes"])
    patches = [
        patch
        for patch in figure.axes[0].patches
        if patch.get_label() == AREA_LABEL and patch.get_zorder() == AREAS
    ]
    found = {to_hex(patch.get_facecolor()) for patch in patches}
    special = {
        looks.STATES[state].colour for state, count in answer["states"].items() if count and state != "value"
    }
    assert found == set(wanted) | special
    texts = " ".join(texts_of(figure))
    for one in answer["classes"]:
        low, high = (ENGLISH.number(value) for value in (one["from"], one["to"]))
        limits = low if low == high else f"{low} – {high}"
        assert f"{limits} ({one['count']} communes)" in texts


def test_the_legend_counts_what_the_layers_count(reference_store):
    data, figure, sheet = drawn(reference_store, layers=ALL, indicator="none")
    counts = layer_counts(reference_store, data.order.view)
    texts = " ".join(texts_of(figure))
    for content in data.contents:
        assert len(content.rows) == counts[content.spec.key]
        if content.spec.geometry != "point":
            assert f"{content.spec.title}: {counts[content.spec.key]}" in texts
    products = data.content("products")
    shown = len(sheet.marking.shown["products"])
    told = f"{len(products.rows)} records; {shown} on this sheet; {products.unplaced} without a place, not on"
    assert told in texts
    assert shown + products.unplaced == len(products.rows)


@pytest.mark.parametrize("query", [{}, {"units": "2024"}, {"recognition": "recognised,evaluated_district"}])
def test_symbols_and_colours_of_one_sheet_count_the_same_products(reference_store, query):
    data, figure, _ = drawn(reference_store, layers="communes,products", **query)
    counts = products_by_commune(data.content("products"))
    assert counts
    assert {code: value for code, value in data.classes["values"].items() if value} == dict(counts)
    told = "Only evaluated by a district, Recognised" if "recognition" in query else "Recognised"
    assert f"Filter: Recognition: {told} " in " ".join(texts_of(figure))


def test_products_without_an_indicator_of_them_are_all_that_the_registry_has(reference_store):
    """As the addresses of the layer: nothing on the sheet counts recognised ones alone."""
    counts = layer_counts(reference_store, order_of(reference_store).view)
    for query in ({"layers": "products"}, {"layers": "communes,products", "indicator": "craft_villages"}):
        data, _, _ = drawn(reference_store, **query)
        assert len(data.content("products").rows) == counts["products"]


@pytest.mark.parametrize("unit", [None, SAPA_2025])
@pytest.mark.parametrize("paper", ["a4", "a1"])
def test_the_symbols_stand_for_every_product_in_the_frame(reference_store, paper, unit):
    given = {"unit": unit} if unit else {}
    data, _, sheet = drawn(reference_store, layers="products", paper=paper, **given)
    counted = sum(mark.count for block in sheet.marking.blocks for mark in block.marks)
    land = sheet.frame.land()
    assert counted == sum(
        shape is not None and land.covers(shape) for shape in data.content("products").shapes
    )


def test_a_map_of_a_commune_says_how_many_products_it_has(reference_store):
    data, figure, _ = drawn(reference_store, layers="communes,products", unit=SAPA_2025)
    there = sum(row["commune_code"] == SAPA_2025 for row in data.content("products").rows)
    assert there > 0
    assert f"; {there} in " in " ".join(texts_of(figure))


def assert_rows(texts, counted, every):
    """Hold that each name has its number in the legend, and those without any are not in it."""
    for name, number in counted.items():
        assert f"{name}: {number}" in texts
    for name in set(every).difference(counted):
        assert not any(text.startswith(f"{name}: ") for text in texts)


@pytest.mark.parametrize("unit", [SAPA_2025, "02647", "080"])
def test_the_legend_of_a_unit_counts_what_is_on_its_sheet(reference_store, unit):
    data, figure, sheet = drawn(
        reference_store, layers="communes,districts,roads,products", unit=unit, paper="a1"
    )
    texts, land = texts_of(figure), sheet.frame.land()
    content, communes = data.content("products"), data.content("communes")
    there = [
        row
        for row, shape in zip(content.rows, content.shapes, strict=True)
        if shape is not None and land.covers(shape)
    ]
    assert sheet.marking.in_detail
    for name, column in (("product_group", "group"), ("status", "status")):
        counted = Counter(ENGLISH.label(name, row[column]) for row in there if row[column])
        assert_rows(texts, counted, (ENGLISH.label(name, key) for key in LABELS[name]))
    for key in ("communes", "districts", "roads"):
        shapes = data.content(key).shapes
        count = sum(shape is not None and land.intersects(shape) for shape in shapes)
        assert 0 < count < len(shapes)
        assert f"{data.content(key).spec.title}: {count} on this sheet" in texts
    values = [
        data.classes["values"][row["code"]]
        for row, shape in zip(communes.rows, communes.shapes, strict=True)
        if land.intersects(shape) and data.classes["state"][row["code"]] == "value"
    ]
    for one in data.classes["classes"]:
        count = sum(one["from"] <= value <= one["to"] for value in values)
        assert f"{limits_text(one, ENGLISH)} ({count} communes on this sheet)" in " ".join(texts)


def test_the_legend_of_a_unit_counts_only_districts_of_its_sheet(reference_store):
    data, figure, sheet = drawn(reference_store, layers="districts,products", unit="080", paper="a1")
    land, districts = sheet.frame.land(), data.content("districts")
    shown = {
        row["code"]
        for row, shape in zip(districts.rows, districts.shapes, strict=True)
        if land.intersects(shape)
    }
    only = Counter(
        row["district_code"]
        for row in data.content("products").rows
        if row["in_system"] == InSystem.DISTRICT_ONLY
    )
    count = sum(number for code, number in only.items() if code in shown)
    assert 0 < count < only.total()
    assert f"in no commune: {count}" in " ".join(texts_of(figure))


def test_a_sheet_without_a_product_has_no_groups_and_no_statuses(reference_store):
    data, figure, sheet = drawn(reference_store, layers="communes,products", q="zzzz")
    texts = texts_of(figure)
    assert not data.content("products").rows
    assert sheet.marking.shown["products"] == ()
    for name in ("product_group", "status"):
        assert_rows(texts, {}, (ENGLISH.label(name, key) for key in LABELS[name]))
    assert not any(text.startswith(("By product group", "By status")) for text in texts)


def test_groups_and_statuses_stand_under_headings_of_their_own(reference_store):
    _, figure, _ = drawn(reference_store, layers="products", paper="a1")
    texts = texts_of(figure)
    groups, statuses = (texts.index(f"By {name}, on this sheet") for name in ("product group", "status"))
    found = {text.split(":")[0]: at for at, text in enumerate(texts) if ": " in text}
    for name, low, high in (("product_group", groups, statuses), ("status", statuses, len(texts))):
        named = {ENGLISH.label(name, key) for key in LABELS[name]} & set(found)
        assert named
        assert all(low < found[label] < high for label in named)


def boxes_of(figure, dpi=200):
    """Return where the lines of names really are on a picture, in pixels, by the name's label."""
    figure.set_dpi(dpi)
    renderer = FigureCanvasAgg(figure).get_renderer()
    names = [text for text in figure.axes[0].texts if text.get_label() == NAME_LABEL]
    return [(text.get_text(), text.get_window_extent(renderer).extents) for text in names]


def assert_apart(boxes):
    """Hold that no two boxes share a point."""
    for at, (name, (left, bottom, right, top)) in enumerate(boxes):
        for other, (x0, y0, x1, y1) in boxes[:at]:
            assert left > x1 or right < x0 or bottom > y1 or top < y0, (name, other)


@pytest.mark.parametrize(
    "given", [{}, {"units": "2024", "paper": "a3"}, {"unit": SAPA_2025}, {"orientation": "portrait"}]
)
def test_no_two_names_of_communes_touch(reference_store, given):
    _, figure, sheet = drawn(reference_store, layers="communes,products,sights", **given)
    boxes = boxes_of(figure)
    assert len(boxes) >= 4
    assert_apart(boxes)
    pixels = figure.dpi / 25.4
    symbols = [
        ("symbols", np.array([b.box.left, b.box.bottom, b.box.right, b.box.top]) * pixels)
        for b in sheet.marking.blocks
    ]
    for box in boxes:
        for symbol in symbols:
            assert_apart([symbol, box])


@pytest.fixture
def hostile_store(own_reference_store):
    """A registry in which every text is hostile."""
    make_hostile(own_reference_store)
    return own_reference_store


@pytest.fixture
def long_store(own_reference_store):
    """A registry whose communes have names of 400 signs without a space, with marks of formulas."""
    name = "$\\frac{W}{y}$_^" + "Wy" * 193
    with own_reference_store.write() as connection:
        connection.execute(tables.units.update().values(name=name))
    return own_reference_store


@pytest.mark.parametrize("store_name", ["hostile_store", "long_store"])
def test_hostile_names_touch_nothing_and_stay_on_the_map(request, store_name):
    store = request.getfixturevalue(store_name)
    _, figure, sheet = drawn(store, layers="communes,products", unit="02647")
    boxes = boxes_of(figure)
    assert boxes
    lines = Counter(text for text, _ in boxes)
    assert all("\u202e" not in text for text in lines)
    pixels = figure.dpi / 25.4
    box = sheet.frame.box
    for _, (left, bottom, right, top) in boxes:
        assert box.left * pixels <= left
        assert right <= box.right * pixels
        assert box.bottom * pixels <= bottom
        assert top <= box.top * pixels


def test_nothing_written_sticks_out_of_the_paper(long_store):
    _, figure, _ = drawn(long_store, layers=ALL, title="$x$ " + "Wy" * 48, unit="02647")
    figure.set_dpi(150)
    renderer = FigureCanvasAgg(figure).get_renderer()
    width, height = figure.get_size_inches() * 150
    for text in figure.axes[0].texts:
        left, bottom, right, top = text.get_window_extent(renderer).extents
        assert left >= 0, text.get_text()
        assert bottom >= 0, text.get_text()
        assert right <= width, text.get_text()
        assert top <= height, text.get_text()


def test_no_text_is_read_as_a_formula(long_store):
    _, figure, _ = drawn(long_store, layers="communes", title="$x^2$")
    assert not any(text.get_parse_math() for text in figure.axes[0].texts)
    assert "$x^2$" in texts_of(figure)


def test_a_sign_that_the_font_lacks_is_a_box_and_told(own_reference_store):
    with own_reference_store.write() as connection:
        connection.execute(
            tables.units.update().where(tables.units.c.unit_code == SAPA_2025).values(name="Sa Pa 漢")
        )
    _, figure, _ = drawn(own_reference_store, layers="communes", unit=SAPA_2025)
    texts = " ".join(texts_of(figure))
    assert "Sa Pa □" in texts
    assert "□ stands for a sign that the font of this map lacks." in texts


@given(st.floats(1e2, 1e8))
def test_a_denominator_is_round_and_not_smaller_than_needed(least):
    found = round_denominator(least)
    assert least * (1 - 1e-9) <= found <= least * 1.26
    assert float(f"{found:.3g}") == pytest.approx(found)


@settings(max_examples=50)
@given(
    st.floats(300_000, 600_000), st.floats(2_300_000, 2_600_000),
    st.floats(10, 300_000), st.floats(10, 300_000), st.floats(0, 0.3),
)  # fmt: skip
def test_a_frame_shows_the_whole_extent_at_its_scale(west, south, width, height, margin):
    box = Box(10, 20, 200, 150)
    frame = fitted((west, south, west + width, south + height), box, margin)
    left, bottom, right, top = frame.bounds
    assert left <= west - margin * width * 0.999
    assert right >= west + width * (1 + margin * 0.999)
    assert bottom <= south
    assert top >= south + height
    # A kilometre of the land is as many millimetres as the scale says.
    (start, end) = frame.on_page(np.array([[west, south], [west + 1000, south]]))
    assert end[0] - start[0] == pytest.approx(1e6 / frame.denominator)
    assert frame.denominator >= LEAST_DENOMINATOR


@given(st.floats(5_000, 3_000_000), st.floats(20, 200))
def test_the_scale_bar_is_round_and_fits(denominator, room):
    frame = Frame(400_000, 2_450_000, denominator, Box(0, 0, 200, 150))
    metres = bar_length(frame, room)
    assert metres / frame.metres_per_mm <= room * (1 + 1e-9)
    assert metres / frame.metres_per_mm > room / 2.6
    assert f"{metres:e}"[0] in "125"


@given(
    st.integers(-1_000_000, 1_000_000), st.integers(1, 1_000_000), st.sampled_from([100.0, 2000.0, 50_000.0])
)
def test_the_grid_has_every_multiple_and_no_other(low, width, step):
    found = grid_values(low, low + width, step)
    assert all(value % step == 0 and low <= value <= low + width for value in found)
    assert len(found) in (math.floor(width / step), math.floor(width / step) + 1)


def test_the_arrow_points_to_true_north():
    """Convergence of meridians in transverse Mercator: tan γ = tan Δλ · sin φ (Snyder 1987, 8-15)."""
    for lon in (103.6, 104.75, 105.3):
        x, y = vn2000(lon, 22.3)
        frame = Frame(x - 10_000, y - 10_000, 100_000, Box(0, 0, 200, 200))
        wanted = -math.atan(math.tan(math.radians(lon - 104.75)) * math.sin(math.radians(22.3)))
        assert north_turn(frame) == pytest.approx(wanted, abs=2e-5)


def test_the_figures_of_the_grid_stand_at_their_metres(reference_store):
    _, figure, sheet = drawn(reference_store, layers="provinces")
    west, south, _, _ = sheet.frame.bounds
    box, step = sheet.frame.box, grid_step(sheet.frame)
    labels = [
        text for text in figure.axes[0].texts if re.fullmatch(r"\d{3} \d{3}|\d \d{3} \d{3}", text.get_text())
    ]
    assert len(labels) >= 8
    for text in labels:
        value, (x, y) = float(text.get_text().replace(" ", "")), text.get_position()
        assert value % step == 0
        metres = (
            south + (y - box.bottom) * sheet.frame.metres_per_mm
            if text.get_rotation()
            else west + (x - box.left) * sheet.frame.metres_per_mm
        )
        assert metres == pytest.approx(value, abs=1)


@pytest.mark.parametrize("count", range(1, 8))
def test_classes_in_black_and_white_differ_from_each_other_and_from_what_has_no_figure(count):
    fills = [looks.class_fill(at, count, "#123456", True) for at in range(count)]
    states = {looks.state_fill(state, True) for state in STATE_TEXTS}
    assert len(set(fills)) == count
    assert states.isdisjoint(fills)
    assert len(states) == 3
    shades = [int(fill.colour[1:3], 16) for fill in fills]
    assert shades == sorted(shades, reverse=True)


def test_a_map_in_black_and_white_has_no_colour(reference_store):
    _, figure, _ = drawn(reference_store, layers=ALL, colours="bw", classes="7")
    figure.set_dpi(60)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    assert np.ptp(pixels, axis=2).max() == 0


@given(st.sampled_from(list(Paper)), st.integers(1_000_000, MOST_PIXELS))
def test_the_largest_resolution_fits_and_the_next_does_not(paper, most):
    order = MapOrder(layers=(), view=None, paper=paper, dpi=largest_dpi(paper, most))
    larger = MapOrder(layers=(), view=None, paper=paper, dpi=order.dpi + 2)
    assert order.pixels <= most
    assert larger.pixels > most or order.dpi == 1200


@given(st.text(st.sampled_from("aWy lđĐế ẵ□"), max_size=300), st.floats(8, 90), st.integers(1, 5))
@settings(max_examples=60)
def test_lines_fit_their_width_and_lose_nothing_unless_cut(text, width, most):
    lines = wrapped(text, width, 6.0, most=most)
    assert len(lines) <= most
    # One sign that is wider than a line has nowhere else to go.
    assert all(len(line) <= 2 or extents(line, 6.0).width <= width for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join("".join(lines).split()) == "".join(text.split())


@given(
    st.lists(
        st.tuples(st.floats(0, 90), st.floats(0, 90), st.floats(0.1, 20), st.floats(0.1, 20)), max_size=40
    )
)
def test_boxes_that_are_taken_one_after_the_other_never_touch(found):
    within = Box(0, 0, 100, 100)
    taken, kept = Taken(within), []
    for box in (Box(*values) for values in found):
        touches = any(
            box.left <= other.right
            and box.right >= other.left
            and box.bottom <= other.top
            and box.top >= other.bottom
            for other in kept
        )
        inside = box.right <= 100 and box.top <= 100
        assert (taken.first_free([box]) == 0) is (inside and not touches)
        if inside and not touches:
            kept.append(box)


@pytest.mark.parametrize("landscape", [True, False])
@pytest.mark.parametrize("paper", list(Paper))
def test_map_head_and_columns_lie_on_the_paper_and_apart(paper, landscape):
    order = MapOrder(layers=(), view=None, paper=paper, landscape=landscape)
    layout = lay_out(order.size_mm, {"a4": 1.0, "a3": 1.25, "a2": 1.65, "a1": 2.2}[paper])
    width, height = order.size_mm
    boxes = [layout.head, layout.map, *layout.columns]
    for at, box in enumerate(boxes):
        assert 0 < box.left < box.right < width
        assert 0 < box.bottom < box.top < height
        for other in boxes[:at]:
            assert (
                box.right <= other.left
                or box.left >= other.right
                or box.top <= other.bottom
                or box.bottom >= other.top
            )


def test_extents_are_read_or_refused(reference_store):
    assert order_of(reference_store, unit="02647").extent.unit[0] == "02647"
    assert order_of(reference_store, unit="080").extent.unit[0] == "080"
    assert order_of(reference_store, bbox="103,22,104,23").extent.bbox == (103, 22, 104, 23)
    for wrong in ({"unit": "99999"}, {"unit": "02647", "unit_from": "2011-01-01"}):
        with pytest.raises(NotFound):
            order_of(reference_store, **wrong)
    for wrong in (
        {"unit": "x"},
        {"bbox": "103,22,103,23"},
        {"bbox": "1,2,3,4", "unit": "02647"},
        {"units": "2019"},
    ):
        with pytest.raises(InvalidInput):
            order_of(reference_store, **wrong)
    with pytest.raises(TooLarge, match="321 dpi"):
        order_of(reference_store, paper="a1", dpi="600")


def test_a_box_far_away_is_refused_and_one_of_half_the_world_shows_the_province(reference_store):
    with pytest.raises(InvalidInput, match="nothing of the province"):
        drawn(reference_store, layers="provinces", bbox="10,40,12,42")
    data, _, sheet = drawn(reference_store, layers="provinces", bbox="-20,-60,170,80")
    assert sheet.frame.land().covers(data.province)


def test_the_title_of_a_code_that_changed_its_place_is_the_one_of_the_day(reference_store):
    _, old, _ = drawn(reference_store, layers="communes", units="2024", unit="02647")
    _, new, _ = drawn(reference_store, layers="communes", units="2025", unit="02647")
    assert "Kim Tân" in texts_of(old)[0] + "".join(texts_of(old))
    assert "Kim Tân ward" not in "".join(texts_of(new))


def test_an_empty_filter_still_makes_a_map_that_says_so(reference_store):
    _, figure, sheet = drawn(reference_store, layers="communes,products", q="zzzz nothing")
    assert sheet.marking.blocks == ()
    texts = " ".join(texts_of(figure))
    assert "0 records; 0 on this sheet" in texts
    assert "zzzz nothing" in texts


def test_a_map_on_paper_chooses_among_each_layer_as_the_screen_does(reference_store):
    layers = "products,producers,sales_points,communes,chain_breaks,chain_unknown"
    given = {"district": "088", "fact": "linked_zone", "stage": "accepted", "stars": "4"}
    order = order_of(reference_store, layers=layers, indicator="none", **given)
    chosen = {one.spec.key: one.chosen for one in order.layers}
    place = ProductFilter(district=frozenset({"088"}))
    assert chosen["chain_breaks"] == chosen["chain_unknown"] == place
    assert chosen["producers"] == ProductFilter(fact=frozenset({"linked_zone"}))
    assert chosen["sales_points"] == ProductFilter()


def test_a_zone_over_several_units_lies_in_each_of_them(reference_store):
    order = order_of(reference_store, layers="material_zones", indicator="none", unit="088")
    data = read_map(reference_store, ENGLISH, order)
    place = find_place(reference_store, data, order.extent)
    wanted = ProductFilter(district=frozenset({"088"}))
    listed = build(find_layer("material_zones"), reference_store, order.view, wanted).frame
    assert place.records_in(data.content("material_zones")) == len(listed) == 22
    # In the layers of the value chain a zone is told from records of other kinds.
    assert [zone_of_break(f"{kind}:z1") for kind in ("zones", "products")] == ["z1", None]
