"""The formats as the scripts of pages need them."""

from __future__ import annotations

from typing import Any


def format_choices() -> list[dict[str, Any]]:
    """Return extension, title and kind of geometry of every format, in their order."""
    from layers.exports.formats import FORMATS

    return [
        {"extension": form.extension, "title": form.title, "points_only": form.points_only}
        for form in FORMATS
    ]
