"""The score of a tour in terms of OCOP: what it reaches for what it costs, with weights on view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from geodata.errors import N_
from geodata.network.values import Variant
from geodata.planning.notes import Note
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.score_figures import STARS, UNKNOWN, ScoreFigures, evenness, figures_of
from geodata.tourism.score_weights import (
    FULL_PRODUCERS_A_DAY,
    FULL_PURCHASES_AN_HOUR,
    FULL_STAR_WORTH_A_DAY,
    MOST_POINTS,
    NO_CO2_KG_A_DAY,
    NO_ROAD_SHARE,
    REMOTE_FROM_MIN,
    SCORE_TITLES,
    STAR_WORTH,
    ScorePart,
)
from geodata.tourism.stop_answers import told_note
from geodata.tourism.values import Tour
from geodata.vocabulary import GROUPS_AT_ONCE, ProductGroup

PRODUCTS = N_(
    "Recognised products made at the stops, by the latest stars that a source names (5★ counts 3, 4★ 2, 3★ 1,"
    " not known as 3★): %(worth)s; ten points from %(full)s a day. %(evaluated)s more were only evaluated"
)
GROUPS = N_("%(count)s of the %(all)s product groups are among them; of %(unknown)s products it is not known")
PRODUCERS = N_("Producers with a product, at the stops; ten points from %(full)s a day")
PURCHASES = N_(
    "%(count)s stops where something can be bought, in %(hours)s likely hours of driving; ten points from"
    " %(full)s an hour. %(sure)s are places of sale; %(assumed)s are producers of whom no source says that"
    " they sell to visitors: assumed, call first"
)
REMOTE = N_(
    "%(remote)s of %(count)s communes lie %(minutes)s likely minutes or more from the nearest town; of"
    " %(unknown)s it is not known"
)
BALANCE = N_(
    "How evenly the minutes of the visits are spread over the communes: Pielou's evenness (1966), from 0 (all"
    " in one) to 1 (as long in each)"
)
DRIVING = N_(
    "Likely minutes of driving in all minutes of driving and visits; ten points without any, none from"
    " %(none)s percent on"
)
CO2 = N_(
    "%(km)s km × %(factor)s g CO₂ a km × %(vehicles)s (%(vehicle)s; %(seats)s people in one at the most), for"
    " each of %(people)s people and day; ten points without any, none from %(none)s kg on"
)
CO2_UNKNOWN = N_("Not counted: how many people travel was not said")
NO_STOP = N_("Not counted: the tour has no stop")
CO2_NOTE = N_("%(km)s km × %(factor)s g CO₂ a km × %(vehicles)s (%(vehicle)s). %(source)s")
CO2_MISSING = N_(
    "%(km)s km × %(factor)s g CO₂ a km × %(vehicles)s (%(vehicle)s); the kilometres of %(missing)s legs are"
    " not known and not counted. %(source)s"
)

# Value, points (None: cannot be told) and what it counts.
Part = tuple[float | None, float | None, Note]


def score_of(prepared: PreparedTour, tour: Tour) -> dict[str, Any]:
    """
    Return the score of a tour, as JSON in no language.

    ``total`` and the ``points`` of each part run from 0 to 10; the total is
    the weighted mean of the parts that can be told. Minutes are ranges, of the
    vehicle; CO₂ is kilograms, an estimate on likely kilometres.
    """
    figures = figures_of(prepared, tour)
    parts = []
    for part, weight in prepared.wishes.score_weights.items():
        value, points, note = PARTS[part](figures, prepared)
        parts.append(
            {
                "key": part.value,
                "title": SCORE_TITLES[part],
                "value": None if value is None else round(value, 3),
                "unit": UNITS[part],
                "points": None if points is None else round(points, 2),
                "weight": weight,
                "note": told_note(note),
            }
        )
    return {
        "total": _total(parts),
        "weights": {part.value: weight for part, weight in prepared.wishes.score_weights.items()},
        "parts": parts,
        **_counts(figures),
        "co2_kg": _co2(figures, prepared),
    }


def _total(parts: list[dict[str, Any]]) -> float | None:
    """Return the weighted mean of the points; None where no part weighs anything."""
    counted = [(part["points"], part["weight"]) for part in parts if part["points"] is not None]
    weight = sum(each for _points, each in counted)
    return round(sum(points * each for points, each in counted) / weight, 2) if weight else None


def _counts(figures: ScoreFigures) -> dict[str, Any]:
    """Return the figures that the parts rest on."""
    hours = figures.drive_min[Variant.LIKELY] / 60
    return {
        "products": {
            "count": figures.products,
            "evaluated_only": figures.evaluated,
            "by_star": {
                **{str(stars): figures.by_star.get(stars, 0) for stars in STARS},
                UNKNOWN: figures.by_star.get(None, 0),
            },
            "by_group": {
                **{group.value: figures.by_group.get(group, 0) for group in ProductGroup},
                UNKNOWN: figures.by_group.get(None, 0),
            },
        },
        "producers": figures.producers,
        "purchase_stops": figures.purchase_stops,
        "purchase_assumed": figures.purchase_assumed,
        "purchase_per_drive_hour": round(figures.purchase_stops / hours, 2) if hours else None,
        "communes": {
            "visited": len(figures.town_min),
            "remote": figures.remote_communes,
            "balance": round(evenness(figures.visit_min.values()) or 0.0, 3),
        },
        "km": {"likely": round(figures.km, 1), "missing_legs": figures.km_missing},
        "drive_min": {variant.value: round(figures.drive_min[variant]) for variant in Variant},
    }


def _co2(figures: ScoreFigures, prepared: PreparedTour) -> dict[str, Any]:
    """Return the CO₂ of all vehicles and of each person, with factor and source."""
    vehicle = prepared.vehicle
    values: dict[str, object] = {
        "km": round(figures.km),
        "factor": round(figures.co2_g_km),
        "vehicles": figures.vehicles,
        "vehicle": vehicle.title,
        "source": vehicle.co2_source,
    }
    note = Note("co2", CO2_NOTE, values)
    if figures.km_missing:
        note = Note("co2_missing", CO2_MISSING, {**values, "missing": figures.km_missing})
    each = figures.co2_kg_per_person
    return {
        "value": round(figures.co2_kg, 1),
        "per_person": None if each is None else round(each, 1),
        "factor_g_km": figures.co2_g_km,
        "vehicles": figures.vehicles,
        "note": told_note(note),
    }


def _up_to(value: float, full: float) -> float:
    """Return points that grow with a value, all of them from ``full`` on."""
    return MOST_POINTS * min(1.0, value / full)


def _down_to(value: float, none: float) -> float:
    """Return points that fall with a value, none from ``none`` on."""
    return MOST_POINTS * max(0.0, 1.0 - value / none)


def _products(figures: ScoreFigures, _prepared: PreparedTour) -> Part:
    """Return products by star."""
    worth = sum(STAR_WORTH.get(stars, 0.0) * count for stars, count in figures.by_star.items())
    values = {"worth": round(worth), "full": round(FULL_STAR_WORTH_A_DAY), "evaluated": figures.evaluated}
    points = _up_to(worth, FULL_STAR_WORTH_A_DAY * figures.days)
    return float(figures.products), points, Note("products", PRODUCTS, values)


def _groups(figures: ScoreFigures, _prepared: PreparedTour) -> Part:
    """Return how many of the groups are reached."""
    count = sum(group is not None and number > 0 for group, number in figures.by_group.items())
    values = {"count": count, "all": GROUPS_AT_ONCE, "unknown": figures.by_group.get(None, 0)}
    return float(count), _up_to(count, GROUPS_AT_ONCE), Note("groups", GROUPS, values)


def _producers(figures: ScoreFigures, _prepared: PreparedTour) -> Part:
    """Return producers."""
    points = _up_to(figures.producers, FULL_PRODUCERS_A_DAY * figures.days)
    return (
        float(figures.producers),
        points,
        Note("producers", PRODUCERS, {"full": round(FULL_PRODUCERS_A_DAY)}),
    )


def _purchases(figures: ScoreFigures, _prepared: PreparedTour) -> Part:
    """Return stops to buy at by hour driven; without driving every one of them is full."""
    hours, count = figures.drive_min[Variant.LIKELY] / 60, figures.purchase_stops
    values = {
        "count": count,
        "hours": round(hours, 1),
        "full": round(FULL_PURCHASES_AN_HOUR),
        "sure": count - figures.purchase_assumed,
        "assumed": figures.purchase_assumed,
    }
    note = Note("purchases", PURCHASES, values)
    if not hours:
        return None, MOST_POINTS if count else 0.0, note
    return count / hours, _up_to(count / hours, FULL_PURCHASES_AN_HOUR), note


def _remote(figures: ScoreFigures, _prepared: PreparedTour) -> Part:
    """Return the share of remote communes."""
    count = len(figures.town_min)
    values = {
        "remote": figures.remote_communes,
        "count": count,
        "minutes": round(REMOTE_FROM_MIN),
        "unknown": sum(minutes is None for minutes in figures.town_min.values()),
    }
    share = figures.remote_communes / count if count else 0.0
    return share, _up_to(share, 1.0), Note("remote", REMOTE, values)


def _balance(figures: ScoreFigures, _prepared: PreparedTour) -> Part:
    """Return how evenly visits are spread over communes."""
    value = evenness(figures.visit_min.values()) or 0.0
    return value, _up_to(value, 1.0), Note("balance", BALANCE)


def _driving(figures: ScoreFigures, _prepared: PreparedTour) -> Part:
    """Return the share of the time that is spent on the road; driving without a stop earns nothing."""
    if not figures.stops:
        return None, None, Note("no_stop", NO_STOP)
    driven = figures.drive_min[Variant.LIKELY]
    share = driven / (driven + figures.stay_min) if driven else 0.0
    note = Note("driving", DRIVING, {"none": round(100 * NO_ROAD_SHARE)})
    return share, _down_to(share, NO_ROAD_SHARE), note


def _co2_part(figures: ScoreFigures, prepared: PreparedTour) -> Part:
    """Return CO₂ by person and day; driving without a stop earns nothing."""
    if not figures.stops:
        return None, None, Note("no_stop", NO_STOP)
    each = figures.co2_kg_per_person
    if each is None:
        return None, None, Note("co2_unknown", CO2_UNKNOWN)
    values = {
        "km": round(figures.km),
        "factor": round(figures.co2_g_km),
        "vehicles": figures.vehicles,
        "vehicle": prepared.vehicle.title,
        "seats": prepared.vehicle.seats,
        "people": figures.people,
        "none": round(NO_CO2_KG_A_DAY),
    }
    a_day = each / figures.days
    return a_day, _down_to(a_day, NO_CO2_KG_A_DAY), Note("co2", CO2, values)


PARTS: Mapping[ScorePart, Callable[[ScoreFigures, PreparedTour], Part]] = {
    ScorePart.PRODUCTS: _products,
    ScorePart.GROUPS: _groups,
    ScorePart.PRODUCERS: _producers,
    ScorePart.PURCHASES: _purchases,
    ScorePart.REMOTE: _remote,
    ScorePart.BALANCE: _balance,
    ScorePart.DRIVING: _driving,
    ScorePart.CO2: _co2_part,
}
# What the value of a part counts; a share and an evenness run from 0 to 1.
UNITS: Mapping[ScorePart, str] = {
    ScorePart.PRODUCTS: "products",
    ScorePart.GROUPS: "groups",
    ScorePart.PRODUCERS: "producers",
    ScorePart.PURCHASES: "per_hour",
    ScorePart.REMOTE: "share",
    ScorePart.BALANCE: "evenness",
    ScorePart.DRIVING: "share",
    ScorePart.CO2: "kg",  # for each person and day
}
