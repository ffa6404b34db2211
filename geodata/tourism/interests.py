"""
What a stop is worth to somebody: points for each interest, times the weight that he gives it.

Points run from 0 to 10 for each interest and are judgements, all of them on
this page; nothing here is measured. A prize says what it is made of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from geodata.errors import N_, InvalidInput
from geodata.planning.notes import Note
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.places import PlaceProduct, TourPlace
from geodata.tourism.remoteness import remoteness
from geodata.vocabulary import CraftStanding, ProductGroup, SalesPointKind


class Interest(StrEnum):
    """What a party may want to see."""

    CRAFT = "craft"
    FOOD = "food"  # food and drink, herbs among them
    PRODUCERS = "producers"  # by star
    MARKETS = "markets"  # and other places to buy
    NATURE = "nature"
    CULTURE = "culture"
    REMOTE = "remote"  # communes far from the towns


INTEREST_TITLES: dict[Interest, str] = {
    Interest.CRAFT: N_("Crafts"),
    Interest.FOOD: N_("Food and drink"),
    Interest.PRODUCERS: N_("Producers, by star"),
    Interest.MARKETS: N_("Markets and shops"),
    Interest.NATURE: N_("Nature"),
    Interest.CULTURE: N_("Culture"),
    Interest.REMOTE: N_("Remote communes"),
}
# All alike, remoteness less: it is no reason to go somewhere, but to choose between two.
DEFAULT_INTERESTS: Mapping[Interest, float] = MappingProxyType(
    {interest: 0.5 if interest is Interest.REMOTE else 1.0 for interest in Interest}
)
MOST_WEIGHT = 10.0

MOST_POINTS = 10.0
POINTS_PER_STAR = 2.0  # the best product: 3 stars 6, 5 stars 10
POINTS_NOT_RATED = 4.0  # recognised, no source gives its stars
POINTS_EVALUATED = 2.0  # only evaluated, not recognised
POINTS_PER_MORE = 1.0  # each further recognised product of a producer
OUT_OF_SEASON = 0.5  # what is left of the points for nature in other months, as far as seasons are assumed

CRAFT_POINTS: Mapping[CraftStanding, float] = {
    CraftStanding.RECOGNISED: 10.0,
    CraftStanding.HERITAGE: 8.0,
    CraftStanding.CLUB: 6.0,
    CraftStanding.GROUP: 6.0,
    CraftStanding.NOT_STATED: 5.0,
}
MARKET_POINTS: Mapping[StopKind, float] = {
    StopKind.MARKET: 10.0,
    StopKind.EVENING_MARKET: 8.0,
    StopKind.DAILY_MARKET: 5.0,
}
SELLING_POINTS: Mapping[SalesPointKind, float] = {
    SalesPointKind.OCOP_POINT: 6.0,
    SalesPointKind.SHOWROOM: 5.0,
    SalesPointKind.SHOP: 4.0,
    SalesPointKind.REST_STOP: 3.0,
}
NATURE_POINTS: Mapping[StopKind, float] = {
    StopKind.NATURE: 8.0,
    StopKind.HIKE: 8.0,
    StopKind.FARM: 6.0,
    StopKind.BATH: 6.0,
    StopKind.RIDE: 6.0,
}
CULTURE_POINTS: Mapping[StopKind, float] = {
    StopKind.CULTURE: 8.0,
    StopKind.COMMUNITY: 8.0,
    # As much as a community place: people of several groups meet there once a week, in their dress and with
    # their food. With less, a producer, who counts as food and as a producer, kept most markets out.
    StopKind.MARKET: 8.0,
    StopKind.LANDMARK: 3.0,
}
TASTED = frozenset({ProductGroup.FOOD, ProductGroup.BEVERAGE, ProductGroup.HERBAL})


@dataclass(frozen=True, slots=True)
class PrizePart:
    """One interest of a prize: 0 to 10 points, the weight, and why."""

    interest: Interest
    points: float
    weight: float
    why: Note

    @property
    def value(self) -> float:
        """Return what the part adds to the prize."""
        return self.points * self.weight


@dataclass(frozen=True, slots=True)
class Prize:
    """What a stop is worth: the sum of its parts, the largest first; parts worth nothing are left out."""

    value: float
    parts: tuple[PrizePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """
    What a prize depends on beside the place.

    ``town_min`` are the minutes to the nearest town, None where they are not
    known. ``in_season`` is False where the days of the tour lie outside an assumed season.
    """

    town_min: float | None = None
    in_season: bool | None = None


Points = tuple[float, Note]
NO_SETTING = Setting()


def prize_of(
    place: TourPlace, interests: Mapping[Interest, float] = DEFAULT_INTERESTS, setting: Setting = NO_SETTING
) -> Prize:
    """
    Return what a stop is worth, 0 or more, the same for the same inputs.

    Parameters
    ----------
    interests
        Weights from 0 to 10; an interest that is not named has none.

    Raises
    ------
    InvalidInput
        An interest is unknown, or a weight is not from 0 to 10.
    """
    weights = check_interests(interests)
    parts = []
    for interest, weight in weights.items():
        found = POINTS[interest](place, setting)
        if found is not None and weight > 0:
            points, why = found
            parts.append(PrizePart(interest, min(MOST_POINTS, points), weight, why))
    parts = [part for part in parts if part.value > 0]
    parts.sort(key=lambda part: -part.value)
    return Prize(math.fsum(part.value for part in parts), tuple(parts))


def check_interests(interests: Mapping[Interest, float]) -> dict[Interest, float]:
    """Return the weights in the order of the interests; InvalidInput names what is wrong."""
    known = {interest.value for interest in Interest}
    for interest, weight in interests.items():
        if interest not in known:
            raise InvalidInput(
                N_("Unknown interest %(name)s; allowed: %(allowed)s"),
                name=interest,
                allowed=", ".join(known_interest.value for known_interest in Interest),
            )
        if not (math.isfinite(weight) and 0 <= weight <= MOST_WEIGHT):
            raise InvalidInput(
                N_("The weight of %(name)s is a number from 0 to %(most)s, not %(weight)s"),
                name=interest,
                most=int(MOST_WEIGHT),
                weight=weight,
            )
    return {interest: float(interests[interest]) for interest in Interest if interest in interests}


def _craft(place: TourPlace, _setting: Setting) -> Points | None:
    """Return the points of the best craft, or of the best craft product."""
    crafts = [
        (CRAFT_POINTS[craft.standing], craft) for craft in place.crafts if craft.standing in CRAFT_POINTS
    ]
    product = _best(place, frozenset({ProductGroup.CRAFT}))
    best = max(crafts, key=lambda found: found[0], default=None)
    if best is not None and (product is None or best[0] >= product[0]):
        is_recognised = best[1].standing is CraftStanding.RECOGNISED
        text = N_("Recognised craft: %(name)s") if is_recognised else N_("Craft: %(name)s")
        return best[0], Note("craft", text, {"name": best[1].name})
    if product is not None:
        return product
    if StopKind.CRAFT in place.kinds:
        return CRAFT_POINTS[CraftStanding.NOT_STATED], Note(
            "craft", N_("Craft: %(name)s"), {"name": place.name}
        )
    return None


def _food(place: TourPlace, _setting: Setting) -> Points | None:
    """Return the points of the best product to eat, drink or take as a herb."""
    return _best(place, TASTED)


def _producers(place: TourPlace, _setting: Setting) -> Points | None:
    """Return the points of the best product and of how many more there are."""
    best = _best(place, None)
    if best is None:
        return None
    recognised = sum(product.is_recognised for product in place.products)
    more = max(0, recognised - 1) * POINTS_PER_MORE
    if not more:
        return best
    text = N_("%(count)s recognised products, the best: %(best)s (%(stars)s)")
    return best[0] + more, Note("products", text, {"count": recognised, **best[1].values})


def _best(place: TourPlace, groups: frozenset[ProductGroup] | None) -> Points | None:
    """Return the points of the best product of some groups (None: of any), the first among equals."""
    rated = [
        (_points_of(product), product)
        for product in place.products
        if groups is None or product.group in groups
    ]
    if not rated:
        return None
    points, product = max(rated, key=lambda found: found[0])
    stars = N_("latest rating not known") if product.stars is None else f"{product.stars}★"
    if not product.is_recognised:
        stars = N_("evaluated only")
    return points, Note("product", N_("%(best)s (%(stars)s)"), {"best": product.name, "stars": stars})


def _points_of(product: PlaceProduct) -> float:
    """Return the points of one product."""
    if not product.is_recognised:
        return POINTS_EVALUATED
    return POINTS_NOT_RATED if product.stars is None else POINTS_PER_STAR * product.stars


def _markets(place: TourPlace, _setting: Setting) -> Points | None:
    """Return the points of a market, else of the best sales point."""
    market = _by_kind(place, MARKET_POINTS)
    if market is not None:
        return market
    sold = [SELLING_POINTS[kind] for kind in place.selling if kind in SELLING_POINTS]
    if not sold or StopKind.SHOP not in place.kinds:
        return None
    return max(sold), Note("shop", KIND_TITLES[StopKind.SHOP])


def _nature(place: TourPlace, setting: Setting) -> Points | None:
    """Return the points for nature, fewer out of season."""
    found = _by_kind(place, NATURE_POINTS)
    if found is None or setting.in_season is not False:
        return found
    points, why = found
    text = N_("%(kind)s, out of season as far as assumed")
    return points * OUT_OF_SEASON, Note("out_of_season", text, {"kind": why.message})


def _culture(place: TourPlace, _setting: Setting) -> Points | None:
    """Return the points for culture."""
    return _by_kind(place, CULTURE_POINTS)


def _by_kind(place: TourPlace, points: Mapping[StopKind, float]) -> Points | None:
    """Return the points of the best of a place's kinds."""
    known = [kind for kind in place.kinds if kind in points]
    best = max(known, key=lambda kind: points[kind], default=None)
    return None if best is None else (points[best], Note(best.value, KIND_TITLES[best]))


def _remote(_place: TourPlace, setting: Setting) -> Points | None:
    """Return the points for lying far from the towns."""
    share = remoteness(setting.town_min)
    if setting.town_min is None or share <= 0:
        return None
    text = N_("About %(minutes)s minutes from the nearest town")
    return MOST_POINTS * share, Note("remote", text, {"minutes": round(setting.town_min)})


POINTS: Mapping[Interest, Callable[[TourPlace, Setting], Points | None]] = {
    Interest.CRAFT: _craft,
    Interest.FOOD: _food,
    Interest.PRODUCERS: _producers,
    Interest.MARKETS: _markets,
    Interest.NATURE: _nature,
    Interest.CULTURE: _culture,
    Interest.REMOTE: _remote,
}
