"""
Which unit the names and codes of an entry mean: of the units of today, or of those until 30 June 2025.

Both lists share names and codes that mean different places. What fits units of
both that are not one place is a problem with both as suggestions; the list of
units, the district or the kind in the name (``Thị trấn``) decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from geodata import tables
from geodata.names import NamedUnit, UnitIndex, bare_name, find_unit, nfc, search_key, tone_key
from geodata.records.points import Outlines
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.unit_texts import names_apart
from geodata.registry.placing import gazetteer, outside_province, read_aliases
from geodata.units import UnitKey
from geodata.vocabulary import SYSTEM_DAY, Placement, UnitKind, UnitLevel, UnitSystem

Record = dict[str, Any]

OLD, NEW = UnitSystem.Y2024.value, UnitSystem.Y2025.value
FIRST_NEW_DAY = SYSTEM_DAY[UnitSystem.Y2025]
LEAST_LIKE = 70.0  # of 100, RapidFuzz's WRatio over accent-blind names
MOST_SHOWN = 6
# What stands before a name, where it says which kind of unit is meant.
KIND_WORDS = (
    (re.compile(r"(?:thị trấn|tt\.?\s?nt|t\.?\s?t)[.\s]", re.IGNORECASE), UnitKind.TOWNSHIP),
    (re.compile(r"(?:phường|p)[.\s]", re.IGNORECASE), UnitKind.WARD),
    (re.compile(r"(?:xã|x)[.\s]", re.IGNORECASE), UnitKind.COMMUNE),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an entry says about its unit; ``system`` is ``2024``, ``2025`` or None."""

    code: str | None = None
    system: str | None = None
    commune: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """
    The unit that was found, how exactly that places a record, and the texts that name it.

    Nothing is found where there are problems; ``warnings`` are of what was found.
    """

    unit: Record | None = None
    placement: Placement = Placement.UNKNOWN
    outside: str | None = None
    commune: str | None = None
    district: str | None = None
    problems: tuple[FieldProblem, ...] = ()
    warnings: tuple[FieldProblem, ...] = ()


def system_of_unit(valid_from: date) -> str:
    """Return the list that a unit is from: ``2024`` or ``2025``."""
    return NEW if valid_from >= FIRST_NEW_DAY else OLD


