"""What a place is to a visitor: the kinds that decide the length of a visit, the hours and the worth."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from geodata.errors import N_


class StopKind(StrEnum):
    """
    Kinds of stops. The order decides: a place of several kinds has the hours and the visit of its first one.
    """

    MARKET = "market"  # on some days of the week, or nobody says on which
    DAILY_MARKET = "daily_market"
    EVENING_MARKET = "evening_market"
    HIKE = "hike"
    RIDE = "ride"
    BATH = "bath"
    COMMUNITY = "community"  # villages that receive visitors, community tourism
    FARM = "farm"
    CULTURE = "culture"  # temples, old walls, monuments
    NATURE = "nature"
    CRAFT = "craft"
    SHOP = "shop"  # OCOP points, showrooms, shops, stalls, rest stops
    PRODUCER = "producer"
    LANDMARK = "landmark"  # squares, border gates, places to take a picture


KIND_TITLES: dict[StopKind, str] = {
    StopKind.MARKET: N_("Weekly market"),
    StopKind.DAILY_MARKET: N_("Daily market"),
    StopKind.EVENING_MARKET: N_("Evening market"),
    StopKind.HIKE: N_("Hike"),
    StopKind.RIDE: N_("Cable car, railway, paragliding"),
    StopKind.BATH: N_("Hot spring"),
    StopKind.COMMUNITY: N_("Community tourism"),
    StopKind.FARM: N_("Farm, tea or orchard"),
    StopKind.CULTURE: N_("Temple, monument or historic place"),
    StopKind.NATURE: N_("Nature"),
    StopKind.CRAFT: N_("Craft village or craft"),
    StopKind.SHOP: N_("Sales point"),
    StopKind.PRODUCER: N_("Producer"),
    StopKind.LANDMARK: N_("Landmark"),
}

# Words of the collector in the kind of a sight. The first that is found in a part between slashes decides
# for that part. No road leads to a peak: to stand on it is a hike, also where a cable car goes near it.
WORDS: tuple[tuple[str, StopKind], ...] = (
    ("peak", StopKind.HIKE),
    ("trek", StopKind.HIKE),
    ("trailhead", StopKind.HIKE),
    ("cable car", StopKind.RIDE),
    ("mountain railway", StopKind.RIDE),
    ("paragliding", StopKind.RIDE),
    ("hot spring", StopKind.BATH),
    ("community", StopKind.COMMUNITY),
    ("village", StopKind.COMMUNITY),
    ("ocop tourism", StopKind.COMMUNITY),
    ("agritourism", StopKind.FARM),
    ("tea", StopKind.FARM),
    ("chè", StopKind.FARM),
    ("heritage tree", StopKind.NATURE),
    ("temple", StopKind.CULTURE),
    ("pagoda", StopKind.CULTURE),
    ("church", StopKind.CULTURE),
    ("histor", StopKind.CULTURE),
    ("heritage", StopKind.CULTURE),
    ("border", StopKind.LANDMARK),
    ("square", StopKind.LANDMARK),
    ("check-in", StopKind.LANDMARK),
    ("scenic", StopKind.NATURE),
    ("waterfall", StopKind.NATURE),
    ("cave", StopKind.NATURE),
    ("river", StopKind.NATURE),
    ("đèo", StopKind.NATURE),
    ("craft", StopKind.CRAFT),
)
# Where a tour may begin, end or spend the night: no stop by itself.
NO_STOP = ("railway station", "resort", "homestay")


def kinds_of_sight(text: str) -> frozenset[StopKind]:
    """
    Return the kinds of a sight by the words of its source (``cave / river``); a landmark where none is known.

    A market is one only where the registry has it as a market, with its days: the word alone says nothing.
    """
    parts = [part.strip() for part in text.casefold().split("/")]
    found = {kind for part in parts if (kind := _kind_of(part)) is not None}
    return frozenset(found or {StopKind.LANDMARK})


def is_no_stop(text: str) -> bool:
    """Tell whether the kind of a sight is a place to arrive at or to sleep, not one to visit."""
    return text.strip().casefold() in NO_STOP


def in_order(kinds: Iterable[StopKind]) -> tuple[StopKind, ...]:
    """Return kinds in the order that decides."""
    known = set(kinds)
    return tuple(kind for kind in StopKind if kind in known)


def _kind_of(part: str) -> StopKind | None:
    """Return the kind that a part between slashes names."""
    return next((kind for word, kind in WORDS if word in part), None)
