"""
The only subclasses of Folium classes.

Folium renders every string it is given as a Jinja template, twice, so no
registry text may pass through here: only keys, paths, numbers, and titles of
the layer catalogue. Names are fixed, so that two workers write the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import folium
from branca.element import Figure, MacroElement
from folium.map import Layer
from folium.template import Template

SAFE_KEY = re.compile(r"[a-z][a-z0-9_]*")
SAFE_URL = re.compile(r"/(?!/)[\w/.?=&,:~-]*", re.ASCII)
SAFE_LANGUAGE = re.compile(r"[a-z]{2}")
JINJA_MARK = re.compile(r"\{[{%#]|[%#}]\}")
# Characters that end a line of JavaScript or turn the direction of what follows.
HIDDEN_MARK = re.compile("[\x00-\x1f\x7f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Corner = tuple[float, float]  # latitude, longitude (WGS 84)


def safe_key(key: str) -> str:
    """Return ``key`` if it is a name of ours."""
    if not SAFE_KEY.fullmatch(key):
        raise ValueError(f"unsafe key {key!r}")
    return key


def safe_url(url: str) -> str:
    """Return ``url`` if it is a path on this site."""
    if not SAFE_URL.fullmatch(url):
        raise ValueError(f"unsafe url {url!r}")
    return url


def safe_title(title: str) -> str:
    """Return ``title`` if no template engine reads anything into it."""
    if JINJA_MARK.search(title) or HIDDEN_MARK.search(title):
        raise ValueError(f"unsafe title {title!r}")
    return title


class Slots(Figure):
    """
    What Folium writes into a page: head, body and script, and nothing around them.

    The page around them is ours, with a language, a title and a viewport that may be zoomed.
    """

    _template = Template("{{ this.header.render(**kwargs) }}{{ this.html.render(**kwargs) }}")

    def __init__(self) -> None:
        """Make it without the head elements that the page already has."""
        super().__init__()
        self._id = "page"
        self.header._children.clear()


class ShellMap(folium.Map):
    """
    A Folium map with a fixed name, our own assets and no base map.

    Head and body are ours; the script that makes the map stays Folium's own.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }} tabindex="0"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        {{ this.folium_script(kwargs) }}
        {% endmacro %}
        """
    )

    def __init__(
        self,
        *,
        key: str,
        scripts: Sequence[tuple[str, str]],
        styles: Sequence[tuple[str, str]],
        bounds: tuple[Corner, Corner],
        min_zoom: int,
        max_zoom: int,
    ) -> None:
        """Make the map ``map_<key>`` that keeps to ``bounds`` (south-west, north-east)."""
        (south, west), (north, east) = ((float(a), float(b)) for a, b in bounds)
        super().__init__(
            location=[round((south + north) / 2, 5), round((west + east) / 2, 5)],
            zoom_start=int(min_zoom),
            tiles=None,
            max_bounds=True,
            min_lat=south,
            min_lon=west,
            max_lat=north,
            max_lon=east,
            control_scale=True,
            zoom_control=True,
            # SVG, so that every commune is an element with a colour that a test can count.
            prefer_canvas=False,
            max_bounds_viscosity=1.0,
        )
        # Folium keeps these two for tile layers; here they belong to the map.
        self.options |= {"min_zoom": int(min_zoom), "max_zoom": int(max_zoom)}
        self._id = safe_key(key)
        self.default_js = [(name, safe_url(url)) for name, url in scripts]
        self.default_css = [(name, safe_url(url)) for name, url in styles]

    def folium_script(self, kwargs: dict[str, Any]) -> str:
        """Return what Folium itself writes to make the map."""
        return str(folium.Map._template.module.script(self, kwargs))


class Attach(MacroElement):
    """Hands the map to ocopmap.js, with the few values that it needs before any data come."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        ocopmap.attach({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, *, api: str, language: str, bounds: tuple[Corner, Corner]) -> None:
        """Take the path of the API, the language and the corners of the first view."""
        super().__init__()
        if not SAFE_LANGUAGE.fullmatch(language):
            raise ValueError(f"unsafe language {language!r}")
        self._name, self._id = "attach", "map"
        corners = [[float(lat), float(lon)] for lat, lon in bounds]
        self.options = {"api": safe_url(api), "language": language, "bounds": corners}


class RemoteLayer(Layer):
    """A layer whose features the browser fetches from ``url``."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = ocopmap.remoteLayer({{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, *, key: str, url: str, title: str, group: str, geometry: str, shown: bool) -> None:
        """Take a key, a path and a title of the layer catalogue."""
        super().__init__(name=safe_title(title), overlay=True, control=True, show=bool(shown))
        self._name, self._id = "layer", safe_key(key)
        self.options = {
            "key": key,
            "url": safe_url(url),
            "title": title,
            "group": safe_key(group),
            "geometry": safe_key(geometry),
            "shown": bool(shown),
        }
