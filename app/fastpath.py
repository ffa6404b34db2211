"""
The way past Flask: a ready answer goes out as it is, with every header it was kept with.

A GET or HEAD whose bytes are ready costs one look into the cache; everything
else, and anything unusual, goes to the application.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.caching import answer
from app.files import STATIC_PREFIX
from app.i18n import language_of_headers
from app.ready import Key, ReadyCache, sorted_query
from geodata.errors import OcopError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class FastPath:
    """WSGI middleware directly around Flask, inside whatever sorts out proxies and prefixes."""

    def __init__(self, app: WSGIApplication, cache: ReadyCache, default_language: str) -> None:
        """Wrap ``app``."""
        self._app = app
        self._cache = cache
        self._default_language = default_language

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the ready bytes, or hand over to Flask."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or "HTTP_RANGE" in environ:
            return self._app(environ, start_response)
        try:
            entry = self._cache.get(self._key(environ))
        except OcopError:
            # The store does not answer; Flask says so in the one envelope.
            entry = None
        if entry is None:
            return self._app(environ, start_response)
        status, headers, body = answer(
            entry,
            if_none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
            accept=environ.get("HTTP_ACCEPT_ENCODING", ""),
            head=method == "HEAD",
        )
        start_response(status, headers)
        return [body]

    def _key(self, environ: WSGIEnvironment) -> Key:
        """Return the key of a request, as ``app.caching.request_key`` does."""
        # WSGI hands paths over as Latin-1; Flask keeps them as UTF-8.
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace") or "/"
        query = sorted_query(environ.get("QUERY_STRING", ""))
        if path.startswith(STATIC_PREFIX):
            return Key("", path, query, "")
        language = language_of_headers(environ, self._default_language)
        return Key(environ.get("SCRIPT_NAME", ""), path, query, language)
