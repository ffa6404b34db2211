"""The tables of a reconciliation and of the targets, as screens show them and files carry them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from geodata.errors import N_
from geodata.reconciliation.contradictions import Contradiction
from geodata.reconciliation.figures import Reconciled
from geodata.reconciliation.holding import Basis
from geodata.reconciliation.tallies import Item
from geodata.reconciliation.targets import Progress
from geodata.store import Store
from geodata.writing import period_text
from layers.exports.plain_tables import Lines, PlainTable
from layers.reconciliation_words import (
    answered_text,
    basis_text,
    doubts_text,
    figure_text,
    key_text,
    metric_text,
    scope_text,
    share_text,
    told,
)
from layers.tour_files.tables import Value
from layers.wording import Wording

Names = Mapping[str, str]
# What a source wrote → the same in the language of the file, where it is a text that is known.
Known = Callable[[str | None], str]
FIGURES = N_("Reconciliation")
RECORDS = N_("Records of the registry's count")
CONTRADICTIONS = N_("Contradicting sources")
TARGETS = N_("Targets and progress")
NO_DATA = N_("no data about %(count)s communes of the former Yên Bái; the difference holds them too")
FIGURE_HEADINGS = (
    N_("What is counted"),
    N_("Of which"),
    N_("Date, as far as it is known"),
    N_("Published"),
    N_("Registry: certainly"),
    N_("Registry: at most"),
    N_("of which inferred"),
    N_("Difference: from"),
    N_("Difference: to"),
    N_("Scope"),
    N_("Remark"),
    N_("Source"),
    N_("Note"),
)
ITEM_HEADINGS = (
    N_("Name"),
    N_("Counts"),
    N_("Why it only may count"),
    N_("Producer"),
    N_("Commune"),
    N_("District (until 30 June 2025)"),
    N_("Stars (latest rating met)"),
    N_("Year of recognition"),
    N_("Decision"),
    N_("Rests on an inferred value"),
    N_("Identifier"),
)
CONTRADICTION_HEADINGS = (
    N_("What is counted"),
    N_("Date, as far as it is known"),
    N_("Published"),
    N_("Source"),
    N_("Registry: certainly"),
    N_("Registry: at most"),
    N_("Contradiction"),
)
TARGET_HEADINGS = (
    N_("Year"),
    N_("Target"),
    N_("Value"),
    N_("Unit"),
    N_("Scope"),
    N_("Registry: certainly"),
    N_("Registry: at most"),
    N_("Yes"),
    N_("No"),
    N_("Not known"),
    N_("Of those that only may be new"),
    N_("Published figures"),
    N_("Result"),
    N_("Reason"),
    N_("Source"),
    N_("Note"),
)
CERTAIN, MAY = N_("certainly"), N_("may count")
BROKEN = N_("parts that do not add up to their own total")
DIFFERS = N_("different figures for one thing at one time")


def figures_table(found: Sequence[Reconciled], districts: Names, known: Known, words: Wording) -> PlainTable:
    """Return one row for each published figure."""
    rows = tuple(_figure_row(one, districts, known, words) for one in found)
    return _table("reconciliation", FIGURES, FIGURE_HEADINGS, rows, words)


def _figure_row(one: Reconciled, districts: Names, known: Known, words: Wording) -> tuple[Value, ...]:
    """Return one figure."""
    figure, tally, difference = one.published, one.tally, one.difference
    return (
        metric_text(words, figure.metric),
        key_text(words, figure.metric, figure.key, districts),
        period_text(figure.period),
        figure.value,
        *((None,) * 3 if tally is None else (tally.low, tally.high, tally.inferred)),
        *((None,) * 2 if difference is None else difference),
        scope_text(words, figure.province_code),
        remark(one, words),
        known(figure.source),
        known(figure.note),
    )


def remark(one: Reconciled, words: Wording) -> str:
    """Return what has to be said of a comparison: nothing to compare, or an area without data."""
    if one.not_counted is not None:
        return told(words, "not_counted", one.not_counted.value)
    return words.text(NO_DATA, count=words.number(one.uncovered)) if one.uncovered else ""


def items_table(items: Sequence[Item], words: Wording) -> PlainTable:
    """Return one row for each record that makes up a count."""
    rows = tuple(_item_row(item, words) for item in items)
    return _table("records", RECORDS, ITEM_HEADINGS, rows, words)


def _item_row(item: Item, words: Wording) -> tuple[Value, ...]:
    """Return one record, commune or group."""
    fields = ("producer", "commune", "district", "stars", "year", "decision_number")
    return (
        item_name(item, words),
        words.translate(MAY if item.doubts else CERTAIN),
        doubts_text(words, item.doubts),
        *(item.row.get(name) for name in fields),
        item.inferred,
        item.key,
    )


def item_name(item: Item, words: Wording) -> str:
    """Return what an item is called; a group by its word."""
    return item.name if item.path else words.label("product_group", item.key)


def contradictions_table(
    found: Sequence[Contradiction], districts: Names, known: Known, words: Wording
) -> PlainTable:
    """Return one row for each figure that another one contradicts."""
    rows = tuple(
        (
            figure_text(words, one.published, districts),
            period_text(one.published.period),
            one.published.value,
            known(one.published.source),
            None if one.tally is None else one.tally.low,
            None if one.tally is None else one.tally.high,
            words.translate(BROKEN if group.is_sum else DIFFERS),
        )
        for group in found
        for one in group.figures
    )
    return _table("contradictions", CONTRADICTIONS, CONTRADICTION_HEADINGS, rows, words)


def targets_table(
    found: Sequence[Progress], target_words: Names, unit_words: Names, known: Known, words: Wording
) -> PlainTable:
    """Return one row for each target; ``target_words`` and ``unit_words`` name metrics and units."""
    rows = tuple(_target_row(one, target_words, unit_words, known, words) for one in found)
    return _table("targets", TARGETS, TARGET_HEADINGS, rows, words)


def _target_row(
    one: Progress, targets: Names, units: Names, known: Known, words: Wording
) -> tuple[Value, ...]:
    """Return one target."""
    goal, answers = one.target, one.answers
    return (
        goal.year,
        words.translate(targets.get(goal.metric, goal.metric)),
        goal.value,
        words.translate(units.get(goal.unit, goal.unit)),
        scope_text(words, goal.province_code),
        one.low,
        one.high,
        *((None,) * 3 if answers is None else (answers.yes, answers.no, answers.unknown)),
        "" if one.may_answers is None else answered_text(words, one.may_answers),
        published_text(one, words),
        told(words, "verdict", one.verdict.value),
        "" if one.why is None else told(words, "why", one.why.value),
        known(goal.source),
        known(goal.note),
    )


def published_text(one: Progress, words: Wording) -> str:
    """Return the published figures that a target is held against, each with its date."""
    if one.shares:
        return "; ".join(share_text(words, share) for share in one.shares)
    return "; ".join(f"{words.number(p.value)} ({period_text(p.period)})" for p in one.published)


def reconciliation_lines(store: Store, basis: Basis, chosen: str, number: int, words: Wording) -> Lines:
    """Return what the figures rest on; ``chosen`` is the filter in words, empty: every figure."""
    return [
        (words.translate(N_("Registry counts")), basis_text(words, basis)),
        (words.translate(N_("Filter")), chosen or words.translate(N_("none, every published figure"))),
        (words.translate(N_("Rows")), words.number(number)),
        *_base(store, words),
    ]


def target_lines(store: Store, chosen: str, number: int, words: Wording) -> Lines:
    """Return what the targets rest on."""
    return [
        (words.translate(N_("Filter")), chosen or words.translate(N_("none, every published target"))),
        (words.translate(N_("Rows")), words.number(number)),
        *_base(store, words),
    ]


def _base(store: Store, words: Wording) -> Lines:
    """Return base date and revision."""
    return [
        (words.translate(N_("Base date")), words.base_date(store)),
        (words.translate(N_("Revision of the data")), words.number(store.revision())),
    ]


def _table(
    name: str,
    title: str,
    headings: Sequence[str],
    rows: tuple[tuple[Value, ...], ...],
    words: Wording,
) -> PlainTable:
    """Return a table with headings in the language of the file."""
    return PlainTable(name, words.translate(title), tuple(map(words.translate, headings)), rows)
