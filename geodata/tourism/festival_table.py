"""Festivals as staff enter them: checked, kept with their source, and when each is held next."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, InvalidInput, NotFound, Stale
from geodata.json_reading import bad, check_known, read_choice, read_text, read_whole
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import as_utc, utc_now
from geodata.office.tables import festivals
from geodata.planning.notes import Note
from geodata.store import Store
from geodata.tourism.festivals import LONGEST_DAYS, CalendarKind, Festival
from geodata.tourism.lunar import LAST_YEAR, LunarDate, lunar_of, solar_of
from geodata.tourism.office_table import festival_of
from geodata.tourism.registry_places import tour_places
from geodata.units import UnitKey, find_unit_by_code, system_day
from geodata.view import View
from geodata.vocabulary import UnitLevel, UnitSystem

NAMES = ("name", "calendar", "month", "day", "days", "place_id", "unit_code", "source")
SUBJECT = "festival"
ID_BYTES = 9
# A 29 February or a 30th of a short lunar month comes again within as many years.
YEARS_AHEAD = 20
# Days of a lunar year with a leap month, the longest: what is held every year is never further away.
LONGEST_YEAR = 385
NEXT_FAR = N_(
    "Not before %(date)s: until then no year has a day %(day)s in month %(month)s. Check the day that was"
    " entered"
)
NEXT_UNKNOWN = N_(
    "The next date is not known: as far as the calendar is known here, none of the next %(years)s years has a"
    " day %(day)s in month %(month)s. Check the day that was entered"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFestival:
    """A festival with its version and who changed it last (UTC)."""

    festival: Festival
    version: int
    changed_at: datetime
    changed_by: str | None


def stored_festivals(store: Store) -> list[StoredFestival]:
    """Return every festival, by month and day of its calendar, solar ones first."""
    order = (festivals.c.calendar.desc(), festivals.c.month, festivals.c.day, festivals.c.festival_id)
    with store.read() as connection:
        return [_stored(row) for row in connection.execute(sa.select(festivals).order_by(*order))]


def find_festival(store: Store, festival_id: str) -> StoredFestival:
    """Return one festival, or raise ``NotFound``."""
    with store.read() as connection:
        return _find(connection, festival_id)


def read_festival(store: Store, given: dict[str, Any], today: date, festival_id: str = "") -> Festival:
    """
    Return the festival that a JSON object describes: held at a stop (``place_id``) or in a commune of today.

    Raises
    ------
    InvalidInput
        A value is missing or not allowed; the values name the field.
    """
    check_known(given, NAMES)
    calendar = read_choice(given, "calendar", tuple(CalendarKind))
    if calendar is None:
        raise InvalidInput(N_("%(name)s is missing"), name="calendar")
    place_id, unit = _where(store, given, today)
    return Festival(
        festival_id=festival_id,
        name=read_text("name", given.get("name")),
        calendar=CalendarKind(calendar),
        month=read_whole("month", given.get("month"), 1, 12),
        day=_day(given, CalendarKind(calendar)),
        days=read_whole("days", given.get("days", 1), 1, LONGEST_DAYS),
        place_id=place_id,
        unit=unit,
        source=read_text("source", given.get("source")),
    )


def add_festival(store: Store, actor: Actor, festival: Festival) -> StoredFestival:
    """Keep a festival; every tour from now on knows it."""
    festival_id, values = secrets.token_urlsafe(ID_BYTES), _columns(festival)
    with store.write() as connection:
        row = values | {"festival_id": festival_id, "version": 1, **_by(actor)}
        connection.execute(festivals.insert().values(**row))
        audit.note(connection, actor, "festival_added", SUBJECT, festival_id, None, _told(values))
        return _find(connection, festival_id)


def change_festival(store: Store, actor: Actor, festival: Festival, version: int) -> StoredFestival:
    """
    Put a festival in place of the one with its key.

    Raises
    ------
    NotFound
        It was removed.
    Stale
        Somebody changed it since ``version``; the values hold what it is ``now``.
    """
    values, own = _columns(festival), festivals.c.festival_id == festival.festival_id
    with store.write() as connection:
        before = _told(_columns(_for_change(connection, festival.festival_id, version).festival))
        connection.execute(festivals.update().where(own).values(version=version + 1, **_by(actor), **values))
        audit.note(
            connection, actor, "festival_changed", SUBJECT, festival.festival_id, before, _told(values)
        )
        return _find(connection, festival.festival_id)


def remove_festival(store: Store, actor: Actor, festival_id: str, version: int) -> None:
    """Remove a festival; raises as ``change_festival``."""
    with store.write() as connection:
        before = _for_change(connection, festival_id, version).festival
        connection.execute(festivals.delete().where(festivals.c.festival_id == festival_id))
        audit.note(connection, actor, "festival_removed", SUBJECT, festival_id, _told(_columns(before)), None)


def next_held(festival: Festival, today: date) -> date | None:
    """
    Return the first day of the festival that is held now or next.

    None where no year has its day within twenty years (or before 2101): it is never held.
    """
    earliest = today - timedelta(festival.days - 1)
    days = (day for day in _first_days(festival, earliest) if day >= earliest)
    return next(days, None)


def note_on_next(festival: Festival, today: date) -> Note | None:
    """Return that the next day of a festival is far or not known, as months lack it; None: it is near."""
    values = {"day": festival.day, "month": festival.month}
    held = next_held(festival, today)
    if held is None:
        return Note("next_unknown", NEXT_UNKNOWN, {**values, "years": YEARS_AHEAD})
    if (held - today).days <= LONGEST_YEAR:
        return None
    return Note("next_far", NEXT_FAR, {**values, "date": held.strftime("%d/%m/%Y")})


def _first_days(festival: Festival, earliest: date) -> Iterator[date]:
    """Give the first days of a festival, year by year; a year that lacks the day has none."""
    solar = festival.calendar is CalendarKind.SOLAR
    first = earliest.year if solar else lunar_of(earliest).year
    for year in range(first, min(first + YEARS_AHEAD, LAST_YEAR) + 1):
        try:
            if solar:
                yield date(year, festival.month, festival.day)
            else:
                yield solar_of(LunarDate(year, festival.month, False, festival.day))
        except (ValueError, InvalidInput):
            continue


def _day(given: dict[str, Any], calendar: CalendarKind) -> int:
    """Return the day of the month; which months are shorter, ``Festival`` knows."""
    return read_whole("day", given.get("day"), 1, 30 if calendar is CalendarKind.LUNAR else 31)


def _where(store: Store, given: dict[str, Any], today: date) -> tuple[str | None, UnitKey | None]:
    """Return the stop or the commune in which a festival is held."""
    place_id, code = given.get("place_id"), given.get("unit_code")
    if (place_id is None) == (code is None):
        raise InvalidInput(
            N_("%(name)s: name either the place or the commune in which the festival is held"),
            name="place_id",
        )
    if code is None:
        if str(place_id) not in tour_places(store, View(today=today)).by_id:
            text = N_("%(name)s names %(id)s, which is no stop here")
            raise InvalidInput(text, name="place_id", id=str(place_id)[:100])
        return str(place_id), None
    unit = _commune(store, code, today) if isinstance(code, str) else None
    if unit is None:
        raise bad("unit_code", code, "02641")
    return None, unit


def _commune(store: Store, code: str, today: date) -> UnitKey | None:
    """Return the commune of today with a code; None where there is none."""
    try:
        unit = find_unit_by_code(store, code, system_day(UnitSystem.Y2025, today), today=today)
    except NotFound:
        return None
    return (unit.unit_code, unit.valid_from) if unit.level == UnitLevel.COMMUNE else None


def _columns(festival: Festival) -> dict[str, Any]:
    """Return the columns of a festival, without its key."""
    code, valid_from = (None, None) if festival.unit is None else festival.unit
    return {
        "name": festival.name,
        "calendar": festival.calendar.value,
        "month": festival.month,
        "day": festival.day,
        "days": festival.days,
        "place_id": festival.place_id,
        "unit_code": code,
        "unit_valid_from": valid_from,
        "source": festival.source,
    }


def _told(values: dict[str, Any]) -> dict[str, object]:
    """Return columns as the audit log takes them."""
    day = values["unit_valid_from"]
    return values | {"unit_valid_from": None if day is None else day.isoformat()}


def _by(actor: Actor) -> dict[str, Any]:
    """Return who changes a row, and when."""
    return {"changed_at": utc_now(), "changed_by": actor.name}


def _for_change(connection: sa.Connection, festival_id: str, version: int) -> StoredFestival:
    """Return a festival as the caller last saw it, or raise ``Stale``."""
    found = _find(connection, festival_id)
    if found.version != version:
        raise Stale(
            N_("%(who)s has changed this row in the meantime: compare it with yours, then change it"),
            who=found.changed_by or "?",
            version=found.version,
            now=_told(_columns(found.festival)),
        )
    return found


def _find(connection: sa.Connection, festival_id: str) -> StoredFestival:
    """Return one festival inside a transaction."""
    own = festivals.c.festival_id == festival_id
    row = connection.execute(sa.select(festivals).where(own)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such festival; it may have been removed"))
    return _stored(row)


def _stored(row: sa.Row[Any]) -> StoredFestival:
    """Return a row as a value."""
    return StoredFestival(
        festival=festival_of(row),
        version=row.version,
        changed_at=as_utc(row.changed_at),
        changed_by=row.changed_by,
    )
