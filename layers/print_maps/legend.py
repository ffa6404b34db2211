"""The legend of a map: what is on it and nothing else, with the numbers that the API counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from geodata.errors import N_
from layers.exports.content import Content
from layers.labels import LABELS
from layers.print_maps.data import MapData, Place, rows_on
from layers.print_maps.drawing import Pen, draw_band, draw_marks
from layers.print_maps.flow import Item, Row, Words
from layers.print_maps.frames import Box, Frame
from layers.print_maps.looks import Fill, class_fill, line_of, state_fill
from layers.print_maps.made_legend import plan_items, tour_items
from layers.print_maps.marks import Look, Mark, Marking
from layers.print_maps.swatches import draw_area_swatch, draw_line_swatch
from layers.print_maps.writing import printable
from layers.wording import Wording

# The same texts as the legend on the screen has.
STATE_TEXTS: Mapping[str, str] = {
    "none_recorded": N_("none recorded: no source names such a case there; that is not zero"),
    "no_own_figure": N_("named by a source, without a figure of its own"),
    "not_additive": N_("several figures that cannot be added up"),
    "no_rate": N_("no rate: the population does not fit the outline"),
    "no_data": N_("no data (former Yên Bái: no table covers it)"),
}
COMMUNES = N_("%(count)s communes")
COMMUNES_SHOWN = N_("%(count)s communes on this sheet")
UNPLACED = N_("%(count)s without a place, not on the map")
INFERRED = N_("%(count)s rest on inferred values")
INSIDE = N_("%(count)s in %(unit)s")
SHOWN = N_("%(count)s on this sheet")
BY_GROUP = N_("By product group, on this sheet")
BY_STATUS = N_("By status, on this sheet")
ONCE = N_("A place that is in several layers is drawn once.")
TIMES = N_("×3: three records of this kind stand there.")
NO_DETAIL = N_("Stars and status are not shown here: there is no room for so many symbols.")
NO_GROUPS = N_("Groups, stars and status are not shown here: there is no room for so many symbols.")
ANY_GROUP = N_("products of any group")
STARS = N_("The number and the size of a symbol are the stars of the latest rating met; – means unknown.")
PLACED = N_("Products are placed by commune, not at an exact position.")
DISTRICT_ONLY = N_("District with products known only by district, in no commune")
LEFT_OUT = N_("Names of communes for which there is no room: %(count)s")
USUAL_STARS, USUAL_STATUS = 3, "in_force"
SYMBOL = 0.9  # of the height of a row


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was found while a map was drawn, for its legend."""

    place: Place
    frame: Frame
    marking: Marking
    names_left_out: int
    by_district: Mapping[str, int]


def legend_items(data: MapData, sheet: Sheet) -> list[Item]:
    """Return the rows of the legend."""
    return [
        *_made_items(data, sheet),
        *_class_items(data, sheet),
        *_product_items(data, sheet),
        *_place_items(data, sheet),
        *_line_items(data, sheet),
    ]


def _made_items(data: MapData, sheet: Sheet) -> list[Item]:
    """Return the rows of the scenario and of the tour."""
    plan, tour, words, grey = data.made.plan, data.made.tour, data.words, data.order.black_and_white
    items: list[Item] = []
    if plan:
        items += plan_items(plan, words, sheet.frame, grey, _left_out(data, sheet))
    return [*items, *(tour_items(tour, words, grey) if tour else [])]


def _left_out(data: MapData, sheet: Sheet) -> int:
    """Return how many communes on the sheet are no part of the plan that colours the others."""
    communes, plan = data.content("communes"), data.made.plan
    if communes is None or plan is None or not data.order.made.colours_communes:
        return 0
    codes = {row["code"] for row in plan.communes.rows}
    return sum(communes.rows[at]["code"] not in codes for at in rows_on(communes, sheet.frame))


def class_title(data: MapData) -> str:
    """Return what communes are coloured by, with its unit; empty where they have one colour."""
    if data.classes is None:
        return ""
    title = data.words.translate(data.classes["title"])
    crop = data.classes["crop"]
    return f"{title}: {printable(crop)}" if crop else title


