"""OGC API – Features: the first request, a thousand of 20,000 records, outlines beside pygeoapi itself."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from scripts._bench import load, peers
from scripts._bench.figures import Figure, ratio
from scripts._bench.servers import HOST, NotStarted, Server, our_server

PART = "ogc"
LANDING = "/ogc"
PAGE_OF = "/ogc/collections/products/items?limit=1000&offset="
# What pygeoapi's server is asked for too.
OUTLINES = f"/ogc/collections/communes/items?units=2024&limit={peers.FEATURES}"
LAYER_2024 = "/api/v1/layers/communes.geojson?units=2024"
SECONDS, ROUNDS = 4.0, 3
WARM_REQUESTS = 40
PAGES = 5


def measure(reference: Path, many: Path, folder: Path) -> list[Figure]:
    """Return the figures of our service, the last of them beside pygeoapi over a GeoJSON file."""
    with our_server(many, folder) as server:
        figures = [
            Figure(PART, "first request, pygeoapi imported", _seconds(server, LANDING), "s"),
            Figure(PART, "1,000 of 20,000 products, layer read", _seconds(server, f"{PAGE_OF}0"), "s"),
        ]
        pages = sorted(_seconds(server, f"{PAGE_OF}{page}000") for page in range(1, PAGES + 1))
        figures.append(Figure(PART, "1,000 of 20,000 products, further page", pages[PAGES // 2], "s"))
    communes = folder / "communes.geojson"
    with our_server(reference, folder) as server:
        communes.write_bytes(server.get(LAYER_2024, "identity")[1])
        for _ in range(WARM_REQUESTS):
            server.get(OUTLINES)
        ours = load.measure(HOST, server.port, OUTLINES, SECONDS, ROUNDS)
    figures += [
        Figure(PART, "outlines of 151 communes: requests", ours.per_s, "/s"),
        Figure(PART, "outlines of 151 communes: p50", ours.p50_ms, "ms"),
    ]
    try:
        with peers.pygeoapi_server(communes, folder) as peer:
            theirs = load.measure(HOST, peer.port, peers.PYGEOAPI_PATH, SECONDS, ROUNDS)
    except (NotStarted, OSError, subprocess.SubprocessError, ValueError) as error:
        return [*figures, Figure(PART, "pygeoapi: requests", None, "/s", note=f"not measured: {error}")]
    return [
        *figures,
        Figure(PART, "pygeoapi: requests", theirs.per_s, "/s"),
        ratio(PART, "outlines / pygeoapi", ours.per_s, theirs.per_s),
    ]


def _seconds(server: Server, path: str) -> float:
    """Return how long one request takes."""
    began = time.perf_counter()
    status, _ = server.get(path)
    if status != 200:
        raise ValueError(f"{path} was answered {status}")
    return time.perf_counter() - began
