"""What the facts that the programme follows are called, by who has them."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.errors import N_
from geodata.programme.answers import Followable, Linked
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


# No facts that are entered: what is linked elsewhere, by the same kinds of records.
LINKED_LABELS: Mapping[str, Labels] = {
    "products": {Linked.ZONE.value: N_("Linked raw-material zone")},
    "producers": {Linked.ZONE.value: N_("Linked raw-material zone of one of its products")},
}


def fact_label(kind: str, fact: Followable) -> str:
    """Return what is followed of a kind of record (``products`` or ``producers``), in words."""
    return (LINKED_LABELS if fact.value in LINKED_LABELS[kind] else FACT_LABELS)[kind][fact.value]
