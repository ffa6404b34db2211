"""An import of a quarter of a million ways: seconds, and the most memory that its process held."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from geodata.store import migrate
from scripts._bench.figures import Figure
from scripts._bench.pbf import Node, Relation, Way, write_pbf

ROOT = Path(__file__).resolve().parent.parent.parent
PART = "road import"
SIDE = 355  # junctions on a side of the grid: 251,340 ways of 8 points, 1.6 million points
BETWEEN = 6  # points of a way between two junctions
STEP = 0.004  # degrees between junctions: about 420 m
CLASSES = ("residential", "tertiary", "secondary", "unclassified", "service")
DAY = 1_700_000_000  # seconds since 1970
TARGET_S, TARGET_MB = 120.0, 2000.0
# Runs the command and says what its process held at most; ru_maxrss is kB on Linux, bytes on macOS.
PROGRAM = """
import sys
from scripts.import_osm import main
done = main(sys.argv[1:])
import resource
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print("PEAK_MB", peak / (1e6 if sys.platform == "darwin" else 1e3))
raise SystemExit(done)
"""


def measure(folder: Path) -> list[Figure]:
    """Return how long the command takes on a made-up file, and its memory."""
    path = made_up_file(folder / "grid.osm.pbf")
    database = f"sqlite:///{(folder / 'roads.db').as_posix()}"
    migrate(database)
    begun = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), "--database", database, "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - begun
    peak = float(run.stdout.rsplit("PEAK_MB", 1)[1])
    ways = sum(1 for _ in edges(SIDE))
    what = f"{ways:,} ways of an .osm.pbf ({path.stat().st_size / 1e6:.0f} MB)"
    return [
        Figure(PART, f"{what}, with storing", seconds, "s", TARGET_S),
        Figure(PART, "the same, most memory held", peak, "MB", TARGET_MB),
    ]


def made_up_file(path: Path, side: int = SIDE) -> Path:
    """Write a grid of roads with bends, one-way streets, barriers and turn restrictions; always the same."""
    return write_pbf(path, grid_nodes(side), grid_ways(side), bans(side), timestamp=DAY)


def edges(side: int) -> Iterator[tuple[int, int, int, int]]:
    """Give every way: row and column where it begins, and the step to where it ends."""
    for row in range(side):
        for column in range(side):
            if column + 1 < side:
                yield row, column, 0, 1
            if row + 1 < side:
                yield row, column, 1, 0


def grid_nodes(side: int) -> Iterator[Node]:
    """Give the junctions, then the points between them, all a little off the grid."""
    chance = random.Random(side)

    def off() -> float:
        return chance.uniform(-0.05, 0.05) * STEP

    for number in range(side * side):
        row, column = divmod(number, side)
        yield Node(number + 1, 103 + column * STEP + off(), 20 + row * STEP + off())
    number = side * side + 1
    for row, column, down, right in edges(side):
        for part in range(1, BETWEEN + 1):
            share = part / (BETWEEN + 1)
            lon, lat = 103 + (column + right * share) * STEP, 20 + (row + down * share) * STEP
            tags = {"barrier": "gate" if number % 2 else "bollard"} if number % 5_003 == 0 else {}
            yield Node(number, lon + off(), lat + off(), tags)
            number += 1


def grid_ways(side: int) -> Iterator[Way]:
    """Give the ways, each through eight points."""
    between = side * side + 1
    for number, (row, column, down, right) in enumerate(edges(side)):
        tags = {"highway": CLASSES[number % len(CLASSES)], "name": f"Đường {number}"}
        if number % 3 == 0:
            tags["surface"] = "asphalt"
        if number % 11 == 0:
            tags["oneway"] = "yes"
        first = between + number * BETWEEN
        start, end = row * side + column + 1, (row + down) * side + column + right + 1
        yield Way(number + 1, [start, *range(first, first + BETWEEN), end], tags, DAY)


def bans(side: int) -> Iterator[Relation]:
    """Give a turn restriction for every hundredth way."""
    for number in range(1, sum(1 for _ in edges(side)), 100):
        members = [("way", number, "from"), ("way", number + 1, "to")]
        yield Relation(number, members, {"type": "restriction", "restriction": "no_left_turn"})
