"""
How a party goes about its day: pace, lunch, driving. Judgements of ours, shown wherever they are used.

The rows of the paces are the usual ones: tours take those of ``assumptions``, which the office may change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from geodata.errors import N_


class Pace(StrEnum):
    """How much time a party takes at its stops."""

    CALM = "calm"
    USUAL = "usual"
    BRISK = "brisk"


@dataclass(frozen=True, slots=True)
class PaceAssumption:
    """
    What is assumed of one pace.

    ``visit_factor`` times the minutes of a visit are stayed; ``max_drive_min``
    are the minutes that may be driven in a day, as planned, where the wishes
    name no limit. ``title`` and ``reason`` are texts for the translators.
    """

    title: str
    visit_factor: float
    max_drive_min: float
    reason: str


@dataclass(frozen=True, slots=True)
class Lunch:
    """A pause of ``minutes`` between two times, in minutes after midnight."""

    begin: float
    end: float
    minutes: float


PACES: Mapping[Pace, PaceAssumption] = MappingProxyType(
    {
        Pace.CALM: PaceAssumption(
            N_("Calm"),
            1.25,
            240.0,
            N_("A quarter longer at each stop and at most four hours on the road, as for families: assumed"),
        ),
        Pace.USUAL: PaceAssumption(
            N_("Usual"),
            1.0,
            360.0,
            N_("The assumed length of each visit and at most six hours on the road: assumed"),
        ),
        Pace.BRISK: PaceAssumption(
            N_("Brisk"),
            0.8,
            480.0,
            N_("A fifth shorter at each stop and at most eight hours on the road: assumed"),
        ),
    }
)
# Eleven to half past one, an hour: what tour programmes of the province leave for it, assumed.
USUAL_LUNCH = Lunch(11 * 60.0, 13.5 * 60.0, 60.0)
USUAL_DAY_START, USUAL_DAY_END = "07:30", "18:00"
USUAL_BREAK_AFTER_MIN = 120.0  # driving without a stop that is longer than this is warned of
# A visit is stayed for whole steps of so many minutes once its length is changed by the pace.
STEP_MIN = 5.0


def paced(minutes: float, factor: float) -> float:
    """Return how long a visit takes at the ``visit_factor`` of a pace, to the nearest five; at least five."""
    if factor == 1.0 or minutes <= 0:
        return minutes
    return max(STEP_MIN, round(minutes * factor / STEP_MIN) * STEP_MIN)
