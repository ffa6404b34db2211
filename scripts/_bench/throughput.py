"""Requests a second: our map page and a ready layer beside the same data from other programs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from scripts._bench import load, peers
from scripts._bench.figures import Figure, ratio
from scripts._bench.servers import HOST, NotStarted, Server, our_server

PAGE = "/"
LAYER_2025 = "/api/v1/layers/communes.geojson?zoom=9"
LAYER_2024 = "/api/v1/layers/communes.geojson?units=2024&zoom=9"
PRODUCTS = "/api/v1/layers/products.geojson"
SECONDS, ROUNDS = 4.0, 3
PER_S, P50_MS = 2000.0, 3.0
WARM_REQUESTS = 40
PART = "throughput"

Opener = Callable[[], AbstractContextManager[Server]]


def measure(reference: Path, folder: Path) -> list[Figure]:
    """Return the figures of our server and of its peers, and how many times ours answers theirs."""
    figures: list[Figure] = []
    rates: dict[str, float] = {}
    communes, products = folder / "communes.geojson", folder / "products.geojson"
    with our_server(reference, folder) as server:
        for path, file in ((LAYER_2024, communes), (PRODUCTS, products)):
            file.write_bytes(server.get(path, "identity")[1])
        for name, path in (("map page", PAGE), ("ready layer", LAYER_2025), ("ready layer 2024", LAYER_2024)):
            found = _ready(server, path)
            rates[name] = found.per_s
            figures += _figures(name, found, own=True)
    for name, open_server, path in _peers(communes, products, folder):
        found_peer, why = _peer(open_server, path)
        if found_peer is None:
            figures.append(Figure(PART, f"{name}: requests", None, "/s", note=why))
            continue
        rates[name] = found_peer.per_s
        figures += _figures(name, found_peer, own=False)
    for ours, theirs in (
        ("map page", "plain Folium"),
        ("ready layer 2024", "pygeoapi"),
        ("ready layer 2024", "Datasette"),
    ):
        figures.append(ratio(PART, f"{ours} / {theirs}", rates.get(ours), rates.get(theirs)))
    return figures


def _ready(server: Server, path: str) -> load.Load:
    """Measure an address after every worker has it ready."""
    for _ in range(WARM_REQUESTS):
        server.get(path)
    return load.measure(HOST, server.port, path, SECONDS, ROUNDS)


def _peers(communes: Path, products: Path, folder: Path) -> list[tuple[str, Opener, str]]:
    """Return name, server and address of each peer."""
    return [
        ("plain Folium", lambda: peers.folium_server(communes, products, folder), "/"),
        ("pygeoapi", lambda: peers.pygeoapi_server(communes, folder), peers.PYGEOAPI_PATH),
        ("Datasette", lambda: peers.datasette_server(communes, folder), peers.DATASETTE_PATH),
    ]


def _peer(
    open_server: Callable[[], AbstractContextManager[Server]], path: str
) -> tuple[load.Load | None, str]:
    """Measure a peer, or say why it could not be."""
    try:
        with open_server() as server:
            return load.measure(HOST, server.port, path, SECONDS, ROUNDS), ""
    except (NotStarted, OSError, subprocess.SubprocessError, ValueError) as error:
        return None, f"not measured: {error}"


def _figures(name: str, found: load.Load, *, own: bool) -> list[Figure]:
    """Return the lines of one server."""
    errors = f"{found.errors} errors" if found.errors else ""
    return [
        Figure(PART, f"{name}: requests", found.per_s, "/s", at_least=PER_S if own else None, note=errors),
        Figure(PART, f"{name}: p50", found.p50_ms, "ms", at_most=P50_MS if own else None),
        Figure(PART, f"{name}: p95", found.p95_ms, "ms"),
    ]
