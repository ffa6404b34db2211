"""/api/v1/scenarios: keep, list, look at, change, remove, make again and take away saved plans."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import gettext

from app.accounts.current import current_account, must_be_signed_in
from app.accounts.rights import PLANNER
from app.clock import TIME_ZONE, today
from app.filters import value_text
from app.i18n import date_text
from app.jobs.answers import private
from app.jobs.api import own_job, result_of
from app.params import PAGE_NAMES, check_names, page_of
from app.planning.api import KIND, plan_or_job, quick_plan
from app.planning.bodies import read_object, read_version
from app.planning.engine import engine_of
from app.planning.scenario_texts import SCENARIO_TEXTS
from app.planning.tour_demand import with_made_tours
from app.planning.wording import with_texts
from app.state import current_settings, current_store
from geodata.errors import N_, Conflict, InvalidInput, NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from geodata.planning.scenarios import Scenario

LONG = N_("This plan takes longer than a request may: run it as a job first, then save it with that job")
OTHER_PLAN = N_("That job made another plan than the one that is to be saved")

bp = Blueprint("scenarios", __name__, url_prefix="/api/v1/scenarios")


@bp.get("")
def list_scenarios() -> Response:
    """List the headings of all scenarios, newest first."""
    from geodata.planning import scenarios  # SQLAlchemy: not while the program starts

    check_names(request.args, PAGE_NAMES)
    page = page_of(request.args)
    found, total = scenarios.list_scenarios(current_store(), limit=page.limit, offset=page.offset)
    user = must_be_signed_in()
    items = [
        {
            "id": heading.scenario_id,
            "name": heading.name,
            "note": heading.note,
            "author": heading.author_name,
            "created_at": _moment(heading.created_at),
            "version": heading.version,
            "shared": heading.shared,
            "mine": heading.author_id == user.user_id,
            "stale": _changed(heading.request, json.loads(heading.basis)),
        }
        for heading in found
    ]
    return private({"items": items, "total": total, "limit": page.limit, "offset": page.offset})


@bp.post("")
def save_scenario() -> Response:
    """Keep a plan: the one that a job of who asks has made, else one that is made at once."""
    from geodata.planning import scenarios

    check_names(request.args, ())
    body = read_object(("name", "note", "plan", "job"))
    plan = body.get("plan")
    if not isinstance(plan, dict) or "costs" in plan:
        raise InvalidInput(N_("%(name)s is missing"), name="plan")
    plan = json.loads(with_made_tours(json.dumps(plan)))
    answer = _answer_of_job(body["job"], plan) if body.get("job") else quick_plan(json.dumps(plan))
    if answer is None:
        raise Conflict(LONG)
    found = scenarios.save_scenario(
        current_store(), must_be_signed_in().actor, body.get("name", ""), body.get("note"), plan, answer
    )
    response = private(_described(found), HTTPStatus.CREATED)
    response.headers["Location"] = f"{request.base_url}/{found.scenario_id}"
    return response


@bp.get("/<scenario_id>")
def show_scenario(scenario_id: str) -> Response:
    """Answer one scenario, and what has changed of that which it rests on."""
    check_names(request.args, ())
    return private(_described(visible_scenario(scenario_id)))


@bp.patch("/<scenario_id>")
def change_scenario(scenario_id: str) -> Response:
    """Change name, note, or whether readers may see it; 412 where somebody else was quicker."""
    from geodata.planning import scenarios

    check_names(request.args, ())
    changes = read_object(("name", "note", "shared"))
    found = scenarios.change_scenario(
        current_store(), must_be_signed_in().actor, scenario_id, read_version(), changes
    )
    return private(_described(found))


@bp.delete("/<scenario_id>")
def remove_scenario(scenario_id: str) -> Response:
    """Remove a scenario, which can be put back; 412 where somebody else was quicker."""
    from geodata.planning import scenarios

    check_names(request.args, ())
    scenarios.remove_scenario(current_store(), must_be_signed_in().actor, scenario_id, read_version())
    return Response(status=HTTPStatus.NO_CONTENT)


@bp.post("/<scenario_id>/restore")
def restore_scenario(scenario_id: str) -> Response:
    """Put a removed scenario back, at its old address."""
    from geodata.planning import scenarios

    check_names(request.args, ())
    read_object(())
    return private(
        _described(scenarios.restore_scenario(current_store(), must_be_signed_in().actor, scenario_id))
    )


@bp.post("/<scenario_id>/again")
def make_again(scenario_id: str) -> Response:
    """
    Make the plan again from the data of now.

    One that the clock stopped, on data that are still the same, would only
    differ by the speed of the machine: it is answered as it was stored.
    """
    check_names(request.args, ())
    found = visible_scenario(scenario_id)
    if found.answer["stopped_by"] == "time_limit" and not stale_parts(found):
        return private({"recomputed": False, "same": True, "answer": with_texts(found.answer)})
    text = json.dumps(found.request, ensure_ascii=False)
    answer = quick_plan(text)
    if answer is None:
        return plan_or_job(text)
    same = answer["opened"] == found.answer["opened"] and answer["objective"] == found.answer["objective"]
    return private({"recomputed": True, "same": same, "answer": with_texts(answer)})


@bp.get("/<scenario_id>/<layer>.geojson")
def show_scenario_layer(scenario_id: str, layer: str) -> Response:
    """Answer one layer of a scenario (points, communes) as GeoJSON."""
    from layers.encode import to_geojson
    from layers.scenario_layers import build_scenario_layer

    check_names(request.args, ())
    found = visible_scenario(scenario_id)
    built = build_scenario_layer(current_store(), layer, with_texts(found.answer), today())
    members = {
        "scenario": found.name,
        "author": found.author_name,
        "units": found.answer["units"],
        "status_day": found.answer["status_day"],
        "base_date": found.basis["base_date"],
        "revision": found.revision,
        "stale": stale_parts(found),
        "travel": with_texts(found.answer["travel"]),
    }
    response = Response(to_geojson(built, members), content_type="application/geo+json")
    return _as_file(response, f"{layer}_{scenario_id}.geojson")


@bp.get("/<scenario_id>/<layer>.csv")
def show_scenario_table(scenario_id: str, layer: str) -> Response:
    """Answer the table of one layer of a scenario as CSV, in the language of the reader."""
    from layers.encode import to_csv
    from layers.scenario_layers import build_scenario_layer

    check_names(request.args, ())
    found = visible_scenario(scenario_id)
    built = build_scenario_layer(current_store(), layer, with_texts(found.answer), today())
    content = to_csv(built, lambda field: str(gettext(field.title)), value_text, _lines_below(found))
    return _as_file(Response(content, content_type="text/csv; charset=utf-8"), f"{layer}_{scenario_id}.csv")


def _lines_below(found: Scenario) -> list[str]:
    """Return what stands below the table: where its numbers come from."""
    answer = with_texts(found.answer)
    travel = answer["travel"]
    return [
        gettext("Scenario: %(name)s, by %(author)s", name=found.name, author=found.author_name),
        gettext("Unit system: %(units)s", units=answer["units"]),
        *_days(found),
        gettext("Travel times: %(network)s. %(source)s", network=travel["network"], source=travel["source"]),
        *([gettext("All minutes are estimates.")] if travel["estimate"] else []),
        *(note["text"] for note in answer["notes"]),
    ]


def _days(found: Scenario) -> list[str]:
    """Return of when the numbers of a scenario are, which is not always now."""
    base_date, stale = found.basis["base_date"], stale_parts(found)
    lines = [gettext("Status told for %(day)s", day=date_text(found.answer["status_day"]))]
    if base_date is not None:
        lines.insert(0, gettext("Data set put together on %(day)s", day=date_text(base_date)))
    if stale:
        parts = ", ".join(gettext(SCENARIO_TEXTS[f"stale.{part}"]) for part in stale)
        changed = SCENARIO_TEXTS["scenario.stale"]
        lines.append(gettext(changed) % {"parts": parts})
    return lines


def _as_file(response: Response, name: str) -> Response:
    """Let a browser save an answer under a name; kept nowhere, for it may be shut again."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer_of_job(job_id: object, plan: dict[str, Any]) -> dict[str, Any]:
    """Return the plan that a job of who asks has made, if it is this one."""
    answer = result_of(str(job_id), KIND)
    if json.loads(json.loads(own_job(str(job_id)).inputs)["plan"]) != plan:
        raise Conflict(OTHER_PLAN)
    return answer


