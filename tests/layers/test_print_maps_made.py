"""Scenarios and tours on paper: the screen's looks, every commune, leg and stop, honest words."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
import shapely
from defusedxml.ElementTree import parse
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb

from app.planning.page_texts import PLANNING_TEXTS
from app.settings import ROOT
from app.tours.design_texts import TOUR_TEXTS
from geodata.errors import InvalidInput, NotFound
from geodata.office.audit import Actor
from geodata.planning.plans import Running, run_plan
from geodata.planning.scenarios import save_scenario
from geodata.store import Store
from geodata.tourism.kinds import StopKind
from geodata.tourism.registry_places import tour_places
from geodata.tourism.saved import publish_tour, save_tour
from geodata.tourism.timed_tours import time_tour
from geodata.view import View
from geodata.vocabulary import UnitSystem
from layers.print_maps import made_legend
from layers.print_maps import made_looks as looks
from layers.print_maps.badges import Symbol, place_badges
from layers.print_maps.data import find_place, read_map
from layers.print_maps.drawing import AREA_LABEL
from layers.print_maps.files import make_map
from layers.print_maps.frames import Box, Frame
from layers.print_maps.made_drawing import PLAN_AREAS, plan_points, plan_symbols, tour_symbols, visit_text
from layers.print_maps.made_orders import PlanColours
from layers.print_maps.orders import MapForm, read_map_order
from layers.print_maps.placing import Taken
from layers.print_maps.sheets import draw_sheet
from layers.reports.orders import ReportOrder
from layers.reports.reading import read_report
from layers.reports.subjects import Subject, SubjectKind
from layers.saved import Around, Viewer
from layers.tour_files.tour_map import leg_strokes
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD
from tests.layers.export_helpers import ENGLISH
from tests.layers.print_map_helpers import pdf_text, texts_of

TODAY = date(2026, 11, 22)
SCRIPTS = ROOT / "app" / "static" / "js"
AUTHOR = Actor(None, "Nguyễn Thị Hoa")
PLANNER = Viewer(is_planner=True)
PLAN = {
    "model": "p_median",
    "sites": 4,
    "units": "2025",
    "candidates": {"kinds": ["markets", "commune_centres"]},
}
BAC_HA = [104.29, 22.53]


def script(name):
    """Return the text of a script of the desks."""
    return (SCRIPTS / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory):
    """The reference data, a copy for these tests."""
    path = tmp_path_factory.mktemp("made_maps") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def scenario(store):
    """A saved plan of the communes of today."""
    answer = run_plan(store, json.dumps(PLAN), Running(engine=None, today=TODAY))
    return save_scenario(store, AUTHOR, "Phương án <b>Bát Xát</b>", "nháp", PLAN, answer)


@pytest.fixture(scope="module")
def tour(store):
    """A published tour of two days over crafts near Bắc Hà."""
    places = tour_places(store, View(units=UnitSystem.Y2025, today=TODAY)).items
    near = sorted(places, key=lambda place: abs(place.lon - BAC_HA[0]) + abs(place.lat - BAC_HA[1]))
    crafts = [place.place_id for place in near if place.kinds[0] is StopKind.CRAFT]
    body = {"start": BAC_HA, "dates": ["2026-12-05", "2026-12-06"], "units": "2025"}
    timed = time_tour(store, json.dumps(body | {"order": [crafts[:3], crafts[3:5]]}), None, TODAY)
    saved = save_tour(store, AUTHOR, "Hai ngày ở Bắc Hà", "Ghi chú", timed)
    return publish_tour(store, AUTHOR, saved.tour_id, saved.version, published=True, anyway=True)


@pytest.fixture(scope="module")
def sheet_of_map(store):
    """Draw a map that the values of an address name; return its data, its figure and what is on it."""

    def draw(**given):
        order = read_map_order(store, given, MapForm.PDF, TODAY, PLANNER)
        data = read_map(store, ENGLISH, order)
        return data, *draw_sheet(data, find_place(store, data, order.extent))

    return draw


# Looks


def test_points_of_a_plan_have_the_colours_sizes_and_shapes_of_the_desk():
    text = script("desk/marks.js")
    assert re.findall(r"#\w{6}", re.search(r"COLOURS = \[(.+?)\]", text)[1]) == list(looks.POINT_COLOURS)
    sizes = dict(re.findall(r"(\w+): (\d+)", re.search(r"MARK_SIZES = \{(.+?)\}", text)[1]))
    for state in made_legend.STATE_TEXTS:
        assert looks.MARK_PIXELS[state] == float(sizes[state])
    assert "M0 14 C-4 7 -11 4 -11 -3 A11 11 0 1 1 11 -3 C11 4 4 7 0 14 Z" in text
    low, high = looks.body_path("new").get_extents().get_points()
    assert np.allclose((*low, *high), (-11, -14, 11, 14), atol=0.05)
    assert "x: -10, y: -10, width: 20, height: 20" in text
    assert np.allclose(np.abs(looks.body_path("locked").vertices), 10)
    assert "x: -9, y: -9, width: 18, height: 18" in text
    assert np.allclose(np.abs(looks.body_path("existing").vertices), 9)
    assert f'DARK = "{looks.DARK}"' in text
    assert looks.FORBIDDEN in text


def test_communes_of_a_plan_have_the_classes_and_colours_of_the_desk():
    ranges, fills = script("planning/ranges.js"), script("planning/fills.js")
    assert re.search(r"CLASSES = \[([\d, ]+)\]", ranges)[1] == ", ".join(map(str, looks.MINUTE_CLASSES))
    assert re.findall(r"#\w{6}", re.search(r"CLASS_COLOURS = \[(.+?)\]", fills)[1]) == list(
        looks.MINUTE_COLOURS
    )
    assert f"SERVED_OPACITY = {looks.SERVED_OPACITY}" in script("planning/planmap.js")


def test_the_ends_and_lines_of_a_tour_look_as_on_the_desk():
    marks, lines = script("tours/marks.js"), script("tours/tourmap.js")
    assert float(re.search(r"END_PX = (\d+)", marks)[1]) == looks.MARK_PIXELS["night"]
    assert "x: -11, y: -11, width: 22, height: 22, rx: 4" in marks
    assert np.allclose(looks.body_path("start").get_extents().get_points(), [(-11, -11), (11, 11)], atol=0.05)
    assert "M-4 -6 L7 0 L-4 6 Z" in marks
    assert "M-5 -5 H5 V5 H-5 Z" in marks
    # The two corners of the moon, y down on the screen.
    moon = looks.glyph_path("night").vertices
    for corner in ((3, 7), (7, -3)):
        assert np.hypot(*(moon - np.array(corner)).T).min() < 0.6
    assert re.search(r'SCHEMATIC = "([\d ]+)"', lines)[1] == " ".join(f"{dash:g}" for dash in looks.SCHEMATIC)


def test_the_legend_speaks_the_words_of_the_desks():
    for state, text in made_legend.STATE_TEXTS.items():
        assert PLANNING_TEXTS[f"legend.{state}"] == text
    for end, text in made_legend.END_TEXTS.items():
        assert TOUR_TEXTS[f"key.{end}"] == text
    assert PLANNING_TEXTS["class.within"] == made_legend.WITHIN
    assert PLANNING_TEXTS["class.beyond"] == made_legend.BEYOND
    assert PLANNING_TEXTS["range.unreached"] == made_legend.UNREACHED
    assert PLANNING_TEXTS["legend.served"] == made_legend.SERVED
    assert PLANNING_TEXTS["legend.served_note"] == made_legend.LINE
    assert TOUR_TEXTS["key.schematic"] == made_legend.DASHED


@given(st.one_of(st.none(), st.floats(0, 500)))
def test_a_class_of_minutes_holds_what_its_words_say(minutes):
    at = looks.minute_class(minutes)
    if minutes is None:
        assert at is None
        return
    bounds = (0, *looks.MINUTE_CLASSES, np.inf)
    assert bounds[at] <= minutes <= bounds[at + 1]
    assert at == 0 or minutes > bounds[at]


def test_colours_of_communes_are_those_of_their_point_over_a_plain_commune():
    row = {"assigned": "b", "minutes": {"likely": 1}, "before": {"likely": None}}
    numbers = {"a": 1, "b": 2}
    mixed = np.array(to_rgb(looks.POINT_COLOURS[1])) / 2 + np.array(to_rgb("#f3f1ea")) / 2
    fill = looks.row_fill(row, PlanColours.SERVED, numbers, False)
    assert np.allclose(to_rgb(fill.colour), mixed, atol=1 / 255)
    assert looks.row_fill(row, PlanColours.MINUTES, numbers, False).colour == looks.MINUTE_COLOURS[0]
    assert looks.row_fill(row, PlanColours.BEFORE, numbers, False).hatch


# Plans


@pytest.mark.parametrize(
    ("colours", "print_in"), [("served", "colour"), ("minutes", "bw"), ("before", "colour")]
)
def test_every_commune_of_a_plan_is_drawn_in_its_colour(sheet_of_map, scenario, colours, print_in):
    data, figure, _ = sheet_of_map(
        scenario=scenario.scenario_id, scenario_colours=colours, colours=print_in, extent="province"
    )
    by, grey = PlanColours(colours), print_in == "bw"
    numbers = {key: at for at, key in enumerate(numbered_by_hand(scenario.answer), start=1)}
    wanted = {looks.row_fill(row, by, numbers, grey).colour for row in scenario.answer["rows"]}
    drawn = [
        patch
        for patch in figure.axes[0].patches
        if patch.get_label() == AREA_LABEL and patch.get_zorder() == PLAN_AREAS
    ]
    assert {to_hex(patch.get_facecolor()) for patch in drawn} == wanted
    outlines = [shape for shape in data.made.plan.communes.shapes if shape is not None]
    rings = sum(1 + len(part.interiors) for shape in outlines for part in shapely.get_parts(shape))
    assert sum(len(patch.get_path().to_polygons()) for patch in drawn) == rings


def numbered_by_hand(answer):
    """Return the points that serve in the order of their numbers: the new ones of the answer first."""
    return [*answer["new"], *(key for key in answer["opened"] if key not in answer["new"])]


@pytest.mark.parametrize("colours", ["minutes", "before"])
def test_the_legend_counts_the_communes_of_each_class(sheet_of_map, scenario, colours):
    _, figure, _ = sheet_of_map(
        scenario=scenario.scenario_id, scenario_colours=colours, extent="province", paper="a2"
    )
    rows = scenario.answer["rows"]
    likely = [row["minutes" if colours == "minutes" else "before"]["likely"] for row in rows]
    texts = " ".join(texts_of(figure))
    bounds = (0, *looks.MINUTE_CLASSES)
    total = 0
    for low, high in pairwise(bounds):
        count = sum(
            value is not None and (low < value or low == 0 == value) and value <= high for value in likely
        )
        assert f"{low}–{high} min ({count} communes)" in texts
        total += count
    beyond = sum(value is not None and value > bounds[-1] for value in likely)
    assert f"more than 90 min ({beyond} communes)" in texts
    missing = sum(value is None for value in likely)
    assert total + beyond + missing == len(rows)
    assert (f"not reached ({missing} communes)" in texts) == bool(missing)


def test_the_points_of_a_plan_stand_where_it_puts_them_with_the_numbers_of_the_desk(sheet_of_map, scenario):
    data, figure, sheet = sheet_of_map(scenario=scenario.scenario_id, extent="province", paper="a1")
    plan, answer = data.made.plan, scenario.answer
    assert list(plan.numbers) == numbered_by_hand(answer)
    symbols = plan_symbols(plan, sheet.frame, False)
    counts = Counter(symbol.kind for symbol in symbols)
    assert counts["new"] == len(answer["new"]) == PLAN["sites"]
    known = [point for point in answer["existing"]["points"] if point["lon"] is not None]
    assert counts["existing"] == len(known)
    assert [symbol.text for symbol in symbols if symbol.kind == "new"] == ["1", "2", "3", "4"]
    # Every symbol lies in the commune of its point.
    points = {state: spot for state, spot, number in plan_points(plan) if number == 1}
    first = next(symbol for symbol in symbols if symbol.text == "1")
    spot = sheet.frame.on_page(
        shapely.get_coordinates(metric_point(points["new"]["lon"], points["new"]["lat"]))
    )
    assert np.allclose(spot, (first.x, first.y), atol=1e-6)
    texts = texts_of(figure)
    for number, key in enumerate(numbered_by_hand(answer), start=1):
        serves = sum(row["assigned"] == key for row in answer["rows"])
        assert any(text.startswith(f"{number} ") and text.endswith(f": {serves}") for text in texts)


def metric_point(lon, lat):
    """Return a point in metres."""
    import geopandas as gpd

    from geodata.crs import WGS84, to_metric

    return to_metric(gpd.GeoSeries([shapely.Point(lon, lat)], crs=WGS84)).iloc[0]


def test_a_map_without_the_plan_shows_existing_points_alone(sheet_of_map, scenario):
    data, figure, sheet = sheet_of_map(scenario=scenario.scenario_id, scenario_colours="before")
    symbols = plan_symbols(data.made.plan, sheet.frame, False)
    assert {symbol.kind for symbol in symbols} == {"existing"}
    assert {symbol.text for symbol in symbols} == {""}
    texts = " ".join(texts_of(figure))
    assert "Without the siting plan" in texts
    assert "A line leads" not in texts


def test_a_map_of_a_plan_says_what_is_estimated_and_on_what_it_rests(store, scenario, tmp_path):
    order = read_map_order(store, {"scenario": scenario.scenario_id}, MapForm.PDF, TODAY, PLANNER)
    made = make_map(store, ENGLISH, order, MapForm.PDF, tmp_path / "map.pdf")
    text = " ".join(pdf_text(made.path).split())
    assert "All minutes are estimates on a schematic network." in text
    assert "Such a line is no road." in text
    assert "Up to date?: Nothing that it rests on has changed since." in text
    assert "Schematic links between communes (not a road network)" in text
    assert "Phương án <b>Bát Xát</b>" in text
    assert "no legal force" in text
    assert re.fullmatch(r"map_a4_scenario_phuong-an-b-bat-xat-b_\d{8}\.pdf", made.name)
    # What the map counts, the exports of the scenario count.
    told = {facts.title: facts.plain["records"] for facts in made.facts}
    assert told["Communes of the scenario"] == len(scenario.answer["rows"])


def test_communes_that_are_no_part_of_a_plan_are_said_to_be_none(sheet_of_map, scenario):
    data, figure, _ = sheet_of_map(scenario=scenario.scenario_id, extent="province", paper="a2")
    others = len(data.content("communes").rows) - len(scenario.answer["rows"])
    assert others > 0
    assert f"no part of the plan ({others} communes)" in " ".join(texts_of(figure))


def test_a_report_of_a_plan_draws_the_map_for_printing(store, scenario):
    around = Around(today=TODAY)
    order = ReportOrder(Subject(SubjectKind.SCENARIO, scenario.scenario_id), None, None, None)
    (figure,) = read_report(store, ENGLISH, order, PLANNER, around).content.figures()
    assert figure.drawing.around is around
    values = {"scenario": scenario.scenario_id, "orientation": "portrait", "dpi": "170"}
    assert figure.drawing.order == read_map_order(store, values, MapForm.PNG, TODAY, PLANNER)


# Tours


def test_every_stop_of_a_tour_has_its_mark_and_its_line_of_the_legend(sheet_of_map, tour):
    data, figure, sheet = sheet_of_map(tour=tour.tour_id, paper="a2")
    visits = [visit for day in data.made.tour.sheet.days for visit in day.visits]
    symbols = tour_symbols(data.made.tour, sheet.frame, False)
    marked = [number for symbol in symbols for number in spelled(symbol.text)]
    assert sorted(marked) == sorted(visit.label for visit in visits)
    assert Counter(symbol.kind for symbol in symbols if not symbol.text) == {"start": 1, "night": 1, "end": 1}
    texts = texts_of(figure)
    for visit in visits:
        assert any(text.startswith(f"{visit.label} {visit.name}"[:40]) for text in texts)
    assert "Dashed lines are schematic: no road is known there, and minutes are estimates." in " ".join(texts)


def spelled(text):
    """Return the numbers of a mark one by one: 1.2–4 are three."""
    for part in filter(None, text.split(", ")):
        day, _, run = part.rpartition(".")
        first, _, last = run.partition("–")
        for number in range(int(first), int(last or first) + 1):
            yield f"{day}.{number}" if day else str(number)


@given(st.sets(st.integers(1, 40), min_size=1), st.one_of(st.none(), st.integers(1, 9)))
def test_numbers_of_a_mark_say_all_that_stand_there(numbers, day):
    head = "" if day is None else f"{day}."
    assert list(spelled(visit_text(day, sorted(numbers)))) == [f"{head}{one}" for one in sorted(numbers)]


def test_legs_without_a_road_are_dashed_and_all_legs_are_on_the_map(sheet_of_map, tour):
    data, figure, sheet = sheet_of_map(tour=tour.tour_id)
    made = data.made.tour
    assert not any(leg.is_real for day in made.sheet.days for leg in day.legs)
    land = sheet.frame.land()
    assert all(land.covers(shape) for shape in (*made.legs.shapes, *made.stops.shapes))
    dashed = [patch for patch in figure.axes[0].patches if isinstance(patch.get_linestyle(), tuple)]
    assert dashed or any(patch.get_linestyle() == "--" for patch in figure.axes[0].patches)


def test_a_way_there_and_back_is_one_stroke(sheet_of_map, tour):
    data, _, _ = sheet_of_map(tour=tour.tour_id)
    for day in data.made.tour.sheet.days:
        lines = [np.array(leg.line) * 1000 for leg in day.legs]
        pieces = [frozenset(map(tuple, line.tolist())) for line, real in leg_strokes(day, lines) if not real]
        assert len(pieces) == len(set(pieces))


# Orders


def test_a_scenario_brings_its_unit_system_and_no_indicator(store, scenario, tour):
    order = read_map_order(store, {"scenario": scenario.scenario_id}, MapForm.PDF, TODAY, PLANNER)
    assert order.view.units is UnitSystem.Y2025
    assert order.choice("communes").indicator is None
    assert order.extent.made
    over = {"scenario": scenario.scenario_id, "scenario_colours": "none", "indicator": "products"}
    assert read_map_order(store, over, MapForm.PDF, TODAY, PLANNER).choice("communes").indicator
    with_box = {"tour": tour.tour_id, "bbox": "104,22,105,23"}
    assert not read_map_order(store, with_box, MapForm.PDF, TODAY).extent.made


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"units": "2024"}, "units=2025"),
        ({"indicator": "products"}, "indicator=none"),
        ({"scenario_colours": "pink"}, "served, minutes, before, none"),
        ({"extent": "made", "unit": "02647"}, "bbox"),
        ({"extent": "world"}, "province, made"),
    ],
)
def test_what_does_not_go_with_a_scenario_is_refused_with_what_does(store, scenario, values, told):
    given_values = {"scenario": scenario.scenario_id} | values
    with pytest.raises(InvalidInput) as caught:
        read_map_order(store, given_values, MapForm.PDF, TODAY, PLANNER)
    assert told in caught.value.message % caught.value.values


@pytest.mark.parametrize("values", [{"scenario_colours": "minutes"}, {"extent": "made"}])
def test_what_only_a_scenario_has_is_refused_without_one(store, values):
    with pytest.raises(InvalidInput):
        read_map_order(store, values, MapForm.PDF, TODAY)


@pytest.mark.parametrize("name", ["scenario", "tour"])
@pytest.mark.parametrize("key", ["nope", "x" * 65, "a\x00b", "../x", "a b", "{{7*7}}"])
def test_what_nobody_saved_is_not_found(store, name, key):
    with pytest.raises(NotFound):
        read_map_order(store, {name: key}, MapForm.PDF, TODAY, PLANNER)


def test_a_scenario_that_is_not_shared_is_for_planners(store, scenario):
    with pytest.raises(NotFound):
        read_map_order(store, {"scenario": scenario.scenario_id}, MapForm.PDF, TODAY)


# Hostile texts


def test_hostile_titles_stay_texts_in_every_form(store, scenario, tour, tmp_path):
    timed = time_tour(store, json.dumps(tour.request), None, TODAY)
    title = (PAYLOAD + " $\\frac{1}{2}$ \u202e𝕏")[:120]
    hostile = save_tour(store, AUTHOR, title, PAYLOAD, timed)
    hostile = publish_tour(store, AUTHOR, hostile.tour_id, hostile.version, published=True, anyway=True)
    for form in MapForm:
        values = {"scenario": scenario.scenario_id, "tour": hostile.tour_id, "dpi": "40"}
        order = read_map_order(store, values, form, TODAY, PLANNER)
        made = make_map(store, ENGLISH, order, form, tmp_path / f"map.{form}")
        assert re.fullmatch(r"[a-z0-9_-]+\.[a-z]{3}", made.name)
        if form is MapForm.SVG:
            tags = {element.tag.rpartition("}")[2] for element in parse(made.path).iter()}
            assert not tags & {"script", "text", "image", "foreignObject", "a"}
        if form is MapForm.PDF:
            text = pdf_text(made.path)
            assert "\u202e" not in text
            assert "<script>" in text.replace("\n", "")


# Room


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=25),
    st.sampled_from(["new", "existing", "start"]),
)
def test_symbols_touch_each_other_only_where_there_is_no_room(spots, kind):
    frame = Frame(0, 0, 1000, Box(0, 0, 100, 100))
    taken = Taken(frame.box)
    badges = place_badges([Symbol(kind, "", "#000000", x, y) for x, y in spots], frame, 1.0, taken)
    assert len(badges) == len(spots)
    free = [badge.box for badge in badges if badge.moved]
    boxes = [badge.box for badge in badges]
    for box in free:
        touching = [other for other in boxes[: boxes.index(box)] if overlaps(box, other)]
        assert touching == []


def overlaps(one, other):
    """Tell whether two boxes share more than an edge."""
    return (
        one.left < other.right
        and other.left < one.right
        and one.bottom < other.top
        and other.bottom < one.top
    )


def test_facts_that_find_no_room_are_said_to_be_in_the_properties(sheet_of_map, scenario, tour):
    every = "products,producers,craft_villages,material_zones,sales_points,markets,sights,communes,roads"
    _, figure, _ = sheet_of_map(scenario=scenario.scenario_id, tour=tour.tour_id, layers=every)
    texts = texts_of(figure)
    assert any(text.startswith("There is no room for more here") for text in texts)
    # What a reader must know comes first.
    assert any("no legal force" in text for text in texts)
    assert any(text.startswith("Estimates: ") for text in texts)
    _, figure, _ = sheet_of_map(tour=tour.tour_id, paper="a3")
    assert not any(text.startswith("There is no room for more here") for text in texts_of(figure))
