"""An atlas: an index, the province, then every commune with products, a page each, in one PDF."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.crs import METRIC
from geodata.errors import N_, InvalidInput
from geodata.indicators import recognised_unless_chosen
from geodata.store import Store
from geodata.vector_writing import telling
from geodata.vocabulary import InSystem
from layers.catalogue import find_layer
from layers.exports.content import Content, read_content
from layers.exports.facts import Facts
from layers.exports.files import Tell
from layers.exports.orders import LayerChoice
from layers.exports.readme import sha256_of
from layers.print_maps.data import MapData, Place, find_place, read_map, unit_title, zones_inside
from layers.print_maps.drawing import Pen
from layers.print_maps.files import MEDIA_TYPES, pdf_properties, prepare_matplotlib, properties
from layers.print_maps.frames import Box
from layers.print_maps.names import map_name
from layers.print_maps.orders import Extent, MapForm, MapOrder
from layers.print_maps.sheets import MARGIN, SCALES, draw_sheet, new_page, subtitle
from layers.print_maps.writing import MM_PER_POINT, extents, printable, shortened
from layers.wording import Wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, HEAD = 5.0, 22.0  # millimetres on A4
COLUMN = 82.0
SIZE, TITLE_SIZE, NOTE_SIZE = 8.0, 14.0, 7.0  # points on A4
READING = N_("Reading the layers")
DRAWING = N_("Drawing %(name)s (page %(page)s of %(pages)s)")
PAGE = N_("page %(page)s of %(pages)s")
PRODUCTS = N_("products: %(count)s")
PAPER_NAME = N_("Atlas of the communes with products")
FILTERED = N_("Filter: %(text)s")
COUNTED = N_("%(communes)s communes with %(products)s products; products in no commune are not counted here.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One map of the atlas: what it shows, how many products are there, which page it is."""

    place: Place
    name: str
    products: int
    page: int


@dataclass(frozen=True, slots=True)
class MadeAtlas:
    """An atlas that was made: where it lies, its name, what it says, its maps, its number of pages."""

    path: Path
    name: str
    media_type: str
    facts: tuple[Facts, ...]
    sha256: str
    sheets: tuple[Sheet, ...]
    pages: int


def make_atlas(
    store: Store, words: Wording, order: MapOrder, target: Path, tell: Tell, address: str | None = None
) -> MadeAtlas:
    """
    Draw the communes with products, each on a page, into one PDF with an index.

    Products are counted as on the map: those of the filter that lie in a commune of the unit system.

    Raises
    ------
    InvalidInput
        No product of the filter lies in a commune.
    TooLarge, DataProblem, NotWritten
        As ``layers.print_maps.files.make_map``.
    """
    from matplotlib.backends.backend_pdf import PdfPages

    tell(0.0, READING)
    data = read_map(store, words, order)
    sheets, index_pages = _sheets(store, data)
    pages = index_pages + len(sheets)
    name = f"atlas_{map_name(order)}.pdf"
    prepare_matplotlib()
    told = properties(data, f"{words.translate(PAPER_NAME)} – {data.province_title}", address)
    with telling(name):
        with PdfPages(target, metadata=pdf_properties(told)) as pdf:
            filtered = words.filter(store, _counted(data).chosen, order.view)
            for figure in _index(data, sheets, index_pages, pages, filtered):
                pdf.savefig(figure)
            for done, sheet in enumerate(sheets):
                tell(done / len(sheets), DRAWING, name=sheet.name, page=sheet.page, pages=pages)
                figure, _ = draw_sheet(data, sheet.place, words.text(PAGE, page=sheet.page, pages=pages))
                pdf.savefig(figure)
        sha256 = sha256_of(target)
    return MadeAtlas(target, name, MEDIA_TYPES[MapForm.PDF], data.facts, sha256, tuple(sheets), pages)


def products_by_commune(products: Content) -> Counter[str]:
    """Return the number of products in each commune, by its code."""
    return Counter(row["commune_code"] for row in products.rows if row["in_system"] == InSystem.COMMUNE)


def _counted(data: MapData) -> LayerChoice:
    """Return the products whose communes have a page, whether they are on the maps or not."""
    shown = data.order.choice("products")
    # As the screen counts them where the maps have no products: recognised ones.
    return shown or LayerChoice(find_layer("products"), recognised_unless_chosen(data.order.chosen))