def visible_scenario(scenario_id: str) -> Scenario:
    """Return a scenario that who asks may see: planners every one, others the shared ones."""
    from geodata.planning import scenarios

    found = scenarios.find_scenario(current_store(), scenario_id)
    if not found.shared and not _is_planner():
        raise NotFound(N_("There is no such scenario; it may have been removed"))
    return found


def _is_planner() -> bool:
    """Return whether who asks may plan."""
    account = current_account()
    return account is not None and account.level >= PLANNER


def _described(found: Scenario) -> dict[str, Any]:
    """Return a scenario for JSON."""
    return {
        "id": found.scenario_id,
        "name": found.name,
        "note": found.note,
        "author": found.author_name,
        "created_at": _moment(found.created_at),
        "changed_at": _moment(found.changed_at),
        "version": found.version,
        "shared": found.shared,
        "request": found.request,
        "answer": with_texts(found.answer),
        "stale": stale_parts(found),
        "can_change": _is_planner(),
    }


def stale_parts(found: Scenario) -> list[str]:
    """Return what the scenario rests on and is no longer so."""
    return _changed(json.dumps(found.request), found.basis)


def _changed(request_text: str, basis: dict[str, Any]) -> list[str]:
    """Return which parts of a basis are no longer so."""
    from geodata.planning.plans import Running, changed_parts

    running = Running(engine=engine_of(current_settings()), today=today())
    return changed_parts(current_store(), request_text, basis, running)


def _moment(moment: datetime) -> str:
    """Return a moment in the time of Việt Nam, with its offset."""
    return moment.astimezone(TIME_ZONE).isoformat(timespec="seconds")
