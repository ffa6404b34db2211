"""One map in a process of its own, for ``scripts._bench.maps``: prints seconds, CPU seconds, MB and pages."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from geodata.store import Store
from geodata.view import office_today
from layers.print_maps.atlas import make_atlas
from layers.print_maps.files import make_map
from layers.print_maps.orders import MapForm, read_map_order
from layers.wording import Wording
from scripts._bench.data import url_of
from scripts._bench.exports_run import KILOBYTES, PER_MEGABYTE

WARM_DPI = 40


def main() -> None:
    """Read the arguments, draw the map, tell."""
    reference, folder, form, paper, dpi = sys.argv[1:]
    words = Wording("vi", lambda text: text, lambda one, several, count: one if count == 1 else several)
    with Store.open(url_of(Path(reference))) as store, tempfile.TemporaryDirectory(dir=folder) as work:
        kind = MapForm.PDF if form == "atlas" else MapForm(form)
        order = read_map_order(store, {"paper": paper, "dpi": dpi}, kind, office_today())
        # What a server has in memory after its first map.
        make_map(store, words, replace(order, dpi=WARM_DPI), MapForm.PNG, Path(work) / "warm")
        begun, worked = time.perf_counter(), time.process_time()
        pages = 1
        if form == "atlas":
            pages = make_atlas(store, words, order, Path(work) / "atlas", _hear).pages
        else:
            make_map(store, words, order, kind, Path(work) / "map")
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES / PER_MEGABYTE
    print(f"{seconds:.3f} {processor:.3f} {peak:.0f} {pages}")


def _hear(fraction: float, message: str, **values: object) -> None:
    """Hear how far an atlas is."""


if __name__ == "__main__":
    main()
