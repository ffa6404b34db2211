"""
Who is to be served: one demand point for each commune, with a weight mixed from what the registry counts.

A commune is served at its interior point, which is never its office and not
where its people live. What is known only by district lies in no commune: it
is in no weight, and it is told how much that is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.coverage import PARTIAL_COMMUNES
from geodata.errors import N_, InvalidInput
from geodata.joins import district_names
from geodata.planning.figures import (
    CENSUS_BASES,
    KIND_TITLES,
    DemandKind,
    LeftOver,
    figures_by_commune,
    residents_of_units,
)
from geodata.planning.notes import Note
from geodata.planning.requests import GivenTable, GivenTours
from geodata.planning.tour_demand import TourDemand, tour_demand
from geodata.store import Store
from geodata.units import place_in_system, units_in
from geodata.view import View
from geodata.vocabulary import UnitLevel, UnitSystem

Floats = npt.NDArray[np.float64]

TABLE = "table"  # the key of an uploaded column in a mix
CODES_SHOWN = 10
# A spreadsheet takes 02683 for a number and writes 2683.
LOST_ZERO = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Demand:
    """
    The demand points of a unit system, by code.

    ``rows`` has one row per commune of which the tables hold records:
    ``unit_code``, ``valid_from``, ``name``, ``district_code``, ``district``,
    ``lon``, ``lat`` (degrees, EPSG:4326, an interior point), ``weight``,
    ``residents_basis`` and one column of raw figures for each kind (NaN: not
    known) and for an uploaded ``table``. ``mix`` holds the weights that were
    used. ``is_count`` says that one kind alone is asked for and that the
    weight is its figure; else the weights are shares and add up to the sum of
    ``mix``.
    """

    rows: pd.DataFrame
    mix: Mapping[str, float]
    is_count: bool
    totals: Mapping[str, float]  # of each kind, in the communes
    left_over: Mapping[str, LeftOver]
    unmatched: tuple[str, ...]  # codes of the uploaded table that are no demand point
    missing: Mapping[str, tuple[str, ...]]  # kind → codes of the communes where it is not known; counted as 0
    notes: tuple[Note, ...]
    tours: TourDemand

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the codes of the communes, in their order."""
        return tuple(self.rows["unit_code"])

    @property
    def points(self) -> Floats:
        """Return lon and lat of every demand point (n × 2)."""
        return np.asarray(self.rows[["lon", "lat"]], dtype=np.float64)

    @property
    def weights(self) -> Floats:
        """Return the weight of every demand point (n)."""
        return np.asarray(self.rows["weight"], dtype=np.float64)


def demand_points(
    store: Store,
    view: View,
    mix: Mapping[str, float],
    table: GivenTable | None = None,
    given_tours: GivenTours | None = None,
) -> Demand:
    """
    Return the demand points of a view, weighted by ``mix``.

    The weight of a commune is Σ wᵢ · xᵢ / Σ xᵢ over the kinds: each figure
    xᵢ is taken as a share of its total, so that 700,000 residents do not
    drown 400 stars. One kind alone weighs as much as its figure, whatever its
    wᵢ, so that the sum of weight × minutes has a meaning.

    Parameters
    ----------
    store, view
        Which communes there are and which records count.
    mix
        Weight ≥ 0 by ``DemandKind``, and ``table`` for the uploaded column.
    table
        Number ≥ 0 by code of a commune of the unit system.
    given_tours
        Generated tours by code of a commune, which count beside the published ones.

    Raises
    ------
    InvalidInput
        A kind or number is not allowed, nothing is weighted, or there is nothing of what is weighted.
    """
    used = _checked_mix(mix, table)
    if view.units is UnitSystem.Y2019:
        raise InvalidInput(N_("The unit system 2019 has names only: choose 2024 or 2025"))
    communes, notes = _communes(store, view)
    raw, left_over = figures_by_commune(store, view, communes["unit_code"])
    residents, resident_notes = _residents(store, communes)
    tours = tour_demand(store, view, communes["unit_code"], given_tours)
    raw = raw.assign(**residents, **{DemandKind.TOURS.value: tours.column})
    notes += resident_notes if DemandKind.RESIDENTS in used else []
    notes += tours.notes if DemandKind.TOURS in used else ()
    unmatched: tuple[str, ...] = ()
    if table is not None:
        raw[TABLE], unmatched, found = _uploaded(table, communes["unit_code"])
        notes += found
    rows = pd.concat([communes, raw.reset_index(drop=True)], axis="columns")
    known = [kind for kind in (*DemandKind, TABLE) if kind in rows]
    totals = {str(kind): float(rows[kind].sum()) for kind in known}
    missing = _missing_codes(rows, known)
    notes += _left_over_notes(used, left_over) + _missing_notes(used, missing, table)
    return Demand(
        rows=rows.assign(weight=mixed_weights(rows, used, totals)),
        mix=used,
        is_count=len(used) == 1,
        totals=totals,
        left_over=left_over,
        unmatched=unmatched,
        missing=missing,
        notes=tuple(notes),
        tours=tours,
    )


