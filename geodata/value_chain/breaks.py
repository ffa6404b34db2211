"""
Where the value chain breaks: products without a zone, zones without a producer, producers and craft villages.

Each list holds all records that could be linked; each record has one state
(``vocabulary.State``) and the four close to all. «None» is said only where a source
or a travel time says it; where nothing is on record, nothing is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from geodata.network.current import CurrentNetwork
from geodata.programme.current import Answer, CurrentFact, answer_of
from geodata.records.vocabulary import Fact
from geodata.store import Store
from geodata.value_chain.chain import Chain
from geodata.value_chain.links import Lead, Link
from geodata.value_chain.nearest import (
    Nearest,
    SalesPlaces,
    Ways,
    communes_of,
    find_ways,
    sales_places,
    shared_point,
)
from geodata.value_chain.nodes import Key, Node
from geodata.value_chain.vocabulary import BreakList, Certainty, LinkKind, NodeKind, Reason, State
from geodata.vocabulary import CraftStanding, ProductGroup, Recognition

USUAL_MINUTES, LEAST_MINUTES, MOST_MINUTES = 30, 5, 240
KIND_OF = {one: NodeKind(one.value) for one in BreakList}


@dataclass(frozen=True, slots=True)
class Asked:
    """What counts as near: so many minutes, to markets too or to other sales points alone."""

    minutes: int = USUAL_MINUTES
    markets: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    One record of a list.

    ``partners`` are the records that it is linked with, or that a reason
    names; ``leads`` what sources write and nobody here bears for certain.
    ``way`` is told of producers that have a point. ``beside`` counts the
    recognised products of the same commune: a lead, no link. ``against`` is what
    a source says against the state of a product: that it has no stable zone.
    """

    node: Node
    state: State
    reason: Reason
    partners: tuple[Key, ...] = ()
    leads: tuple[Lead, ...] = ()
    way: Nearest | None = None
    channels: tuple[str, ...] = ()
    beside: int | None = None
    against: CurrentFact | None = None


@dataclass(frozen=True, slots=True, eq=False)
class BreakTable:
    """One list: every record once, in the order of the registry, and how many were left out before."""

    key: BreakList
    rows: tuple[Standing, ...]
    not_counted: int

    @property
    def counts(self) -> dict[State, int]:
        """How many have each state; together they are all."""
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in State}

    @property
    def reasons(self) -> dict[Reason, int]:
        """How many have each reason that occurs."""
        found = Counter(row.reason for row in self.rows)
        return {reason: found[reason] for reason in Reason if found[reason]}


@dataclass(frozen=True, slots=True, eq=False)
class Breaks:
    """The four lists, the sales points that were asked for, and what the minutes come from."""

    asked: Asked
    tables: Mapping[BreakList, BreakTable]
    places: SalesPlaces
    ways: Ways


def read_breaks(
    store: Store,
    chain: Chain,
    network: CurrentNetwork | None,
    asked: Asked,
    chosen: Mapping[NodeKind, Collection[str]] | None = None,
) -> Breaks:
    """
    Return the lists of ``chain``; of the records in ``chosen`` alone where it is given.

    Sales points are those of everywhere, whatever is chosen. Minutes are asked for
    once for a revision, a network and a choice of sales points, whatever their limit.
    """
    places = sales_places(_points(chain, asked.markets))
    producers = chain.of_kind(NodeKind.PRODUCERS)
    checksum = None if network is None else network.checksum
    key = ("value_chain_ways", chain.view, checksum, asked.markets)
    ways = store.remembered(
        key, lambda: find_ways(network, producers, places, communes_of(store, places.districts))
    )
    look = _Look(chain, asked, places, ways)
    tables = {}
    for one, kind in KIND_OF.items():
        nodes = chain.of_kind(kind)
        if chosen is not None:
            allowed = frozenset(chosen[kind])
            nodes = [node for node in nodes if node.record_id in allowed]
        counted = [node for node in nodes if counts(node)]
        rows = tuple(look.at(node) for node in counted)
        tables[one] = BreakTable(one, rows, len(nodes) - len(counted))
    return Breaks(asked, tables, places, ways)


def counts(node: Node) -> bool:
    """Return whether a list counts a record: of products and craft villages those that are recognised."""
    if node.kind is NodeKind.PRODUCTS:
        return bool(node.row["recognition"] == Recognition.RECOGNISED)
    if node.kind is NodeKind.CRAFT_VILLAGES:
        return bool(node.row["standing"] == CraftStanding.RECOGNISED)
    return True


def _points(chain: Chain, markets: bool) -> list[Node]:
    """Return the sales points, with the markets where they are asked for."""
    kinds = (NodeKind.SALES_POINTS, NodeKind.MARKETS) if markets else (NodeKind.SALES_POINTS,)
    return [node for kind in kinds for node in chain.of_kind(kind)]


