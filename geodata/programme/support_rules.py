"""
What the province promises a recognised product, as the office enters it: amounts by stars, days, a source.

One rule is one line of the settings: first day; last day; đồng for 3, 4 and 5
stars; source. An empty first day: nobody has entered since when; an empty last
day: until further notice. Nothing here opens a store.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from geodata.writing import day_text, number_text

PARTS = 6
LONGEST_RULE = 400
MOST_RULES = 20
MOST_VND = 1_000_000_000_000
STARS = (3, 4, 5)
AMOUNT = re.compile(r"\d{1,13}|\d{1,3}(?:[. ]\d{3}){1,4}", re.ASCII)
DAY_FORMS = ("%d/%m/%Y", "%Y-%m-%d")
# Amounts as published in 2019; the days of the resolution are not on record here, so nothing is told
# from them until the office enters the days. Of five stars it is the amount for products of the centre.
USUAL = (
    "; ; 15.000.000; 30.000.000; 80.000.000; Nghị quyết số 12 của HĐND tỉnh Lào Cai, theo khuyennongvn.gov.vn"
    " ngày 29/10/2019 (5 sao: mức cho sản phẩm được công nhận cấp quốc gia)"
)


@dataclass(frozen=True, slots=True)
class SupportRule:
    """Amounts in whole đồng by stars (None: it names none), from ``first`` to ``last``, both included."""

    first: date | None
    last: date | None
    amounts: Mapping[int, int | None]
    source: str

    def holds_on(self, day: date) -> bool:
        """Tell whether it is known to hold on a day."""
        return self.first is not None and self.first <= day <= (self.last or date.max)

    def written(self) -> str:
        """Return the line of the settings."""
        amounts = [
            "" if (sum_ := self.amounts[stars]) is None else number_text(sum_, "vi") for stars in STARS
        ]
        return "; ".join([day_text(self.first), day_text(self.last), *amounts, self.source])


def read_rule(line: str) -> SupportRule:
    """
    Return the rule that a line says.

    Raises
    ------
    ValueError
        A part is missing or cannot be read, or the last day comes before the first.
    """
    text = unicodedata.normalize("NFC", line).strip()
    parts = [part.strip() for part in text.split(";", PARTS - 1)]
    if len(parts) != PARTS or len(text) > LONGEST_RULE or not parts[-1]:
        raise ValueError(line)
    if any(unicodedata.category(sign)[0] == "C" for sign in text):
        raise ValueError(line)
    first, last = (_day(part) for part in parts[:2])
    if last is not None and (first is None or last < first):
        raise ValueError(line)
    amounts = {stars: _amount(part) for stars, part in zip(STARS, parts[2:5], strict=True)}
    if not any(amounts.values()):
        raise ValueError(line)
    return SupportRule(first, last, amounts, parts[-1])


def _day(text: str) -> date | None:
    """Return a day, dd/mm/yyyy or yyyy-mm-dd; None for nothing."""
    if not text:
        return None
    for form in DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise ValueError(text)


def _amount(text: str) -> int | None:
    """Return whole đồng, thousands apart by points or spaces or not at all; None for nothing."""
    if not text:
        return None
    if not AMOUNT.fullmatch(text):
        raise ValueError(text)
    found = int(re.sub(r"[. ]", "", text))
    if found > MOST_VND:
        raise ValueError(text)
    return found


def checked_rules(lines: Sequence[str]) -> list[str]:
    """
    Return the lines as they are kept, by their days.

    Raises
    ------
    ValueError
        A line is no rule, there are too many, or two rules hold on one day.
    """
    rules = [read_rule(line) for line in lines if line.strip()]
    if len(rules) > MOST_RULES:
        raise ValueError(len(rules))
    dated = sorted(
        (rule for rule in rules if rule.first is not None), key=lambda rule: rule.first or date.min
    )
    for before, after in pairwise(dated):
        if after.first is not None and before.holds_on(after.first):
            raise ValueError(after.written())
    undated = [rule for rule in rules if rule.first is None]
    return [rule.written() for rule in (*undated, *dated)]
