"""The units that an editor can be held to: today's communes, and the districts that ended on 30 June 2025."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.pages.labels import unit_title
from geodata.errors import N_, InvalidInput
from geodata.vocabulary import UnitLevel, UnitSystem

if TYPE_CHECKING:
    from geodata.office.users import UnitKey
    from geodata.store import Store

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """One unit to choose: the value that a form sends, and its name."""

    value: str
    title: str


def unit_choices(store: Store) -> tuple[list[UnitChoice], list[UnitChoice]]:
    """Return the communes of today and the former districts, each in Vietnamese order."""
    # pandas: only where somebody chooses units.
    from geodata.unit_details import list_units

    communes = list_units(store, UnitSystem.Y2025, UnitLevel.COMMUNE)
    districts = list_units(store, UnitSystem.Y2024, UnitLevel.DISTRICT)
    return _choices(communes), _choices(districts)


def chosen_units(store: Store, values: Sequence[str]) -> tuple[UnitKey, ...]:
    """Return the units that a form named; ``InvalidInput`` for one that is not among the choices."""
    if not values:
        return ()
    from geodata.office.users import units_of_texts

    known = {choice.value for choices in unit_choices(store) for choice in choices}
    if strange := next((value for value in values if value not in known), None):
        raise InvalidInput(N_("There is no unit %(unit)s: choose from the list"), unit=strange)
    return units_of_texts(values)


def unit_names(store: Store, keys: Iterable[UnitKey]) -> list[str]:
    """Return the names of units; a code that the store no longer has stands for itself."""
    from geodata.office.users import unit_texts

    values = unit_texts(keys)
    if not values:
        return []
    names = {choice.value: choice.title for choices in unit_choices(store) for choice in choices}
    return [names.get(value, value) for value in values]


def _choices(rows: Iterable[Row]) -> list[UnitChoice]:
    """Return rows of units as choices."""
    return [
        UnitChoice(f"{row['unit_code']} {row['valid_from'].isoformat()}", unit_title(row)) for row in rows
    ]
