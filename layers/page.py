"""The map page as Folium makes it: a shell of 3 kB whose layers the browser fetches by address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from layers.assets import MAP_SCRIPTS, MAP_STYLES
from layers.catalogue import LayerSpec
from layers.elements import Attach, Corner, RemoteLayer, ShellMap, Slots

# South-west and north-east corners of Lào Cai as it is since 1 July 2025
# (21.326 – 22.845 N, 103.531 – 105.100 E), and a margin around it to pan in.
PROVINCE_BOUNDS: tuple[Corner, Corner] = ((21.32, 103.53), (22.85, 105.11))
PAN_BOUNDS: tuple[Corner, Corner] = ((20.9, 102.9), (23.3, 105.7))
# At 8 the province fills a telephone; one step further out would begin to show the country.
MIN_ZOOM = 8
MAX_ZOOM = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOptions:
    """What differs between one map page and another."""

    asset_url: Callable[[str], str]  # path under static → address
    api: str  # path of the API, such as /api/v1
    language: str
    translate: Callable[[str], str]
    bounds: tuple[Corner, Corner] = PROVINCE_BOUNDS
    key: str = "map"
    # Name of a library, its path; none where the page holds them itself.
    scripts: Sequence[tuple[str, str]] = MAP_SCRIPTS
    styles: Sequence[tuple[str, str]] = MAP_STYLES


@dataclass(frozen=True, slots=True)
class MapParts:
    """What goes into the page: elements for the head, one for the body, and the text of one script."""

    head: str
    body: str
    script: str


def render_map(options: MapOptions, catalogue: Sequence[LayerSpec]) -> MapParts:
    """Return the map with one remote layer for each entry of ``catalogue``, in its order."""
    slots = Slots()
    shell = ShellMap(
        key=options.key,
        scripts=[(name, options.asset_url(path)) for name, path in options.scripts],
        styles=[(name, options.asset_url(path)) for name, path in options.styles],
        bounds=PAN_BOUNDS,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
    )
    shell.add_to(slots)
    Attach(api=options.api, language=options.language, bounds=options.bounds).add_to(shell)
    shell.fit_bounds([list(corner) for corner in options.bounds])
    for spec in catalogue:
        _remote(spec, options).add_to(shell)
    shell.render()
    return MapParts(
        head=_lines(slots.header.render()),
        body=_lines(slots.html.render()),
        script=_lines(slots.script.render()),
    )


def _remote(spec: LayerSpec, options: MapOptions) -> RemoteLayer:
    """Return the layer of one catalogue entry."""
    return RemoteLayer(
        key=spec.key,
        url=f"{options.api}/layers/{spec.key}.geojson",
        title=options.translate(spec.title),
        group=spec.group.value,
        geometry=spec.geometry,
        shown=spec.shown,
    )


def _lines(text: str) -> str:
    """Return ``text`` without indentation and empty lines, which are a third of what Folium writes."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
