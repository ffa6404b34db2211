"""What a row says, with what its user picked in place of values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any

from geodata.intake.cells import Cell, shown
from geodata.intake.choices import Choices
from geodata.intake.matching import ID, NEW
from geodata.intake.problems import WARNINGS, row_problem
from geodata.intake.reading import ReadFile
from geodata.intake.sheets import SheetRow
from geodata.records.problems import FieldProblem

MEANT = " meant"  # the name of no field


@dataclass(slots=True)
class Given:
    """
    What a row says: the identifier that it names, its fields, and what is wrong with it as a whole.

    ``is_new``: a person said that it is a record of its own. ``meant`` is the
    record that a person picked for what the row writes (``NEW``: one of its
    own): it counts where the row has to be asked about, and for no other row
    that writes the same.
    """

    key: object
    raw: dict[str, Any]
    problems: list[FieldProblem]
    warnings: tuple[FieldProblem, ...]
    is_new: bool = False
    meant: object = None


def given_by(raw: dict[str, Any], bad: tuple[str, str] | None) -> Given:
    """Return what a row says (``raw_of``); ``bad`` is what is wrong with its geometry."""
    found = [] if bad is None else [row_problem("lon", bad[1], bad[0])]
    warnings = tuple(one for one in found if one.rule in WARNINGS)
    key = raw.pop(ID, None)
    problems = [one for one in found if one.rule not in WARNINGS]
    meant = raw.pop(MEANT, None)
    return Given(None if key == NEW else key, raw, problems, warnings, is_new=key == NEW, meant=meant)


def settled(given: Given) -> Given:
    """Return a row that had to be asked about with the record that was picked for it."""
    is_new = given.meant == NEW
    return replace(given, key=None if is_new else given.meant, is_new=is_new, meant=None)


def raw_of(row: SheetRow, read: ReadFile, choices: Choices | None = None) -> dict[str, Any]:
    """
    Return field → cell of a row, with what the user picked; empty cells only where they clear.

    A record that was picked for what another column writes is under ``MEANT``.
    """
    choices = choices or Choices()
    found: dict[str, Any] = {}
    clears, picks = choices.clears_empty, choices.picks
    for column, cell in zip(read.columns, row.cells, strict=True):
        name = column.field
        if name is None or (cell is None and not (clears and name != ID)):
            continue
        pick = picks[name].get(shown(cell)) if cell is not None and name in picks else None
        if pick is None:
            found[name] = _plain(cell)
        else:
            found |= {MEANT if each == ID and name != ID else each: value for each, value in pick.items()}
    if choices.source is not None and found and found.get("source") is None:
        found["source"] = choices.source
    return found


def _plain(cell: Cell) -> object:
    """Return a cell as forms and the API give it; a time of day is what it is written as."""
    return shown(cell) if isinstance(cell, time | timedelta) else cell
