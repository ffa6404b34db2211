"""The job that makes the map in one file, and how a file that is ready is found again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.clock import today
from app.exports.atlas_texts import ATLAS_TEXTS
from app.exports.jobs import OrderInputs
from app.jobs.kinds import Task, job_kind
from app.jobs.wording import wording_of
from app.mapdata import browser_catalogue, start_state
from app.office import start_of
from app.pages.labels import WORDS
from app.security import source_hash
from app.settings import ROOT, Settings
from app.texts import TEXTS
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from geodata.office.setting_values import OfficeSettings
    from geodata.store import Store
    from layers.standalone.orders import AtlasOrder
    from layers.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasInputs(OrderInputs):
    """
    The order (names and texts of an address as a JSON object), the language, and of what it is.

    ``revision``, ``day`` and ``version`` (of the program) are those at which it
    was ordered: the same inputs mean the same file.
    """

    revision: int
    day: date
    version: str


@job_kind("atlas_file", title=N_("Make the atlas in one file"), inputs=AtlasInputs, least_role=None)
def make_atlas_file(store: Store, inputs: AtlasInputs, task: Task) -> None:
    """Make the file; the result is the page."""
    # GeoPandas and Folium: not in the web processes, which only list the kinds.
    from geodata.office.settings import read_settings
    from geodata.vector_writing import telling
    from layers.standalone.files import AtlasMaker, atlas_name, make_atlas
    from layers.standalone.orders import read_atlas_body
    from layers.standalone.words import PageWords

    # A file may be newer than its inputs say, never older: one of tomorrow would be taken for tomorrow's.
    if inputs.revision > store.revision() or inputs.day > today():
        raise InvalidInput(N_("There is no such state of the data yet"))
    given, order = read_atlas_body(inputs.order, today())
    words, office = wording_of(inputs.language), read_settings(store)
    maker = AtlasMaker(
        store=store,
        words=PageWords(words, WORDS),
        static=ROOT / "app" / "static",
        source_hash=source_hash,
        blocks=map_blocks(store, words, office, order, names_units="units" in given),
        office=office.name,
        most=Settings.from_env(os.environ).max_features,
    )
    page, name = make_atlas(maker, order, task.progress), atlas_name(order, inputs.language)
    with telling(name):
        task.result(name).write_bytes(page)


def map_blocks(
    store: Store, words: Wording, office: OfficeSettings, order: AtlasOrder, *, names_units: bool
) -> dict[str, Any]:
    """Return what the map page holds as JSON, in the language of the file."""
    keys = {spec.key for spec in order.layers}
    catalogue = browser_catalogue(words.translate, whole=True)
    layers = [layer for layer in catalogue["layers"] if layer["key"] in keys]
    first = order.systems[0].value
    start = start_of(office) | ({"units": first} if names_units else {})
    return {
        "texts": {key: words.translate(text) for key, text in (TEXTS | ATLAS_TEXTS).items()},
        "catalogue": catalogue | {"layers": layers, "formats": [], "ways": []},
        "tile-services": [],
        "page-state": start_state(store, words.language, start)
        | {
            "units": first,
            "on": order.on.isoformat() if order.on else "",
            "view": order.start,
            "prefix": "",
            "api": "",
        },
    }
