"""Where a zone of several units falls in a unit system: in many communes, in many districts."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from geodata import tables
from geodata.store import Store
from geodata.vocabulary import InSystem

UNIT_KEY = ["unit_code", "unit_valid_from"]


def over_units(store: Store, zones: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """
    Place zones by all of their units.

    ``commune_codes`` and ``district_codes`` list, sorted, every commune and
    district of the system that a unit of the zone falls in. ``commune_code``,
    ``commune_valid_from`` and ``district_code`` stand only where all units
    fall in that one. ``in_system`` is ``in_communes`` where any unit falls in
    a commune, else ``district_only`` where any district is known.

    Parameters
    ----------
    store
        Where the units of each zone are read.
    zones
        Zones with the columns of ``joins.place_records`` for their one unit.
    places
        What ``units.place_in_system`` gives.
    """
    links = store.frame(sa.select(*(tables.zone_units.c[name] for name in ("zone_id", *UNIT_KEY))))
    own = zones.loc[zones["unit_code"].notna(), ["zone_id", *UNIT_KEY]]
    units = pd.concat([links, own]).drop_duplicates()
    counts = units.groupby("zone_id").size().to_dict()
    by_zone = dict(tuple(units.merge(places, left_on=UNIT_KEY, right_index=True).groupby("zone_id")))
    found = [_place(by_zone.get(zone), counts.get(zone, 0)) for zone in zones["zone_id"]]
    told = pd.DataFrame(found, index=zones.index, columns=list(_place(None, 0)))
    outside = zones["in_system"] == InSystem.OUTSIDE
    told["in_system"] = told["in_system"].mask(outside, InSystem.OUTSIDE.value)
    return zones.drop(columns=list(told.columns), errors="ignore").join(told)


def _place(parts: pd.DataFrame | None, units: int) -> dict[str, object]:
    """Return where a zone of so many ``units`` lies, of which ``parts`` fall somewhere in the system."""
    communes = _known(parts, "commune_code")
    districts = _known(parts, "district_code")
    # A part that is known nowhere may lie in another commune.
    one_commune = len(set(communes)) == 1 and len(communes) == units
    one_district = len(set(districts)) == 1 and len(districts) == units
    where = InSystem.COMMUNE if communes else InSystem.DISTRICT_ONLY if districts else InSystem.NOT_PLACED
    return {
        "commune_code": communes[0] if one_commune else None,
        "commune_valid_from": parts["commune_valid_from"].iloc[0]
        if parts is not None and one_commune
        else None,
        "district_code": districts[0] if one_district else None,
        "in_system": where.value,
        "commune_codes": sorted(set(communes)),
        "district_codes": sorted(set(districts)),
    }


def _known(parts: pd.DataFrame | None, column: str) -> list[str]:
    """Return the values of ``column`` that are known, one for each part."""
    return [] if parts is None else list(parts[column].dropna())