def _missing_codes(rows: pd.DataFrame, known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return by kind the codes of the communes where its figure is not known, where there are any."""
    found = {str(kind): tuple(rows.loc[rows[kind].isna(), "unit_code"]) for kind in known}
    return {kind: codes for kind, codes in found.items() if codes}


def _checked_mix(mix: Mapping[str, float], table: GivenTable | None) -> dict[str, float]:
    """Return the kinds that weigh anything."""
    allowed = [kind.value for kind in DemandKind] + ([TABLE] if table is not None else [])
    for kind, weight in mix.items():
        if kind not in allowed:
            raise InvalidInput(
                N_("Unknown kind of demand %(kind)s; allowed: %(allowed)s"),
                kind=kind,
                allowed=", ".join(allowed),
            )
        if not math.isfinite(weight) or weight < 0:
            raise InvalidInput(
                N_("The weight of %(kind)s is a number from 0 on, not %(weight)s"), kind=kind, weight=weight
            )
    used = {str(kind): float(weight) for kind, weight in mix.items() if weight > 0}
    if not used:
        raise InvalidInput(
            N_("Nothing is weighted: give at least one kind of demand a weight; there are %(allowed)s"),
            allowed=", ".join(allowed),
        )
    return used


def _communes(store: Store, view: View) -> tuple[pd.DataFrame, list[Note]]:
    """Return the communes of the system of which there is data, and notes about the others."""
    every = units_in(store, view.units, UnitLevel.COMMUNE, view.today)
    covered = every[every["has_records"].astype(bool) & every["label_lon"].notna()].reset_index(drop=True)
    places = place_in_system(store, view.units, view.today)
    keys = pd.MultiIndex.from_arrays([covered["unit_code"], covered["valid_from"]])
    districts = [None if pd.isna(code) else str(code) for code in places["district_code"].reindex(keys)]
    names = district_names(store)
    communes = pd.DataFrame(
        {
            "unit_code": covered["unit_code"].astype(object),
            "valid_from": covered["valid_from"],
            "name": covered["name"].astype(object),
            "district_code": pd.Series(districts, dtype=object),
            "district": pd.Series([names.get(code or "") for code in districts], dtype=object),
            "lon": covered["label_lon"],
            "lat": covered["label_lat"],
        }
    )
    notes = []
    if left := len(every) - len(communes):
        text = N_("%(count)s communes of the province have no records here and are no demand points")
        notes.append(Note("communes_without_records", text, {"count": left}))
    if partial := int(covered["partial"].sum()):
        notes.append(Note("communes_partial", PARTIAL_COMMUNES, {"count": partial}))
    return communes, notes


def _residents(store: Store, communes: pd.DataFrame) -> tuple[dict[str, npt.NDArray[np.generic]], list[Note]]:
    """Return residents and their basis in the order of ``communes``, and notes about what is no census."""
    people = residents_of_units(store)
    keys = pd.MultiIndex.from_arrays([communes["unit_code"], communes["valid_from"]])
    found = people.reindex(keys)
    basis = found["basis"].astype(object).where(found["basis"].notna(), None)
    other = basis[basis.notna() & ~basis.isin(CENSUS_BASES)]
    notes = [
        Note(
            "residents_basis",
            N_("Residents: the census of 1 April 2019, re-added to the units; not newer than that"),
        )
    ]
    for name, text in (
        (
            "resolution_767",
            N_(
                "%(count)s communes of Sa Pa have the figures of Resolution 767 (2018), with converted"
                " temporary residents: higher than the census"
            ),
        ),
        ("resolution_1270", N_("%(count)s communes have the figures of Resolution 1270 (2024)")),
        ("estimate", N_("The residents of %(count)s communes are an estimate from parts of older communes")),
    ):
        if count := int((other == name).sum()):
            notes.append(Note(f"residents_{name}", text, {"count": count}))
    columns = {
        DemandKind.RESIDENTS.value: found["residents"].to_numpy(dtype="float64", na_value=np.nan),
        "residents_basis": np.array(basis.tolist(), dtype=object),
    }
    return columns, notes


def _uploaded(table: GivenTable, codes: pd.Series) -> tuple[Floats, tuple[str, ...], list[Note]]:
    """Return the column of an uploaded table, the codes that are no demand point, and what to say of them."""
    known = set(codes)
    values: dict[str, float] = {}
    unmatched: list[str] = []
    for given, value in table.values.items():
        code = given.strip()
        code = f"0{code}" if LOST_ZERO.fullmatch(code) else code
        if not math.isfinite(value) or value < 0:
            raise InvalidInput(
                N_("The table %(name)s has %(value)s for %(code)s; a number from 0 on is needed"),
                name=table.name,
                value=value,
                code=given,
            )
        if code in values:
            raise InvalidInput(
                N_("The table %(name)s names the unit %(code)s twice"), name=table.name, code=code
            )
        if code in known:
            values[code] = value
        else:
            unmatched.append(given)
    notes = []
    if unmatched:
        text = N_("%(count)s rows of the table %(name)s match no commune and count nowhere: %(codes)s")
        shown = {"count": len(unmatched), "name": table.name, "codes": _listed(unmatched)}
        notes.append(Note("table_unmatched", text, shown))
    column = np.array([values.get(code, math.nan) for code in codes], dtype=np.float64)
    return column, tuple(unmatched), notes


def _listed(codes: Sequence[str]) -> str:
    """Return the first codes as one text; all of them stay in ``unmatched`` and ``missing``."""
    shown = ", ".join(codes[:CODES_SHOWN])
    return f"{shown} …" if len(codes) > CODES_SHOWN else shown


def mixed_weights(rows: pd.DataFrame, used: Mapping[str, float], totals: Mapping[str, float]) -> Floats:
    """
    Return the weights: the figure itself for one kind, else the weighted shares of all kinds.

    Parameters
    ----------
    rows
        A column of figures for each kind of ``used`` (NaN counts as 0).
    used, totals
        Weight > 0 and sum of the figures by kind; ``InvalidInput`` where a sum is 0.
    """
    empty = [kind for kind in used if totals[kind] <= 0]
    if empty:
        raise InvalidInput(
            N_("There is nothing to weigh: %(kinds)s is 0 in every commune on that day"),
            kinds=", ".join(empty),
        )
    if len(used) == 1:
        (kind,) = used
        return np.asarray(rows[kind].fillna(0.0), dtype=np.float64)
    shares = [weight * rows[kind].fillna(0.0) / totals[kind] for kind, weight in used.items()]
    return np.asarray(sum(shares), dtype=np.float64)


def _left_over_notes(used: Mapping[str, float], left_over: Mapping[str, LeftOver]) -> list[Note]:
    """Say of each kind that is weighted how much of it lies in no commune."""
    text = N_(
        "%(kind)s: %(district_only)s known only by district, %(not_placed)s not placed and %(outside)s"
        " outside the province are in no weight"
    )
    found = []
    for kind in used:
        left = left_over.get(kind, LeftOver())
        if left != LeftOver():
            values = {
                "kind": KIND_TITLES[DemandKind(kind)],
                "district_only": left.district_only,
                "not_placed": left.not_placed,
                "outside": left.outside,
            }
            found.append(Note(f"left_over_{kind}", text, values))
    if DemandKind.STARS in used:
        found.append(
            Note(
                "stars_latest", N_("Stars are the latest rating that a source names, not the rating in force")
            )
        )
    return found


def _missing_notes(
    used: Mapping[str, float], missing: Mapping[str, tuple[str, ...]], table: GivenTable | None
) -> list[Note]:
    """Say where a figure that is weighted is not known."""
    text = N_("%(kind)s: not known in %(count)s communes, counted as 0 there: %(codes)s")
    return [
        Note(
            f"missing_{kind}",
            text,
            {
                "kind": table.name if kind == TABLE and table else KIND_TITLES[DemandKind(kind)],
                "count": len(missing[kind]),
                "codes": _listed(missing[kind]),
            },
        )
        for kind in used
        if kind in missing
    ]
