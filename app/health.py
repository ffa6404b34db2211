"""``/healthz`` for a supervisor: asks the store itself, and nothing is kept."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from app.state import current_store

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def show_health() -> Response:
    """Say that the store answers, with its revision; 503 in the envelope where it does not."""
    store = current_store()
    response = jsonify(status="ok", revision=store.revision(), database=store.dialect)
    response.headers["Cache-Control"] = "no-store"
    return response
