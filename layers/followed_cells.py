"""What stands beside an indicator of facts: how many a source denies it of, of how many nothing is known."""

from __future__ import annotations

import pandas as pd

from geodata.errors import N_
from geodata.indicator_names import FOLLOWED_OF, Indicator
from geodata.indicators import recognised_unless_chosen
from geodata.programme.tallies import answers_by_commune
from geodata.store import Store
from geodata.view import ProductFilter, View
from layers.build import Layer
from layers.catalogue import Field

BESIDE = ("no", "unknown")
ANSWER_FIELDS = (
    Field("indicator_no", N_("A source says no"), "number"),
    Field("indicator_unknown", N_("Nothing known"), "number"),
)
NOTE = N_(
    "Of %(of)s in communes a source says yes of %(yes)s and no of %(no)s; of %(unknown)s nothing is known,"
    " which is not a no."
)


def _answers(store: Store, view: View, indicator: Indicator, chosen: ProductFilter) -> pd.DataFrame:
    """Return the answers of the communes, of the records that the indicator counts."""
    return answers_by_commune(store, view, *FOLLOWED_OF[indicator], recognised_unless_chosen(chosen))


def with_answers(
    store: Store, layer: Layer, view: View, indicator: Indicator, chosen: ProductFilter
) -> Layer:
    """Return a layer of communes with ``ANSWER_FIELDS`` as columns; missing where nothing is recorded."""
    answers = _answers(store, view, indicator, chosen)
    codes = layer.frame["code"]
    added = {f"indicator_{name}": codes.map(answers[name]).astype("Int64") for name in BESIDE}
    return Layer(layer.spec, layer.frame.assign(**added))


def told_beside(
    store: Store, view: View, indicator: Indicator, chosen: ProductFilter
) -> dict[str, dict[str, int]]:
    """Return ``no`` and ``unknown`` by commune code; empty for an indicator of no fact."""
    if indicator not in FOLLOWED_OF:
        return {}
    answers = _answers(store, view, indicator, chosen)
    return {name: {str(code): int(count) for code, count in answers[name].items()} for name in BESIDE}


def answers_note(
    store: Store, view: View, indicator: Indicator, chosen: ProductFilter
) -> tuple[str, dict[str, int]]:
    """Return the sentence that keeps a yes apart from what nobody knows, and what fills it."""
    answers = _answers(store, view, indicator, chosen).sum()
    return NOTE, {"of": int(answers.sum()), **{str(name): int(count) for name, count in answers.items()}}
