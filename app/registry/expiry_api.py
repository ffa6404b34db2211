"""/api/v1/expiry: recognitions that end, what lapsed and is still sold, and both as files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import force_locale

from app.api.lists import answer_json, answer_list
from app.exports.api import FOLDER_PREFIX, file_answer
from app.exports.made_api import take_made
from app.filters import current_wording, filter_text
from app.params import PAGE_NAMES, check_names, page_of
from app.registry.expiry_reading import BOARD_NAMES, check_of, month_of, question_of, read_asked
from app.state import current_store
from app.tours.files_api import asked_language
from geodata.errors import N_, InvalidInput
from geodata.standing import MONTHS

if TYPE_CHECKING:
    from datetime import date

    from geodata.certificates.expiry import Board, Group
    from layers.exports.content import Content

BY = ("commune", "producer")
FILE_NAMES = (*BOARD_NAMES, "months", "crs", "lang")
XLSX = "xlsx"

bp = Blueprint("expiry_api", __name__, url_prefix="/api/v1/expiry")


@bp.get("")
def show_board() -> Response:
    """Answer how many recognitions end, by month, commune and producer, and which."""
    check_names(request.args, (*BOARD_NAMES, "months", "month", *PAGE_NAMES))
    question, month, page = question_of(), month_of(), page_of(request.args)

    def read() -> dict[str, Any]:
        from layers.certificate_layers import lapse_row

        board = read_asked(question)
        lapses = board.in_month(month)
        shown = lapses[page.offset : page.offset + page.limit]
        return {
            **_told(board, month),
            "items": [lapse_row(one) for one in shown],
            "total": len(lapses),
            "limit": page.limit,
            "offset": page.offset,
        }

    return answer_json(read)


def _told(board: Board, month: date | None) -> dict[str, Any]:
    """Return the counts of a board; those by commune and producer are of the month that is asked for."""
    question = board.question
    return {
        "units": question.view.units.value,
        "status_day": question.day,
        "months": question.months,
        "then": question.then,
        "filter_text": filter_text(question.chosen, question.view),
        "products": board.total,
        "standings": {standing.value: count for standing, count in board.standings.items()},
        "dated": board.dated,
        "strip": [
            {"month": f"{month.first:%Y-%m}", "certain": month.certain, "may": month.may}
            for month in board.strip
        ],
        "communes": [_group(group) for group in board.by_commune(month)],
        "producers": [_group(group) for group in board.by_producer(month)],
    }


def _group(group: Group) -> dict[str, Any]:
    """Return the counts of a commune or producer."""
    counts = {certainty.value: count for certainty, count in group.counts.items()}
    return {"key": group.key, "name": group.name, **counts, "total": group.total}


@bp.get("/on-sale")
def list_on_sale() -> Response:
    """Answer the products that have lapsed and of which something says that they are still sold."""
    check_names(request.args, (*BOARD_NAMES, *PAGE_NAMES))
    question, page = question_of(), page_of(request.args)

    def read() -> list[dict[str, Any]]:
        from geodata.certificates.on_sale import still_sold
        from layers.certificate_layers import on_sale_row

        found = still_sold(current_store(), read_asked(question))
        # Field by field besides the sentence: programs read no sentences.
        return [on_sale_row(one, current_wording()) | {"facts": list(one.evidence)} for one in found]

    return answer_list(read, page)


@bp.get("/checks")
def list_checks() -> Response:
    """Answer the products whose recognition holds or may hold, with the checks since then."""
    check_names(request.args, (*BOARD_NAMES, "check", *PAGE_NAMES))
    question, check, page = question_of(MONTHS), check_of(), page_of(request.args)

    def read() -> dict[str, Any]:
        from geodata.certificates.checks import read_checks
        from layers.certificate_layers import check_row

        checks = read_checks(current_store(), question)
        found = checks.only(check)
        shown = found[page.offset : page.offset + page.limit]
        return {
            "status_day": question.day,
            "filter_text": filter_text(question.chosen, question.view),
            "products": checks.total,
            "others": checks.others,
            "counts": {one.value: count for one, count in checks.counts.items()},
            # Field by field besides the sentences: programs read no sentences.
            "items": [check_row(one, current_wording()) | {"checks": list(one.found)} for one in shown],
            "total": len(found),
            "limit": page.limit,
            "offset": page.offset,
        }

    return answer_json(read)


@bp.get("/exports/<file>")
def take_layer(file: str) -> Response:
    """Answer a layer as a file: ``lapses.gpkg``, ``on_sale.csv``, ``checks.csv``, ``all.xlsx``."""
    from layers.certificate_layers import EXPIRY_LAYERS
    from layers.exports.certificates import expiry_content

    check_names(request.args, (*FILE_NAMES, "month", "check"))
    question, month, check = question_of(), month_of(), check_of()

    def read(keys: tuple[str, ...], crs: str) -> list[Content]:
        board, words = read_asked(question), current_wording()
        return [
            expiry_content(current_store(), board, key, crs, words, month=month, check=check) for key in keys
        ]

    return take_made(file, EXPIRY_LAYERS, read)


@bp.get(f"/workbook.{XLSX}")
def take_workbook() -> Response:
    """Answer the workbook to send out: what ends, and a sheet for each commune or producer."""
    from geodata.vocabulary import UnitLevel
    from layers.exports.certificates import make_expiry_workbook
    from layers.exports.facts import facts_of
    from layers.exports.files import Made
    from layers.exports.formats import find_crs, find_format
    from layers.exports.names import stem_of_content
    from layers.exports.readme import sha256_of

    check_names(request.args, (*FILE_NAMES, "by"))
    by = request.args.get("by", BY[0])
    if by not in BY:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="by",
            value=by,
            allowed=", ".join(BY),
        )
    form, question = find_format(XLSX), question_of()
    crs = find_crs(form, request.args.get("crs"))
    with force_locale(asked_language()), TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        path, words, store = Path(folder) / f"expiry.{XLSX}", current_wording(), current_store()
        level = UnitLevel.COMMUNE if by == BY[0] else None
        content = make_expiry_workbook(path, store, read_asked(question), level, crs, words)
        name = f"{stem_of_content(content)}_{by}.{XLSX}"
        made = Made(path, name, form.media_type, (facts_of(store, content, words),), sha256_of(path))
        body = path.read_bytes()
    response = file_answer(made, body)
    response.headers["Cache-Control"] = "no-store"
    return response
