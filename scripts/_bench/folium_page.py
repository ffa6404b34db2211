"""What the product is measured against: the same map with plain Folium, everything inlined, per request."""

from __future__ import annotations

import json
import os
from pathlib import Path

import folium
from flask import Flask

COMMUNES, PRODUCTS = "BENCH_COMMUNES", "BENCH_PRODUCTS"  # paths of GeoJSON files
MIDDLE = (22.3, 104.1)


def create_app() -> Flask:
    """Return an application whose one page draws communes and markers the way Folium's manual does."""
    app = Flask(__name__)
    communes = json.loads(Path(os.environ[COMMUNES]).read_text(encoding="utf-8"))
    products = json.loads(Path(os.environ[PRODUCTS]).read_text(encoding="utf-8"))

    @app.get("/")
    def page() -> str:
        """Answer the map."""
        found = folium.Map(location=MIDDLE, zoom_start=9)
        fields = folium.GeoJsonTooltip(fields=["name"])
        folium.GeoJson(communes, name="communes", tooltip=fields).add_to(found)
        for feature in products["features"]:
            if feature["geometry"] is None:
                continue
            lon, lat = feature["geometry"]["coordinates"]
            folium.Marker((lat, lon), popup=feature["properties"]["name"]).add_to(found)
        return str(found.get_root().render())

    return app
