"""Saved tours: the wishes with their order, the answer as it was timed, and what each stop rested on."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict, InvalidInput, NotFound, Stale
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import as_utc, utc_now
from geodata.office.tables import tours
from geodata.planning.scenarios import ID_BYTES, LONGEST_NAME, LONGEST_NOTE, clean_text
from geodata.store import Store
from geodata.tourism.explicit import Answer
from geodata.tourism.stop_basis import Basis
from geodata.tourism.tour_summary import read_summary, summary_of

NO_TITLE = N_("Give the tour a title")
DOES_NOT_WORK = N_(
    "This tour does not work as it stands: %(why)s. Mend it first, or say that it is to be published all the"
    " same"
)
NO_TOUR = N_("There is no such tour; it may have been removed, or is the draft of somebody else")
SUBJECT = "tour"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedTour:
    """A tour as the server timed it: the wishes with their order, the answer, what its stops rest on."""

    request: dict[str, Any]
    answer: Answer
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class TourHeading:
    """What a list shows of a saved tour; times are UTC, ``summary`` is ``tour_summary.summary_of``."""

    tour_id: str
    title: str
    note: str | None
    author_id: str | None
    author_name: str
    created_at: datetime
    changed_at: datetime
    version: int
    published_at: datetime | None
    origin_id: str | None
    origin_title: str | None
    first_day: date
    days: int
    basis: Basis
    summary: dict[str, Any]
    revision: int

    @property
    def is_published(self) -> bool:
        """Tell whether everybody who may look at the office's map may see it."""
        return self.published_at is not None

    def is_of(self, viewer: Actor | None) -> bool:
        """Tell whether somebody is its author."""
        return viewer is not None and viewer.user_id is not None and viewer.user_id == self.author_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedTour(TourHeading):
    """One saved tour; ``request`` and ``answer`` are JSON objects."""

    request: dict[str, Any]
    answer: Answer


TIMES = ("created_at", "changed_at", "published_at")
TEXTS = ("basis", "summary", "request", "answer")  # JSON
HEADING = tuple(tours.c[name] for name in TourHeading.__dataclass_fields__)


def save_tour(
    store: Store,
    actor: Actor,
    title: object,
    note: object,
    timed: TimedTour,
    origin: TourHeading | None = None,
) -> SavedTour:
    """
    Keep a tour as the draft of its author; ``origin`` is the tour that it is a copy of.

    Raises
    ------
    InvalidInput
        The title is empty, or a text too long.
    """
    tour_id, now = secrets.token_urlsafe(ID_BYTES), utc_now()
    words = _words({"title": title, "note": note})
    values = {
        "author_id": actor.user_id,
        "author_name": actor.name,
        "created_at": now,
        "changed_at": now,
        "version": 1,
        "published_at": None,
        "origin_id": None if origin is None else origin.tour_id,
        "origin_title": None if origin is None else origin.title,
    }
    with store.write(revises=False) as connection:
        connection.execute(tours.insert().values(tour_id=tour_id, **words, **values, **_columns(timed)))
        after = words if origin is None else {**words, "origin": origin.tour_id}
        audit.note(connection, actor, "tour_saved", SUBJECT, tour_id, None, after)
        return _find(connection, tour_id)


def copy_tour(store: Store, actor: Actor, origin: SavedTour, title: object = None) -> SavedTour:
    """Keep a copy as a draft of ``actor``: as it was timed then, so that what changed since is still told."""
    timed = TimedTour(request=origin.request, answer=origin.answer, basis=origin.basis)
    return save_tour(store, actor, title or origin.title, origin.note, timed, origin)


def find_tour(store: Store, tour_id: str, viewer: Actor | None) -> SavedTour:
    """
    Return one tour that ``viewer`` may see: a published one, or a draft of their own.

    Raises
    ------
    NotFound
        There is none, or it is the draft of somebody else: both are told in the same words.
    """
    with store.read() as connection:
        found = _find(connection, tour_id)
    if not (found.is_published or found.is_of(viewer)):
        raise NotFound(NO_TOUR)
    return found


def published_tours(store: Store) -> list[SavedTour]:
    """Return every published tour, the newest first."""
    newest = sa.select(tours).where(tours.c.published_at.is_not(None)).order_by(*_NEWEST)
    with store.read() as connection:
        return [SavedTour(**_values(row)) for row in connection.execute(newest)]


def visible_headings(store: Store, viewer: Actor | None, *, mine: bool = False) -> list[TourHeading]:
    """Return the headings that ``viewer`` may see, or only those of their own tours; the newest first."""
    own = sa.false() if viewer is None or viewer.user_id is None else tours.c.author_id == viewer.user_id
    seen = own if mine else sa.or_(tours.c.published_at.is_not(None), own)
    with store.read() as connection:
        rows = connection.execute(sa.select(*HEADING).where(seen).order_by(*_NEWEST)).all()
    return [TourHeading(**_values(row)) for row in rows]


def change_words(
    store: Store, actor: Actor, tour_id: str, version: int, changes: dict[str, object]
) -> SavedTour:
    """Change title or note; raises as ``replace_tour``."""
    words = _words(changes)
    return _change(store, actor, tour_id, version, "tour_changed", words, words)


