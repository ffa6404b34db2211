"""
The kinds of places where a point for introducing and selling OCOP products may stand.

Source: Decision 950/QĐ-BCT of the Ministry of Industry and Trade, 18 April
2023, criteria of points for introducing and selling OCOP products, 2023–2025:
a point stands where traffic is easy and many people pass, and at one of the
kinds of places below. Its period is shown wherever it is used, because no
later text is known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geodata.errors import N_, InvalidInput

NUMBER = "950/QĐ-BCT"
SIGNED_ON = date(2023, 4, 18)
FIRST_YEAR, LAST_YEAR = 2023, 2025


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """
    One kind of places.

    ``clause`` says what the Decision says, ``data`` which records of ours are
    taken for it; both are texts for the translators. ``not_here`` says what
    of the clause no table here holds.
    """

    key: str
    title: str
    clause: str
    data: str
    not_here: str = ""


PLACE_KINDS: tuple[PlaceKind, ...] = (
    PlaceKind(
        "stations",
        N_("Stations"),
        N_("Shops at railway stations, airports, bus stations and landing stages"),
        N_("Sights that are a railway station, and stations of OpenStreetMap"),
        N_("Bus stations, airports and landing stages: no data here; draw or upload them"),
    ),
    PlaceKind(
        "rest_stops",
        N_("Rest stops"),
        N_("Stations and stops for resting on expressways and national roads"),
        N_("Sales points that are a rest stop; their road is not checked"),
    ),
    PlaceKind(
        "markets",
        N_("Markets"),
        N_("Trade centres, supermarkets and markets"),
        N_("Sales points that are a market"),
        N_("Trade centres and supermarkets: no data here; draw or upload them"),
    ),
    PlaceKind(
        "sights",
        N_("Sights"),
        N_("Shops in tourist areas, restaurants and hotels"),
        N_("All sights but railway stations; whether a shop can stand there is not known"),
        N_("Restaurants and hotels: no list of the province here; draw or upload them"),
    ),
    PlaceKind(
        "craft_villages",
        N_("Craft villages"),
        N_("Areas of craft villages and traditional craft villages"),
        N_("Recognised craft villages and traditional craft villages; crafts without a village are none"),
    ),
    PlaceKind(
        "commune_centres",
        N_("Commune centres"),
        N_("Areas of trade and service centres of districts and communes, industrial zones and clusters"),
        N_("Each commune at its interior point, somewhere in the commune: no table here has its centre"),
        N_("Industrial zones and clusters: no data here; draw or upload them"),
    ),
    PlaceKind(
        "fairs",
        N_("Fair and exhibition centres"),
        N_("Centres for fairs, exhibitions and showing products"),
        N_("Sales points that are a showroom"),
    ),
    PlaceKind(
        "post_offices",
        N_("Commune post offices"),
        N_("Post offices and commune cultural post offices of the public postal network"),
        N_("Post offices of OpenStreetMap"),
        N_("Commune cultural post offices: no list of the province here; draw or upload them"),
    ),
)
BY_KEY: dict[str, PlaceKind] = {kind.key: kind for kind in PLACE_KINDS}


def find_place_kinds(keys: Iterable[str]) -> tuple[PlaceKind, ...]:
    """Return the kinds of ``keys`` in the order of the Decision; ``InvalidInput`` names those that exist."""
    asked = set(keys)
    if unknown := sorted(asked - BY_KEY.keys()):
        raise InvalidInput(
            N_("There is no kind of places %(kind)s; there are %(allowed)s"),
            kind=unknown[0],
            allowed=", ".join(BY_KEY),
        )
    return tuple(kind for kind in PLACE_KINDS if kind.key in asked)


def has_ended(day: date) -> bool:
    """Return whether the period of the Decision is over on ``day``."""
    return day.year > LAST_YEAR
