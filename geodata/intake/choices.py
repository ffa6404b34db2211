"""What a user chose about a file that was handed in: which table, which columns, which values, which rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from geodata.errors import N_, InvalidInput
from geodata.intake.encodings import Encoding
from geodata.intake.limits import MOST_COLUMNS, MOST_ROWS
from geodata.intake.matching import field_names
from geodata.intake.part_tables import TABLE_KINDS, TableKind

LONGEST_TEXT = 500
MOST_PICKS = 5_000

BAD = N_("%(name)s cannot be %(value)s; allowed: %(allowed)s")
UNKNOWN = N_("Unknown parameter %(name)s; allowed: %(allowed)s")
NO_COLUMN = N_("The table has no column “%(column)s”; it has: %(columns)s")
Pick = Mapping[str, Any]  # field → value: what one written value stands for


@dataclass(frozen=True, slots=True)
class Choices:
    """
    What the user said; None or empty: nothing, and the program finds out itself.

    ``columns`` are heading → field (None: not to be read). ``picks`` say for a
    field and a value as it is written which values are meant instead, for every
    row that writes it. ``left_out`` are numbers of rows that are not taken.
    ``source`` is the source of every row that names none itself.
    """

    kind: TableKind | None = None
    sheet: str | None = None
    encoding: Encoding | None = None
    crs: str | None = None
    header_row: int | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    picks: Mapping[str, Mapping[str, Pick]] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    takes_new: bool = True
    takes_changed: bool = True
    clears_empty: bool = False
    source: str | None = None

    def dumped(self) -> str:
        """Return the choices as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def told(self) -> dict[str, Any]:
        """Return the choices as plain values."""
        told: dict[str, Any] = json.loads(self.dumped())
        return told


NAMES = tuple(one.name for one in fields(Choices))


def loaded(text: str) -> Choices:
    """Return the choices that ``dumped`` wrote."""
    return changed(Choices(), json.loads(text))


def changed(choices: Choices, given: Mapping[str, Any]) -> Choices:
    """
    Return choices with some of them set anew; another kind of record forgets columns and values.

    Raises
    ------
    InvalidInput
        A name or a value is not allowed.
    """
    if unknown := sorted(given.keys() - set(NAMES)):
        raise InvalidInput(UNKNOWN, name=unknown[0][:100], allowed=", ".join(NAMES))
    read = {name: _READERS[name](name, value) for name, value in given.items()}
    kind = read.get("kind", choices.kind)
    # Of another table, or in other letters, the columns are called otherwise.
    if kind != choices.kind or any(
        _differs(choices, read, name) for name in ("sheet", "header_row", "encoding")
    ):
        choices = replace(choices, columns={}, picks={}, left_out=())
    new = replace(choices, **read)
    _check_fields(new, [new.kind] if new.kind is not None else TABLE_KINDS.values())
    return new


def check_columns(choices: Choices, kind: TableKind, headings: Collection[str]) -> None:
    """Refuse chosen columns that a table has not, and fields that its kind has not (``InvalidInput``)."""
    _check_fields(choices, [kind])
    unknown = [heading for heading in choices.columns if heading not in headings]
    if unknown:
        raise InvalidInput(NO_COLUMN, column=unknown[0][:100], columns=", ".join(headings)[:1_000])


def _differs(choices: Choices, read: Mapping[str, Any], name: str) -> bool:
    """Tell whether a choice is set to something else."""
    return name in read and read[name] != getattr(choices, name)


def _check_fields(choices: Choices, kinds: Iterable[TableKind]) -> None:
    """Refuse fields that none of the kinds has, and a field that two columns mean."""
    known = frozenset[str]().union(*map(field_names, kinds))
    meant = [name for name in choices.columns.values() if name is not None]
    for name in (*meant, *choices.picks):
        if name not in known:
            raise InvalidInput(BAD, name="field", value=name[:100], allowed=", ".join(sorted(known)))
    twice = next((name for name in meant if meant.count(name) > 1), None)
    if twice is not None:
        raise InvalidInput(N_("Two columns cannot mean the same field: %(field)s"), field=twice)


def _bad(name: str, value: object, allowed: str) -> InvalidInput:
    """Return the error of a value that is not allowed."""
    return InvalidInput(BAD, name=name, value=str(value)[:100], allowed=allowed)


def _text(name: str, value: object) -> str | None:
    """Return a short text, None where it is empty."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise _bad(name, value, "text")
    return value


def _kind(name: str, value: object) -> TableKind | None:
    """Return what the rows are."""
    if value is None:
        return None
    if not isinstance(value, str) or value not in TABLE_KINDS:
        raise _bad(name, value, ", ".join(TABLE_KINDS))
    return TABLE_KINDS[value]


def _encoding(name: str, value: object) -> Encoding | None:
    """Return an encoding."""
    if value is None:
        return None
    if value not in set(Encoding):
        raise _bad(name, value, ", ".join(Encoding))
    return Encoding(str(value))


def _row(name: str, value: object) -> int | None:
    """Return the number of a row."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 2 * MOST_ROWS:
        raise _bad(name, value, f"1 – {2 * MOST_ROWS}")
    return value


def _rows(name: str, value: object) -> tuple[int, ...]:
    """Return numbers of rows."""
    if not isinstance(value, list | tuple) or len(value) > MOST_ROWS:
        raise _bad(name, value, "[1, 2, …]")
    rows = {_row(name, each) for each in value}
    return tuple(sorted(row for row in rows if row is not None))


def _columns(name: str, value: object) -> Mapping[str, str | None]:
    """Return heading → field."""
    if not isinstance(value, Mapping) or len(value) > MOST_COLUMNS:
        raise _bad(name, value, '{"heading": "field"}')
    for heading, meant in value.items():
        if not isinstance(heading, str) or not (meant is None or isinstance(meant, str)):
            raise _bad(name, heading, '{"heading": "field"}')
    return dict(value)


def _picks(name: str, value: object) -> Mapping[str, Mapping[str, Pick]]:
    """Return field → written value → fields with their values."""
    allowed = '{"field": {"written": {"field": value}}}'
    if not isinstance(value, Mapping) or sum(map(_size, value.values())) > MOST_PICKS:
        raise _bad(name, value, allowed)
    for by_value in value.values():
        if not isinstance(by_value, Mapping) or not all(
            isinstance(one, Mapping) for one in by_value.values()
        ):
            raise _bad(name, by_value, allowed)
        for pick in by_value.values():
            if not all(isinstance(each, str | int | float | None) for each in pick.values()):
                raise _bad(name, pick, allowed)
    return {field: {written: dict(pick) for written, pick in by.items()} for field, by in value.items()}


def _size(value: object) -> int:
    """Return how many members a value has."""
    return len(value) if isinstance(value, Mapping) else 1


def _flag(name: str, value: object) -> bool:
    """Return a truth."""
    if not isinstance(value, bool):
        raise _bad(name, value, "true, false")
    return value


_READERS: Mapping[str, Any] = {
    "kind": _kind,
    "sheet": _text,
    "encoding": _encoding,
    "crs": _text,
    "header_row": _row,
    "columns": _columns,
    "picks": _picks,
    "left_out": _rows,
    "takes_new": _flag,
    "takes_changed": _flag,
    "clears_empty": _flag,
    "source": _text,
}
