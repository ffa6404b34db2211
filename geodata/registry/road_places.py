"""The places that published ways name: which commune of 2024, and whether its centre is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geodata.names import NamedUnit, UnitIndex, find_unit, tone_key
from geodata.registry.placing import OTHER_PROVINCES, Gazetteer

Record = dict[str, Any]

BRACKET = re.compile(r"(.+?)\s*\((.+)\)")
# The tables write these before or behind a place and still mean its centre.
CENTRE_BEFORE = re.compile(r"(?:chợ|ga|UBND xã)\s+", re.IGNORECASE)
CENTRE_BEHIND = frozenset(("thị trấn", "trung tâm thị trấn", "trung tâm xã", "trung tâm", "ga"))
VILLAGE = re.compile(r"(?:bản|thôn|làng)\s+", re.IGNORECASE)
OUTSIDE = frozenset(map(tone_key, (*OTHER_PROVINCES, "Hà Nội", "Tam Đường")))


class PlaceKind(StrEnum):
    """What a place is to the commune that it lies in."""

    CENTRE = "centre"
    WITHIN = "within"  # a village, a sight or a crossroads somewhere in it
    OUTSIDE = "outside"  # in another province
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RoadPlace:
    """A place of a published way; ``code`` is the commune of 2024, None where unknown or outside."""

    kind: PlaceKind
    code: str | None = None


@dataclass(frozen=True, slots=True)
class RoadPlaces:
    """The communes of 2024, their districts, and the named places inside them."""

    communes: UnitIndex
    districts: UnitIndex
    within: Mapping[str, str]  # key of a name → code of the commune

    @classmethod
    def of(cls, where: Gazetteer, records: Iterable[Record]) -> RoadPlaces:
        """
        Index the list of 30 June 2025 and the ``records`` that are placed in one of its communes.

        A name that two communes share is left out.
        """
        communes = where.communes[0]
        known = {(unit.unit_code, unit.valid_from) for units in communes.by_name.values() for unit in units}
        codes: dict[str, set[str]] = {}
        for record in records:
            key = (record["unit_code"], record["unit_valid_from"])
            if key in known:
                codes.setdefault(_place_key(record["name"]), set()).add(key[0])
        within = {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}
        return cls(communes, where.districts, within)

    def find(self, text: str) -> RoadPlace:
        """
        Return what ``text`` means.

        The name of a commune is its centre. So is the name of a district, as
        each that the tables name alone shares it with its seat (Bắc Hà, Sa
        Pa, Lào Cai). What stands in brackets behind a commune is its district,
        a word for its centre, or a place inside it.
        """
        split = BRACKET.fullmatch(text)
        base, behind = (split[1], split[2]) if split else (text, None)
        if {tone_key(base), tone_key(behind or "")} & OUTSIDE:
            return RoadPlace(PlaceKind.OUTSIDE)
        name = CENTRE_BEFORE.sub("", base, count=1) if CENTRE_BEFORE.match(base) else base
        if behind is None or behind.casefold() in CENTRE_BEHIND:
            return self._centre(name) or self._inside(base)
        seat = self._seat(name, behind) or self._seat(behind, name)
        if seat is not None:
            return RoadPlace(PlaceKind.CENTRE, seat.unit_code)
        unit = find_unit(name, self.communes).unit or find_unit(behind, self.communes).unit
        return RoadPlace(PlaceKind.WITHIN, unit.unit_code) if unit is not None else self._inside(base)

    def _seat(self, commune: str, district: str) -> NamedUnit | None:
        """Return the commune of that name in the district of that name."""
        if find_unit(district, self.districts).unit is None:
            return None
        return find_unit(commune, self.communes, district).unit

    def _centre(self, name: str) -> RoadPlace | None:
        """Return the centre of the one commune of that name."""
        unit = find_unit(name, self.communes).unit
        return None if unit is None else RoadPlace(PlaceKind.CENTRE, unit.unit_code)

    def _inside(self, name: str) -> RoadPlace:
        """Return the commune that a sight, a market or a village of that name lies in."""
        code = self.within.get(_place_key(name))
        return RoadPlace(PlaceKind.UNKNOWN) if code is None else RoadPlace(PlaceKind.WITHIN, code)


def _place_key(name: str) -> str:
    """Return the key of a named place: what stands in brackets and a leading Bản, Thôn, Làng aside."""
    split = BRACKET.fullmatch(name)
    return tone_key(VILLAGE.sub("", split[1] if split else name, count=1))
