"""Dated units: which hold on a day, what came before and after, where each falls in another system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa

from geodata.coverage import UnitKey as UnitKey  # every module of units reads it from here
from geodata.coverage import entered_units
from geodata.errors import N_, DataProblem, NotFound
from geodata.store import Store
from geodata.tables import crosswalk, units
from geodata.view import office_today
from geodata.vocabulary import SYSTEM_DAY, InSystem, UnitLevel, UnitSystem

UnitRow = sa.Row[*tuple[Any, ...]]  # the columns of tables.units, or some of them
UnitRows = Mapping[UnitKey, UnitRow]
Links = Mapping[UnitKey, Mapping[UnitKey, bool]]

PLACE_COLUMNS = ["commune_code", "commune_valid_from", "district_code", "district_valid_from", "in_system"]


def system_day(system: UnitSystem, today: date | None = None) -> date:
    """
    Return the day on which the dated units are read for ``system``.

    2019 and 2024 are lists of the past and keep their day. The system of 2025
    is the communes since 1 July 2025 as they are ``today`` (default: in Lào
    Cai), so that a later change of units is seen from its first day on.
    """
    first = SYSTEM_DAY[system]
    return max(first, today or office_today()) if system is UnitSystem.Y2025 else first


def units_on(store: Store, day: date, level: UnitLevel | None = None) -> gpd.GeoDataFrame:
    """
    Return the units that held on ``day``, sorted by level and code.

    Parameters
    ----------
    store
        An open store.
    day
        A day; both ``valid_from`` and ``valid_to`` are days on which a unit held.
    level
        Only the units of this level.

    Returns
    -------
    GeoDataFrame
        The columns of ``tables.units``; geometry ``shape`` in EPSG:4326,
        missing for the units of which only the name is known. ``has_records``
        is also true where only what somebody has entered is known of a
        commune; ``partial`` tells these apart (``geodata.coverage``).
    """
    select = sa.select(units).where(_holds_on(day))
    if level is not None:
        select = select.where(units.c.level == level)
    found = store.geo_frame(select.order_by(units.c.level, units.c.unit_code))
    collected = found["has_records"].astype(bool)
    partial = ~collected
    if partial.any():
        partial &= found["unit_code"].isin(entered_communes(store, day))
    return found.assign(has_records=collected | partial, partial=partial)


def entered_communes(store: Store, day: date) -> frozenset[str]:
    """Return the codes of the communes of ``day`` in which records from outside the collected area fall."""

    def read() -> frozenset[str]:
        keys = entered_units(store)
        if not keys:
            return frozenset()
        places = _places_on(store, day)["commune_code"]
        return frozenset(code for key in keys if (code := places[key]) is not None)

    return store.remembered(("entered_communes", day), read)


def coverage_of(store: Store, unit: Mapping[str, Any], today: date) -> dict[str, bool]:
    """Return ``has_records`` and ``partial``, as ``units_on`` does, of a row of ``tables.units``."""
    if unit["has_records"]:
        return {"has_records": True, "partial": False}
    day = max(unit["valid_from"], min(unit["valid_to"] or today, today))
    partial = unit["unit_code"] in entered_communes(store, day)
    return {"has_records": partial, "partial": partial}


def units_in(
    store: Store, system: UnitSystem, level: UnitLevel | None = None, today: date | None = None
) -> gpd.GeoDataFrame:
    """
    Return the units of a system, as ``units_on`` its day; the system of 2025 has no districts.

    Lists, layers and figures of one view share the frame: nobody may change it.
    """
    day = system_day(system, today)
    return store.remembered(("units_in", day, level), lambda: units_on(store, day, level))


def find_unit_by_code(
    store: Store, code: str, on: date | None = None, *, today: date | None = None
) -> UnitRow:
    """
    Return the unit of ``code``: a row with the columns of ``tables.units``.

    Without ``on`` it is the unit that lives today under that code; a code
    that lives only in the past gives its last version, one that lives only in
    the future its first. ``today`` is the day in Lào Cai unless the caller
    says otherwise.

    Raises
    ------
    NotFound
        No unit ever had the code, or none had it on ``on``.
    """
    select = sa.select(units).where(units.c.unit_code == code).order_by(units.c.valid_from.desc())
    with store.read() as connection:
        versions = connection.execute(select).all()
    if not versions:
        raise NotFound(N_("No unit has the code %(code)s"), code=code)
    day = on or today or office_today()
    living = next((row for row in versions if _holds(row, day)), None)
    if living is not None:
        return living
    if on is not None:
        raise NotFound(N_("No unit had the code %(code)s on %(day)s"), code=code, day=on.strftime("%d/%m/%Y"))
    return next((row for row in versions if row.valid_from <= day), versions[-1])


def unit_versions(store: Store, code: str) -> gpd.GeoDataFrame:
    """Return every version of ``code``, oldest first; they may be different places."""
    return store.geo_frame(sa.select(units).where(units.c.unit_code == code).order_by(units.c.valid_from))


def predecessors(store: Store, code: str, valid_from: date) -> pd.DataFrame:
    """
    Return the older units that went into a unit, newest first.

    One row per link of the crosswalk, of all older lists: ``unit_code``,
    ``valid_from``, ``valid_to``, ``level``, ``kind``, ``name``,
    ``parent_code``, ``parent_valid_from``, ``whole`` (False: only a part of
    it) and ``source``.
    """
    asked = sa.and_(crosswalk.c.new_code == code, crosswalk.c.new_valid_from == valid_from)
    return _linked(store, asked, crosswalk.c.old_code, crosswalk.c.old_valid_from, newest_first=True)


def successors(store: Store, code: str, valid_from: date) -> pd.DataFrame:
    """Return the newer units that a unit went into, oldest first; columns as in ``predecessors``."""
    asked = sa.and_(crosswalk.c.old_code == code, crosswalk.c.old_valid_from == valid_from)
    return _linked(store, asked, crosswalk.c.new_code, crosswalk.c.new_valid_from, newest_first=False)


def place_in_system(store: Store, system: UnitSystem, today: date | None = None) -> pd.DataFrame:
    """
    Say of every unit in the store, of whatever date and level, where it falls in ``system``.

    ``today`` is what the system of 2025 is read on (``system_day``).

    An older commune goes forward through the crosswalk: to the one commune
    that took all of it, in one piece or in parts; else only to its district.
    A newer one goes back only where it is made of exactly one whole commune;
    else to the district that all its predecessors share; else nowhere. A
    district is known by its code and is "district only". Under 2025 the
    district is the one of 30 June 2025, as far as it is certain. A commune that
    is made of no unit of an older system, as those of the former Yên Bái, lies
    outside that system.

    Returns
    -------
    DataFrame
        Index ``(unit_code, valid_from)``, every unit once. ``commune_code``,
        ``commune_valid_from``, ``district_code``, ``district_valid_from``
        (``None`` where unknown) and ``in_system``, a value of ``InSystem``.

    Raises
    ------
    DataProblem
        A row of the crosswalk leads back in time.
    """
    return _places_on(store, system_day(system, today))


def _places_on(store: Store, day: date) -> pd.DataFrame:
    """Return what ``place_in_system`` does for the system that is read on ``day``."""
    return store.remembered(("place_in_system", day), lambda: _place_all(store, day))


def _place_all(store: Store, day: date) -> pd.DataFrame:
    """Return what ``place_in_system`` does for the system that is read on ``day``."""
    with store.read() as connection:
        every = connection.execute(_KEYS).all()
        links = connection.execute(_LINKS).all()
    by_key = {(row.unit_code, row.valid_from): row for row in every}
    forward, backward = _directions(links)
    reaches = _reaches(by_key, forward, backward, day)
    # Since 1 July 2025 there are no districts: the last ones are those of the day before.
    district_day = min(day, system_day(UnitSystem.Y2024))
    known = reaches if day == district_day else _reaches(by_key, forward, backward, district_day)
    districts = _districts(by_key, known, district_day)
    communes = {key: reach.commune for key, reach in reaches.items()}
    # Of the area that the older lists are of, a missing link only leaves untold where a unit lay.
    beyond = {
        key
        for key, reach in reaches.items()
        if reach.newer and not reach.whole and not by_key[key].has_records
    }
    rows = [_placed(communes.get(key), districts.get(key), key in beyond) for key in by_key]
    index = pd.MultiIndex.from_tuples(list(by_key), names=["unit_code", "valid_from"])
    return pd.DataFrame(rows, index=index, columns=PLACE_COLUMNS, dtype="object")


_KEYS = sa.select(
    units.c.unit_code,
    units.c.valid_from,
    units.c.valid_to,
    units.c.level,
    units.c.parent_code,
    units.c.has_records,
).order_by(units.c.valid_from, units.c.level, units.c.unit_code)
_LINKS = sa.select(crosswalk)


def system_of(valid_from: date, valid_to: date | None) -> str:
    """
    Return the year by which the list of a unit is known.

    The newest unit system on whose first reading day it held; else the first
    one read after it began; else the year in which it began.
    """
    days = sorted((day, system.value) for system, day in SYSTEM_DAY.items())
    held = [name for day, name in days if valid_from <= day and (valid_to is None or day <= valid_to)]
    later = [name for day, name in days if valid_from <= day]
    return held[-1] if held else later[0] if later else str(valid_from.year)


@dataclass(frozen=True, slots=True)
class _Reach:
    """The communes of a system that a unit leads to; ``whole``: all of the older one did."""

    whole: Mapping[UnitKey, bool]
    newer: bool  # the unit is newer than the system

    @property
    def commune(self) -> UnitKey | None:
        """The one commune that a record of the unit must lie in."""
        if len(self.whole) != 1:
            return None
        ((key, whole),) = self.whole.items()
        return key if whole or not self.newer else None


def _holds_on(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a unit held on ``day``."""
    return sa.and_(units.c.valid_from <= day, sa.or_(units.c.valid_to.is_(None), units.c.valid_to >= day))


