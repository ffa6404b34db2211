"""What a map on paper is drawn from: read once, drawn on one sheet or on many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import METRIC, WGS84, to_metric, to_wgs84
from geodata.errors import N_, DataProblem, InvalidInput, NotFound
from geodata.joins import zones_in
from geodata.office.logo import Picture
from geodata.office.settings import OfficeSettings, read_logo, read_settings
from geodata.store import Store
from geodata.units import units_in, units_on
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitLevel
from layers.answers import choropleth
from layers.chain_labels import STATE_OF, zone_of_break
from layers.exports.content import Content, read_content
from layers.exports.facts import Facts, facts_of
from layers.exports.orders import LayerChoice
from layers.labels import UNIT_TITLES
from layers.print_maps.frames import Frame
from layers.print_maps.made import Made, read_made_layers
from layers.print_maps.orders import Extent, MapOrder
from layers.print_maps.writing import printable
from layers.saved import Around
from layers.tour_files.map_parts import LEAST_WIDTH_M
from layers.wording import Wording

Bounds = tuple[float, float, float, float]
DISTRICT_DIGITS = 3
SIDES = 8  # into which an edge of a box in degrees is cut: in metres it is bent


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """
    An extent on the land: its bounds in metres, its name, outline and code of the unit that it is.

    ``zones`` are the identifiers of the raw-material zones that lie in the unit, wholly or in part.
    """

    bounds: Bounds
    title: str
    outline: BaseGeometry | None = None
    code: str | None = None
    zones: frozenset[str] = frozenset()

    def records_in(self, content: Content) -> int | None:
        """
        Return how many records of a layer lie in the unit, with a point or without; None: no unit.

        A zone over several units lies in each of them, as on their pages and in their lists.
        """
        if self.code is None:
            return None
        named = f"{_level_of(self.code)}_code"
        return sum(
            1
            for row in content.rows
            if row.get(named) == self.code or _zone_of(content.spec.key, row) in self.zones
        )


@dataclass(frozen=True, slots=True, eq=False)
class MapData:
    """
    The layers of a map in EPSG:9208 with the facts about each, in the words of one language.

    ``classes`` is the answer of ``layers.answers.choropleth``, None where
    communes have one colour. ``province`` is the outline of the province of
    the unit system. ``made`` are the scenario and the tour; ``facts`` are of
    their layers too.
    """

    order: MapOrder
    words: Wording
    contents: tuple[Content, ...]
    facts: tuple[Facts, ...]
    classes: Mapping[str, Any] | None
    province: BaseGeometry
    province_title: str
    office: OfficeSettings
    logo: Picture | None
    made: Made = field(default_factory=Made)

    def content(self, key: str) -> Content | None:
        """Return the layer ``key``, if it is on the map."""
        return next((one for one in self.contents if one.spec.key == key), None)


def zones_inside(store: Store, view: View, code: str) -> frozenset[str]:
    """Return the identifiers of the zones that lie in a commune or district, wholly or in part."""
    inside = frozenset({code})
    chosen = ProductFilter(commune=inside) if _level_of(code) == "commune" else ProductFilter(district=inside)
    return frozenset(zones_in(store, view, chosen)["zone_id"])


def _level_of(code: str) -> str:
    """Return what level of unit a code is of."""
    return "commune" if len(code) > DISTRICT_DIGITS else "district"


def _zone_of(key: str, row: Mapping[str, Any]) -> str | None:
    """Return the zone that a row of a layer is; None: it is none."""
    if key == "material_zones":
        return str(row["id"])
    return zone_of_break(row["id"]) if key in STATE_OF else None


def read_map(store: Store, words: Wording, order: MapOrder, around: Around | None = None) -> MapData:
    """
    Read the layers of a map, and the scenario and tour on it.

    ``around`` tells what these are compared with; None: the day of the view, and no engine.

    Raises
    ------
    InvalidInput, TooLarge
        As ``layers.exports.content.read_content``.
    DataProblem
        The unit system has no outline of the province.
    """
    provinces = units_in(store, order.view.units, UnitLevel.PROVINCE, order.view.today)
    provinces = provinces[provinces["shape"].notna()]
    if provinces.empty:
        raise DataProblem(N_("No outline of the province is loaded: there is nothing to draw a map on"))
    classes = _classes(store, order)
    contents = tuple(
        read_content(store, _with_crop(choice, classes), order.view, METRIC) for choice in order.layers
    )
    made = read_made_layers(store, words, order.made, around or Around(today=order.view.today))
    office = read_settings(store)
    return MapData(
        order=order,
        words=words,
        contents=contents,
        facts=tuple(facts_of(store, content, words) for content in (*contents, *made.contents)),
        classes=classes,
        province=to_metric(provinces.geometry).union_all(),
        province_title=unit_title(words, provinces.iloc[0]),
        office=office,
        logo=read_logo(store, office.logo) if office.logo else None,
        made=made,
    )


def find_place(store: Store, data: MapData, extent: Extent) -> Place:
    """
    Return where an extent lies.

    Raises
    ------
    InvalidInput
        A box shows nothing of the province.
    NotFound
        There is no such unit with an outline.
    """
    if extent.unit:
        code, valid_from = extent.unit
        units = units_on(store, valid_from)
        found = units[(units["unit_code"] == code) & units["shape"].notna()]
        if found.empty:
            raise NotFound(N_("No unit has the code %(code)s"), code=code)
        outline = to_metric(found.geometry).iloc[0]
        zones = zones_inside(store, data.order.view, code)
        return Place(outline.bounds, unit_title(data.words, found.iloc[0]), outline, code, zones)
    if extent.bbox:
        title = data.words.text(N_("a part of %(unit)s"), unit=data.words.in_sentence(data.province_title))
        return Place(_box_bounds(data, extent.bbox), title)
    bounds = data.made.bounds() if extent.made else None
    return Place(_at_least(bounds) if bounds else data.province.bounds, data.province_title)


def _at_least(bounds: Bounds) -> Bounds:
    """Return bounds in metres that are no narrower than ``LEAST_WIDTH_M``."""
    west, south, east, north = bounds
    across, up = (max(0.0, LEAST_WIDTH_M - side) / 2 for side in (east - west, north - south))
    return west - across, south - up, east + across, north + up


def unit_title(words: Wording, unit: Mapping[str, Any]) -> str:
    """Return the name of a unit with its kind, as it can be printed."""
    return words.text(UNIT_TITLES[str(unit["kind"])], name=printable(str(unit["name"])))


def _box_bounds(data: MapData, bbox: Bounds) -> Bounds:
    """
    Return the bounds in metres of a box in degrees; a part that is far from the province is left off.

    A screen that shows half of Asia is asked for what it shows of the province.
    """
    west, south, east, north = data.province.bounds
    width, height = east - west, north - south
    near = shapely.box(west - width, south - height, east + width, north + height)
    reach = to_wgs84(gpd.GeoSeries([near], crs=METRIC)).total_bounds
    box = shapely.box(*bbox).intersection(shapely.box(*reach))
    metric = to_metric(gpd.GeoSeries([_bent(box)], crs=WGS84)).iloc[0] if box.area else shapely.Polygon()
    if not metric.intersects(data.province):
        raise InvalidInput(
            N_("The box %(bbox)s shows nothing of the province"), bbox=", ".join(f"{v:g}" for v in bbox)
        )
    found: Bounds = metric.intersection(near).bounds
    return found


def _bent(box: BaseGeometry) -> BaseGeometry:
    """Return a box with points on its edges."""
    west, south, east, north = box.bounds
    return shapely.segmentize(box, max(east - west, north - south) / SIDES)


def _classes(store: Store, order: MapOrder) -> Mapping[str, Any] | None:
    """Return classes and values of the communes, as the screen gets them."""
    communes = order.choice("communes")
    if communes is None or communes.indicator is None:
        return None
    indicator, crop = communes.indicator
    return choropleth(
        store,
        order.view,
        indicator,
        communes.chosen,
        crop=crop,
        scheme=order.scheme,
        classes=order.classes,
        palette=order.palette,
    )


def _with_crop(choice: LayerChoice, classes: Mapping[str, Any] | None) -> LayerChoice:
    """Return a layer with the crop that its classes are of, where the order names none."""
    if choice.indicator is None or classes is None:
        return choice
    return replace(choice, indicator=(choice.indicator[0], classes["crop"]))


def rows_on(content: Content, frame: Frame) -> list[int]:
    """Return the rows of a layer of outlines or lines of which a frame shows something."""
    found: list[int] = np.flatnonzero(shapely.intersects(content.shapes.to_numpy(), frame.land())).tolist()
    return found


def points_on(content: Content) -> np.ndarray:
    """Return x and y in metres of each record, n × 2; NaN where it has no place."""
    points = content.shapes.to_numpy()
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])
