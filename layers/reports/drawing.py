"""The pictures of a report: maps on paper, of a scenario too, and the days of a tour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd

from geodata.crs import to_metric
from geodata.store import Store
from geodata.vector_writing import telling
from geodata.view import View
from layers.exports.readme import sha256_of
from layers.print_maps.orders import MapForm, MapOrder
from layers.saved import Around
from layers.tour_files.outlines import tour_outlines
from layers.tour_files.sheet import SheetDay
from layers.tour_files.tour_map import day_figure
from layers.wording import Wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

    from layers.reports.contents import Figure

WIDTH_CM, HEIGHT_CM = 17.0, 12.0
DPI = 170


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMap:
    """The map on paper of a scenario, and what the scenario is compared with."""

    order: MapOrder
    around: Around


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMap:
    """The map of one day of a tour over the communes of its unit system."""

    day: SheetDay
    view: View
    north: str


Drawing = MapOrder | PlanMap | DayMap


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
    path, drawing = folder / f"{figure.name}.png", figure.drawing
    if not isinstance(drawing, DayMap):
        return _map(store, words, drawing, MapForm.PNG, path, address)
    canvas = _day(drawing, to_metric(_outlines(store, drawing.view)))
    with telling(path.name):
        canvas.savefig(path, format="png", dpi=DPI, metadata={"Title": figure.caption, "Software": None})
        return Drawn(path, sha256_of(path))


def draw_sheet(
    store: Store, words: Wording, figure: Figure, folder: Path, address: str | None = None
) -> Drawn | None:
    """Draw a map for printing, as ``<its name>.pdf``; None for what is no map on paper."""
    if isinstance(figure.drawing, DayMap):
        return None
    return _map(store, words, figure.drawing, MapForm.PDF, folder / f"{figure.name}.pdf", address)


def _map(
    store: Store, words: Wording, drawing: MapOrder | PlanMap, form: MapForm, path: Path, address: str | None
) -> Drawn:
    """Draw a map on paper."""
    # matplotlib: half a second, only where something is drawn.
    from layers.print_maps.files import make_map

    order, around = (drawing.order, drawing.around) if isinstance(drawing, PlanMap) else (drawing, None)
    made = make_map(store, words, order, form, path, address, around=around)
    return Drawn(made.path, made.sha256)


def _outlines(store: Store, view: View) -> gpd.GeoDataFrame:
    """Return the communes of a unit system, simplified (EPSG:4326)."""
    answer: Mapping[str, Mapping[str, str]] = {"basis": {"units": view.units.value}}
    return tour_outlines(store, answer, view.today)


def _day(drawing: DayMap, outlines: gpd.GeoDataFrame) -> Canvas:
    """Draw a day of a tour."""
    return day_figure(drawing.day, outlines, (WIDTH_CM, HEIGHT_CM), drawing.north)
