"""What is asked of the value chain, from a query string, and what answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request

from app.filters import current_wording, filter_text
from app.params import VIEW_NAMES, filter_of, one_of, text_of, view_of, whole_number
from app.planning.engine import engine_of
from app.registry.moved import or_moved
from app.state import current_settings, current_store
from geodata.value_chain.vocabulary import BREAKS, BreakList, Certainty, NodeKind, State
from geodata.view_reading import not_allowed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from geodata.value_chain.breaks import Asked, Breaks, Standing
    from geodata.value_chain.chain import Chain
    from geodata.value_chain.channels import Channel
    from geodata.value_chain.links import Link
    from geodata.value_chain.nodes import Node
    from geodata.view import ProductFilter, View
    from layers.value_chain_words import Told

# Of the filter of records only where they lie and what they are called: all kinds have both.
CHAIN_NAMES = (*VIEW_NAMES, "district", "commune", "q", "minutes", "markets")
LIST_NAMES = ("list", "state")
LINK_NAMES = ("record", "certainty")
OPEN, EVERY = "breaks", "all"
YES_NO = {"yes": True, "no": False}
LONGEST_RECORD = 200


@dataclass(frozen=True, slots=True)
class ChainQuery:
    """What the query asks; ``record`` is empty where it asks for no single one."""

    view: View
    chosen: ProductFilter
    asked: Asked
    key: BreakList
    state: str
    certainty: Certainty | None
    record: str

    @property
    def states(self) -> frozenset[State]:
        """The states of the records that the list shows."""
        if self.state == OPEN:
            return BREAKS
        return frozenset(State) if self.state == EVERY else frozenset({State(self.state)})


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """
    The chain of a view, the links and lists that are asked for, and the words to tell them in.

    ``channels`` are the sales channels of the records that are asked for.
    """

    query: ChainQuery
    chain: Chain
    breaks: Breaks
    told: Told
    links: Sequence[Link]
    channels: Sequence[Channel]
    node: Node | None

    @property
    def rows(self) -> list[Standing]:
        """The records of the list that is asked for, in their order."""
        states = self.query.states
        return [row for row in self.breaks.tables[self.query.key].rows if row.state in states]


def query_of() -> ChainQuery:
    """Return what the query string asks."""
    # pandas and scipy: only where somebody asks.
    from geodata.value_chain.breaks import LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES, Asked

    asked = Asked(
        minutes=whole_number(request.args, "minutes", LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES),
        markets=_markets(),
    )
    record = request.args.get("record", "")
    if len(record) > LONGEST_RECORD:
        raise not_allowed("record", f"{record[:20]}…", f"≤ {LONGEST_RECORD}")
    return ChainQuery(
        view=view_of(request.args),
        chosen=filter_of(request.args),
        asked=asked,
        key=one_of(request.args, "list", BreakList, BreakList.PRODUCTS),
        state=_state(),
        certainty=one_of(request.args, "certainty", Certainty, Certainty.RECORDED)
        if text_of(request.args, "certainty")
        else None,
        record=record,
    )


def _markets() -> bool:
    """Return whether markets count as places to sell at."""
    value = request.args.get("markets", "yes")
    if value not in YES_NO:
        raise not_allowed("markets", value, ", ".join(YES_NO))
    return YES_NO[value]


def _state() -> str:
    """Return which records of a list are shown."""
    value, allowed = request.args.get("state", OPEN), (OPEN, *State, EVERY)
    if value not in allowed:
        raise not_allowed("state", value, ", ".join(allowed))
    return str(value)


def read_answer(query: ChainQuery) -> ChainAnswer:
    """
    Return what answers a query.

    Raises
    ------
    NotFound
        The record that is asked for is not there, or does not count in the view.
    """
    from geodata.value_chain.breaks import read_breaks
    from geodata.value_chain.chain import links_of, read_chain
    from geodata.value_chain.channels import channels_of
    from geodata.value_chain.nearest import roads_of
    from geodata.value_chain.nodes import find_node, frames_in, keys_in, read_key
    from layers.value_chain_words import Told

    store = current_store()
    key = read_key(query.record) if query.record else None
    chain = read_chain(store, query.view)
    node = None if key is None else find_node(chain.nodes, key)
    kept = None if query.chosen.is_empty() else keys_in(frames_in(store, query.view, query.chosen))
    roads = roads_of(store, engine_of(current_settings()))
    breaks = read_breaks(store, chain, roads, query.asked, kept)
    links: Sequence[Link] = chain.links.items if node is None else links_of(chain, node.key)
    inside = set(chain.nodes)
    if node is not None:
        inside = {node.key, *(key for link in links for key in (link.start, link.end))}
    elif kept is not None:
        inside = {(kind, record_id) for kind, ids in kept.items() for record_id in ids}
        links = [link for link in links if link.start in inside or link.end in inside]
    channels: Sequence[Channel] = channels_of(chain, inside)
    if query.certainty is not None:
        links = [link for link in links if link.certainty is query.certainty]
        channels = channels if query.certainty is Certainty.RECORDED else ()
    told = Told(current_wording(), chain.nodes, query.asked.minutes)
    return ChainAnswer(query, chain, breaks, told, links, channels, node)


def or_record_moved(query: ChainQuery, answer: Callable[[], AnyResponse]) -> AnyResponse:
    """Return an answer, or 308 to the chain of the record that the one asked for was merged into."""
    kind, _, record_id = query.record.partition("/")
    return or_moved(kind, record_id, answer, "record") if kind in set(NodeKind) else answer()


def basis_of(query: ChainQuery) -> dict[str, Any]:
    """Return what every answer says of itself."""
    state = current_store().state()
    edition = state.reference_edition
    return {
        "units": query.view.units.value,
        "on": None if query.view.on is None else query.view.on.isoformat(),
        "status_day": query.view.status_day.isoformat(),
        "base_date": None if edition is None else edition.isoformat(),
        "revision": state.revision,
        "filter_text": filter_text(query.chosen, query.view),
        "record": query.record or None,
    }
