"""Whose a job is: an account's, or that of a reader whose signed cookie holds a random id."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Response, g, session

from app.accounts.current import signed_in
from geodata.office.vocabulary import ANONYMOUS, RoleName

# SQLAlchemy comes with it: not while the program starts.
if TYPE_CHECKING:
    from geodata.office.jobs import Job

READER_ID = "job_reader"
# Where Flask-WTF notes that this page holds a mark, so that it may write.
CSRF_MARK = "csrf_token"


def current_user_id(*, make: bool = False) -> str | None:
    """
    Return who asks: an account, else the id in the cookie of a reader.

    ``make``: give a reader who has none such an id; nobody gets a cookie for looking.
    """
    user = signed_in()
    if user is not None:
        return user.user_id
    if make:
        session.setdefault(READER_ID, ANONYMOUS + secrets.token_urlsafe(16))
    found: str | None = session.get(READER_ID)
    return found


def name_reader(response: Response) -> Response:
    """
    Give a reader an id with the first page that he may write from.

    Two first jobs at once would each make one, and the browser keep the last.
    """
    # Not the session itself: to look at it makes the answer vary by cookie.
    if CSRF_MARK in g:
        current_user_id(make=True)
    return response


def current_role() -> RoleName | None:
    """Return the role of who asks; None for a reader who has not signed in."""
    user = signed_in()
    return user.role if user is not None else None


def sees_all() -> bool:
    """Return whether who asks sees the jobs of everybody."""
    return current_role() is RoleName.ADMINISTRATOR


def is_mine(job: Job) -> bool:
    """Return whether who asks may see this job, and cancel it."""
    return sees_all() or (job.user_id is not None and job.user_id == current_user_id())
