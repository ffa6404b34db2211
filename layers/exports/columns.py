"""The fields of a layer as typed columns, for formats that have types."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from geodata.plain import Row
from geodata.vector_writing import Column
from layers.catalogue import Field
from layers.exports.texts import storable
from layers.wording import LIST_VOCABULARIES, Wording

# What a code or a list is called stands in a field of its own, behind it.
WORDS = "_text"
# Between the items of a list; the tables on screen use the same.
BETWEEN = "; "


def with_words(fields: Sequence[Field]) -> list[Field]:
    """Return the fields with, behind each code and each list of codes, one for what it is called."""
    found = []
    for field in fields:
        found.append(field)
        if has_words(field):
            found.append(Field(f"{field.name}{WORDS}", field.title, "text"))
    return found


def words_of(fields: Sequence[Field], row: Row, words: Wording, known: dict[Any, str]) -> Row:
    """Return what the codes of a row are called; ``known`` remembers the names."""
    return {
        f"{field.name}{WORDS}": called(field, row[field.name], words, known)
        for field in fields
        if has_words(field)
    }


def called(field: Field, value: Any, words: Wording, known: dict[Any, str]) -> str | None:  # noqa: ANN401 -- any cell
    """Return a code or a list of codes in words; nothing where it is unknown or empty."""
    key = (field.name, tuple(value) if isinstance(value, list) else value)
    if key not in known:
        known[key] = words.value(field, value)
    return known[key] or None


def has_words(field: Field) -> bool:
    """Tell whether the values of a field are codes that have names."""
    return field.kind.startswith("code:") or field.name in LIST_VOCABULARIES


def typed_columns(
    fields: Sequence[Field], rows: Sequence[Row], whole: Collection[str], words: Wording
) -> list[Column]:
    """
    Return each field of ``with_words(fields)`` as a column of its type.

    ``whole`` names those whose numbers are whole.
    """
    columns = []
    known: dict[Any, str] = {}
    for field in fields:
        values = [row[field.name] for row in rows]
        columns.append(_typed(field, values, field.name in whole))
        if has_words(field):
            told = [called(field, value, words, known) for value in values]
            columns.append(Column(f"{field.name}{WORDS}", _texts(told, storable)))
    return columns


def _typed(field: Field, values: list[Any], whole: bool) -> Column:
    """Return one column."""
    if whole:
        return _masked(field.name, values, np.dtype(np.int64))
    if field.kind == "number":
        return Column(field.name, np.array([np.nan if v is None else v for v in values], dtype=np.float64))
    if field.kind == "flag":
        return _masked(field.name, values, np.dtype(np.bool_))
    if field.kind == "date":
        return Column(field.name, np.array(values, dtype="datetime64[D]"))
    write = _joined if field.kind == "list" else storable
    return Column(field.name, _texts(values, write))


def _masked(name: str, values: list[Any], dtype: np.dtype[Any]) -> Column:
    """Return a column of a type that knows no missing value, with a mask where there is none."""
    missing = np.array([value is None for value in values], dtype=np.bool_)
    return Column(name, np.array([value or 0 for value in values], dtype=dtype), missing)


def _texts(values: list[Any], write: Callable[[Any], str]) -> np.ndarray[Any, np.dtype[Any]]:
    """Return texts, None where there is none."""
    found = np.empty(len(values), dtype=object)
    found[:] = [None if value is None else write(value) for value in values]
    return found


def _joined(items: list[Any]) -> str:
    """Return the items of a list as one text."""
    return storable(BETWEEN.join(map(str, items)))
