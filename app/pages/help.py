"""Help and what the map is made of."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from app.caching import app_version, cached
from app.params import check_names
from app.settings import ROOT
from app.state import current_store
from geodata.edition import reference_edition

PICTURES = ROOT / "app" / "static" / "help"

bp = Blueprint("help", __name__)


@bp.app_template_global("help_picture")
def help_picture(name: str) -> str | None:
    """Return the path of a picture of a real page, None until it has been taken."""
    return f"help/{name}.png" if (PICTURES / f"{name}.png").is_file() else None


@bp.get("/help")
def show_help() -> Response:
    """Show what each number means and how the map is used."""
    check_names(request.args, ())
    return cached(lambda: (render_template("help.html", data_date=reference_edition()), "text/html"))


@bp.get("/about")
def show_about() -> Response:
    """Show sources, licences and the version."""
    check_names(request.args, ())

    def make() -> tuple[str, str]:
        state = current_store().state()
        page = render_template(
            "about.html",
            data_date=reference_edition(),
            version=app_version(),
            revision=state.revision,
        )
        return page, "text/html"

    return cached(make)
