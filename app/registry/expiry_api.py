"""/api/v1/expiry: recognitions that end, what lapsed and is still sold, and both as files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import force_locale

from app.api.lists import answer_json, answer_list
from app.exports.api import FOLDER_PREFIX, file_answer, site_address
from app.exports.jobs import ExportInputs
from app.filters import current_wording, filter_text
from app.i18n import current_language
from app.jobs.api import current_kinds, submitted
from app.jobs.kinds import inputs_text
from app.params import PAGE_NAMES, check_names, page_of
from app.planning.bodies import read_body
from app.registry.expiry_files import (
    WORKBOOK,
    FileAsked,
    make_file,
    read_layers,
    read_order,
    read_workbook,
    refuse_many,
)
from app.registry.expiry_reading import BOARD_NAMES, check_of, month_of, question_of, read_asked
from app.state import current_store
from app.tours.files_api import asked_language
from geodata.standing import MONTHS

if TYPE_CHECKING:
    from datetime import date

    from geodata.certificates.expiry import Board, Group

KIND = "expiry_file"

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
    return _taken(read_layers(file, request.args))


@bp.get(f"/{WORKBOOK}")
def take_workbook() -> Response:
    """Answer the workbook to send out: what ends, and a sheet for each commune or producer."""
    return _taken(read_workbook(request.args))


def _taken(asked: FileAsked) -> Response:
    """Answer a file at once; 413 where it has more rows than a request has time for."""
    store = current_store()
    with force_locale(asked_language()), TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        board = read_asked(asked.question)
        refuse_many(store, asked, board)
        made = make_file(store, current_wording(), asked, board, Path(folder), site_address())
        body = made.path.read_bytes()
    response = file_answer(made, body)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/exports")
def order_file() -> Response:
    """Put a file of any length into the queue: 202 with the job."""
    check_names(request.args, ())
    text = read_body().decode("utf-8", "replace")
    read_order(text)
    inputs = ExportInputs(text, current_language(), site_address())
    return submitted(current_kinds().find(KIND), inputs_text(inputs))