def _holds(row: UnitRow, day: date) -> bool:
    """Return whether the unit held on ``day``."""
    return row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)


def _linked(
    store: Store,
    asked: sa.ColumnElement[bool],
    code: sa.ColumnElement[str],
    valid_from: sa.ColumnElement[date],
    *,
    newest_first: bool,
) -> pd.DataFrame:
    """Return the units at the other end of the links that ``asked`` picks."""
    day = units.c.valid_from.desc() if newest_first else units.c.valid_from.asc()
    return store.frame(
        sa.select(
            units.c.unit_code,
            units.c.valid_from,
            units.c.valid_to,
            units.c.level,
            units.c.kind,
            units.c.name,
            units.c.parent_code,
            units.c.parent_valid_from,
            crosswalk.c.whole,
            crosswalk.c.source,
        )
        .join_from(crosswalk, units, sa.and_(units.c.unit_code == code, units.c.valid_from == valid_from))
        .where(asked)
        .order_by(day, units.c.unit_code)
    )


def _directions(links: Iterable[UnitRow]) -> tuple[Links, Links]:
    """Return old → {new: whole} and new → {old: whole}."""
    forward: dict[UnitKey, dict[UnitKey, bool]] = defaultdict(dict)
    backward: dict[UnitKey, dict[UnitKey, bool]] = defaultdict(dict)
    for link in links:
        old, new = (link.old_code, link.old_valid_from), (link.new_code, link.new_valid_from)
        if new[1] <= old[1]:
            raise DataProblem(
                N_("The crosswalk leads back in time: %(old)s of %(old_day)s to %(new)s of %(new_day)s"),
                old=old[0],
                old_day=old[1].strftime("%d/%m/%Y"),
                new=new[0],
                new_day=new[1].strftime("%d/%m/%Y"),
            )
        forward[old][new] = backward[new][old] = link.whole
    return forward, backward


