"""
How far the schematic links are from what is published, and the few factors that bring them near it.

Three numbers for the whole province, none for a single link:

* the detour factor times the lengths that are straight lines × 1.5: the median
  of (published km - km of known length on the way) / estimated km;
* the time factor times all minutes: the median of published / computed minutes;
* the range around it: the quantiles 0.1 and 0.9 of the same ratios, so that
  low : likely : high is one ratio for every link.

A pair of places speaks once, however many sources repeat it, with the lowest
and the highest figure that is published for it. The error is told twice: with
all pairs fitted, and of each pair by factors that never saw it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

import sqlalchemy as sa

from geodata import tables
from geodata.network.links import Links, quickest, read_links
from geodata.network.published import PublishedPair, published_pairs
from geodata.network.speeds import SpeedRange, Spread, speeds_by_class
from geodata.store import Store

# A detour is told by ways that are estimated for half their length at least.
LEAST_ESTIMATED = 0.5
# Fewer pairs than these fit nothing: the factor stays 1.
LEAST_PAIRS = 5
# Estimated links are straight lines × 1.5, and no road is shorter than the straight line.
LEAST_DETOUR = 1 / 1.5
# Another detour factor may make another way the quickest one.
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Factors:
    """The detour factor of estimated lengths, and the factor of minutes with its range."""

    detour: float
    time: Spread


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """A pair of places: what is published (the middle figure) and what was computed, km or minutes."""

    from_place: str
    to_place: str
    published: float
    computed: float

    @property
    def ratio(self) -> float:
        """Published / computed."""
        return self.published / self.computed

    @property
    def times_off(self) -> float:
        """How many times too large or too small, at least 1."""
        return max(self.ratio, 1 / self.ratio)


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """
    The ratios published / computed of the compared pairs.

    ``typical`` is the middle of how many times too large or too small, so that
    errors to both sides do not cancel out; ``worst`` the pair furthest off.
    """

    pairs: int
    median_ratio: float
    typical: float
    worst_ratio: float
    worst: ComparedPair

    @classmethod
    def of(cls, compared: Sequence[ComparedPair]) -> CalibrationError | None:
        """Sum up compared pairs; None where there are none."""
        if not compared:
            return None
        worst = max(compared, key=lambda pair: abs(log(pair.ratio)))
        return cls(
            len(compared),
            median(pair.ratio for pair in compared),
            median(pair.times_off for pair in compared),
            worst.ratio,
            worst,
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """
    The factors, and the error by km and by minutes: ``fitted`` on all pairs, ``unseen`` by the others alone.

    ``within_range`` of the pairs with minutes have their middle figure inside
    the range that the others give. ``not_joined`` pairs have no way along the
    links and are in no figure. ``ways_left_out`` counts the published
    ways by the reason (``registry.roads.NOT_USED``) why none is held against
    them; ``given`` pairs are not in the error of km, as the published figure
    is the length of the link itself.
    """

    factors: Factors
    km_fitted: CalibrationError | None
    km_unseen: CalibrationError | None
    minutes_fitted: CalibrationError | None
    minutes_unseen: CalibrationError | None
    within_range: int
    pairs: int
    not_joined: int
    given: int
    ways_used: int
    ways_left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Way:
    """The quickest way of a pair: km of known and of estimated length, minutes at the likely speeds."""

    pair: PublishedPair
    known_km: float
    estimated_km: float
    minutes: float

    @property
    def km(self) -> float:
        """All km."""
        return self.known_km + self.estimated_km


def factors_of(store: Store) -> Factors:
    """Return the factors that the published ways in a store give; remembered for its revision."""
    return store.remembered("road_factors", lambda: _Fit.read(store).factors())


def calibration(store: Store) -> Calibration:
    """
    Return the factors and their error; remembered for the revision of the store.

    Raises
    ------
    DataProblem
        The store holds no links between communes, or no speeds.
    """
    return store.remembered("calibration", lambda: _calibrate(store))


def _calibrate(store: Store) -> Calibration:
    """Fit with all pairs, and once more without each."""
    fit = _Fit.read(store)
    factors = fit.factors()
    ways = fit.ways(fit.pairs, factors.detour)
    unseen = [(fit.without(pair).factors(), pair) for pair in fit.pairs]
    told = [(left, way) for left, pair in unseen for way in fit.ways([pair], left.detour)]
    return Calibration(
        factors=factors,
        km_fitted=CalibrationError.of(_compared_km(ways)),
        km_unseen=CalibrationError.of(_compared_km([way for _, way in told])),
        minutes_fitted=CalibrationError.of(_compared_minutes((factors, way) for way in ways)),
        minutes_unseen=CalibrationError.of(_compared_minutes(told)),
        within_range=sum(_is_within(left, way) for left, way in told),
        pairs=len(ways),
        not_joined=len(fit.pairs) - len(ways),
        given=sum(way.pair.km is not None and way.estimated_km == 0 for way in ways),
        ways_used=fit.ways_used,
        ways_left_out=fit.left_out,
    )


def _compared_km(ways: Iterable[_Way]) -> list[ComparedPair]:
    """Hold km against what is published; a way of nothing but known lengths would be held against itself."""
    return [
        ComparedPair(way.pair.from_place, way.pair.to_place, way.pair.km.middle, way.km)
        for way in ways
        if way.pair.km is not None and way.estimated_km > 0
    ]


def _compared_minutes(told: Iterable[tuple[Factors, _Way]]) -> list[ComparedPair]:
    """Hold likely minutes against what is published."""
    return [
        ComparedPair(
            way.pair.from_place, way.pair.to_place, way.pair.minutes.middle, way.minutes * factors.time.middle
        )
        for factors, way in told
        if way.pair.minutes is not None
    ]


def _is_within(factors: Factors, way: _Way) -> bool:
    """Return whether the published minutes lie in the range of the computed ones."""
    published, time = way.pair.minutes, factors.time
    return published is not None and way.minutes * time.low <= published.middle <= way.minutes * time.high


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """What the factors are fitted on."""

    links: Links
    speeds: Mapping[str, SpeedRange]
    pairs: tuple[PublishedPair, ...]
    ways_used: int
    left_out: Mapping[str, int]

    @classmethod
    def read(cls, store: Store) -> _Fit:
        """Read links, speeds and published ways."""
        t = tables.published_ways
        with store.read() as connection:
            rows = connection.execute(sa.select(t).order_by(t.c.source_table, t.c.source_row)).all()
        used = [row for row in rows if row.not_used is None]
        left_out = Counter(row.not_used for row in rows if row.not_used is not None)
        return cls(
            read_links(store), speeds_by_class(store), published_pairs(used), len(used), dict(left_out)
        )

    def without(self, pair: PublishedPair) -> _Fit:
        """Return the same without one pair."""
        rest = tuple(other for other in self.pairs if other is not pair)
        return _Fit(self.links, self.speeds, rest, self.ways_used, self.left_out)

    def ways(self, pairs: Sequence[PublishedPair], detour: float) -> list[_Way]:
        """Return the quickest way of each pair that links join."""
        km, minutes = self.links.km(detour), self.links.minutes(self.speeds, detour)
        found = quickest(self.links, minutes, [pair.codes for pair in pairs])
        return [
            _Way(
                pair,
                float(km[way][~self.links.estimated[way]].sum()),
                float(km[way][self.links.estimated[way]].sum()),
                float(minutes[way].sum()),
            )
            for pair in pairs
            if (way := found.get(pair.codes)) is not None
        ]

    def factors(self) -> Factors:
        """Fit the detour factor, then the factor of minutes on the ways that it makes the quickest."""
        detour = 1.0
        for _ in range(ROUNDS):
            ratios = _detour_ratios(self.ways(self.pairs, detour), detour)
            if len(ratios) < 2 * LEAST_PAIRS:
                detour = 1.0
                break
            detour = max(Spread.of(ratios).middle, LEAST_DETOUR)
        ratios = [
            figure / way.minutes
            for way in self.ways(self.pairs, detour)
            if way.pair.minutes is not None
            for figure in (way.pair.minutes.low, way.pair.minutes.high)
        ]
        return Factors(detour, Spread.of(ratios) if len(ratios) >= 2 * LEAST_PAIRS else self._own_spread())

    def _own_spread(self) -> Spread:
        """Return the widest range that the speeds of a class have by themselves."""
        speeds = self.speeds.values()
        return Spread(
            min(each.likely_kmh / each.high_kmh for each in speeds),
            1.0,
            max(each.likely_kmh / each.low_kmh for each in speeds),
        )


def _detour_ratios(ways: Iterable[_Way], detour: float) -> list[float]:
    """Return what the estimated lengths would have to be multiplied by, at both ends of each pair."""
    return [
        (figure - way.known_km) / way.estimated_km * detour
        for way in ways
        if way.pair.km is not None and way.estimated_km >= LEAST_ESTIMATED * way.km
        for figure in (way.pair.km.low, way.pair.km.high)
    ]
