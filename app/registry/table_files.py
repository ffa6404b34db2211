"""Plain tables as files: a workbook, or the first table as CSV, made for each request and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Response, request
from flask_babel import force_locale

from app.caching import app_version, not_modified, request_key
from app.exports.api import FOLDER_PREFIX, REVALIDATE, VARY
from app.filters import current_wording
from app.i18n import check_language, current_language
from app.ready import matches, weak_etag
from app.state import current_ocop, current_store
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from layers.exports.plain_tables import Lines, PlainTable
    from layers.wording import Wording

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
LANGUAGE = "lang"


@dataclass(frozen=True, slots=True)
class Sheets:
    """What goes into a file: its tables, the one for a CSV first, and what they rest on."""

    title: str
    tables: Sequence[PlainTable]
    lines: Lines


def answer_tables(extension: str, stem: str, make: Callable[[Wording], Sheets]) -> Response:
    """
    Answer tables as ``stem.extension`` in the language that is asked for, under an ETag.

    Raises
    ------
    InvalidInput
        There is no such format or language.
    """
    if extension not in MEDIA_TYPES:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="format",
            value=extension[:20],
            allowed=", ".join(MEDIA_TYPES),
        )
    language = check_language(request.args.get(LANGUAGE, current_language()))
    # Asked before the data are read: a file may be newer than its tag says, never older.
    etag = weak_etag(app_version(), *request_key(), *current_ocop().cache.moment())
    if matches(request.headers.get("If-None-Match", ""), etag):
        return not_modified(etag, REVALIDATE)
    with TemporaryDirectory(prefix=FOLDER_PREFIX) as folder, current_ocop().cache.making():
        with force_locale(language) if language != current_language() else nullcontext():
            path = Path(folder) / f"{stem}.{extension}"
            _write(path, make(current_wording()))
        body = path.read_bytes()
    response = Response(body, content_type=MEDIA_TYPES[extension])
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.{extension}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Vary"] = VARY
    return response


def _write(path: Path, sheets: Sheets) -> None:
    """Write the file."""
    # openpyxl takes a quarter of a second: only where somebody takes a table away.
    from layers.exports.plain_tables import make_table_csv, make_tables_workbook

    words = current_wording()
    if path.suffix == ".csv":
        make_table_csv(path, sheets.tables[0], sheets.lines, words)
        return
    made_at = current_store().state().changed_at
    make_tables_workbook(path, sheets.title, sheets.tables, sheets.lines, words, made_at)