def _follow(
    links: Links, start: UnitKey, targets: Mapping[UnitKey, object], by_key: UnitRows, day: date
) -> dict[UnitKey, bool]:
    """
    Return the ``targets`` (units of ``day``) that ``start`` leads to, and whether every step there was whole.

    A link that ends in a target is taken. One that ends in a unit between
    ``start`` and ``day`` is followed further, unless another link leads past
    that unit: a chain of parts would reach more than the unit did.
    """
    steps = links.get(start, {})
    ends = {key: by_key[key] for key in steps if key in by_key}
    found: dict[UnitKey, bool] = {}
    for key, row in ends.items():
        if key in targets:
            found[key] = found.get(key, True) and steps[key]
        elif not any(_leads_past(row, other, day) for other in ends.values()):
            for end, rest in _follow(links, key, targets, by_key, day).items():
                found[end] = found.get(end, True) and steps[key] and rest
    return found


def _leads_past(row: UnitRow, other: UnitRow, day: date) -> bool:
    """Return whether ``other`` lies between ``row``, which held before or after ``day``, and that day."""
    if row.valid_to is not None and row.valid_to < day:
        return row.valid_to < other.valid_from <= day
    return other.valid_to is not None and day <= other.valid_to < row.valid_from


def _of_system(by_key: UnitRows, day: date, level: UnitLevel) -> dict[UnitKey, UnitRow]:
    """Return the units of ``level`` that held on ``day``."""
    return {key: row for key, row in by_key.items() if row.level == level and _holds(row, day)}


