"""
How many leaders of producers are of which sex and ethnic group, as far as that may be shown.

Units of both systems are asked together, so that no district and no commune of
one tells what the other holds back; see ``suppression`` for the rule. Nothing
else is ever told of leaders to readers: there is no filter and no file of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata import joins
from geodata.collation import vietnamese_key
from geodata.leaders.keeping import are_leaders_kept
from geodata.leaders.suppression import Category, People, shown_totals
from geodata.names import nfc, tone_key
from geodata.programme_tables import producer_leaders
from geodata.records.vocabulary import Sex
from geodata.store import Store
from geodata.view import View
from geodata.vocabulary import UnitLevel, UnitSystem

SEX, ETHNIC_GROUP = "sex", "ethnic_group"
ANY_OTHER = ""  # an ethnic group that nobody entered; its 0 is never shown
# Units of 2019 have names alone, and make no smaller parts than those of 2024 do.
SYSTEMS = (UnitSystem.Y2024, UnitSystem.Y2025)
LEVELS: Mapping[UnitSystem, tuple[UnitLevel, ...]] = {
    UnitSystem.Y2024: (UnitLevel.DISTRICT, UnitLevel.COMMUNE),
    UnitSystem.Y2025: (UnitLevel.COMMUNE,),
}
CODES: Mapping[UnitLevel, str] = {UnitLevel.DISTRICT: "district_code", UnitLevel.COMMUNE: "commune_code"}

UnitKey = tuple[UnitSystem, UnitLevel, str]


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """
    The leaders of the producers of one unit, of the whole registry where it has no code.

    ``counts`` holds what may be shown by category (None: not known);
    ``together`` are all others of its ``producers``, held back ones among them.
    """

    code: str | None
    name: str | None
    producers: int
    counts: Mapping[Category, int]

    @property
    def together(self) -> int:
        """How many leaders are not counted by category."""
        return self.producers - sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class LevelTotals:
    """
    The units of one level of one system: those of which something may be shown, by name.

    ``held_units`` with ``held_producers`` are those of which all is held back;
    ``elsewhere`` are the producers that are in no unit of this level.
    """

    units: UnitSystem
    level: UnitLevel
    shown: Sequence[UnitTotals]
    held_units: int
    held_producers: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Totals:
    """
    Totals by one thing, ``sex`` or ``ethnic_group``.

    ``categories`` are those that are shown of the whole registry: values of the
    vocabulary, or ethnic groups as most people write them; None is not known.
    """

    by: str
    categories: Sequence[Category]
    whole: UnitTotals
    levels: Sequence[LevelTotals]


def read_totals(store: Store, today: date) -> list[Totals] | None:
    """Return the totals by sex and by ethnic group; None where the office keeps nothing of leaders."""
    with store.read() as connection:
        if not are_leaders_kept(connection):
            return None
        t = producer_leaders
        rows = connection.execute(sa.select(t.c.producer_id, t.c.sex, t.c.ethnic_group)).all()
    members, names = _units(store, today)
    sexes: dict[str, Category] = {row.producer_id: row.sex for row in rows}
    groups = _ethnic_groups({row.producer_id: row.ethnic_group for row in rows})
    # There are more groups than anybody entered: that nobody is of another one is told of nobody either.
    entered = dict.fromkeys([None, ANY_OTHER, *groups.values()])
    return [
        _totals(SEX, sexes, [*Sex, None], members, names),
        _totals(ETHNIC_GROUP, groups, list(entered), members, names),
    ]


def _units(store: Store, today: date) -> tuple[dict[UnitKey | None, People], dict[UnitKey, str]]:
    """Return the producers of each unit of both systems and, under None, all; and the names of the units."""
    found: dict[UnitKey | None, set[str]] = defaultdict(set)
    names: dict[UnitKey, str] = {}
    for system in SYSTEMS:
        view = View(units=system, today=today)
        producers = joins.producers_in(store, view)
        found[None] |= set(producers["producer_id"])
        called = {
            UnitLevel.COMMUNE: joins.unit_names(store, view),
            UnitLevel.DISTRICT: joins.district_names(store),
        }
        for level in LEVELS[system]:
            codes = producers[CODES[level]]
            for producer, code in zip(
                producers["producer_id"], codes.where(codes.notna(), None), strict=True
            ):
                if code is not None:
                    found[system, level, code].add(producer)
                    names[system, level, code] = called[level].get(code, code)
    return {unit: frozenset(members) for unit, members in found.items()}, names


def _ethnic_groups(written: Mapping[str, str | None]) -> dict[str, Category]:
    """Return the ethnic group of each leader, as most of those write it whose spellings are one."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for text in written.values():
        if text is not None:
            spellings[tone_key(text)][nfc(text)] += 1
    usual = {key: min(found, key=lambda text: (-found[text], text)) for key, found in spellings.items()}
    return {producer: None if text is None else usual[tone_key(text)] for producer, text in written.items()}


def _totals(
    by: str,
    known: Mapping[str, Category],
    categories: Sequence[Category],
    members: Mapping[UnitKey | None, People],
    names: Mapping[UnitKey, str],
) -> Totals:
    """Return the totals by one thing."""
    everybody = members.get(None, frozenset())
    category_of = {producer: known.get(producer) for producer in everybody}
    shown = shown_totals(category_of, categories, members)
    whole = UnitTotals(None, None, len(everybody), shown.get(None, {}))
    levels = [
        _level(system, level, members, names, shown, len(everybody))
        for system in SYSTEMS
        for level in LEVELS[system]
    ]
    return Totals(by, sorted(whole.counts, key=lambda category: category is None), whole, levels)


def _level(
    system: UnitSystem,
    level: UnitLevel,
    members: Mapping[UnitKey | None, People],
    names: Mapping[UnitKey, str],
    shown: Mapping[UnitKey | None, Mapping[Category, int]],
    everybody: int,
) -> LevelTotals:
    """Return the totals of the units of one level."""
    units = {
        unit: people for unit, people in members.items() if unit is not None and unit[:2] == (system, level)
    }
    rows = [
        UnitTotals(unit[2], names[unit], len(people), shown[unit])
        for unit, people in units.items()
        if shown[unit]
    ]
    held = [len(people) for unit, people in units.items() if not shown[unit]]
    return LevelTotals(
        system,
        level,
        sorted(rows, key=lambda row: (vietnamese_key(row.name or ""), row.code or "")),
        len(held),
        sum(held),
        everybody - sum(map(len, units.values())),
    )
