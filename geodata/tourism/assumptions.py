"""
What is assumed where no source says it: of stops the length of a visit, hours, the best months; of a party
its pace and its vehicle.

One table, one row for each kind, each with its reason. None of it is a fact:
whatever uses a row says so. The office may hand in a table of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from geodata.errors import N_, InvalidInput
from geodata.tourism.kinds import StopKind
from geodata.tourism.paces import PACES, Pace, PaceAssumption
from geodata.tourism.seasons import DEFAULT_HARVESTS, DEFAULT_SEASONS, SeasonAssumption
from geodata.tourism.vehicles import VEHICLES, Vehicle, VehicleAssumption

DAY_MIN = 1440.0
LONGEST_VISIT_MIN = 720.0
Hours = tuple[tuple[float, float], ...]  # minutes after midnight, sorted and disjoint


@dataclass(frozen=True, slots=True)
class KindAssumption:
    """
    What is assumed of one kind of stop.

    ``visit_min`` are minutes; ``hours`` are open every day of the year, except
    that a market keeps its days. ``reason`` is a text for the translators.
    """

    visit_min: float
    hours: Hours
    reason: str


def _at(hour: int, minute: int = 0) -> float:
    """Return a time of day as minutes after midnight."""
    return float(hour * 60 + minute)


DEFAULT_KINDS: Mapping[StopKind, KindAssumption] = MappingProxyType(
    {
        StopKind.MARKET: KindAssumption(
            75,
            ((_at(6), _at(12)),),
            N_("Weekly markets of the highlands are held in the morning; no source gives the hours"),
        ),
        StopKind.DAILY_MARKET: KindAssumption(
            45, ((_at(6), _at(18)),), N_("Town markets are held by daylight; no source gives the hours")
        ),
        StopKind.EVENING_MARKET: KindAssumption(
            75,
            ((_at(18), _at(22)),),
            N_("An evening market is taken to last from 18:00 to 22:00 unless its source gives the hours"),
        ),
        StopKind.HIKE: KindAssumption(
            480,
            ((_at(6), _at(17)),),
            N_("A hike takes most of a day, and many take more: ask a guide before planning one"),
        ),
        StopKind.RIDE: KindAssumption(
            90,
            ((_at(8), _at(17)),),
            N_("Waiting, the way up and the way down; ask the operator for the hours"),
        ),
        StopKind.BATH: KindAssumption(
            90, ((_at(8), _at(18)),), N_("Time for a bath; no source gives the hours")
        ),
        StopKind.COMMUNITY: KindAssumption(
            90, ((_at(7, 30), _at(17, 30)),), N_("A walk through the village and a talk with a household")
        ),
        StopKind.FARM: KindAssumption(
            60,
            ((_at(7, 30), _at(17)),),
            N_("A walk and a tasting; whether visitors are received is not known"),
        ),
        StopKind.CULTURE: KindAssumption(
            45, ((_at(7), _at(17)),), N_("Temples and monuments are taken to be open by daylight")
        ),
        StopKind.NATURE: KindAssumption(
            60, ((_at(6, 30), _at(17)),), N_("By daylight, with a short walk from the road")
        ),
        StopKind.CRAFT: KindAssumption(
            60, ((_at(8), _at(17)),), N_("To see the work done; whether anybody works that day is not known")
        ),
        StopKind.SHOP: KindAssumption(
            30, ((_at(8), _at(18)),), N_("Time to look and to buy; no source gives the hours")
        ),
        StopKind.PRODUCER: KindAssumption(
            45,
            ((_at(8), _at(11, 30)), (_at(13, 30), _at(17))),
            N_("Office hours; no source says that the producer receives visitors: call first"),
        ),
        StopKind.LANDMARK: KindAssumption(20, ((_at(6), _at(20)),), N_("Time to look and to take a picture")),
    }
)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """
    The whole table: a row for every kind of stop, pace and vehicle, the seasons of sights, the harvests.

    Raises
    ------
    InvalidInput
        A kind has no row; hours leave the day, overlap or are too short for a visit; a month is none.
    """

    kinds: Mapping[StopKind, KindAssumption] = field(default_factory=lambda: DEFAULT_KINDS)
    seasons: tuple[SeasonAssumption, ...] = DEFAULT_SEASONS  # of sights
    harvests: tuple[SeasonAssumption, ...] = DEFAULT_HARVESTS  # of products that are fresh for some months
    paces: Mapping[Pace, PaceAssumption] = field(default_factory=lambda: PACES)
    vehicles: Mapping[Vehicle, VehicleAssumption] = field(default_factory=lambda: VEHICLES)

    def __post_init__(self) -> None:
        """Refuse a table with which no visit could be placed."""
        for kind in StopKind:
            if kind not in self.kinds:
                raise InvalidInput(N_("The assumptions say nothing of the kind %(kind)s"), kind=kind.value)
            _check(kind, self.kinds[kind])
        for season in (*self.seasons, *self.harvests):
            if not season.months or not season.months <= frozenset(range(1, 13)):
                raise InvalidInput(N_("The season %(name)s needs months from 1 to 12"), name=season.key)

    def of(self, kind: StopKind) -> KindAssumption:
        """Return the row of one kind."""
        return self.kinds[kind]

    def changed(self, kind: StopKind, row: KindAssumption) -> Assumptions:
        """Return the table with another row for one kind."""
        return replace(self, kinds=MappingProxyType({**self.kinds, kind: row}))


def _check(kind: StopKind, row: KindAssumption) -> None:
    """Refuse a visit or hours that cannot be."""
    if not (math.isfinite(row.visit_min) and 0 < row.visit_min <= LONGEST_VISIT_MIN):
        raise InvalidInput(
            N_("A visit (%(kind)s) takes from 1 to %(most)s minutes, not %(value)s"),
            kind=kind.value,
            most=int(LONGEST_VISIT_MIN),
            value=row.visit_min,
        )
    before = 0.0
    for start, end in row.hours:
        # False for what is no number, too.
        if not before <= start < end <= DAY_MIN:
            raise InvalidInput(
                N_("The hours of %(kind)s have to lie in one day, one after the other"), kind=kind.value
            )
        before = end
    if not any(end - start >= row.visit_min for start, end in row.hours):
        raise InvalidInput(N_("No hours of %(kind)s are long enough for the visit"), kind=kind.value)


DEFAULTS = Assumptions()
