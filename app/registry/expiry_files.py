"""Files of the expiry board: what is asked for, and how one is made, for a request and for a job alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.datastructures import MultiDict

from app.params import Args, check_names
from app.registry.expiry_reading import BOARD_NAMES, check_of, month_of, question_of
from geodata.errors import N_, InvalidInput, TooLarge

if TYPE_CHECKING:
    from datetime import date

    from geodata.certificates.expiry import Board, Question
    from geodata.certificates.supervision import Supervision
    from geodata.store import Store
    from layers.exports.files import Made
    from layers.exports.formats import Format
    from layers.wording import Wording

BY = ("commune", "producer")
XLSX = "xlsx"
WORKBOOK = f"workbook.{XLSX}"
FILE_NAMES = (*BOARD_NAMES, "months", "crs", "lang")
# More rows take over two seconds: a job makes them.
MOST_AT_ONCE = 2_000
ORDER_NAMES = ("file", "query")
LONGEST_VALUE = 5_000

Progress = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAsked:
    """
    One file: layers in a format, or (``by``) the workbook to send out.

    ``file`` is its name in the address, ``crs`` its coordinate system.
    """

    file: str
    question: Question
    form: Format
    crs: str
    keys: tuple[str, ...] = ()
    month: date | None = None
    check: Supervision | None = None
    by: str | None = None


def read_layers(file: str, args: Args) -> FileAsked:
    """
    Return which layers (``lapses.gpkg``, ``all.xlsx``) a query asks for.

    Raises
    ------
    InvalidInput
        A parameter is unknown or not allowed.
    NotFound
        There is no such layer or format.
    """
    from layers.certificate_layers import EXPIRY_LAYERS
    from layers.exports.formats import find_crs, find_format
    from layers.exports.made import wanted_keys

    check_names(args, (*FILE_NAMES, "month", "check"))
    key, _, extension = file.partition(".")
    form = find_format(extension)
    return FileAsked(
        file=file,
        question=question_of(args=args),
        form=form,
        crs=find_crs(form, args.get("crs")),
        keys=wanted_keys(key, EXPIRY_LAYERS, form),
        month=month_of(args),
        check=check_of(args),
    )


def read_workbook(args: Args) -> FileAsked:
    """Return which workbook a query asks for; errors as ``read_layers``."""
    from layers.exports.formats import find_crs, find_format

    check_names(args, (*FILE_NAMES, "by"))
    by = args.get("by", BY[0])
    if by not in BY:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="by",
            value=by,
            allowed=", ".join(BY),
        )
    form = find_format(XLSX)
    crs = find_crs(form, args.get("crs"))
    return FileAsked(file=WORKBOOK, question=question_of(args=args), form=form, crs=crs, by=by)


def read_order(text: str) -> FileAsked:
    """
    Return the file that an order names: ``{"file": "lapses.xlsx", "query": {"months": "24"}}``.

    Raises
    ------
    InvalidInput
        It is no such object, or its query is not one of the file.
    NotFound
        There is no such file.
    """
    from geodata.json_reading import check_known, read_object

    order = read_object(text, N_('Send one JSON object: {"file": "lapses.xlsx", "query": {"months": "24"}}'))
    check_known(order, ORDER_NAMES)
    file, query = order.get("file"), order.get("query", {})
    if not isinstance(file, str):
        raise InvalidInput(N_("%(name)s is missing"), name="file")
    if not isinstance(query, dict) or not all(
        isinstance(value, str) and len(value) <= LONGEST_VALUE for value in query.values()
    ):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="query",
            value=str(query)[:50],
            allowed='{"months": "24", …}',
        )
    args: Args = MultiDict(query)
    return read_workbook(args) if file == WORKBOOK else read_layers(file, args)


def refuse_many(store: Store, asked: FileAsked, board: Board) -> None:
    """Refuse a file that takes too long for a request (413): ask for a job, or choose fewer."""
    from layers.exports.certificates import count_rows

    keys = asked.keys or ("lapses",)
    count = count_rows(store, board, keys, asked.month, asked.check)
    if count > MOST_AT_ONCE:
        raise TooLarge(
            N_(
                "%(count)s rows; at most %(allowed)s come at once. Take the file from the page of the expiry"
                " board, where it is made in the background, send its name to %(address)s, or choose a"
                " district or a commune."
            ),
            count=count,
            allowed=MOST_AT_ONCE,
            address="POST /api/v1/expiry/exports",
        )


def make_file(
    store: Store,
    words: Wording,
    asked: FileAsked,
    board: Board,
    folder: Path,
    address: str | None,
) -> Made:
    """Make the file in ``folder``, in the language of ``words``; ``NotWritten`` where the disk refuses."""
    if asked.by is not None:
        return _make_workbook(store, words, asked, board, folder)
    from layers.exports.certificates import expiry_content
    from layers.exports.files import Maker, make_contents
    from layers.exports.made import ALL
    from layers.exports.names import stem_of_made

    contents = [
        expiry_content(store, board, key, asked.crs, words, month=asked.month, check=asked.check)
        for key in asked.keys
    ]
    maker = Maker(store=store, words=words, folder=folder, address=address)
    origin = contents[0].origin
    is_all = asked.file.startswith(f"{ALL}.")
    stem = stem_of_made(origin, ALL, asked.crs) if is_all and origin else None
    return make_contents(maker, contents, asked.form, stem)


def _make_workbook(store: Store, words: Wording, asked: FileAsked, board: Board, folder: Path) -> Made:
    """Make the workbook to send out."""
    from geodata.vocabulary import UnitLevel
    from layers.exports.certificates import make_expiry_workbook
    from layers.exports.facts import facts_of
    from layers.exports.files import Made
    from layers.exports.names import stem_of_content
    from layers.exports.readme import sha256_of

    path = folder / f"expiry.{XLSX}"
    level = UnitLevel.COMMUNE if asked.by == BY[0] else None
    content = make_expiry_workbook(path, store, board, level, asked.crs, words)
    name = f"{stem_of_content(content)}_{asked.by}.{XLSX}"
    return Made(path, name, asked.form.media_type, (facts_of(store, content, words),), sha256_of(path))
