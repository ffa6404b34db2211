"""A province, a district or a commune with what the registry names in it, as page and map count it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geodata.errors import N_, InvalidInput, NotFound
from geodata.plain import Row, rows_of
from geodata.store import Store
from geodata.unit_details import (
    UnitDetail,
    UnitRecords,
    holds,
    province_records,
    read_unit,
    unit_for_page,
    unit_records,
)
from geodata.unit_figures import COLOURED, UnitFigures, count_list, map_figures, unit_figures
from geodata.units import system_day, units_in
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitLevel, UnitSystem
from layers.labels import UNIT_TITLES
from layers.reports.subjects import Subject, SubjectKind
from layers.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """
    What a report of units is about.

    ``records`` and ``figures`` are None where no table covers the unit, which
    is no data and not zero. ``communes`` are those of a province or district in
    the unit system, ``chosen`` the filter by which the layers hold its records,
    ``wanted`` the one that its products passed.
    """

    kind: SubjectKind
    unit: Row
    view: View
    system: UnitSystem | None
    records: UnitRecords | None
    figures: UnitFigures | None
    communes: tuple[Row, ...]
    chosen: ProductFilter
    wanted: ProductFilter = field(default_factory=ProductFilter)
    detail: UnitDetail | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether its unit system has outlines."""
        return self.system in COLOURED

    @property
    def summary(self) -> Mapping[str, Any] | None:
        """Return the numbers of its products."""
        return self.records.summary if self.records else None

    @property
    def key(self) -> tuple[str, date]:
        """Return code and first day of the unit."""
        return str(self.unit["unit_code"]), self.unit["valid_from"]


def unit_title(unit: Row, words: Wording) -> str:
    """Return the name of a unit with its kind: xã Bản Liền."""
    return words.text(UNIT_TITLES[str(unit["kind"])], name=unit["name"])


def unit_in_text(unit: Row, words: Wording) -> str:
    """Return the name of a unit within a sentence, where Vietnamese writes its kind in small letters."""
    return words.in_sentence(unit_title(unit, words))


def find_unit(store: Store, subject: Subject, system: UnitSystem | None, on: date | None, today: date) -> Row:
    """
    Return the district or commune that a subject names.

    Raises
    ------
    NotFound
        There is no such unit in that system, from that day on, or of that level.
    InvalidInput
        The unit that began on ``valid_from`` is not in the system asked for.
    """
    level = UnitLevel(subject.kind.value)
    if subject.valid_from is None:
        return unit_for_page(store, subject.key, level, on, today, system)
    unit = unit_for_page(store, subject.key, level, subject.valid_from, today)
    if unit["valid_from"] != subject.valid_from:
        raise NotFound(
            N_("No unit with the code %(code)s is on record from %(day)s on"),
            code=subject.key,
            day=subject.valid_from.isoformat(),
        )
    if system and not holds(unit, system_day(system, today)):
        raise InvalidInput(
            N_(
                "The unit %(code)s that began on %(day)s is not in the unit system %(system)s: leave out"
                " units or valid_from"
            ),
            code=subject.key,
            day=subject.valid_from.isoformat(),
            system=system.value,
        )
    return unit


def read_territory(
    store: Store, subject: Subject, system: UnitSystem | None, on: date | None, today: date
) -> Territory:
    """
    Read a territory; ``system`` None: the newest that has the unit, for the province that of today.

    Raises
    ------
    NotFound
        See ``find_unit``; or nothing is loaded.
    """
    if subject.kind is SubjectKind.PROVINCE:
        return _province(store, View(units=system or UnitSystem.Y2025, on=on, today=today))
    unit = find_unit(store, subject, system, on, today)
    detail = read_unit(store, unit, today, on, system)
    records = unit_records(store, detail)
    code = frozenset({str(unit["unit_code"])})
    is_commune = subject.kind is SubjectKind.COMMUNE
    return Territory(
        kind=subject.kind,
        unit=unit,
        view=detail.view,
        system=detail.system,
        records=records,
        figures=unit_figures(store, detail, records) if records else None,
        communes=detail.members,
        chosen=ProductFilter(commune=code) if is_commune else ProductFilter(district=code),
        detail=detail,
    )


def _province(store: Store, view: View) -> Territory:
    """Return the province of a unit system."""
    provinces = rows_of(units_in(store, view.units, UnitLevel.PROVINCE, view.today).drop(columns="shape"))
    if not provinces:
        raise NotFound(N_("No reference data are loaded."))
    communes = rows_of(units_in(store, view.units, UnitLevel.COMMUNE, view.today).drop(columns="shape"))
    records = province_records(store, view)
    lists = {path: count_list(path, rows) for path, rows in records.lists.items()}

    def beside(path: str) -> int:
        """Count what lies in no commune."""
        return count_list(path, (row for row in records.lists[path] if row["commune_code"] is None)).places

    codes = [str(commune["unit_code"]) for commune in communes]
    figures = map_figures(store, view, codes, beside) if view.units in COLOURED else ()
    return Territory(
        kind=SubjectKind.PROVINCE,
        unit=provinces[0],
        view=view,
        system=view.units,
        records=records,
        figures=UnitFigures(figures, lists),
        communes=tuple(communes),
        chosen=ProductFilter(),
    )
