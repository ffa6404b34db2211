"""The audit log: filter, parts, export."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.accounts.texts import action_text, actor_text, subject_text
from app.accounts.views import bp
from app.accounts.views.pages import moment, page
from app.office import office_zone
from app.params import MAX_TEXT, check_names, day, whole_number
from app.state import current_store
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from geodata.office.audit import Entry, LogFilter

TEXTS = ("actor", "action", "subject_kind", "subject_id")
DAYS = ("since", "until")
LINES = 50
# A fraction of a second; more is a longer job than a request should be.
MOST_EXPORTED = 20_000
COLUMNS = (
    N_("Time"),
    N_("Who"),
    N_("What"),
    N_("Kind"),
    N_("Of what"),
    N_("Before"),
    N_("After"),
    N_("Reason"),
)


@bp.get("/audit")
def show_audit_log() -> Response:
    """Show the lines of the log that pass the filter, the newest first."""
    from geodata.office import audit  # SQLAlchemy: not while the program starts

    check_names(request.args, (*TEXTS, *DAYS, "offset"))
    offset = whole_number(request.args, "offset", 0, 999_999_999, 0)
    chosen = _chosen(request.args)
    entries, total = audit.read_log(current_store(), chosen, LINES, offset)
    actions, kinds = audit.known_keys(current_store())
    return page(
        "audit.html",
        rows=[_row(entry) for entry in entries],
        total=total,
        offset=offset,
        chosen={name: request.args.get(name, "") for name in (*TEXTS, *DAYS)},
        actions=[(key, action_text(key)) for key in actions],
        kinds=[(key, subject_text(key)) for key in kinds],
        csv_url=url_for("accounts.export_audit_log", **_kept(request.args)),
        earlier=_at(max(0, offset - LINES)) if offset else None,
        later=_at(offset + LINES) if offset + LINES < total else None,
    )


@bp.get("/audit.csv")
def export_audit_log() -> Response:
    """Answer the same lines as CSV, for a spreadsheet."""
    from geodata.office import audit
    from layers.encode import neutral_cell

    check_names(request.args, (*TEXTS, *DAYS))
    entries, total = audit.read_log(current_store(), _chosen(request.args), MOST_EXPORTED)
    if total > len(entries):
        raise InvalidInput(
            N_("%(total)s lines pass the filter; an export takes %(most)s at most: choose fewer days"),
            total=total,
            most=MOST_EXPORTED,
        )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([gettext(title) for title in COLUMNS])
    for entry in entries:
        writer.writerow([neutral_cell(str(value)) for value in _row(entry).values()])
    # Spreadsheets take a file for UTF-8 only by this mark.
    response = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit_log.csv"'
    return response


def _chosen(args: MultiDict[str, str]) -> LogFilter:
    """Return the filter that a query string asks for; both days count, as days in Việt Nam."""
    from geodata.office.audit import LogFilter

    texts = {name: args.get(name, "").strip() for name in TEXTS}
    for name, text in texts.items():
        if len(text) > MAX_TEXT:
            raise InvalidInput(N_("%(name)s is too long: at most %(high)s signs"), name=name, high=MAX_TEXT)
    since, until = (day(args, name) for name in DAYS)
    return LogFilter(
        **texts,
        since=None if since is None else _midnight(since),
        until=None if until is None else _midnight(until) + timedelta(days=1),
    )


def _midnight(day: date) -> datetime:
    """Return when a day begins where the office is."""
    return datetime.combine(day, time(), office_zone())


def _kept(args: MultiDict[str, str]) -> dict[str, Any]:
    """Return the filter as a query."""
    return {name: args[name] for name in (*TEXTS, *DAYS) if args.get(name)}


def _at(offset: int) -> str:
    """Return the address of another part of the log."""
    query: dict[str, Any] = {**_kept(request.args), "offset": offset}
    return url_for("accounts.show_audit_log", **query)


def _row(entry: Entry) -> dict[str, str]:
    """Return a line as people read it."""
    return {
        "at": moment(entry.at),
        "actor": actor_text(entry.actor_id, entry.actor_name),
        "action": action_text(entry.action),
        "kind": subject_text(entry.subject_kind),
        "subject": entry.subject_id,
        "before": _values(entry.before),
        "after": _values(entry.after),
        "reason": entry.reason or "",
    }


def _values(values: dict[str, Any] | None) -> str:
    """Return values as ``name: value`` one after the other; texts as they are, the rest as JSON."""
    if values is None:
        return ""
    shown = (
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for value in values.values()
    )
    return "; ".join(f"{name}: {value}" for name, value in zip(values, shown, strict=True))
