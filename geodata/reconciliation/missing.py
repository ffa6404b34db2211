"""Where records are missing behind a figure: its published parts, and the units of which none is named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from geodata.quality import PARTS_OF
from geodata.reconciliation.figures import Reconciled
from geodata.reconciliation.members import read_area
from geodata.store import Store

# Figures of which it can be said in which communes no record stands behind them.
BY_COMMUNE = frozenset({"products_total", "communes_with_products"})


@dataclass(frozen=True, slots=True)
class Split:
    """The registry's own count of a figure in one district, or of one number of stars; None: not known."""

    key: str | None
    certain: int
    may: int


@dataclass(frozen=True, slots=True)
class Missing:
    """
    What is missing where.

    ``parts`` are figures of the same source and day that the figure is made of,
    each with its own difference. ``by_district`` and ``by_stars`` split the
    registry's count where no part does. ``silent`` are names by code of the communes in which the
    registry names nothing that can count, ``without_data`` of those about which
    there is no data at all; both empty where communes say nothing about it.
    """

    parts: tuple[Reconciled, ...]
    by_district: tuple[Split, ...]
    by_stars: tuple[Split, ...]
    silent: dict[str, str]
    without_data: dict[str, str]
    communes: int


def missing_of(store: Store, one: Reconciled, every: Collection[Reconciled], today: date) -> Missing:
    """Return what is missing behind a figure; ``every`` are all figures of the same basis."""
    figure = one.published
    area = read_area(store, figure.province_code, today)
    parts = tuple(
        other
        for other in every
        if PARTS_OF.get(other.published.metric) == figure.metric
        and (other.published.source, other.published.as_of, other.published.province_code)
        == (figure.source, figure.as_of, figure.province_code)
    )
    silent: dict[str, str] = {}
    without_data: dict[str, str] = {}
    if figure.metric in BY_COMMUNE and one.tally is not None:
        named = {
            item.key if item.path == "communes" else item.row.get("commune_code") for item in one.tally.items
        }
        for code, name in area.communes.items():
            if code in area.uncovered:
                without_data[code] = name
            elif code not in named:
                silent[code] = name
    # What the figure or its source tells by district or stars is not split once more.
    told = {figure.metric, *(part.published.metric for part in parts)}
    return Missing(
        parts=parts,
        by_district=() if "products_by_district" in told else _split(one, "district_code"),
        by_stars=() if "products_by_star" in told else _split(one, "stars"),
        silent=silent,
        without_data=without_data,
        communes=len(area.communes),
    )


def _split(one: Reconciled, name: str) -> tuple[Split, ...]:
    """Return the products of a count by one of their fields; nothing where something else is counted."""
    if one.tally is None or not one.tally.of_products:
        return ()
    counts: dict[str | None, list[int]] = {}
    for item in one.tally.items:
        value = item.row[name]
        told = counts.setdefault(None if value is None else str(value), [0, 0])
        told[bool(item.doubts)] += 1
    ordered = sorted(counts.items(), key=lambda entry: (entry[0] is None, entry[0] or ""))
    return tuple(Split(key, *told) for key, told in ordered)
