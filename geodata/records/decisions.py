"""The day of a decision that stands beside its number: ``123/QĐ-UBND ngày 12/5/2024``."""

from __future__ import annotations

import re

from geodata.records.entries import Entry
from geodata.records.problems import problem
from geodata.records.values import read_value

NUMBER, DAY = "decision_number", "certified_on"
_DATED = re.compile(r"(?P<number>.*?\S)[\s,;(]+(?:ký )?ngày\s*(?P<day>\d[^()]*?)\s*\)?", re.IGNORECASE)


def settle_decision(entry: Entry) -> None:
    """
    Take a day out of the number of a decision, and say so; a text that is stored as it is stays.

    Another day in its own field is a contradiction, which is a problem of the entry;
    another year is one too (``part_rules``).
    """
    written = entry.values.get(NUMBER)
    found = None if written is None or NUMBER not in entry.changed else _DATED.fullmatch(written)
    if found is None:
        return
    day, wrong = read_value(entry.fields[DAY], found["day"])
    if wrong is not None:
        return
    named = entry.values.get(DAY)
    if named is not None and named != day:
        entry.problems.append(problem(DAY, named, "decision_day_differs", found=written))
        return
    entry.set(NUMBER, found["number"])
    entry.set(DAY, day)
    entry.warnings.append(
        problem(NUMBER, written, "decision_dated", number=found["number"], day=found["day"])
    )
