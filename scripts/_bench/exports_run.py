"""One export in a process of its own, for ``scripts._bench.exports``: prints seconds, CPU seconds and MB."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from geodata.store import Store
from geodata.view import View
from layers.build import build
from layers.catalogue import find_layer
from layers.exports.files import Maker, make_file
from layers.exports.formats import find_format
from layers.exports.orders import LayerChoice
from layers.wording import Wording
from scripts._bench.data import url_of

KILOBYTES = 1024 if sys.platform == "darwin" else 1
PER_MEGABYTE = 1000
STATUS = Path("/proc/self/status")


def main() -> None:
    """Read the arguments, make the file, tell."""
    many, folder, extension, who = sys.argv[1:]
    words = Wording("vi", lambda text: text, lambda one, several, count: one if count == 1 else several)
    spec, view = find_layer("products"), View()
    with Store.open(url_of(Path(many))) as store, tempfile.TemporaryDirectory(dir=folder) as work:
        # What a server has in memory after its first answer.
        frame = build(spec, store, view).frame
        begun, worked = time.perf_counter(), time.process_time()
        if who == "ours":
            form = find_format(extension)
            make_file(
                Maker(store=store, words=words, folder=Path(work)), LayerChoice(spec), view, form, form.crs[0]
            )
        else:
            lists = frame.assign(inferred=frame["inferred"].map("; ".join))
            # FlatGeobuf takes no record without a place into its index.
            options = {"SPATIAL_INDEX": "NO"} if extension == "fgb" else {}
            lists.to_file(Path(work) / f"products.{extension}", **options)
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    print(f"{seconds:.3f} {processor:.3f} {peak_mb():.0f}")


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB."""
    if STATUS.is_file():
        # ru_maxrss of Linux goes on counting what the parent held when it started this process.
        (line,) = (line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / PER_MEGABYTE
    # Kilobytes, bytes on macOS.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES / PER_MEGABYTE


if __name__ == "__main__":
    main()