class UnitFinder:
    """The units of both lists, indexed once; what was asked before is answered from memory."""

    def __init__(self, connection: sa.Connection, today: date) -> None:
        t = tables.units
        columns = [c for c in t.columns if c.name != "shape"]
        self.units = [dict(row) for row in connection.execute(sa.select(*columns)).mappings()]
        self.by_key: dict[UnitKey, Record] = {(u["unit_code"], u["valid_from"]): u for u in self.units}
        self._names = {key: unit["name"] for key, unit in self.by_key.items()}
        aliases = read_aliases()
        self.old = gazetteer(self.units, aliases)
        day = max(today, FIRST_NEW_DAY)
        newest = [u for u in self._on(day) if u["level"] == UnitLevel.COMMUNE]
        self.new = UnitIndex.of([self._named(unit) for unit in newest], aliases)
        self._listed = {
            OLD: [u for u in self._on(SYSTEM_DAY[UnitSystem.Y2024]) if u["level"] != UnitLevel.PROVINCE],
            NEW: newest,
        }
        self._same = self._same_places(connection)
        self._answers: dict[Asked, Found] = {}
        self._likely = self._names_to_compare()

    def find(self, asked: Asked) -> Found:
        """Return the unit that is asked for; one cell may name the commune and the district."""
        found = self._answers.get(asked)
        if found is None:
            found = self._answers[asked] = self._find(self._apart(asked))
        return found

    def _apart(self, asked: Asked) -> Asked:
        """Return what is asked with the names of commune and district each by itself."""
        commune, district = names_apart(
            asked.commune, asked.district, lambda text: self.old.district(text).unit is not None
        )
        return replace(asked, commune=commune, district=district)

    def listed(self, system: str) -> Sequence[Record]:
        """Return the communes (and until 30 June 2025 the districts) of a list."""
        return self._listed[system]

    def district_name(self, unit: Record) -> str | None:
        """Return the district of a commune until 30 June 2025."""
        parent = self.by_key.get((unit["parent_code"], unit["parent_valid_from"]))
        return parent["name"] if parent is not None and parent["level"] == UnitLevel.DISTRICT else None

    def around(self, outlines: Outlines, lon: float, lat: float) -> Record | None:
        """
        Return the commune in which a point lies; None outside all of them, and on a boundary.

        It is the one until 30 June 2025 where that became part of one commune
        as a whole, and the point lies in both: it tells both lists. Otherwise
        it is the one of today.

        Parameters
        ----------
        outlines
            The outlines of the units.
        lon, lat
            Degrees (EPSG:4326).
        """
        new, old = (
            [u for u in outlines.containing(self.listed(system), lon, lat) if u["level"] == UnitLevel.COMMUNE]
            for system in (NEW, OLD)
        )
        if len(new) != 1:
            return None
        keys = [(unit["unit_code"], unit["valid_from"]) for unit in (*old, *new)]
        return old[0] if len(old) == 1 and self._whole.get(keys[0]) == keys[1] else new[0]

    def suggestions(self, units: Iterable[Record], name: str = "commune") -> tuple[Suggestion, ...]:
        """Return units as suggestions for a field, each with the other fields that make it certain."""
        unique: dict[tuple[str, str], Record] = {}
        for unit in units:
            # A unit that was changed within a list is shown once: both are called and numbered alike.
            unique.setdefault((unit["unit_code"], system_of_unit(unit["valid_from"])), unit)
        return tuple(self._suggestion(unit, name) for unit in list(unique.values())[:MOST_SHOWN])

    def like(self, name: str) -> tuple[Suggestion, ...]:
        """Return the communes whose names are like a misspelt one, for a field of names alone."""
        units = self._like(name)[:MOST_SHOWN]
        return tuple(Suggestion(unit["name"], self._suggestion(unit, "commune").label) for unit in units)

    def _suggestion(self, unit: Record, name: str) -> Suggestion:
        """Return one unit as a suggestion."""
        system = system_of_unit(unit["valid_from"])
        is_district = unit["level"] == UnitLevel.DISTRICT
        district = unit["name"] if is_district else self.district_name(unit)
        fields: Record = {
            "unit_code": unit["unit_code"],
            "units": system,
            "commune": None if is_district else unit["name"],
            "district": district,
        }
        label = f"{unit['name']} ({district or unit['former_province'] or ''} – {system})"
        return Suggestion(fields.pop(name), label, fields)

    def _on(self, day: date) -> list[Record]:
        """Return the units that held on a day."""
        return [
            u
            for u in self.units
            if u["valid_from"] <= day and (u["valid_to"] is None or day <= u["valid_to"])
        ]

    def _named(self, unit: Record) -> NamedUnit:
        """Return a unit as the index of names holds it."""
        return NamedUnit(unit["unit_code"], unit["valid_from"], unit["name"], self.district_name(unit))

    def _same_places(self, connection: sa.Connection) -> dict[UnitKey, UnitKey]:
        """Return new unit → old unit where the new one is one whole old one: one place."""
        t = tables.crosswalk
        ends: dict[UnitKey, list[tuple[UnitKey, bool]]] = {}
        self._whole: dict[UnitKey, UnitKey] = {}
        last_old = {(u["unit_code"], u["valid_from"]) for u in self._listed[OLD]}
        for row in connection.execute(sa.select(t)):
            old = (row.old_code, row.old_valid_from)
            if old in last_old:
                ends.setdefault((row.new_code, row.new_valid_from), []).append((old, row.whole))
                if row.whole:
                    self._whole[old] = (row.new_code, row.new_valid_from)
        return {new: olds[0][0] for new, olds in ends.items() if len(olds) == 1 and olds[0][1]}

    def _names_to_compare(self) -> dict[str, list[Record]]:
        """Return accent-blind bare name → the communes of both lists that are called so."""
        found: dict[str, list[Record]] = {}
        for unit in (*self._listed[NEW], *self._listed[OLD]):
            if unit["level"] == UnitLevel.COMMUNE:
                found.setdefault(search_key(unit["name"]), []).append(unit)
        return found

    def _find(self, asked: Asked) -> Found:
        """Return the unit that is asked for."""
        outside = outside_province(asked.district)
        texts: Record = {"commune": asked.commune, "district": asked.district}
        if outside is not None:
            merged = self._merged(asked, outside)
            if merged is not None:
                return self._placed(merged, texts)
            warning = problem("district", asked.district, "place_outside")
            return Found(outside=outside, **texts, warnings=(warning,))
        if asked.district is not None and asked.system != NEW:
            wrong = self._district_problem(asked.district)
            if wrong is not None:
                return Found(problems=(wrong,))
        if asked.code is not None:
            return self._by_code(asked, texts)
        if asked.commune is not None:
            hits, near = self._communes(asked)
            return self._one_of(hits, near, "commune", asked.commune, texts)
        if asked.district is not None:
            named = self.old.district(asked.district).unit
            unit = None if named is None else self.by_key[named.unit_code, named.valid_from]
            if unit is None:
                return Found(problems=(problem("district", asked.district, "unit_unknown"),))
            return Found(unit, Placement.DISTRICT, **texts)
        return Found(warnings=(problem("commune", None, "place_missing"),))

    def _merged(self, asked: Asked, province: str) -> Record | None:
        """Return the commune of today that is named with the former province that it was in."""
        match = find_unit(asked.commune, self.new) if asked.commune and asked.system != OLD else None
        if match is None or match.unit is None:
            return None
        unit = self.by_key[match.unit.unit_code, match.unit.valid_from]
        fits = unit["former_province"] == province and asked.code in (None, unit["unit_code"])
        return unit if fits else None

    def _district_problem(self, name: str) -> FieldProblem | None:
        """Return the problem of a district that is not there."""
        match = self.old.district(name)
        if match.unit is not None:
            return None
        districts = [u for u in self._listed[OLD] if u["level"] == UnitLevel.DISTRICT]
        near = process.extract(
            search_key(bare_name(name)),
            [search_key(u["name"]) for u in districts],
            scorer=fuzz.WRatio,
            score_cutoff=LEAST_LIKE,
            limit=MOST_SHOWN,
        )
        meant = tuple(Suggestion(districts[at]["name"], districts[at]["name"]) for _, _, at in near)
        return problem("district", name, "unit_unknown", meant)

    def _communes(self, asked: Asked) -> tuple[list[Record], list[Record]]:
        """Return the communes that a name fits, and those that it may have meant otherwise."""
        hits: list[NamedUnit] = []
        near: list[NamedUnit] = []
        name = asked.commune or ""
        matches = []
        if asked.system != NEW:
            matches.append(self.old.commune(name, asked.district))
        if asked.system == NEW or (asked.system is None and asked.district is None):
            matches.append(find_unit(name, self.new))
        for match in matches:
            if match.unit is not None:
                hits.append(match.unit)
            (hits if match.ambiguous else near).extend(match.candidates)
        units = [self.by_key[unit.unit_code, unit.valid_from] for unit in dict.fromkeys(hits)]
        return _of_kind(name, units), [self.by_key[u.unit_code, u.valid_from] for u in dict.fromkeys(near)]

    def _by_code(self, asked: Asked, texts: Record) -> Found:
        """Return the unit of a code; a name beside it has to mean the same unit."""
        known = [u for u in self.units if u["unit_code"] == asked.code and u["level"] != UnitLevel.PROVINCE]
        lists = [asked.system] if asked.system else [OLD] if asked.district else [NEW, OLD]
        among = [u for system in lists for u in self._listed[system] if u["unit_code"] == asked.code]
        # A unit that ended before either list was read, such as Tà Chải.
        if not among and NEW not in lists[1:] and lists != [NEW]:
            among = sorted(known, key=lambda u: u["valid_from"], reverse=True)[:1]
        if asked.commune is None:
            if asked.district is not None and asked.system != NEW:
                wanted = tone_key(asked.district)
                among = [u for u in among if tone_key(self.district_name(u) or u["name"]) == wanted]
            if not among:
                return Found(problems=(problem("unit_code", asked.code, "unit_code_unknown"),))
            return self._one_of(among, [], "unit_code", asked.code or "", texts)
        hits, near = self._communes(asked)
        agreeing = [u for u in hits if u in among]
        if agreeing:
            return self._one_of(agreeing, [], "unit_code", asked.code or "", texts)
        if not hits:
            return self._one_of([], [*among, *near], "commune", asked.commune, texts)
        rule = "unit_code_differs" if among else "unit_code_unknown"
        meant = self.suggestions([*hits, *among], "unit_code")
        return Found(problems=(problem("unit_code", asked.code, rule, meant),))

    def _one_of(self, hits: list[Record], near: list[Record], field: str, value: str, texts: Record) -> Found:
        """Return the unit where one fits, or where two that fit are one place; else what was meant."""
        if len(hits) == 2:
            new, old = sorted(hits, key=lambda u: u["valid_from"], reverse=True)
            key = (new["unit_code"], new["valid_from"])
            if self._same.get(key) == (old["unit_code"], old["valid_from"]):
                hits = [new]
        if len(hits) == 1:
            return self._placed(hits[0], texts)
        if hits:
            return Found(problems=(problem(field, value, "unit_ambiguous", self.suggestions(hits, field)),))
        meant = self.suggestions([*near, *self._like(value)], field)
        district = texts["district"]
        if district is not None and any(tone_key(unit["name"]) == tone_key(value) for unit in near):
            return Found(problems=(problem(field, value, "unit_elsewhere", meant, district=district),))
        return Found(problems=(problem(field, value, "unit_unknown", meant),))

    def _placed(self, unit: Record, texts: Record) -> Found:
        """Return a unit that was found, with the texts that name it."""
        if unit["level"] == UnitLevel.DISTRICT:
            district = texts["district"] or unit["name"]
            return Found(unit, Placement.DISTRICT, commune=texts["commune"], district=district)
        named_by_code = texts["commune"] is None
        district = texts["district"] or (self.district_name(unit) if named_by_code else None)
        return Found(unit, Placement.COMMUNE, commune=texts["commune"] or unit["name"], district=district)

    def _like(self, name: str) -> list[Record]:
        """Return the communes whose names are like a misspelt one, likeliest first."""
        near = process.extract(
            search_key(bare_name(name)),
            list(self._likely),
            scorer=fuzz.WRatio,
            score_cutoff=LEAST_LIKE,
            limit=MOST_SHOWN,
        )
        return [unit for key, _, _ in near for unit in self._likely[key]]


def _of_kind(name: str, units: list[Record]) -> list[Record]:
    """Return the units of the kind that a name begins with, where that leaves one of several."""
    if len(units) < 2:
        return units
    text = nfc(name)
    kind = next((kind for words, kind in KIND_WORDS if words.match(text)), None)
    fitting = [unit for unit in units if unit["kind"] == kind]
    return fitting if kind is not None and len(fitting) == 1 else units
