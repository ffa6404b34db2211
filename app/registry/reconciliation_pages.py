"""/reconciliation and /targets: what was published beside what the registry counts as of the same date."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from app.caching import cached
from app.clock import today
from app.filters import current_wording
from app.pages.labels import words
from app.params import check_names
from app.registry.figures import chosen_text, read_answer, read_basis, read_chosen, read_year
from app.registry.reconciliation_api import read_figure
from app.state import current_store
from geodata.edition import reference_edition
from geodata.reconciliation.holding import Basis

if TYPE_CHECKING:
    from geodata.reconciliation.figures import Reconciled

HTML = "text/html"
# Rows of one list on a page; a file has all of them.
MOST_SHOWN = 300

bp = Blueprint("reconciliation_pages", __name__)


@bp.app_template_global("told")
def told_text(vocabulary: str, code: str) -> str:
    """Return what a code of a reconciliation is called."""
    from layers.reconciliation_words import told

    return told(current_wording(), vocabulary, code)


@bp.get("/reconciliation")
def show_figures() -> Response:
    """Show every published figure beside the registry's count, with what contradicts what."""
    chosen = read_chosen()
    return cached(lambda: (render_template("reconciliation.html", **_list_context(chosen)), HTML))


def _list_context(chosen: Any) -> dict[str, Any]:  # noqa: ANN401 -- geodata's Chosen, imported where needed
    """Return what the page of all figures shows."""
    answer = read_answer(chosen)
    query = {name: value for name, value in request.args.items() if value}
    totals = [one for one in answer.found if one.published.metric == "products_total"]
    return {
        **_common(),
        "chosen": chosen,
        "chosen_text": chosen_text(chosen, answer.districts),
        "found": answer.found,
        "by_metric": [
            _group(metric, list(found))
            for metric, found in groupby(answer.found, key=lambda one: one.published.metric)
        ],
        # All ninety-six figures in full are forty screens of a telephone.
        "is_open": bool(chosen.year or chosen.metric or chosen.district),
        "contradictions": answer.contradictions,
        "districts": answer.districts,
        "years": sorted({one.published.as_of.year for one in answer.every}),
        "metrics": list(dict.fromkeys(one.published.metric for one in answer.every)),
        "strip": strip_of(totals) if len(totals) > 1 else None,
        "query": urlencode(query),
        "basis_query": "" if chosen.basis is Basis.IN_FORCE else f"?basis={chosen.basis.value}",
    }


def _group(
    metric: str, found: list[Reconciled]
) -> tuple[str, list[Reconciled], Reconciled | None, tuple[int, int]]:
    """
    Return the figures of a metric, its newest one, and how many lie within the range of those compared.

    Where figures are of parts (stars, districts), none of them stands for the metric.
    """
    wholes = [one for one in found if one.published.key is None]
    compared = [one for one in found if one.tally is not None]
    newest = max(wholes, key=lambda one: one.published.as_of, default=None)
    return metric, found, newest, (sum(one.is_within for one in compared), len(compared))


def strip_of(totals: list[Reconciled]) -> dict[str, Any]:
    """Return the bars of the picture of all totals, in hundredths of its width."""
    counted = [(one, one.tally) for one in totals if one.tally is not None]
    # A little more, so that the mark of the largest figure is not cut off.
    most = round(max([1, *(one.published.value for one, _ in counted), *(t.high for _, t in counted)]) * 1.01)

    def share(value: int) -> float:
        return round(100 * value / most, 2)

    return {
        "most": most,
        "rows": [
            {
                "figure": one,
                "certain": share(tally.low),
                "may": round(share(tally.high) - share(tally.low), 2),
                "published": share(one.published.value),
            }
            for one, tally in sorted(counted, key=lambda entry: entry[0].published.as_of)
        ],
    }


@bp.get("/reconciliation/<total_id>")
def show_figure(total_id: str) -> Response:
    """Show one figure, the records that make up the registry's count, and what is missing where."""
    check_names(request.args, ("basis",))
    basis = read_basis()

    def make() -> tuple[str, str]:
        one, missing, districts = read_figure(total_id, basis)
        items = () if one.tally is None else one.tally.items
        context = {
            **_common(),
            "one": one,
            "missing": missing,
            "districts": districts,
            "basis": basis,
            "certain": [item for item in items if not item.doubts],
            "may": [item for item in items if item.doubts],
            "units": "2024" if one.published.province_code == "10" else "2025",
        }
        return render_template("reconciliation_figure.html", **context), HTML

    return cached(make)


@bp.get("/targets")
def show_targets() -> Response:
    """Show published targets by year with what is known about each."""
    check_names(request.args, ("year",))
    year = read_year()

    def make() -> tuple[str, str]:
        from geodata.quality import published_targets
        from geodata.reconciliation.targets import targets_progress, verdicts

        found = targets_progress(current_store(), today(), year)
        context = {
            **_common(),
            "by_year": [(key, list(group)) for key, group in groupby(found, key=lambda one: one.target.year)],
            "years": sorted({goal.year for goal in published_targets(current_store())}),
            "year": year,
            "found": found,
            "verdicts": verdicts(found),
        }
        return render_template("targets.html", **context), HTML

    return cached(make)


def _common() -> dict[str, Any]:
    """Return what every page of figures needs."""
    from layers import reconciliation_tables as tables
    from layers import reconciliation_words as named

    wording = current_wording()
    return {
        "most_shown": MOST_SHOWN,
        "data_date": reference_edition(),
        "today": today(),
        "revision": current_store().revision(),
        "remark": lambda one: tables.remark(one, wording),
        "item_name": lambda item: tables.item_name(item, wording),
        "answered_text": lambda answers: named.answered_text(wording, answers),
        "share_text": lambda share: named.share_text(wording, share),
        "figure_text": lambda figure, districts: named.figure_text(wording, figure, districts),
        "key_text": lambda figure, districts: named.key_text(wording, figure.metric, figure.key, districts),
        "difference_text": lambda difference: named.difference_text(wording, difference),
        "range_text": lambda low, high: named.range_text(wording, low, high),
        "doubts_text": lambda doubts: named.doubts_text(wording, doubts),
        "scope": lambda code: named.scope_text(wording, code),
        "metric_title": lambda metric: words("metric", metric),
    }