def _class_items(data: MapData, sheet: Sheet) -> list[Item]:
    """Return classes with their limits, then why communes have no figure, with numbers of the sheet."""
    answer, communes, words = data.classes, data.content("communes"), data.words
    if answer is None or communes is None:
        return []
    codes = [communes.rows[at]["code"] for at in rows_on(communes, sheet.frame)]
    text = COMMUNES if len(codes) == len(communes.rows) else COMMUNES_SHOWN
    states = Counter(answer["state"].get(code, "no_data") for code in codes)
    values = [answer["values"][code] for code in codes if answer["state"].get(code) == "value"]
    unit = words.translate(answer["unit"]) if answer["unit"] else ""
    items: list[Item] = [
        Words(f"{class_title(data)} ({unit})" if unit else class_title(data), bold=True, before=0.4)
    ]
    grey = data.order.black_and_white
    for at, one in enumerate(answer["classes"]):
        fill = class_fill(at, len(answer["classes"]), one["colour"], grey)
        count = sum(one["from"] <= value <= one["to"] for value in values)
        counted = words.text(text, count=words.number(count))
        items.append(_area_row(fill, limits_text(one, words), counted, grey))
    for state in STATE_TEXTS:
        if states[state]:
            counted = words.text(text, count=words.number(states[state]))
            reason = words.translate(STATE_TEXTS[state])
            items.append(_area_row(state_fill(state, grey), reason, counted, grey))
    return [*items, *(Words(words.text(note, **values), 0.86) for note, values in answer["notes"])]


def limits_text(one: Mapping[str, float], words: Wording) -> str:
    """Return the smallest and the largest value of a class."""
    low, high = words.number(one["from"]), words.number(one["to"])
    return low if low == high else f"{low} – {high}"


def _area_row(fill: Fill, text: str, counted: str, grey: bool) -> Row:
    """Return the row of one fill."""
    edge = line_of("communes", grey).colour
    return Row(partial(draw_area_swatch, fill, edge), f"{text} ({counted})")


def counts_text(content: Content, sheet: Sheet, words: Wording) -> str:
    """Return how many records a layer has; how many in the unit, on this sheet, without a place, inferred."""
    count = len(content.rows)
    parts = [words.plural("%(num)s record", "%(num)s records", count) % {"num": words.number(count)}]
    inside = sheet.place.records_in(content)
    if inside is not None:
        parts.append(words.text(INSIDE, count=words.number(inside), unit=sheet.place.title))
    shown = len(sheet.marking.shown[content.spec.key])
    parts.append(words.text(SHOWN, count=words.number(shown)))
    if content.unplaced:
        parts.append(words.text(UNPLACED, count=words.number(content.unplaced)))
    if content.inferred:
        parts.append(words.text(INFERRED, count=words.number(content.inferred)))
    return "; ".join(parts)


def _product_items(data: MapData, sheet: Sheet) -> list[Item]:
    """Return groups and statuses of the products on the sheet, each with its number of records."""
    content, words = data.content("products"), data.words
    if content is None:
        return []
    title = words.translate(content.spec.title)
    told = counts_text(content, sheet, words)
    items: list[Item] = [Words(title, bold=True, before=0.5), Words(told, 0.9)]
    detailed = sheet.marking.in_detail
    rows = [content.rows[at] for at in sheet.marking.shown["products"]]
    groups, statuses = (Counter(row[name] for row in rows) for name in ("group", "status"))
    if rows:
        items += _group_items(words, groups, sheet.marking.by_group, detailed)
    if rows and detailed:
        items.append(Words(words.translate(BY_STATUS), 0.9, bold=True, before=0.2))
    for name in LABELS["status"] if detailed else ():
        if statuses[name]:
            look = Look("products", "food", USUAL_STARS, name)
            items.append(
                Row(_symbol(look, detailed), f"{words.label('status', name)}: {words.number(statuses[name])}")
            )
    without = NO_DETAIL if sheet.marking.by_group else NO_GROUPS
    explained = [STARS if detailed else without] if rows else []
    notes = [*explained, PLACED, *([TIMES] if _has_several(sheet, of_products=True) else [])]
    return [*items, *(Words(words.translate(note), 0.86) for note in notes)]


