"""
Signs of the tour's texts that our fonts lack: a box in their place, and a note that says so.

Guests are better off with a page whose note is honest than with none: one name
in the script of a neighbour would refuse a tour of five days. Reports of the
office stay strict (``typesetting.write_data`` refuses such a sign).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from geodata.errors import N_
from layers.fonts import UNPRINTABLE, lacks_signs, with_boxes
from layers.tour_files.words import Words

OF_NAMES = N_("%(sign)s stands for signs that the font of this file lacks: %(names)s")
OF_TEXTS = N_("%(sign)s stands for signs that the font of this file lacks")

Row = dict[str, Any]


def printable_pages(pages: Row, words: Words) -> Row:
    """
    Return what the pages say with a box for each sign that the fonts lack.

    ``note_of_signs`` of a day names its lines with a box; what stands above
    and behind the days is told at the end of ``basis``.
    """
    days = [_boxed(day) | {"note_of_signs": _note_of(day, words)} for day in pages["days"]]
    others = {name: value for name, value in pages.items() if name != "days"}
    found: Row = _boxed(others) | {"days": days}
    if any(lacks_signs(text) for text in _texts(others)):
        found["basis"] = [*found["basis"], words.text(OF_TEXTS, sign=UNPRINTABLE)]
    return found


def _note_of(day: Row, words: Words) -> str:
    """Return what is said below the table of a day; empty where nothing is missing."""
    if not any(lacks_signs(text) for text in _texts(day)):
        return ""
    names = dict.fromkeys(with_boxes(row["text"]) for row in day["rows"] if lacks_signs(row["text"]))
    if not names:
        return words.text(OF_TEXTS, sign=UNPRINTABLE)
    return words.text(OF_NAMES, sign=UNPRINTABLE, names="; ".join(names))


def _boxed(value: Any) -> Any:  # noqa: ANN401 -- any JSON value
    """Return a JSON value with boxes in its texts."""
    if isinstance(value, str):
        return with_boxes(value)
    if isinstance(value, Mapping):
        return {name: _boxed(part) for name, part in value.items()}
    return [_boxed(part) for part in value] if isinstance(value, list) else value


def _texts(value: object) -> Iterator[str]:
    """Give every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
