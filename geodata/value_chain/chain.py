"""All records and links of a view, and the part of them that belongs to one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geodata.programme.current import CurrentFacts, current_facts
from geodata.store import Store
from geodata.value_chain.links import Link, Links, read_links
from geodata.value_chain.nodes import Key, Node, check_system, frames_in, nodes_of
from geodata.value_chain.vocabulary import LinkKind, NodeKind
from geodata.view import View

Found = dict[tuple[LinkKind, Key, Key], Link]
KIND_ORDER = list(LinkKind)
SOLD_AT = (LinkKind.PRODUCER_POINT, LinkKind.POINT_MARKET)
# What of its producer belongs to the chain of a record besides what leads to it.
BESIDE: Mapping[NodeKind, tuple[LinkKind, ...]] = {
    NodeKind.PRODUCTS: SOLD_AT,
    NodeKind.SALES_POINTS: (LinkKind.PRODUCER_PRODUCT,),
    NodeKind.MARKETS: (LinkKind.PRODUCER_PRODUCT,),
}


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Everything of a view; nobody may change it."""

    view: View
    nodes: Mapping[Key, Node]
    links: Links
    facts: CurrentFacts
    into: Mapping[Key, tuple[Link, ...]]  # links by their second end
    out_of: Mapping[Key, tuple[Link, ...]]  # links by their first end
    shared_by: Mapping[Key, tuple[Key, ...]]  # zones whose sources write a name that a product shares

    by_kind: Mapping[NodeKind, Sequence[Node]]

    def of_kind(self, kind: NodeKind) -> Sequence[Node]:
        """Return the records of a kind in the order of the registry."""
        return self.by_kind.get(kind, ())


def read_chain(store: Store, view: View) -> Chain:
    """
    Return the records and links of ``view``; one revision reads them once.

    Raises
    ------
    InvalidInput
        The unit system has names only.
    """
    check_system(view)
    return store.remembered(("value_chain", view), lambda: _read(store, view))


def _read(store: Store, view: View) -> Chain:
    """Read records and links."""
    nodes = nodes_of(frames_in(store, view))
    facts = current_facts(store, view.status_day, view.today)
    links = read_links(store, nodes, facts, None if view.on is None else view.on.year)
    into: defaultdict[Key, list[Link]] = defaultdict(list)
    out_of: defaultdict[Key, list[Link]] = defaultdict(list)
    for link in links.items:
        into[link.end].append(link)
        out_of[link.start].append(link)
    by_kind: defaultdict[NodeKind, list[Node]] = defaultdict(list)
    for node in nodes.values():
        by_kind[node.kind].append(node)
    return Chain(
        view,
        nodes,
        links,
        facts,
        _fixed(into),
        _fixed(out_of),
        _shared(links),
        {kind: tuple(found) for kind, found in by_kind.items()},
    )


def _shared(links: Links) -> Mapping[Key, tuple[Key, ...]]:
    """Return for each product that shares its name the zones whose sources write it."""
    found: defaultdict[Key, dict[Key, None]] = defaultdict(dict)
    for (wanted, named_by), leads in links.leads.items():
        if wanted is NodeKind.PRODUCTS and named_by[0] is NodeKind.ZONES:
            for lead in leads:
                for product in lead.shared:
                    found[product][named_by] = None
    return {product: tuple(zones) for product, zones in found.items()}


def _fixed(found: Mapping[Key, list[Link]]) -> Mapping[Key, tuple[Link, ...]]:
    """Return lists as tuples."""
    return {key: tuple(links) for key, links in found.items()}


def links_of(chain: Chain, key: Key) -> tuple[Link, ...]:
    """
    Return the links of the chain of one record, in the order of all links.

    What leads to it and what comes of it, each on and on without turning back: of a
    product its zones, its producer and that one's zones, not the producer's other
    products. Where its producer sells belongs to a product, and what its producer
    makes to a sales point.
    """
    before = _walk(chain.into, key)
    after = _walk(chain.out_of, key)
    found = before | after
    makers = [link.start for link in before.values() if link.start[0] is NodeKind.PRODUCERS]
    for maker in makers:
        found |= _walk(chain.out_of, maker, BESIDE.get(key[0], ()))
    return tuple(sorted(found.values(), key=_order))


def _walk(links: Mapping[Key, tuple[Link, ...]], key: Key, kinds: Iterable[LinkKind] = LinkKind) -> Found:
    """Return every link of some kinds that is met going on from ``key`` in the direction of ``links``."""
    allowed, found, waiting, seen = frozenset(kinds), Found(), [key], {key}
    while waiting:
        at = waiting.pop()
        for link in links.get(at, ()):
            if link.kind not in allowed:
                continue
            found[link.kind, link.start, link.end] = link
            other = link.end if link.start == at else link.start
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found


def _order(link: Link) -> tuple[int, Key, Key]:
    """Return the place of a link among all."""
    return KIND_ORDER.index(link.kind), link.start, link.end
