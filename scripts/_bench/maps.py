"""Maps for printing: sheets of the reference data, one of 20,000 products and an atlas, each in a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts._bench.data import MANY
from scripts._bench.figures import Figure, median

PART = "maps"
ROUNDS = 3
AT_ONCE_S, SHEET_S, MANY_S, ATLAS_S = 2.0, 4.0, 10.0, 120.0
MANY_MB = 1000.0
ATLAS_PAGES = 60
# What it is, kind of file, paper, resolution and target: those that come at once, then others.
SHEETS: tuple[tuple[str, str, str, int, float | None], ...] = (
    ("preview", "png", "a4", 85, AT_ONCE_S),
    ("A4, 300 dpi", "png", "a4", 300, AT_ONCE_S),
    ("A3 as PDF", "pdf", "a3", 300, AT_ONCE_S),
    ("A3 as SVG", "svg", "a3", 300, AT_ONCE_S),
    ("A3, 300 dpi", "png", "a3", 300, SHEET_S),
    ("A1, 300 dpi", "png", "a1", 300, None),
)


def measure(reference: Path, many: Path, folder: Path) -> list[Figure]:
    """Return seconds and the peak of memory of each sheet, and of an atlas, reckoned for its pages."""
    figures = []
    for what, form, paper, dpi, target in SHEETS:
        runs = [_run(reference, folder, form, paper, str(dpi)) for _ in range(ROUNDS)]
        seconds, megabytes = median([run[0] for run in runs]), max(run[2] for run in runs)
        worked = f"{median([run[1] for run in runs]):.1f} s of the processor"
        figures.append(
            Figure(PART, f"map of the province, {what}", seconds, "s", at_most=target, note=worked)
        )
        figures.append(Figure(PART, f"map of the province, {what}, memory of the process", megabytes, "MB"))
    runs = [_run(many, folder, "png", "a3", "300") for _ in range(ROUNDS)]
    seconds, megabytes = median([run[0] for run in runs]), max(run[2] for run in runs)
    what = f"map of the province with {MANY:,} products, A3, 300 dpi"
    worked = f"{median([run[1] for run in runs]):.1f} s of the processor"
    figures.append(Figure(PART, what, seconds, "s", at_most=MANY_S, note=worked))
    figures.append(Figure(PART, f"{what}, memory of the process", megabytes, "MB", at_most=MANY_MB))
    seconds, worked_s, megabytes, pages = _run(reference, folder, "atlas", "a4", "300")
    each = seconds / pages
    told = f"{pages:.0f} pages in {seconds:.1f} s, {worked_s:.1f} s of the processor"
    what = f"atlas of {ATLAS_PAGES} communes, reckoned from its pages"
    figures.append(Figure(PART, what, each * ATLAS_PAGES, "s", at_most=ATLAS_S, note=told))
    figures.append(Figure(PART, "atlas, memory of the process", megabytes, "MB"))
    return figures


def _run(reference: Path, folder: Path, *order: str) -> tuple[float, float, float, float]:
    """Draw one map; return seconds from the open store to the file, those of the processor, MB, and pages."""
    command = [sys.executable, "-m", "scripts._bench.maps_run", str(reference), str(folder), *order]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, processor, megabytes, pages = map(float, done.stdout.split())
    return seconds, processor, megabytes, pages
