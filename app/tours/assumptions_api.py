"""/api/v1/tour-assumptions: what is assumed for tours, and what staff put in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from app.accounts.current import must_be_signed_in
from app.clock import TIME_ZONE
from app.jobs.answers import private
from app.params import check_names
from app.planning.bodies import read_object, read_version
from app.planning.wording import translated
from app.state import current_store
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from geodata.tourism.assumption_rows import AssumptionRow

bp = Blueprint("tour_assumptions", __name__, url_prefix="/api/v1/tour-assumptions")

# Members of a value that are texts: ours are translated, the office's stay.
TEXTS = ("title", "reason", "co2_source")
ASSUMED = N_("Assumed, not a fact: whatever uses a row says so.")


@bp.get("")
def list_assumptions() -> Response:
    """List every row with its usual value, its reason and who changed it."""
    from geodata.tourism.assumption_rows import assumption_rows

    check_names(request.args, ())
    items = [row_answer(row) for row in assumption_rows(current_store())]
    return private({"items": items, "total": len(items), "note": translated(ASSUMED)})


@bp.patch("")
def change_assumption() -> Response:
    """Change one row, or go back to the usual one (``value`` null); 412 where somebody else was quicker."""
    from geodata.tourism.assumption_rows import change_assumption

    check_names(request.args, ())
    body = read_object(("key", "value"))
    for name in ("key", "value"):
        if name not in body:
            raise InvalidInput(N_("%(name)s is missing"), name=name)
    actor, version = must_be_signed_in().actor, read_version()
    row = change_assumption(current_store(), actor, str(body["key"]), version, body["value"])
    return private(row_answer(row))


def row_answer(row: AssumptionRow) -> dict[str, Any]:
    """Return a row for JSON; texts of ours in the language of the reader, those of the office as they are."""
    return {
        "key": row.key,
        "group": row.group,
        "title": translated(row.title),
        "words": list(row.words),
        "value": _told(row.value),
        "usual": _told(row.usual),
        "changed": row.is_changed,
        "version": row.version,
        "changed_at": None
        if row.changed_at is None
        else row.changed_at.astimezone(TIME_ZONE).isoformat(timespec="seconds"),
        "changed_by": row.changed_by,
    }


def _told(value: dict[str, Any]) -> dict[str, Any]:
    """Return a value with its times of the day as a clock shows them."""
    from geodata.tourism.assumption_rows import clock

    told = dict(value)
    if "hours" in told:
        told["hours"] = [[clock(start), clock(end)] for start, end in told["hours"]]
    return told | {name: translated(told[name]) for name in TEXTS if name in told}
