"""The API below /api/v1; docs/openapi.yaml is its contract."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")

# The modules below add their routes to ``bp``.
from app.api import layers, numbers, records, units  # noqa: E402, F401
