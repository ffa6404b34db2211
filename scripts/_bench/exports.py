"""Exports: 20,000 products in every format, beside geopandas.to_file of the same frame."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts._bench.data import MANY
from scripts._bench.figures import Figure, median, ratio

PART = "exports"
SECONDS, MEGABYTES = 5.0, 300.0
ROUNDS = 3
FORMATS = ("xlsx", "csv", "gpkg", "shp.zip", "geojson", "kml", "kmz", "fgb", "gpx", "dxf")
# What geopandas writes by itself, by the driver that it picks from the name of a file.
PEERS = ("gpkg", "fgb", "geojson")


def measure(many: Path, folder: Path) -> list[Figure]:
    """Return seconds and the peak of memory of each format, each in a process of its own."""
    figures = []
    for extension in FORMATS:
        runs = [_run(many, folder, extension, "ours") for _ in range(ROUNDS)]
        seconds, megabytes = median([run[0] for run in runs]), max(run[2] for run in runs)
        worked = f"{median([run[1] for run in runs]):.1f} s of the processor"
        what = f"{MANY:,} products as {extension}"
        figures.append(Figure(PART, what, seconds, "s", at_most=SECONDS, note=worked))
        figures.append(Figure(PART, f"{what}, memory of the process", megabytes, "MB", at_most=MEGABYTES))
        if extension in PEERS:
            theirs = median([_run(many, folder, extension, "theirs")[0] for _ in range(ROUNDS)])
            figures.append(Figure(PART, f"geopandas.to_file of the same frame as {extension}", theirs, "s"))
            figures.append(ratio(PART, f"geopandas ÷ ours, {extension}", seconds, theirs))
    return figures


def _run(many: Path, folder: Path, extension: str, who: str) -> tuple[float, float, float]:
    """Make one file; return seconds from the open store to the file, those of the processor, and MB."""
    command = [sys.executable, "-m", "scripts._bench.exports_run", str(many), str(folder), extension, who]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, processor, megabytes = map(float, done.stdout.split())
    return seconds, processor, megabytes
