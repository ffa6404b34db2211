"""The pages /registry/import: hand in a file, match its columns, look at what it does, store it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response, render_template, request

from app.accounts.current import must_be_signed_in
from app.clock import today
from app.filters import current_wording
from app.i18n import current_language
from app.params import check_names
from app.registry.import_answers import upload_json
from app.registry.import_texts import import_texts
from app.registry.systems import system_choices
from app.state import current_store
from geodata.errors import N_, InvalidInput, NotFound
from geodata.records.kinds import SPECS, RecordKind

if TYPE_CHECKING:
    from geodata.intake.part_tables import TableKind

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_ROWS, ALL_ROWS = "none", "all"

bp = Blueprint("registry_imports", __name__, url_prefix="/registry/import")


@bp.get("")
def show_imports() -> Response:
    """Show where a file is handed in, the templates, and the files of who asks that are not stored yet."""
    from geodata.intake.part_tables import table_kind
    from geodata.intake.uploads import uploads_of

    check_names(request.args, ("kind",))
    chosen = request.args.get("kind")
    kind = None if chosen is None else table_kind(chosen)
    drafts = uploads_of(current_store(), must_be_signed_in().user_id)
    return _page("registry/import.html", chosen=kind, drafts=drafts)


@bp.get("/<upload_id>")
def show_import(upload_id: str) -> Response:
    """Show one file: how it is read, what its rows come to, and storing it."""
    from geodata.intake.uploads import find_upload

    check_names(request.args, ())
    upload = find_upload(current_store(), upload_id)
    if upload.actor_id != must_be_signed_in().user_id:
        raise NotFound(N_("There is no file %(id)s that was handed in, or it has expired"), id=upload_id[:40])
    return _page(
        "registry/import_file.html",
        upload=upload,
        systems=system_choices(),
        more={"upload": upload_json(upload)},
    )


@bp.get("/templates/<kind>.xlsx")
def take_template(kind: str) -> Response:
    """Give a workbook to be filled in; with ``rows=all`` the records of the registry stand in it."""
    from geodata.intake.part_tables import table_kind
    from geodata.intake.template_rows import table_rows
    from geodata.intake.templates import make_template, read_unit_lines

    check_names(request.args, ("rows",))
    rows_are = table_kind(kind)
    rows = request.args.get("rows", NO_ROWS)
    if rows not in (NO_ROWS, ALL_ROWS):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="rows",
            value=rows[:100],
            allowed=f"{NO_ROWS}, {ALL_ROWS}",
        )
    store, translate = current_store(), current_wording().translate
    content = make_template(
        rows_are,
        current_language(),
        translate,
        read_unit_lines(store, today()) if isinstance(rows_are, RecordKind) else (),
        table_rows(store, rows_are, translate) if rows == ALL_ROWS else (),
    )
    response = make_response(content)
    response.headers["Content-Type"] = WORKBOOK
    name = _file_name(rows_are, rows)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _file_name(kind: TableKind, rows: str) -> str:
    """Return what a template is called."""
    return f"ocop-{kind.value.replace('_', '-')}{'' if rows == NO_ROWS else '-records'}.xlsx"


def _page(template: str, more: dict[str, Any] | None = None, **context: Any) -> Response:  # noqa: ANN401 -- templates take anything
    """Return a page that is one person's."""
    from geodata.intake.limits import MOST_BYTES, MOST_ROWS
    from geodata.intake.part_tables import PART_SPECS

    state = {
        "api": f"{request.script_root}/api/v1",
        "prefix": request.script_root,
        "lang": current_language(),
        "most_bytes": MOST_BYTES,
        **(more or {}),
    }
    response = make_response(
        render_template(
            template,
            texts=import_texts(),
            kinds=[*SPECS.values(), *PART_SPECS.values()],
            page_state=state,
            most_mb=MOST_BYTES // 1_000_000,
            most_rows=MOST_ROWS,
            **context,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
