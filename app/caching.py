"""
Answers by revision: ``return cached(lambda: (body, "application/geo+json"))`` in a view.

The first reader of an address makes the answer; after that ``app.fastpath``
gives the ready bytes without entering Flask, until the store has a new
revision or a new day begins (the status of a product depends on the day).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from flask import Flask, Response, g, request

from app.i18n import current_language
from app.ready import (
    IDENTITY,
    Bodies,
    Headers,
    Key,
    Moment,
    Ready,
    choose_encoding,
    matches,
    sorted_query,
    weak_etag,
)
from app.state import current_ocop

Body = bytes | str | dict[str, object] | list[object]
# Who may have an answer: everybody, or people who are signed in where the office is not public.
SIGNED_IN = "signed in"
REVALIDATE = "no-cache"  # keep it, but ask every time whether it is still right
LONGEST_QUERY = 2000
# Set for each answer by whoever sends it.
PER_ANSWER = {"content-length", "content-encoding", "date", "connection"}


class Note(NamedTuple):
    """What a view leaves for the end of the request: keep this answer, under this key."""

    key: Key
    moment: Moment | None
    file: Path | None = None
    file_time_ns: int = 0
    is_kept: bool = True  # False: only sent in its smallest encoding


def init_app(app: Flask) -> None:
    """Keep cacheable answers after every other header has been set."""
    # Handlers run in reverse order of registration: this one is registered first and sees the end.
    app.after_request(_keep)


def current_revision() -> int:
    """Return the revision of the store, at most ``revision_poll_s`` old."""
    return current_ocop().cache.moment().revision


def cached(make: Callable[[], tuple[Body, str]], variant: str = "", *, keep: bool = True) -> Response:
    """
    Answer with what ``make`` returns (body and content type), under an ETag.

    Only for answers that are the same for every reader of a language: they are
    kept and given to others. An answer for one user does not go through here.
    ``variant`` is what it depends on besides address, language and day (the
    name of the host, the form that was asked for); it is then given to others
    by Flask alone. Without ``keep`` the answer is not kept: large ones that few
    will ask for again would drive out what many ask for.
    """
    # Asked before the data are read: an answer may be newer than its tag says, never older.
    moment = current_ocop().cache.moment()
    key = request_key()
    if variant:
        key = key._replace(audience=f"{key.audience} {variant}")
    etag = weak_etag(app_version(), *key, *moment)
    if matches(request.headers.get("If-None-Match", ""), etag):
        return not_modified(etag, REVALIDATE)
    if key.audience and (kept := current_ocop().cache.get(key)) is not None:
        # The way past Flask knows only what is for everybody.
        return _answer_kept(kept)
    with current_ocop().cache.making():
        body, content_type = make()
    response = Response(encoded(body), content_type=with_charset(content_type))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    g.ready_note = Note(key, moment, is_kept=keep)
    return response


def not_modified(etag: str, cache_control: str) -> Response:
    """Return a 304; the reader goes on with the headers that came with the bytes, its policy included."""
    response = Response(status=HTTPStatus.NOT_MODIFIED)
    del response.headers["Content-Type"]
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    return response


def request_key() -> Key:
    """Return the key of the current request."""
    # Latin-1, as WSGI hands it to the fast path: one text for each row of bytes.
    query = request.query_string.decode("latin-1")
    audience = g.get("audience", "")
    return Key(request.script_root, request.path, sorted_query(query), current_language(), audience)


def encoded(body: Body) -> bytes:
    """Return the bytes of a body; objects become JSON."""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def with_charset(content_type: str) -> str:
    """Return ``content_type`` with the charset where a text has none."""
    if content_type.startswith("text/") and "charset" not in content_type:
        return f"{content_type}; charset=utf-8"
    return content_type


def _answer_kept(entry: Ready) -> Response:
    """Return a kept answer to somebody whose right to it was checked."""
    status, headers, body = answer(
        entry,
        if_none_match="",
        accept=request.headers.get("Accept-Encoding", ""),
        head=request.method == "HEAD",
    )
    return Response(body, status, headers)


def app_version() -> str:
    """Return what changes with the program, so that an update is seen at once."""
    return current_ocop().version


def answer(entry: Ready, *, if_none_match: str, accept: str, head: bool) -> tuple[str, Headers, bytes]:
    """Return status line, headers and body of a ready answer for one request."""
    if matches(if_none_match, entry.etag):
        kept = [(name, value) for name, value in entry.headers if name.lower() != "content-type"]
        return "304 NOT MODIFIED", kept, b""
    encoding = choose_encoding(accept, entry.bodies.encodings) or IDENTITY
    body = entry.bodies[encoding]
    headers = [*entry.headers, ("Content-Length", str(len(body)))]
    if encoding != IDENTITY:
        headers.append(("Content-Encoding", encoding))
    return "200 OK", headers, b"" if head else body


def _keep(response: Response) -> Response:
    """Keep the answer if its view asked for it, and give this reader the compressed bytes too."""
    note: Note | None = g.pop("ready_note", None)
    if note is None or response.status_code != HTTPStatus.OK or "Set-Cookie" in response.headers:
        return response
    headers = [(name, value) for name, value in response.headers if name.lower() not in PER_ANSWER]
    bodies = Bodies(response.get_data(), response.content_type or "")
    if note.is_kept and len(note.key.query) <= LONGEST_QUERY:
        entry = Ready(bodies, headers, response.headers["ETag"], note.moment, note.file, note.file_time_ns)
        current_ocop().cache.put(note.key, entry)
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""), bodies.encodings)
    if encoding is not None and encoding != IDENTITY:
        response.set_data(bodies[encoding])
        response.headers["Content-Encoding"] = encoding
    return response
