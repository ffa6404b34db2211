"""A workbook of 20,000 products: previewed and stored, while somebody reads; beside openpyxl reading it."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from openpyxl import Workbook

from geodata import tables
from geodata.registry.reading import REFERENCE
from geodata.store import Store
from scripts._bench.data import MANY, url_of
from scripts._bench.figures import Figure, ratio

PART = "registry-import"
PREVIEW_S, STORE_S, MEGABYTES, HELD_UP_MS = 5.0, 3.0, 500.0, 200.0
TIMES = 5
WHAT = f"workbook of {MANY:,} products"


def measure(reference: Path, folder: Path) -> list[Figure]:
    """
    Return seconds and memory of each step, each in a process of its own, and how long a reader waits.

    Preview and storing are done several times, each time in a copy of the reference data; of each the
    one of middle length is told, for single ones differ by a fifth on a machine that nobody else uses.
    """
    database, workbook = folder / "imports.db", folder / "products.xlsx"
    write_products(workbook)
    previews, stores = [], []
    for _ in range(TIMES):
        shutil.copy(reference, database)
        previews.append(_run(database, workbook, "preview"))
        stores.append(_run(database, workbook, "store"))
    preview, stored = (
        sorted(steps, key=lambda step: step.seconds)[TIMES // 2] for steps in (previews, stores)
    )
    theirs, ours = _run(database, workbook, "openpyxl"), _run(database, workbook, "read")
    with Store.open(url_of(database)) as store, store.read() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(tables.products))
    told = f"{_spread(stores)}; {count:,} in all"
    waited_ms = max(step.wait_s for step in (*previews, *stores)) * 1000
    return [
        Figure(PART, f"{WHAT}, preview", preview.seconds, "s", at_most=PREVIEW_S, note=_spread(previews)),
        Figure(PART, f"{WHAT}, stored in one change", stored.seconds, "s", at_most=STORE_S, note=told),
        Figure(PART, "memory of the preview", preview.megabytes, "MB", at_most=MEGABYTES),
        Figure(PART, "memory of storing", stored.megabytes, "MB", at_most=MEGABYTES),
        Figure(PART, "longest wait of a reader meanwhile", waited_ms, "ms", at_most=HELD_UP_MS),
        Figure(PART, "reading the workbook alone", ours.seconds, "s", note=ours.worked),
        Figure(PART, "openpyxl (read only) reading it", theirs.seconds, "s", note=theirs.worked),
        ratio(PART, "openpyxl ÷ ours, reading", theirs.seconds, ours.seconds),
    ]


def _spread(steps: Sequence[Step]) -> str:
    """Return the shortest and the longest of some runs."""
    seconds = [step.seconds for step in steps]
    return f"{min(seconds):.1f} to {max(seconds):.1f} s in {len(steps)} runs"


def write_products(path: Path) -> None:
    """Write the reference products again and again under other names, with the headings of the table."""
    with (REFERENCE / "ocop_products.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sản phẩm")
    sheet.append(list(rows[0]))
    for number in range(MANY):
        row = rows[number % len(rows)]
        names = {"name_vi": f"{row['name_vi']} số {number}"}
        if row["producer"]:
            names["producer"] = f"{row['producer']} {number // 3}"
        sheet.append([value or None for value in (row | names).values()])
    book.save(path)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: seconds on the clock and of the processor, its memory, the longest wait of a reader."""

    seconds: float
    processor_s: float
    megabytes: float
    wait_s: float

    @property
    def worked(self) -> str:
        """Return what the machine itself did for it."""
        return f"{self.processor_s:.1f} s of the processor"


def _run(database: Path, workbook: Path, step: str) -> Step:
    """Do one step in a process of its own; return what it took and how long a reader here waited for it."""
    command = [sys.executable, "-m", "scripts._bench.imports_run", str(database), str(workbook), step]
    with (
        Store.open(url_of(database)) as store,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
    ):
        longest = 0.0
        while process.poll() is None:
            begun = time.perf_counter()
            with store.read() as connection:
                connection.scalar(sa.select(sa.func.count()).select_from(tables.sights))
            longest = max(longest, time.perf_counter() - begun)
            time.sleep(0.01)
        told = process.stdout.read() if process.stdout is not None else ""
    seconds, processor_s, megabytes = map(float, told.split())
    return Step(seconds, processor_s, megabytes, longest)
