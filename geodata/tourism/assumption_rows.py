"""The one table of what is assumed of stops, as staff see and edit it: every row with its usual value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, InvalidInput, NotFound, Stale
from geodata.json_reading import bad, check_known, is_number, read_text
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import as_utc, utc_now
from geodata.office.tables import tour_assumptions
from geodata.store import Store
from geodata.tourism.assumptions import DAY_MIN, DEFAULTS, LONGEST_VISIT_MIN, KindAssumption
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.office_table import HARVEST, KIND, SEASON, Row, with_rows
from geodata.tourism.seasons import SeasonAssumption

SUBJECT = "tour_assumption"
MOST_HOURS = 6  # intervals of one day
HOURS = '[["08:00", "11:30"], ["13:30", "17:00"]]'
MONTHS = "[1 – 12, …]"
# What the rows of seasons and harvests are about, for a heading.
SUBJECTS: dict[str, str] = {
    "season:rice": N_("Rice terraces"),
    "season:plum_picking": N_("Picking plums"),
    "season:plum_blossom": N_("Plum blossom"),
    "season:buckwheat": N_("Buckwheat flowers"),
    "season:tea": N_("Tea"),
    "season:pineapple": N_("Pineapple fields"),
    "season:clouds": N_("Seas of clouds"),
    "harvest:pineapple": N_("Pineapples"),
    "harvest:plum": N_("Plums"),
    "harvest:longan": N_("Longans"),
    "harvest:custard_apple": N_("Custard apples"),
    "harvest:pear": N_("Pears"),
    "harvest:dragon_fruit": N_("Dragon fruits"),
    "harvest:young_rice": N_("Young rice"),
    "harvest:persimmon": N_("Persimmons"),
    "harvest:pomelo": N_("Pomelos"),
    "harvest:mandarin": N_("Mandarins and oranges"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionRow:
    """
    One row: what holds now, what usually does, and who changed it.

    ``group`` is ``kind``, ``season`` or ``harvest``; ``title`` is a text for
    the translators; ``words`` are those of a name by which a season is told.
    ``version`` 0: nobody has changed it yet.
    """

    key: str
    group: str
    title: str
    words: tuple[str, ...]
    value: Row
    usual: Row
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    @property
    def is_changed(self) -> bool:
        """Tell whether the office holds something else than the program does."""
        return self.value != self.usual


def assumption_rows(store: Store) -> list[AssumptionRow]:
    """Return every row: the kinds of stops, the seasons of sights, the harvests of products."""
    with store.read() as connection:
        return list(_rows(connection).values())


def change_assumption(store: Store, actor: Actor, key: str, version: int, value: object) -> AssumptionRow:
    """
    Change one row and note it in the audit log; ``value`` None goes back to the usual one.

    A kind is ``{"visit_min", "hours": [["08:00", "17:00"], …], "reason"}``, a
    season or harvest ``{"months", "title", "reason"}``, where ``title`` is the
    sentence that readers see; without it the usual one stays, as long as the
    months do.

    Raises
    ------
    NotFound
        There is no such row.
    InvalidInput
        A value is not allowed; the values name the field.
    Stale
        Somebody changed the row since ``version``; the values hold what it is ``now``.
    """
    usual = _usual().get(key)
    if usual is None:
        raise NotFound(N_("There is no assumption %(id)s"), id=key[:64])
    wanted = None if value is None else _read(usual, value)
    with store.write() as connection:
        before = _rows(connection)[key]
        if before.version != version:
            raise Stale(
                N_("%(who)s has changed this row in the meantime: compare it with yours, then change it"),
                who=before.changed_by or "?",
                version=before.version,
                now=before.value,
            )
        row = {
            "value": json.dumps(wanted, ensure_ascii=False),
            "version": version + 1,
            "changed_at": utc_now(),
            "changed_by": actor.name,
        }
        if version:
            own = tour_assumptions.c.row_key == key
            connection.execute(tour_assumptions.update().where(own).values(**row))
        else:
            connection.execute(tour_assumptions.insert().values(row_key=key, **row))
        action = "tour_assumption_reset" if wanted is None else "tour_assumption_changed"
        audit.note(connection, actor, action, SUBJECT, key, before.value, wanted)
        return _rows(connection)[key]


def clock(minutes: float) -> str:
    """Return minutes after midnight as a time of the day; the end of the day is 24:00."""
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def _usual() -> dict[str, AssumptionRow]:
    """Return the rows as the program has them."""
    found = [_kind(kind, row) for kind, row in DEFAULTS.kinds.items()]
    found += [_season(SEASON, row) for row in DEFAULTS.seasons]
    found += [_season(HARVEST, row) for row in DEFAULTS.harvests]
    return {row.key: row for row in found}


def _kind(kind: StopKind, row: KindAssumption) -> AssumptionRow:
    """Return the row of a kind of stops."""
    hours = [list(pair) for pair in row.hours]
    value = {"visit_min": row.visit_min, "hours": hours, "reason": row.reason}
    title = KIND_TITLES[kind]
    return AssumptionRow(key=f"{KIND}:{kind.value}", group=KIND, title=title, words=(), **_same(value))


def _season(group: str, row: SeasonAssumption) -> AssumptionRow:
    """Return the row of a season or a harvest."""
    key = f"{group}:{row.key}"
    value = {"months": sorted(row.months), "title": row.title, "reason": row.reason}
    return AssumptionRow(key=key, group=group, title=SUBJECTS[key], words=row.words, **_same(value))


def _same(value: Row) -> dict[str, Any]:
    """Return a value as the one that holds and the usual one."""
    return {"value": value, "usual": value}


def _rows(connection: sa.Connection) -> dict[str, AssumptionRow]:
    """Return every row that this program knows, by key."""
    stored = {row.row_key: row for row in connection.execute(sa.select(tour_assumptions))}
    return {key: _with(row, stored.get(key)) for key, row in _usual().items()}


def _with(usual: AssumptionRow, stored: sa.Row[Any] | None) -> AssumptionRow:
    """Return a row as the office has it."""
    if stored is None:
        return usual
    value = json.loads(stored.value)
    return AssumptionRow(
        key=usual.key,
        group=usual.group,
        title=usual.title,
        words=usual.words,
        value=usual.usual if value is None else value,
        usual=usual.usual,
        version=stored.version,
        changed_at=as_utc(stored.changed_at),
        changed_by=stored.changed_by,
    )


def _read(usual: AssumptionRow, value: object) -> Row:
    """Return a row from JSON; every error names the field."""
    names = ("visit_min", "hours", "reason") if usual.group == KIND else ("months", "title", "reason")
    if not isinstance(value, dict):
        raise bad("value", value, ", ".join(names))
    check_known(value, names)
    found = _read_kind(value) if usual.group == KIND else _read_months(value, usual.usual)
    row = found | {"reason": read_text("reason", value.get("reason"))}
    with_rows({usual.key: row})  # what tours are made of has the last word
    return row


def _read_kind(given: dict[str, Any]) -> Row:
    """Return how long a visit of a kind takes and when it is open."""
    minutes, hours = given.get("visit_min"), given.get("hours")
    if not is_number(minutes) or not 1 <= minutes <= LONGEST_VISIT_MIN:  # type: ignore[operator]
        raise bad("visit_min", minutes, f"1 – {LONGEST_VISIT_MIN:.0f}")
    if not isinstance(hours, list) or not 1 <= len(hours) <= MOST_HOURS:
        raise bad("hours", hours, HOURS)
    spans = [_span(f"hours[{number}]", pair) for number, pair in enumerate(hours)]
    ends = [end for span in spans for end in span]
    if ends != sorted(set(ends)):
        raise InvalidInput(N_("%(name)s: each time has to be later than the one before"), name="hours")
    if max(end - start for start, end in spans) < float(minutes):  # type: ignore[arg-type]
        raise InvalidInput(
            N_("%(name)s: none of them is as long as the visit, %(minutes)s minutes"),
            name="hours",
            minutes=minutes,
        )
    return {"visit_min": float(minutes), "hours": spans}  # type: ignore[arg-type]


def _span(name: str, value: object) -> list[float]:
    """Return from when to when it is open, in minutes after midnight."""
    if not isinstance(value, list) or len(value) != 2:
        raise bad(name, value, HOURS)
    return [_clock_minutes(name, part) for part in value]


def _clock_minutes(name: str, value: object) -> float:
    """Return a time of the day in minutes after midnight; 24:00 is the end of it."""
    hour, sign, minute = value.partition(":") if isinstance(value, str) else ("", "", "")
    digits = len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdecimal()
    minutes = int(hour) * 60 + int(minute) if sign and digits and int(minute) < 60 else DAY_MIN + 1
    if minutes > DAY_MIN:
        raise bad(name, value, "00:00 – 24:00")
    return float(minutes)


def _read_months(given: dict[str, Any], usual: Row) -> Row:
    """Return the months of a season and the sentence that tells them."""
    months = given.get("months")
    known = range(1, 13)
    if (
        not isinstance(months, list)
        or not months
        or any(isinstance(month, bool) or month not in known for month in months)
    ):
        raise bad("months", months, MONTHS)
    found = sorted({int(month) for month in months})
    title = given.get("title")
    if title in (None, usual["title"]) and found != usual["months"]:
        raise InvalidInput(
            N_("%(name)s: say in a sentence which months they are; the usual one names others"), name="title"
        )
    return {"months": found, "title": usual["title"] if title is None else read_text("title", title)}
