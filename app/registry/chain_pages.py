"""The page /chain: what leads from a zone to a sales point, and where it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext

from app.caching import cached
from app.files import asset_url
from app.filters import base_date_text, current_wording, filter_text
from app.i18n import current_language
from app.mapdata import modules_of, page_state
from app.params import PAGE_NAMES, Page, check_names, page_of
from app.planning.pages import API, OUTLINES
from app.registry.chain_reading import (
    CHAIN_NAMES,
    EVERY,
    LIST_NAMES,
    LONGEST_RECORD,
    OPEN,
    ChainAnswer,
    ChainQuery,
    or_record_moved,
    query_of,
    read_answer,
)
from app.registry.chain_texts import CHAIN_TEXTS
from app.state import current_store
from app.texts import browser_texts, tile_choices
from geodata.value_chain.vocabulary import BreakList, LinkKind, NodeKind, State
from geodata.view_reading import not_allowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response as AnyResponse

    from layers.page import MapParts

HTML = "text/html"
MAIN = "js/chain/main.js"
USUAL_ROWS = 20
# Of all links the page shows the first; files and the chain of a record have every one.
MOST_LINKS = 10
PAGE_SYSTEMS = ("2025", "2024")
# What the first map is told of the choice on this page.
ON_MAP = ("on", "district", "commune", "q")
ZOOM_OF_RECORD = 12

bp = Blueprint("chain_pages", __name__)


@bp.app_template_global("chain_address")
def chain_address(path: str, record_id: str) -> str:
    """Return where the value chain of one record is shown."""
    return url_for("chain_pages.show_chain", record=f"{path}/{record_id}")


@bp.app_template_global("has_chain")
def has_chain(path: str) -> bool:
    """Return whether records of a kind are part of value chains."""
    return path in set(NodeKind)


@bp.get("/chain/<key>")
def show_record_chain(key: str) -> AnyResponse:
    """Lead to the chain of one record, called as the layers of the map call it: ``products:<identifier>``."""
    if len(key) > LONGEST_RECORD:
        raise not_allowed("record", f"{key[:20]}…", f"≤ {LONGEST_RECORD}")
    check_names(request.args, CHAIN_NAMES)
    query: dict[str, Any] = {**request.args.to_dict(), "record": key.replace(":", "/", 1)}
    return redirect(url_for("chain_pages.show_chain", **query))


@bp.get("/chain")
def show_chain() -> AnyResponse:
    """Show the map of the links, the four lists with their counts, and one of them; or one record's chain."""
    check_names(request.args, (*CHAIN_NAMES, *LIST_NAMES, "record", *PAGE_NAMES))
    query, page = query_of(), page_of(request.args)
    if "limit" not in request.args:
        page = Page(limit=USUAL_ROWS, offset=page.offset)

    def make() -> tuple[str, str]:
        answer = read_answer(query)
        context = _common(answer) | (_lists(answer, page) if answer.node is None else _single(answer))
        return render_template("registry/chain.html", **context), HTML

    return or_record_moved(query, lambda: cached(make))


def _common(answer: ChainAnswer) -> dict[str, Any]:
    """Return what both forms of the page show."""
    from layers import value_chain_words as texts
    from layers.chain_breaks import ASKED

    query, words = answer.query, answer.told.words
    most = len(answer.links) if answer.node else MOST_LINKS
    return {
        "query": query,
        "node": answer.node,
        "told": answer.told,
        "words_of": words,
        "at": _at,
        "view_words": words.view(query.view),
        "filter_words": filter_text(query.chosen, query.view),
        "base_date": base_date_text(),
        "notes": texts.basis_notes(words, answer.breaks),
        "links": answer.links[:most],
        "links_total": len(answer.links),
        "channels_total": len(answer.channels),
        "link_words": texts.LINKS,
        "certainty_words": texts.CERTAINTIES,
        "kind_words": texts.KINDS,
        "state_words": texts.STATES,
        "edit_kind": _edit_kind,
        "links_query": _query((*CHAIN_NAMES, "record")),
        "map_url": _map_url(answer),
        # The layers of the map always ask the usual question.
        "map_minutes": None if query.asked == ASKED else ASKED.minutes,
        "list_query": _list_query(query),
        "list_file": query.key.value,
        **_map(answer),
    }


