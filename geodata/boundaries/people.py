"""The residents of a new unit: added up where that is certain, else nobody's guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import sqlalchemy as sa

from geodata.store import Store
from geodata.tables import unit_population

Row = dict[str, Any]
CENSUS = frozenset({"census", "census_sum"})


def carried_population(
    store: Store,
    new: Sequence[Row],
    links: Sequence[Mapping[str, Any]],
    held: gpd.GeoDataFrame,
    area_tolerance: float,
) -> list[Row]:
    """
    Return rows of ``unit_population`` for new units that are made of whole older ones.

    Parameters
    ----------
    store
        An open store.
    new, links
        Rows of ``units`` and of ``crosswalk`` that are about to be written.
    held
        The older units by code, with ``area_km2``.
    area_tolerance
        By which fraction the areas of old and new may differ. A new unit that
        is larger than what it is said to be made of has residents of whom
        nothing is known.

    Returns
    -------
    list
        Nothing for a unit that got a part of an older one, or one of whose
        predecessors has no census figure that allows a rate.
    """
    people = _allowed(store)
    return [row for unit in new for row in _of_unit(unit, links, held, people, area_tolerance)]


def _of_unit(
    unit: Row,
    links: Sequence[Mapping[str, Any]],
    held: gpd.GeoDataFrame,
    people: Mapping[tuple[object, object], Mapping[int, Row]],
    area_tolerance: float,
) -> list[Row]:
    """Return the residents of one new unit, year by year."""
    own = [link for link in links if link["new_code"] == unit["unit_code"]]
    if not own or not all(link["whole"] for link in own):
        return []
    before_km2 = float(held.loc[[link["old_code"] for link in own], "area_km2"].sum())
    # So that an area that is not known (NaN) passes for no agreement.
    if not abs(before_km2 - unit["area_km2"]) <= area_tolerance * unit["area_km2"]:
        return []
    figures = [people.get((link["old_code"], link["old_valid_from"]), {}) for link in own]
    years = sorted(set.intersection(*(set(one) for one in figures)))
    return [_sum(unit, [one[year] for one in figures]) for year in years]


def _sum(unit: Row, parts: Sequence[Row]) -> Row:
    """Return the row of one year; a single predecessor's figure stays what it was."""
    return {
        **parts[0],
        "unit_code": unit["unit_code"],
        "valid_from": unit["valid_from"],
        "residents": sum(part["residents"] for part in parts),
        "basis": parts[0]["basis"] if len(parts) == 1 else "census_sum",
        "source": " ; ".join(dict.fromkeys(part["source"] for part in parts)),
    }


def _allowed(store: Store) -> dict[tuple[object, object], dict[int, Row]]:
    """Return the census figures that allow a rate, by unit and year."""
    t = unit_population
    found: dict[tuple[object, object], dict[int, Row]] = {}
    with store.read() as connection:
        for row in connection.execute(sa.select(t).where(t.c.rate_allowed, t.c.basis.in_(CENSUS))):
            found.setdefault((row.unit_code, row.valid_from), {})[row.year] = dict(row._mapping)
    return found
