"""Clean rows against the contract of their table: a row that breaks it is refused, with its line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from geodata.registry.report import ProblemLog
from geodata.schemas import failures

Record = dict[str, Any]


def kept(table: sa.Table, records: Sequence[Record], log: ProblemLog) -> list[Record]:
    """
    Return the records that keep the contract of ``table``.

    Each of ``records`` carries ``source_row``; what breaks the contract goes
    to ``log`` as a refused row with column and value.
    """
    broken = failures(table, records)
    for index, column, value in broken:
        row = 1 if index is None else records[index]["source_row"]
        log.refused(row, "contract", column, value)
    bad = {index for index, _, _ in broken}
    return [record for index, record in enumerate(records) if index not in bad]
