"""Thousands of rows into one table: each column is made ready once, not each row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from geodata.columns import TextList

Row = Mapping[str, Any]
Make = Callable[[Any], Any]


def insert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Row], by: Sequence[str] = ()
) -> None:
    """
    Insert plain rows (dates as ISO texts) that all have the same columns.

    They go in the order of the columns ``by`` (none: of the primary key), which
    every row has: in that order an index takes thousands of them much faster.

    The statement and the values are the ones that ``connection.execute`` would
    send; it makes them row by row, which takes longer than the database does.
    The table has no column with a default of its own.
    """
    if not rows:
        return
    dialect = connection.dialect
    names = list(rows[0])
    # Inline: nothing is asked back.
    compiled = table.insert().inline().compile(dialect=dialect, column_keys=names)
    order: Sequence[str] = compiled.positiontup or names
    told: Iterable[Sequence[Any]] = zip(*map(itemgetter(*order), rows), strict=True)
    if len(order) == 1:
        told = [[row[order[0]] for row in rows]]
    columns = [_column(table.c[name], values, dialect) for name, values in zip(order, told, strict=True)]
    keys = [order.index(name) for name in by or [key.name for key in table.primary_key]]
    values = list(zip(*columns, strict=True))
    values.sort(key=itemgetter(*keys))
    if compiled.positional:
        connection.exec_driver_sql(str(compiled), values)
    else:
        connection.exec_driver_sql(str(compiled), [dict(zip(order, one, strict=True)) for one in values])


def _column(column: sa.Column[Any], values: Sequence[Any], dialect: sa.Dialect) -> Sequence[Any]:
    """Return the values of a column as the driver takes them."""
    make = column.type.dialect_impl(dialect).bind_processor(dialect)
    if isinstance(column.type, sa.Date):
        return _each_once([value if value is None else str(value) for value in values], _day_maker(make))
    if make is None:
        return values
    if isinstance(column.type, TextList):
        return _each_once([tuple(value or ()) for value in values], make)
    return [make(value) for value in values]


def _day_maker(make: Make | None) -> Make:
    """Return what makes a value for the driver of a day in ISO."""

    def made(text: str | None) -> Any:  # noqa: ANN401 -- whatever the driver takes
        day = None if text is None else date.fromisoformat(text)
        return day if make is None else make(day)

    return made


def _each_once(values: Sequence[Hashable], make: Make) -> list[Any]:
    """Return what ``make`` makes of each value; what repeats is made once."""
    made = {value: make(value) for value in set(values)}
    return [made[value] for value in values]
