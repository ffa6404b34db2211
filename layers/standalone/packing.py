"""
Layers made small enough to lie in a page: the same numbers as the API's answers, in fewer signs.

Rows keep their fields once. Outlines become steps from point to point, in
units of the last decimal that the API gives: whole numbers of few digits,
which add up to exactly the same coordinates.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Feature = dict[str, Any]
Steps = list[int]


@dataclass(slots=True)
class Shelf:
    """Tables and shapes of all layers, each once: districts and roads are the same in every unit system."""

    tables: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)

    def put_table(self, features: Iterable[Feature]) -> int:
        """Add the properties of features; return where they are."""
        rows = [feature["properties"] for feature in features]
        fields = list(rows[0]) if rows else []
        return _place(self.tables, {"fields": fields, "rows": [list(row.values()) for row in rows]})

    def put_shapes(self, features: Iterable[Feature], decimals: int) -> int:
        """Add the geometries of features (degrees, so many decimals); return where they are."""
        shapes = [feature["geometry"] for feature in features]
        kinds = {shape["type"] for shape in shapes if shape}
        if kinds <= {"Point"}:
            return _place(self.shapes, {"points": [shape and shape["coordinates"] for shape in shapes]})
        if kinds <= {"LineString"}:
            return _place(self.shapes, {"lines": [shape and shape["coordinates"] for shape in shapes]})
        scale = 10**decimals
        return _place(
            self.shapes, {"scale": scale, "outlines": [shape and _outline(shape, scale) for shape in shapes]}
        )


def _place(shelf: list[str], value: object) -> int:
    """Return where ``value`` is on a shelf; put it there if it is not."""
    text = to_json(value)
    if text not in shelf:
        shelf.append(text)
    return shelf.index(text)


def to_json(value: object) -> str:
    """Return JSON in which nothing can end a script block or a line of it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _outline(shape: dict[str, Any], scale: int) -> list[list[Steps]]:
    """Return the polygons of an outline as rings of steps."""
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [[_steps(ring, scale) for ring in polygon] for polygon in polygons]


def _steps(ring: list[list[float]], scale: int) -> Steps:
    """Return the first point of a ring and the steps from each to the next."""
    whole = [(round(x * scale), round(y * scale)) for x, y in ring]
    steps = [value for (x, y), (to_x, to_y) in pairwise(whole) for value in (to_x - x, to_y - y)]
    return [*whole[0], *steps]
