"""The words of filters by facts: plain values, for readers of addresses and pages that open no frame."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.programme.answers import Answer, Followable, Linked
from geodata.records.vocabulary import CycleStage, Fact, SalesChannel, Trademark
from geodata.view import NONE

# Filter → the fact whose values it asks for.
VALUE_FILTERS: Mapping[str, Fact] = {
    "channel": Fact.SALES_CHANNEL,
    "stage": Fact.STAGE,
    "trademark": Fact.TRADEMARK,
}
MARK = "."
# What stands behind the mark → what is asked for; nothing: a yes.
ANSWER_OF: Mapping[str, Answer] = {"": Answer.YES, "no": Answer.NO, NONE: Answer.UNKNOWN}
# A stage is asked for by its value alone: a product always stands at one.
FACT_OF: Mapping[str, Followable] = {one.value: one for one in (*Fact, *Linked) if one is not Fact.STAGE}
# Of these a source names values; that there is none it never says.
NEVER_NO: frozenset[Followable] = frozenset({Fact.SALES_CHANNEL, Fact.TRADEMARK})


def _answers(fact: Followable) -> tuple[str, ...]:
    """Return what may be asked of a fact."""
    marks = [mark for mark in ANSWER_OF if not (mark == "no" and fact in NEVER_NO)]
    return tuple(f"{fact.value}{MARK}{mark}" if mark else fact.value for mark in marks)


FACT_TOKENS: tuple[str, ...] = tuple(token for fact in FACT_OF.values() for token in _answers(fact))
VALUES_OF: Mapping[str, tuple[str, ...]] = {
    "fact": FACT_TOKENS,
    "channel": (*(one.value for one in SalesChannel), NONE),
    "stage": (*(one.value for one in CycleStage), NONE),
    "trademark": (*(one.value for one in Trademark), NONE),
}
