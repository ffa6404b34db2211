"""Old addresses of records that were merged into others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.state import current_store
from geodata.errors import NotFound
from geodata.records.kinds import SPECS, RecordKind

PERMANENT = 308
# Part of an address → kind of record; a market is a sales point.
KIND_OF_PAGE = {spec.page: spec.kind for spec in SPECS.values()} | {"markets": RecordKind.SALES_POINTS}


def or_moved(
    page: str, record_id: str, answer: Callable[[], AnyResponse], name: str = "record_id"
) -> AnyResponse:
    """
    Return an answer about a record, or 308 to the record that it was merged into.

    ``name`` is the part of the address that names the record; ``record`` names its
    page too. Nobody keeps the way: undoing the merge brings the old record back.
    """
    try:
        return answer()
    except NotFound:
        from geodata.records.redirects import redirect_of  # SQLAlchemy: not while the program starts

        into = redirect_of(current_store(), KIND_OF_PAGE[page], record_id)
        if into is None:
            raise
    named = f"{page}/{into}" if name == "record" else into
    values: dict[str, Any] = {**request.args.to_dict(), **(request.view_args or {}), name: named}
    moved = redirect(url_for(str(request.endpoint), **values), PERMANENT)
    moved.headers["Cache-Control"] = "no-cache"
    return moved
