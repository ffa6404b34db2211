"""What an entry of a published target says: of what it is, and in which unit."""

from __future__ import annotations

from geodata.records.entries import Entry
from geodata.records.problems import Suggestion, problem
from geodata.records.target_fields import LAST_BEFORE, OTHER, SHARES, UNITS, UNITS_OF
from geodata.registry.published import PROVINCE_BEFORE

WHOLE = 100.0  # percent


def read_target(entry: Entry) -> None:
    """
    Refuse a target in a unit that is not one of its metric, a share above the whole, and one nobody names.

    A target of no listed kind is said in the note: nothing is counted for it.
    """
    _settle_province(entry)
    metric, unit = entry.value("metric"), entry.value("unit")
    allowed = UNITS_OF.get(metric, tuple(UNITS)) if isinstance(metric, str) else tuple(UNITS)
    if unit is not None and unit not in allowed and entry.changed.keys() & {"metric", "unit"}:
        meant = tuple(Suggestion(value, UNITS[value]) for value in allowed)
        entry.problems.append(problem("unit", UNITS.get(unit, unit), "target_unit", meant))
    value = entry.value("value")
    if unit in SHARES and value is not None and value > WHOLE and entry.changed.keys() & {"value", "unit"}:
        wrong = problem("value", f"{value:g}", "out_of_range", (), least=0, most=f"{WHOLE:g}")
        entry.problems.append(wrong)
    if metric == OTHER and entry.value("note") is None:
        entry.problems.append(problem("note", None, "target_unnamed"))


def _settle_province(entry: Entry) -> None:
    """Take a target that names no province for one of the province until 30 June 2025, where its year is."""
    year = entry.value("year")
    if entry.value("province_code") is None and year is not None and year <= LAST_BEFORE:
        entry.set("province_code", PROVINCE_BEFORE)
        entry.warnings.append(problem("province_code", year, "province_before"))
