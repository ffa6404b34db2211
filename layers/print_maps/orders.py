"""What a map on paper is to show, and on which paper; read from the texts of an address or of JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from geodata.errors import N_, InvalidInput, NotFound, TooLarge
from geodata.indicator_names import Indicator, obeys_filter
from geodata.indicators import recognised_unless_chosen
from geodata.json_reading import bad, check_known, read_object
from geodata.programme.filtering import followed_of
from geodata.store import Store
from geodata.units import units_in
from geodata.view import ProductFilter, View
from geodata.view_reading import (
    CODE,
    FILTER_NAMES,
    VIEW_NAMES,
    not_allowed,
    read_bbox,
    read_day,
    read_filter,
    read_one_of,
    read_text,
    read_view,
)
from geodata.vocabulary import UnitLevel, UnitSystem
from layers.catalogue import CATALOGUE, find_layer
from layers.chain_labels import STATE_OF
from layers.classes import MAX_CLASSES, MIN_CLASSES, Palette, Scheme
from layers.exports.orders import INDICATOR_NAMES, LONGEST_ORDER, LayerChoice
from layers.print_maps.made_orders import MADE_NAMES, NO_INDICATOR, MadeOrder, read_made, with_made
from layers.saved import Viewer

Bbox = tuple[float, float, float, float]

MM_PER_INCH = 25.4
MARGIN = 0.04  # of the extent, on each side
MADE_MARGIN = 0.07  # symbols stand on the outermost places
MOST_PIXELS = 80_000_000
LEAST_DPI, USUAL_DPI, MOST_DPI = 24, 300, 1200
USUAL_CLASSES = 5
# Whole numbers: smallest, largest, usual.
NUMBERS: Mapping[str, tuple[int, int, int]] = {
    "classes": (MIN_CLASSES, MAX_CLASSES, USUAL_CLASSES),
    "dpi": (LEAST_DPI, MOST_DPI, USUAL_DPI),
}
EXTENT_NAMES = ("bbox", "unit", "unit_from", "extent")
PAPER_NAMES = ("paper", "orientation", "dpi", "colours", "title")
CLASS_NAMES = ("scheme", "classes", "palette")
MAP_NAMES = (
    "layers",
    *VIEW_NAMES,
    *FILTER_NAMES,
    *INDICATOR_NAMES,
    *CLASS_NAMES,
    *MADE_NAMES,
    *EXTENT_NAMES,
    *PAPER_NAMES,
)
BODY_NAMES = (*MAP_NAMES, "format", "atlas")
NOT_AN_ORDER = N_(
    'Send one JSON object: {"layers": ["communes", "products"], "paper": "a3", "format": "pdf"}'
)


class Paper(StrEnum):
    """Sizes of paper (ISO 216)."""

    A4 = "a4"
    A3 = "a3"
    A2 = "a2"
    A1 = "a1"


class MapForm(StrEnum):
    """Kinds of files: a picture, text and lines for printing, shapes for drawing programs."""

    PNG = "png"
    PDF = "pdf"
    SVG = "svg"


class Orientation(StrEnum):
    """How the paper lies."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


class Fitting(StrEnum):
    """What a map without a box and a unit is fitted to: the province, or the scenario or tour on it."""

    PROVINCE = "province"
    MADE = "made"


class Colours(StrEnum):
    """Whether the paper has colours."""

    COLOUR = "colour"
    BLACK_AND_WHITE = "bw"


