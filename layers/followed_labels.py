"""What the filters by facts are called; the map page carries none of it until somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from geodata.errors import N_
from geodata.programme.answers import Answer
from geodata.programme.tokens import ANSWER_OF, FACT_OF, MARK, VALUE_FILTERS
from geodata.records.choices import FACT_VALUES
from geodata.records.fact_labels import fact_label

FOLLOWED_TITLES: dict[str, str] = {
    "fact": N_("What the programme follows"),
    "channel": N_("Sales channel"),
    "stage": N_("Stage in the yearly cycle"),
    "trademark": N_("Trademark or geographical indication"),
}
ANSWERS: Mapping[Answer, str] = {
    Answer.YES: N_("yes"),
    Answer.NO: N_("no"),
    Answer.UNKNOWN: N_("not known"),
}


def fact_text(token: str, translate: Callable[[str], str]) -> str:
    """Return a value of the filter ``fact`` in words: the fact and its answer."""
    fact, _, mark = token.partition(MARK)
    title = fact_label("products", FACT_OF[fact])
    return f"{translate(title)} – {translate(ANSWERS[ANSWER_OF[mark]])}"


def followed_text(name: str, value: str, translate: Callable[[str], str]) -> str:
    """Return a value of one of the filters by facts in words; ``none`` is no value of them."""
    if name not in VALUE_FILTERS:
        return fact_text(value, translate)
    return translate(FACT_VALUES[VALUE_FILTERS[name].value][value])
