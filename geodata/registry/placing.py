"""From the names a row writes to the most exact unit that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.names import Alias, NamedUnit, UnitIndex, UnitMatch, find_unit, tone_key
from geodata.registry.reading import Row, reference_rows
from geodata.registry.report import ProblemLog
from geodata.vocabulary import Placement

Record = dict[str, Any]

# The tables write units of the list that held until 30 June 2025; a name that
# this list has lost is looked for in the older ones, newest first.
DAYS = (date(2025, 6, 30), date(2024, 11, 30), date(2019, 4, 1))
NEW_PROVINCE = ("15", date(2025, 7, 1))
OLD_PROVINCE = ("10", date(2004, 1, 1))
WHOLE_PROVINCE = "toàn tỉnh"
AFTER_MERGER = "sau sáp nhập"
OTHER_PROVINCES = ("Lai Châu", "Yên Bái", "Hà Giang", "Tuyên Quang", "Sơn La")
SAME_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The communes of each day of ``DAYS``, and the districts of the first."""

    communes: tuple[UnitIndex, ...]
    districts: UnitIndex

    def commune(self, name: str, district: str | None = None) -> UnitMatch:
        """
        Find a commune, newest list first.

        Two that fit equally end the search: an older list, which may hold one
        of them only, is no judge between them.
        """
        candidates: tuple[NamedUnit, ...] = ()
        for among in self.communes:
            match = find_unit(name, among, district)
            if match.unit is not None or match.ambiguous:
                return match
            candidates += match.candidates
        return UnitMatch(None, None, tuple(dict.fromkeys(candidates)))

    def district(self, name: str) -> UnitMatch:
        """Find a district of the list that held until 30 June 2025."""
        return find_unit(name, self.districts)


def read_aliases(log: ProblemLog | None = None) -> list[Alias]:
    """Return the reviewed spellings of ``unit_aliases.csv``."""
    rows = reference_rows("unit_aliases.csv", log)
    return [Alias(row.text("alias") or "", row.text("name") or "", row.text("district")) for row in rows]


def gazetteer(units: Sequence[Record], aliases: Sequence[Alias]) -> Gazetteer:
    """Index rows of ``units`` by the days on which they held."""
    districts = {(u["unit_code"], u["valid_from"]): u["name"] for u in units if u["level"] == "district"}
    communes = tuple(UnitIndex.of(_on(units, "commune", day, districts), aliases) for day in DAYS)
    return Gazetteer(communes, UnitIndex.of(_on(units, "district", DAYS[0], districts), aliases))


def _on(
    units: Iterable[Record], level: str, day: date, districts: dict[tuple[str, date], str]
) -> list[NamedUnit]:
    """Return the units of ``level`` that held on ``day``."""
    return [
        NamedUnit(
            u["unit_code"],
            u["valid_from"],
            u["name"],
            districts.get((u["parent_code"], u["parent_valid_from"])),
        )
        for u in units
        if u["level"] == level and u["valid_from"] <= day and (u["valid_to"] is None or day <= u["valid_to"])
    ]


def placed(row: Row, where: Gazetteer, log: ProblemLog) -> Record:
    """
    Return the columns that say where the record of ``row`` is.

    The commune decides, else the district, else nothing. A village or an
    address is kept as text: without a point it makes the placement no better
    than its commune.
    """
    commune, district = row.text("commune"), row.text("district")
    outside = outside_province(district)
    columns: Record = {
        "raw_commune": commune,
        "raw_district": district,
        "village": row.text("village"),
        "address": row.text("address"),
        "placement": Placement.UNKNOWN,
        "unit_code": None,
        "unit_valid_from": None,
        "outside": outside,
        "lon": None,
        "lat": None,
        "point_source": None,
        "place_id": None,
    }
    if outside is not None:
        log.kept(row.number, "place_outside", "district", outside)
        return columns
    unit, placement = _nearest(row, where, log)
    if unit is None:
        log.kept(row.number, "place_missing")
        return columns
    return columns | {
        "placement": placement,
        "unit_code": unit.unit_code,
        "unit_valid_from": unit.valid_from,
    }


