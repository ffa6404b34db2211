"""
How far each product is from the next star, by the points of its newest assessment that is on record.

Only where points are known: nothing is estimated. The bands and the most points
of the parts are those of the criteria that the certificate names
(``geodata.certificates.criteria``); where it names none, the bands, which are
the same in every version, tell the gap, and the parts are not compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.certificates.criteria import BANDS, PARTS, Criteria, band_above, band_of, criteria_of
from geodata.certificates.newness import is_before, newest_first
from geodata.certificates.vocabulary import Doubt
from geodata.collation import vietnamese_key
from geodata.joins import products_in
from geodata.lapsing import certificates_by_product
from geodata.plain import Row, rows_of
from geodata.store import Store
from geodata.view import ProductFilter, View
from geodata.vocabulary import Recognition

DECIMALS = 2  # points are given to halves or quarters


@dataclass(frozen=True, slots=True)
class Part:
    """
    One part of the criteria: its points, the most it gives, what is missing to that.

    ``needed`` is what this part must give at least where the others give all
    they can; None where it cannot be told. Points unknown: None.
    """

    key: str
    points: float | None
    most: float | None
    needed: float | None

    @property
    def room(self) -> float | None:
        """Points that are missing to the most."""
        return None if self.points is None or self.most is None else max(0.0, self.most - self.points)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One product with its points: the stars of their band, the next band, how many points lie between."""

    product: Row
    certificate: Row
    points: float
    stars: int  # of the band
    next_stars: int | None
    next_least: float | None  # points from which the next band begins
    parts: tuple[Part, ...]
    doubts: tuple[Doubt, ...]

    @property
    def gap(self) -> float | None:
        """Points that are missing to the next band; None in the highest."""
        return None if self.next_least is None else round(self.next_least - self.points, DECIMALS)


@dataclass(frozen=True, slots=True)
class Upgrades:
    """
    Products with points, the nearest to a next star first.

    ``without`` have no points on record, ``further`` miss more than was asked for.
    """

    found: tuple[Upgrade, ...]
    without: int
    further: int


def read_upgrades(
    store: Store, view: View, chosen: ProductFilter | None = None, within: float | None = None
) -> Upgrades:
    """
    Return the recognised products of a view that pass a filter, with what is missing to the next star.

    ``within`` leaves of them those that miss at most so many points.
    """
    rows = rows_of(products_in(store, view, chosen or ProductFilter()))
    products = [row for row in rows if row["recognition"] == Recognition.RECOGNISED]
    known = certificates_by_product(store)
    told = (upgrade_of(row, known.get(row["product_id"], [])) for row in products)
    found = [one for one in told if one is not None]
    near = [one for one in found if within is None or (one.gap is not None and one.gap <= within)]
    return Upgrades(tuple(sorted(near, key=_nearest)), len(products) - len(found), len(found) - len(near))


def upgrade_of(product: Row, certificates: Sequence[Row]) -> Upgrade | None:
    """Return what is missing by the newest certificate that has points; None where none has."""
    ordered = newest_first(certificates)
    certificate = next((row for row in ordered if total_of(row) is not None), None)
    if certificate is None:
        return None
    points = total_of(certificate)
    assert points is not None  # it was chosen for that
    criteria = criteria_of(certificate["criteria"])
    bands = criteria.bands if criteria else BANDS
    above, band = band_above(points, bands), band_of(points, bands)
    gap = None if above is None else above.least - points
    return Upgrade(
        product=product,
        certificate=certificate,
        points=points,
        stars=band.stars,
        next_stars=above.stars if above else None,
        next_least=above.least if above else None,
        parts=_parts(certificate, criteria, gap),
        doubts=(*_order_doubts(certificate, ordered), *_doubts(certificate, criteria, band.stars)),
    )


def total_of(certificate: Mapping[str, float | None]) -> float | None:
    """Return the points of a certificate; without a total, the sum of its parts where all three are known."""
    if certificate["points"] is not None:
        return certificate["points"]
    return _sum(certificate)


def _sum(certificate: Mapping[str, float | None]) -> float | None:
    """Return the sum of the three parts; None where one is unknown."""
    parts = [certificate[f"points_{key}"] for key in PARTS]
    return None if None in parts else round(sum(part for part in parts if part is not None), DECIMALS)


def _parts(certificate: Row, criteria: Criteria | None, gap: float | None) -> tuple[Part, ...]:
    """Return the three parts with what each must give at least."""
    plain = [
        Part(key, certificate[f"points_{key}"], criteria.most[key] if criteria else None, None)
        for key in PARTS
    ]
    rooms = [part.room for part in plain]
    if gap is None or None in rooms:
        return tuple(plain)
    room = sum(one for one in rooms if one is not None)
    return tuple(
        Part(part.key, part.points, part.most, round(max(0.0, gap - (room - (part.room or 0.0))), DECIMALS))
        for part in plain
    )


def _order_doubts(certificate: Row, certificates: Sequence[Row]) -> list[Doubt]:
    """Return what is odd about the order of certificates of which one is the newest that has points."""
    others = [row for row in certificates if row is not certificate]
    later = [row for row in others if not is_before(row, certificate)]
    found = []
    if any(is_before(certificate, row) for row in later):
        found.append(Doubt.NEWER_WITHOUT_POINTS)
    if not all(is_before(certificate, row) for row in later):
        found.append(Doubt.ORDER_OPEN)
    return found


def _doubts(certificate: Row, criteria: Criteria | None, stars: int) -> list[Doubt]:
    """Return what is odd about the points of a certificate."""
    total, summed = certificate["points"], _sum(certificate)
    found = []
    if total is None:
        found.append(Doubt.TOTAL_SUMMED)
    elif summed is not None and round(abs(total - summed), DECIMALS) > 0:
        found.append(Doubt.SUM_DIFFERS)
    if criteria is None:
        found.append(Doubt.VERSION_UNKNOWN)
    else:
        if any((certificate[f"points_{key}"] or 0) > criteria.most[key] for key in PARTS):
            found.append(Doubt.OVER_MOST)
        if criteria.is_assumed:
            found.append(Doubt.VERSION_ASSUMED)
    if certificate["stars"] is not None and certificate["stars"] != stars:
        found.append(Doubt.STARS_DIFFER)
    return found


def _nearest(upgrade: Upgrade) -> tuple[bool, float, Sequence[object], str]:
    """Return what the products are put in order by."""
    product = upgrade.product
    return upgrade.gap is None, upgrade.gap or 0.0, vietnamese_key(product["name"]), product["product_id"]
