"""An explicit tour instance from JSON into frozen values, every number checked and named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain

import numpy as np

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.json_reading import (
    Json,
    bad,
    check_known,
    is_number,
    read_amount,
    read_object,
    read_optional,
    read_text,
    read_whole,
)
from geodata.tourism.requests import LOCAL, TourRequest
from geodata.tourism.values import Day, Floats, GroupLimit, Interval, Stop, TourInstance

MAX_ROWS = 600
MAX_STOPS = 500
MAX_DAYS = 14
MAX_OPENINGS = 10_000
MAX_LIMITS = 50
MAX_TIME_S = 30.0
USUAL_TIME_S = 2.0
MAX_ITERATIONS = 1_000_000
MAX_SEED = 2**31 - 1
EARLIEST, LATEST = 1900, 2200

NAMES = (
    "minutes",
    "stops",
    "days",
    "must",
    "avoid",
    "max_drive_min_per_day",
    "lunch",
    "limits",
    "seed",
    "iterations",
    "time_limit_s",
)
STOP_NAMES = ("index", "prize", "visit_min", "open")
DAY_NAMES = ("start", "end", "from", "to", "max_drive_min")
A_STOP = '{"index": 0, "prize": 1, "visit_min": 30, "open": [["2026-12-05T08:00", "2026-12-05T12:00"], …]}'
A_DAY = '{"start": 0, "end": 0, "from": "2026-12-05T07:30", "to": "2026-12-05T18:00"}'
A_TIME = "2026-12-05T08:00"
A_LUNCH = '{"from": "11:00", "to": "13:30", "minutes": 60}'
A_LIMIT = '{"group": [0, …], "min": 0, "max": 1, "each_day": false}'

SEND = N_("Send a tour as one JSON object")

# When a day begins and ends.
Moments = tuple[datetime, datetime]


def read_request(text: str | bytes, *, with_order: bool = False) -> TourRequest:
    """
    Return the tour that a JSON text asks for; ``with_order``: one whose order is to be checked.

    Raises
    ------
    InvalidInput
        It is no JSON object, or a value is unknown, missing or not allowed.
    TooLarge
        More rows, stops, days or openings than one tour takes.
    """
    given = read_object(text, SEND)
    check_known(given, (*NAMES, "order") if with_order else NAMES)
    minutes = _matrix(given.get("minutes"))
    rows = len(minutes)
    spans = [_span(each, number) for number, each in enumerate(_items(given, "days", MAX_DAYS, A_DAY))]
    origin = min(begin for begin, _end in spans).replace(hour=0, minute=0, second=0, microsecond=0)
    stops = _items(given, "stops", MAX_STOPS, A_STOP)
    count = len(stops)
    musts = frozenset(_positions(given.get("must", []), "must", count))
    avoided = frozenset(_positions(given.get("avoid", []), "avoid", count))
    limits, groups = _limits(given.get("limits", []), count)
    instance = TourInstance(
        minutes=minutes,
        stops=tuple(
            _stop(each, number, rows, origin, (number in musts, number in avoided), groups)
            for number, each in enumerate(stops)
        ),
        days=tuple(
            _day(each, number, rows, spans[number], origin, given)
            for number, each in enumerate(given["days"])
        ),
        limits=limits,
    )
    _check_openings(instance)
    return TourRequest(
        instance=instance,
        origin=origin,
        seed=read_whole("seed", given.get("seed", 1), 0, MAX_SEED),
        iterations=read_optional(
            given, "iterations", lambda name, value: read_whole(name, value, 1, MAX_ITERATIONS)
        ),
        time_limit_s=read_time_limit(given),
        order=_order(given.get("order"), count, len(spans)) if with_order else None,
    )


def _items(given: Json, name: str, most: int, example: str) -> list[Json]:
    """Return a list of objects."""
    value = given.get(name)
    if value is None:
        raise InvalidInput(N_("%(name)s is missing"), name=name)
    if not isinstance(value, list) or (not value and name == "days"):
        raise bad(name, value, f"[{example}, …]")
    if len(value) > most:
        raise TooLarge(
            N_("“%(name)s” may hold at most %(most)s; these are %(found)s"),
            name=name,
            most=most,
            found=len(value),
        )
    for number, each in enumerate(value):
        if not isinstance(each, dict):
            raise bad(f"{name}[{number}]", each, example)
    return value


def _matrix(value: object) -> Floats:
    """Return a square matrix of minutes; null is ``inf``."""
    if value is None:
        raise InvalidInput(N_("%(name)s is missing"), name="minutes")
    if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
        raise bad("minutes", value, "[[0, …], …]")
    rows = len(value)
    if rows > MAX_ROWS:
        raise TooLarge(
            N_("A table of %(rows)s × %(rows)s minutes is more than the %(most)s × %(most)s that are taken"),
            rows=rows,
            most=MAX_ROWS,
        )
    for number, row in enumerate(value):
        if len(row) != rows:
            raise InvalidInput(
                N_("Row %(row)s of the minutes has %(found)s numbers; there are %(wanted)s rows"),
                row=number,
                found=len(row),
                wanted=rows,
            )
    return np.array([[_minutes(i, j, cell) for j, cell in enumerate(row)] for i, row in enumerate(value)])


def _minutes(row: int, column: int, cell: object) -> float:
    """Return one cell of the matrix."""
    return math.inf if cell is None else read_amount(f"minutes[{row}][{column}]", cell)


def _moment(name: str, value: object) -> datetime:
    """Return a moment in Việt Nam; one without an offset is meant there."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        found = None
    # Years that leave room for every sum and every offset.
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise bad(name, value, A_TIME)
    return found.replace(tzinfo=LOCAL) if found.tzinfo is None else found.astimezone(LOCAL)


