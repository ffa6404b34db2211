"""The ways between places and the nearest road, which no file knows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geodata.network.values import Floats, Variant

# A lane or a track, driven by motorcycle in first or second gear. Slower than the slowest class of
# speed_assumptions.csv (20 km/h), which is the quick end here.
OFF_NETWORK_KMH = {Variant.LOW: 20.0, Variant.LIKELY: 15.0, Variant.HIGH: 10.0}


def off_network_minutes(off_m: Floats, variant: Variant) -> Floats:
    """Return the minutes for metres that no road is known for (``nan`` stays)."""
    return off_m / 1000.0 / OFF_NETWORK_KMH[variant] * 60.0


def pair_metres(
    start_xy: Floats, start_off_m: Floats, end_xy: Floats, end_off_m: Floats
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """
    Return for each pair the metres off the network (a × b), and whether it goes straight.

    Two places that are nearer to each other than both are to the road, taken
    together, go straight. ``nan``: one of them is not on the network.

    Parameters
    ----------
    start_xy, end_xy
        Places in metres, a × 2 and b × 2 (EPSG:9208).
    start_off_m, end_off_m
        Their metres to the road, a and b; ``nan``: too far.
    """
    through = start_off_m[:, None] + end_off_m[None, :]
    with np.errstate(invalid="ignore"):  # a place outside the zone has no metres
        apart = np.hypot(start_xy[:, 0, None] - end_xy[None, :, 0], start_xy[:, 1, None] - end_xy[None, :, 1])
    straight = apart <= through
    return np.where(straight, apart, through), straight


def with_ends(along: Floats, off: Floats, straight: npt.NDArray[np.bool_]) -> Floats:
    """Return what whole ways take: along the roads and off them; ``inf`` where there is none."""
    whole = np.where(straight, 0.0, along) + off
    return np.where(np.isnan(whole), np.inf, whole)
