"""What an entry of a published total says: of which part the figure is, and as of which day."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date

from geodata.names import bare_name
from geodata.reconciliation.holding import Span, span_of
from geodata.records.choices import (
    PRODUCER_KIND_WORDS,
    PRODUCER_KINDS,
    PRODUCT_GROUP_WORDS,
    PRODUCT_GROUPS,
    PROVINCES,
)
from geodata.records.entries import Entry
from geodata.records.field_types import FieldType
from geodata.records.problems import Suggestion, problem
from geodata.records.spans import is_to_come
from geodata.records.values import read_value
from geodata.records.vocabulary import Precision
from geodata.vocabulary import SYSTEM_DAY, UnitSystem

Labels = Mapping[str, str]

PROVINCE_BEFORE, PROVINCE_MERGED = PROVINCES
MERGED_ON = SYSTEM_DAY[UnitSystem.Y2025]

OF_DISTRICTS, OF_ROUND = "products_by_district", "products_recognised_in_round"
# Signs, not words: they are the same in both languages.
STARS: Labels = {"3": "3 ★", "4": "4 ★", "5": "5 ★"}
STAR_WORDS: Labels = {
    f"{count}{word}": count for count in STARS for word in (" sao", "sao", " star", " stars", "*")
}
# Metric → the parts of which its figures are; districts come from the list of units, the rest are wholes.
KEYS: Mapping[str, tuple[Labels, Labels]] = {
    "products_by_star": (STARS, STAR_WORDS),
    "products_by_group": (PRODUCT_GROUPS, PRODUCT_GROUP_WORDS),
    "producers_by_kind": (PRODUCER_KINDS, PRODUCER_KIND_WORDS),
}
DISTRICT_KINDS = ("", "huyện", "thị xã", "thành phố", "tp")
ROUND = re.compile(r"\d{4}-\d{1,2}")


def read_total(entry: Entry, districts: Callable[[], Labels], today: str) -> None:
    """
    Read of which part a published figure is, and refuse one of a day that is yet to come.

    Parameters
    ----------
    entry
        Gets the key as it is counted by, and what is wrong.
    districts
        Gives the names of the districts until 30 June 2025 by code.
    today
        The day in Lào Cai, as ISO text.
    """
    as_of, precision = entry.value("as_of"), entry.value("as_of_precision")
    is_new = as_of is not None and entry.changed.keys() & {"as_of", "as_of_precision"}
    if is_new and is_to_come(as_of, precision, today):
        entry.problems.append(problem("as_of", as_of, "date_future"))
    elif as_of is not None and entry.changed.keys() & {"as_of", "as_of_precision", "province_code"}:
        _doubt_province(entry, span_of(date.fromisoformat(as_of), precision or Precision.DAY))
    metric = entry.value("metric")
    if metric is not None and entry.changed.keys() & {"metric", "key"}:
        _read_key(entry, metric, districts)


def _doubt_province(entry: Entry, span: Span) -> None:
    """Point out a figure of a province that was not there at its time: the two merged on 1 July 2025."""
    province = entry.value("province_code")
    if province == PROVINCE_MERGED and span.last < MERGED_ON:
        entry.warnings.append(problem("province_code", province, "province_not_yet"))
    if province == PROVINCE_BEFORE and span.first >= MERGED_ON:
        entry.warnings.append(problem("province_code", province, "province_ended"))


def _read_key(entry: Entry, metric: str, districts: Callable[[], Labels]) -> None:
    """Read the part of which a figure is: a value of the list that goes with the metric."""
    key = entry.value("key")
    if metric == OF_ROUND:
        if key is None:
            entry.problems.append(problem("key", None, "key_needed"))
        elif ROUND.fullmatch(key) is None:
            entry.problems.append(problem("key", key, "round_bad"))
        return
    listed, words = listed_keys(metric, districts)
    if not listed:
        if key is not None:
            entry.problems.append(problem("key", key, "key_not_here"))
        return
    meant = tuple(Suggestion(value, label) for value, label in listed.items())
    if key is None:
        entry.problems.append(problem("key", None, "key_needed", meant))
        return
    choice = entry.fields["key"].with_(type=FieldType.CHOICE, choices=listed, words=words)
    value, wrong = read_value(choice, key)
    if wrong is None:
        entry.set("key", value)
    else:
        entry.problems.append(dataclasses.replace(wrong, suggestions=wrong.suggestions or meant))


def listed_keys(metric: str, districts: Callable[[], Labels]) -> tuple[Labels, Labels]:
    """Return the parts of which the figures of a metric are (value → label), and words that mean them."""
    if metric == OF_DISTRICTS:
        names = districts()
        return names, {
            f"{kind} {bare_name(name)}".strip(): code
            for code, name in names.items()
            for kind in DISTRICT_KINDS
        }
    return KEYS.get(metric, ({}, {}))