def _between(origin: datetime, at: datetime) -> float:
    """Return the minutes from ``origin`` to ``at``."""
    return (at - origin) / timedelta(minutes=1)


def _span(given: Json, number: int) -> Moments:
    """Return when a day begins and ends."""
    check_known(given, DAY_NAMES)
    begin, end = (_moment(f"days[{number}].{name}", given.get(name)) for name in ("from", "to"))
    if end < begin:
        raise InvalidInput(N_("%(name)s ends before it begins"), name=f"days[{number}]")
    return begin, end


def _day(given: Json, number: int, rows: int, span: Moments, origin: datetime, body: Json) -> Day:
    """Return one day."""
    name = f"days[{number}]"
    most = read_optional(body, "max_drive_min_per_day", read_amount)
    own = given.get("max_drive_min")
    lunch, lunch_min = _lunch(body.get("lunch"), span, origin)
    return Day(
        start=read_whole(f"{name}.start", given.get("start"), 0, rows - 1),
        end=read_whole(f"{name}.end", given.get("end"), 0, rows - 1),
        start_at=_between(origin, span[0]),
        end_at=_between(origin, span[1]),
        max_drive_min=most if own is None else read_amount(f"{name}.max_drive_min", own),
        lunch=lunch,
        lunch_min=lunch_min,
    )


def _lunch(given: object, span: Moments, origin: datetime) -> tuple[Interval | None, float]:
    """Return between which times of a day lunch is, and how long it takes."""
    if given is None:
        return None, 0.0
    if not isinstance(given, dict):
        raise bad("lunch", given, A_LUNCH)
    check_known(given, ("from", "to", "minutes"))
    midnight = span[0].replace(hour=0, minute=0, second=0, microsecond=0)
    begin, end = (
        _between(origin, midnight) + read_clock(f"lunch.{name}", given.get(name)) for name in ("from", "to")
    )
    if end < begin:
        raise InvalidInput(N_("%(name)s ends before it begins"), name="lunch")
    return (begin, end), read_amount("lunch.minutes", given.get("minutes"))


def read_clock(name: str, value: object) -> float:
    """Return a time of the day as minutes since midnight."""
    try:
        at = datetime.strptime(value, "%H:%M") if isinstance(value, str) else None  # noqa: DTZ007
    except ValueError:
        at = None
    if at is None:
        raise bad(name, value, "11:30")
    return at.hour * 60.0 + at.minute


def _stop(
    given: Json,
    number: int,
    rows: int,
    origin: datetime,
    wish: tuple[bool, bool],
    groups: Sequence[frozenset[str]],
) -> Stop:
    """Return one stop; ``wish`` says whether it must be visited, whether it must not."""
    name = f"stops[{number}]"
    check_known(given, STOP_NAMES)
    return Stop(
        index=read_whole(f"{name}.index", given.get("index"), 0, rows - 1),
        prize=read_amount(f"{name}.prize", given.get("prize")),
        visit_min=read_amount(f"{name}.visit_min", given.get("visit_min")),
        open=_openings(given.get("open"), f"{name}.open", origin),
        must=wish[0],
        avoid=wish[1],
        groups=groups[number],
    )


