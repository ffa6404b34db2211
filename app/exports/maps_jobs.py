"""The job that draws one map, or an atlas of communes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import today
from app.exports.jobs import ExportInputs
from app.exports.viewers import opened
from app.jobs.kinds import Task, job_kind
from app.jobs.wording import wording_of
from app.planning.engine import engine_of
from app.settings import Settings
from geodata.errors import N_

if TYPE_CHECKING:
    from geodata.store import Store

DRAWING = N_("Drawing the map")


@dataclass(frozen=True, slots=True)
class MapInputs(ExportInputs):
    """
    The order as it was sent (a JSON object as text), the language of the reader, where the site is.

    ``seal`` says who asked for a scenario or a tour, signed; without it the
    job shows what every reader may see.
    """

    seal: str = ""


@job_kind("print_map", title=N_("Draw a map for printing"), inputs=MapInputs, least_role=None)
def draw_map(store: Store, inputs: MapInputs, task: Task) -> None:
    """Draw the map or the atlas; the result is the file."""
    # GeoPandas and matplotlib: not in the web processes, which only list the kinds.
    from layers.print_maps.atlas import make_atlas
    from layers.print_maps.files import make_map
    from layers.print_maps.orders import read_map_body
    from layers.saved import Around

    words = wording_of(inputs.language)
    settings = Settings.from_env(os.environ)
    order, form, atlas = read_map_body(store, inputs.order, today(), opened(settings, inputs))
    target = task.folder / "map"
    address = inputs.address or None
    if atlas:
        name = make_atlas(store, words, order, target, task.progress, address).name
    else:
        task.progress(0.0, DRAWING)
        around = Around(today=today(), engine=engine_of(settings), address=address)
        name = make_map(store, words, order, form, target, address, around=around).name
    target.replace(task.result(name))
