"""JSON bodies of the planning API: how large they may be, and what they must hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from geodata.errors import N_, InvalidInput

# A matrix of 1,000 × 300 costs with six digits is 3 MB.
LARGEST_BODY = 16_000_000
# Digits of a version: what a column for whole numbers holds.
LONGEST_VERSION = 9
# How JSON writes a sign that no database keeps: zero, and half of a sign beyond the first 65,536.
_ODD_SIGN = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def read_body() -> bytes:
    """
    Return the JSON text that was sent.

    Only as ``application/json``: a form of another site cannot send that without being asked first,
    which is why these addresses need no CSRF mark.
    """
    request.max_content_length = LARGEST_BODY
    if not request.is_json:
        raise UnsupportedMediaType
    data = request.get_data()
    if _ODD_SIGN.search(data) and any(_UNKEPT.search(text) for text in _texts(_parsed(data))):
        raise InvalidInput(N_("A text holds a sign that cannot be stored (U+0000 or half a sign)"))
    return data


def read_object(names: Sequence[str]) -> dict[str, Any]:
    """Return the JSON object that was sent; it may have these names and no other."""
    body = _parsed(read_body())
    if not isinstance(body, dict):
        raise InvalidInput(N_("Send one JSON object"))
    if unknown := sorted(body.keys() - set(names)):
        raise InvalidInput(
            N_("Unknown parameter %(name)s; allowed: %(allowed)s"), name=unknown[0], allowed=", ".join(names)
        )
    return body


def read_version() -> int:
    """Return the version that a change rests on, from ``If-Match``."""
    text = request.headers.get("If-Match", "").strip().strip('"')
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_VERSION):
        raise InvalidInput(N_("Send the version that you saw, as If-Match"))
    return int(text)


def _parsed(data: bytes) -> Any:  # noqa: ANN401 -- any JSON value
    """Return the value of a JSON text in UTF-8; None where it is none or too deep."""
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _texts(value: object) -> Iterator[str]:
    """Give every text of a JSON value, names of members too."""
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            left += part
        elif isinstance(part, dict):
            left += [*part, *part.values()]
