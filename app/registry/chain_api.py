"""/api/v1/chain: links between records of the value chain, where it breaks, and both as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from app.api.lists import answer_json
from app.caching import cached
from app.clock import today
from app.params import PAGE_NAMES, check_names, page_of
from app.registry.chain_reading import (
    CHAIN_NAMES,
    LINK_NAMES,
    LIST_NAMES,
    basis_of,
    or_record_moved,
    query_of,
    read_answer,
)
from app.registry.table_files import LANGUAGE, Sheets, answer_tables
from app.state import current_store
from geodata.errors import N_, NotFound, TooLarge

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from layers.wording import Wording

GEOJSON = "application/geo+json"
LINKS, BREAKS = "links", "breaks"
LAYERS = (LINKS, BREAKS)
# A workbook of more rows keeps a worker for longer than a reader waits; CSV carries all of them.
MOST_SHEET_ROWS = 20_000
XLSX = "xlsx"

bp = Blueprint("chain_api", __name__, url_prefix="/api/v1/chain")


@bp.get("")
def show_chain() -> Response:
    """Answer the four lists by their counts, and the records of one of them."""
    check_names(request.args, (*CHAIN_NAMES, *LIST_NAMES, *PAGE_NAMES))
    query, page = query_of(), page_of(request.args)

    def read() -> dict[str, Any]:
        from layers import value_chain_answers as answers
        from layers.value_chain_words import basis_notes

        answer = read_answer(query)
        rows = answer.rows
        shown = rows[page.offset : page.offset + page.limit]
        return {
            **basis_of(query),
            "minutes": query.asked.minutes,
            "markets": query.asked.markets,
            "travel": dict(answer.breaks.ways.described),
            "lists": [answers.table_row(answer.told, table) for table in answer.breaks.tables.values()],
            "links": answers.counts_of_links(answer.links),
            "notes": basis_notes(answer.told.words, answer.breaks),
            "list": query.key.value,
            "state": query.state,
            "items": [answers.standing_row(answer.told, row) for row in shown],
            "total": len(rows),
            "limit": page.limit,
            "offset": page.offset,
        }

    return answer_json(read)


@bp.get("/links")
def list_links() -> AnyResponse:
    """Answer the links, of the chain of one record where it is named, each with what says so."""
    check_names(request.args, (*CHAIN_NAMES, *LINK_NAMES, *PAGE_NAMES))
    query, page = query_of(), page_of(request.args)

    def read() -> dict[str, Any]:
        from geodata.value_chain.channels import channels_of
        from layers import value_chain_answers as answers

        answer = read_answer(query)
        shown = answer.links[page.offset : page.offset + page.limit]
        keys = dict.fromkeys(key for link in shown for key in (link.start, link.end))
        if answer.node is not None:
            keys[answer.node.key] = None
        return {
            **basis_of(query),
            "items": [answers.link_row(answer.told, link) for link in shown],
            "records": [answers.node_row(answer.chain.nodes[key]) for key in keys],
            "channels": [answers.channel_row(answer.told, one) for one in channels_of(answer.chain, keys)],
            "total": len(answer.links),
            "limit": page.limit,
            "offset": page.offset,
        }

    return or_record_moved(query, lambda: answer_json(read))


@bp.get("/<layer>.geojson")
def show_layer(layer: str) -> AnyResponse:
    """Answer what a map draws: the links as lines, or the records of a list as points."""
    _check_layer(layer)
    more = LINK_NAMES if layer == LINKS else LIST_NAMES
    check_names(request.args, (*CHAIN_NAMES, *more))
    query = query_of()

    def make() -> tuple[str, str]:
        from layers import value_chain_answers as answers

        answer = read_answer(query)
        members = basis_of(query)
        if layer == LINKS:
            return answers.links_geojson(answer.told, answer.links, members), GEOJSON
        members |= {"list": query.key.value, "state": query.state}
        return answers.breaks_geojson(answer.told, answer.rows, answer.breaks, members), GEOJSON

    return or_record_moved(query, lambda: cached(make))


@bp.get("/<layer>.<extension>")
def take_table(layer: str, extension: str) -> AnyResponse:
    """Answer the links or the records of a list as CSV or as a workbook, which has the counts besides."""
    _check_layer(layer)
    more = LINK_NAMES if layer == LINKS else LIST_NAMES
    check_names(request.args, (*CHAIN_NAMES, *more, LANGUAGE))
    query = query_of()

    def make(_words: Wording) -> Sheets:
        from layers import value_chain_tables as tables
        from layers.value_chain_words import STATES

        answer = read_answer(query)
        told, words = answer.told, answer.told.words
        counts = tables.counts_table(told, answer.breaks, answer.breaks.tables.values())
        if layer == LINKS:
            table = tables.links_table(told, answer.links, answer.channels)
            record = "" if answer.node is None else answer.node.name
            extra = [(words.translate(N_("Chain of")), record)] if record else []
        else:
            table = tables.breaks_table(told, answer.breaks, query.key, answer.rows)
            states = ", ".join(
                words.translate(text) for state, text in STATES.items() if state in query.states
            )
            extra = [(words.translate(N_("State")), states)]
        if extension == XLSX and len(table.rows) > MOST_SHEET_ROWS:
            raise TooLarge(
                N_("A workbook carries at most %(most)s rows; these are %(found)s: take CSV, or filter"),
                most=MOST_SHEET_ROWS,
                found=len(table.rows),
            )
        lines = tables.chain_lines(current_store(), query.view, query.chosen, answer.breaks, told, extra)
        return Sheets(table.title, (table, counts), lines)

    name = query.key.value.replace("-", "_") if layer == BREAKS else LINKS
    title = f"value_chain_{name}_{query.view.units}_{today():%Y%m%d}"
    return or_record_moved(query, lambda: answer_tables(extension, title, make))


def _check_layer(layer: str) -> None:
    """Refuse what is neither the links nor the gaps."""
    if layer not in LAYERS:
        raise NotFound(
            N_("No layer %(key)s; there are %(allowed)s"), key=layer[:60], allowed=", ".join(LAYERS)
        )
