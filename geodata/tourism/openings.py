"""When a stop is open on the days of a tour, how long a visit takes, and what of it is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.tourism.assumptions import DEFAULTS, Assumptions, Hours
from geodata.tourism.calendars import check_days, day_names, merged, midnight, weekday_of
from geodata.tourism.festivals import Festival, festivals_on
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.market_readings import MarketDays, Reading
from geodata.tourism.places import TourPlace
from geodata.tourism.seasons import SeasonAssumption, seasons_of
from geodata.tourism.values import Interval
from geodata.vocabulary import MarketKind, Role, Weekday


class Closed(StrEnum):
    """Why a stop is open on no day of a tour."""

    DAY_UNKNOWN = "day_unknown"  # no source says on which days the market is held
    OTHER_DAYS = "other_days"  # the market is held on other weekdays


CLOSED_TEXTS: dict[Closed, str] = {
    Closed.DAY_UNKNOWN: N_("Market day unknown: it may be visited only as a place, if you say so"),
    Closed.OTHER_DAYS: N_("The market is held on other weekdays"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """How many minutes a visit takes; ``why`` says where an assumed figure comes from."""

    minutes: float
    assumed: bool
    why: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """
    One stop on the days of a tour.

    ``intervals`` are minutes after the midnight before the first day, sorted
    and disjoint, each inside one day. ``hours_assumed``: no source states the
    hours; ``days_assumed``: sources differ on the weekdays and one was
    believed. ``closed`` says why there is no interval.
    """

    intervals: tuple[Interval, ...]
    visit: Visit
    hours_assumed: bool
    days_assumed: bool
    closed: Closed | None
    season: SeasonAssumption | None
    in_season: bool | None  # on at least one of the days; None: no season is assumed
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """
    What a user chose for one stop.

    ``reading`` is the source that is believed where they differ; ``as_place``
    lets a market be visited on days on which it is not held, or may not be.
    """

    reading: Reading = Reading.FIRST
    as_place: bool = False


NO_CHOICE = Choice()


def open_on(
    place: TourPlace,
    days: Sequence[date],
    *,
    assumptions: Assumptions = DEFAULTS,
    choice: Choice = NO_CHOICE,
    festivals: Iterable[Festival] = (),
) -> Opening:
    """
    Return when a stop is open on ``days``, which need not follow each other directly.

    Raises
    ------
    InvalidInput
        There are no days, they do not ascend, or lie more than a month apart.
    """
    dates = check_days(days)
    market = place.market
    held = None if market is None else market.days(choice.reading)
    intervals: tuple[Interval, ...] = ()
    for day in dates:
        start = midnight(dates, day)
        hours = _hours(place, weekday_of(day), held, assumptions, as_place=choice.as_place)
        # Merged day by day: an interval ends at midnight at the latest.
        intervals += merged((start + opens, start + closes) for opens, closes in hours)
    season = season_of(place, assumptions)
    in_season = None if season is None else any(day.month in season.months for day in dates)
    visit = visit_of(place, assumptions)
    closed = None if intervals else Closed.OTHER_DAYS if held else Closed.DAY_UNKNOWN
    hours_assumed = market is None or market.hours is None or choice.as_place
    return Opening(
        intervals=intervals,
        visit=visit,
        hours_assumed=hours_assumed,
        days_assumed=market is not None and market.is_disputed and not choice.as_place,
        closed=closed,
        season=season,
        in_season=in_season,
        notes=(
            *([Note(closed.value, CLOSED_TEXTS[closed])] if closed else []),
            *([_hours_note(place, assumptions, choice)] if intervals and hours_assumed else []),
            *([visit.why] if intervals and visit.assumed else []),
            *_market_notes(market, choice),
            *_season_notes(season, in_season=in_season),
            *_harvest_notes(place, dates, assumptions),
            *_festival_notes(place, dates, festivals),
        ),
    )


def visit_of(place: TourPlace, assumptions: Assumptions = DEFAULTS) -> Visit:
    """Return how long a visit takes: what a source states, else what is assumed of its first kind."""
    if place.visit_min is not None and place.visit_min > 0:
        return Visit(place.visit_min, False, Note("visit_stated", N_("The length of the visit is stated")))
    row = assumptions.of(place.kind)
    text = N_("No source says how long a visit takes: %(minutes)s minutes are assumed (%(kind)s)")
    values = {"minutes": row.visit_min, "kind": KIND_TITLES[place.kind]}
    return Visit(row.visit_min, True, Note("visit_assumed", text, values))


def season_of(place: TourPlace, assumptions: Assumptions = DEFAULTS) -> SeasonAssumption | None:
    """Return the season of a sight by its name and kind; None where none is assumed, or it is no sight."""
    sights = [record for record in place.records if record.role is Role.SIGHT]
    texts = [text for record in sights for text in (record.name, record.kind) if text is not None]
    return next(iter(seasons_of(assumptions.seasons, texts)), None)


def _hours(
    place: TourPlace,
    weekday: Weekday,
    held: frozenset[Weekday] | None,
    assumptions: Assumptions,
    *,
    as_place: bool,
) -> Hours:
    """Return the hours of one day (minutes after midnight)."""
    if place.market is None or held is None:
        return assumptions.of(place.kind).hours
    hours: Hours = assumptions.of(StopKind.DAILY_MARKET).hours if as_place else ()
    return (*hours, *_market_hours(place.market, weekday, assumptions)) if weekday in held else hours


def _market_hours(market: MarketDays, weekday: Weekday, assumptions: Assumptions) -> Hours:
    """Return the hours of a market on a day on which it is held."""
    if market.hours is not None:
        return (market.hours,)
    return assumptions.of(_market_kind(market, weekday)).hours


def _market_kind(market: MarketDays, weekday: Weekday | None = None) -> StopKind:
    """Return the kind of market whose hours are assumed, on one weekday."""
    if market.is_evening or weekday in market.evening:
        return StopKind.EVENING_MARKET
    return StopKind.DAILY_MARKET if market.kind is MarketKind.DAILY else StopKind.MARKET


def _hours_note(place: TourPlace, assumptions: Assumptions, choice: Choice) -> Note:
    """Say by which row of the table the hours are assumed."""
    kind = place.kind
    if place.market is not None:
        kind = StopKind.DAILY_MARKET if choice.as_place else _market_kind(place.market)
    values = {"kind": KIND_TITLES[kind], "reason": assumptions.of(kind).reason}
    return Note("hours_assumed", N_("The hours are assumed (%(kind)s): %(reason)s"), values)


def _market_notes(market: MarketDays | None, choice: Choice) -> list[Note]:
    """Say that a market may not be held, and what another source says of its days."""
    found = []
    if market is not None and choice.as_place:
        found.append(Note("as_place", N_("Visited as a place: the market may not be held then")))
    if market is not None and market.other is not None:
        found.append(_dispute(market, market.other, choice.reading))
    return found


def _dispute(market: MarketDays, other: frozenset[Weekday], reading: Reading) -> Note:
    """Say which days are taken and which ones another source names."""
    taken, left = (market.first, other) if reading is Reading.FIRST else (other, market.first)
    if not taken:
        text = N_("Sources differ: one names %(other)s, another gives that day to another market")
        return Note("market_day_disputed", text, {"other": day_names(left)})
    values = {"taken": day_names(taken), "other": day_names(left)}
    if not left:
        text = N_("Sources differ: %(taken)s is assumed, another source gives that day to another market")
        return Note("market_day_disputed", text, {"taken": values["taken"]})
    text = N_("Sources differ on the market day: %(taken)s is assumed, another source says %(other)s")
    return Note("market_day_disputed", text, values)


def _season_notes(season: SeasonAssumption | None, *, in_season: bool | None) -> list[Note]:
    """Say that a stop is best in other months."""
    if season is None or in_season:
        return []
    text = N_("Outside its season, as far as assumed: %(season)s. %(reason)s")
    return [Note("out_of_season", text, {"season": season.title, "reason": season.reason})]


def _harvest_notes(place: TourPlace, days: Sequence[date], assumptions: Assumptions) -> list[Note]:
    """Say which products of the stop are not fresh on the days of the tour."""
    names = [product.name for product in place.products]
    text = N_("Outside the harvest, as far as assumed: %(season)s. %(reason)s")
    return [
        Note("out_of_harvest", text, {"season": harvest.title, "reason": harvest.reason})
        for harvest in seasons_of(assumptions.harvests, names)
        if not any(day.month in harvest.months for day in days)
    ]


def _festival_notes(place: TourPlace, days: Sequence[date], festivals: Iterable[Festival]) -> list[Note]:
    """Say which festivals are held at the stop, or somewhere in its commune, during the tour."""
    here = N_("%(name)s is held here on %(day)s (%(source)s)")
    near = N_("%(name)s is held in %(commune)s on %(day)s (%(source)s)")
    return [
        Note(
            "festival",
            here if festival.place_id == place.place_id else near,
            {
                "name": festival.name,
                "day": day.strftime("%d/%m/%Y"),
                "source": festival.source,
                "commune": place.commune,
            },
        )
        for festival, day in festivals_at(place, days, festivals)
    ]


def festivals_at(
    place: TourPlace, days: Sequence[date], festivals: Iterable[Festival]
) -> tuple[tuple[Festival, date], ...]:
    """Return the festivals that are held at a place, or in its commune, each with its days among ``days``."""
    return festivals_on((festival for festival in festivals if _is_held_at(festival, place)), days)


def _is_held_at(festival: Festival, place: TourPlace) -> bool:
    """Tell whether a festival is held at a place, or in the whole commune that it lies in."""
    if festival.place_id is not None or festival.unit is None:
        return festival.place_id == place.place_id
    return festival.unit[0] == place.commune_code
