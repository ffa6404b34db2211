"""
What a tour is scored by, how much each part weighs, how many points it gives: all of it judgement, on view.

Every part gives from 0 to 10 points; the total is their weighted mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from geodata.errors import N_
from geodata.json_reading import bad, check_known, is_number

MOST_POINTS = 10.0
MOST_WEIGHT = 10.0


class ScorePart(StrEnum):
    """What a tour is scored by."""

    PRODUCTS = "products"  # by star
    GROUPS = "groups"
    PRODUCERS = "producers"
    PURCHASES = "purchases"  # stops to buy at for each hour driven
    REMOTE = "remote"
    BALANCE = "balance"  # between communes
    DRIVING = "driving"
    CO2 = "co2"


SCORE_TITLES: Mapping[ScorePart, str] = MappingProxyType(
    {
        ScorePart.PRODUCTS: N_("OCOP products reached, by star"),
        ScorePart.GROUPS: N_("Product groups reached"),
        ScorePart.PRODUCERS: N_("Producers visited"),
        ScorePart.PURCHASES: N_("Purchase stops per hour driven"),
        ScorePart.REMOTE: N_("Share of remote communes"),
        ScorePart.BALANCE: N_("Balance between communes"),
        ScorePart.DRIVING: N_("Time on the road"),
        ScorePart.CO2: N_("CO₂ per person"),
    }
)
# What OCOP is for weighs most: products, producers, sales. Driving and CO₂ depend on each other.
DEFAULT_WEIGHTS: Mapping[ScorePart, float] = MappingProxyType(
    {
        ScorePart.PRODUCTS: 2.0,
        ScorePart.GROUPS: 1.0,
        ScorePart.PRODUCERS: 2.0,
        ScorePart.PURCHASES: 1.0,
        ScorePart.REMOTE: 1.0,
        ScorePart.BALANCE: 1.0,
        ScorePart.DRIVING: 0.5,
        ScorePart.CO2: 0.5,
    }
)

# A recognised product has three stars or more (Decision 148/QĐ-TTg), so one whose stars no source names
# counts as the least of them; one that was only evaluated counts nothing.
STAR_WORTH: Mapping[int | None, float] = MappingProxyType({5: 3.0, 4: 2.0, 3: 1.0, None: 1.0})
# Ten points from so much on.
FULL_STAR_WORTH_A_DAY = 12.0
FULL_PRODUCERS_A_DAY = 5.0
FULL_PURCHASES_AN_HOUR = 2.0
# No points from so much on: as long on the road as at the stops; more than 200 km a day alone in a car.
NO_ROAD_SHARE = 0.5
NO_CO2_KG_A_DAY = 60.0
# As many likely minutes from the nearest town make a commune remote: half of ``remoteness.REMOTE_MIN``.
REMOTE_FROM_MIN = 30.0


def read_score_weights(name: str, value: object) -> dict[ScorePart, float]:
    """
    Return weights by part from JSON; a part that is not named keeps its usual weight.

    Raises
    ------
    InvalidInput
        A part is unknown, or a weight is not from 0 to 10.
    """
    if not isinstance(value, dict):
        raise bad(name, value, '{"products": 2, …}')
    check_known(value, tuple(ScorePart))
    for part, weight in value.items():
        if not is_number(weight) or not 0 <= weight <= MOST_WEIGHT:
            raise bad(f"{name}.{part}", weight, f"0 – {MOST_WEIGHT:.0f}")
    return {**DEFAULT_WEIGHTS, **{ScorePart(part): float(weight) for part, weight in value.items()}}