def _reaches(by_key: UnitRows, forward: Links, backward: Links, day: date) -> dict[UnitKey, _Reach]:
    """Return what every commune, of whatever date, leads to among the communes of ``day``."""
    targets = _of_system(by_key, day, UnitLevel.COMMUNE)
    found: dict[UnitKey, _Reach] = {}
    for key, row in by_key.items():
        if row.level != UnitLevel.COMMUNE:
            continue
        newer = row.valid_from > day
        links = backward if newer else forward
        found[key] = _Reach(
            {key: True} if key in targets else _follow(links, key, targets, by_key, day), newer
        )
    return found


def _districts(by_key: UnitRows, reaches: Mapping[UnitKey, _Reach], day: date) -> dict[UnitKey, UnitKey]:
    """Return the district of ``day`` that every commune and district falls in, where it is certain."""
    by_code = {key[0]: key for key in _of_system(by_key, day, UnitLevel.DISTRICT)}
    found = {
        key: by_code[row.unit_code]
        for key, row in by_key.items()
        if row.level == UnitLevel.DISTRICT and row.unit_code in by_code
    }
    for key, reach in reaches.items():
        shared = _shared_district([by_key[reached].parent_code for reached in reach.whole])
        own = None if reach.whole and reach.newer else by_key[key].parent_code
        code = shared if shared in by_code else own
        if code in by_code:
            found[key] = by_code[code]
    return found


def _shared_district(codes: Sequence[str | None]) -> str | None:
    """Return the one code that all of ``codes`` are, if so."""
    return codes[0] if codes and len(set(codes)) == 1 else None


def _placed(commune: UnitKey | None, district: UnitKey | None, is_beyond: bool) -> tuple[object, ...]:
    """Return a row of ``PLACE_COLUMNS``; ``is_beyond``: no unit of the system became the unit."""
    if commune is not None:
        where = InSystem.COMMUNE
    elif district is not None:
        where = InSystem.DISTRICT_ONLY
    else:
        where = InSystem.OUTSIDE if is_beyond else InSystem.NOT_PLACED
    return (*(commune or (None, None)), *(district or (None, None)), where.value)
