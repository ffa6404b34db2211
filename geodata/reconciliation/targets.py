"""
Published targets by year beside what the registry and published figures show for that year.

The registry names a part of what there is: its count can show that a target
was reached, never that it was not (of "at most so many": only that there were
more). Where neither the registry nor a figure that was published in that year
settles it, the answer is that it cannot be told, with the reason. No share is
computed of a list that is known to be partial. Of a year that has not begun nothing
is counted: what the registry holds today says nothing of it.
"""

from __future__ import annotations

from collections import Counter as Tallies
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from geodata.programme.current import CurrentFacts, current_facts
from geodata.programme.makers import makers_of
from geodata.quality import Published, Target, published_targets, published_totals
from geodata.reconciliation.fact_counts import (
    MODERN,
    Answered,
    answered,
    any_of,
    both,
    said,
    sells_through,
    websites,
)
from geodata.reconciliation.figures import Counter, tally_of
from geodata.reconciliation.first_certificates import added_in
from geodata.reconciliation.holding import Basis, Span, Standing
from geodata.reconciliation.members import Area, Row, members_of, read_area
from geodata.reconciliation.places import opened_in
from geodata.reconciliation.shares import Share, shares_of
from geodata.records.vocabulary import E_COMMERCE, Fact, SalesChannel
from geodata.registry_counts import PROVINCE_2024
from geodata.store import Store


