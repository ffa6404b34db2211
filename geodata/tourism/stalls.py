"""Stalls that stand in a market: beside it and beside each other, where their addresses say so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from geodata.errors import N_
from geodata.names import nfc
from geodata.planning.notes import Note
from geodata.tourism.kinds import StopKind
from geodata.tourism.places import TourPlace

STANDS_IN = N_("Stands in the market %(market)s, says its address: no way is counted between the two")
# "chợ Bắc Hà", "sân chợ văn hóa Bắc Hà" (its yard); not "khu vực chợ Kim Tân", which is somewhere around it.
IN_A_MARKET = re.compile(r"(?:sân )?(chợ \S.*)", re.IGNORECASE)
MARKETS = frozenset({StopKind.MARKET, StopKind.DAILY_MARKET, StopKind.EVENING_MARKET})


def with_stalls(places: Sequence[TourPlace], addresses: Mapping[str, Sequence[str]]) -> tuple[TourPlace, ...]:
    """
    Return the places; those that stand in a market are where it is, and name it in ``stands_in``.

    ``addresses`` hold those of the sales points of a place, by its key. A stall
    and its market lie in one commune; where several are called so, it is the
    one that is held on all days of the stall. Where that leaves none or
    several, nothing is said.
    """
    markets = [place for place in places if not MARKETS.isdisjoint(place.kinds)]
    found = []
    for place in places:
        market = _market_of(place, addresses.get(place.place_id, ()), markets)
        found.append(place if market is None else _standing(place, market))
    return tuple(found)


def _market_of(place: TourPlace, addresses: Sequence[str], markets: Sequence[TourPlace]) -> TourPlace | None:
    """Return the market that a place stands in by its addresses; None where they name none, or several."""
    wanted = [_words(found[1]) for each in addresses if (found := IN_A_MARKET.fullmatch(nfc(each)))]
    called = [
        market
        for market in markets
        if market.place_id != place.place_id
        and market.commune_code == place.commune_code
        and any(words <= _words(name) for words in wanted for name in (market.name, *market.also))
    ]
    if len(called) > 1:
        called = [market for market in called if _holds_the_days_of(market, place)]
    return called[0] if len(called) == 1 else None


def _holds_the_days_of(market: TourPlace, stall: TourPlace) -> bool:
    """Tell whether a market is held on every day that a stall names; never where neither names one."""
    if market.market is None or stall.market is None or not stall.market.first:
        return False
    return stall.market.first <= market.market.first


def _standing(place: TourPlace, market: TourPlace) -> TourPlace:
    """Return a place that stands in a market; a point of its own stays."""
    notes = (*place.notes, Note("stands_in", STANDS_IN, {"market": market.name}))
    if place.own_point:
        return replace(place, stands_in=market.place_id, notes=notes)
    return replace(
        place,
        lon=market.lon,
        lat=market.lat,
        own_point=market.own_point,
        stands_in=market.place_id,
        notes=tuple(note for note in notes if not (market.own_point and note.key == "somewhere")),
    )


def _words(text: str) -> frozenset[str]:
    """Return the words of a name, without regard to case."""
    return frozenset(re.findall(r"\w+", nfc(text).casefold()))
