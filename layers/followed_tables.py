"""What the programme follows, counted: as filters that the map offers, and as tables that are taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geodata.errors import N_
from geodata.programme.answers import Answer, Followable
from geodata.programme.tallies import FACTS_OF, PRODUCERS, PRODUCTS, Tally, UnitTally, tally_units
from geodata.programme.tokens import ANSWER_OF, FACT_OF, FACT_TOKENS, MARK, VALUE_FILTERS, VALUES_OF
from geodata.records.choices import FACT_VALUES
from geodata.records.fact_labels import fact_label
from geodata.records.vocabulary import Fact
from geodata.store import Store
from geodata.view import NONE, View
from geodata.vocabulary import UnitLevel
from geodata.writing import day_text
from layers.exports.plain_tables import Lines, PlainTable
from layers.followed_labels import ANSWERS, FOLLOWED_TITLES, fact_text, followed_text
from layers.wording import UNKNOWN, Wording

EVERYWHERE = N_("The whole province")
NOWHERE = {
    UnitLevel.COMMUNE: N_("in no commune: known only by district, or not placed"),
    UnitLevel.DISTRICT: N_("in no district: not placed"),
}
TITLES = {
    UnitLevel.PROVINCE: N_("What the programme follows, the whole province"),
    UnitLevel.DISTRICT: N_("What the programme follows, by district (until 30 June 2025)"),
    UnitLevel.COMMUNE: N_("What the programme follows, by commune"),
}
COUNTED = N_("Counted")
PRODUCTS_COUNTED = N_("Products named as recognised")
PRODUCERS_COUNTED = N_("Producers with a recognised product")
HEADINGS = (
    N_("Administrative unit"),
    N_("Code"),
    COUNTED,
    N_("What is followed"),
    N_("Value"),
    *ANSWERS.values(),
)
OF_PRODUCER = N_("of the “not known”: a source says it of the producer")
MEANING = N_(
    "“Not known” is no “no”: no source tells, or two contradict each other. Of channels, marks and stages"
    " each value is counted; a record with two channels stands in both."
)
# Said wherever products and producers are counted or filtered.
OWN_FACTS = N_(
    "A product is counted by what a source says of the product itself, a producer by what it says of the"
    " producer; the one is never taken for the other. Of linked zones alone a producer has those of its"
    " products."
)
OFFERED = N_("Each number here is that of all products named as recognised, whatever else is chosen.")


def unit_text(words: Wording, one: UnitTally, level: UnitLevel) -> str:
    """Return the name of a unit, or what lies in none of its level."""
    if level is UnitLevel.PROVINCE:
        return words.translate(EVERYWHERE)
    return one.name or words.translate(NOWHERE[level])


def offered_filters(store: Store, view: View, words: Wording) -> list[dict[str, Any]]:
    """
    Return each filter by facts with its values, their words and how many recognised products have each.

    ``rows`` are the facts, each with its answers; a filter that asks for a value has one row.
    """
    told = next(iter(tally_units(store, view, PRODUCTS, UnitLevel.PROVINCE)), None)
    rows: list[dict[str, Any]] = []
    for fact in FACT_OF.values():
        tokens = [token for token in FACT_TOKENS if token.partition(MARK)[0] == fact.value]
        values = [
            {
                "value": token,
                "short": words.translate(ANSWERS[ANSWER_OF[token.partition(MARK)[2]]]),
                "title": fact_text(token, words.translate),
                "count": _counted(told, fact, ANSWER_OF[token.partition(MARK)[2]]),
            }
            for token in tokens
        ]
        rows.append({"title": words.translate(fact_label(PRODUCTS, fact)), "values": values})
    filters = [{"name": "fact", "title": words.translate(FOLLOWED_TITLES["fact"]), "rows": rows}]
    for name, fact in VALUE_FILTERS.items():
        values = [_offered(words, told, name, fact, value) for value in VALUES_OF[name]]
        title = words.translate(FOLLOWED_TITLES[name])
        filters.append({"name": name, "title": title, "rows": [{"title": title, "values": values}]})
    return filters


def _offered(words: Wording, told: UnitTally | None, name: str, fact: Fact, value: str) -> dict[str, Any]:
    """Return one value of a filter."""
    if value == NONE:
        title, count = words.translate(UNKNOWN), _counted(told, fact, Answer.UNKNOWN)
    else:
        title = followed_text(name, value, words.translate)
        count = 0 if told is None else told.values[fact].get(value, 0)
    return {"value": value, "short": title, "title": title, "count": count}


def _counted(told: UnitTally | None, fact: Followable, answer: Answer) -> int:
    """Return how many give an answer."""
    return 0 if told is None else int(getattr(told.facts[fact], answer.value))


def tally_table(kind: str, level: UnitLevel, found: Sequence[UnitTally], words: Wording) -> PlainTable:
    """Return one row for each unit and fact, and for each value that is known of one."""
    rows = [row for one in found for fact in FACTS_OF[kind] for row in _rows(words, one, kind, level, fact)]
    headings = (*HEADINGS, OF_PRODUCER) if kind == PRODUCTS else HEADINGS
    titles = tuple(words.translate(text) for text in headings)
    return PlainTable("followed", words.translate(TITLES[level]), titles, tuple(rows))


def _rows(
    words: Wording, one: UnitTally, kind: str, level: UnitLevel, fact: Followable
) -> list[tuple[Any, ...]]:
    """Return the answers of a fact, and each value of it that any record has, in the order of their list."""
    title = words.translate(fact_label(kind, fact))
    start = (unit_text(words, one, level), one.code, one.count, title)
    tally: Tally = one.facts[fact]
    more = (one.said_of_producer.get(fact),) if kind == PRODUCTS else ()
    rows: list[tuple[Any, ...]] = [(*start, None, tally.yes, tally.no, tally.unknown, *more)]
    counts = one.values.get(fact, {})
    for value, text in FACT_VALUES.get(fact.value, {}).items():
        if counts.get(value):
            rows.append((*start, words.translate(text), counts[value], None, None, *(None for _ in more)))
    return rows


def tally_lines(store: Store, view: View, kind: str, words: Wording) -> Lines:
    """Return what the table rests on."""
    counted = PRODUCERS_COUNTED if kind == PRODUCERS else PRODUCTS_COUNTED
    return [
        (words.translate(COUNTED), words.translate(counted)),
        (words.translate(N_("Base date")), words.base_date(store)),
        (words.translate(N_("Unit system and records")), words.view(view)),
        (words.translate(N_("Facts as of")), day_text(view.status_day)),
        (words.translate(N_("Meaning")), " ".join(map(words.translate, (MEANING, OWN_FACTS)))),
    ]
