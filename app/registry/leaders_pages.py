"""The page /leaders: totals of the leaders of producers by sex and ethnic group, for everybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from app.caching import cached
from app.clock import today
from app.params import check_names
from app.state import current_store
from geodata.errors import N_

HTML = "text/html"
# What totals are by, and what stands above the units of each level.
TITLES = {"sex": N_("By sex"), "ethnic_group": N_("By ethnic group")}
LEVELS = {
    ("2024", "district"): N_("Districts (until 30 June 2025)"),
    ("2024", "commune"): N_("Communes until 30 June 2025"),
    ("2025", "commune"): N_("Communes since 1 July 2025"),
}
UNKNOWN = N_("Nothing on record")

bp = Blueprint("leaders_pages", __name__)


@bp.app_template_global("leader_category")
def leader_category(by: str, category: str | None) -> str:
    """Return the text of a category: a sex in words, an ethnic group as it is written."""
    from geodata.records.choices import SEXES

    if category is None:
        return gettext(UNKNOWN)
    return gettext(SEXES[category]) if by == "sex" else category


@bp.get("/leaders")
def show_leaders() -> Response:
    """Show the totals, or that this office keeps nothing of leaders."""
    check_names(request.args, ())

    def make() -> tuple[str, str]:
        return render_template("leaders.html", **_context()), HTML

    return cached(make)


def _context() -> dict[str, Any]:
    """Return what the page shows."""
    from geodata.leaders.suppression import LEAST
    from geodata.leaders.totals import read_totals

    return {
        "found": read_totals(current_store(), today()),
        "least": LEAST,
        "titles": TITLES,
        "levels": LEVELS,
    }
