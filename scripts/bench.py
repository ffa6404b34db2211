"""
Measure the product beside its peers, on this machine, over 127.0.0.1: ``.venv/bin/python scripts/bench.py``.

Every loop ends by itself. Nothing here is a test: what a figure is depends on
the machine and on what else it does, which stands beside it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    # Run as a file, Python looks for modules beside it; the product's folders are one up.
    sys.path[0] = str(ROOT)

from scripts._bench import (  # noqa: E402
    browser,
    data,
    exports,
    figures,
    imports,
    job,
    load,
    many,
    maps,
    network,
    office,
    ogc,
    osm,
    plans,
    registry,
    registry_tours,
    siting,
    start,
    throughput,
    tours,
    weights,
    writes,
)
from scripts._bench.figures import Figure  # noqa: E402
from scripts._bench.servers import load_average  # noqa: E402

README = ROOT / "README.md"


class Stores:
    """The databases of one run, made when first asked for, and how long its job lasts."""

    def __init__(self, folder: Path, job_seconds: float = job.SECONDS) -> None:
        """Keep them in ``folder``."""
        self.folder = folder
        self.job_seconds = job_seconds
        self._reference: Path | None = None
        self._many: Path | None = None

    @property
    def reference(self) -> Path:
        """The reference data."""
        if self._reference is None:
            self._reference = data.reference_store(self.folder)
        return self._reference

    @property
    def many(self) -> Path:
        """The reference data with 20,000 products."""
        if self._many is None:
            self._many = data.many_store(self.reference, self.folder)
        return self._many


PARTS: dict[str, Callable[[Stores], list[Figure]]] = {
    "throughput": lambda stores: throughput.measure(stores.reference, stores.folder),
    "writes": lambda stores: writes.measure(stores.reference, stores.folder),
    "weights": lambda stores: weights.measure(stores.reference, stores.folder),
    "first-map": lambda stores: browser.measure_first_map(stores.reference, stores.folder),
    "filter": lambda stores: browser.measure_filter(stores.many, stores.folder),
    "start": lambda stores: start.measure(stores.folder),
    "many": lambda stores: many.measure(stores.many, stores.folder),
    "office": lambda stores: office.measure(stores.reference, stores.folder),
    "registry": lambda stores: registry.measure(stores.reference, stores.folder),
    "registry-import": lambda stores: imports.measure(stores.reference, stores.folder),
    "network": lambda stores: network.measure(),
    "job": lambda stores: job.measure(stores.reference, stores.folder, stores.job_seconds),
    "siting": lambda stores: siting.measure(stores.folder),
    "osm": lambda stores: osm.measure(stores.folder),
    "plans": lambda stores: plans.measure(stores.reference),
    "exports": lambda stores: exports.measure(stores.many, stores.folder),
    "ogc": lambda stores: ogc.measure(stores.reference, stores.many, stores.folder),
    "maps": lambda stores: maps.measure(stores.reference, stores.many, stores.folder),
    "tours": lambda stores: [
        *tours.measure(stores.folder),
        *registry_tours.measure(stores.reference, stores.folder),
    ],
}


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    found = argparse.ArgumentParser(description="Measure the OCOP map beside its peers, on 127.0.0.1.")
    found.add_argument("--only", action="append", choices=list(PARTS), help="measure this part (repeat it)")
    found.add_argument("--json", type=Path, metavar="FILE", help="write the figures into FILE")
    found.add_argument("--keep", type=Path, metavar="FILE", help="take unmeasured parts from this JSON")
    found.add_argument(
        "--job-seconds", type=float, default=job.SECONDS, metavar="S", help="length of the job of “job” (60)"
    )
    found.add_argument("--readme", action="store_true", help="write the table into README.md")
    return found


def conditions() -> dict[str, str]:
    """Return what the figures depend on."""
    return {
        "Measured on": date.today().isoformat(),  # noqa: DTZ011
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
        "load generator": f"{load.generator()}, {load.CONNECTIONS} connections",
        "priority": priority(),
        "load average before": load_average(),
    }


def priority() -> str:
    """Return how far the system puts this run before others."""
    level = os.nice(0) if hasattr(os, "nice") else 0
    return "usual" if level == 0 else f"nice {level}"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, write; 1 if a target is missed, 0 otherwise."""
    args = parser().parse_args(argv)
    found: list[Figure] = []
    said = conditions()
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as folder:
        stores = Stores(Path(folder), args.job_seconds)
        for name in args.only or PARTS:
            print(f"… {name}", file=sys.stderr, flush=True)
            try:
                found += PARTS[name](stores)
            except Exception as error:  # noqa: BLE001 -- one part that fails does not lose the others
                traceback.print_exc()
                reason = f"failed: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
                found.append(Figure(name, "everything", None, "", note=reason))
    if args.keep:
        found = figures.merged(figures.from_json(args.keep.read_text(encoding="utf-8")), found)
    said["load average after"] = load_average()
    print("; ".join(f"{name}: {value}" for name, value in said.items()))
    print(figures.text_table(found))
    if args.json:
        args.json.write_text(figures.to_json(found, said), encoding="utf-8")
    if args.readme:
        block = figures.readme_block(found, said)
        README.write_text(
            figures.replace_block(README.read_text(encoding="utf-8"), block), encoding="utf-8", newline="\n"
        )
    return int(any(figure.met is False for figure in found))


if __name__ == "__main__":
    raise SystemExit(main())
