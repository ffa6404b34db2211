"""20,000 products on the server: each answer made anew after a write."""

from __future__ import annotations

import time
from pathlib import Path

from scripts._bench import firstview
from scripts._bench.data import MANY, write_something
from scripts._bench.figures import Figure, median
from scripts._bench.servers import our_server

PART = "20,000 products"
ROUNDS = 5
TARGET_S = 1.0
SETTLE_S = 0.5  # longer than a worker goes on with the revision it knows
ANSWERS = {
    "products.geojson": firstview.PATHS[3],
    "choropleth": firstview.PATHS[2],
    "summary": firstview.PATHS[1],
    "districts.geojson": firstview.PATHS[5],
    "products filtered by text": "/api/v1/layers/products.geojson?q=che+rung",
    "search": "/api/v1/search?q=che+rung",
}


def measure(many: Path, folder: Path) -> list[Figure]:
    """Return how long each answer takes with nothing ready, without warming up in the background."""
    figures = []
    # One worker, so that no answer waits for its imports.
    with our_server(many, folder, ("--workers", "1"), OCOP_WARM_UP="0") as server:
        for path in ANSWERS.values():
            server.get(path)
        for name, path in ANSWERS.items():
            times = []
            for _ in range(ROUNDS):
                write_something(many)
                time.sleep(SETTLE_S)
                begun = time.perf_counter()
                status, _ = server.get(path)
                times.append(time.perf_counter() - begun)
                if status != 200:
                    raise ValueError(f"{path}: status {status}")
            figures.append(
                Figure(PART, f"{name}, nothing ready ({MANY:,} in the store)", median(times), "s", TARGET_S)
            )
    return figures
