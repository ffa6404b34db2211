"""The OCOP sales points that there are, what was published about them, and the public targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from geodata.errors import N_
from geodata.joins import district_names, sales_points_in
from geodata.plain import Row, rows_of
from geodata.planning.notes import Note
from geodata.quality import Target, published_targets
from geodata.registry.entered import ENTERED
from geodata.registry_counts import PROVINCE_2024
from geodata.store import Store
from geodata.summaries import PublishedFigure, newest_published
from geodata.view import View
from geodata.vocabulary import SalesPointKind

Floats = npt.NDArray[np.float64]

# The words of the collector in a note: the place was looked at, whether it opened is not known.
NOT_SURE_OPEN = "chưa rõ đã mở"
PUBLISHED_POINTS = "ocop_sales_points"
ADDED_LEAST, ADDED_MOST = "sales_points_added_per_district_min", "sales_points_added_per_district_max"
ABOUT_POINTS = "sales_points"  # how every metric of a target about them begins


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingPoint:
    """
    One point for introducing and selling OCOP products that the registry names.

    ``lon`` and ``lat`` (degrees, EPSG:4326) are its own point or, with
    ``own_point`` False, an interior point of its commune; None where only its
    district is known: no travel time can begin there. ``is_uncertain``: the
    source does not say that it was opened.
    """

    point_id: str
    name: str
    lon: float | None
    lat: float | None
    own_point: bool
    unit_code: str | None
    unit_name: str | None
    district_code: str | None
    opened_year: int | None
    is_uncertain: bool
    is_entered: bool
    note: str | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExistingPoints:
    """
    The points that there are, by key, and the newest published number of them.

    ``placed`` are those that a plan can keep open, in their order; ``known``
    counts all of them, also those of which only the district is known.
    """

    items: tuple[ExistingPoint, ...]
    published: PublishedFigure | None
    notes: tuple[Note, ...]

    @property
    def known(self) -> int:
        """Return how many the registry names."""
        return len(self.items)

    @property
    def placed(self) -> tuple[ExistingPoint, ...]:
        """Return those that have a point."""
        return tuple(item for item in self.items if item.lon is not None)

    @property
    def points(self) -> Floats:
        """Return lon and lat of the placed ones (k × 2)."""
        return np.array([(item.lon, item.lat) for item in self.placed], dtype=np.float64).reshape(-1, 2)


def existing_points(store: Store, view: View) -> ExistingPoints:
    """Return the OCOP sales points that count in ``view``, the entered ones among them, each place once."""
    found = sales_points_in(store, view)
    found = found[found["kind"] == SalesPointKind.OCOP_POINT]
    # What the office entered tells more than the row of the same place in the reference data.
    entered_first = found.assign(rank=found["source_table"] != ENTERED).sort_values("rank", kind="stable")
    rows = rows_of(entered_first.drop_duplicates("place_id"))
    items = tuple(sorted((_point(row) for row in rows), key=lambda item: item.point_id))
    published = newest_published(store, PUBLISHED_POINTS)
    return ExistingPoints(items=items, published=published, notes=tuple(_notes(items, published)))


def _point(row: Row) -> ExistingPoint:
    """Return a row of the sales points as a value."""
    return ExistingPoint(
        point_id=row["sales_point_id"],
        name=row["name"],
        lon=row["lon"],
        lat=row["lat"],
        own_point=row["point_source"] is not None,
        unit_code=row["commune_code"],
        unit_name=row["commune"],
        district_code=row["district_code"],
        opened_year=row["opened_year"],
        is_uncertain=NOT_SURE_OPEN in (row["note"] or ""),
        is_entered=row["source_table"] == ENTERED,
        note=row["note"],
    )


def _notes(items: tuple[ExistingPoint, ...], published: PublishedFigure | None) -> list[Note]:
    """Say what a plan does not know of the points that there are."""
    notes = []
    if published is not None and len(items) < published.value:
        text = N_(
            "Only %(known)s of the %(published)s OCOP sales points published on %(day)s are known here:"
            " enter the others, or the plan may put a new point beside an old one"
        )
        values = {
            "known": len(items),
            "published": published.value,
            "day": published.as_of.strftime("%d/%m/%Y"),
        }
        notes.append(Note("points_not_known", text, values))
    for item in items:
        if item.lon is None:
            text = N_("%(name)s is known only by its district: no travel time begins there")
            notes.append(Note("point_without_place", text, {"name": item.name}))
        elif not item.own_point:
            text = N_("%(name)s is known only by its commune: its point is somewhere in %(unit)s")
            notes.append(Note("point_in_commune", text, {"name": item.name, "unit": item.unit_name}))
        if item.is_uncertain:
            text = N_("The source does not say that %(name)s was opened")
            notes.append(Note("point_uncertain", text, {"name": item.name}))
    return notes


def public_targets(store: Store) -> list[Target]:
    """Return the published targets about the sales points of districts, which the merged province has not."""
    return [
        target
        for target in published_targets(store)
        if target.metric.startswith(ABOUT_POINTS) and target.province_code == PROVINCE_2024
    ]


class TargetState(StrEnum):
    """How the new points of a district stand to the target."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class DistrictTarget:
    """
    One district (until 30 June 2025) beside the target of its year.

    The target counts points that are added, so ``new`` alone is held against
    ``least`` and ``most``; ``existing`` stands beside it.
    """

    code: str
    name: str
    existing: int
    new: int
    year: int
    least: float
    most: float
    state: TargetState


def target_by_district(
    store: Store, existing: ExistingPoints, new_by_district: Mapping[str, int]
) -> list[DistrictTarget]:
    """
    Return every district with its points beside the newest target of points per district.

    Empty where no target is published. ``new_by_district`` counts the new
    points of a plan by the code of their district; a new point of which no
    district is known is in none.
    """
    bounds = _bounds(public_targets(store))
    if bounds is None:
        return []
    year, least, most = bounds
    return [
        DistrictTarget(
            code=code,
            name=name,
            existing=sum(item.district_code == code for item in existing.items),
            new=new_by_district.get(code, 0),
            year=year,
            least=least,
            most=most,
            state=_state(new_by_district.get(code, 0), least, most),
        )
        for code, name in sorted(district_names(store).items())
    ]


def _bounds(targets: list[Target]) -> tuple[int, float, float] | None:
    """Return year, least and most of the newest year that has both."""
    by_year: dict[int, dict[str, float]] = {}
    for target in targets:
        by_year.setdefault(target.year, {})[target.metric] = target.value
    years = [year for year, values in by_year.items() if {ADDED_LEAST, ADDED_MOST} <= values.keys()]
    if not years:
        return None
    newest = max(years)
    return newest, by_year[newest][ADDED_LEAST], by_year[newest][ADDED_MOST]


def _state(new: int, least: float, most: float) -> TargetState:
    """Return how a number of new points stands to the target."""
    if new < least:
        return TargetState.BELOW
    return TargetState.ABOVE if new > most else TargetState.WITHIN
