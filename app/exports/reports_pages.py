"""The page /exports/reports: what the report is about, its day, unit system and language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.clock import today
from app.exports.reports_texts import report_texts
from app.filters import base_date_text, filter_text
from app.i18n import LANGUAGE_NAMES, current_language
from app.params import view_of
from app.sharing.permalinks import PERMALINK_NAMES, read_permalink
from app.state import current_store
from geodata.errors import N_, InvalidInput
from geodata.vocabulary import UnitSystem

SUBJECT_NAMES = ("kind", "code", "valid_from", "id")

bp = Blueprint("report_pages", __name__)


@bp.get("/exports/reports")
def show_reports() -> Response:
    """
    Show what a report can be about; subject and view of an address are chosen beforehand.

    A permalink of the map is taken too: unit system, day and filter of products are those of the report.
    """
    from layers.reports.narrowing import read_narrowing
    from layers.reports.subjects import SAVED_KINDS

    read_permalink(request.args, (*PERMALINK_NAMES, *SUBJECT_NAMES))
    view, subject = view_of(request.args), _subject()
    filters = {} if subject["kind"] in SAVED_KINDS else _filters()
    response = make_response(
        render_template(
            "reports.html",
            subject=subject,
            view=view,
            units=[(one.value, one is view.units) for one in (UnitSystem.Y2025, UnitSystem.Y2024)],
            languages=[(code, name, code == current_language()) for code, name in LANGUAGE_NAMES.items()],
            filter_words=filter_text(read_narrowing(filters), view) if filters else "",
            unfiltered=f"{url_for('report_pages.show_reports')}?{_without_filter()}",
            base_date=base_date_text(),
            texts=report_texts(),
            page_state={
                "api": f"{request.script_root}/api/v1",
                "lang": current_language(),
                "subject": subject,
                "filters": filters,
            },
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _filters() -> dict[str, str]:
    """Return the filter of products that the address has; units are the subject, recognition is the basis."""
    from layers.reports.narrowing import FILTER_NAMES

    return {name: request.args[name] for name in FILTER_NAMES if request.args.get(name)}


def _without_filter() -> str:
    """Return the parameters of this page without its filter."""
    return urlencode({name: value for name, value in request.args.items() if name not in _filters()})


def _subject() -> dict[str, Any]:
    """Return the subject that the address names, with its title; the province where it names none."""
    from layers.reports.subjects import SubjectKind, read_subject

    given = {name: request.args[name] for name in SUBJECT_NAMES if request.args.get(name)}
    if not given:
        return {"kind": SubjectKind.PROVINCE.value, "title": ""}
    if "kind" not in given:
        raise InvalidInput(N_("%(name)s is missing"), name="kind")
    subject = read_subject(given)
    return given | {"title": _title(subject)}


def _title(subject: Any) -> str:  # noqa: ANN401 -- a layers.reports.subjects.Subject, imported only where needed
    """Return what a subject is called; NotFound for one that who asks does not see."""
    from app.exports.viewers import current_viewer
    from app.filters import current_wording
    from layers.reports.reading import title_of

    units = view_of(request.args).units if "units" in request.args else None
    return title_of(current_store(), current_wording(), subject, units, current_viewer(), today())
