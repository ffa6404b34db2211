"""What an import did: rows read, rows written, and every problem by file, row, column, value, rule."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from geodata.errors import N_


class Severity(StrEnum):
    """
    What a problem did to its row.

    ``REFUSED``: it was not written. ``SET_ASIDE``: its whole file is kept and
    loaded into no table. ``KEPT``: it was written, something is missing or
    doubtful. ``NOTED``: it was written and nothing is missing.
    """

    REFUSED = "refused"
    SET_ASIDE = "set_aside"
    KEPT = "kept"
    NOTED = "noted"


# What the command line says around a load.
PREPARING = N_("Preparing the database")
UP_TO_DATE = N_("The reference data are up to date")
OFFICE_DATA_KEPT = N_(
    "The reference data were not loaded: the office imported %(files)s, which loading would remove."
    " Load them all the same with --force, then import again"
)
NOT_LOADED = N_("Not loaded: %(reason)s")
OLDER_DATA_KEPT = N_("The product goes on with the reference data that it had")
SEVERITY_TEXTS = {
    Severity.REFUSED: N_("refused"),
    Severity.SET_ASIDE: N_("set aside"),
    Severity.KEPT: N_("kept"),
    Severity.NOTED: N_("noted"),
}

# Message of each rule. A text for the translators: shells translate it first
# and fill in ``file``, ``row``, ``column`` and ``value`` afterwards.
MESSAGES: dict[str, str] = {
    "name_missing": N_("The row has no name."),
    "duplicate_record": N_("Another row of the table is the same record: %(value)s."),
    "not_products": N_(
        "%(value)s: ideas, planned products and unproven claims are not products; none is loaded."
    ),
    "not_loaded": N_("%(value)s: this table is kept for later use; no layer is made of it yet."),
    "control_characters": N_("Control characters were removed from column %(column)s."),
    "number_bad": N_("“%(value)s” in column %(column)s is not a number that can be read."),
    "year_bad": N_("“%(value)s” in column %(column)s is not a year."),
    "date_bad": N_("“%(value)s” in column %(column)s is not a date (year-month-day)."),
    "value_unknown": N_("“%(value)s” is not one of the values that column %(column)s may have."),
    "contract": N_("“%(value)s” in column %(column)s breaks a rule of the table."),
    "feature_broken": N_("The boundary cannot be used: %(value)s."),
    "unit_unknown": N_("No unit is called “%(value)s”; the record is placed less exactly."),
    "unit_ambiguous": N_("“%(value)s” may mean several units; the record is placed less exactly."),
    "unit_code_unknown": N_("No unit has the code %(value)s."),
    "commune_missing": N_("The source names no commune; the record is placed by “%(value)s”."),
    "place_missing": N_("The source names neither commune nor district; the record is not placed."),
    "place_outside": N_("The record lies in another province: %(value)s."),
    "commune_code_differs": N_("The code %(value)s of the source is not the code of the commune it names."),
    "inferred_field_unclear": N_("The source marks the row as inferred, but not which field: %(value)s"),
    "group_missing": N_("The source names no product group."),
    "source_missing": N_("The row names no source."),
    "point_missing": N_("A point is announced for “%(value)s”, but no point is there."),
    "market_unmatched": N_("No sales point is the market “%(value)s”."),
    "market_day_disputed": N_("Sources differ on the market day: %(value)s."),
    "population_without_unit": N_("No unit of that list has the population figure of %(value)s."),
    "link_unmatched": N_("The reviewed list of places names a record that is not there: %(value)s."),
    "entered_unit_gone": N_(
        "The unit of a point that the office entered is not among the units any more; it is kept without one:"
        " %(value)s."
    ),
    "office_version_kept": N_(
        "The office changed this record, and the shipped row is another one now;"
        " the office's version is kept: %(value)s."
    ),
    "office_record_not_shipped": N_(
        "The office changed this record, and it is no longer shipped; the office's version stays: %(value)s."
    ),
    "office_archived_needed": N_(
        "The office archived this producer, and products of it are shipped now; it is back: %(value)s."
    ),
    "office_name_kept": N_(
        "A product that the office entered or renamed has this name and this producer; the office's record is"
        " kept, and the shipped row is not loaded: %(value)s."
    ),
    "crop_unknown": N_("The crop “%(value)s” is not in the reviewed list; it is kept as a crop of its own."),
}


Translate = Callable[[str], str]
PLACE = re.compile(r"%\((\w+)\)s")


def fill_in(text: str, file: str, row: int, column: str | None, value: str | None) -> str:
    """
    Return the (translated) message of a stored problem, filled in.

    The import of boundaries keeps several values, as JSON, in ``value``. A
    place that no value fills, and any other sign, stays as it is: what comes
    from the store is never taken for a format.
    """
    values = {"file": file, "row": row, "column": column, "value": value, **_several(value)}
    return PLACE.sub(lambda place: str(values.get(place[1], place[0])), text)


def _several(value: str | None) -> Mapping[str, object]:
    """Return the values that a JSON object holds; nothing where ``value`` is any other text."""
    if value is None or not value.startswith("{"):
        return {}
    try:
        found = json.loads(value)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that is wrong with one row; ``message`` is a text for the translators (see ``MESSAGES``)."""

    file: str
    row: int
    column: str | None
    value: str | None
    rule: str
    message: str
    severity: Severity

    def text(self, translate: Translate = str) -> str:
        """Return the message, translated before it is filled in; English unless told otherwise."""
        return fill_in(translate(self.message), self.file, self.row, self.column, self.value)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """
    What became of the rows of one file.

    Every row read is written, refused, or set aside as a whole with a reason
    (``rows_set_aside``, one problem for all of them).
    """

    file: str
    rows_read: int
    rows_written: int
    problems: tuple[RowProblem, ...] = ()
    rows_set_aside: int = 0

    @property
    def rows_refused(self) -> int:
        """Return how many rows were refused one by one."""
        refused = {problem.row for problem in self.problems if problem.severity is Severity.REFUSED}
        return len(refused)


