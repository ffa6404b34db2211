"""Pages: quality."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("quality", __name__)


@bp.get("/quality")
def show_quality() -> str:
    """Placeholder."""
    return ""
