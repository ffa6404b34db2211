"""
The links that the registry holds between two records of a value chain, each with what says so.

A link is there because a field or table names the other record, or because a
source writes a name that exactly one record bears. Nearness is no link, and
neither is a likely guess: what no source says is not here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata import tables
from geodata.names import nfc, tone_key
from geodata.plain import Row, rows_of
from geodata.programme.current import CurrentFacts
from geodata.store import Store
from geodata.tourism.stalls import IN_A_MARKET
from geodata.value_chain.named import NameIndex
from geodata.value_chain.nodes import Key, Node
from geodata.value_chain.vocabulary import Certainty, LinkKind, NodeKind

Nodes = Mapping[Key, Node]
POINTS = (NodeKind.SALES_POINTS, NodeKind.MARKETS)
SUREST = {certainty: rank for rank, certainty in enumerate(Certainty)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """
    What says that there is a link.

    ``text`` is what the source writes where a name was matched; ``year_text``
    and ``as_of`` its date, None where nobody knows; hectares and households
    belong to the zone for the product.
    """

    text: str | None = None
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    year_text: str | None = None
    hectares: float | None = None
    households: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link; ``sayings`` hold everything that says it in the surest way there is."""

    kind: LinkKind
    start: Key
    end: Key
    certainty: Certainty
    sayings: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """What a source writes of a record and names nobody here for certain; ``shared``: who bears the name."""

    text: str
    shared: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """Every link once, and the texts that led to none by the kind of whom they may name and their record."""

    items: tuple[Link, ...]
    leads: Mapping[tuple[NodeKind, Key], tuple[Lead, ...]]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of producers and products."""

    producers: NameIndex
    products: NameIndex

    @classmethod
    def of(cls, nodes: Nodes) -> Names:
        """Index the names of ``nodes``."""
        return cls(*(_index(nodes, kind) for kind in (NodeKind.PRODUCERS, NodeKind.PRODUCTS)))


def read_links(store: Store, nodes: Nodes, facts: CurrentFacts, until_year: int | None) -> Links:
    """
    Return the links between ``nodes``.

    Parameters
    ----------
    facts
        The links of products with zones that are current.
    until_year
        What a source says of a later year is left out; None: nothing is.
    """
    found = _Found(nodes)
    names = Names.of(nodes)
    _from_products(found, nodes)
    _from_zone_links(found, facts)
    _from_observations(found, _observations(store, until_year), names)
    _from_places(found, nodes)
    _from_crafts(found, nodes, names)
    _from_points(found, nodes, names)
    _from_stalls(found, nodes)
    return found.links()


class _Found:
    """Links as they are found: the surest certainty of a pair stands, and what says it so."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._links: dict[tuple[LinkKind, Key, Key], tuple[Certainty, list[Saying]]] = {}
        self._leads: defaultdict[tuple[NodeKind, Key], dict[Lead, None]] = defaultdict(dict)

    def add(self, kind: LinkKind, start: Key, end: Key, certainty: Certainty, saying: Saying | None) -> None:
        """Add a link between two records that count."""
        if start not in self._nodes or end not in self._nodes:
            return
        key = (kind, start, end)
        known = self._links.get(key)
        if known is None or SUREST[certainty] < SUREST[known[0]]:
            known = self._links[key] = (certainty, [])
        if saying is not None and known[0] is certainty and saying not in known[1]:
            known[1].append(saying)

    def named(
        self, kind: LinkKind, start: Key, wanted: NodeKind, index: NameIndex, saying: Saying, *, tells: bool
    ) -> None:
        """
        Add what ``saying.text`` names; else, with ``tells``, keep it as a lead.

        ``tells``: the text is there to name such a record.
        """
        found = index.find(saying.text)
        for record_id in found.ids:
            self.add(kind, start, (wanted, record_id), Certainty.MATCHED, saying)
        if found.shared or (tells and saying.text and not found.ids):
            shared = tuple((wanted, record_id) for record_id in found.shared)
            self._leads[wanted, start][Lead(saying.text or "", shared)] = None

    def links(self) -> Links:
        """Return what was found, in the order of the records."""
        items = [
            Link(kind=kind, start=start, end=end, certainty=certainty, sayings=tuple(sayings))
            for (kind, start, end), (certainty, sayings) in self._links.items()
        ]
        order = {kind: rank for rank, kind in enumerate(LinkKind)}
        items.sort(key=lambda link: (order[link.kind], link.start, link.end))
        return Links(tuple(items), {key: tuple(found) for key, found in self._leads.items()})


def _index(nodes: Nodes, kind: NodeKind) -> NameIndex:
    """Return the names of the records of one kind."""
    return NameIndex((node.record_id, node.name) for node in nodes.values() if node.kind is kind)


def _from_products(found: _Found, nodes: Nodes) -> None:
    """Add the producers that products name."""
    for key, node in nodes.items():
        if node.kind is NodeKind.PRODUCTS and node.row["producer_id"] is not None:
            inferred = "producer_id" in node.row["inferred_fields"]
            certainty = Certainty.INFERRED if inferred else Certainty.RECORDED
            producer = (NodeKind.PRODUCERS, node.row["producer_id"])
            found.add(LinkKind.PRODUCER_PRODUCT, producer, key, certainty, None)


def _from_zone_links(found: _Found, facts: CurrentFacts) -> None:
    """Add the zones that were surely linked with products by the day of ``facts``."""
    for links in facts.zones_of.values():
        for link in filter(facts.surely_links, links):
            saying = Saying(
                sources=_list_of(link.source),
                as_of=link.as_of,
                hectares=link.hectares,
                households=link.households,
            )
            ends = (NodeKind.ZONES, link.zone_id), (NodeKind.PRODUCTS, link.product_id)
            found.add(LinkKind.ZONE_PRODUCT, *ends, Certainty.RECORDED, saying)


