"""Sales points and the days of the weekly markets among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geodata.names import name_key, tone_key
from geodata.registry.crafts import place_text
from geodata.registry.placing import Gazetteer, placed
from geodata.registry.products import origin, term
from geodata.registry.reading import Row, record_id, year
from geodata.registry.report import ProblemLog
from geodata.vocabulary import SalesPointKind, Weekday

Record = dict[str, Any]

KINDS = {member.value: member for member in SalesPointKind}
DAY_NAMES = {
    "thứ hai": Weekday.MON,
    "thứ ba": Weekday.TUE,
    "thứ tư": Weekday.WED,
    "thứ năm": Weekday.THU,
    "thứ sáu": Weekday.FRI,
    "thứ bảy": Weekday.SAT,
    "chủ nhật": Weekday.SUN,
}
# Words in a note or a market day by which a table says that its sources differ.
DIFFERS = re.compile(r"nguồn khác|sources differ|another source", re.IGNORECASE)
EVENING = re.compile(r"\btối\b|chợ đêm|\bevening\b|16–22 giờ", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


def read_sales_points(rows: Sequence[Row], where: Gazetteer, log: ProblemLog) -> list[Record]:
    """Return one row of ``sales_points`` for each raw row; one without a name or said twice is refused."""
    found: dict[str, Record] = {}
    for row in rows:
        name, kind = row.text("name_vi"), term(row, "kind", KINDS, log)
        if name is None:
            log.refused(row.number, "name_missing", "name_vi")
            continue
        key = record_id(name, place_text(row))
        if key in found:
            log.refused(row.number, "duplicate_record", "name_vi", name)
            continue
        found[key] = {
            "sales_point_id": key,
            "name": name,
            "kind": kind or SalesPointKind.SHOP,
            "operator": row.text("operator"),
            "opened_year": year(row, "opened_year", log),
            "market_day": row.text("market_day"),
            **placed(row, where, log),
            **origin(row, log),
        }
    return list(found.values())


def short_name(name: str) -> str:
    """Return the key of a name without what it says in brackets."""
    return tone_key(IN_BRACKETS.sub("", name))


def read_market_days(
    rows: Sequence[Row], points: Sequence[Record], log: ProblemLog, points_log: ProblemLog
) -> list[Record]:
    """
    Return rows of ``market_days``: those of the raw table, and those that only the sales points name.

    Both stay where the two tables differ, and every such day is disputed. A
    market that is held every day has no weekly day.
    """
    by_point: dict[str, list[Record]] = {}
    for row in rows:
        point, weekday = _point_of(row, points), row.text("weekday")
        if point is None:
            log.refused(row.number, "market_unmatched", "market", row.text("market"))
        elif weekday not in set(Weekday):
            log.refused(row.number, "value_unknown", "weekday", weekday)
        else:
            evening = row.text("note") == "evening"
            source = (log.file, row.number)
            by_point.setdefault(point["sales_point_id"], []).append(
                _day(point, Weekday(weekday), evening, row.text("note"), source)
            )
    for point in points:
        if point["kind"] == SalesPointKind.MARKET:
            listed = by_point.get(point["sales_point_id"], [])
            by_point[point["sales_point_id"]] = listed + _days_of_text(point, listed, points_log)
    logs = {log.file: log, points_log.file: points_log}
    return [
        day for point in points for day in _marked(by_point.get(point["sales_point_id"], []), point, logs)
    ]


def _point_of(row: Row, points: Iterable[Record]) -> Record | None:
    """Return the market of that name in that commune."""
    name, commune = row.text("market") or "", row.text("commune") or ""
    found = [
        point
        for point in points
        if point["kind"] == SalesPointKind.MARKET
        and short_name(point["name"]) == short_name(name)
        and name_key(point["raw_commune"] or "") == name_key(commune)
    ]
    return found[0] if len(found) == 1 else None


def weekdays(text: str | None) -> list[Weekday]:
    """Return the days that a Vietnamese text names, Monday first; ``hằng ngày`` names none."""
    plain = (text or "").casefold()
    return [day for name, day in DAY_NAMES.items() if name in plain]


def _days_of_text(point: Record, listed: Sequence[Record], log: ProblemLog) -> list[Record]:
    """Return the days that the text of a market names and no row of the raw table does."""
    known = {day["weekday"] for day in listed}
    evening = bool(EVENING.search(f"{point['name']} {point['market_day'] or ''}"))
    source = (log.file, point["source_row"])
    named = weekdays(point["market_day"])
    return [_day(point, day, evening, point["market_day"], source) for day in named if day not in known]


def _day(point: Record, weekday: Weekday, evening: bool, note: str | None, source: tuple[str, int]) -> Record:
    """Return a row of ``market_days``, not disputed yet."""
    return {
        "market_day_id": record_id(f"{point['sales_point_id']} {weekday}", f"{source[0]}|{evening}"),
        "sales_point_id": point["sales_point_id"],
        "weekday": weekday,
        "evening": evening,
        "disputed": False,
        "note": note,
        "source_table": source[0],
        "source_row": source[1],
    }


def _marked(days: Sequence[Record], point: Record, logs: Mapping[str, ProblemLog]) -> list[Record]:
    """Mark the days of one market as disputed where a table says so or the tables differ."""
    said = any(DIFFERS.search(text or "") for day in days for text in (day["note"], point["note"]))
    apart = len({day["source_table"] for day in days}) > 1
    if not said and not apart:
        return list(days)
    for file, row in dict.fromkeys((day["source_table"], day["source_row"]) for day in days):
        logs[file].noted(row, "market_day_disputed", "weekday", point["name"])
    return [day | {"disputed": True} for day in days]
