"""What the first view of the map asks our server for; ``browser`` checks that the browser agrees."""

from __future__ import annotations

API = "/api/v1"
PATHS = (
    "/",
    f"{API}/summary",
    f"{API}/choropleth?indicator=products&scheme=natural_breaks&classes=5&palette=blues&units=2025"
    "&recognition=recognised",
    f"{API}/layers/products.geojson?units=2025",
    f"{API}/layers/communes.geojson?units=2025&zoom=9",
    f"{API}/layers/districts.geojson?units=2025&zoom=9",
    f"{API}/layers/provinces.geojson?units=2025&zoom=9",
)
REVISION_PATH = f"{API}/summary"  # its answer tells the revision


def sorted_address(address: str) -> str:
    """Return an address with the parts of its query in order."""
    path, mark, query = address.partition("?")
    return path + mark + "&".join(sorted(query.split("&"))) if mark else path
