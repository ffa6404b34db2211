"""A saved tour as the browser and other programs see it, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from app.accounts.current import current_account, signed_in
from app.accounts.rights import ADMINISTRATOR
from app.clock import TIME_ZONE, today
from app.planning.wording import filled
from app.state import current_store

if TYPE_CHECKING:
    from datetime import datetime

    from geodata.tourism.saved import TourHeading


def may_change(tour: TourHeading) -> bool:
    """Tell whether who asks may change what a tour is: its author alone."""
    user = signed_in()
    return user is not None and tour.is_of(user.actor)


def may_publish(tour: TourHeading) -> bool:
    """Tell whether who asks may publish, withdraw or remove a tour: its author, or an administrator."""
    account = current_account()
    return may_change(tour) or (account is not None and account.level >= ADMINISTRATOR)


def heading_answer(tour: TourHeading) -> dict[str, Any]:
    """Return what a list shows of a tour, for JSON; ``changes`` are sentences about its stops."""
    from geodata.tourism.calendars import weekday_of
    from geodata.tourism.staleness import changed_stops
    from geodata.tourism.tour_summary import has_passed

    day = today()
    changes = changed_stops(current_store(), tour, day)
    return {
        "id": tour.tour_id,
        "title": tour.title,
        "note": tour.note,
        "author": tour.author_name,
        "mine": may_change(tour),
        "created_at": _moment(tour.created_at),
        "changed_at": _moment(tour.changed_at),
        "version": tour.version,
        "published": tour.is_published,
        "published_at": None if tour.published_at is None else _moment(tour.published_at),
        "origin": None if tour.origin_id is None else {"id": tour.origin_id, "title": tour.origin_title},
        "first_day": tour.first_day.isoformat(),
        "weekday": weekday_of(tour.first_day).value,
        "days": tour.days,
        "has_passed": has_passed(tour, day),
        "summary": tour.summary,
        "changes": [
            {
                "stop": change.place_id,
                "key": change.note.key,
                "text": filled(change.note.message, change.note.values),
            }
            for change in changes
        ],
        "href": f"{request.script_root}/tours/{tour.tour_id}",
    }


def _moment(moment: datetime) -> str:
    """Return a moment in the time of Việt Nam, with its offset."""
    return moment.astimezone(TIME_ZONE).isoformat(timespec="seconds")
