"""What every printed map has: texts set in our own font, a scale bar, an arrow to the north."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from geodata.crs import WGS84, to_metric
from layers.fonts import FILES, font_folder

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Metres = npt.NDArray[np.float64]  # EPSG:9208
MARGIN = 0.14  # of the extent, on each side, so that no mark lies on the frame
LEAST_WIDTH_M = 6_000.0  # a day in one town is still shown with what lies around it
PANEL = 7  # drawing order: below it the map, above it what has to be read over anything


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the map: its south-west corner and size in metres (EPSG:9208), its width on paper."""

    west: float
    south: float
    width_m: float
    height_m: float
    width_cm: float

    @property
    def metres_per_mm(self) -> float:
        """Return how many metres of the land a millimetre of the paper shows."""
        return self.width_m / self.width_cm / 10

    def box(self, inset_m: float = 0.0) -> Polygon:
        """Return the frame, or what lies so many metres inside it."""
        east, north = self.west + self.width_m, self.south + self.height_m
        return shapely.box(self.west + inset_m, self.south + inset_m, east - inset_m, north - inset_m)


def metres_of(points: Sequence[tuple[float, float]]) -> Metres:
    """Return points in degrees (EPSG:4326) as metres (EPSG:9208), n × 2."""
    degrees = gpd.GeoSeries(shapely.points(np.array(points, dtype=np.float64)), crs=WGS84)
    return shapely.get_coordinates(to_metric(degrees).to_numpy())


def frame_around(points: Metres, width_cm: float, height_cm: float) -> Frame:
    """Return the smallest part of the map that shows all points with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    width, height = (high - low) * (1 + 2 * MARGIN)
    ratio = width_cm / height_cm
    width = max(width, height * ratio, LEAST_WIDTH_M)
    return Frame(middle[0] - width / 2, middle[1] - width / ratio / 2, width, width / ratio, width_cm)


def write(axes: Axes, spot: Metres, text: str, *, size: float, order: int, **looks: Any) -> None:  # noqa: ANN401
    """Write a text in the middle of ``spot`` as it is, never as a formula, ``size`` points high."""
    from matplotlib.font_manager import FontProperties

    font = FontProperties(fname=str(font_folder() / FILES[looks.pop("bold", False)]), size=size)
    place: dict[str, Any] = {"ha": "center", "va": "center_baseline", "clip_on": True, "parse_math": False}
    axes.text(spot[0], spot[1], text, fontproperties=font, zorder=order, **(place | looks))


def draw_scale(axes: Axes, frame: Frame) -> None:
    """Draw a bar of a round length, about a fifth of the width, in the south-west corner."""
    length = round_length(frame.width_m / 5)
    edge = frame.metres_per_mm * 4
    west, south = frame.west + edge, frame.south + edge
    _draw_panel(axes, (west - edge / 2, south - edge / 3), (length + edge, edge * 1.5))
    axes.plot(
        [west, west + length], [south, south], color="black", linewidth=2, solid_capstyle="butt", zorder=PANEL
    )
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    write(axes, np.array([west + length / 2, south + edge * 0.55]), text, size=6.5, order=PANEL)


def draw_north(axes: Axes, frame: Frame, letter: str) -> None:
    """Draw an arrow to the north in the north-east corner; grid north is within half a degree of it here."""
    edge = frame.metres_per_mm * 5
    east, north = frame.west + frame.width_m - edge, frame.south + frame.height_m - edge * 0.6
    _draw_panel(axes, (east - edge * 0.55, north - edge * 2.1), (edge * 1.1, edge * 2.4))
    across, down = edge * np.array([0, 0.28, 0, -0.28]), edge * np.array([0, -1.2, -0.95, -1.2])
    axes.fill(east + across, north + down, color="black", zorder=PANEL)
    write(axes, np.array([east, north - edge * 1.6]), letter, size=7, order=PANEL, bold=True)


def round_length(metres: float) -> float:
    """Return the largest of 1, 2, 5 × 10ⁿ that is not longer than ``metres``."""
    power = math.floor(math.log10(metres))
    # The logarithm may round up to the next power.
    lengths = (part * 10.0**at for at in (power - 1, power) for part in (1, 2, 5))
    return max(length for length in lengths if length <= metres)


def _draw_panel(axes: Axes, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Draw a white ground."""
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle(corner, *size, facecolor="white", alpha=0.8, edgecolor="none", zorder=PANEL))
