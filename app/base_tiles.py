"""
``/base/<z>/<x>/<y>``: the office's own raster tiles, read from one file that never changes while we run.

The file is the one that ``OCOP_BASE_TILES`` names, or the first of the folder
``base`` in the instance folder. A setting that cannot be meant (no such file,
vector tiles) stops the start; a broken file gives a line in the log and a map
without it.
"""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, current_app, request

from app.caching import REVALIDATE, not_modified
from app.files import FOREVER
from app.ready import matches, weak_etag
from app.state import current_ocop
from geodata.errors import N_, DataProblem, InvalidInput, NotFound
from layers.tiles import SUFFIXES, media_type, open_tiles

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings
    from layers.tiles import TileFile

bp = Blueprint("base_tiles", __name__)

FOLDER = "base"
KEY = "file"  # in permalinks
# One transparent pixel: where the file has no tile, browsers that are answered 404 or 204 complain.
EMPTY = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII="
)


def find(app: Flask, settings: Settings) -> TileFile | None:
    """
    Return the base map of this office; None where there is none that can be used.

    Raises
    ------
    InvalidInput
        The setting names a file that is missing or holds vector tiles.
    """
    if (named := settings.base_tiles_path) is not None:
        return _opened(app, named)
    folder = settings.instance_path / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() in SUFFIXES and path.is_file():
            try:
                found = _opened(app, path)
            except InvalidInput as error:
                app.logger.warning("%s", error)
                continue
            if found is not None:
                return found
    return None


def _opened(app: Flask, path: Path) -> TileFile | None:
    """Return the tiles of ``path``; None, and a line in the log, where the file is broken."""
    try:
        return open_tiles(path)
    except DataProblem as error:
        app.logger.warning("%s", error)
        return None


def version_of(tiles: TileFile | None) -> str:
    """Return what changes when another file is put in its place; empty where there is none."""
    if tiles is None:
        return ""
    status = tiles.path.stat()
    text = f"{tiles.path.name} {status.st_size} {status.st_mtime_ns}"
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def base_choice() -> dict[str, Any] | None:
    """Return the base map as the browser takes it; every text in it is plain."""
    tiles = current_ocop().base_tiles
    if tiles is None:
        return None
    return {
        "key": KEY,
        "title": tiles.name,
        "url": f"{request.script_root}/base/{{z}}/{{x}}/{{y}}?v={version_of(tiles)}",
        "attribution_text": tiles.attribution,
        "min_zoom": tiles.min_zoom,
        "max_zoom": tiles.max_zoom,
        "bounds": tiles.bounds,
    }


@bp.get("/base/<int:z>/<int:x>/<int:y>")
def show_tile(z: int, x: int, y: int) -> Response:
    """Answer one tile; a transparent pixel where the file has none."""
    tiles = current_ocop().base_tiles
    if tiles is None:
        raise NotFound(N_("This site has no base map of its own."))
    version = version_of(tiles)
    etag = weak_etag(version, z, x, y)
    lasting = request.args.get("v") == version
    cache_control = FOREVER if lasting else REVALIDATE
    if matches(request.headers.get("If-None-Match", ""), etag):
        return not_modified(etag, cache_control)
    try:
        data = tiles.tile(z, x, y)
    except DataProblem as error:
        current_app.logger.warning("Tile %s/%s/%s: %s", z, x, y, error)
        data, cache_control = None, "no-store"
    body = data or EMPTY
    response = Response(body, status=HTTPStatus.OK, content_type=media_type(body))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    return response