def _observations(store: Store, until_year: int | None) -> list[Row]:
    """Return what sources say of zones, in their order."""
    t = tables.zone_observations
    names = ("zone_id", "year", "year_text", "linked_producer", "linked_product", "sources")
    query = sa.select(*(t.c[name] for name in names)).order_by(t.c.zone_id, t.c.source_row)
    query = query.where(sa.or_(t.c.linked_producer.is_not(None), t.c.linked_product.is_not(None)))
    rows = rows_of(store.frame(query))
    return [
        row for row in rows if until_year is None or row["year"] is None or int(row["year"]) <= until_year
    ]


def _from_observations(found: _Found, rows: Iterable[Row], names: Names) -> None:
    """Add the producers and products that sources of zones write."""
    for row in rows:
        zone = (NodeKind.ZONES, row["zone_id"])
        year = row["year_text"] or (None if row["year"] is None else str(int(row["year"])))
        for column, kind, wanted, index in (
            ("linked_producer", LinkKind.ZONE_PRODUCER, NodeKind.PRODUCERS, names.producers),
            ("linked_product", LinkKind.ZONE_PRODUCT, NodeKind.PRODUCTS, names.products),
        ):
            saying = Saying(text=row[column], sources=tuple(row["sources"] or ()), year_text=year)
            found.named(kind, zone, wanted, index, saying, tells=True)


def _from_places(found: _Found, nodes: Nodes) -> None:
    """Add the roles of one place: a reviewed table says that they are one."""
    by_place: defaultdict[str, list[Node]] = defaultdict(list)
    for node in nodes.values():
        if place := node.row.get("place_id"):
            by_place[place].append(node)
    for same in by_place.values():
        if len(same) == 1:
            continue  # most places have one role
        for producer in (node for node in same if node.kind is NodeKind.PRODUCERS):
            for other in same:
                if other.kind is NodeKind.CRAFT_VILLAGES:
                    ends = LinkKind.CRAFT_PRODUCER, other.key, producer.key
                elif other.kind in POINTS:
                    ends = LinkKind.PRODUCER_POINT, producer.key, other.key
                else:
                    continue
                found.add(*ends, Certainty.RECORDED, None)


def _from_crafts(found: _Found, nodes: Nodes, names: Names) -> None:
    """Add the products and producers that a craft village names in its own name or craft."""
    for node in nodes.values():
        if node.kind is NodeKind.CRAFT_VILLAGES:
            for text in dict.fromkeys((node.name, node.row["craft"])):
                saying = Saying(text=text)
                for kind, wanted, index in (
                    (LinkKind.CRAFT_PRODUCER, NodeKind.PRODUCERS, names.producers),
                    (LinkKind.CRAFT_PRODUCT, NodeKind.PRODUCTS, names.products),
                ):
                    found.named(kind, node.key, wanted, index, saying, tells=False)


def _from_points(found: _Found, nodes: Nodes, names: Names) -> None:
    """Add the producers and products that sales points state: who runs them, and what they are called."""
    for node in nodes.values():
        if node.kind not in POINTS:
            continue
        for text in dict.fromkeys((node.row["operator"], node.name)):
            saying = Saying(text=text, sources=tuple(node.row["sources"] or ()))
            for kind, wanted, index in (
                (LinkKind.PRODUCER_POINT, NodeKind.PRODUCERS, names.producers),
                (LinkKind.PRODUCT_POINT, NodeKind.PRODUCTS, names.products),
            ):
                for record_id in index.find(text).ids:
                    found.add(kind, (wanted, record_id), node.key, Certainty.MATCHED, saying)


def _from_stalls(found: _Found, nodes: Nodes) -> None:
    """Add the market of its own commune in which a sales point stands by its address, where that is one."""
    markets: defaultdict[tuple[str, date], list[Node]] = defaultdict(list)
    for node in nodes.values():
        if node.kind is NodeKind.MARKETS and node.row["unit_code"] is not None:
            markets[node.row["unit_code"], node.row["unit_valid_from"]].append(node)
    for node in nodes.values():
        address = nfc(node.row["address"] or "") if node.kind is NodeKind.SALES_POINTS else ""
        stands = IN_A_MARKET.fullmatch(address)
        if stands is None:
            continue
        there = markets.get((node.row["unit_code"], node.row["unit_valid_from"]), [])
        called = _called(there, stands[1], node.row["market_day"])
        if len({market.row["place_id"] or market.record_id for market in called}) == 1:
            saying = Saying(text=address, sources=tuple(node.row["sources"] or ()))
            found.add(LinkKind.POINT_MARKET, node.key, called[0].key, Certainty.MATCHED, saying)


def _called(markets: Sequence[Node], text: str, day: str | None) -> list[Node]:
    """
    Return the markets whose name holds every word of ``text``.

    Of several the ones called just so, and of those the ones held on the day that the stall names.
    """
    words = _words(text)
    named = [market for market in markets if words <= _words(market.name)]
    exact = [market for market in named if tone_key(market.name) == tone_key(text)] or named
    return [market for market in exact if day and market.row["market_day"] == day] or exact


def _words(text: str) -> frozenset[str]:
    """Return the words of a name, however its tone marks are put."""
    return frozenset(re.findall(r"[^\W_]+[\u0300-\u036f\w]*", tone_key(text)))


def _list_of(value: str | None) -> tuple[str, ...]:
    """Return a text as a list of sources."""
    return () if value is None else (value,)
