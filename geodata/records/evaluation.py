"""
The year in which a product was evaluated, where an entry tells it of one that is recognised.

An evaluation is not a recognition: the decision may follow in the next year, and
36 months run from it. So the two years need not be the same, and the year of
recognition is the one that is kept.
"""

from __future__ import annotations

from geodata.records.entries import Entry
from geodata.records.problems import problem
from geodata.records.state import State
from geodata.vocabulary import Recognition


def settle_evaluation(entry: Entry, current: State | None) -> None:
    """
    Read the year of evaluation of a recognised product as what it says of its certificate.

    Beside a day or year of recognition it says nothing more, and is pointed out
    where it is another year. Alone it stands for the year of recognition,
    which is said too, unless a certificate of that year or the next is known.
    """
    year = entry.values.get("evaluated_year")
    if year is None or entry.value("recognition") != Recognition.RECOGNISED:
        return
    entry.values.pop("evaluated_year")
    entry.changed.pop("evaluated_year", None)
    day = entry.values.get("certified_on")
    given = int(day[:4]) if day is not None else entry.values.get("certified_year")
    if given is not None:
        if given != year:
            entry.warnings.append(problem("evaluated_year", year, "evaluated_apart", found=given))
    elif not _certified_years(current) & {year, year + 1}:
        entry.set("certified_year", year)
        entry.warnings.append(problem("evaluated_year", year, "evaluated_alone"))


def _certified_years(current: State | None) -> set[int]:
    """Return the years of the certificates that a product has."""
    rows = () if current is None else current["certificates"]
    days = {int(row["certified_on"][:4]) for row in rows if row["certified_on"] is not None}
    return days | {row["certified_year"] for row in rows if row["certified_year"] is not None}
