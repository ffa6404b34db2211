"""Files for the registry as JSON: messages, labels and values in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.planning.wording import filled
from app.registry.record_answers import moment, value_text
from app.registry.record_errors import in_words, problem_in_words
from geodata.errors import N_
from geodata.records.kinds import RecordKind

if TYPE_CHECKING:
    from geodata.intake.part_tables import PartTable, TableKind
    from geodata.intake.uploads import Upload

Json = dict[str, Any]

ID_LABEL = N_("Identifier")
NEW_CERTIFICATE = N_("New certificate beside the earlier ones")
OLDER_CERTIFICATE = N_("Older certificate")
NEW_FIGURES = N_("Figures added beside those that are there")


def upload_json(upload: Upload) -> Json:
    """Return a file with what was chosen about it; ``version`` goes back as If-Match."""
    return {
        "id": upload.upload_id,
        "name": upload.file_name,
        "size": upload.size,
        "sha256": upload.sha256,
        "created_at": moment(upload.created_at),
        "expires_at": moment(upload.expires_at),
        "version": upload.version,
        "choices": upload.choices.told(),
        "change_id": upload.change_id,
    }


def summary_json(told: Json) -> Json:
    """Return what a preview says of the file as a whole."""
    from geodata.intake.part_tables import table_kind, table_label

    kind = table_kind(told["kind"])
    file = told["file"]
    return {
        "kind": kind.value,
        "kind_label": gettext(table_label(kind)),
        "counts": told["counts"],
        "records": told["records"],
        "new_producers": told["new_producers"],
        "doubt": None if told["doubt"] is None else _message(told["doubt"]) | {"crs": told["doubt"]["crs"]},
        "file": file
        | {
            "notes": [_message(note)["message"] for note in file["notes"]],
            "encodings": [one | {"label": in_words(one["label"])} for one in file["encodings"]],
        },
        "fields": fields_json(kind),
    }


def fields_json(kind: TableKind) -> list[Json]:
    """Return what a column may mean, in the order of a form."""
    from geodata.intake.matching import ID
    from geodata.intake.part_tables import table_fields

    own = [{"name": ID, "label": gettext(ID_LABEL)}]
    return own + [{"name": field.name, "label": gettext(field.label)} for field in table_fields(kind)]


def row_json(row: Json, told: Json) -> Json:
    """Return one row with its problems in words, and what it changes or says anew field by field."""
    from geodata.intake.part_tables import table_kind

    kind = table_kind(told["kind"])
    changes = row.get("changes", [])
    found = {name: row[name] for name in ("row", "outcome", "id", "name", "taken")}
    if isinstance(kind, RecordKind):
        shown = [_change(kind, told["producers"], *change) for change in changes]
    else:
        shown = [_change_of_part(kind, *change) for change in changes]
        found["kind"] = row.get("kind")
    return found | {
        "sheet": told["sheet"],
        "changes": shown,
        "problems": [_problem(kind, one) for one in row.get("problems", [])],
        "warnings": [problem_in_words(one) for one in row.get("warnings", [])],
    }


def _problem(kind: TableKind, problem: Json) -> Json:
    """Return a problem in words with the label of its field: no column says it where the file has none."""
    from geodata.intake.part_tables import table_field

    field = table_field(kind, problem["field"])
    return problem_in_words(problem) | {"label": None if field is None else gettext(field.label)}


def _change(kind: RecordKind, new: Json, name: str, *pair: Any) -> Json:  # noqa: ANN401 -- any plain values
    """Return one field that changes, with its label and values as people read them; ``new`` producers."""
    from geodata.records.differences import FieldChange
    from geodata.records.fields import field_of

    before, after = pair
    if name == "certificates":
        label = NEW_CERTIFICATE if before is None else OLDER_CERTIFICATE
        whole = FieldChange(name, label, before, after, part=name)
        texts = [value_text(kind, whole, value) for value in (before, after)]
        return {"field": name, "label": gettext(label), "before": texts[0], "after": texts[1]}
    if name == "zone_observations":
        told = {each: _once(kind, each, value) for each, value in dict(after).items()}
        whole = FieldChange(name, NEW_FIGURES, None, told)
        return {
            "field": name,
            "label": gettext(NEW_FIGURES),
            "before": None,
            "after": value_text(kind, whole, told),
        }
    field = field_of(kind, name)
    before, after = (_once(kind, name, value) for value in (before, after))
    label, choices = (name, None) if field is None else (field.label, field.choices)
    # A producer is shown by its name, a unit by its code: what the file itself writes.
    column = "producer_id" if name == "producer" else f"{name}_" if name == "unit_code" else name
    change = FieldChange(column, label, before, after, choices=choices)
    return {
        "field": name,
        "label": in_words(label),
        "before": value_text(kind, change, before),
        "after": new.get(str(after)) or value_text(kind, change, after),
    }


def _change_of_part(kind: PartTable, name: str, *pair: Any) -> Json:  # noqa: ANN401 -- any plain values
    """Return one field of a fact or a linked zone that changes, with its label and values in words."""
    from geodata.intake.fact_words import VALUE_LABELS
    from geodata.intake.part_tables import table_field
    from geodata.records.differences import FieldChange
    from geodata.writing import period_text

    field = table_field(kind, name)
    label, choices = (name, None) if field is None else (field.label, field.choices)
    if name == "value":
        choices = {value: text for text, value in VALUE_LABELS.items()}
    before, after = pair
    if name == "as_of":
        # As much of the day as is known.
        days = [None if value is None else period_text(value) for value in (before, after)]
        return {"field": name, "label": in_words(label), "before": days[0], "after": days[1]}
    change = FieldChange(name, label, before, after, choices=choices)
    # The kind of record counts for whole parts alone.
    texts = [value_text(RecordKind.PRODUCTS, change, value) for value in (before, after)]
    return {"field": name, "label": in_words(label), "before": texts[0], "after": texts[1]}


def _once(kind: RecordKind, name: str, value: Any) -> Any:  # noqa: ANN401 -- the plain value of any field
    """Return a value as it is shown: the two ends of a range once where they are one number."""
    from geodata.records.field_types import FieldType
    from geodata.records.fields import field_of

    field = field_of(kind, name)
    is_range = field is not None and field.type is FieldType.RANGE and isinstance(value, list)
    return value[:1] if is_range and value[0] == value[-1] else value


def _message(told: Json) -> Json:
    """Return a text of ours in words."""
    return {"message": filled(told["text"], told["values"])}
