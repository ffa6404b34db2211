"""/api/v1/datapackage.json: every public table described for programs, and the tables themselves."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.caching import Body, cached
from app.exports.api import site_address
from app.filters import current_wording
from app.params import check_names, view_of
from app.state import current_store

UNITS = ("units",)

bp = Blueprint("datapackage", __name__, url_prefix="/api/v1")


@bp.get("/datapackage.json")
def show_package() -> Response:
    """Answer the descriptor of all tables in a unit system; its titles are in the language of the reader."""
    check_names(request.args, UNITS)
    view, site = view_of(request.args), site_address()

    def make() -> tuple[Body, str]:
        from layers.datapackage import data_package  # GeoPandas: only where somebody asks

        return data_package(current_store(), view, current_wording(), f"{site}/api/v1"), "application/json"

    # It names the host that was asked.
    return cached(make, variant=site)


@bp.get("/datapackage/<key>.csv")
def show_table(key: str) -> Response:
    """Answer one table as the descriptor says: codes, names of fields, nothing below the rows."""
    check_names(request.args, UNITS)
    view = view_of(request.args)

    def make() -> tuple[bytes, str]:
        from layers.datapackage import table_bytes

        return table_bytes(current_store(), key, view), "text/csv"

    return cached(make)
