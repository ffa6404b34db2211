"""What is asked of the expiry board, from a query string."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from flask import request

from app.params import FILTER_NAMES, VIEW_NAMES, Args, filter_of, text_of, view_of
from geodata.standing import AHEAD, MONTHS
from geodata.view_reading import not_allowed

if TYPE_CHECKING:
    from geodata.certificates.expiry import Board, Question
    from geodata.certificates.supervision import Supervision

BOARD_NAMES = (*VIEW_NAMES, *FILTER_NAMES, "producer")
MONTH_FORM = "YYYY-MM"
# As far ahead as a recognition can hold.
LONGEST = 36


def question_of(months: int | None = None, *, args: Args | None = None) -> Question:
    """
    Return what a query asks; ``months`` where it does not say how far ahead.

    ``args`` None, here and below: the query of the request.
    """
    # pandas: only where somebody asks.
    from geodata.certificates.expiry import Question

    asked = request.args if args is None else args
    return Question(
        view=view_of(asked),
        months=months_of(asked) if months is None else months,
        chosen=filter_of(asked),
        producer=text_of(asked, "producer") or None,
    )


def months_of(args: Args) -> int:
    """Return how many months ahead are looked at."""
    value = args.get("months", str(MONTHS))
    if value not in map(str, AHEAD):
        raise not_allowed("months", value, ", ".join(map(str, AHEAD)))
    return int(value)


def month_of(args: Args | None = None) -> date | None:
    """Return the first day of the one month that is asked for; None: all."""
    value = (request.args if args is None else args).get("month")
    if not value:
        return None
    found = re.fullmatch(r"([1-9]\d{3})-(0[1-9]|1[0-2])", value, re.ASCII)
    if found is None:
        raise not_allowed("month", value, MONTH_FORM)
    return date(int(found[1]), int(found[2]), 1)


def check_of(args: Args | None = None) -> Supervision | None:
    """Return which of the products with checks are asked for; None: all."""
    from geodata.certificates.supervision import Supervision

    value = (request.args if args is None else args).get("check")
    if not value:
        return None
    if value not in set(Supervision):
        raise not_allowed("check", value, ", ".join(Supervision))
    return Supervision(value)


def read_asked(question: Question) -> Board:
    """Return the board of a question."""
    from app.state import current_store
    from geodata.certificates.expiry import read_board

    return read_board(current_store(), question)