def _lists(answer: ChainAnswer, page: Page) -> dict[str, Any]:
    """Return the four lists with their counts, and the records of the one that is asked for."""
    from geodata.joins import district_names, unit_names
    from layers.value_chain_words import list_title

    query, words, store = answer.query, current_wording(), current_store()
    rows = answer.rows
    zone_links = sum(link.kind in (LinkKind.ZONE_PRODUCER, LinkKind.ZONE_PRODUCT) for link in answer.links)
    later = page.offset + page.limit
    return {
        "tables": [
            (table, list_title(words, key, query.asked)) for key, table in answer.breaks.tables.items()
        ],
        "title": list_title(words, query.key, query.asked),
        "rows": rows[page.offset : later],
        "total": len(rows),
        "offset": page.offset,
        "earlier": _at(offset=str(max(0, page.offset - page.limit))) if page.offset else None,
        "later": _at(offset=str(later)) if later < len(rows) else None,
        "first_rows": _at(offset=""),
        "states": [OPEN, *(state.value for state in State), EVERY],
        "is_producers": query.key is BreakList.PRODUCERS,
        "is_crafts": query.key is BreakList.CRAFT_VILLAGES,
        "zone_links": zone_links,
        "districts": district_names(store),
        "unit_names": sorted(unit_names(store, query.view).items(), key=_by_name),
        "systems": PAGE_SYSTEMS,
        "kept": [
            (name, value)
            for name, value in request.args.items()
            if name in ("units", "on", "list", "state") and value
        ],
    }


def _single(answer: ChainAnswer) -> dict[str, Any]:
    """Return how the record stands to the list of its kind, where it is on it, and who is in its chain."""
    node = answer.node
    assert node is not None
    standing = next(
        (row for table in answer.breaks.tables.values() for row in table.rows if row.node.key == node.key),
        None,
    )
    members = {key for link in answer.links for key in (link.start, link.end)} | {node.key}
    nodes = answer.chain.nodes
    steps = [
        (kind, sorted((nodes[key] for key in members if key[0] is kind), key=lambda one: one.name))
        for kind in NodeKind
    ]
    return {
        "standing": standing,
        "steps": [(kind, found) for kind, found in steps if found],
        "channels": answer.channels,
    }


def _by_name(unit: tuple[str, str]) -> Any:  # noqa: ANN401 -- a key to put in order by
    """Return what the choices of communes are put in order by."""
    from geodata.collation import vietnamese_key

    return vietnamese_key(unit[1])


def _edit_kind(path: str) -> str:
    """Return the kind under which the registry changes records of a path."""
    from geodata.details import KINDS

    return str(KINDS[path].table.name)


def _query(names: Iterable[str], **more: str) -> str:
    """Return what the query of this page says under some names, and more."""
    kept = {name: request.args[name] for name in names if request.args.get(name)}
    return urlencode(kept | more)


def _list_query(query: ChainQuery) -> str:
    """Return the query of the list that the page shows, for its layer and its files."""
    return _query(CHAIN_NAMES, list=query.key.value, state=query.state)


def _map_url(answer: ChainAnswer) -> str:
    """Return the address of the main map with the layers of the chain, and around one record with its own."""
    from geodata.details import KINDS
    from layers.catalogue import CATALOGUE
    from layers.chain_labels import STATE_OF

    node, units = answer.node, answer.query.view.units.value
    own = () if node is None else (KINDS[node.kind.value].layer,)
    layers = ",".join(spec.key for spec in CATALOGUE if spec.shown or spec.key in (*STATE_OF, *own))
    chosen: dict[str, Any] = {name: request.args[name] for name in ON_MAP if request.args.get(name)}
    if node is not None and node.point is not None:
        lon, lat = node.point
        chosen["at"] = f"{lat:.5f},{lon:.5f},{ZOOM_OF_RECORD}"
    return url_for("map.show_map", units=units, layers=layers, **chosen)


def _at(anchor: str = "", **changes: str) -> str:
    """Return the address of this page with other choices; a list that changes begins at its beginning."""
    kept = {name: value for name, value in request.args.items() if name != "offset"}
    query: dict[str, Any] = {name: value for name, value in (kept | changes).items() if value}
    return url_for("chain_pages.show_chain", **query) + (f"#{anchor}" if anchor else "")


def _map(answer: ChainAnswer) -> dict[str, Any]:
    """Return what the map is made of: Folium's shell, texts, and where links and gaps are fetched from."""
    # Folium takes over half a second to import: only where a map is drawn.
    from layers.catalogue import CATALOGUE
    from layers.page import MapOptions, render_map

    options = MapOptions(
        asset_url=asset_url, api=request.script_root + API, language=current_language(), translate=gettext
    )
    parts: MapParts = render_map(options, [spec for spec in CATALOGUE if spec.key in OUTLINES])
    state = page_state(API) | {
        "units": answer.query.view.units.value,
        "links": f"chain/links.geojson?{_query((*CHAIN_NAMES, 'record'))}",
        "breaks": "" if answer.node is not None else f"chain/breaks.geojson?{_list_query(answer.query)}",
    }
    return {
        "parts": parts,
        "texts": browser_texts() | {key: str(gettext(text)) for key, text in CHAIN_TEXTS.items()},
        "tiles": tile_choices(),
        "page_state": state,
        "modules": [path for path in modules_of("chain") if path != MAIN],
        "script": MAIN,
    }
