"""Weight of the outlines on the wire."""

from __future__ import annotations

from pathlib import Path

from scripts._bench.figures import Figure
from scripts._bench.servers import our_server

PART = "weight"
COMMUNES_KB = 60.0
KILOBYTE = 1000
ZOOM = 9  # what the first view asks for: OVERVIEW_ZOOM in layerdata.js


def measure(reference: Path, folder: Path) -> list[Figure]:
    """Return the bytes of the communes of both unit systems, as sent."""
    figures = []
    with our_server(reference, folder) as server:
        for count, units in ((151, "2024"), (99, "2025")):
            for encoding in ("gzip", "br"):
                _, body = server.get(f"/api/v1/layers/communes.geojson?units={units}&zoom={ZOOM}", encoding)
                target = COMMUNES_KB if encoding == "gzip" else None
                figures.append(
                    Figure(PART, f"{count} communes, {encoding}", len(body) / KILOBYTE, "kB", at_most=target)
                )
    return figures