def _sheets(store: Store, data: MapData) -> tuple[list[Sheet], int]:
    """Return the maps in Vietnamese order of the communes, after the province, and how long the index is."""
    view = data.order.view
    products = data.content("products") or read_content(store, _counted(data), view, METRIC)
    counts = products_by_commune(products)
    # The rows of a layer are in Vietnamese order.
    communes = data.content("communes") or read_content(
        store, LayerChoice(find_layer("communes")), view, METRIC
    )
    shown = [
        (row, shape)
        for row, shape in zip(communes.rows, communes.shapes, strict=True)
        if counts[row["code"]] and shape is not None
    ]
    if not shown:
        raise InvalidInput(N_("No product of the filter lies in a commune: an atlas would have no page"))
    columns, rows = _index_size(data)
    index_pages = math.ceil((len(shown) + 1) / (columns * rows))
    province = find_place(store, data, Extent())
    total = sum(counts[row["code"]] for row, _ in shown)
    sheets = [Sheet(province, data.province_title, total, index_pages + 1)]
    for at, (row, shape) in enumerate(shown):
        title = unit_title(data.words, row)
        zones = zones_inside(store, data.order.view, row["code"])
        place = Place(shape.bounds, title, shape, row["code"], zones)
        sheets.append(Sheet(place, title, counts[row["code"]], index_pages + 2 + at))
    return sheets, index_pages


def _index_size(data: MapData) -> tuple[int, int]:
    """Return how many columns and rows an index page has."""
    scale = SCALES[data.order.paper]
    width, height = data.order.size_mm
    columns = int((width / scale - 2 * MARGIN) // COLUMN)
    return columns, int((height / scale - 2 * MARGIN - HEAD) // ROW)


def _index(
    data: MapData, sheets: Sequence[Sheet], index_pages: int, pages: int, filtered: str
) -> list[Figure]:
    """Return the pages of the index: name of each commune, its products, its page, and which are counted."""
    words = data.words
    columns, rows = _index_size(data)
    figures = []
    for at in range(index_pages):
        figure, pen = new_page(data)
        width, height = data.order.size_mm
        margin, scale = MARGIN * pen.scale, pen.scale
        title = printable(data.order.title) or f"{words.translate(PAPER_NAME)} – {data.province_title}"
        counted = words.text(
            COUNTED, communes=words.number(len(sheets) - 1), products=words.number(sheets[0].products)
        )
        if filtered:
            counted += f" {words.text(FILTERED, text=printable(filtered))}."
        top = height - margin
        lines = ((title, TITLE_SIZE, True), (f"{subtitle(data)}. {counted}", NOTE_SIZE, False))
        for line, size, bold in lines:
            top -= size * scale * 1.4 * MM_PER_POINT
            shown = shortened(line, width - 2 * margin, size * scale, bold)
            pen.write(margin, top, shown, size * scale, bold=bold)
        part = sheets[at * columns * rows : (at + 1) * columns * rows]
        _write_rows(
            pen, part, data, Box(margin, margin, width - 2 * margin, height - 2 * margin - HEAD * scale)
        )
        footer = words.text(PAGE, page=at + 1, pages=pages)
        pen.write(width - margin, margin * 0.4, footer, 6.5 * scale, ha="right")
        figures.append(figure)
    return figures


def _write_rows(pen: Pen, sheets: Sequence[Sheet], data: MapData, box: Box) -> None:
    """Write the lines of an index page in columns."""
    words, scale = data.words, pen.scale
    columns, rows = _index_size(data)
    width = box.width / columns
    size = SIZE * scale
    for at, sheet in enumerate(sheets):
        column, row = divmod(at, rows)
        left, y = box.left + column * width, box.top - (row + 1) * ROW * scale
        right = left + width - 6 * scale
        told = words.text(PRODUCTS, count=words.number(sheet.products))
        page = words.number(sheet.page)
        room = right - left - 34 * scale
        pen.write(left, y, shortened(sheet.name, room, size, bold=sheet is sheets[0] and at == 0), size)
        pen.write(right - 10 * scale, y, told, size, ha="right", color="#444444")
        pen.write(right - extents(page, size, bold=True).width, y, page, size, bold=True)
        pen.rule([(left, y - 1.3 * scale), (right, y - 1.3 * scale)], 0.25 * scale, "#aaaaaa")
