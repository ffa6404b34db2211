"""/api/v1/leaders: how many leaders of producers are of which sex and ethnic group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from app.api.lists import answer_json
from app.clock import today
from app.params import check_names
from app.state import current_store

if TYPE_CHECKING:
    from geodata.leaders.totals import LevelTotals, Totals, UnitTotals

bp = Blueprint("leaders_api", __name__, url_prefix="/api/v1")


@bp.get("/leaders")
def show_totals() -> Response:
    """Answer the totals of both unit systems; a count that is held back is null."""
    check_names(request.args, ())

    def read() -> dict[str, Any]:
        from geodata.leaders.suppression import LEAST
        from geodata.leaders.totals import read_totals

        found = read_totals(current_store(), today())
        return {
            "kept": found is not None,
            "least": LEAST,
            "items": [_totals(totals) for totals in found or ()],
        }

    return answer_json(read)


def _totals(totals: Totals) -> dict[str, Any]:
    """Return the totals by one thing as JSON."""
    return {
        "by": totals.by,
        "categories": totals.categories,
        "whole": _unit(totals, totals.whole),
        "levels": [_level(totals, level) for level in totals.levels],
    }


def _level(totals: Totals, level: LevelTotals) -> dict[str, Any]:
    """Return the units of one level of one system as JSON."""
    return {
        "units": level.units.value,
        "level": level.level.value,
        "items": [_unit(totals, unit) for unit in level.shown],
        "held_units": level.held_units,
        "held_producers": level.held_producers,
        "elsewhere": level.elsewhere,
    }


def _unit(totals: Totals, unit: UnitTotals) -> dict[str, Any]:
    """Return one unit as JSON, with a count or null for each category."""
    counts = [{"category": one, "count": unit.counts.get(one)} for one in totals.categories]
    named = {} if unit.code is None else {"code": unit.code, "name": unit.name}
    return named | {"producers": unit.producers, "counts": counts, "together": unit.together}
