"""Tours: the prize that the product finds beside OR-Tools' routing solver, same instances, same seconds."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from geodata.tourism.checking import check_order
from geodata.tourism.explicit import usual_iterations
from geodata.tourism.solving import solve_tour
from geodata.tourism.values import Day, Interval, Stop, Tour, TourInstance
from scripts._bench.figures import Figure, median
from scripts._bench.peers import peers_python
from scripts._bench.servers import ROOT, NotStarted
from scripts._bench.tours_optimum import best_prize

PART = "tours"
PEER = ROOT / "scripts" / "_bench" / "tours_peer.py"
SIZES = ((40, 1), (120, 3), (300, 5))
SEEDS = (1, 2, 3, 4, 5)
SECONDS = 2.0
# Places on a square of 100 km, roads 1.3 times as long as the straight line, 40 km an hour.
SIDE_KM, DETOUR, KM_AN_HOUR = 100.0, 1.3, 40.0
MIDNIGHT = 1440.0
DAY = (450.0, 1080.0)
MORNING, AFTERNOON, MARKET = (450.0, 690.0), (810.0, 1050.0), (360.0, 720.0)


def tour_problem(stops: int, days: int, seed: int) -> TourInstance:
    """
    Return stops by chance round a town, in whole minutes.

    Three in ten are open in the morning alone, two in the afternoon alone, two
    in both with a break between, one on one day alone, the rest always.
    """
    rng = np.random.default_rng(seed)
    places = rng.random((stops + 1, 2)) * SIDE_KM
    places[0] = SIDE_KM / 2
    apart = places[:, None, :] - places[None, :, :]
    minutes = np.ceil(np.hypot(apart[..., 0], apart[..., 1]) * DETOUR / KM_AN_HOUR * 60)
    return TourInstance(
        minutes=minutes,
        stops=tuple(
            Stop(
                row + 1,
                float(rng.integers(5, 101)),
                float(rng.choice([20, 30, 45, 60, 90])),
                _openings(rng, days),
            )
            for row in range(stops)
        ),
        days=tuple(Day(0, 0, MIDNIGHT * day + DAY[0], MIDNIGHT * day + DAY[1]) for day in range(days)),
    )


def _openings(rng: np.random.Generator, days: int) -> tuple[Interval, ...] | None:
    """Return when a place is open; None: always."""
    kind = rng.random()
    if kind < 0.3:
        daily = [MORNING]
    elif kind < 0.5:
        daily = [AFTERNOON]
    elif kind < 0.7:
        daily = [MORNING, AFTERNOON]
    elif kind < 0.8:
        return (_on(int(rng.integers(days)), MARKET),)
    else:
        return None
    return tuple(_on(day, each) for day in range(days) for each in daily)


def _on(day: int, hours: Interval) -> Interval:
    """Return hours of one day."""
    return MIDNIGHT * day + hours[0], MIDNIGHT * day + hours[1]


def measure(folder: Path) -> list[Figure]:
    """Return for each size the ratio of the prizes: the middle one of some instances."""
    found: list[Figure] = []
    solve_tour(tour_problem(20, 1, 0), iterations=100)  # what is only slow the first time
    for stops, days in SIZES:
        instances = [tour_problem(stops, days, seed) for seed in SEEDS]
        ours = [_ours(instance) for instance in instances]
        what = f"{stops} stops, {days} {'day' if days == 1 else 'days'}, {SECONDS:.0f} s"
        label = f"{what}: prize beside OR-Tools"
        slowest = max(each.seconds for each in ours)
        found.append(Figure(PART, f"{what}: seconds", slowest, "s", at_most=3.0, note=_ends(ours)))
        if days == 1:
            found.append(_of_the_best(instances, ours, what))
        try:
            theirs = [_peer(instance, folder) for instance in instances]
        except NotStarted as error:
            found.append(Figure(PART, label, None, "times", at_least=1.05, note=str(error)))
            continue
        ratios = [tour.prize / other for tour, other in zip(ours, theirs, strict=True)]
        pairs = ", ".join(
            f"{tour.prize:.0f} to {other:.0f}" for tour, other in zip(ours, theirs, strict=True)
        )
        found.append(
            Figure(
                PART, label, median(ratios), "times", at_least=1.05, note=f"{pairs}; worst {min(ratios):.2f}"
            )
        )
    return found


def _ours(instance: TourInstance) -> Tour:
    """Return the product's tour, as the API makes it."""
    return solve_tour(instance, iterations=usual_iterations(instance, SECONDS), time_limit_s=SECONDS)


def _of_the_best(instances: list[TourInstance], tours: list[Tour], what: str) -> Figure:
    """Return the least share of the best possible prize: no solver can be ahead of another by more."""
    pairs = [(tour.prize, best_prize(instance)) for tour, instance in zip(tours, instances, strict=True)]
    note = ", ".join(f"{prize:.0f} of {best:.0f}" for prize, best in pairs)
    least = min(prize / best for prize, best in pairs)
    return Figure(PART, f"{what}: prize beside the best possible", least, "times", at_least=0.99, note=note)


def _ends(tours: list[Tour]) -> str:
    """Return how the searches ended."""
    return "ended by " + ", ".join(sorted({tour.stopped_by.value for tour in tours}))


def _peer(instance: TourInstance, folder: Path) -> float:
    """Return the prize of OR-Tools' tour, counted from its order by our own check."""
    held = folder / "tour.json"
    held.write_text(json.dumps(_plain(instance)), encoding="utf-8")
    command = [str(peers_python()), str(PEER), str(held), str(SECONDS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=folder)
    if done.returncode:
        raise NotStarted(f"OR-Tools failed: {(done.stderr.strip().splitlines() or ['no reason'])[-1][:160]}")
    order: list[list[int]] = json.loads(done.stdout.strip().splitlines()[-1])["order"]
    if findings := check_order(instance, order)[1]:
        raise NotStarted(f"OR-Tools' order does not keep to the instance: {findings[0].fault}")
    return sum(instance.stops[stop].prize for stops in order for stop in stops)


def _plain(instance: TourInstance) -> dict[str, Any]:
    """Return an instance as JSON for the other interpreter."""
    return {
        "minutes": instance.minutes.astype(int).tolist(),
        "stops": [[stop.index, int(stop.prize), int(stop.visit_min), stop.open] for stop in instance.stops],
        "days": [[day.start, day.end, day.start_at, day.end_at] for day in instance.days],
    }
