"""Published totals, targets and the registry over the years, for one chart and the table beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geodata.quality import Published, Target
from geodata.registry_counts import PROVINCE_2024, first_years
from geodata.store import Store

DAYS_IN_YEAR = 365.25
METRIC = "products_total"


@dataclass(frozen=True, slots=True)
class Point:
    """One mark of the chart: ``x`` in years (2023.5 is the middle of 2023), ``period`` as it is written."""

    x: float
    period: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """
    Series of recognised products; nothing joins the two provinces, and targets are those before the merger.

    ``registry`` counts products whose first known certificate is of that year
    or earlier; ``without_year`` products have no year and are in none of them.
    """

    before: tuple[Point, ...]
    merged: tuple[Point, ...]
    targets: tuple[Point, ...]
    registry: tuple[Point, ...]
    without_year: int


def timeline(
    store: Store, published: Iterable[Published], targets: Iterable[Target], today: date
) -> Timeline:
    """Return the series up to the year of ``today``."""
    totals = [figure for figure in published if figure.metric == METRIC]
    years, without = _first_years(store)
    return Timeline(
        before=tuple(_point(figure) for figure in totals if figure.province_code == "10"),
        merged=tuple(_point(figure) for figure in totals if figure.province_code != "10"),
        targets=tuple(
            Point(goal.year + 1.0, str(goal.year), goal.value, goal.source)
            for goal in targets
            if goal.metric == METRIC and goal.province_code == PROVINCE_2024
        ),
        registry=_running_total(years, today),
        without_year=without,
    )


def _point(figure: Published) -> Point:
    """Return a published total at its day, or in the middle of the span that its date leaves open."""
    start = figure.as_of.year
    if figure.precision == "year":
        x = start + 0.5
    elif figure.precision == "month":
        x = start + (figure.as_of.month - 0.5) / 12
    else:
        x = _year_fraction(figure.as_of)
    return Point(round(x, 3), figure.period, figure.value, figure.source)


def _year_fraction(day: date) -> float:
    """Return ``day`` in years."""
    return round(day.year + (day - date(day.year, 1, 1)).days / DAYS_IN_YEAR, 3)


def _first_years(store: Store) -> tuple[Counter[int], int]:
    """Return recognised products by the first year of a certificate, and how many have no year."""
    years = list(first_years(store).values())
    return Counter(year for year in years if year is not None), years.count(None)


def _running_total(years: Counter[int], today: date) -> tuple[Point, ...]:
    """Return the running total at the end of each year up to the newest that a source names."""
    points: list[Point] = []
    total = 0
    for year in range(min(years, default=0), max(years, default=-1) + 1):
        total += years[year]
        x = year + 1.0 if year < today.year else _year_fraction(today)
        points.append(Point(x, str(year), total, ""))
    return tuple(points)
