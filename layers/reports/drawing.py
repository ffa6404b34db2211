"""The pictures of a report: maps on paper, the points of a scenario, the days of a tour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.crs import WGS84, to_metric
from geodata.store import Store
from geodata.vector_writing import telling
from geodata.view import View
from layers.exports.readme import sha256_of
from layers.print_maps.orders import MapForm, MapOrder
from layers.tour_files.map_parts import Frame, draw_north, draw_scale, frame_around, write
from layers.tour_files.outlines import tour_outlines
from layers.tour_files.sheet import SheetDay
from layers.tour_files.tour_map import BORDER, INCH_CM, LAND, OUTSIDE, day_figure
from layers.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from layers.reports.contents import Figure

WIDTH_CM, HEIGHT_CM = 17.0, 12.0
DPI = 170
NEW, EXISTING = "#b3261e", "#0072b2"


@dataclass(frozen=True, slots=True, kw_only=True)
class PointMap:
    """
    New and existing points over the communes.

    ``points`` are longitude, latitude (EPSG:4326), name and whether it is new;
    the texts are in the language of the report.
    """

    points: tuple[tuple[float, float, str, bool], ...]
    view: View
    new: str
    existing: str
    north: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMap:
    """The map of one day of a tour over the communes of its unit system."""

    day: SheetDay
    view: View
    north: str


Drawing = MapOrder | PointMap | DayMap


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that was drawn, and what it says of itself besides its checksum."""

    path: Path
    sha256: str


def draw(store: Store, words: Wording, figure: Figure, folder: Path, address: str | None = None) -> Drawn:
    """
    Draw a figure as ``<its name>.png`` into ``folder``.

    Raises
    ------
    NotWritten
        The disk is full or refuses.
    """
    # matplotlib: half a second, only where something is drawn.
    from layers.print_maps.files import make_map

    path = folder / f"{figure.name}.png"
    drawing = figure.drawing
    if isinstance(drawing, MapOrder):
        made = make_map(store, words, drawing, MapForm.PNG, path, address)
        return Drawn(made.path, made.sha256)
    outlines = to_metric(_outlines(store, drawing.view))
    canvas = _points(drawing, outlines) if isinstance(drawing, PointMap) else _day(drawing, outlines)
    with telling(path.name):
        canvas.savefig(path, format="png", dpi=DPI, metadata={"Title": figure.caption, "Software": None})
        return Drawn(path, sha256_of(path))


def draw_sheet(
    store: Store, words: Wording, figure: Figure, folder: Path, address: str | None = None
) -> Drawn | None:
    """Draw a map for printing, as ``<its name>.pdf``; None for what is no map on paper."""
    from layers.print_maps.files import make_map

    if not isinstance(figure.drawing, MapOrder):
        return None
    made = make_map(store, words, figure.drawing, MapForm.PDF, folder / f"{figure.name}.pdf", address)
    return Drawn(made.path, made.sha256)


def _outlines(store: Store, view: View) -> gpd.GeoDataFrame:
    """Return the communes of a unit system, simplified (EPSG:4326)."""
    answer: Mapping[str, Mapping[str, str]] = {"basis": {"units": view.units.value}}
    return tour_outlines(store, answer, view.today)


def _day(drawing: DayMap, outlines: gpd.GeoDataFrame) -> Canvas:
    """Draw a day of a tour."""
    return day_figure(drawing.day, outlines, (WIDTH_CM, HEIGHT_CM), drawing.north)


def _points(drawing: PointMap, outlines: gpd.GeoDataFrame) -> Canvas:
    """Draw the communes and, above them, the points: new ones as diamonds, existing ones as squares."""
    from matplotlib.figure import Figure as Canvas

    corners = shapely.get_coordinates(shapely.box(*outlines.total_bounds))
    frame = frame_around(corners, WIDTH_CM, HEIGHT_CM)
    canvas = Canvas(figsize=(WIDTH_CM / INCH_CM, HEIGHT_CM / INCH_CM), facecolor=OUTSIDE)
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(frame.west, frame.west + frame.width_m)
    axes.set_ylim(frame.south, frame.south + frame.height_m)
    for part in outlines.geometry.explode():
        axes.fill(
            *shapely.get_coordinates(part.exterior).T,
            facecolor=LAND,
            edgecolor=BORDER,
            linewidth=0.4,
            zorder=1,
        )
    _mark(axes, drawing, frame)
    _explain(axes, drawing, frame)
    draw_scale(axes, frame)
    draw_north(axes, frame, drawing.north)
    return canvas


def _mark(axes: Axes, drawing: PointMap, frame: Frame) -> None:
    """Draw the points with their numbers in the table's order and their names."""
    degrees = gpd.GeoSeries(gpd.points_from_xy(*_columns(drawing.points)), crs=WGS84)
    for spot, (_, _, name, is_new) in zip(
        shapely.get_coordinates(to_metric(degrees).to_numpy()), drawing.points, strict=True
    ):
        axes.plot(*spot, zorder=4, **_look(is_new))
        below = np.array([spot[0], spot[1] - 4 * frame.metres_per_mm])
        write(axes, below, name if len(name) <= 30 else f"{name[:29]}…", size=6.5, order=5, color="black")


def _columns(points: Sequence[tuple[float, float, str, bool]]) -> tuple[list[float], list[float]]:
    """Return longitudes and latitudes."""
    return [point[0] for point in points], [point[1] for point in points]


def _look(is_new: bool) -> dict[str, Any]:
    """Return shape and colour of a point: told apart without colours too."""
    return {
        "marker": "D" if is_new else "s",
        "color": NEW if is_new else EXISTING,
        "markersize": 7,
        "markeredgecolor": "white",
        "linestyle": "none",
    }


def _explain(axes: Axes, drawing: PointMap, frame: Frame) -> None:
    """Say in the north-west corner which mark means what."""
    step = 6 * frame.metres_per_mm
    west, north = frame.west + step, frame.south + frame.height_m - step
    for line, (is_new, text) in enumerate(((True, drawing.new), (False, drawing.existing))):
        axes.plot(west, north - line * step, zorder=8, **_look(is_new))
        spot = np.array([west + step * 0.8, north - line * step])
        write(axes, spot, text, size=7, order=8, color="black", ha="left")
