"""
Choosing products and producers by what is followed of them, each by its own facts.

``fact=digital_stall`` asks for a known yes, ``digital_stall.no`` for a known no,
``digital_stall.none`` for those of which nothing is known (or sources contradict
each other). Answers of one fact are alternatives; of several facts each must hold.
``linked_zone`` is asked for alike, of the links with raw-material zones.
``channel``, ``stage`` and ``trademark`` ask for a value; ``none``: none is known.
Producers stand at no stage of the yearly cycle: a stage does not choose among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from geodata.programme.answers import Answer, Followable
from geodata.programme.current import CurrentFacts, current_facts
from geodata.programme.tokens import ANSWER_OF, FACT_OF, MARK, VALUE_FILTERS
from geodata.records.vocabulary import Fact
from geodata.store import Store
from geodata.view import NONE, ProductFilter, View

FACT = "fact"
NAMES = (FACT, *VALUE_FILTERS)


def choose_followed(
    store: Store, view: View, kind: str, records: pd.DataFrame, chosen: ProductFilter
) -> tuple[pd.DataFrame, ProductFilter]:
    """
    Return those of ``records`` whose facts pass, and what of the filter is still to be applied.

    Parameters
    ----------
    kind
        ``products`` or ``producers``; ``records`` have the identifier of that kind as a column.
    """
    if not any(name in NAMES for name in chosen.chosen()):
        return records, chosen
    asked = followed_of(chosen, kind).chosen()
    facts = current_facts(store, view.status_day, view.today)
    kept = [_passes(facts, kind, key, asked) for key in records[f"{kind.removesuffix('s')}_id"]]
    # Stripped by name, so that no other filter is lifted with them.
    rest = replace(chosen, fact=frozenset(), channel=frozenset(), stage=frozenset(), trademark=frozenset())
    return records[pd.Series(kept, index=records.index, dtype=bool)], rest


def followed_of(chosen: ProductFilter, kind: str) -> ProductFilter:
    """Return what of a filter is about facts of ``kind`` (``products`` or ``producers``), and no more."""
    stage = chosen.stage if kind == "products" else frozenset[str]()
    return ProductFilter(fact=chosen.fact, channel=chosen.channel, stage=stage, trademark=chosen.trademark)


def _passes(facts: CurrentFacts, kind: str, key: str, wanted: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether the facts of a record are among those wanted."""
    answers: defaultdict[Followable, set[Answer]] = defaultdict(set)
    for token in wanted.get(FACT, ()):
        fact, _, mark = token.partition(MARK)
        answers[FACT_OF[fact]].add(ANSWER_OF[mark])
    if any(facts.answer(kind, key, fact) not in allowed for fact, allowed in answers.items()):
        return False
    return all(
        not wanted[name].isdisjoint(_values(facts, kind, key, fact))
        for name, fact in VALUE_FILTERS.items()
        if name in wanted
    )


def _values(facts: CurrentFacts, kind: str, key: str, fact: Fact) -> set[str]:
    """Return the values that are known of a fact; ``NONE`` where there are none."""
    told = {
        one.value
        for one in facts.of_fact(kind, key, fact)
        if one.value is not None and one.answer is Answer.YES
    }
    return told or {NONE}
