"""JSON bodies of the planning API: how large they may be, and what they must hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from geodata.errors import N_, InvalidInput

# A matrix of 1,000 × 300 costs with six digits is 3 MB.
LARGEST_BODY = 16_000_000


def read_body() -> bytes:
    """
    Return the JSON text that was sent.

    Only as ``application/json``: a form of another site cannot send that without being asked first,
    which is why these addresses need no CSRF mark.
    """
    request.max_content_length = LARGEST_BODY
    if not request.is_json:
        raise UnsupportedMediaType
    return request.get_data()


def read_object(names: Sequence[str]) -> dict[str, Any]:
    """Return the JSON object that was sent; it may have these names and no other."""
    read_body()
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise InvalidInput(N_("Send one JSON object"))
    if unknown := sorted(body.keys() - set(names)):
        raise InvalidInput(
            N_("Unknown parameter %(name)s; allowed: %(allowed)s"), name=unknown[0], allowed=", ".join(names)
        )
    return body
