"""Boxes on a page that do not touch each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from layers.print_maps.frames import Box


class Taken:
    """The boxes that are taken on a page: left, bottom, right, top in millimetres."""

    def __init__(self, within: Box, boxes: Iterable[Box] = ()) -> None:
        """Let boxes lie in ``within`` alone."""
        self._within = within
        self._boxes = np.empty((64, 4))
        self._count = 0
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Take a box, whether it is free or not."""
        if self._count == len(self._boxes):
            self._boxes = np.concatenate([self._boxes, np.empty_like(self._boxes)])
        self._boxes[self._count] = (box.left, box.bottom, box.right, box.top)
        self._count += 1

    def copy(self) -> Taken:
        """Return the same boxes to try in."""
        other = Taken(self._within)
        other._boxes, other._count = self._boxes.copy(), self._count
        return other

    def is_free(self, box: Box) -> bool:
        """Tell whether a box lies inside and touches none that is taken."""
        within = self._within
        inside = (
            box.left >= within.left
            and box.right <= within.right
            and box.bottom >= within.bottom
            and box.top <= within.top
        )
        return inside and not self._touched(box).any()

    def first_free(self, candidates: Sequence[Box]) -> int | None:
        """Return the place of the first box that is free, and take it."""
        for place, box in enumerate(candidates):
            if self.is_free(box):
                self.add(box)
                return place
        return None

    def _touched(self, box: Box) -> npt.NDArray[np.bool_]:
        """Return which boxes share a point with one."""
        left, bottom, right, top = self._boxes[: self._count].T
        touched: npt.NDArray[np.bool_] = (
            (left <= box.right) & (right >= box.left) & (bottom <= box.top) & (top >= box.bottom)
        )
        return touched


def around(x: float, y: float, width: float, height: float, steps: Sequence[float]) -> list[Box]:
    """
    Return boxes of a size at a point: in its middle, then around it at each distance (mm), nearest first.

    Above and below come before the sides, and those before the corners.
    """
    found = [Box(x - width / 2, y - height / 2, width, height)]
    for step in steps:
        for across, up in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)):
            left = x - width / 2 + across * (width / 2 + step)
            bottom = y - height / 2 + up * (height / 2 + step)
            found.append(Box(left, bottom, width, height))
    return found
