"""What the file says about itself: dates, unit systems, filter, sources, licences, counts, legal force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geodata.errors import N_
from geodata.store import Store
from geodata.writing import day_text
from layers.exports.content import content_built
from layers.exports.facts import NO_FORCE, facts_of
from layers.inlining import licence_of
from layers.standalone.built import Built
from layers.standalone.orders import AtlasOrder
from layers.standalone.words import PageWords

LayerFacts = list[dict[str, Any]]

# Library, its file under app/static: its licence lies beside it and goes into the file.
LIBRARIES = (
    ("Leaflet", "vendor/leaflet/leaflet.js"),
    ("Leaflet.markercluster", "vendor/leaflet.markercluster/leaflet.markercluster.js"),
)


def about_file(
    store: Store, order: AtlasOrder, layers: LayerFacts, words: PageWords, office: str, static: Path
) -> dict[str, Any]:
    """
    Return the sheet "about this file", as ``static/js/standalone/about.js`` reads it.

    ``layers`` is what ``layer_facts`` returns.
    """
    return {
        "title": words.text(N_("About this file")),
        "notes": [
            words.text(
                N_("This file is a copy of the map, with all that it needs inside: it asks no network.")
            ),
            words.text(
                N_(
                    "Not inside: tiles of a base map, pages of single records, planning and tours."
                    " The map online has them."
                )
            ),
            words.text(NO_FORCE),
        ],
        "pairs": list(_pairs(store, order, words, office)),
        "layers_title": words.text(N_("Layers, their sources and licences")),
        "layers": layers,
        "licences_title": words.text(N_("Licences of the libraries inside")),
        "licences": [{"title": title, "text": licence_of(static / path)} for title, path in LIBRARIES],
    }


def _pairs(store: Store, order: AtlasOrder, words: PageWords, office: str) -> list[tuple[str, str]]:
    """Return heading and text of what holds for the whole file."""
    filtered = words.wording.filter(store, order.chosen, order.views[0])
    systems = "; ".join(words.words("unit_system", system.value) for system in order.systems)
    records = (
        words.text(N_("records as of %(day)s"), day=day_text(order.on))
        if order.on
        else words.text(N_("records of all dates"))
    )
    pairs = [
        (N_("Office"), office),
        (N_("Made on"), day_text(order.today)),
        (N_("Base date"), words.wording.base_date(store)),
        (N_("Unit systems"), systems),
        (N_("Records"), records),
        (N_("Status told for"), day_text(order.views[0].status_day)),
        (N_("Filter at the start; every record is inside"), filtered or words.text(N_("none"))),
        (N_("Revision of the data"), words.number(store.revision())),
    ]
    return [(words.text(heading), text) for heading, text in pairs if text]


def layer_facts(store: Store, order: AtlasOrder, built: Built, words: PageWords) -> LayerFacts:
    """Return the facts of every layer in every unit system, as each export of it says them."""
    told: LayerFacts = []
    for spec in order.layers:
        for view in order.views:
            facts = facts_of(store, content_built(store, built[view.units, spec.key], view), words.wording)
            told.append(
                {
                    "title": f"{facts.title} – {words.words('unit_system', view.units.value)}",
                    "pairs": facts.lines,
                }
            )
    return told
