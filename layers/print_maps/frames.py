"""Where the land lies on the paper: millimetres of the page from metres of VN-2000 (EPSG:9208)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

Metres = npt.NDArray[np.float64]  # n × 2, EPSG:9208
Millimetres = npt.NDArray[np.float64]  # n × 2, from the lower left corner of the page

# Denominators that people know from maps, times a power of ten.
ROUND = (
    1.0,
    1.1,
    1.2,
    1.3,
    1.4,
    1.5,
    1.6,
    1.75,
    2.0,
    2.25,
    2.5,
    2.75,
    3.0,
    3.5,
    4.0,
    4.5,
    5.0,
    6.0,
    7.0,
    8.0,
    9.0,
    10.0,
)
LEAST_DENOMINATOR = 5_000  # boundaries are generalised to 40 m: larger would claim what nobody knows


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page in millimetres."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return its right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Return its upper edge."""
        return self.bottom + self.height

    def inside(self, edge: float) -> Box:
        """Return what lies ``edge`` millimetres within."""
        return Box(self.left + edge, self.bottom + edge, self.width - 2 * edge, self.height - 2 * edge)


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the land on a part of the page: its south-west corner in metres, its scale, its box."""

    west: float
    south: float
    denominator: float
    box: Box

    @property
    def metres_per_mm(self) -> float:
        """Return how many metres of the land a millimetre of the paper shows."""
        return self.denominator / 1000

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in metres."""
        east = self.west + self.box.width * self.metres_per_mm
        return self.west, self.south, east, self.south + self.box.height * self.metres_per_mm

    def land(self) -> Polygon:
        """Return the part of the land (EPSG:9208)."""
        return shapely.box(*self.bounds)

    def on_page(self, metres: Metres) -> Millimetres:
        """Return points of the land (n × 2, metres) on the page (millimetres)."""
        corner = np.array([self.box.left, self.box.bottom])
        found: Millimetres = (metres - np.array([self.west, self.south])) / self.metres_per_mm + corner
        return found


def fitted(bounds: tuple[float, float, float, float], box: Box, margin: float) -> Frame:
    """
    Return the frame of the largest round scale that shows ``bounds`` (metres, EPSG:9208) with a margin.

    ``margin`` is a part of width and height that is left on each side.
    """
    west, south, east, north = bounds
    grown = 1 + 2 * margin
    needed = max((east - west) * grown / box.width, (north - south) * grown / box.height) * 1000
    denominator = round_denominator(max(needed, LEAST_DENOMINATOR))
    per_mm = denominator / 1000
    return Frame(
        (west + east - box.width * per_mm) / 2, (south + north - box.height * per_mm) / 2, denominator, box
    )


def round_denominator(least: float) -> float:
    """Return the smallest round denominator of a scale that is at least ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    # The logarithm may round up to the next power.
    steps = (part * size for size in (power / 10, power) for part in ROUND)
    return min(step for step in steps if step >= least * (1 - 1e-9))
