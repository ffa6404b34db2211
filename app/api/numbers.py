"""Numbers: the summary, the choropleth, data quality and the search."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext

from app.api import bp
from app.api.lists import answer_json, answer_list
from app.clock import today
from app.filters import filter_text
from app.pages.quality_records import measures_json
from app.params import (
    FILTER_NAMES,
    VIEW_NAMES,
    Page,
    check_names,
    filter_of,
    one_of,
    text_of,
    view_of,
    whole_number,
)
from app.state import current_store
from geodata.errors import N_, InvalidInput

DEFAULT_CLASSES = 5
MAX_HITS = 50


@bp.get("/summary")
def show_summary() -> Response:
    """Answer the numbers on the screen."""
    check_names(request.args, (*VIEW_NAMES, *FILTER_NAMES))
    view, chosen = view_of(request.args), filter_of(request.args)

    def read() -> dict[str, Any]:
        from geodata.summaries import summarise

        return {**summarise(current_store(), view, chosen), "filter_text": filter_text(chosen, view)}

    return answer_json(read)


@bp.get("/choropleth")
def show_choropleth() -> Response:
    """Answer one indicator by commune."""
    from geodata.indicator_names import Indicator
    from layers import answers
    from layers.classes import MAX_CLASSES, MIN_CLASSES, Palette, Scheme

    args = request.args
    check_names(args, ("indicator", "crop", "scheme", "classes", "palette", *VIEW_NAMES, *FILTER_NAMES))
    view, chosen = view_of(args), filter_of(args)
    indicator = one_of(args, "indicator", Indicator, Indicator.PRODUCTS)
    scheme = one_of(args, "scheme", Scheme, Scheme.NATURAL_BREAKS)
    palette = one_of(args, "palette", Palette, Palette.BLUES)
    classes = whole_number(args, "classes", MIN_CLASSES, MAX_CLASSES, DEFAULT_CLASSES)
    crop = args.get("crop") or None

    def read() -> dict[str, Any]:
        found = answers.choropleth(
            current_store(),
            view,
            indicator,
            chosen,
            crop=crop,
            scheme=scheme,
            classes=classes,
            palette=palette,
        )
        texts = {name: gettext(found[name]) for name in ("title", "unit")}
        notes = [gettext(text) % values for text, values in found["notes"]]
        shown = filter_text(chosen, view) if found["filtered"] else ""
        return {**found, **texts, "notes": notes, "filter_text": shown}

    return answer_json(read)


@bp.get("/quality")
def show_quality() -> Response:
    """Answer how the registry stands against what was published, and what the last load found."""
    check_names(request.args, ())

    def read() -> dict[str, Any]:
        from geodata import quality

        store = current_store()
        published = quality.published_totals(store)
        return {
            "comparisons": quality.comparisons(store, today()),
            "broken_sums": quality.broken_sums(published),
            "disagreements": quality.disagreements(published),
            "targets": quality.published_targets(store),
            "import_reports": quality.import_reports(store),
            "import_problems": quality.import_problems(store),
            "inferred": quality.inferred_counts(store),
            "placement": quality.placement_counts(store),
            "travel_times": quality.travel_time_error(store),
            **measures_json(),
            "revision": store.revision(),
            "data_date": store.state().reference_edition,
        }

    return answer_json(read)


@bp.get("/search")
def search() -> Response:
    """Answer what a text finds, accents and case aside."""
    check_names(request.args, ("q", "units", "limit"))
    view, text = view_of(request.args), text_of(request.args)
    limit = whole_number(request.args, "limit", 1, MAX_HITS, 20)
    if not text:
        raise InvalidInput(N_("q must hold at least one sign"))

    def read() -> list[dict[str, Any]]:
        from layers import answers

        return answers.search(current_store(), view, text, limit)

    return answer_list(read, Page(limit, 0))
