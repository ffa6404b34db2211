"""One sheet: where map, title and legend lie on the paper, and what is drawn in which order."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geodata.errors import N_
from geodata.office.logo import Picture
from geodata.view import View
from geodata.vocabulary import InSystem
from layers.fonts import UNPRINTABLE, lacks_signs
from layers.print_maps.badges import Symbol, draw_badges, place_badges
from layers.print_maps.data import MapData, Place, rows_on
from layers.print_maps.drawing import (
    BORDERS,
    LINES,
    PANEL,
    Pen,
    district_box,
    draw_areas,
    draw_blocks,
    draw_districts,
    draw_labels,
    draw_lines,
    draw_veil,
    fills_of,
)
from layers.print_maps.facts_text import fact_lines
from layers.print_maps.flow import Drawing, Item, Words, fill_columns
from layers.print_maps.frames import Box, Frame, fitted
from layers.print_maps.grid import EDGE, draw_grid, draw_inset, draw_north, draw_scale, grid_step
from layers.print_maps.labels import Labelling, label_communes
from layers.print_maps.legend import Sheet, class_title, legend_items
from layers.print_maps.looks import OUTSIDE, PLAIN, Fill, class_fill, line_of, state_fill
from layers.print_maps.made_drawing import draw_legs, draw_plan, plan_symbols, tour_symbols
from layers.print_maps.made_legend import plan_title, tour_title
from layers.print_maps.marks import Marking, mark_records
from layers.print_maps.orders import MM_PER_INCH, Paper
from layers.print_maps.placing import Taken
from layers.print_maps.writing import MM_PER_POINT, extents, printable, wrapped
from layers.tour_files.document import plain_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCALES = {Paper.A4: 1.0, Paper.A3: 1.25, Paper.A2: 1.65, Paper.A1: 2.2}
MARGIN, HEAD, GAP = 7.0, 14.0, 3.0  # millimetres on A4
PANEL_PART, PANEL_PART_PORTRAIT = 0.31, 0.31  # of the width; of the height
INSET_HEIGHT = 34.0
TITLE_SIZE, SUBTITLE_SIZE, OFFICE_SIZE = 13.0, 7.0, 7.5
LAYERS_IN_TITLE = 3
UNPRINTABLE_NOTE = N_("%(sign)s stands for a sign that the font of this map lacks.")
LEFT_OFF = N_("There is no room for more here: the properties of the file say everything.")
MOST_LINES = 30  # of one fact
GRID_NOTE = N_("Grid: VN-2000, EPSG:9208, a line every %(metres)s m (east, north)")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a sheet shows: its frame, its symbols and the names on it."""

    frame: Frame
    marking: Marking
    labelling: Labelling
    letters: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of a page: the head, the map, the columns of legend and facts."""

    head: Box
    map: Box
    columns: tuple[Box, ...]


def lay_out(size_mm: tuple[float, float], scale: float) -> Layout:
    """Return the boxes of a page: beside the map on a wide one, below it on a high one."""
    width, height = size_mm
    margin, gap, edge = MARGIN * scale, GAP * scale, EDGE * scale
    page = Box(0, 0, width, height).inside(margin)
    head = Box(page.left, page.top - HEAD * scale, page.width, HEAD * scale)
    under = page.height - head.height - gap
    if width > height:
        beside = page.width * PANEL_PART
        left = page.right - beside
        whole = Box(page.left, page.bottom, page.width - beside - gap, under)
        return Layout(head, whole.inside(edge), (Box(left, page.bottom, beside, under),))
    below = page.height * PANEL_PART_PORTRAIT
    whole = Box(page.left, page.bottom + below + gap, page.width, under - below - gap)
    column = (page.width - 2 * gap) / 3
    columns = tuple(Box(page.left + at * (column + gap), page.bottom, column, below) for at in range(3))
    return Layout(head, whole.inside(edge), columns)


def draw_sheet(data: MapData, place: Place, footer: str = "") -> tuple[Figure, Drawn]:
    """
    Return the page of a map as a figure of matplotlib, and what is on it.

    ``footer`` is written at the foot of the page: the number of it in an atlas.
    """
    order = data.order
    figure, pen = new_page(data)
    width, scale = order.size_mm[0], pen.scale
    layout = lay_out(order.size_mm, scale)
    frame = fitted(place.bounds, layout.map, order.extent.margin)
    draw_ground(pen, data, place, frame)
    by_district = _count_districts(data, frame)
    marking, labelling = _draw_over(pen, data, place, frame, by_district)
    draw_grid(pen, frame)
    _draw_head(pen, data, place, layout.head)
    sheet = Sheet(place, frame, marking, labelling.left_out, by_district)
    rest = Words(data.words.translate(LEFT_OFF), 0.86)
    letters = fill_columns(pen, _panel_items(data, place, frame, sheet), layout.columns, rest)
    if footer:
        size = 6.5 * scale
        pen.write(width - MARGIN * scale, MARGIN * scale * 0.4, footer, size, ha="right")
    return figure, Drawn(frame, marking, labelling, letters)


def new_page(data: MapData) -> tuple[Figure, Pen]:
    """Return an empty page of the paper, and what draws on it."""
    # Not by pyplot: it keeps its figures in a list of the whole process.
    from matplotlib.figure import Figure

    width, height = data.order.size_mm
    figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, width), ylim=(0, height), autoscale_on=False)
    return figure, Pen(axes, SCALES[data.order.paper], data.order.black_and_white)


def draw_ground(pen: Pen, data: MapData, place: Place, frame: Frame) -> None:
    """Draw areas, outlines and lines, from the back to the front, as the screen does."""
    grey = pen.black_and_white
    pen.fill_box(frame.box, Fill("#ffffff" if grey else OUTSIDE), order=0)
    communes = data.content("communes")
    if communes is not None:
        for fill, shapes in fills_of(communes, _looks(data)).items():
            draw_areas(pen, shapes, frame, fill, line_of("communes", grey))
    else:
        draw_areas(pen, [data.province], frame, Fill("#ffffff" if grey else PLAIN), line_of("communes", grey))
    if data.made.plan is not None:
        draw_plan(pen, data.made.plan, frame)
    for key, order in (("roads", LINES), ("districts", BORDERS), ("provinces", BORDERS + 0.1)):
        content = data.content(key)
        if content is not None:
            draw_lines(pen, content.shapes, frame, line_of(key, grey), order)
    if data.made.tour is not None:
        draw_legs(pen, data.made.tour, frame)
    if place.outline is not None:
        draw_veil(pen, place.outline, frame)


def _looks(data: MapData) -> dict[str, Fill]:
    """Return how each commune is filled, by code: the class that its value falls in, as on the screen."""
    grey, answer = data.order.black_and_white, data.classes
    communes = data.content("communes")
    codes = [row["code"] for row in communes.rows] if communes else []
    if answer is None:
        return dict.fromkeys(codes, Fill("#ffffff" if grey else PLAIN))
    classes = answer["classes"]
    fills = [class_fill(at, len(classes), one["colour"], grey) for at, one in enumerate(classes)]
    looks = {}
    for code in codes:
        state = answer["state"].get(code, "no_data")
        if state != "value":
            looks[code] = state_fill(state, grey)
            continue
        value = answer["values"][code]
        looks[code] = next(
            (fill for fill, one in zip(fills, classes, strict=True) if value <= one["to"]), fills[-1]
        )
    return looks


def _draw_over(
    pen: Pen, data: MapData, place: Place, frame: Frame, by_district: dict[str, int]
) -> tuple[Marking, Labelling]:
    """Draw what is read over the map, none touching another: what was made, districts, symbols, names."""
    taken = Taken(frame.box.inside(0.5))
    badges = place_badges(_made_symbols(data, frame), frame, pen.scale, taken)
    _mark_districts(pen, data, frame, by_district, taken)
    marking = mark_records(data, frame, pen.scale, taken)
    draw_blocks(pen, marking.blocks, marking.in_detail)
    draw_badges(pen, badges)
    communes = data.content("communes")
    labelling = Labelling((), 0)
    if communes is not None:
        labelling = label_communes(communes, frame, pen.scale, taken, place.outline)
        draw_labels(pen, labelling.labels)
    return marking, labelling


def _made_symbols(data: MapData, frame: Frame) -> list[Symbol]:
    """Return the symbols of the tour and of the scenario, those that there is most need of first."""
    tour, plan, grey = data.made.tour, data.made.plan, data.order.black_and_white
    return [
        *(tour_symbols(tour, frame, grey) if tour else []),
        *(plan_symbols(plan, frame, grey) if plan else []),
    ]


def _count_districts(data: MapData, frame: Frame) -> dict[str, int]:
    """Return how many products are known only by each district on the sheet, by its code."""
    products, districts = data.content("products"), data.content("districts")
    if products is None or districts is None:
        return {}
    only = [row["district_code"] for row in products.rows if row["in_system"] == InSystem.DISTRICT_ONLY]
    counts = Counter(only)
    shown = [districts.rows[at]["code"] for at in rows_on(districts, frame)]
    return {code: counts[code] for code in shown if counts[code]}


def _mark_districts(pen: Pen, data: MapData, frame: Frame, by_district: dict[str, int], taken: Taken) -> None:
    """Draw the bands of districts with products in no commune, and their numbers at the inner points."""
    districts = data.content("districts")
    if districts is None or not by_district:
        return
    spots, shapes = [], []
    for row, shape in zip(districts.rows, districts.shapes, strict=True):
        count = by_district.get(row["code"])
        if count is None:
            continue
        shapes.append(shape)
        inner = shapely.point_on_surface(shape.intersection(frame.land()))
        x, y = frame.on_page(shapely.get_coordinates(inner))[0].tolist()
        taken.add(district_box(x, y, count, pen.scale))
        spots.append((x, y, count))
    draw_districts(pen, spots, shapes, frame)


def map_title(data: MapData, place: Place) -> str:
    """Return the title that was given, or one from what is shown and where."""
    if data.order.title:
        return printable(data.order.title)
    words = data.words
    shown = [words.translate(one.spec.title) for one in data.contents if one.spec.geometry == "point"]
    coloured = class_title(data)
    made = [plan_title(data.made.plan, words)] if data.made.plan else []
    made += [tour_title(data.made.tour, words)] if data.made.tour else []
    parts = [*made, *([coloured] if coloured else []), *shown]
    if not parts:
        parts = [words.translate(one.spec.title) for one in data.contents]
    if len(parts) > LAYERS_IN_TITLE:
        parts = [*parts[:LAYERS_IN_TITLE], "…"]
    return f"{', '.join(dict.fromkeys(parts))} – {place.title}"


def subtitle(data: MapData) -> str:
    """Return unit system, day and scale of what is counted."""
    view: View = data.order.view
    return data.words.view(view)


def _draw_head(pen: Pen, data: MapData, place: Place, box: Box) -> None:
    """Draw logo and name of the office at the left, the title in the middle, in letters that fit."""
    left = box.left
    if data.logo is not None:
        left += _draw_logo(pen, data.logo, Box(left, box.bottom, box.width * 0.2, box.height)) + 2 * pen.scale
    name = printable(data.office.name)
    room = box.width * 0.22
    if name:
        size = OFFICE_SIZE * pen.scale
        for at, line in enumerate(wrapped(name, room, size, bold=True, most=3)):
            pen.write(left, box.top - (at + 1) * size * 1.3 * MM_PER_POINT, line, size, bold=True)
        left += room + 2 * pen.scale
    title, width = map_title(data, place), box.right - left
    size = TITLE_SIZE * pen.scale
    lines = wrapped(title, width, size, bold=True, most=2)
    if len(lines) > 1:
        size *= 0.8
        lines = wrapped(title, width, size, bold=True, most=2)
    middle, y = left + width / 2, box.top
    for line in lines:
        y -= size * 1.3 * MM_PER_POINT
        pen.write(middle - extents(line, size, bold=True).width / 2, y, line, size, bold=True)
    under, size = subtitle(data), SUBTITLE_SIZE * pen.scale
    y -= size * 1.5 * MM_PER_POINT
    pen.write(middle - extents(under, size).width / 2, y, under, size)


def _draw_logo(pen: Pen, logo: Picture, box: Box) -> float:
    """Draw the logo as large as it fits at the left of a box; return its width."""
    from matplotlib.image import imread

    kind = logo.media_type.removeprefix("image/")
    pixels = imread(io.BytesIO(logo.content), format=kind)
    part = min(box.width / pixels.shape[1], box.height / pixels.shape[0])
    width, height = pixels.shape[1] * part, pixels.shape[0] * part
    reach = (box.left, box.left + width, box.top - height, box.top)
    # Rows and columns alone are greys, which matplotlib would show in colours of its own.
    greys = "gray" if pixels.ndim == len(("rows", "columns")) else None
    pen.axes.imshow(pixels, extent=reach, aspect="auto", zorder=PANEL, cmap=greys)
    return float(width)


def _panel_items(data: MapData, place: Place, frame: Frame, sheet: Sheet) -> list[Item]:
    """Return what stands beside the map: legend, where it lies, scale and north, and what it rests on."""
    words = data.words
    grid = words.text(GRID_NOTE, metres=words.number(grid_step(frame)))
    facts = [Words(f"{heading}: {text}", 0.86, most=MOST_LINES) for heading, text in fact_lines(data)]
    lost = [Words(words.text(UNPRINTABLE_NOTE, sign=UNPRINTABLE), 0.86)] if _lacks_signs(data, place) else []
    return [
        Words(words.translate(N_("Legend")), 1.25, bold=True),
        *legend_items(data, sheet),
        Drawing(_orientation(data, frame), INSET_HEIGHT),
        Words(grid, 0.86, before=0.2),
        Words(words.translate(N_("What this map rests on")), bold=True, before=0.5),
        *facts,
        *lost,
    ]


def _lacks_signs(data: MapData, place: Place) -> bool:
    """Tell whether a sign of a name or of the title cannot be printed."""
    contents = (*data.contents, *data.made.contents)
    names = [str(row.get("name") or "") for content in contents for row in content.rows]
    told = [line for facts in data.facts for line in facts.texts]
    texts = (data.order.title, data.office.name, *names, *told)
    # Names of extents have their boxes already. As one text: 20,000 take a second one by one.
    return UNPRINTABLE in place.title or lacks_signs(plain_text(" ".join(texts)))


def _orientation(data: MapData, frame: Frame) -> Callable[[Pen, Box], None]:
    """Return what draws the inset, the arrow to the north and the scale side by side."""

    def draw(pen: Pen, box: Box) -> None:
        inset = Box(box.left, box.bottom, box.width * 0.46, box.height).inside(0.3)
        draw_inset(pen, inset, frame, data.province)
        right = Box(
            inset.right + 2 * pen.scale, box.bottom, box.right - inset.right - 2 * pen.scale, box.height
        )
        north = Box(right.left, right.bottom + right.height * 0.42, right.width, right.height * 0.56)
        draw_north(pen, north, frame, data.words)
        draw_scale(pen, Box(right.left, right.bottom, right.width, right.height * 0.36), frame, data.words)

    return draw
