"""The shapes of JSON answers, kept by revision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from flask import Response

from app.caching import cached
from app.params import Page


def answer_json(read: Callable[[], dict[str, Any]]) -> Response:
    """Answer one object."""
    return cached(lambda: (_plain(read()), "application/json"))


def _plain(value: Any) -> Any:  # noqa: ANN401 -- whatever an answer holds
    """Return ``value`` with dates as ISO texts and dataclasses as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def answer_list(read: Callable[[], list[dict[str, Any]]], page: Page) -> Response:
    """Answer the part of a list that ``page`` names."""

    def body() -> dict[str, Any]:
        items = read()
        shown = items[page.offset : page.offset + page.limit]
        return {"items": shown, "total": len(items), "limit": page.limit, "offset": page.offset}

    return answer_json(body)