@dataclass(slots=True)
class ProblemLog:
    """Collects the problems of one file while it is read."""

    file: str
    problems: list[RowProblem] = field(default_factory=list)

    def kept(self, row: int, rule: str, column: str | None = None, value: object = None) -> None:
        """Note that a row is written although something is missing."""
        self._add(row, rule, column, value, Severity.KEPT)

    def noted(self, row: int, rule: str, column: str | None = None, value: object = None) -> None:
        """Note what a reader should know of a row that is written and lacks nothing."""
        self._add(row, rule, column, value, Severity.NOTED)

    def set_aside(self, rule: str) -> None:
        """Note that the whole file is loaded into no table."""
        self._add(1, rule, None, self.file, Severity.SET_ASIDE)

    def refused(self, row: int, rule: str, column: str | None = None, value: object = None) -> None:
        """Note that a row is not written."""
        self._add(row, rule, column, value, Severity.REFUSED)

    def _add(self, row: int, rule: str, column: str | None, value: object, severity: Severity) -> None:
        """Note one problem, with the message of its rule."""
        shown = None if value is None else str(value)
        self.problems.append(RowProblem(self.file, row, column, shown, rule, MESSAGES[rule], severity))

    def report(self, read: int, written: int) -> ImportReport:
        """Close the log."""
        return ImportReport(self.file, read, written, tuple(self.problems))


def set_aside(file: str, read: int, rule: str) -> ImportReport:
    """Return the report of a file that is kept but not loaded, with one problem that says why."""
    log = ProblemLog(file)
    log.set_aside(rule)
    return ImportReport(file, read, 0, tuple(log.problems), rows_set_aside=read)


def by_rule(reports: Iterable[ImportReport]) -> dict[str, int]:
    """Count the problems of several reports by rule, most frequent first."""
    counts = Counter(problem.rule for report in reports for problem in report.problems)
    return dict(counts.most_common())


HEADINGS = (N_("File"), N_("read"), N_("written"), N_("refused"), N_("aside"), N_("problems"))
WIDTHS = (36, 9, 9, 9, 9, 9)


def render(reports: Sequence[ImportReport], translate: Translate = str) -> str:
    """Return the reports as a plain text table, and each rule with how often it was broken."""
    rows = [
        (r.file, r.rows_read, r.rows_written, r.rows_refused, r.rows_set_aside, len(r.problems))
        for r in reports
    ]
    lines = [_line([translate(heading) for heading in HEADINGS]), *map(_line, rows)]
    lines += [f"{count:6}  {rule}" for rule, count in by_rule(reports).items()]
    return "\n".join(lines)


def _line(cells: Sequence[object]) -> str:
    """Return one line of the table: the name to the left, the numbers to the right."""
    first, *others = (str(cell) for cell in cells)
    padded = [cell.rjust(width) for cell, width in zip(others, WIDTHS[1:], strict=True)]
    return " ".join([first.ljust(WIDTHS[0]), *padded])