def _group_items(
    words: Wording, groups: Mapping[str | None, int], by_group: bool, detailed: bool
) -> list[Item]:
    """Return the product groups, each with its symbol where the map has one for it, and its number."""
    items: list[Item] = [Words(words.translate(BY_GROUP), 0.9, bold=True, before=0.2)]
    if not by_group:
        items.insert(0, Row(_symbol(Look("products"), False), words.translate(ANY_GROUP)))
    stars, status = (USUAL_STARS, USUAL_STATUS) if detailed else (None, None)
    for group in (*LABELS["product_group"], None):
        if groups[group]:
            name = words.label("product_group", group) if group else words.translate(N_("unknown"))
            told = f"{name}: {words.number(groups[group])}"
            look = Look("products", group, stars, status)
            items.append(Row(_symbol(look, detailed), told) if by_group else Words(told, 0.9))
    return items


def _has_several(sheet: Sheet, *, of_products: bool) -> bool:
    """Tell whether a symbol of products, or of places, stands for several records."""
    marks = (mark for block in sheet.marking.blocks for mark in block.marks)
    return any(mark.count > 1 and (mark.look.layer == "products") is of_products for mark in marks)


def _place_items(data: MapData, sheet: Sheet) -> list[Item]:
    """Return the layers of places, each with its number of records."""
    words = data.words
    places = [one for one in data.contents if one.spec.geometry == "point" and one.spec.key != "products"]
    items: list[Item] = [Words(words.translate(N_("Places")), bold=True, before=0.5)] if places else []
    for content in places:
        told = counts_text(content, sheet, words)
        text = f"{words.translate(content.spec.title)}: {told}"
        items.append(Row(_symbol(Look(content.spec.key), True), text))
    notes = [ONCE] if len(places) > 1 else []
    if _has_several(sheet, of_products=False) and not _has_several(sheet, of_products=True):
        notes.append(TIMES)
    return [*items, *(Words(words.translate(note), 0.86) for note in notes)]


def _symbol(look: Look, in_detail: bool) -> Callable[[Pen, Box], None]:
    """Return what draws a symbol in the middle of a swatch."""

    def draw(pen: Pen, box: Box) -> None:
        size = min(box.height * SYMBOL, box.width)
        mark = Mark(box.left + box.width / 2, box.bottom + box.height / 2, size, look, 1)
        draw_marks(pen, [mark], in_detail)

    return draw


def _line_items(data: MapData, sheet: Sheet) -> list[Item]:
    """Return outlines and lines, the thickest first, each with its number."""
    words, grey = data.words, data.order.black_and_white
    items: list[Item] = []
    for content in sorted(data.contents, key=lambda one: -LINE_RANK.get(one.spec.key, 0)):
        if content.spec.geometry != "point":
            shown = len(rows_on(content, sheet.frame))
            number = words.number(shown)
            counted = number if shown == len(content.rows) else words.text(SHOWN, count=number)
            text = f"{words.translate(content.spec.title)}: {counted}"
            items.append(Row(partial(draw_line_swatch, line_of(content.spec.key, grey)), text, high=0.8))
    if sheet.by_district:
        text = f"{words.translate(DISTRICT_ONLY)}: {words.number(sum(sheet.by_district.values()))}"
        items.append(Row(draw_band, text))
    if items:
        items.insert(0, Words(words.translate(N_("Outlines and lines")), bold=True, before=0.5))
    if sheet.names_left_out:
        left_out = words.text(LEFT_OUT, count=words.number(sheet.names_left_out))
        items.append(Words(left_out, 0.86))
    return items


LINE_RANK: Mapping[str, int] = {"provinces": 4, "districts": 3, "communes": 2, "roads": 1}
