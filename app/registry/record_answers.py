"""Records, their versions and changes as JSON, with labels and values in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.accounts.texts import actor_text
from app.clock import TIME_ZONE
from app.i18n import date_text, number
from app.pages.labels import label, words
from app.registry.leader_gate import parts_not_kept
from app.state import current_store
from geodata.errors import N_
from geodata.records.field_types import Field
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.vocabulary import ENTERED, Action

if TYPE_CHECKING:
    from datetime import datetime

    from geodata.records.differences import FieldChange
    from geodata.records.fallen import FallenRow
    from geodata.records.history import Change, Touched, Version
    from geodata.records.state import State

Json = dict[str, Any]

ACTION_TEXTS: Mapping[Action, str] = {
    Action.CREATE: N_("entered"),
    Action.EDIT: N_("changed"),
    Action.MOVE: N_("moved"),
    Action.ARCHIVE: N_("archived"),
    Action.RESTORE: N_("restored"),
    Action.REVERT: N_("put back to an earlier version"),
    Action.MERGE: N_("merged"),
    Action.IMPORT: N_("imported"),
    Action.UNDO: N_("taken back"),
}
YES, NO = N_("yes"), N_("no")
BY_OFFICE = N_("entered by the office")
UNIT = "unit_code"
NEW_UNITS_FROM = date(2025, 7, 1)


def record_json(kind: RecordKind, record_id: str, state: State, versions: int, archived: bool) -> Json:
    """Return a record with the values of its fields, its parts, and the tag that goes back as If-Match."""
    from geodata.records.differences import part_key
    from geodata.records.flat import values_of
    from geodata.records.state import name_of, record_of, tag_of

    spec, left_out = spec_of(kind), parts_not_kept()
    parts = {
        owned.table: [{"id": part_key(kind, owned.table, row), **row} for row in state[owned.table]]
        for owned in spec.owned
        if owned.table not in left_out
    }
    row = record_of(kind, state)
    return {
        "id": record_id,
        "kind": kind.value,
        "name": name_of(kind, state),
        "fields": values_of(kind, state),
        "parts": parts,
        "sources": row.get("sources", []),
        "inferred_fields": row.get("inferred_fields", []),
        "tag": tag_of(state),
        "versions": versions,
        "archived": archived,
    }


def field_json(field: Field) -> Json:
    """Return a field of a form, with its label, help and choices in the reader's language."""
    return {
        "name": field.name,
        "type": field.type.value,
        "part": field.part.value,
        "label": gettext(field.label),
        "help": None if field.help is None else gettext(field.help),
        "required": field.required,
        "in_form": field.in_form,
        "choices": [
            {"value": value, "label": gettext(label)} for value, label in (field.choices or {}).items()
        ],
        "longest": field.longest,
        "least": field.least,
        "most": field.most,
        "refers_to": field.refers_to,
    }


# Why a row of a part fell away in a merge.
WHY_FALLEN: Mapping[str, str] = {
    "newer": N_("both told of the same; the newer statement stays"),
    "dated": N_("both told of the same; the statement whose day is known stays"),
    "kept": N_("both told of the same, and none is newer; what the kept record had stays"),
}


def version_json(version: Version, before: Version | None, fallen: Sequence[FallenRow] = ()) -> Json:
    """Return a version with what it changed of the one before it, and what a merge let fall away."""
    from geodata.records.differences import difference

    kind = version.kind
    changes = [] if before is None else difference(kind, before.state, version.state)
    return {
        "number": version.number,
        "name": version.name,
        "archived": version.state is None,
        "change": None if before is None else change_json(version.change),
        "difference": [difference_json(kind, change) for change in changes],
        "fell_away": [_fallen_json(one) for one in fallen],
    }


