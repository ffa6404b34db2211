"""The data-quality page: what is lacking or in doubt, how it moves, and every problem of the last load."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from app.caching import cached
from app.clock import TIME_ZONE, today
from app.pages.known_texts import is_verbatim, rule_title
from app.pages.labels import words
from app.pages.quality_records import measures_context
from app.params import check_names
from app.state import current_store
from geodata.edition import reference_edition
from geodata.errors import N_, InvalidInput
from geodata.registry.report import fill_in
from geodata.writing import period_text

PROBLEM_FILTERS = ("table", "rule", "severity")
LONGEST = 100
CSV_HEADINGS = (N_("File"), N_("Row"), N_("Column"), N_("Value"), N_("Rule"), N_("Problem"), N_("Outcome"))

bp = Blueprint("quality", __name__)
bp.add_app_template_global(is_verbatim, "is_verbatim")
bp.add_app_template_global(rule_title, "rule_title")
bp.add_app_template_global(period_text, "period_text")


@bp.app_template_global("problem_text")
def problem_text(problem: Any) -> str:  # noqa: ANN401 -- a geodata.quality.Problem, imported only where needed
    """Return the message of a problem in the reader's language, with its value."""
    text = str(gettext(problem.message))
    return fill_in(text, problem.source_table, problem.row, problem.column, problem.value)


@bp.get("/quality")
def show_quality() -> Response:
    """Show how the registry stands against what was published, and what the last load found."""
    chosen = _problem_filter()
    return cached(lambda: (render_template("quality.html", **_context(chosen)), "text/html"))


@bp.get("/quality/problems.csv")
def problems_csv() -> Response:
    """Answer the problems of the last load as a table for a spreadsheet."""
    chosen = _problem_filter()
    response = cached(lambda: (_csv(chosen), "text/csv"))
    response.headers["Content-Disposition"] = 'attachment; filename="import_problems.csv"'
    return response


def _problem_filter() -> dict[str, str]:
    """Return which problems are wanted; texts that no row has give an empty list."""
    check_names(request.args, PROBLEM_FILTERS)
    chosen = {name: request.args.get(name, "") for name in PROBLEM_FILTERS}
    if any(len(value) > LONGEST for value in chosen.values()):
        raise InvalidInput(N_("A filter holds at most 100 signs"))
    return chosen


def _context(chosen: dict[str, str]) -> dict[str, Any]:
    """Return what the page shows."""
    from geodata import quality
    from geodata.registry_counts import craft_counts
    from geodata.timeline import timeline

    store = current_store()
    published = quality.published_totals(store)
    targets = quality.published_targets(store)
    state = store.state()
    every = quality.import_problems(store)
    series = timeline(store, published, targets, today())
    return {
        "contradiction_count": len(quality.broken_sums(published)) + len(quality.disagreements(published)),
        "crafts": sorted(craft_counts(store).items(), key=lambda entry: (entry[0][0] or "~", entry[0][1])),
        "published_crafts": quality.published_crafts(published),
        "reports": quality.import_reports(store),
        "problems": quality.import_problems(store, *(chosen[name] or None for name in PROBLEM_FILTERS)),
        "every_problem": every,
        "problem_count": len(every),
        "tables": sorted({problem.source_table for problem in every}),
        "rules": sorted({problem.rule for problem in every}),
        "chosen": chosen,
        "inferred": quality.inferred_counts(store),
        "placement": quality.placement_counts(store),
        "travel": quality.travel_time_error(store),
        "series": series,
        "chart": _chart(series),
        "summary": _summary(),
        "data_date": reference_edition(),
        "loaded_at": state.changed_at.astimezone(TIME_ZONE),
        "revision": state.revision,
        "today": today(),
        **measures_context(),
    }


def _summary() -> dict[str, Any]:
    """Return the numbers of the products in the units of today."""
    from geodata.summaries import summarise
    from geodata.view import View

    return summarise(current_store(), View(today=today()))


def _chart(series: Any) -> dict[str, Any]:  # noqa: ANN401 -- a geodata.timeline.Timeline
    """Return what the chart draws; its texts are translated here, its numbers stand in the table too."""
    titles = {
        "before": gettext("Published, %(scope)s", scope=words("scope", "before")),
        "merged": gettext("Published, %(scope)s", scope=words("scope", "merged")),
        "targets": gettext("Targets, %(scope)s", scope=words("scope", "before")),
        "registry": gettext("Registry, by first known year of recognition"),
    }
    points = asdict(series)
    return {
        "series": [
            {
                "key": key,
                "title": title,
                "points": [
                    {"x": point["x"], "y": point["value"], "period": period_text(point["period"])}
                    for point in points[key]
                ],
            }
            for key, title in titles.items()
        ],
        "x_title": gettext("Year"),
        "y_title": gettext("Recognised products"),
    }


def _csv(chosen: dict[str, str]) -> bytes:
    """Return the chosen problems as CSV."""
    from geodata import quality
    from layers.encode import neutral_cell

    found = quality.import_problems(current_store(), *(chosen[name] or None for name in PROBLEM_FILTERS))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([gettext(text) for text in CSV_HEADINGS])
    for problem in found:
        cells = (
            problem.source_table,
            str(problem.row),
            problem.column or "",
            problem.value or "",
            problem.rule,
            problem_text(problem),
            words("severity", problem.severity),
        )
        writer.writerow([neutral_cell(cell) for cell in cells])
    # Excel takes UTF-8 for what it is only behind a BOM.
    return b"\xef\xbb\xbf" + out.getvalue().encode()