def _nearest(row: Row, where: Gazetteer, log: ProblemLog) -> tuple[NamedUnit | None, Placement]:
    """Return the commune that a row names, else its district."""
    commune, district = row.text("commune"), row.text("district")
    if commune is not None:
        found = matched(commune, where.commune(commune, district), row.number, "commune", log)
        if found is not None:
            return found, Placement.COMMUNE
    if district is None:
        return None, Placement.UNKNOWN
    if commune is None:
        log.kept(row.number, "commune_missing", "commune", district)
    found = matched(district, where.district(district), row.number, "district", log)
    return found, Placement.UNKNOWN if found is None else Placement.DISTRICT


def matched(name: str, match: UnitMatch, row: int, column: str, log: ProblemLog) -> NamedUnit | None:
    """Return the unit of a match; where there is none, note the name with its candidates."""
    if match.unit is not None:
        return match.unit
    rule = "unit_ambiguous" if match.ambiguous else "unit_unknown"
    log.kept(row, rule, column, with_candidates(name, match.candidates))
    return None


def with_candidates(name: str, candidates: Iterable[NamedUnit]) -> str:
    """Return a name followed by the units that a person might have meant."""
    shown = [f"{u.name} ({u.district or u.unit_code})" for u in candidates][:SAME_NAMES_SHOWN]
    return f"{name} ≈ {' | '.join(dict.fromkeys(shown))}" if shown else name


def outside_province(district: str | None) -> str | None:
    """Return the other province that a text like ``Tam Đường (Lai Châu)`` names."""
    named = re.search(r"\(([^)]+)\)$", district or "")
    return next((name for name in OTHER_PROVINCES if named and tone_key(name) == tone_key(named[1])), None)


@dataclass(frozen=True, slots=True)
class Area:
    """Where a zone lies: whole units, and how exactly that is known."""

    placement: Placement
    units: tuple[tuple[str, date], ...]

    @property
    def only_unit(self) -> tuple[str, date] | None:
        """Return the unit where there is exactly one."""
        return self.units[0] if len(self.units) == 1 else None


def area_of(row: Row, where: Gazetteer, log: ProblemLog) -> Area:
    """
    Return the units that a row of several communes and districts (parted by ";") names.

    Communes decide; a name that matches none is noted and left out. Without a
    commune it is the districts; ``toàn tỉnh`` is the province, after the
    merger of July 2025 where the text says so.
    """
    districts = _parts(row.text("district"))
    communes = _parts(row.text("commune"))
    found = [_commune_in(name, districts, where, row, log) for name in communes]
    units = tuple(dict.fromkeys((u.unit_code, u.valid_from) for u in found if u is not None))
    if units:
        return Area(Placement.COMMUNE, units)
    text = row.text("district") or ""
    if WHOLE_PROVINCE in text.casefold():
        return Area(Placement.PROVINCE, (NEW_PROVINCE if AFTER_MERGER in text else OLD_PROVINCE,))
    named = [matched(name, where.district(name), row.number, "district", log) for name in districts]
    units = tuple(dict.fromkeys((u.unit_code, u.valid_from) for u in named if u is not None))
    if not units:
        log.kept(row.number, "place_missing")
    return Area(Placement.DISTRICT if units else Placement.UNKNOWN, units)


def _parts(text: str | None) -> list[str]:
    """Return the names that a cell lists."""
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _commune_in(
    name: str, districts: Sequence[str], where: Gazetteer, row: Row, log: ProblemLog
) -> NamedUnit | None:
    """Return the one commune of that name in any of the districts that the row names."""
    matches = [where.commune(name, district) for district in districts] or [where.commune(name)]
    units = list(dict.fromkeys(match.unit for match in matches if match.unit is not None))
    if len(units) == 1:
        return units[0]
    candidates = tuple(units) or tuple(dict.fromkeys(c for match in matches for c in match.candidates))
    ambiguous = bool(units) or any(match.ambiguous for match in matches)
    return matched(name, UnitMatch(None, None, candidates, ambiguous), row.number, "commune", log)
