"""
The criteria by which products are judged, as a dated table: parts, their most points, bands of stars.

Sources
-------
Decision 1048/QĐ-TTg of 21 August 2019 (amended by 781/QĐ-TTg of 8 June 2020):
parts A 35, B 25, C 40; bands 90–100, 70–89, 50–69, 30–49, below 30. Decision
148/QĐ-TTg of 24 February 2023 replaces it: A 40, B 25, C 35, five ranks.
Decision 1489/QĐ-TTg of 6 July 2025 amends 148: who decides at which level. Read
were summaries of the three in the press and in law portals, not their annexes.
Of 148 they confirm the parts, 100 points in all and five ranks, not where a rank
begins: its bands are taken to be those of 1048. Of 1489 they confirm that from
90 points on a product goes to the centre, and that it changes who decides: its
other bands and its parts are taken to be those of 148. No public text that was
found (November 2026) gives the bands of either: both stay assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from geodata.records.vocabulary import CriteriaVersion
from geodata.status import CertificateDate, given_span

PARTS = ("a", "b", "c")


class Band(NamedTuple):
    """So many points, of 100, or more give so many stars."""

    least: float
    stars: int


@dataclass(frozen=True, slots=True)
class Criteria:
    """
    One decision: since when it holds, the most points of each part, its bands from the highest down.

    ``is_assumed``: parts or bands were not read in the decision itself (see above).
    """

    version: CriteriaVersion
    since: date
    most: Mapping[str, float]
    bands: tuple[Band, ...]
    is_assumed: bool


# Five, four, three stars are recognised; two and one are ranks without a certificate.
BANDS = (Band(90, 5), Band(70, 4), Band(50, 3), Band(30, 2), Band(0, 1))
MOST_POINTS = 100.0

# In the order of their days.
TABLE: tuple[Criteria, ...] = (
    Criteria(CriteriaVersion.V2019, date(2019, 8, 21), {"a": 35, "b": 25, "c": 40}, BANDS, is_assumed=False),
    Criteria(CriteriaVersion.V2023, date(2023, 2, 24), {"a": 40, "b": 25, "c": 35}, BANDS, is_assumed=True),
    Criteria(CriteriaVersion.V2025, date(2025, 7, 6), {"a": 40, "b": 25, "c": 35}, BANDS, is_assumed=True),
)


def criteria_of(version: str | None) -> Criteria | None:
    """Return the criteria of a version; None where it is unknown."""
    return next((one for one in TABLE if one.version == version), None)


def criteria_when(certificate: CertificateDate) -> CriteriaVersion | None:
    """
    Return under which decision a certificate was given; None where its date does not tell.

    Told only where every day on which it can have been given lies under one
    and the same decision: a year in which the decision changed leaves it open.
    """
    span = given_span(certificate)
    if span is None:
        return None
    ends: list[date | None] = [*(one.since - timedelta(days=1) for one in TABLE[1:]), None]
    for one, last in zip(TABLE, ends, strict=True):
        if one.since <= span[0] and (last is None or span[1] <= last):
            return one.version
    return None


def band_of(points: float, bands: tuple[Band, ...] = BANDS) -> Band:
    """Return the band of some points (0 – 100); points between two whole numbers belong to the lower band."""
    return next(band for band in bands if points >= band.least)


def band_above(points: float, bands: tuple[Band, ...] = BANDS) -> Band | None:
    """Return the next band above some points; None from the highest."""
    above = [band for band in bands if band.least > points]
    return above[-1] if above else None
