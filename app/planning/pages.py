"""The page /planning: the planner sets up, reads, adjusts, saves and compares plans for new sales points."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from app.accounts.current import current_account
from app.accounts.rights import EDITOR, PLANNER, READER
from app.exports.choices import format_choices
from app.files import asset_url
from app.i18n import current_language
from app.mapdata import modules_of, page_state
from app.params import check_names
from app.planning.page_texts import planning_texts
from app.texts import browser_texts, tile_choices
from geodata.errors import N_, InvalidInput, NotFound

API = "/api/v1"
# What the map of a plan lies on: Folium gets their keys and addresses, the browser fetches them.
OUTLINES = frozenset({"provinces", "districts", "communes"})
# As geodata.planning.scenarios makes them.
SCENARIO_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
MOST_COMPARED = 4
MAIN, COMPARE = "js/planning/main.js", "js/planning/compare.js"

bp = Blueprint("planning_pages", __name__)


@bp.get("/planning")
def show_planning() -> Response:
    """Show the panel that sets a plan up, on an empty map; ``tours_job`` names generated tours to weigh."""
    check_names(request.args, ("tours_job",))
    return _page("planning.html", MAIN, {"tours_job": request.args.get("tours_job", "")})


@bp.get("/planning/<scenario_id>")
def show_scenario(scenario_id: str) -> Response:
    """Show the page with a saved plan; the browser asks the API for it, which knows who may see it."""
    check_names(request.args, ())
    if not SCENARIO_ID.fullmatch(scenario_id):
        raise NotFound(N_("There is no scenario %(id)s"), id=scenario_id[:64])
    return _page("planning.html", MAIN, {"scenario": scenario_id})


@bp.get("/planning/compare")
def show_comparison() -> Response:
    """Show up to four saved plans beside each other."""
    check_names(request.args, ("ids",))
    ids = [part for part in request.args.get("ids", "").split(",") if part]
    if not 1 <= len(ids) <= MOST_COMPARED or not all(SCENARIO_ID.fullmatch(one) for one in ids):
        raise InvalidInput(
            N_("Compare 1 to %(most)s scenarios: ids=first,second; got %(found)s"),
            most=MOST_COMPARED,
            found=len(ids),
        )
    return _page("planning_compare.html", COMPARE, {"compare": list(dict.fromkeys(ids))})


def _page(template: str, script: str, state: dict[str, Any]) -> Response:
    """Answer the page; it differs by who asks, so nobody keeps it."""
    # Folium and numpy take over half a second to import: only where a map is drawn.
    from layers.catalogue import CATALOGUE
    from layers.page import MapOptions, render_map

    options = MapOptions(
        asset_url=asset_url,
        api=request.script_root + API,
        language=current_language(),
        translate=gettext,
    )
    account = current_account()
    level = READER if account is None else account.level
    may = {"save": level >= PLANNER, "enter_point": level >= EDITOR}
    body = render_template(
        template,
        parts=render_map(options, [spec for spec in CATALOGUE if spec.key in OUTLINES]),
        texts=browser_texts() | planning_texts(),
        tiles=tile_choices(),
        page_state=page_state(API)
        | {"may": may, "page": f"{request.script_root}/planning", "formats": format_choices()}
        | state,
        modules=planning_modules(),
        script=script,
    )
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response


def planning_modules() -> list[str]:
    """Return the modules that the page's script brings in, for the browser to fetch all at once."""
    return [path for path in modules_of("desk", "planning") if path not in (MAIN, COMPARE)]