def _fallen_json(one: FallenRow) -> Json:
    """Return a row that a merge dropped: of which record, what it said, what stays instead, and why."""
    from geodata.records.differences import FieldChange, part_label, shown_row
    from geodata.records.labels import record_names

    row, kept = (shown_row(one.table, each) for each in (one.row, one.kept))
    change = FieldChange(one.table, part_label(one.table), row, kept, part=one.table)
    names = record_names(current_store(), one.kind)
    told = difference_json(one.kind, change)
    return {
        **{name: told[name] for name in ("label", "part", "before", "after", "before_text", "after_text")},
        "record": {"kind": one.kind.value, "id": one.record_id, "name": names.get(one.record_id)},
        "why": gettext(WHY_FALLEN[one.why]),
    }


def change_json(change: Change) -> Json:
    """Return a change: who, when, what, why."""
    return {
        "id": change.change_id,
        "at": moment(change.at),
        "who": actor_text(change.actor_id, change.actor_name),
        "action": change.action.value,
        "action_text": gettext(ACTION_TEXTS[change.action]),
        "title": change.title,
        "reason": change.reason,
        "records": change.records,
        "undoes": change.undoes,
        "undone_by": change.undone_by,
    }


def touched_json(record: Touched) -> Json:
    """Return a record that a change touched."""
    return {
        "kind": record.kind.value,
        "id": record.record_id,
        "name": record.name,
        "version": record.number,
        "archived": not record.is_there,
    }


def difference_json(kind: RecordKind, change: FieldChange) -> Json:
    """Return one difference with its values as they are kept and as people read them."""
    before, after = (value_text(kind, change, value) for value in (change.before, change.after))
    if change.field == UNIT and before is not None and before == after:
        before, after = (f"{before} ({_unit_list(value)})" for value in (change.before, change.after))
    return {
        "field": change.field,
        "label": gettext(change.label),
        "part": change.part,
        "part_id": change.part_id,
        "before": change.before,
        "after": change.after,
        "before_text": before,
        "after_text": after,
    }


def _unit_list(value: str) -> str:
    """Return the list of a unit (code, first day): both lists call many a commune the same."""
    since = date.fromisoformat(value.partition("|")[2])
    return words("unit_system", "2025" if since >= NEW_UNITS_FROM else "2024")


def value_text(kind: RecordKind, change: FieldChange, value: object) -> str | None:
    """Return a value as people read it; None where nothing is known."""
    from geodata.records.differences import described

    if isinstance(value, Mapping):
        labels = described(kind, change.part)
        told = [
            (labels.get(name, (name, None))[0], _text(name, each, labels.get(name, (name, None))[1]))
            for name, each in value.items()
        ]
        return "; ".join(f"{gettext(title)}: {text}" for title, text in told)
    return None if value is None else _text(change.field, value, change.choices)


def _text(name: str, value: object, choices: Mapping[str, str] | None) -> str:
    """Return one value as people read it: the words of a choice, names of units and records, yes and no."""
    from geodata.records import labels

    store = current_store()
    if isinstance(value, bool):
        return gettext(YES if value else NO)
    if isinstance(value, list):
        return "; ".join(_text(name, each, choices) for each in value)
    if isinstance(value, int | float):
        return str(value) if "year" in name else number(value, _decimals(value))
    text = str(value)
    if choices and text in choices:
        return gettext(choices[text])
    if name in ("confidence", "placement"):
        return label(name, text)
    if name == "inferred_fields":
        return label("inferred", text)
    if name == "point_source" and text == ENTERED:
        return gettext(BY_OFFICE)
    if name == "as_of" or name.endswith("_on"):
        return date_text(text)
    if name == UNIT:
        return labels.unit_names(store).get(text, text)
    if name == "producer_id":
        return labels.record_names(store, RecordKind.PRODUCERS).get(text, text)
    if name == "zone_id":
        return labels.record_names(store, RecordKind.MATERIAL_ZONES).get(text, text)
    return text


LONGEST_DECIMALS = 6


def _decimals(value: float) -> int:
    """Return how many decimals a number has, six at most: degrees to a decimetre."""
    text = f"{value:.{LONGEST_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])


def moment(at: datetime) -> str:
    """Return a moment in the time of Việt Nam."""
    return at.astimezone(TIME_ZONE).isoformat(timespec="seconds")
