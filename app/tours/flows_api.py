"""/api/v1/tour-flows: where tours pass, whom they leave out, where signs and sales points are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import force_locale, gettext
from werkzeug.exceptions import Unauthorized

from app.accounts.current import current_account
from app.api.layers import ZOOMS
from app.clock import today
from app.filters import value_text
from app.jobs.answers import private
from app.jobs.api import current_kinds, result_of, submitted
from app.jobs.kinds import inputs_text, read_inputs
from app.params import VIEW_NAMES, check_names, view_of, whole_number
from app.planning.bodies import read_object
from app.planning.engine import engine_of
from app.state import current_settings, current_store
from app.tours.files_api import asked_language
from app.tours.flows_jobs import KIND
from app.tours.flows_texts import flow_lines, flow_notes, sign_text
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from geodata.office.audit import Actor
    from geodata.tourism.flow_spots import Near
    from geodata.tourism.flows import FlowTour
    from layers.build import Layer

SOURCES = ("published", "drafts", "job")
NEAR = ("within_km", "within_min")
USED = {"yes": True, "no": False}

bp = Blueprint("tour_flows", __name__, url_prefix="/api/v1/tour-flows")


@bp.get("/<layer>.geojson")
def show_flow_layer(layer: str) -> Response:
    """Answer one layer (passes, communes, signs, spots) as GeoJSON with what it rests on."""
    from layers.encode import to_geojson

    check_names(request.args, (*VIEW_NAMES, *SOURCES, *NEAR, "zoom", "lang"))
    zoom = whole_number(request.args, "zoom", *ZOOMS, ZOOMS[1]) if "zoom" in request.args else None
    with force_locale(asked_language()):
        built, members = built_layer(layer)
    response = Response(to_geojson(built, members, zoom), content_type="application/geo+json")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<layer>.csv")
def show_flow_table(layer: str) -> Response:
    """Answer the table of one layer as CSV, in the language that is asked for, else in the reader's."""
    from layers.encode import to_csv

    check_names(request.args, (*VIEW_NAMES, *SOURCES, *NEAR, "lang"))
    with force_locale(asked_language()):
        built, members = built_layer(layer)
        lines = flow_lines(built.spec, members)
        content = to_csv(built, lambda field: str(gettext(field.title)), value_text, lines)
    response = Response(content, content_type="text/csv; charset=utf-8")
    name = f"tour_{layer}_{members['units']}_{today():%Y%m%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("")
def make_flows() -> Response:
    """Put the job that makes tours by a plan into the queue (202)."""
    from geodata.tourism.generated import FlowPlan

    check_names(request.args, ())
    kind = current_kinds().find(KIND)
    inputs = read_inputs(kind, read_object(("count", "seed")))
    # What is wrong with it is said now, not by a job that fails.
    FlowPlan(count=inputs.count, seed=inputs.seed, after=today())
    return submitted(kind, inputs_text(inputs))


@bp.get("/<string(length=32):job_id>")
def show_flows(job_id: str) -> Response:
    """Answer how many tours of which kind a job of who asks has made."""
    from geodata.tourism.generated import tell_made

    check_names(request.args, ())
    return private({"job": job_id, **tell_made(result_of(job_id, KIND))})


def built_layer(layer: str) -> tuple[Layer, dict[str, Any]]:
    """Return a layer of the tours that are asked for, and what it rests on."""
    from geodata.network.current import current_network
    from geodata.tourism.flow_sources import counts_by_kind
    from layers.flow_layers import FlowQuestion, build_flow_layer

    store, view = current_store(), view_of(request.args)
    near = _near()
    network = current_network(store, engine_of(current_settings()))
    tours, made = _tours()
    question = FlowQuestion(
        view=view,
        tours=tours,
        network=network,
        near=near,
        word_sign=sign_text,
        translate=lambda text: str(gettext(text)),
    )
    built, own = build_flow_layer(store, layer, question)
    state = store.state()
    members = {
        "units": view.units.value,
        "on": None if view.on is None else view.on.isoformat(),
        "status_day": view.status_day.isoformat(),
        "base_date": None if state.reference_edition is None else state.reference_edition.isoformat(),
        "revision": state.revision,
        "tours": {kind.value: count for kind, count in counts_by_kind(tours).items()},
        "without_line": sum(leg.is_missing for tour in tours for day in tour.days for leg in day),
        "schematic": sum(not tour.is_real for tour in tours),
        "plan": None if made is None else made["plan"],
        **own,
    }
    return built, members | {"notes": flow_notes(built.spec, members, made, network.checksum)}


def _tours() -> tuple[tuple[FlowTour, ...], dict[str, Any] | None]:
    """Return the tours that the query names, and what its job has made."""
    from geodata.tourism.flow_sources import draft_flows, published_flows
    from geodata.tourism.generated import generated_flows

    store = current_store()
    job = request.args.get("job")
    made = None if job is None else result_of(job, KIND)
    found = [
        *(published_flows(store) if _yes("published", usual=True) else ()),
        *(draft_flows(store, _actor()) if _yes("drafts", usual=False) else ()),
        *(() if made is None else generated_flows(made, str(job))),
    ]
    return tuple(found), made


def _actor() -> Actor:
    """Return who asks; a reader has no drafts."""
    account = current_account()
    if account is None:
        raise Unauthorized
    return account.user.actor


def _yes(name: str, *, usual: bool) -> bool:
    """Return whether a kind of tours is wanted."""
    value = request.args.get(name)
    if value is not None and value not in USED:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name=name,
            value=value,
            allowed=", ".join(USED),
        )
    return usual if value is None else USED[value]


def _near() -> Near:
    """Return what counts as near; without a word, the usual minutes."""
    from geodata.tourism.flow_spots import USUAL_MIN, Near

    given = {name: request.args.get(name) for name in NEAR}
    if all(value is None for value in given.values()):
        return Near(minutes=USUAL_MIN)
    km, minutes = (None if given[name] is None else _number(name, str(given[name])) for name in NEAR)
    return Near(km=km, minutes=minutes)


def _number(name: str, value: str) -> float:
    """Return a number of a query."""
    try:
        return float(value)
    except ValueError:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"), name=name, value=value, allowed="2.5"
        ) from None