class _Look:
    """Looks at one record after the other."""

    def __init__(self, chain: Chain, asked: Asked, places: SalesPlaces, ways: Ways) -> None:
        self._chain = chain
        self._asked = asked
        self._places = places
        self._ways = ways
        self._open = {node.key for node in places.open}
        self._shared = {point for node in places.open if (point := shared_point(node))}
        self._doubtful_shared = {point for node in places.doubtful if (point := shared_point(node))}
        self._products_in = Counter(
            node.row["commune_code"] for node in chain.of_kind(NodeKind.PRODUCTS) if counts(node)
        )

    def at(self, node: Node) -> Standing:
        """Return how a record stands to the list of its kind."""
        if node.kind is NodeKind.PRODUCTS:
            return self._product(node)
        if node.kind is NodeKind.ZONES:
            return self._zone(node)
        if node.kind is NodeKind.PRODUCERS:
            return self._producer(node)
        return self._craft_village(node)

    def _product(self, node: Node) -> Standing:
        """Tell whether a zone of a product is known."""
        links = self._into(node, LinkKind.ZONE_PRODUCT)
        facts = self._chain.facts.of_fact("products", node.record_id, Fact.STABLE_MATERIAL_ZONE)
        fact = answer_of(facts)
        if links:
            linked = _linked(node, links, tuple(link.start for link in links))
            return replace(linked, against=_denied(links, facts[0])) if fact is Answer.NO else linked
        undated = self._undated(node)
        if undated:
            return Standing(node=node, state=State.UNKNOWN, reason=Reason.UNDATED_LINK, partners=undated)
        if fact is Answer.NO:
            return Standing(node=node, state=State.NONE, reason=Reason.NO_STABLE_ZONE)
        if fact is Answer.YES:
            return Standing(node=node, state=State.UNKNOWN, reason=Reason.ZONE_NOT_NAMED)
        namers = self._chain.shared_by.get(node.key, ())
        if namers:
            return Standing(node=node, state=State.UNKNOWN, reason=Reason.SHARED_NAME, partners=namers)
        makers = self._into(node, LinkKind.PRODUCER_PRODUCT)
        zones = tuple(
            link.start
            for maker in makers
            for link in self._chain.into.get(maker.start, ())
            if link.kind is LinkKind.ZONE_PRODUCER
        )
        if zones:
            return Standing(node=node, state=State.UNKNOWN, reason=Reason.PRODUCER_ZONE, partners=zones)
        service = node.row["product_group"] == ProductGroup.TOURISM
        reason = Reason.TOURISM if service else Reason.NOTHING
        return Standing(node=node, state=State.UNKNOWN, reason=reason)

    def _zone(self, node: Node) -> Standing:
        """Tell whether a producer of a zone is known."""
        products = self._out_of(node, LinkKind.ZONE_PRODUCT)
        direct = self._out_of(node, LinkKind.ZONE_PRODUCER)
        through = [
            (link, maker) for link in products for maker in self._chain.into.get(link.end, ())
            if maker.kind is LinkKind.PRODUCER_PRODUCT
        ]  # fmt: skip
        if direct or through:
            makers = [link.end for link in direct] + [maker.start for _, maker in through]
            sure = any(
                {link.certainty, maker.certainty} == {Certainty.RECORDED} for link, maker in through
            ) or any(link.certainty is Certainty.RECORDED for link in direct)
            return _told(node, sure=sure, partners=tuple(dict.fromkeys(makers)))
        linked = tuple(link.end for link in products)
        reason = Reason.PRODUCT_WITHOUT_PRODUCER if linked else Reason.UNDATED_LINK
        return self._without(node, NodeKind.PRODUCERS, reason, linked or self._undated(node))

    def _undated(self, node: Node) -> tuple[Key, ...]:
        """Return the zones of a product, or products of a zone, whose link may have been said later."""
        facts = self._chain.facts
        of_product = node.kind is NodeKind.PRODUCTS
        links = (facts.zones_of if of_product else facts.products_of).get(node.record_id, ())
        others = (
            (NodeKind.ZONES, link.zone_id) if of_product else (NodeKind.PRODUCTS, link.product_id)
            for link in links if not facts.surely_links(link)
        )  # fmt: skip
        return tuple(key for key in others if key in self._chain.nodes)

    def _craft_village(self, node: Node) -> Standing:
        """Tell whether a product of a craft village is known."""
        direct = self._out_of(node, LinkKind.CRAFT_PRODUCT)
        makers = self._out_of(node, LinkKind.CRAFT_PRODUCER)
        through = [
            (maker, link)
            for maker in makers
            for link in self._chain.out_of.get(maker.end, ())
            if link.kind is LinkKind.PRODUCER_PRODUCT
        ]
        if direct or through:
            made = [link.end for link in direct] + [link.end for _, link in through]
            sure = any({maker.certainty, link.certainty} == {Certainty.RECORDED} for maker, link in through)
            return _told(node, sure=sure, partners=tuple(dict.fromkeys(made)))
        beside = self._products_in[node.row["commune_code"]] if node.row["commune_code"] else None
        found = self._without(
            node, NodeKind.PRODUCTS, Reason.PRODUCER_WITHOUT_PRODUCT, tuple(link.end for link in makers)
        )
        return Standing(
            node=node,
            state=found.state,
            reason=found.reason,
            partners=found.partners,
            leads=found.leads,
            beside=beside,
        )

    def _without(self, node: Node, wanted: NodeKind, reason: Reason, others: tuple[Key, ...]) -> Standing:
        """Tell why nothing is known of a record that no link leads on from."""
        leads = self._chain.links.leads.get((wanted, node.key), ())
        shared = tuple(key for lead in leads for key in lead.shared)
        if shared:
            why, partners = Reason.SHARED_NAME, shared
        elif leads:
            why, partners = Reason.NAMED_ELSEWHERE, ()
        elif others:
            why, partners = reason, others
        else:
            why, partners = Reason.NOTHING, ()
        return Standing(node=node, state=State.UNKNOWN, reason=why, partners=partners, leads=leads)

    def _producer(self, node: Node) -> Standing:
        """Tell whether a sales point is near a producer."""
        state, reason, partners, way = self._near(node)
        channels = self._chain.facts.of_fact("producers", node.record_id, Fact.SALES_CHANNEL)
        named = tuple(one.value for one in channels if one.value and one.answer is Answer.YES)
        return Standing(node=node, state=state, reason=reason, partners=partners, way=way, channels=named)

    def _near(self, node: Node) -> tuple[State, Reason, tuple[Key, ...], Nearest | None]:
        """Return how near a producer is to a sales point, to which, and by which way."""
        own = tuple(
            link.end for link in self._out_of(node, LinkKind.PRODUCER_POINT)
            if link.certainty is Certainty.RECORDED and link.end in self._open
        )  # fmt: skip
        if own:
            return State.LINKED, Reason.OWN_PLACE, own, None
        if not self._places.count:
            return State.UNKNOWN, Reason.NO_POINTS, (), None
        if node.point is None:
            return State.UNKNOWN, Reason.NOT_PLACED, (), None
        limit, shared = self._asked.minutes, shared_point(node)
        way = self._ways.open.get(node.record_id, Nearest())
        partners = () if way.point is None else (way.point,)
        if shared is not None and shared in self._shared:
            # Both stand at one interior point: of the way between them nothing is known.
            return State.LIKELY, Reason.SAME_COMMUNE, partners, None
        if not self._ways.described:
            return State.UNKNOWN, Reason.NO_ROADS, (), None
        if way.high <= limit:
            exact = node.own_point and way.point is not None and self._chain.nodes[way.point].own_point
            return State.LINKED if exact else State.LIKELY, Reason.WITHIN, partners, way
        if way.low <= limit:
            return State.UNKNOWN, Reason.ACROSS, partners, way
        maybe = self._ways.doubtful[node.record_id]
        if shared in self._doubtful_shared or maybe.low <= limit:
            doubtful = () if maybe.point is None else (maybe.point,)
            return State.UNKNOWN, Reason.POINT_MAY_BE_CLOSED, doubtful, way
        unplaced = self._may_be_near(node)
        if unplaced:
            return State.UNKNOWN, Reason.POINT_NOT_PLACED, unplaced, way
        if way.point is None:
            return State.UNKNOWN, Reason.NO_WAY, (), None
        # One lost point would leave no producer of whom anything is said: the reason says that it is lost.
        return State.NONE, Reason.BEYOND_PLACED if self._places.lost else Reason.BEYOND, partners, way

    def _may_be_near(self, node: Node) -> tuple[Key, ...]:
        """Return the points known by a district that is the producer's own, or has a commune near enough."""
        own, limit, quick = node.row["district_code"], self._asked.minutes, self._ways.districts
        return tuple(
            point.key
            for code, points in self._places.districts.items()
            if code == own or quick[code][node.record_id] <= limit
            for point in points
        )

    def _into(self, node: Node, kind: LinkKind) -> list[Link]:
        """Return the links of a kind that lead to a record."""
        return [link for link in self._chain.into.get(node.key, ()) if link.kind is kind]

    def _out_of(self, node: Node, kind: LinkKind) -> list[Link]:
        """Return the links of a kind that go out from a record."""
        return [link for link in self._chain.out_of.get(node.key, ()) if link.kind is kind]


def _linked(node: Node, links: list[Link], partners: tuple[Key, ...]) -> Standing:
    """Return a record that one step links."""
    return _told(node, sure=any(link.certainty is Certainty.RECORDED for link in links), partners=partners)


def _denied(links: list[Link], denial: CurrentFact) -> CurrentFact | None:
    """Return what denies a stable zone; None where a link is of a later day than that."""
    days = [saying.as_of for link in links for saying in link.sayings if saying.as_of is not None]
    return None if denial.span is not None and days and max(days) > denial.span.last else denial


def _told(node: Node, *, sure: bool, partners: tuple[Key, ...]) -> Standing:
    """Return a record that is linked, for certain or by a name."""
    state, reason = (State.LINKED, Reason.RECORDED) if sure else (State.LIKELY, Reason.BY_NAME)
    return Standing(node=node, state=state, reason=reason, partners=partners)
