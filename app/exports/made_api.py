"""
Layers of what was made with the map, in every format: saved scenarios, saved tours, where tours pass.

``GET …/exports/<layer>.<format>``; the layer ``all`` is every one that the
format carries. Who may see the scenario, the tour or the tours may take them
away; the answer is kept nowhere, because it may be shut again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from flask_babel import force_locale, gettext

from app.clock import today
from app.exports.api import FOLDER_PREFIX, file_answer, site_address
from app.filters import current_wording
from app.params import VIEW_NAMES, check_names, view_of
from app.planning.scenario_texts import SCENARIO_TEXTS
from app.planning.scenarios_api import stale_parts, visible_scenario
from app.planning.wording import with_texts
from app.state import current_store
from app.tours.files_api import asked_language, saved_document, words_of
from app.tours.flows_api import NEAR, SOURCES, built_layer
from app.tours.saved_api import visible_tour

if TYPE_CHECKING:
    from layers.catalogue import LayerSpec
    from layers.exports.content import Content

NAMES = ("crs", "lang")
# Layers, coordinate system → what is to be written.
Reader = Callable[[tuple[str, ...], str], "list[Content]"]

bp = Blueprint("made_exports", __name__, url_prefix="/api/v1")


@bp.get("/scenarios/<scenario_id>/exports/<file>")
def take_scenario(scenario_id: str, file: str) -> Response:
    """Answer layers of a scenario that who asks may see."""
    from layers.exports.made import scenario_contents
    from layers.scenario_layers import SCENARIO_LAYERS

    check_names(request.args, NAMES)
    found = visible_scenario(scenario_id)

    def read(keys: tuple[str, ...], crs: str) -> list[Content]:
        changed = [str(gettext(SCENARIO_TEXTS[f"stale.{part}"])) for part in stale_parts(found)]
        return scenario_contents(
            current_store(),
            found,
            with_texts(found.answer),
            keys,
            crs,
            changed=changed,
            today=today(),
            words=current_wording(),
        )

    return take_made(file, SCENARIO_LAYERS, read)


@bp.get("/saved-tours/<tour_id>/exports/<file>")
def take_tour(tour_id: str, file: str) -> Response:
    """Answer layers of a saved tour that who asks may see."""
    from layers.exports.made import tour_contents
    from layers.tour_files.document import cleaned
    from layers.tour_files.reading import sheet_of
    from layers.tour_layers import TOUR_LAYERS

    check_names(request.args, NAMES)
    found = visible_tour(tour_id)

    def read(keys: tuple[str, ...], crs: str) -> list[Content]:
        document = cleaned(saved_document(found))
        return tour_contents(found, sheet_of(document, words_of(document)), keys, crs, current_wording())

    return take_made(file, TOUR_LAYERS, read)


@bp.get("/tour-flows/exports/<file>")
def take_flows(file: str) -> Response:
    """Answer layers of where the tours pass that the query names."""
    from layers.exports.made import flow_contents
    from layers.flow_layers import FLOW_LAYERS

    check_names(request.args, (*VIEW_NAMES, *SOURCES, *NEAR, *NAMES))

    def read(keys: tuple[str, ...], crs: str) -> list[Content]:
        layers = [built_layer(key) for key in keys]
        return flow_contents(layers, view_of(request.args), crs, current_wording())

    return take_made(file, FLOW_LAYERS, read)


def take_made(file: str, specs: Mapping[str, LayerSpec], read: Reader) -> Response:
    """Answer ``<layer>.<format>`` of layers that ``read`` gives, in the language that is asked for."""
    # GeoPandas: only where somebody takes a layer away.
    from layers.exports.files import Maker, make_contents
    from layers.exports.formats import find_crs, find_format
    from layers.exports.made import ALL, wanted_keys
    from layers.exports.names import stem_of_made

    key, _, extension = file.partition(".")
    form = find_format(extension)
    keys, crs = wanted_keys(key, specs, form), find_crs(form, request.args.get("crs"))
    with force_locale(asked_language()), TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        contents = read(keys, crs)
        maker = Maker(
            store=current_store(), words=current_wording(), folder=Path(folder), address=site_address()
        )
        origin = contents[0].origin
        stem = stem_of_made(origin, ALL, crs) if key == ALL and origin else None
        made = make_contents(maker, contents, form, stem)
        body = made.path.read_bytes()
    response = file_answer(made, body)
    response.headers["Cache-Control"] = "no-store"
    return response
