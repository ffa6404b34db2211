"""Other programs that serve the same data: plain Folium, pygeoapi, Datasette."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts._bench.folium_page import COMMUNES, PRODUCTS
from scripts._bench.servers import HOST, ROOT, NotStarted, Server, gunicorn, running
from scripts._setup import machine

REQUIREMENTS = ROOT / "requirements-bench.txt"
PEERS_VENV = ROOT / "instance" / "bench-venv"
FEATURES = 500


def peers_python() -> Path:
    """
    Return the interpreter that has the peers, installing them where they are not.

    They live in an environment of their own: their pins clash with ours.
    """
    python = machine.venv_python(PEERS_VENV)
    stamp = PEERS_VENV / "installed.txt"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print("Installing the peers", flush=True)
    venv.create(PEERS_VENV, with_pip=True, clear=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*install, "-r", str(REQUIREMENTS)], capture_output=True, text=True, timeout=900, check=False
    )
    if done.returncode:
        raise NotStarted(f"not installed: {(done.stderr.strip().splitlines() or ['pip failed'])[-1][:200]}")
    stamp.write_text(wanted, encoding="utf-8")
    return python


@contextmanager
def folium_server(communes: Path, products: Path, folder: Path) -> Iterator[Server]:
    """Run the page of plain Folium under our gunicorn."""
    port = machine.free_port(HOST)
    env = {**os.environ, COMMUNES: str(communes), PRODUCTS: str(products)}
    command = gunicorn(Path(sys.executable), port, "scripts._bench.folium_page:create_app()")
    with running(command, port, "/", env, folder, "folium") as server:
        yield server


@contextmanager
def pygeoapi_server(communes: Path, folder: Path) -> Iterator[Server]:
    """Run pygeoapi over the GeoJSON file; its items are at ``PYGEOAPI_PATH``."""
    python, port = peers_python(), machine.free_port(HOST)
    config, openapi = folder / "pygeoapi.json", folder / "openapi.yml"
    config.write_text(json.dumps(_pygeoapi_config(communes, port)), encoding="utf-8")
    env = {**os.environ, "PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    generate = [str(python.with_name("pygeoapi")), "openapi", "generate", str(config)]
    made = subprocess.run(
        [*generate, "--output-file", str(openapi)], env=env, capture_output=True, timeout=120, check=False
    )
    if made.returncode:
        raise NotStarted("pygeoapi made no OpenAPI document")
    command = gunicorn(python, port, "pygeoapi.flask_app:APP")
    with running(command, port, PYGEOAPI_PATH, env, folder, "pygeoapi") as server:
        yield server


PYGEOAPI_PATH = f"/collections/communes/items?f=json&limit={FEATURES}"
DATASETTE_PATH = f"/communes/communes.json?_shape=objects&_size={FEATURES}"


def _pygeoapi_config(communes: Path, port: int) -> dict[str, object]:
    """Return the settings of pygeoapi; JSON is YAML."""
    url = f"http://{HOST}:{port}"
    text = {"en": "communes"}
    limits = {"default_items": FEATURES, "max_items": FEATURES}
    crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    provider = {"type": "feature", "name": "GeoJSON", "data": str(communes), "id_field": "code"}
    about = {"title": text, "description": text, "keywords": {"en": ["communes"]}}
    return {
        "server": {
            "bind": {"host": HOST, "port": port},
            "url": url,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en"],
            "limits": limits,
            "map": {"url": "", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**about, "keywords_type": "theme", "terms_of_service": "none", "url": url},
            "license": {"name": "none", "url": url},
            "provider": {"name": "bench", "url": url},
            "contact": {"name": "bench"},
        },
        "resources": {
            "communes": {
                "type": "collection",
                **about,
                "links": [],
                "extents": {"spatial": {"bbox": [102, 20, 107, 24], "crs": crs}},
                "providers": [provider],
            }
        },
    }


@contextmanager
def datasette_server(communes: Path, folder: Path) -> Iterator[Server]:
    """Run Datasette (one process: it has no workers) over the same rows; at ``DATASETTE_PATH``."""
    python, port = peers_python(), machine.free_port(HOST)
    database = folder / "communes.db"
    _fill(database, communes)
    settings = [part for name in ("max_returned_rows", "default_page_size") for part in _setting(name)]
    serve = [str(python), "-m", "datasette", "serve", str(database), "--host", HOST, "--port", str(port)]
    with running([*serve, *settings], port, DATASETTE_PATH, dict(os.environ), folder, "datasette") as server:
        yield server


def _setting(name: str) -> list[str]:
    """Return an option of Datasette that lets all rows into one answer."""
    return ["--setting", name, str(FEATURES)]


def _fill(database: Path, communes: Path) -> None:
    """Write the features into a table: a column for each property, the geometry as GeoJSON text."""
    features = json.loads(communes.read_text(encoding="utf-8"))["features"]
    names = list(features[0]["properties"])
    rows = [
        [*(feature["properties"][name] for name in names), json.dumps(feature["geometry"])]
        for feature in features
    ]
    with sqlite3.connect(database) as connection:
        connection.execute(f"CREATE TABLE communes ({', '.join(names)}, geometry, PRIMARY KEY (code))")
        marks = ", ".join("?" * (len(names) + 1))
        connection.executemany(f"INSERT INTO communes VALUES ({marks})", rows)  # noqa: S608
    connection.close()
