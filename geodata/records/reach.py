"""In which units a record lies, for the rights of editors of some communes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import State, unit_of
from geodata.store import Store
from geodata.units import UnitKey, place_in_system
from geodata.vocabulary import UnitSystem


@dataclass(frozen=True, slots=True)
class Reach:
    """
    The communes and districts that each unit certainly lies in, of both lists.

    Read before a writing transaction begins: it asks the store for nothing.
    """

    above: Mapping[UnitKey, frozenset[UnitKey]]

    @classmethod
    def of(cls, store: Store, today: date | None = None) -> Reach:
        """Read where every unit lies on 30 June 2025 and on a day."""
        found: dict[UnitKey, set[UnitKey]] = {}
        for system in (UnitSystem.Y2024, UnitSystem.Y2025):
            places = place_in_system(store, system, today)
            for level in ("commune", "district"):
                columns = (places[f"{level}_code"], places[f"{level}_valid_from"])
                for unit, code, start in zip(places.index, *columns, strict=True):
                    if code is not None:
                        found.setdefault(unit, set()).add((str(code), start))
        return cls({unit: frozenset(keys) for unit, keys in found.items()})

    def units(self, unit: UnitKey) -> frozenset[UnitKey]:
        """Return a unit and every commune and district that it certainly lies in."""
        return self.above.get(unit, frozenset()) | {unit}

    def of_record(self, kind: RecordKind, state: State) -> frozenset[UnitKey]:
        """Return every unit that a record lies in; none where its place is not known."""
        if spec_of(kind).is_figure:
            return frozenset()
        named = {(row["unit_code"], date.fromisoformat(row["unit_valid_from"])) for row in _zone_units(state)}
        own = unit_of(kind, state)
        if own is not None:
            named.add(own)
        return frozenset().union(*(self.units(unit) for unit in named))


def _zone_units(state: State) -> Iterable[Mapping[str, str]]:
    """Return the units of a zone."""
    return state.get("zone_units", ())
