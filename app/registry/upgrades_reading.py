"""What is asked of the gaps to the next star, from a query string."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from app.params import FILTER_NAMES, VIEW_NAMES, filter_of, view_of, whole_number
from app.state import current_store

if TYPE_CHECKING:
    from geodata.certificates.upgrades import Upgrades
    from geodata.view import ProductFilter, View

WITHIN = "within"
UPGRADE_NAMES = (*VIEW_NAMES, *FILTER_NAMES, WITHIN)
MOST_POINTS = 100


def asked() -> tuple[View, ProductFilter, int | None]:
    """Return view, filter, and how many points may be missing at most (None: any number)."""
    within = whole_number(request.args, WITHIN, 1, MOST_POINTS, 0) if request.args.get(WITHIN) else None
    return view_of(request.args), filter_of(request.args), within


def read_asked_upgrades() -> Upgrades:
    """Return the gaps that the query asks for."""
    # pandas: only where somebody asks.
    from geodata.certificates.upgrades import read_upgrades

    view, chosen, within = asked()
    return read_upgrades(current_store(), view, chosen, within)