PAPER_MM: Mapping[Paper, tuple[float, float]] = {
    Paper.A4: (210, 297),
    Paper.A3: (297, 420),
    Paper.A2: (420, 594),
    Paper.A1: (594, 841),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """
    What the map is fitted to: a unit (code, valid_from), a box in degrees (EPSG:4326), else the province.

    ``made``: the scenario or tour that is on the map. ``margin`` is a part of
    its width and height that is left on each side.
    """

    unit: tuple[str, date] | None = None
    bbox: Bbox | None = None
    made: bool = False
    margin: float = MARGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOrder:
    """
    One map: its layers, in any order; the view; how communes are classed; extent and paper.

    Layers are drawn in an order of their own: outlines, roads, points.
    ``chosen`` is the filter of products, whether they are on the map or not.
    ``title`` empty: made from layers and extent.
    """

    layers: tuple[LayerChoice, ...]
    view: View
    chosen: ProductFilter = field(default_factory=ProductFilter)
    made: MadeOrder = field(default_factory=MadeOrder)
    scheme: Scheme = Scheme.NATURAL_BREAKS
    classes: int = USUAL_CLASSES
    palette: Palette = Palette.BLUES
    extent: Extent = field(default_factory=Extent)
    paper: Paper = Paper.A4
    landscape: bool = True
    dpi: int = USUAL_DPI
    black_and_white: bool = False
    title: str = ""

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the paper."""
        short, long = PAPER_MM[self.paper]
        return (long, short) if self.landscape else (short, long)

    @property
    def pixels(self) -> int:
        """Number of pixels of a picture of it."""
        width, height = (math.floor(side / MM_PER_INCH * self.dpi) for side in self.size_mm)
        return width * height

    def choice(self, key: str) -> LayerChoice | None:
        """Return the layer ``key``, if it is on the map."""
        return next((one for one in self.layers if one.spec.key == key), None)


def find_form(name: str) -> MapForm:
    """Return a kind of file; InvalidInput names those that there are."""
    if name not in tuple(MapForm):
        raise InvalidInput(
            N_("There is no format %(value)s; there are %(allowed)s"), value=name, allowed=", ".join(MapForm)
        )
    return MapForm(name)


def largest_dpi(paper: Paper, most_pixels: int = MOST_PIXELS) -> int:
    """Return the largest number of pixels per inch at which a picture has at most ``most_pixels``."""
    short, long = (side / MM_PER_INCH for side in PAPER_MM[paper])
    return min(MOST_DPI, math.floor(math.sqrt(most_pixels / (short * long))))


def check_size(order: MapOrder, form: MapForm) -> None:
    """Refuse more pixels than a picture may have; TooLarge names the largest resolution for the paper."""
    if form is MapForm.PNG and order.pixels > MOST_PIXELS:
        raise TooLarge(
            N_("%(paper)s at %(dpi)s dpi are %(pixels)s megapixels; at most %(allowed)s dpi are possible"),
            paper=order.paper.upper(),
            dpi=order.dpi,
            pixels=round(order.pixels / 1e6),
            allowed=largest_dpi(order.paper),
        )


def read_map_order(
    store: Store, given: Mapping[str, str], form: MapForm, today: date, viewer: Viewer | None = None
) -> MapOrder:
    """
    Return the map that the values of an address name, to be drawn as a file of a kind.

    ``viewer`` is who asks; None is a reader who has not signed in.

    The filter is one of products and of an indicator that counts them, as on
    the screen; as there it chooses among producers by their facts and among the
    breaks of the value chain by place and text, and among nothing else. Such an
    indicator, and the products drawn with it, are of recognised products where
    the filter says nothing of recognition.

    Raises
    ------
    InvalidInput, NotFound, TooLarge
        Something is unknown, not allowed or too much; the message says what is allowed.
    """
    made = read_made(store, given, viewer or Viewer())
    given = with_made(given, made)
    view = read_view(given, today)
    if view.units is UnitSystem.Y2019:
        raise not_allowed("units", view.units, "2025, 2024")
    layers, chosen = _layers(given)
    order = MapOrder(
        layers=layers,
        view=view,
        chosen=chosen,
        made=made,
        scheme=read_one_of(given, "scheme", Scheme, Scheme.NATURAL_BREAKS),
        classes=_whole(given, "classes"),
        palette=read_one_of(given, "palette", Palette, Palette.BLUES),
        extent=_extent(store, given, view, made),
        paper=read_one_of(given, "paper", Paper, Paper.A4),
        landscape=read_one_of(given, "orientation", Orientation, Orientation.LANDSCAPE)
        is Orientation.LANDSCAPE,
        dpi=_whole(given, "dpi"),
        black_and_white=read_one_of(given, "colours", Colours, Colours.COLOUR) is Colours.BLACK_AND_WHITE,
        title=read_text(given, "title"),
    )
    check_size(order, form)
    return order


def read_map_body(
    store: Store, text: str, today: date, viewer: Viewer | None = None
) -> tuple[MapOrder, MapForm, bool]:
    """
    Return the map of a JSON object, its form, and whether it is an atlas of communes.

    Values are as in addresses, or lists of texts and numbers, ``true`` for ``atlas``.

    Raises
    ------
    InvalidInput, NotFound, TooLarge
        As ``read_map_order``.
    """
    if len(text) > LONGEST_ORDER:
        raise TooLarge(N_("An order holds at most %(allowed)s signs"), allowed=LONGEST_ORDER)
    given = dict(read_object(text, NOT_AN_ORDER))
    check_known(given, BODY_NAMES)
    atlas = given.pop("atlas", False)
    if not isinstance(atlas, bool):
        raise bad("atlas", atlas, "true, false")
    texts = {name: _text(name, value) for name, value in given.items() if value is not None}
    form = read_one_of(texts, "format", MapForm, MapForm.PDF)
    if atlas and form is not MapForm.PDF:
        raise not_allowed("format", form, MapForm.PDF)
    order = read_map_order(store, texts, form, today, viewer)
    if atlas and not order.made.is_empty:
        raise InvalidInput(N_("An atlas shows every commune: it takes no scenario and no tour"))
    if atlas and order.extent != Extent():
        raise InvalidInput(N_("An atlas shows every commune: it takes no bbox and no unit"))
    return order, form, atlas


def _layers(given: Mapping[str, str]) -> tuple[tuple[LayerChoice, ...], ProductFilter]:
    """Return the layers, each once, in the order of the catalogue, and the filter of products."""
    usual = ",".join(spec.key for spec in CATALOGUE if spec.shown)
    keys = [find_layer(key).key for key in given.get("layers", usual).split(",") if key]
    if not keys:
        raise not_allowed("layers", "", ", ".join(spec.key for spec in CATALOGUE))
    if len(set(keys)) < len(keys):
        raise not_allowed("layers", ",".join(keys), N_("each layer once"))
    chosen = read_filter(given)
    indicator = None
    if given.get("indicator") != NO_INDICATOR:
        indicator = read_one_of(given, "indicator", Indicator, Indicator.PRODUCTS), given.get("crop") or None
        if "communes" in keys and obeys_filter(indicator[0]):
            # Symbols and colours of one sheet count the same products, and its line of the filter says which.
            chosen = recognised_unless_chosen(chosen)
    choices = {
        "products": LayerChoice(find_layer("products"), chosen),
        "communes": LayerChoice(
            find_layer("communes"), chosen if indicator else ProductFilter(), None, indicator
        ),
        "producers": LayerChoice(find_layer("producers"), followed_of(chosen, "producers")),
        **{key: LayerChoice(find_layer(key), chosen.of_place()) for key in STATE_OF},
    }
    layers = tuple(choices.get(spec.key, LayerChoice(spec)) for spec in CATALOGUE if spec.key in keys)
    return layers, chosen


def _extent(store: Store, given: Mapping[str, str], view: View, made: MadeOrder) -> Extent:
    """Return the extent: a box, a unit of the system (or an old district), what was made, the province."""
    box, code, fitting = read_bbox(given), given.get("unit"), given.get("extent")
    if box and code:
        raise InvalidInput(N_("Either bbox or unit, not both"))
    if fitting and (box or code):
        raise InvalidInput(N_("Either extent or bbox or unit"))
    if box:
        if box[0] == box[2] or box[1] == box[3]:
            raise not_allowed("bbox", given["bbox"], "west < east, south < north")
        return Extent(bbox=box)
    if code:
        return Extent(unit=find_extent(store, code, read_day(given, "unit_from"), view))
    usual = Fitting.PROVINCE if made.is_empty else Fitting.MADE
    if read_one_of(given, "extent", Fitting, usual) is Fitting.PROVINCE:
        return Extent()
    if made.is_empty:
        raise not_allowed("extent", Fitting.MADE, Fitting.PROVINCE)
    return Extent(made=True, margin=MADE_MARGIN)


def find_extent(store: Store, code: str, valid_from: date | None, view: View) -> tuple[str, date]:
    """
    Return the key of a commune of the unit system, or of a district until 30 June 2025.

    ``valid_from`` must be the unit's, where it is given: a code alone may
    have meant another place.
    """
    if not CODE.fullmatch(code):
        raise not_allowed("unit", code, N_("codes of two to five digits"))
    communes = units_in(store, view.units, UnitLevel.COMMUNE, view.today)
    districts = units_in(store, UnitSystem.Y2024, UnitLevel.DISTRICT)
    for units in (communes, districts):
        found = units[(units["unit_code"] == code) & units["shape"].notna()]
        keys = [(str(row.unit_code), row.valid_from) for row in found.itertuples()]
        for key in keys:
            if valid_from in (None, key[1]):
                return key
    raise NotFound(
        N_("No commune of the unit system %(system)s and no district has the code %(code)s and an outline"),
        system=view.units.value,
        code=code,
    )


def _whole(given: Mapping[str, str], name: str) -> int:
    """Return one of the whole numbers of an order."""
    low, high, usual = NUMBERS[name]
    value = given.get(name)
    if value is None:
        return usual
    if not (value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high):
        raise not_allowed(name, value, _reach(name))
    return int(value)


def _text(name: str, value: Any) -> str:  # noqa: ANN401 -- any JSON value
    """Return a value as it would stand in an address."""
    if isinstance(value, list):
        return ",".join(_text(name, part) for part in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise bad(name, value, _reach(name) if name in NUMBERS else "“…”")
    return value


def _reach(name: str) -> str:
    """Return from where to where a whole number goes."""
    low, high, _ = NUMBERS[name]
    return f"{low} – {high}"
