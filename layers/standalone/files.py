"""The atlas as one HTML page: Folium's shell, the map's own modules and all they ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

from defusedxml.ElementTree import fromstring

from geodata.errors import N_
from geodata.store import Store
from layers.assets import MAP_SCRIPTS, MAP_STYLES
from layers.catalogue import CATALOGUE
from layers.exports.files import Tell
from layers.inlining import harmless, inline_policy, inline_source
from layers.page import MapOptions, render_map
from layers.standalone.about import about_file, layer_facts
from layers.standalone.built import build_layers
from layers.standalone.holdings import held_data, held_parts
from layers.standalone.linking import Linker
from layers.standalone.orders import AtlasOrder
from layers.standalone.packing import to_json
from layers.standalone.words import PageWords

MEDIA_TYPE = "text/html"
STYLES = (*(path for _, path in MAP_STYLES), "css/base.css", "css/map.css", "css/pages.css", "css/atlas.css")
ENTRY = "main.js"
STAND_INS = ("api", "permalink", "reveal", "search", "summary", "table", "takeaway", "tools", "viewpanel")
COUNTING = N_("Figures, search and pages of communes")
PACKING = N_("Putting the file together")
# How far it is when the layers are built, and when everything is counted: of the time that it takes.
BUILT, COUNTED = 0.35, 0.95
# Line ends as a browser reads them before it hashes; and nothing that XML could not hold.
LINE_ENDS = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasMaker:
    """
    What is needed besides the order.

    ``blocks`` are what every map page holds as JSON (texts, catalogue, state of
    the page …) by the identifier of its element; ``source_hash`` writes the
    hash of an inline element as a policy has it; ``most`` is the largest number
    of features of a layer.
    """

    store: Store
    words: PageWords
    static: Path
    source_hash: Callable[[str], str]
    blocks: Mapping[str, Any]
    office: str
    most: int


def atlas_name(order: AtlasOrder, language: str) -> str:
    """Return the name of the file: ``ocop_lao_cai_atlas_2025-2024_20261122_vi.html``."""
    day = order.views[0].status_day.strftime("%Y%m%d")
    systems = "-".join(system.value for system in order.systems)
    return f"ocop_lao_cai_atlas_{systems}_{'on' if order.on else ''}{day}_{language}.html"


def make_atlas(maker: AtlasMaker, order: AtlasOrder, tell: Tell) -> bytes:
    """
    Return the page in UTF-8; ``tell`` is told how far it is.

    Raises
    ------
    TooLarge
        A layer has more features than one page may hold.
    """
    built = build_layers(maker.store, order, tell, BUILT)
    tell(BUILT, COUNTING)
    facts = layer_facts(maker.store, order, built, maker.words)
    parts = held_parts(maker.store, order, built, maker.words, maker.most)
    tell(COUNTED, PACKING)
    about = about_file(maker.store, order, facts, maker.words, maker.office, maker.static)
    return _page(maker, order, held_data(parts, about))


def _page(maker: AtlasMaker, order: AtlasOrder, held: str) -> bytes:
    """Return the page that holds the data."""
    words = maker.words
    folium = render_map(
        MapOptions(
            asset_url=str,
            api="/atlas",
            language=words.wording.language,
            translate=words.wording.translate,
            scripts=(),
            styles=(),
        ),
        [spec for spec in CATALOGUE if spec in order.layers],
    )
    styles = [_text(inline_source(maker.static / path)) for path in STYLES]
    scripts = [_text(inline_source(maker.static / path)) for _, path in MAP_SCRIPTS]
    stand_ins = {f"{name}.js": f"standalone/{name}.js" for name in STAND_INS}
    module = _text(harmless(ENTRY, Linker(maker.static / "js", stand_ins).link(ENTRY)))
    scripts.append(_text(folium.script))
    page = Tree.Element("html", {"lang": words.wording.language})
    policy = inline_policy(
        [maker.source_hash(text) for text in (*scripts, module)],
        [maker.source_hash(text) for text in styles],
    )
    _add_head(Tree.SubElement(page, "head"), _title(maker), policy, styles)
    body = Tree.SubElement(page, "body", {"class": "map-page atlas-page"})
    _add_body(body, maker, folium.body)
    blocks = {name: to_json(value) for name, value in maker.blocks.items()} | {"atlas-data": held}
    for name, text in blocks.items():
        Tree.SubElement(body, "script", {"type": "application/json", "id": name}).text = text
    for text in scripts:
        Tree.SubElement(body, "script").text = text
    Tree.SubElement(body, "script", {"type": "module"}).text = module
    markup: bytes = Tree.tostring(page, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + markup


def _text(source: str) -> str:
    """Return a source with the line ends that a browser hashes."""
    return LINE_ENDS.sub("\n", source)


def _title(maker: AtlasMaker) -> str:
    """Return the title of the page."""
    return maker.words.text(N_("OCOP map of Lào Cai"))


def _add_head(head: Tree.Element, title: str, policy: str, styles: list[str]) -> None:
    """Add what the page is and may do."""
    Tree.SubElement(head, "meta", {"charset": "utf-8"})
    Tree.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    Tree.SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    Tree.SubElement(head, "meta", {"name": "referrer", "content": "no-referrer"})
    Tree.SubElement(head, "title").text = title
    Tree.SubElement(head, "link", {"rel": "icon", "href": "data:,"})
    for text in styles:
        Tree.SubElement(head, "style").text = text


def _add_body(body: Tree.Element, maker: AtlasMaker, folium: str) -> None:
    """Add the frame of the map page: the parts that its modules fill, by the same identifiers."""
    words = maker.words
    header = Tree.SubElement(body, "header", {"class": "site-header"})
    name = Tree.SubElement(header, "p", {"class": "site-title"})
    Tree.SubElement(name, "span").text = " ".join(part for part in (_title(maker), maker.office) if part)
    about = Tree.SubElement(header, "a", {"class": "button about-link", "href": "#sheet=about"})
    about.text = words.text(N_("About this file"))
    main = Tree.SubElement(body, "main", {"id": "main"})
    Tree.SubElement(main, "h1", {"class": "visually-hidden"}).text = words.text(
        N_("Map of OCOP products by commune")
    )
    Tree.SubElement(main, "div", {"class": "print-head", "id": "print-head"})
    layout = Tree.SubElement(main, "div", {"class": "map-layout"})
    side = _section(layout, "side", words.text(N_("Numbers, filters and layers")), {"id": "side"})
    without = Tree.SubElement(side, "noscript")
    Tree.SubElement(without, "p", {"class": "error"}).text = words.text(N_("This file needs JavaScript."))
    area = _section(layout, "map-area", words.text(N_("Map")))
    Tree.SubElement(area, "p", {"class": "published", "id": "published"})
    frame = Tree.SubElement(area, "div", {"class": "map-frame", "id": "map-frame"})
    frame.append(fromstring(folium))
    strip = Tree.SubElement(area, "div", {"class": "map-strip", "id": "map-strip"})
    Tree.SubElement(strip, "p", {"class": "map-note"}).text = words.text(
        N_("Boundaries are for reference and have no legal force.")
    )
    _section(area, "results", words.text(N_("List")), {"id": "results"})
    Tree.SubElement(main, "section", {"id": "sheet", "class": "sheet", "hidden": "hidden"})
    Tree.SubElement(
        body, "div", {"id": "announcer", "class": "announcer", "role": "status", "aria-live": "polite"}
    )


def _section(
    parent: Tree.Element, css: str, label: str, others: Mapping[str, str] | None = None
) -> Tree.Element:
    """Add a section with a name."""
    return Tree.SubElement(parent, "section", {"class": css, "aria-label": label, **(others or {})})
