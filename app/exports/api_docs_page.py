"""/exports/api: the description of /api/v1 as a readable page, and the document itself for programs."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from app.caching import cached
from app.exports.api import site_address
from app.params import check_names

bp = Blueprint("api_docs", __name__)


@bp.get("/exports/api")
def show_api_docs() -> Response:
    """Show every operation with parameters, body, answers and an example that works."""
    check_names(request.args, ())
    site = site_address()

    def make() -> tuple[str, str]:
        from app.exports.api_document import api_document

        page = render_template("api_docs.html", document=api_document(), base=f"{site}/api/v1")
        return page, "text/html"

    # The examples name the host that was asked.
    return cached(make, variant=site)


@bp.get("/api/v1/openapi.yaml")
def show_openapi() -> Response:
    """Answer the OpenAPI document, from which programs make clients."""
    from app.exports.api_document import DOCUMENT

    check_names(request.args, ())
    return cached(lambda: (DOCUMENT.read_text(encoding="utf-8"), "application/yaml"))
