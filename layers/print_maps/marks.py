"""Symbols on paper: which records stand where, drawn once each, with how many where there are several."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from layers.exports.content import Content
from layers.print_maps.data import MapData, points_on
from layers.print_maps.frames import Box, Frame, Millimetres
from layers.print_maps.looks import PLACE_SIZE, product_size
from layers.print_maps.placing import Taken, around

# A pixel of the screen on A4; larger sheets are read from further away.
MM_PER_PIXEL = 0.175
CELL = 1.36  # from symbol to symbol of a block, in sizes
# What symbols do not say, within how many pixels they are put together, their size: the first that fits.
TRIES: tuple[tuple[tuple[str, ...], float, float], ...] = (
    ((), 1.0, 1.0),
    ((), 1.0, 0.8),
    *((("stars", "status"), near, 0.8) for near in (1.0, 14.0, 22.0, 34.0)),
    *((("stars", "status", "group"), near, 0.8) for near in (1.0, 22.0, 34.0)),
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a symbol says: as much of it as the map has room for."""

    layer: str
    group: str | None = None
    stars: int | None = None
    status: str | None = None

    @property
    def pixels(self) -> float:
        """Return the size of its picture on the screen."""
        return product_size(self.stars) if self.layer == "products" else PLACE_SIZE


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol in millimetres of the page: its middle, its size, how many records it stands for."""

    x: float
    y: float
    size: float
    look: Look
    count: int


@dataclass(frozen=True, slots=True)
class Block:
    """The symbols of one spot: where the spot is, the box that they take, and they."""

    x: float
    y: float
    box: Box
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Marking:
    """
    All symbols of a sheet.

    ``in_detail``: stars and status are shown, as on the screen; else there was
    no room for more than the group, and without ``by_group`` not even for that.
    ``shown`` are the rows of each layer whose records are on the sheet.
    """

    blocks: tuple[Block, ...]
    in_detail: bool
    shown: Mapping[str, tuple[int, ...]]
    by_group: bool = True


def mark_records(data: MapData, frame: Frame, scale: float, taken: Taken) -> Marking:
    """
    Return the symbols of the records in a frame, placed so that their blocks touch nothing.

    Where they do not fit with stars and status, they are put together by
    group, then with their neighbours, then whatever their group; ``scale`` is
    the size of symbols beside A4.
    """
    spots, looks, shown = _records(data, frame)
    pixel = MM_PER_PIXEL * scale
    blocks: list[Block] = []
    unsaid: tuple[str, ...] = ()
    for unsaid, near, size in TRIES:
        told = [_less(look, unsaid) for look in looks]
        wanted = list(_blocks(spots, told, near * pixel))
        blocks, fits = _placed(wanted, taken.copy(), pixel * size)
        if fits:
            break
    for block in blocks:
        taken.add(block.box)
    return Marking(tuple(blocks), not unsaid, shown, "group" not in unsaid)


def _less(look: Look, unsaid: Sequence[str]) -> Look:
    """Return a look that says nothing of some of its parts."""
    silent: dict[str, Any] = dict.fromkeys(unsaid)
    return replace(look, **silent) if silent else look


def _records(data: MapData, frame: Frame) -> tuple[Millimetres, list[Look], dict[str, tuple[int, ...]]]:
    """Return spots on the page with looks; a place of several layers is drawn once, as on the screen."""
    spots: list[Millimetres] = []
    looks: list[Look] = []
    shown: dict[str, tuple[int, ...]] = {}
    drawn: set[str] = set()
    for content in data.contents:
        if content.spec.geometry != "point":
            continue
        on_page = frame.on_page(points_on(content))
        inside = np.flatnonzero(_inside(on_page, frame.box)).tolist()
        shown[content.spec.key] = tuple(inside)
        for at in inside:
            place = None if content.spec.key == "products" else content.rows[at].get("place_id")
            if place is not None and place in drawn:
                continue
            drawn.add(place or "")
            spots.append(on_page[at])
            looks.append(_look(content, at))
    return np.array(spots).reshape(-1, 2), looks, shown


def _look(content: Content, at: int) -> Look:
    """Return all that the symbol of a record can say."""
    row = content.rows[at]
    if content.spec.key != "products":
        return Look(content.spec.key)
    stars = row["stars"]
    return Look("products", row["group"], None if stars is None else int(stars), row["status"])


def _inside(points: Millimetres, box: Box) -> npt.NDArray[np.bool_]:
    """Return which points lie in a box; one without a place does not."""
    x, y = points.T
    with np.errstate(invalid="ignore"):
        inside: npt.NDArray[np.bool_] = (
            (x >= box.left) & (x <= box.right) & (y >= box.bottom) & (y <= box.top)
        )
    return inside


def _blocks(
    spots: Millimetres, looks: Sequence[Look], near: float
) -> Iterator[tuple[float, float, list[tuple[Look, int]]]]:
    """Give spot and counted looks of the records that lie within ``near`` millimetres of each other."""
    for members in _clusters(spots, near):
        counted = Counter(looks[at] for at in members)
        # What is there most often comes first, of equals the layer that does in the catalogue.
        ordered = counted.most_common()
        x, y = spots[members].mean(axis=0)
        yield float(x), float(y), ordered


def _clusters(spots: Millimetres, near: float) -> list[list[int]]:
    """Return records by spot: each spot takes all that are free within ``near``, the fullest spots first."""
    if not len(spots):
        return []
    different, inverse, counts = np.unique(spots, axis=0, return_inverse=True, return_counts=True)
    tree = cKDTree(different)
    owner = np.full(len(different), -1)
    for spot in np.argsort(-counts, kind="stable"):
        if owner[spot] < 0:
            around_it = [other for other in tree.query_ball_point(different[spot], near) if owner[other] < 0]
            owner[around_it] = spot
    groups: dict[int, list[int]] = {}
    for record, spot in enumerate(np.asarray(inverse).ravel()):
        groups.setdefault(int(owner[spot]), []).append(record)
    return list(groups.values())


def _placed(
    wanted: Sequence[tuple[float, float, list[tuple[Look, int]]]], taken: Taken, pixel: float
) -> tuple[list[Block], bool]:
    """Return the blocks, the largest placed first, and whether each found room."""
    blocks, fits = [], True
    for x, y, looks in sorted(wanted, key=lambda one: -len(one[2])):
        cell = max(look.pixels for look, _ in looks) * pixel * CELL
        columns = math.ceil(math.sqrt(len(looks)))
        rows = math.ceil(len(looks) / columns)
        steps = [cell * part for part in (0.2, 0.6, 1.1)]
        candidates = around(x, y, columns * cell, rows * cell, steps)
        place = taken.first_free(candidates)
        fits = fits and place is not None
        blocks.append(_filled(x, y, candidates[place or 0], looks, columns, cell, pixel))
        if place is None:
            taken.add(candidates[0])
    return blocks, fits


def _filled(
    x: float, y: float, box: Box, looks: Sequence[tuple[Look, int]], columns: int, cell: float, pixel: float
) -> Block:
    """Return a block with its symbols in rows from its upper left corner."""
    marks = []
    for at, (look, count) in enumerate(looks):
        row, column = divmod(at, columns)
        left = box.left + (column + 0.5) * cell
        marks.append(Mark(left, box.top - (row + 0.5) * cell, look.pixels * pixel, look, count))
    return Block(x, y, box, tuple(marks))
