"""What a query string asks of a list of tours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.datastructures import MultiDict

from app.params import text_of, whole_number
from geodata.json_reading import bad
from geodata.view_reading import CODE
from geodata.vocabulary import Weekday

if TYPE_CHECKING:
    from geodata.tourism.tour_summary import TourFilter

MOST_DAYS = 31
FILTER_NAMES = ("mine", "changed", "days", "kind", "commune", "weekday", "q")
FLAGS = {"true": True, "1": True, "false": False, "0": False}


def filter_of(args: MultiDict[str, str]) -> TourFilter:
    """Return what must be true of a tour; what is empty asks for nothing."""
    from geodata.tourism.kinds import StopKind
    from geodata.tourism.tour_summary import TourFilter

    kind, weekday = _one_of(args, "kind", tuple(StopKind)), _one_of(args, "weekday", tuple(Weekday))
    commune = args.get("commune") or None
    if commune is not None and not CODE.fullmatch(commune):
        raise bad("commune", commune, "02641")
    return TourFilter(
        days=whole_number(args, "days", 1, MOST_DAYS, 1) if args.get("days") else None,
        kind=None if kind is None else StopKind(kind),
        commune=commune,
        weekday=None if weekday is None else Weekday(weekday),
        text=text_of(args),
    )


def flag_of(args: MultiDict[str, str], name: str) -> bool | None:
    """Return a truth value; None where it is not asked for."""
    value = args.get(name) or None
    if value is not None and value not in FLAGS:
        raise bad(name, value, "true, false")
    return None if value is None else FLAGS[value]


def _one_of(args: MultiDict[str, str], name: str, allowed: tuple[str, ...]) -> str | None:
    """Return one of a few words; None where it is not asked for."""
    value = args.get(name) or None
    if value is not None and value not in allowed:
        raise bad(name, value, ", ".join(allowed))
    return value
