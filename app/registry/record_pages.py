"""Pages on which the office keeps its registry: lists, one record, merging, the archive, what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.current import current_account, must_be_signed_in
from app.accounts.rights import RIGHTS
from app.accounts.texts import actor_text
from app.clock import today
from app.i18n import current_language
from app.params import check_names, text_of, whole_number
from app.registry.figure_names import change_title, record_title
from app.registry.gates import may_enter, why_locked
from app.registry.leader_gate import parts_not_kept
from app.registry.record_answers import ACTION_TEXTS, field_json, record_json, value_text
from app.registry.record_texts import browser_texts
from app.registry.systems import system_choices
from app.state import current_store
from geodata.errors import N_, InvalidInput, NotFound
from geodata.office.vocabulary import RoleName
from geodata.records.kinds import SPECS, KindSpec, RecordKind, spec_of

if TYPE_CHECKING:
    from geodata.records.history import Change
    from geodata.records.state import State

SHOWN = 50
LATEST = 8
LARGEST_OFFSET = 1_000_000
LARGEST_ID = 2**31 - 1
PERMANENT = 308
OFFSET = "offset"

# Endpoint and title of the pages of the registry; ``rights`` says who sees one.
LINKS: tuple[tuple[str, str], ...] = (
    ("registry_pages.show_home", N_("Overview")),
    ("registry_imports.show_imports", N_("Take in a file")),
    ("registry_pages.show_duplicates", N_("Possible duplicates")),
    ("registry_pages.show_changes", N_("Changes")),
    ("registry_pages.show_archived", N_("Archive")),
    ("expiry_pages.show_expiry", N_("Expiry")),
    ("upgrades_pages.show_upgrades", N_("Points to the next star")),
    ("reconciliation_pages.show_figures", N_("Reconciliation")),
    ("quality.show_quality", N_("Data quality")),
)

bp = Blueprint("registry_pages", __name__, url_prefix="/registry")


@bp.app_template_global("registry_links")
def registry_links() -> list[tuple[str, str]]:
    """Return address and title of the pages of the registry that who asks may open."""
    account = current_account()
    level = 0 if account is None else account.level
    return [(url_for(endpoint), gettext(title)) for endpoint, title in LINKS if level >= RIGHTS[endpoint]]


bp.add_app_template_filter(record_title, "record_title")
bp.add_app_template_filter(change_title, "change_title")


@bp.app_template_global("label_of_kind")
def label_of_kind(kind: RecordKind) -> str:
    """Return what one record of a kind is called, for the translators."""
    return spec_of(kind).label_one


@bp.get("")
def show_home() -> Response:
    """Show what can be done with the registry, how much it holds, and what was done last."""
    from geodata.records.history import ChangeFilter, changes
    from geodata.records.listing import count_records
    from geodata.records.shelf import archived

    check_names(request.args, ())
    store = current_store()
    latest, total = changes(store, ChangeFilter(), LATEST, 0)
    counts = count_records(store)
    return _page(
        "registry/home.html",
        kinds=[(spec, counts[spec.kind], may_enter(spec.kind)) for spec in SPECS.values()],
        latest=[_change(change) for change in latest],
        total=total,
        archived=len(archived(store)),
    )


@bp.get("/<kind>")
def list_records(kind: str) -> Response:
    """List the records of a kind, for editing one or for merging one into another."""
    from geodata.records.listing import list_records

    check_names(request.args, ("q", "merge", OFFSET))
    spec = _spec(kind)
    offset = _offset()
    text = text_of(request.args)
    found, total = list_records(current_store(), spec.kind, text, SHOWN, offset)
    keep = request.args.get("merge") or None
    return _page(
        "registry/list.html",
        spec=spec,
        found=found,
        text=text,
        keep=keep,
        may_enter=may_enter(spec.kind),
        keep_name=None if keep is None else _state(spec.kind, keep)[0]["name"],
        **_paging(total, offset),
    )


@bp.get("/<kind>/new")
def show_new(kind: str) -> Response:
    """Show the empty form of a kind of record to whoever may enter one (else 403, before it is filled in)."""
    check_names(request.args, ())
    spec = _spec(kind)
    if not may_enter(spec.kind):
        raise Forbidden
    return _page("registry/record.html", spec=spec, record=None, page_state=_form_state(spec))


@bp.get("/<kind>/<record_id>")
def show_record(kind: str, record_id: str) -> AnyResponse:
    """Show a record to whoever may change it; a merged one leads to the one that it went into."""
    from geodata.records.redirects import redirect_of

    check_names(request.args, ())
    spec = _spec(kind)
    into = redirect_of(current_store(), spec.kind, record_id)
    if into is not None:
        return redirect(url_for(".show_record", kind=kind, record_id=into), PERMANENT)
    record, plain = _state(spec.kind, record_id)
    locked = why_locked(spec.kind, plain)
    state = _form_state(spec) | {"record": record, "names": _names(record), "is_locked": locked is not None}
    page = None if spec.page is None or record["archived"] else spec.page
    shown = _shown(spec, record) if locked else ()
    return _page(
        "registry/record.html",
        spec=spec,
        record=record,
        public_page=page,
        locked=locked,
        shown=shown,
        page_state=state,
    )


def _shown(spec: KindSpec, record: dict[str, Any]) -> list[tuple[str, str]]:
    """Return label and value of what a form would show, for who may not change it."""
    from geodata.records.differences import FieldChange
    from geodata.records.fields import fields_of

    names = _names(record)
    if spec.kind is RecordKind.PUBLISHED_TOTALS:
        keys = _key_values().get(record["fields"]["metric"], [])
        names |= {pair[0]: pair[1] for pair in keys}
    found = []
    for field in fields_of(spec.kind):
        value = record["fields"].get(field.name)
        if value is None or value == [] or not field.in_form:
            continue
        told = names.get(value) if isinstance(value, str) else None
        change = FieldChange(field.name, field.label, None, value, choices=field.choices)
        found.append((gettext(field.label), told or value_text(spec.kind, change, value) or ""))
    return found


@bp.get("/<kind>/<record_id>/merge/<other_id>")
def show_merge(kind: str, record_id: str, other_id: str) -> Response:
    """Show two records side by side: which of them stays, and with whose values."""
    check_names(request.args, ())
    spec = _spec(kind)
    if record_id == other_id:
        raise InvalidInput(N_("A record is not merged into itself"))
    kept, gone = (_state(spec.kind, key)[0] for key in (record_id, other_id))
    if kept["archived"] or gone["archived"]:
        raise NotFound(N_("The record %(id)s is archived: restore it first"), id=record_id)
    state = _form_state(spec) | {"kept": kept, "gone": gone, "names": _names(kept) | _names(gone)}
    return _page("registry/merge.html", spec=spec, kept=kept, gone=gone, page_state=state)


@bp.get("/archived")
def show_archived() -> Response:
    """Show the shelf of the archive."""
    from geodata.records.shelf import archived

    check_names(request.args, (OFFSET,))
    found = archived(current_store())
    offset = _offset()
    return _page(
        "registry/archived.html", found=found[offset : offset + SHOWN], **_paging(len(found), offset)
    )


@bp.get("/duplicates")
def show_duplicates() -> Response:
    """Show pairs of records that may be one, of one kind."""
    from geodata.records.duplicates import likely_duplicates

    check_names(request.args, ("kind", OFFSET))
    spec = _spec(request.args.get("kind") or RecordKind.PRODUCTS.value)
    found = likely_duplicates(current_store(), spec.kind, today())
    offset = _offset()
    return _page(
        "registry/duplicates.html",
        spec=spec,
        kinds=[one for one in SPECS.values() if one.placed],
        pairs=found.pairs[offset : offset + SHOWN],
        is_complete=found.is_complete,
        **_paging(len(found.pairs), offset),
    )


@bp.get("/changes")
def show_changes() -> Response:
    """Show what people did to the records, the newest first."""
    from geodata.records.history import ChangeFilter, changes

    check_names(request.args, (OFFSET,))
    offset = _offset()
    found, total = changes(current_store(), ChangeFilter(), SHOWN, offset)
    return _page(
        "registry/changes.html", found=[_change(change) for change in found], **_paging(total, offset)
    )


@bp.get("/changes/<int:change_id>")
def show_change(change_id: int) -> Response:
    """Show one change with the records that it touched."""
    from geodata.records.history import change_of

    check_names(request.args, (OFFSET,))
    if change_id > LARGEST_ID:
        raise NotFound(N_("There is no change %(number)s"), number=change_id)
    change, touched = change_of(current_store(), change_id)
    offset = _offset()
    return _page(
        "registry/change.html",
        change=_change(change),
        touched=[(spec_of(one.kind), one) for one in touched[offset : offset + SHOWN]],
        **_paging(len(touched), offset),
    )


def _spec(kind: str) -> KindSpec:
    """Return a kind of record by the part of an address."""
    return spec_of(kind)


def _state(kind: RecordKind, record_id: str) -> tuple[dict[str, Any], State]:
    """Return a record as JSON, as it is or as it last was, and its state."""
    from geodata.records.history import read_versions
    from geodata.records.state import read_state

    with current_store().read() as connection:
        state = read_state(connection, kind, record_id)
        versions = read_versions(connection, kind, record_id)
    is_there = state is not None
    state = state or next((v.state for v in reversed(versions) if v.state is not None), None)
    if state is None:
        raise NotFound(N_("There is no record %(id)s here"), id=record_id[:100])
    record = record_json(kind, record_id, state, max(len(versions) - 1, 0), not is_there)
    return record, state


def _names(record: dict[str, Any]) -> dict[str, str]:
    """Return identifier → name of the records that a record refers to."""
    from geodata.records.labels import record_names

    store, wanted = current_store(), {}
    producer = record["fields"].get("producer")
    if producer:
        wanted[producer] = record_names(store, RecordKind.PRODUCERS).get(producer, producer)
    zones = record_names(store, RecordKind.MATERIAL_ZONES) if record["parts"].get("product_zones") else {}
    for row in record["parts"].get("product_zones", ()):
        wanted[row["zone_id"]] = zones.get(row["zone_id"], row["zone_id"])
    return wanted


def _form_state(spec: KindSpec) -> dict[str, Any]:
    """Return what the scripts of a form need."""
    from geodata.records.choices import FACT_VALUES
    from geodata.records.fields import PART_LABELS, fields_of, fields_of_part
    from geodata.records.listing import communes_to_pick

    left_out = parts_not_kept()
    parts = [
        owned.table for owned in spec.owned if owned.table in PART_LABELS and owned.table not in left_out
    ]
    return _script_state() | {
        "kind": spec.kind.value,
        "is_figure": spec.is_figure,
        "fields": [field_json(field) for field in fields_of(spec.kind) if field.in_form],
        "parts": [
            {
                "table": table,
                "label": gettext(PART_LABELS[table]),
                "fields": [field_json(field) for field in fields_of_part(spec.kind, table)],
            }
            for table in parts
        ],
        "fact_values": {
            fact: [[value, gettext(label)] for value, label in listed.items()]
            for fact, listed in FACT_VALUES.items()
        },
        "key_values": _key_values() if spec.kind is RecordKind.PUBLISHED_TOTALS else {},
        "communes": communes_to_pick(current_store(), today()) if spec.placed else {},
        "zones": system_choices(),
    }


def _key_values() -> dict[str, list[list[str]]]:
    """Return metric → the parts of which its figures are, each with its label."""
    from geodata.joins import district_names
    from geodata.records.total_entry import KEYS, OF_DISTRICTS, listed_keys

    districts = district_names(current_store())
    return {
        metric: [[key, gettext(label)] for key, label in listed_keys(metric, lambda: districts)[0].items()]
        for metric in (*KEYS, OF_DISTRICTS)
    }


def _change(change: Change) -> dict[str, Any]:
    """Return a change as a page shows it, and whether who asks may take it back."""
    user = must_be_signed_in()
    is_own = change.actor_id is not None and change.actor_id == user.user_id
    return {
        "change": change,
        "action": gettext(ACTION_TEXTS[change.action]),
        "who": actor_text(change.actor_id, change.actor_name),
        "may_undo": change.undone_by is None and (is_own or user.may(RoleName.PLANNER)),
    }


def _offset() -> int:
    """Return where the shown part of a list begins."""
    return whole_number(request.args, OFFSET, 0, LARGEST_OFFSET, 0)


def _paging(total: int, offset: int) -> dict[str, Any]:
    """Return how many there are, and the addresses of the parts before and behind."""

    def part(at: int) -> str:
        kept = {name: value for name, value in request.args.items() if name != OFFSET and value}
        return "?" + urlencode(kept | ({OFFSET: str(at)} if at else {}))

    return {
        "total": total,
        "offset": offset,
        "earlier": part(max(0, offset - SHOWN)) if offset else None,
        "later": part(offset + SHOWN) if offset + SHOWN < total else None,
    }


def _script_state() -> dict[str, Any]:
    """Return what the scripts of every page here need."""
    return {
        "api": f"{request.script_root}/api/v1",
        "lang": current_language(),
        "prefix": request.script_root,
    }


def _page(template: str, **context: Any) -> Response:  # noqa: ANN401 -- whatever a template shows
    """Answer a page; it differs by who asks, so nobody keeps it."""
    state = context.pop("page_state", None) or _script_state()
    response = make_response(render_template(template, texts=browser_texts(), page_state=state, **context))
    response.headers["Cache-Control"] = "no-store"
    return response