class Verdict(StrEnum):
    """What can be said of a target."""

    SHOWN = "shown"  # the registry alone shows that it was reached
    PUBLISHED = "published"  # a figure that was published for a day of that year reaches it
    BELOW = "below"  # figures of that year, and the next one after it, stay below
    EXCEEDED = "exceeded"  # "at most so many": the registry alone shows that there were more
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why nothing can be said."""

    PARTIAL = "partial"
    BETWEEN = "between"  # below during the year, reached in the first figure after it
    NEW_OR_RENEWED = "new_or_renewed"
    FACTS = "facts"
    NEW_FACTS = "new_facts"  # facts of new products, of which hardly one is certainly new
    NOT_FOLLOWED = "not_followed"
    SIZE = "size"
    POINTS = "points"
    CRAFT_PRODUCTS = "craft_products"
    RUNNING = "running"  # the year is not over
    NO_DISTRICTS = "no_districts"  # points by district, of the merged province
    NO_SHARE = "no_share"  # no source of the year tells both numbers


# What no passing of time settles.
NEVER_TOLD = frozenset({Why.NOT_FOLLOWED, Why.SIZE, Why.CRAFT_PRODUCTS, Why.NO_DISTRICTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """
    One target and what is known about it.

    ``low`` and ``high`` are what the registry counts, certainly and at most;
    ``answers`` stand instead where a fact was asked for, ``may_answers`` those of
    records that only may be asked about (None: there are no such), ``shares`` where
    one source tells both numbers. ``published`` and ``shares`` are of that year,
    and the first one after it.
    """

    target: Target
    verdict: Verdict
    why: Why | None = None
    low: int | None = None
    high: int | None = None
    answers: Answered | None = None
    may_answers: Answered | None = None
    shares: tuple[Share, ...] = ()
    published: tuple[Published, ...] = ()


# Target → metric and key of the published totals that it is about.
TOTALS: dict[str, tuple[str, str | None]] = {
    "products_total": ("products_total", None),
    "products_3_star_total": ("products_by_star", "3"),
    "producers_total": ("producers_total", None),
    "products_4_star_total": ("products_by_star", "4"),
    "products_5_star_total": ("products_by_star", "5"),
}
ADDED: dict[str, int | None] = {
    "products_added": None,
    "products_4_star_added": 4,
    "products_5_star_added": 5,
}
POINTS_MOST = "sales_points_added_per_district_max"
POINTS = frozenset({"sales_points_added_per_district_min", POINTS_MOST})
UNTOLD: dict[str, Why] = {
    "producers_that_are_small_enterprises": Why.SIZE,
    "traditional_craft_villages_with_products_added": Why.CRAFT_PRODUCTS,
    "economic_organisations_strengthened": Why.NOT_FOLLOWED,
    "new_economic_organisations": Why.NOT_FOLLOWED,
}


def targets_progress(store: Store, today: date, year: int | None = None) -> list[Progress]:
    """Return every target, or those of a year, in the order of the years."""
    reckoner = Reckoner(store, today)
    return [reckoner.progress(one) for one in published_targets(store) if year in (None, one.year)]


# Producer → its products; None stands for one whose producer is inferred: it may be another's.
Made = Mapping[str, Sequence[str | None]]


class Asked(NamedTuple):
    """Facts by subject, the products named by then, and the products of each producer."""

    facts: CurrentFacts
    products: tuple[Row, ...]
    made: Made


class Reckoner:
    """Says what is known of targets; reads what it needs once."""

    def __init__(self, store: Store, today: date) -> None:
        self._store = store
        self._today = today
        self._published = published_totals(store)
        self._counter = Counter(store, today, Basis.IN_FORCE)
        self._asked_of: dict[tuple[str, int], Asked] = {}

    def progress(self, target: Target) -> Progress:
        """Return one target with what is known about it; nothing of a year that has not begun."""
        found = self._told(target)
        if target.year > self._today.year and found.why not in NEVER_TOLD:
            return Progress(target=target, verdict=Verdict.UNKNOWN, why=Why.RUNNING)
        return found

    def _told(self, target: Target) -> Progress:
        """Return what is known about a target, as if its year had begun."""
        metric = target.metric
        if metric in TOTALS:
            return self._total(target)
        if metric in ADDED:
            return self._added(target)
        if metric == "producers_that_are_cooperatives":
            return self._cooperatives(target)
        if metric in POINTS:
            return self._points(target)
        if metric == "new_products_with_ocop_logo":
            return self._new_with_logo(target)
        told = self._facts(target)
        if told is not None:
            return Progress(target=target, verdict=Verdict.UNKNOWN, why=Why.FACTS, answers=told)
        return Progress(target=target, verdict=Verdict.UNKNOWN, why=UNTOLD.get(metric, Why.NOT_FOLLOWED))

    def _area(self, target: Target) -> Area:
        """Return the province that a target is of, before or after the merger."""
        return read_area(self._store, target.province_code, self._today)

    def _of_province(self, target: Target) -> list[Published]:
        """Return the published figures of the province that a target is of."""
        return [one for one in self._published if one.province_code == target.province_code]

    def _end(self, year: int) -> Span:
        """Return the last day of a year, or today where it is not over."""
        day = min(date(year, 12, 31), self._today)
        return Span(day, day)

    def _unless_running(self, target: Target, why: Why) -> Why:
        """Return why nothing can be said: ``why``, or that the year is not over."""
        return Why.RUNNING if self._today.year <= target.year else why

    def _total(self, target: Target) -> Progress:
        """Compare a total with the registry at the end of the year and with published figures."""
        metric, key = TOTALS[target.metric]
        area = self._area(target)
        tally = tally_of(metric, key, self._counter.members(area, self._end(target.year)), area)
        own = [one for one in self._of_province(target) if (one.metric, one.key) == (metric, key)]
        shown = around(own, target.year)
        low, high = (tally.low, tally.high) if tally else (None, None)
        verdict, why = judged(target, low, shown, self._today)
        return Progress(target=target, verdict=verdict, why=why, low=low, high=high, published=shown)

    def _added(self, target: Target) -> Progress:
        """Count the products that were first recognised in the year; rounds are shown as published."""
        stars = ADDED[target.metric]
        certain, most = added_in(self._store, self._area(target).products, target.year, stars)
        rounds = [
            one
            for one in self._of_province(target)
            if one.metric == "products_recognised_in_round" and (one.key or "").startswith(f"{target.year}-")
        ]
        reached = len(certain) >= target.value
        return Progress(
            target=target,
            verdict=Verdict.SHOWN if reached else Verdict.UNKNOWN,
            why=None if reached else self._unless_running(target, Why.NEW_OR_RENEWED),
            low=len(certain),
            high=len(most),
            published=tuple(rounds) if stars is None else (),
        )

    def _cooperatives(self, target: Target) -> Progress:
        """Judge a share as a total is: by sources that tell producers of the kind and in all."""
        own = shares_of(self._of_province(target), "producers_by_kind", "cooperative", "producers_total")
        by_figure = {share.published: share for share in own}
        shown = tuple(by_figure[one] for one in around(list(by_figure), target.year))
        told = [(share.published.as_of.year, share.reaches(target.value)) for share in shown]
        verdict, why = judged_by(told, target.year, self._today)
        why = Why.NO_SHARE if why is Why.PARTIAL else why
        published = tuple(share.published for share in shown)
        return Progress(target=target, verdict=verdict, why=why, shares=shown, published=published)

    def _points(self, target: Target) -> Progress:
        """
        Count the districts in which at least, or at most, so many OCOP points opened in the year.

        The registry does not have every point: that so many opened it can show,
        that no more did it cannot. In a district with more of them than wanted
        the target is certainly missed. The merged province has no districts.
        """
        own = [one for one in self._of_province(target) if one.metric == "ocop_sales_points"]
        shown = around(own, target.year)
        if target.province_code != PROVINCE_2024:
            verdict = Verdict.UNKNOWN
            return Progress(target=target, verdict=verdict, why=Why.NO_DISTRICTS, published=shown)
        area = self._area(target)
        certain, most = opened_in(self._store, area, target.year)
        codes = area.districts
        if target.metric == POINTS_MOST:
            low = sum(most[code] <= target.value for code in codes)
            high = sum(certain[code] <= target.value for code in codes)
            verdict = Verdict.EXCEEDED if high < len(codes) else Verdict.UNKNOWN
        else:
            low = sum(certain[code] >= target.value for code in codes)
            high = sum(most[code] >= target.value for code in codes)
            verdict = Verdict.SHOWN if low == len(codes) > 0 else Verdict.UNKNOWN
        return Progress(
            target=target,
            verdict=verdict,
            why=self._unless_running(target, Why.POINTS) if verdict is Verdict.UNKNOWN else None,
            low=low,
            high=high,
            published=shown,
        )

    def _asked(self, target: Target) -> Asked:
        """Return what is asked about facts at the end of a year; read once for each province and year."""
        asked = (target.province_code, target.year)
        if asked not in self._asked_of:
            end = self._end(target.year)
            every = members_of(self._area(target), end, Basis.EVER).every
            named = tuple(one.product for one in every if one.holding.standing is not Standing.LATER)
            makers = makers_of(self._store)
            made: dict[str, list[str | None]] = {}
            for product in named:
                key = product["product_id"]
                if product["producer_id"] is not None:
                    made.setdefault(product["producer_id"], []).append(key if key in makers else None)
            facts = current_facts(self._store, end.first, self._today)
            self._asked_of[asked] = Asked(facts, named, made)
        return self._asked_of[asked]

    def _facts(self, target: Target) -> Answered | None:
        """Ask the facts of producers or products; None where the target is about nothing that is followed."""
        facts, named, made = self._asked(target)
        match target.metric:
            case "producers_with_digital_stall_and_epayment":
                return answered(
                    made,
                    lambda key: both(
                        _of_producer(facts, key, made, Fact.DIGITAL_STALL),
                        _of_producer(facts, key, made, Fact.E_PAYMENT),
                    ),
                )
            case "producers_with_green_value_chain_and_stable_material_zone_added":
                return answered(
                    made,
                    lambda key: both(
                        _of_producer(facts, key, made, Fact.GREEN_CHAIN),
                        _of_producer(facts, key, made, Fact.STABLE_MATERIAL_ZONE),
                    ),
                )
            case "producers_in_modern_channels":
                return answered(made, lambda key: _sold(facts, key, made, MODERN))
            case "producers_with_website":
                known = websites(self._store)
                own = (SalesChannel.OWN_WEBSITE,)
                return answered(made, lambda key: key in known or _sold(facts, key, made, own))
            case "products_on_e_commerce":
                products = [product["product_id"] for product in named]
                return answered(products, lambda key: sells_through(facts, ("products", key), E_COMMERCE))
        return None

    def _new_with_logo(self, target: Target) -> Progress:
        """Ask for the logo of products that are certainly new, and apart of those that only may be."""
        facts, named, _ = self._asked(target)
        certain, most = added_in(self._store, named, target.year, None)

        def logo(key: str) -> bool | None:
            return said(facts, ("products", key), Fact.OCOP_LOGO)

        may = most - certain
        return Progress(
            target=target,
            verdict=Verdict.UNKNOWN,
            why=Why.NEW_FACTS if may else Why.FACTS,
            answers=answered(certain, logo),
            may_answers=answered(may, logo) if may else None,
        )


def _of_producer(facts: CurrentFacts, key: str, made: Made, fact: Fact) -> bool | None:
    """Return what is said of a producer, or of one of its products."""
    own = said(facts, ("producers", key), fact)
    if own is not None:
        return own
    # What is said of a product that may be another's is not known of this producer, nor ruled out.
    return any_of([None if one is None else said(facts, ("products", one), fact) for one in made[key]])


def _sold(facts: CurrentFacts, key: str, made: Made, channels: Collection[str]) -> bool | None:
    """Return whether a producer or one of its products is said to be in one of some channels."""
    subjects = [("producers", key), *(("products", one) for one in made[key] if one is not None)]
    return True if any(sells_through(facts, subject, channels) for subject in subjects) else None


def around(figures: Sequence[Published], year: int) -> tuple[Published, ...]:
    """Return the figures of a year, and the first one after it."""
    ordered = sorted(figures, key=lambda one: one.as_of)
    later = [one for one in ordered if one.as_of.year > year]
    return (*(one for one in ordered if one.as_of.year == year), *later[:1])


def judged(
    target: Target, low: int | None, shown: Sequence[Published], today: date
) -> tuple[Verdict, Why | None]:
    """
    Return what can be said of a total.

    The registry's certain count suffices; else a figure of the year does. Where
    the first figure after the year reaches it and none of the year does, it was
    reached in between, and nobody tells on which side of the year's end.
    """
    if low is not None and low >= target.value:
        return Verdict.SHOWN, None
    return judged_by([(one.as_of.year, one.value >= target.value) for one in shown], target.year, today)


def judged_by(figures: Sequence[tuple[int, bool]], year: int, today: date) -> tuple[Verdict, Why | None]:
    """Return what figures alone say of a target of ``year``; each is its year and whether it reaches it."""
    of_year = [reaches for told, reaches in figures if told == year]
    if any(of_year):
        return Verdict.PUBLISHED, None
    if today.year <= year:
        return Verdict.UNKNOWN, Why.RUNNING
    if of_year and any(reaches for told, reaches in figures if told > year):
        return Verdict.UNKNOWN, Why.BETWEEN
    return (Verdict.BELOW, None) if of_year else (Verdict.UNKNOWN, Why.PARTIAL)


def verdicts(found: Sequence[Progress]) -> dict[Verdict, int]:
    """Return how many targets have each verdict."""
    counts = Tallies(one.verdict for one in found)
    return {verdict: counts[verdict] for verdict in Verdict}
