"""Where the products and producers of a chain are sold besides places: the sales channels on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geodata.programme.current import Answer, CurrentFact
from geodata.records.vocabulary import Fact
from geodata.value_chain.chain import Chain
from geodata.value_chain.nodes import Key
from geodata.value_chain.vocabulary import NodeKind

# What facts are told of; the values are the kinds under which they are kept.
SUBJECTS = (NodeKind.PRODUCERS, NodeKind.PRODUCTS)


@dataclass(frozen=True, slots=True)
class Channel:
    """A sales channel of a producer or product that a source tells; a channel is no place on a map."""

    of: Key
    fact: CurrentFact


def channels_of(chain: Chain, keys: Iterable[Key]) -> list[Channel]:
    """Return the sales channels that are current of the records among ``keys``, producers first."""
    # Few have any: only those are put in order.
    told = chain.facts.by_subject
    wanted = {
        key for key in keys if key[0] in SUBJECTS and (key[0].value, key[1]) in told and key in chain.nodes
    }
    members = sorted(wanted, key=lambda key: (SUBJECTS.index(key[0]), chain.nodes[key].name, key))
    return [
        Channel(key, fact)
        for key in members
        for fact in chain.facts.of_fact(key[0].value, key[1], Fact.SALES_CHANNEL)
        if fact.answer is Answer.YES
    ]