def replace_tour(store: Store, actor: Actor, tour_id: str, version: int, timed: TimedTour) -> SavedTour:
    """
    Put another order, as it was timed now, in place of the one of a tour.

    Raises
    ------
    NotFound
        The tour was removed.
    Stale
        Somebody changed it since ``version``; the values tell who and when.
    InvalidInput
        A text is empty that must not be, or too long.
    """
    columns = _columns(timed)
    told = {"first_day": columns["first_day"].isoformat(), "order": timed.request.get("order")}
    return _change(store, actor, tour_id, version, "tour_changed", columns, told)


def check_works(tour: SavedTour) -> None:
    """
    Refuse to show everybody a tour that cannot be kept to.

    Raises
    ------
    Conflict
        Something is wrong with its order; the message says what.
    """
    if not tour.answer["keeps"]:
        notes = [finding["note"] for finding in tour.answer["findings"]]
        why = tuple({"text": note["message"], "values": note["values"]} for note in notes)
        raise Conflict(DOES_NOT_WORK, why=why)


def publish_tour(
    store: Store, actor: Actor, tour_id: str, version: int, *, published: bool, anyway: bool = False
) -> SavedTour:
    """
    Show a tour to everybody, or make it a draft again; raises as ``replace_tour``.

    Raises
    ------
    Conflict
        A draft that cannot be kept to is shown only ``anyway``: see ``check_works``.
    """
    action = "tour_published" if published else "tour_withdrawn"
    values = {"published_at": utc_now() if published else None}

    def check(before: SavedTour) -> None:
        if published and not before.is_published and not anyway:
            check_works(before)

    return _change(store, actor, tour_id, version, action, values, {"published": published}, check)


def remove_tour(store: Store, actor: Actor, tour_id: str, version: int) -> None:
    """Remove a tour; raises as ``replace_tour``."""
    with store.write(revises=False) as connection:
        before = _for_change(connection, tour_id, version)
        connection.execute(tours.delete().where(tours.c.tour_id == tour_id))
        was = {"title": before.title, "note": before.note, "author": before.author_name}
        audit.note(connection, actor, "tour_removed", SUBJECT, tour_id, was, None)


_NEWEST = (tours.c.changed_at.desc(), tours.c.tour_id)


def _words(changes: dict[str, object]) -> dict[str, str | None]:
    """Return title and note, as far as they are given, without spaces around them."""
    found: dict[str, str | None] = {}
    if "title" in changes:
        found["title"] = clean_text(changes["title"], LONGEST_NAME, missing=NO_TITLE)
    if "note" in changes:
        found["note"] = clean_text(changes["note"], LONGEST_NOTE)
    return found


def _columns(timed: TimedTour) -> dict[str, Any]:
    """Return the columns that hold a tour as it was timed."""
    dates = timed.answer["dates"]
    if not dates:
        raise InvalidInput(N_("A tour needs at least one day"))
    return {
        "first_day": date.fromisoformat(dates[0]),
        "days": len(dates),
        "request": _text(timed.request),
        "answer": _text(timed.answer),
        "basis": _text(timed.basis),
        "summary": _text(summary_of(timed.answer)),
        "revision": timed.answer["basis"]["revision"],
    }


def _text(value: dict[str, Any]) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _change(
    store: Store,
    actor: Actor,
    tour_id: str,
    version: int,
    action: str,
    values: dict[str, Any],
    told: dict[str, Any],
    check: Callable[[SavedTour], None] = lambda _before: None,
) -> SavedTour:
    """Change columns of a tour and note ``told`` in the audit log; ``check`` may refuse what the tour is."""
    with store.write(revises=False) as connection:
        before = _for_change(connection, tour_id, version)
        check(before)
        connection.execute(
            tours.update()
            .where(tours.c.tour_id == tour_id)
            .values(version=version + 1, changed_at=utc_now(), **values)
        )
        was = {
            "title": before.title,
            "note": before.note,
            "published": before.is_published,
            "first_day": before.first_day.isoformat(),
            "order": before.request.get("order"),
        }
        audit.note(connection, actor, action, SUBJECT, tour_id, {name: was[name] for name in told}, told)
        return _find(connection, tour_id)


def _for_change(connection: sa.Connection, tour_id: str, version: int) -> SavedTour:
    """Return a tour as the caller last saw it, or raise ``Stale``."""
    found = _find(connection, tour_id)
    if found.version != version:
        raise Stale(
            N_("%(name)s was changed in the meantime (version %(now)s): look at it again, then change it"),
            name=found.title,
            now=found.version,
            version=found.version,
            changed_at=found.changed_at.isoformat(timespec="seconds"),
        )
    return found


def _find(connection: sa.Connection, tour_id: str) -> SavedTour:
    """Return one tour inside a transaction."""
    row = connection.execute(sa.select(tours).where(tours.c.tour_id == tour_id)).one_or_none()
    if row is None:
        raise NotFound(NO_TOUR)
    return SavedTour(**_values(row))


def _values(row: sa.Row[Any]) -> dict[str, Any]:
    """Return the columns of a row as Python values."""
    values = dict(row._mapping)
    for name in TIMES:
        values[name] = None if values[name] is None else as_utc(values[name])
    for name in TEXTS:
        if name in values:
            values[name] = json.loads(values[name])
    values["summary"] = read_summary(values["summary"])
    return values