def _openings(given: object, name: str, origin: datetime) -> tuple[Interval, ...] | None:
    """Return when a place is open; None: always."""
    if given is None:
        return None
    if not isinstance(given, list) or len(given) > MAX_OPENINGS:
        raise bad(name, given, f'[["{A_TIME}", "2026-12-05T12:00"], …]')
    found = []
    for number, each in enumerate(given):
        which = f"{name}[{number}]"
        if not isinstance(each, list) or len(each) != 2:
            raise bad(which, each, f'["{A_TIME}", "2026-12-05T12:00"]')
        begin, end = (_between(origin, _moment(f"{which}[{i}]", at)) for i, at in enumerate(each))
        if end < begin:
            raise InvalidInput(N_("%(name)s ends before it begins"), name=which)
        found.append((begin, end))
    return tuple(found)


def _check_openings(instance: TourInstance) -> None:
    """Refuse more openings than are taken at once."""
    count = len(list(chain.from_iterable(stop.open or () for stop in instance.stops)))
    if count > MAX_OPENINGS:
        raise TooLarge(
            N_("“%(name)s” may hold at most %(most)s; these are %(found)s"),
            name="open",
            most=MAX_OPENINGS,
            found=count,
        )


def _positions(value: object, name: str, count: int) -> tuple[int, ...]:
    """Return positions of stops."""
    if not isinstance(value, list) or len(value) > MAX_STOPS:
        raise bad(name, value, f"[0 – {count - 1}, …]")
    return tuple(read_whole(f"{name}[{i}]", each, 0, count - 1) for i, each in enumerate(value))


def _limits(value: object, count: int) -> tuple[tuple[GroupLimit, ...], list[frozenset[str]]]:
    """Return the limits, and for each stop the groups that it is in: a group is named or numbered."""
    if not isinstance(value, list) or len(value) > MAX_LIMITS:
        raise bad("limits", value, f"[{A_LIMIT}, …]")
    limits: list[GroupLimit] = []
    groups: list[set[str]] = [set() for _ in range(count)]
    for number, each in enumerate(value):
        name = f"limits[{number}]"
        if not isinstance(each, dict) or "group" not in each:
            raise bad(name, each, A_LIMIT)
        check_known(each, ("group", "min", "max", "each_day", "name"))
        if not isinstance(each.get("each_day", False), bool):
            raise bad(f"{name}.each_day", each["each_day"], "true, false")
        label = name if each.get("name") is None else read_text(f"{name}.name", each["name"])
        if any(limit.group == label for limit in limits):
            raise InvalidInput(N_("Two limits are called “%(name)s”"), name=label)
        for stop in _positions(each["group"], f"{name}.group", count):
            groups[stop].add(label)
        least = 0 if each.get("min") is None else read_whole(f"{name}.min", each["min"], 0, MAX_STOPS)
        most = None if each.get("max") is None else read_whole(f"{name}.max", each["max"], 0, MAX_STOPS)
        limits.append(GroupLimit(label, least, most, each.get("each_day", False)))
    return tuple(limits), [frozenset(each) for each in groups]


def _order(value: object, count: int, days: int) -> tuple[tuple[int, ...], ...]:
    """Return the order of each day that is to be checked."""
    if value is None:
        raise InvalidInput(N_("%(name)s is missing"), name="order")
    if not isinstance(value, list) or len(value) != days or not all(isinstance(each, list) for each in value):
        raise bad("order", value, f"[[0 – {count - 1}, …], … × {days}]")
    return tuple(_positions(each, f"order[{day}]", count) for day, each in enumerate(value))


def read_time_limit(given: Json) -> float:
    """Return the seconds that a solve may take."""
    value = given.get("time_limit_s", USUAL_TIME_S)
    if not is_number(value) or not 0 < value <= MAX_TIME_S:
        raise bad("time_limit_s", value, f"0 < … ≤ {MAX_TIME_S:.0f}")
    return float(value)
