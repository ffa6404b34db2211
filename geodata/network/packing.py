"""
Minutes and km in one weight, so that one run of Dijkstra's algorithm gives the km of the quickest way.

A weight is ``M · 2^27 + K`` with M and K whole numbers of small units of
minutes and km: a double holds whole numbers up to 2^53 exactly, so sums of
weights are exact, M of a sum is the sum of the Ms as long as the Ks stay
below 2^27, and the least sum is the least M and among equal ones the least
K: the quickest way, and of equally quick ones the shorter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geodata.network.values import Floats

KM_BITS = 27
MINUTE_BITS = 53 - KM_BITS
# Above this an arc counts as one that takes no time: 300 km/h.
KM_PER_MINUTE = 5.0
# The first guess of the longest way; 8.5 hours cross any province.
LONGEST_MIN = 2.0**9


@dataclass(frozen=True, slots=True)
class Packing:
    """Units for ways of at most ``longest`` minutes; powers of two keep whole minutes and km exact."""

    longest: float
    km_unit: float

    @property
    def minute_unit(self) -> float:
        """Return the minutes of one unit of M: 8 millionths for ways up to 512 minutes."""
        return self.longest / 2.0**MINUTE_BITS

    def pack(self, minutes: Floats, km: Floats) -> Floats:
        """Return the weights of ``minutes`` and ``km``, both finite and at least 0."""
        whole = np.rint(minutes / self.minute_unit) * 2.0**KM_BITS
        return np.asarray(whole + np.rint(km / self.km_unit))

    def unpack(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return minutes and km of sums of weights; ``inf`` stays ``inf`` in both."""
        known = np.isfinite(weights)
        whole = np.floor(weights / 2.0**KM_BITS)
        rest = np.subtract(weights, whole * 2.0**KM_BITS, out=np.full_like(weights, np.inf), where=known)
        return whole * self.minute_unit, rest * self.km_unit

    def holds(self, minutes: Floats) -> bool:
        """Return whether unpacked ``minutes`` (``inf`` aside) are short enough to be right."""
        return bool((minutes[np.isfinite(minutes)] <= self.longest).all())


def packing_for(minutes: Floats, km: Floats, longest: float = LONGEST_MIN) -> Packing:
    """
    Return units for ways along arcs of ``minutes`` and ``km``, of at most ``longest`` minutes altogether.

    A way of that time along arcs of at most 300 km/h is at most 5 km per
    minute long; arcs quicker than that are passed once each at most. The unit
    leaves twice that room, for what rounding adds.
    """
    instant = km > KM_PER_MINUTE * minutes
    longest_km = KM_PER_MINUTE * longest + float(km[instant].sum())
    return Packing(longest, 2.0 ** (math.ceil(math.log2(longest_km)) + 1 - KM_BITS))
