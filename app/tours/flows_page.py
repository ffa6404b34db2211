"""The page /tours/flows: where tours pass, which communes they leave out, where signs are seen."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from app.accounts.current import current_account
from app.desk_texts import DESK_TEXTS
from app.exports.choices import format_choices
from app.files import asset_url
from app.i18n import current_language
from app.mapdata import modules_of, page_state
from app.params import check_names
from app.planning.pages import API, OUTLINES
from app.texts import browser_texts, tile_choices
from app.tours.flows_jobs import USUAL_COUNT, USUAL_SEED
from app.tours.flows_texts import flow_texts

MAIN = "js/tour_flows/main.js"

bp = Blueprint("tour_flows_page", __name__)


@bp.get("/tours/flows")
def show_flows() -> Response:
    """Show the page; ``job`` names tours that were generated before."""
    # Folium and numpy take over half a second to import: only where a map is drawn.
    from geodata.tourism.generated import MOST_TOURS
    from layers.catalogue import CATALOGUE
    from layers.page import MapOptions, render_map

    check_names(request.args, ("job",))
    options = MapOptions(
        asset_url=asset_url,
        api=request.script_root + API,
        language=current_language(),
        translate=gettext,
    )
    state = {
        "drafts": current_account() is not None,
        "job": request.args.get("job", ""),
        "plan": {"count": USUAL_COUNT, "seed": USUAL_SEED, "most": MOST_TOURS},
        "page": f"{request.script_root}/tours/flows",
        "formats": format_choices(),
    }
    texts = browser_texts() | {key: str(gettext(text)) for key, text in DESK_TEXTS.items()} | flow_texts()
    body = render_template(
        "tour_flows.html",
        parts=render_map(options, [spec for spec in CATALOGUE if spec.key in OUTLINES]),
        texts=texts,
        tiles=tile_choices(),
        page_state=page_state(API) | state,
        modules=[path for path in modules_of("tour_flows", "desk") if path != MAIN],
        script=MAIN,
    )
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response
