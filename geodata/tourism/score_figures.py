"""
What a tour reaches and costs, counted: products, producers, communes, minutes, kilometres, CO₂.

A place that is visited twice is counted once; the user's own stops have no
products and no commune. Unknown stays unknown and is counted as that.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from geodata.network.values import Variant
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.score_weights import REMOTE_FROM_MIN
from geodata.tourism.values import Tour
from geodata.tourism.vehicles import vehicles_for
from geodata.vocabulary import ProductGroup, Role

STARS = (5, 4, 3)
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigures:
    """
    The counts of a tour.

    ``by_star`` (None: no source names its stars) and ``by_group`` count
    recognised products; ``evaluated`` those that were only evaluated.
    ``visit_min`` and ``town_min`` are minutes by commune: of all visits there,
    and the least likely ones from the nearest town (None: not known).
    ``purchase_assumed`` of the ``purchase_stops`` are so only as is assumed of
    producers. ``km`` adds up the legs whose kilometres are known; ``km_missing`` counts
    the others. ``people`` is None where nobody said how many travel; then one
    vehicle is counted. ``co2_g_km`` are the grams of one vehicle.
    """

    days: int
    stops: int
    by_star: Mapping[int | None, int]
    by_group: Mapping[ProductGroup | None, int]
    evaluated: int
    producers: int
    purchase_stops: int
    purchase_assumed: int
    visit_min: Mapping[str, float]
    town_min: Mapping[str, float | None]
    stay_min: float
    drive_min: Mapping[Variant, float]
    km: float
    km_missing: int
    co2_g_km: float
    vehicles: int
    people: int | None

    @property
    def products(self) -> int:
        """Return how many recognised products are reached."""
        return sum(self.by_star.values())

    @property
    def remote_communes(self) -> int:
        """Return how many of the communes are remote."""
        return sum(minutes is not None and minutes >= REMOTE_FROM_MIN for minutes in self.town_min.values())

    @property
    def co2_kg(self) -> float:
        """Return what all vehicles give off on the kilometres that are known."""
        return self.km * self.co2_g_km * self.vehicles / 1_000

    @property
    def co2_kg_per_person(self) -> float | None:
        """Return the share of each person; None where their number is not known."""
        return None if self.people is None else self.co2_kg / self.people


def figures_of(prepared: PreparedTour, tour: Tour) -> ScoreFigures:
    """Return the counts of a tour."""
    visits = [visit for day in tour.days for visit in day.visits]
    numbers = sorted({visit.stop for visit in visits})
    places = [prepared.places[number] for number in numbers]
    products = [product for place in places for product in place.products]
    recognised = [product for product in products if product.is_recognised]
    minutes: dict[str, float] = defaultdict(float)
    for visit in visits:
        if not prepared.is_own(visit.stop):
            minutes[prepared.places[visit.stop].commune_code] += visit.leave - visit.begin
    legs = list(_legs(prepared, tour))
    kms = [known_km(prepared, *leg) for leg in legs]
    people = None if prepared.wishes.party is None else prepared.wishes.party.people
    return ScoreFigures(
        days=len(tour.days),
        stops=len(numbers),
        by_star=Counter(product.stars for product in recognised),
        by_group=Counter(product.group for product in recognised),
        evaluated=len(products) - len(recognised),
        producers=len(
            {record.record_id for place in places for record in place.records if record.role is Role.PRODUCER}
        ),
        purchase_stops=sum(place.is_purchase for place in places),
        purchase_assumed=sum(place.is_purchase_assumed for place in places),
        visit_min=minutes,
        town_min=_town_minutes(prepared, numbers),
        stay_min=sum(visit.leave - visit.begin for visit in visits),
        drive_min={
            variant: sum(
                value for a, b in legs if math.isfinite(value := float(prepared.minutes[variant][a, b]))
            )
            for variant in Variant
        },
        km=sum(km for km in kms if km is not None),
        km_missing=sum(km is None for km in kms),
        co2_g_km=prepared.vehicle.co2_g_km,
        vehicles=vehicles_for(prepared.vehicle, people),
        people=people,
    )


def evenness(amounts: Iterable[float]) -> float | None:
    """
    Return how evenly amounts are spread, from 0 to 1; None for fewer than two of them.

    Pielou's J = H / ln S with Shannon's H = −Σ p ln p over the S amounts that
    are not 0. E. C. Pielou (1966), The measurement of diversity in different
    types of biological collections, Journal of Theoretical Biology 13, 131–144.
    """
    known = [amount for amount in amounts if amount > 0]
    if len(known) < 2:
        return None
    total = math.fsum(known)
    shares = [amount / total for amount in known]
    return min(
        1.0, -math.fsum(share * math.log(share) for share in shares if share > 0) / math.log(len(known))
    )


def _legs(prepared: PreparedTour, tour: Tour) -> Iterable[tuple[int, int]]:
    """Give the legs of a tour as rows; who stays where he is does not drive."""
    for day, plan in zip(prepared.request.instance.days, tour.days, strict=True):
        rows = [day.start, *(prepared.row_of(visit.stop) for visit in plan.visits), day.end]
        yield from ((a, b) for a, b in pairwise(rows) if a != b)


def known_km(prepared: PreparedTour, start: int, end: int) -> float | None:
    """Return the km from row to row; None without a way, and between stops that share a commune's point."""
    km = float(prepared.times.km[start, end])
    if not math.isfinite(km) or (km == 0 and prepared.minutes[Variant.LIKELY][start, end] > 0):
        return None
    return km


def _town_minutes(prepared: PreparedTour, numbers: Iterable[int]) -> dict[str, float | None]:
    """Return for each visited commune the minutes from the nearest town to its nearest visited stop."""
    found: dict[str, float | None] = {}
    for number in numbers:
        if prepared.is_own(number):
            continue
        code, minutes = prepared.places[number].commune_code, prepared.town_min[number]
        known = found.get(code)
        found[code] = minutes if known is None else known if minutes is None else min(known, minutes)
    return found
