"""
What support the policy promised a product on the day of its recognition, beside what sources say it got.

The two are told apart and never subtracted: of what was received only a part is
on record. Whether the policy pays again for a re-evaluation no rule says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.plain import Row
from geodata.programme.answers import Answer
from geodata.programme.current import CurrentFact
from geodata.programme.support_rules import STARS, SupportRule
from geodata.records.vocabulary import Fact
from geodata.status import CertificateDate, given_span


class Told(StrEnum):
    """Whether the policy tells an amount, or why not."""

    AMOUNT = "amount"
    NO_STARS = "no_stars"  # no source gives the stars of the certificate, or there are none of the policy's
    NO_DATE = "no_date"  # nothing is known of the day of the recognition
    YEAR_ONLY = "year_only"  # the amount is not one and the same on every day that it can be
    NO_RULE = "no_rule"  # no rule of the office holds on that day
    NO_DAYS = "no_days"  # there are rules, but nobody has entered since when they hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the policy says of one certificate; ``amount_vnd`` and ``source`` where ``told`` is an amount."""

    certificate_id: str
    certified_on: date | None
    certified_year: int | None
    stars: int | None
    kind: str | None
    told: Told
    amount_vnd: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """
    What sources say was received: the sum of the known amounts, and how many supports have none.

    ``denied``: how many sources say that nothing came.
    """

    known_vnd: int
    known: int
    unknown: int
    denied: int


def expected_of(certificates: Iterable[Row], rules: Sequence[SupportRule]) -> list[Expected]:
    """Return what the policy says of each certificate of a product, in their order."""
    return [_expected(row, rules) for row in certificates]


def _expected(row: Row, rules: Sequence[SupportRule]) -> Expected:
    """Return what the policy says of a certificate."""
    told, amount, sources = _amount_for(row, rules)
    return Expected(
        certificate_id=row["certificate_id"],
        certified_on=row["certified_on"],
        certified_year=row["certified_year"],
        stars=row["stars"],
        kind=row["kind"],
        told=told,
        amount_vnd=amount,
        source="; ".join(sources) or None,
    )


def _amount_for(row: Row, rules: Sequence[SupportRule]) -> tuple[Told, int | None, list[str]]:
    """Return the one amount of all days that the certificate can be of, with its sources, or why none is."""
    if row["stars"] not in STARS:
        return Told.NO_STARS, None, []
    dated = [rule for rule in rules if rule.first is not None]
    if not dated:
        return (Told.NO_DAYS if rules else Told.NO_RULE), None, []
    span = given_span(CertificateDate(row["certified_on"], row["certified_year"], None))
    if span is None:
        return Told.NO_DATE, None, []
    held = [(rule, days) for rule in dated if (days := _days_of(rule, *span)) > 0]
    amounts = {rule.amounts[row["stars"]] for rule, _ in held}
    # Two rules never hold on one day (``checked_rules``), so days add up; a day of no rule has no amount.
    if sum(days for _, days in held) < (span[1] - span[0]).days + 1:
        amounts.add(None)
    if len(amounts) > 1:
        return Told.YEAR_ONLY, None, []
    amount = amounts.pop()
    if amount is None:
        return Told.NO_RULE, None, []
    return Told.AMOUNT, amount, list(dict.fromkeys(rule.source for rule, _ in held))


def _days_of(rule: SupportRule, first: date, last: date) -> int:
    """Return on how many days from ``first`` to ``last`` a rule holds; not above 0: on none."""
    return (min(last, rule.last or last) - max(first, rule.first or first)).days + 1


def received_of(facts: Iterable[CurrentFact]) -> Received:
    """Return what the facts say was received; what a source denies is counted and adds nothing."""
    told = [one for one in facts if one.fact is Fact.SUPPORT]
    came = [one for one in told if one.answer is Answer.YES]
    amounts = [one.amount_vnd for one in came if one.amount_vnd is not None]
    denied = sum(one.answer is Answer.NO for one in told)
    return Received(sum(amounts), len(amounts), len(came) - len(amounts), denied)
