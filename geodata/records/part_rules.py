"""What a part of a record must say, which of its days can be, and when the record has it already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from geodata.certificates.criteria import TABLE, criteria_of
from geodata.names import search_key
from geodata.programme.current import NO_WORDS
from geodata.reconciliation.holding import span_of
from geodata.records.choices import CRITERIA, FACT_VALUES
from geodata.records.field_types import Field
from geodata.records.flat import observed
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.spans import AS_OF, PRECISION, is_to_come
from geodata.records.vocabulary import Fact, Precision

Row = dict[str, Any]
Values = Mapping[str, Any]
Problems = list[FieldProblem]

DAYS = frozenset({"certified_on", "certified_year"})
# What tells one certificate from another of a product.
CERTIFICATE_NAMES = ("decision_number", "certified_on", "certified_year")
SAME_CERTIFICATE = (*CERTIFICATE_NAMES, "stars")
# Of these parts one field at least says something; the others need what makes them one.
SAYING: Mapping[str, tuple[str, ...]] = {
    "inspections": ("inspected_on", "result", "note"),
    "programme_facts": ("value", "link", "amount_vnd", "as_of", "note"),
    "producer_leaders": ("sex", "ethnic_group"),
    "zone_observations": (
        "area_ha",
        "production",
        "households",
        "linked_producer",
        "linked_product",
        "certification",
    ),
}
# A second source of figures of a zone stands beside the first; of all else it is the same thing once more.
OF_SOURCES = "zone_observations"
# Facts that end on a day of their own; the end does not tell one statement from another.
ENDING = frozenset({Fact.SALES_CHANNEL, Fact.TRADEMARK})
END = "ended_on"


def empty_problems(table: str, told: Values) -> Problems:
    """Return the problem of a part that says nothing: ``told`` are its fields as they would be."""
    if table == "certificates":
        if any(told.get(name) is not None for name in CERTIFICATE_NAMES):
            return []
        return [problem("decision_number", None, "certificate_unnamed")]
    if table == "programme_facts" and told.get("fact") in FACT_VALUES:
        return [] if told.get("value") is not None else [problem("value", None, "required")]
    names = SAYING.get(table)
    if names is None or any(told.get(name) is not None for name in names):
        return []
    return [problem(names[0], None, "part_empty")]


def twin_problems(table: str, fields: Mapping[str, Field], told: Values, others: Collection[Row]) -> Problems:
    """Return the problem of a part that the record has already; ``others`` are its parts besides this one."""
    names = _telling(table, fields)
    if table == "certificates" and told.get("certified_on") is not None:
        told = {**told, "certified_year": int(told["certified_on"][:4])}
    own = _keys(names, told)
    if all(_keys(names, {name: observed(row, name) for name in names}) != own for row in others):
        return []
    named = next((name for name in names if told.get(name) is not None), names[0])
    return [problem(named, told.get(named), "part_twice")]


def _telling(table: str, fields: Mapping[str, Field]) -> list[str]:
    """Return the fields by which parts are told apart."""
    if table == "certificates":
        return list(SAME_CERTIFICATE)
    return [name for name in fields if name != END and (name != "source" or table == OF_SOURCES)]


def _keys(names: Collection[str], told: Values) -> Row:
    """Return the values by which a part is compared; a date of no stated precision is known to the day."""
    found = {name: _key(told.get(name)) for name in names}
    if found.get(AS_OF) is None or found.get(PRECISION) == Precision.DAY:
        found.pop(PRECISION, None)
    return found


def _key(value: object) -> object:
    """Return a value as it is compared: case and marks of a text aside, a no is nothing."""
    return text_key(value) if isinstance(value, str) else None if value is False else value


# Of a list of facts each is compared with those that its record has already.
@lru_cache(maxsize=8_192)
def text_key(text: str) -> str:
    """Return a text of a part as it is compared: without case and marks."""
    return search_key(text)


def day_problems(told: Values, values: Values, named: Collection[str], today: str) -> Problems:
    """
    Return the contradictions between the days, the year and the criteria of a certificate.

    Parameters
    ----------
    told
        The certificate as it would be, by column; days as ISO texts.
    values
        What the entry itself says of it.
    named
        The columns that the entry changes: what is stored already stays as it is.
    today
        The day in Lào Cai.
    """
    problems: Problems = []
    day, year = told.get("certified_on"), values.get("certified_year")
    if DAYS.intersection(named) and day is not None and year is not None and int(day[:4]) != year:
        problems.append(problem("certified_year", year, "year_differs", found=day[:4]))
    first, last = given_days(told)
    revoked = told.get("revoked_on")
    if revoked is not None and {"revoked_on", *DAYS}.intersection(named):
        if revoked > today:
            problems.append(problem("revoked_on", revoked, "date_future"))
        elif first is not None and revoked < first:
            problems.append(problem("revoked_on", revoked, "date_early", least=written_day(first)))
    criteria = criteria_of(told.get("criteria"))
    is_late = criteria is not None and last is not None and criteria.since.isoformat() > last
    if is_late and criteria is not None and {"criteria", *DAYS}.intersection(named):
        since = written_day(criteria.since.isoformat())
        fitting = [one.version.value for one in TABLE if one.since.isoformat() <= str(last)]
        meant = tuple(Suggestion(version, CRITERIA[version]) for version in fitting)
        problems.append(problem("criteria", criteria.version.value, "criteria_later", meant, since=since))
    return problems


def given_days(told: Values) -> tuple[str | None, str | None]:
    """Return the first and the last day, as ISO texts, on which a certificate can have been given."""
    day, year = told.get("certified_on"), told.get("certified_year")
    if day is not None:
        return day, day
    return (None, None) if year is None else (f"{year:04}-01-01", f"{year:04}-12-31")


def future_problems(told: Values, today: str) -> Problems:
    """Return the days of a check or a statement that are yet to come; a month or a year may be running."""
    days = {"inspected_on": None, AS_OF: told.get(PRECISION)}
    return [
        problem(name, told[name], "date_future")
        for name, precision in days.items()
        if told.get(name) is not None and is_to_come(told[name], precision, today)
    ]


def end_problems(told: Values, today: str) -> Problems:
    """
    Return the problem of the day since which a fact no longer holds.

    Channels and marks are held several at once, so that no newer one ends them;
    of all else a newer answer ends the older one by itself.
    """
    end, day = told.get(END), told.get(AS_OF)
    if end is None:
        return []
    if told.get("fact") not in ENDING:
        return [problem(END, end, "end_not_here")]
    if end > today:
        return [problem(END, end, "date_future")]
    first = None if day is None else span_of(date.fromisoformat(day), told.get(PRECISION) or Precision.DAY)
    if first is None or end >= first.first.isoformat():
        return []
    return [problem(END, end, "end_early", least=written_day(first.first.isoformat()))]


def denial_problems(told: Values) -> Problems:
    """Return the problem of a fact that denies what it names an amount of."""
    denied = (told.get("value") or "").casefold() in NO_WORDS
    amount = told.get("amount_vnd")
    return [problem("amount_vnd", amount, "amount_denied")] if denied and amount else []


def link_problems(told: Values, others: Collection[Row], names: Mapping[str, str]) -> Problems:
    """Return the problem of a second link with a zone; ``others`` are the links besides this one."""
    zone = told.get("zone_id")
    if zone not in {row["zone_id"] for row in others}:
        return []
    return [problem("zone_id", names.get(str(zone), zone), "link_twice")]


def check_problems(inspected_on: str | None, certificate: Values | None) -> Problems:
    """Return the problem of a check that comes before the certificate that was checked."""
    first = None if certificate is None else given_days(certificate)[0]
    if inspected_on is None or first is None or inspected_on >= first:
        return []
    return [problem("inspected_on", inspected_on, "date_early", least=written_day(first))]


def checked_before(told: Values, inspections: Collection[Row]) -> Problems:
    """Return the problem of a certificate that would come after one of its checks."""
    first = given_days(told)[0]
    days = [row["inspected_on"] for row in inspections if row["inspected_on"] is not None]
    if first is None or not days or min(days) >= first:
        return []
    named = "certified_on" if told.get("certified_on") is not None else "certified_year"
    return [problem(named, told[named], "date_after_check", most=written_day(min(days)))]


def written_day(day: str) -> str:
    """Return an ISO day as it is written in Việt Nam."""
    return f"{date.fromisoformat(day):%d/%m/%Y}"
