"""The map page as Folium makes it."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from layers.assets import tile_hosts, tile_services
from layers.catalogue import CATALOGUE
from layers.page import PROVINCE_BOUNDS, MapOptions, render_map

OPTIONS = MapOptions(
    asset_url=lambda path: f"/static/{path}?v=0123456789", api="/api/v1", language="vi", translate=str
)


def remote_layers(script):
    """Return what the script hands to ocopmap.remoteLayer, in order."""
    return [json.loads(text) for text in re.findall(r"ocopmap\.remoteLayer\((\{.*?\})\);", script)]


def test_there_is_one_remote_layer_for_each_entry_of_the_catalogue_in_its_order():
    layers = remote_layers(render_map(OPTIONS, CATALOGUE).script)
    assert [layer["key"] for layer in layers] == [spec.key for spec in CATALOGUE]
    assert all(layer["url"] == f"/api/v1/layers/{layer['key']}.geojson" for layer in layers)


def test_only_layers_that_are_first_shown_are_added_to_the_map():
    script = render_map(OPTIONS, CATALOGUE).script
    added = re.findall(r"layer_(\w+)\.addTo\(map_map\)", script)
    assert added == [spec.key for spec in CATALOGUE if spec.shown]


def test_the_map_is_made_and_attached_before_its_layers():
    script = render_map(OPTIONS, CATALOGUE).script
    places = [script.index(mark) for mark in ("L.map(", "ocopmap.attach(map_map", "ocopmap.remoteLayer(")]
    assert places == sorted(places)


def test_the_map_keeps_to_the_province():
    script = render_map(OPTIONS, CATALOGUE).script
    assert '"minZoom": 8' in script
    assert '"maxBoundsViscosity": 1.0' in script
    (south, west), (north, east) = PROVINCE_BOUNDS
    assert f"[[{south}, {west}], [{north}, {east}]]" in script


def test_polygons_are_drawn_as_elements_that_can_be_counted():
    assert '"preferCanvas": false' in render_map(OPTIONS, CATALOGUE).script


def test_only_our_own_assets_are_loaded():
    parts = render_map(OPTIONS, CATALOGUE)
    addresses = re.findall(r'(?:src|href)="([^"]+)"', parts.head + parts.body)
    assert len(addresses) == 6
    assert all(address.startswith("/static/") for address in addresses)
    assert "http" not in parts.head + parts.body + parts.script
    for name in ("jquery", "bootstrap", "awesome", "user-scalable"):
        assert name not in (parts.head + parts.body).lower()


def test_the_head_holds_neither_inline_scripts_nor_styles():
    parts = render_map(OPTIONS, CATALOGUE)
    assert "<style" not in parts.head
    assert re.findall(r"<script(?! src=)", parts.head) == []
    assert " style=" not in parts.body


def test_a_catalogue_title_that_templates_would_run_is_refused():
    bad = replace(CATALOGUE[0], title="{{ 6*7 }}")
    with pytest.raises(ValueError, match="unsafe title"):
        render_map(OPTIONS, [bad])


def test_a_title_cannot_leave_its_text_or_its_script():
    title = "</script><script>alert(`${1}`)//'\"\\"
    script = render_map(OPTIONS, [replace(CATALOGUE[0], title=title)]).script
    assert "</script" not in script
    assert remote_layers(script)[0]["title"] == title


def test_two_processes_write_the_same_bytes():
    program = (
        "from layers.catalogue import CATALOGUE\n"
        "from layers.page import MapOptions, render_map\n"
        "import hashlib\n"
        "options = MapOptions(asset_url=lambda p: '/static/' + p, api='/api/v1', language='vi',"
        " translate=str)\n"
        "print(hashlib.sha256(repr(render_map(options, CATALOGUE)).encode()).hexdigest())\n"
    )
    found = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(found) == 1


def test_the_script_is_small():
    assert len(render_map(OPTIONS, CATALOGUE).script) < 4000


def test_tile_services_come_over_https_with_their_attribution_and_three_numbers():
    assert [service.key for service in tile_services()] == ["osm", "topo", "satellite"]
    for service in tile_services():
        assert service.url.startswith("https://")
        assert set(re.findall(r"\{(\w+)\}", service.url)) == {"x", "y", "z"}
        assert service.attribution
        assert service.max_zoom >= 17
    assert len(tile_hosts()) == 3
