"""What an import came to, as plain text for a command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from geodata.errors import N_
from geodata.intake.part_tables import table_label
from geodata.intake.preview import Outcome, Preview, headings_of, refused_rows
from geodata.intake.reading import ReadFile
from geodata.records.problems import FieldProblem

Translate = Callable[[str], str]

SUGGESTIONS_SHOWN = 3
WARNINGS_SHOWN = 5  # of a rule
HEAD = N_("%(kind)s: %(rows)s rows read from “%(sheet)s”")
COUNTS = N_("new: %(new)s, changed: %(changed)s, the same: %(same)s, refused: %(refused)s")
COLUMN = N_("%(heading)s → %(field)s")
NOT_READ = N_("not read")
PRODUCERS = N_("Producers entered with their products: %(names)s")
REFUSED = N_("row %(row)s, %(column)s: %(message)s")
WARNED = N_(
    "%(count)s rows are taken with a warning; at most %(most)s rows of each kind of warning are shown:"
)
MEANT = N_("did you mean: %(labels)s")
STORED = N_("Stored as change %(number)s.")
NOTHING_STORED = N_("Nothing was stored.")


def render(read: ReadFile, preview: Preview, translate: Translate = str) -> str:
    """Return the columns, the counts, every refused row of an import, and warnings of the others."""
    counts = preview.counts()
    lines = [
        translate(HEAD)
        % {
            "kind": translate(table_label(preview.kind)),
            "rows": len(preview.rows),
            "sheet": preview.sheet or read.container.value,
        },
        *(
            "  " + translate(COLUMN) % {"heading": one.heading, "field": one.field or translate(NOT_READ)}
            for one in read.columns
        ),
        *(translate(text) % values for text, values in read.sheet.notes),
        translate(COUNTS) % {outcome.value: counts[outcome.value] for outcome in Outcome},
    ]
    if preview.new_producers:
        lines.append(translate(PRODUCERS) % {"names": "; ".join(preview.new_producers)})
    if preview.doubt is not None:
        lines.append(translate(preview.doubt.message) % preview.doubt.values)
    headings = headings_of(read)
    for row in refused_rows(preview.rows):
        for problem in row.problems:
            lines.append(_line(row.row, headings.get(problem.field, problem.field), problem, translate))
    return "\n".join([*lines, *_warnings(preview, headings, translate)])


def _warnings(preview: Preview, headings: Mapping[str, str], translate: Translate) -> Iterator[str]:
    """Give the warnings of the rows that are not refused, counted, the first few of each rule."""
    warned = [row for row in preview.rows if row.outcome is not Outcome.REFUSED and row.warnings]
    if warned:
        yield translate(WARNED) % {"count": len(warned), "most": WARNINGS_SHOWN}
    shown: Counter[str] = Counter()
    for row in warned:
        for warning in row.warnings:
            shown[warning.rule] += 1
            if shown[warning.rule] <= WARNINGS_SHOWN:
                yield _line(row.row, headings.get(warning.field, warning.field), warning, translate)


def _line(row: int, column: str, problem: FieldProblem, translate: Translate) -> str:
    """Return one problem, with what may have been meant."""
    text = translate(REFUSED) % {"row": row, "column": column, "message": problem.text(translate)}
    labels = _told_apart([(translate(one.label) or str(one.value), one.value) for one in problem.suggestions])
    if not labels:
        return text
    return f"{text} ({translate(MEANT) % {'labels': ', '.join(labels[:SUGGESTIONS_SHOWN])}})"


def _told_apart(named: list[tuple[str, object]]) -> list[str]:
    """Return each name once; where several values share it, with the value."""
    counts = Counter(name for name, _ in dict.fromkeys((name, str(value)) for name, value in named))
    return list(dict.fromkeys(name if counts[name] == 1 else f"{name} ({value})" for name, value in named))
