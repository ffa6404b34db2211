"""What the facts that the programme follows are called, by who has them."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.errors import N_
from geodata.records.choices import FACTS, Labels
from geodata.records.vocabulary import PRODUCER_FACTS, PRODUCT_FACTS, Fact

# Of a product its goods are tested; of a producer the establishment is tested, or certified.
OF_ESTABLISHMENT: Labels = {
    Fact.FOOD_SAFETY_TEST.value: N_("Food-safety certificate or test of the establishment"),
}
# By ``programme_facts.subject_kind``, in the order of the vocabulary.
FACT_LABELS: Mapping[str, Labels] = {
    "products": {fact.value: FACTS[fact.value] for fact in PRODUCT_FACTS},
    "producers": {fact.value: OF_ESTABLISHMENT.get(fact.value, FACTS[fact.value]) for fact in PRODUCER_FACTS},
}


def fact_label(kind: str, fact: Fact) -> str:
    """Return what a fact of a kind of record (``products`` or ``producers``) is called."""
    return FACT_LABELS[kind][fact.value]
