"""Static files of our own: addresses that change with the bytes, compressed once, kept for a year."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from threading import Lock

from flask import Flask, Response, current_app, g, request, send_from_directory, url_for
from werkzeug.security import safe_join

from app.caching import REVALIDATE, Note, not_modified
from app.ready import Key, matches
from app.settings import ROOT
from app.state import current_ocop
from geodata.errors import N_, NotFound

STATIC_PREFIX = "/static/"
FOREVER = "public, max-age=31536000, immutable"
# Larger files (an offline base map) are streamed, with ranges, and never held in memory.
KEEP_UP_TO_BYTES = 2_000_000
# Windows takes these from its registry, where other programs write.
CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
VERSIONED = (".py", ".html", ".js", ".css", ".mo")


class AssetIndex:
    """Short hashes of the static files, read again when a file changes on the disk."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of static files."""
        self._folder = folder
        self._lock = Lock()
        self._known: dict[str, tuple[int, str]] = {}

    def version(self, path: str) -> str:
        """Return the short hash of the file ``path``; empty where there is none."""
        full = safe_join(str(self._folder), path)
        try:
            time_ns = Path(full or "").stat().st_mtime_ns
            with self._lock:
                known = self._known.get(path)
            if known is not None and known[0] == time_ns:
                return known[1]
            found = hashlib.sha256(Path(full or "").read_bytes()).hexdigest()[:10]
        except OSError:
            return ""
        with self._lock:
            self._known[path] = (time_ns, found)
        return found


def init_app(app: Flask) -> None:
    """Serve the static folder, and give templates ``asset_url``."""
    app.add_url_rule(f"{STATIC_PREFIX}<path:filename>", endpoint="static", view_func=static_file)
    app.jinja_env.globals["asset_url"] = asset_url


def asset_url(path: str) -> str:
    """Return the address of a static file, with its version."""
    version = current_ocop().assets.version(path)
    if version:
        return url_for("static", filename=path, v=version)
    return url_for("static", filename=path)


def static_file(filename: str) -> Response:
    """Answer a static file; with the right version in the address it may be kept for good."""
    folder = Path(str(current_app.static_folder))
    full = safe_join(str(folder), filename)
    path = Path(full) if full else folder
    if not path.is_file():
        raise NotFound(N_("No file %(name)s"), name=filename)
    status = path.stat()
    version = current_ocop().assets.version(filename)
    lasting = request.query_string == f"v={version}".encode()
    if status.st_size > KEEP_UP_TO_BYTES or "Range" in request.headers:
        response = send_from_directory(folder, filename, conditional=True)
        response.headers["Cache-Control"] = REVALIDATE
        return response
    etag = f'W/"{version}"'
    cache_control = FOREVER if lasting else REVALIDATE
    if matches(request.headers.get("If-None-Match", ""), etag):
        return not_modified(etag, cache_control)
    response = Response(path.read_bytes(), content_type=content_type(path))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    if lasting or not request.query_string:
        key = Key("", request.path, request.query_string.decode("latin-1"), "")
        g.ready_note = Note(key, None, path, status.st_mtime_ns)
    return response


def content_type(path: Path) -> str:
    """Return the content type of a file, the same on every system."""
    known = CONTENT_TYPES.get(path.suffix.lower())
    return known or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


@cache  # what runs was read once
def program_version() -> str:
    """Return a hash of the program files, so that an update changes every ETag; the same on every worker."""
    digest = hashlib.sha256()
    for folder in ("app", "geodata", "layers"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in VERSIONED and "vendor" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
