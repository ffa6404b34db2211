"""Every published figure beside what the registry counts as of its date, with the records that make it up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from geodata.errors import N_, NotFound
from geodata.quality import METRICS, Published, published_totals
from geodata.reconciliation.holding import Basis, Doubt, Span, span_of
from geodata.reconciliation.members import Area, Members, members_of, read_area
from geodata.reconciliation.places import crafts, recognised_in_round, sales_points
from geodata.reconciliation.tallies import (
    Tally,
    all_products,
    by_field,
    by_stars,
    communes,
    districts,
    groups,
    producers,
)
from geodata.registry_counts import CRAFT_METRICS
from geodata.store import Store

STARS = frozenset({"3", "4", "5"})


class NotCounted(StrEnum):
    """Why the registry has nothing to hold against a figure."""

    NO_RECORDS = "no_records"  # what is published is kept in no table
    ZONES = "zones"  # figures of zones stand side by side and are never added up
    KEY_UNKNOWN = "key_unknown"


# Metrics of linked production: hectares and households of zones, of several years and sources.
OF_ZONES = frozenset({"linked_area_ha", "linked_households", "linked_value_billion_vnd"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which figures are asked for; None lets every one through."""

    year: int | None = None
    metric: str | None = None
    district: str | None = None
    basis: Basis = Basis.IN_FORCE


@dataclass(frozen=True, slots=True)
class Reconciled:
    """
    One published figure and the registry's count as of its date.

    ``tally`` is None where the registry has nothing to compare (``not_counted``
    says why). ``uncovered`` counts the communes of the figure's area about
    which there is no data: the difference holds them too.
    """

    published: Published
    span: Span
    tally: Tally | None
    not_counted: NotCounted | None
    uncovered: int

    @property
    def difference(self) -> tuple[int, int] | None:
        """Registry less published: at least and at most; None where nothing is compared."""
        if self.tally is None:
            return None
        return self.tally.low - self.published.value, self.tally.high - self.published.value

    @property
    def missing(self) -> tuple[int, int] | None:
        """How many records of the published figure the registry lacks, at least and at most."""
        if self.difference is None:
            return None
        low, high = self.difference
        return max(-high, 0), max(-low, 0)

    @property
    def is_within(self) -> bool:
        """Whether the published figure lies in the range of the registry's count."""
        return self.tally is not None and self.tally.low <= self.published.value <= self.tally.high


@dataclass(slots=True)
class Counter:
    """Counts figures of one basis, reading products once for each province and span of days."""

    store: Store
    today: date
    basis: Basis
    _members: dict[tuple[str, Span], Members] = field(default_factory=dict)

    def reconcile(self, published: Published) -> Reconciled:
        """Return a figure with the registry's count."""
        span = span_of(published.as_of, published.precision)
        area = read_area(self.store, published.province_code, self.today)
        tally = self._tally(published, area, span)
        reason = None if tally is not None else _reason(published)
        return Reconciled(published, span, tally, reason, len(area.uncovered))

    def _tally(self, published: Published, area: Area, span: Span) -> Tally | None:
        """Return what the registry counts for a figure; None where it counts no such thing."""
        metric, key = published.metric, published.key
        if metric in CRAFT_METRICS:
            return crafts(self.store, area, metric, span, self.basis)
        if metric == "ocop_sales_points":
            return sales_points(self.store, area, span)
        if metric == "products_recognised_in_round":
            return recognised_in_round(self.store, area, key, published.source)
        return tally_of(metric, key, self.members(area, span), area)

    def members(self, area: Area, span: Span) -> Members:
        """Return every product of an area and how it stands to a span of days."""
        asked = (area.province, span)
        if asked not in self._members:
            self._members[asked] = members_of(area, span, self.basis)
        return self._members[asked]


def tally_of(metric: str, key: str | None, members: Members, area: Area) -> Tally | None:
    """Return the count of a metric of products or producers; None where the registry counts no such thing."""
    match metric, key:
        case "products_total", None:
            return all_products(members)
        case "products_by_star", str() if key in STARS:
            return by_stars(members, key)
        case "products_by_group", str():
            return by_field(members, "product_group", key, Doubt.GROUP, "product_group")
        case "products_by_district", str() if key in area.districts:
            return by_field(members, "district_code", key, Doubt.DISTRICT, "unit_code")
        case "communes_with_products", None:
            return communes(members, area)
        case "districts_with_products", None:
            return districts(members, area)
        case "product_groups", None:
            return groups(members)
        case "producers_total", None:
            return producers(members)
        case "producers_by_kind", str():
            return producers(members, key)
    return None


def _reason(published: Published) -> NotCounted:
    """Return why nothing is compared with a figure."""
    if published.metric in OF_ZONES:
        return NotCounted.ZONES
    return NotCounted.KEY_UNKNOWN if published.metric in METRICS else NotCounted.NO_RECORDS


def reconciled(store: Store, chosen: Chosen, today: date) -> list[Reconciled]:
    """Return the chosen figures, metric by metric and by date, each with the registry's count."""
    counter = Counter(store, today, chosen.basis)
    wanted = [one for one in published_totals(store) if passes(one, chosen)]
    return [counter.reconcile(one) for one in sorted(wanted, key=order)]


def order(figure: Published) -> tuple[int, str, date, str, str]:
    """Return the key by which figures are sorted."""
    place = METRICS.index(figure.metric) if figure.metric in METRICS else len(METRICS)
    return place, figure.metric, figure.as_of, figure.source, figure.key or ""


def passes(figure: Published, chosen: Chosen) -> bool:
    """Tell whether a figure is asked for."""
    of_district = figure.metric == "products_by_district" and figure.key == chosen.district
    return (
        chosen.year in (None, figure.as_of.year)
        and chosen.metric in (None, figure.metric)
        and (chosen.district is None or of_district)
    )


def find_figure(store: Store, total_id: str, basis: Basis, today: date) -> Reconciled:
    """
    Return one published figure with the registry's count.

    Raises
    ------
    NotFound
        There is no such figure.
    """
    found = next((one for one in published_totals(store) if one.total_id == total_id), None)
    if found is None:
        raise NotFound(N_("There is no published figure %(key)s"), key=total_id[:100])
    return Counter(store, today, basis).reconcile(found)
