"""What every file says about itself: layer, filter, date, unit system, source, licence, counts, checksum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geodata.errors import N_
from geodata.store import Store
from geodata.view import View
from geodata.writing import day_text, decimal_text
from layers.catalogue import LayerGroup
from layers.chain_labels import STATE_OF
from layers.exports.content import DEGREE_DECIMALS, Content
from layers.exports.formats import CRS_TITLES
from layers.wording import Wording

NO_FORCE = N_(
    "All boundaries are reference boundaries with no legal force; Resolution 237/NQ-UBTVQH16 (in force"
    " 30 April 2026) has not been checked for Lào Cai."
)
# Names of works and their owners are written as their owners write them, in every language.
BOUNDARY_SOURCE = "vietnamese-provinces-database; censusVN2009; dvhcvn/20250701"
BOUNDARY_LICENCE = (
    "MIT: vietnamese-provinces-database, Copyright (c) 2021 Thang Le Quoc;"
    " censusVN2009, Copyright 2017 Marc Choisy; dvhcvn/20250701, Copyright (c) 2025 dvhcvn"
)
OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
COLLECTED = N_("Gathered from public pages; the page of each record names its sources.")
MADE_OUT = N_(
    "Made out by this map from fields, links and facts of the records, whose pages name their sources, and"
    " from the roads on record."
)
ROADS = N_("Lengths that were published, derived from published ones or estimated; straight lines.")
FREE = N_("Facts as such are free; texts of pages are not copied.")
OSM_POINTS = N_("Points of some places: %(notice)s")
UNIT_POINTS = N_("Points of communes lie inside these boundaries: %(notice)s")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one layer in one language: ``lines`` of heading and text, ``plain`` for programs."""

    title: str
    lines: tuple[tuple[str, str], ...]
    plain: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        """Return each line as one text."""
        return [f"{heading}: {text}" for heading, text in self.lines]


def facts_of(store: Store, content: Content, words: Wording) -> Facts:
    """Return what a file says about a layer."""
    spec, origin = content.spec, content.origin
    filtered = "" if origin else words.filter(store, content.choice.chosen, content.view)
    source, licence = _source(content, words)
    # What nobody wrote down but the map made out itself says how.
    made_out = _chain_notes(store, content.view, words) if spec.key in STATE_OF and not origin else []
    title = words.translate(spec.title)
    inferred = (N_("Records that rest on inferred stars, group or commune"), words.number(content.inferred))
    lines = [
        (N_("Layer"), title),
        *(origin.lines if origin else _chosen(store, content, filtered, words)),
        (N_("Revision of the data"), words.number(content.revision)),
        (N_("Records"), words.number(len(content.rows))),
        (N_("Records without a place"), words.number(content.unplaced)),
        *([inferred] if content.tells_inferred or not origin else []),
        (N_("Coordinates"), f"{words.translate(CRS_TITLES[content.crs])}, {content.crs}"),
        (N_("Source"), source),
        (N_("Licence"), licence),
        *([(N_("Note"), words.translate(spec.note))] if spec.note else []),
        *made_out,
        (N_("Legal force"), words.translate(NO_FORCE)),
        (N_("Checksum of the content (SHA-256)"), content.checksum),
    ]
    told = tuple((words.translate(heading), text) for heading, text in lines)
    return Facts(title, told, _plain(content, filtered, source, licence))


def _chain_notes(store: Store, view: View, words: Wording) -> list[tuple[str, str]]:
    """Return what the layers of the value chain rest on."""
    from layers.chain_breaks import chain_notes  # routing is slow to import, and other layers need none

    return chain_notes(store, view, words)


def _chosen(store: Store, content: Content, filtered: str, words: Wording) -> list[tuple[str, str]]:
    """Return which records of the registry they are, and of when."""
    view, choice = content.view, content.choice
    # A comma may be the decimal mark: it cannot separate as well.
    sides = [decimal_text(side, words.language, DEGREE_DECIMALS) for side in choice.bbox or ()]
    every = not (filtered or choice.bbox or choice.ids)
    told = words.translate(N_("none, every record of the layer")) if every else filtered
    return [
        (N_("Unit system and records"), words.view(view)),
        (N_("Status told for"), day_text(view.status_day)),
        *([(N_("Filter"), told)] if told else []),
        *(
            [(N_("Only what touches (west, south, east, north; degrees)"), "; ".join(sides))]
            if choice.bbox
            else []
        ),
        *([(N_("Only these records"), ", ".join(choice.ids))] if choice.ids else []),
        (N_("Base date"), words.base_date(store)),
    ]


def _plain(content: Content, filtered: str, source: str, licence: str) -> dict[str, Any]:
    """Return the facts under names for programs."""
    view = content.view
    return {
        "layer": content.spec.key,
        "units": view.units.value,
        "on": view.on.isoformat() if view.on else None,
        "status_day": view.status_day.isoformat(),
        "filter": filtered,
        "bbox": list(content.choice.bbox) if content.choice.bbox else None,
        "ids": list(content.choice.ids),
        "base_date": content.base_date.isoformat() if content.base_date else None,
        "revision": content.revision,
        "records": len(content.rows),
        "unplaced": content.unplaced,
        "inferred": content.inferred,
        "crs": content.crs,
        "source": source,
        "licence": licence,
        "content_sha256": content.checksum,
        **(content.origin.plain if content.origin else {}),
    }


def _source(content: Content, words: Wording) -> tuple[str, str]:
    """Return source and licence of a layer."""
    spec, origin = content.spec, content.origin
    if origin:
        is_outline = spec.geometry == "polygon"
        outlines = BOUNDARY_LICENCE if is_outline else words.text(UNIT_POINTS, notice=BOUNDARY_LICENCE)
        osm = words.text(OSM_POINTS, notice=OSM_LICENCE)
        return origin.source, f"{words.translate(FREE)} {outlines}. {osm}"
    if spec.group is LayerGroup.BOUNDARIES:
        return BOUNDARY_SOURCE, BOUNDARY_LICENCE
    inside = words.text(UNIT_POINTS, notice=BOUNDARY_LICENCE)
    if spec.group is LayerGroup.ROADS:
        return words.translate(ROADS), f"{words.translate(FREE)} {inside}"
    osm = words.text(OSM_POINTS, notice=OSM_LICENCE)
    if spec.key in STATE_OF:
        return words.translate(MADE_OUT), f"{words.translate(FREE)} {inside}. {osm}"
    return words.translate(COLLECTED), f"{words.translate(FREE)} {inside}. {osm}"
