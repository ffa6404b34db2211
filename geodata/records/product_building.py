"""Certificates of a product: which one an entry means, and what the product shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from geodata.certificates.criteria import BANDS, criteria_of, criteria_when
from geodata.certificates.newness import newest
from geodata.records.differences import shown_row
from geodata.records.entries import Entry, blank_row
from geodata.records.flat import CERTIFICATE_COLUMNS
from geodata.records.part_rules import day_problems
from geodata.records.problems import FieldProblem, problem
from geodata.records.state import State
from geodata.records.vocabulary import CriteriaVersion
from geodata.registry.products import CRITERIA, CRITERIA_FROM
from geodata.registry.reading import record_id
from geodata.status import CertificateDate
from geodata.vocabulary import NOT_IN_2019, ONLY_IN_2019, Recognition

Row = dict[str, Any]
Values = Mapping[str, Any]

IDENTITY = ("decision_number", "certified_on", "certified_year")
SUM_TOLERANCE = 0.05


def following_columns(entry: Entry, row: Row, current: State | None) -> Row:
    """Return the columns of a product that follow from others: whose group it is, when it was evaluated."""
    columns: Row = {}
    year = entry.value("certified_year") or entry.value("evaluated_year")
    is_new_group = current is None and entry.value("group_criteria") is None
    if row["product_group"] in ONLY_IN_2019 and row["group_criteria"] is None:
        columns["group_criteria"] = CriteriaVersion.V2019.value
    elif is_new_group and row["product_group"] and year and year >= CRITERIA_FROM:
        columns["group_criteria"] = CRITERIA
    if row["recognition"] == Recognition.RECOGNISED:
        columns["evaluated_year"] = None
    return columns


def entry_problems(
    entry: Entry, row: Row, current: State | None, today: str
) -> tuple[list[FieldProblem], list[FieldProblem]]:
    """Return the problems and warnings of a product and of the certificate that the entry tells of."""
    problems: list[FieldProblem] = []
    criteria, group = row["group_criteria"], row["product_group"]
    if group in (NOT_IN_2019 if criteria == CriteriaVersion.V2019 else ONLY_IN_2019 if criteria else ()):
        problems.append(problem("product_group", criteria, "criteria_of_group"))
    if not _tells(entry):
        return problems, []
    told = merged = _told(entry)
    if entry.before:
        before = {column: entry.before.get(name) for name, column in CERTIFICATE_COLUMNS.items()}
        merged = before | told if _fits(before, told) else told
    wrong, warnings = certificate_problems(merged, today)
    said = {column: entry.values.get(name) for name, column in CERTIFICATE_COLUMNS.items()}
    named = {column for name, column in CERTIFICATE_COLUMNS.items() if name in entry.changed}
    wrong += day_problems(merged, said, named, today)
    if current is not None and row["recognition"] == Recognition.RECOGNISED:
        wrong += _unclear_stars(current["certificates"], told)
    return problems + wrong, warnings


def _unclear_stars(certificates: list[Row], told: Values) -> list[FieldProblem]:
    """
    Return the problem of stars that are not those of the certificate that an entry names, or names none.

    They may be of another certificate or correct this one, and an entry never
    overwrites a recognition: its day, year or decision has to say which.
    """
    if "stars" not in told:
        return []
    meant = meant_certificate(certificates, told)
    if meant is None and told["stars"] is not None:
        alike = [c for c in certificates if _fits(c, {**told, "stars": None}) and _holds(c, told)]
        meant = newest(alike)
    if meant is None or meant["stars"] is None or meant["stars"] == told["stars"]:
        return []
    named = ", ".join(str(meant[name]) for name in IDENTITY if meant[name] is not None)
    rule = "certificate_other" if named else "certificate_other_undated"
    return [problem("stars", told["stars"], rule, named=named, stars=meant["stars"])]


def _holds(certificate: Row, told: Values) -> bool:
    """Return whether all that tells certificates apart in an entry stands in a certificate."""
    return all(told.get(name) is None or told[name] == certificate[name] for name in IDENTITY)


def settle_certificate(entry: Entry, current: State) -> None:
    """Let an entry change nothing where it tells of an older certificate what is stored of it."""
    if _tells(entry) and with_certificates(entry, current, None)["certificates"] == current["certificates"]:
        for name in CERTIFICATE_COLUMNS:
            entry.changed.pop(name, None)


def with_certificates(entry: Entry, state: State, unnamed: str | None) -> State:
    """
    Return a state with what an entry says of one of the product's certificates, and its stars.

    ``unnamed`` is the source of a new certificate of which the entry names none.
    """
    product = state["products"][0]
    if product["recognition"] != Recognition.RECOGNISED or not _tells(entry):
        return settled_product(state)
    named = entry.values.get("source") or []
    rows = with_certificate(
        state["certificates"], _told(entry), product["product_id"], named[0] if named else unnamed
    )
    return settled_product({**state, "certificates": rows})


def _tells(entry: Entry) -> bool:
    """Return whether an entry says anything new of a certificate."""
    return not CERTIFICATE_COLUMNS.keys().isdisjoint(entry.changed)


def _told(entry: Entry) -> Row:
    """Return what an entry says of a certificate, by column; a day tells its year."""
    told = {
        column: entry.values[name] for name, column in CERTIFICATE_COLUMNS.items() if name in entry.values
    }
    if told.get("certified_on"):
        told["certified_year"] = int(told["certified_on"][:4])
    return told


def other_certificates(before: State, after: State) -> list[tuple[Row | None, Row]]:
    """
    Return what an entry does to certificates besides the newest: before (None: it is added) and after.

    Of a product that had a certificate one more is told as a whole: beside
    the fields of the newest it would look like a change of that.
    """
    held = {row["certificate_id"]: row for row in before["certificates"]}
    last = newest(before["certificates"])
    if last is None:
        return []
    pairs = [(held.get(row["certificate_id"]), row) for row in after["certificates"]]
    return [
        (None if old is None else shown_row("certificates", old), shown_row("certificates", row))
        for old, row in pairs
        if row != old and old is not last
    ]


def meant_certificate(certificates: list[Row], given: Values) -> Row | None:
    """
    Return the certificate that an entry tells of; None where it tells of one that is not there yet.

    The newest one, unless stars, number, day or year contradict it; then one
    that they fit. What contradicts all of them is another certificate: an entry
    never overwrites an earlier recognition. Wrong stars, a wrong number or day
    of a certificate are corrected in the certificate itself.
    """
    last = newest(certificates)
    if last is None:
        return None
    if _fits(last, given):
        return last
    named = [name for name in IDENTITY if given.get(name) is not None]
    return next((c for c in certificates if _fits(c, given) and any(c[name] for name in named)), None)


def _fits(certificate: Row, given: Values) -> bool:
    """
    Return whether nothing that tells certificates apart contradicts.

    A year is not put into a certificate of no known year, unless the decision is the same.
    """
    number, year = given.get("decision_number"), given.get("certified_year")
    same_decision = number is not None and number == certificate["decision_number"]
    if year is not None and certificate["certified_year"] is None and not same_decision:
        return False
    return all(
        given.get(name) is None or certificate[name] is None or given[name] == certificate[name]
        for name in (*IDENTITY, "stars")
    )


def with_certificate(certificates: list[Row], told: Values, product_id: str, source: str | None) -> list[Row]:
    """Return the certificates with what an entry says of one of them; ``told`` by column."""
    target = meant_certificate(certificates, told)
    if target is None:
        if not any(told.get(name) is not None for name in told):
            return certificates
        return [*certificates, new_certificate(certificates, told, product_id, source)]
    changed = {**target, **told}
    return [changed if row is target else row for row in certificates]


def new_certificate(certificates: list[Row], told: Values, product_id: str, source: str | None) -> Row:
    """Return a certificate with an identifier of its own; ``told`` by column."""
    # In the order of the table: such a row is in normal form already.
    row: Row = blank_row("certificates") | {"product_id": product_id, "source": source, **told}
    if row["criteria"] is None:
        row["criteria"] = _criteria_when(row["certified_on"], row["certified_year"])
    named = f"{row['certified_year']}|{row['decision_number']}|{row['stars']}"
    taken = {each["certificate_id"] for each in certificates}
    row["certificate_id"] = record_id(product_id, named)
    number = 2
    while row["certificate_id"] in taken:
        row["certificate_id"] = record_id(product_id, f"{named}|{number}")
        number += 1
    return row


@lru_cache(maxsize=4096)
def _criteria_when(day: str | None, year: int | None) -> str | None:
    """Return the decision under which a certificate of a day (ISO) or a year was certainly given."""
    dated = CertificateDate(None if day is None else date.fromisoformat(day), year)
    found = criteria_when(dated)
    return None if found is None else found.value


def settled_product(state: State) -> State:
    """Return a state whose product shows the stars of its newest certificate that names any."""
    product = state["products"][0]
    if product["recognition"] != Recognition.RECOGNISED or not state["certificates"]:
        return state
    rated = newest([row for row in state["certificates"] if row["stars"] is not None])
    if rated is None or rated["stars"] == product["stars"]:
        return state
    return {**state, "products": [product | {"stars": rated["stars"]}]}


def certificate_problems(told: Values, today: str) -> tuple[list[FieldProblem], list[FieldProblem]]:
    """Return the problems and warnings of a certificate by its columns; ``today`` as ISO text."""
    problems = [
        problem(name, told[name], "date_future")
        for name in ("certified_on",)
        if told.get(name) is not None and told[name] > today
    ]
    if told.get("certified_year") is not None and told["certified_year"] > int(today[:4]):
        problems.append(problem("certified_year", told["certified_year"], "date_future"))
    known = criteria_of(told.get("criteria"))
    for part, most in () if known is None else known.most.items():
        value = told.get(f"points_{part}")
        if value is not None and value > most:
            problems.append(problem(f"points_{part}", value, "out_of_range", least=0, most=most))
    points, parts = told.get("points"), [told.get(f"points_{part}") for part in "abc"]
    if points is not None and None not in parts:
        found = round(sum(float(part) for part in parts if part is not None), 2)
        if abs(found - points) > SUM_TOLERANCE:
            problems.append(problem("points", points, "points_sum", found=found))
    warnings = []
    if points is not None and told.get("stars") is not None:
        earned = next(band.stars for band in BANDS if points >= band.least)
        if earned != told["stars"]:
            warnings.append(problem("stars", told["stars"], "stars_of_points", found=points))
    return problems, warnings
