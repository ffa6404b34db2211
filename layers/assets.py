"""Front-end libraries of our own, and the tile services that a user may choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from geodata.errors import N_

# Under app/static, in the order in which a page with a map loads them.
MAP_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("leaflet", "vendor/leaflet/leaflet.js"),
    ("markercluster", "vendor/leaflet.markercluster/leaflet.markercluster.js"),
    ("ocopmap", "js/ocopmap.js"),
)
MAP_STYLES: tuple[tuple[str, str], ...] = (
    ("leaflet_css", "vendor/leaflet/leaflet.css"),
    ("markercluster_css", "vendor/leaflet.markercluster/MarkerCluster.css"),
    ("markercluster_default_css", "vendor/leaflet.markercluster/MarkerCluster.Default.css"),
)


@dataclass(frozen=True, slots=True)
class TileService:
    """A base map from the internet; nothing is fetched from it unless a user picks it."""

    key: str
    title: str  # marked for translation
    url: str  # with {x}, {y} and {z}
    attribution: str  # HTML of the library's own list
    max_zoom: int


_SERVICES: tuple[tuple[str, str, str], ...] = (
    ("osm", "OpenStreetMap.Mapnik", N_("OpenStreetMap")),
    ("topo", "OpenTopoMap", N_("OpenTopoMap (relief)")),
    ("satellite", "Esri.WorldImagery", N_("Satellite images (Esri)")),
)


@cache
def tile_services() -> tuple[TileService, ...]:
    """Return the tile services, as xyzservices describes them."""
    from xyzservices import providers

    found: list[TileService] = []
    for key, name, title in _SERVICES:
        provider = providers.query_name(name)
        # build_url fills in the subdomain and the variant; the three numbers stay for the browser.
        url = provider.build_url(x="{x}", y="{y}", z="{z}")
        found.append(
            TileService(key, title, url, provider.html_attribution, int(provider.get("max_zoom", 17)))
        )
    return tuple(found)


def tile_hosts(services: Sequence[TileService] | None = None) -> tuple[str, ...]:
    """Return the origins that the tiles of ``services`` (all of them where None) come from, sorted."""
    chosen = tile_services() if services is None else services
    parts = [urlsplit(service.url) for service in chosen]
    return tuple(sorted({f"{part.scheme}://{part.netloc}" for part in parts}))
