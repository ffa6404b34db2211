"""
A preview as it is kept with its file: packed so that one page of its rows is read without the others.

An archive of JSON: what is said of the file as a whole, which outcome each row
has, the rows in pieces, and the states that are to be written.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from geodata.intake.told import Told

PIECE = 250  # rows
SUMMARY, OUTCOMES, WANTED = "summary.json", "outcomes.json", "wanted.json"
WANTED_NAMES = ("kind", "tags", "states")
# Fast rather than small: it is gone when the file is stored.
LEVEL = 1
# Plain values are no rings: nobody has to look for one.
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def packed(told: Told) -> bytes:
    """Return a preview (``told.preview_told``) as bytes."""
    rows: Sequence[Told] = told["rows"]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        apart = {"rows", "tags", "states"}
        _write(archive, SUMMARY, {name: value for name, value in told.items() if name not in apart})
        _write(archive, OUTCOMES, [row["outcome"] for row in rows])
        for start in range(0, len(rows), PIECE):
            _write(archive, _piece(start // PIECE), rows[start : start + PIECE])
        _write(archive, WANTED, {name: told[name] for name in WANTED_NAMES})
    return made.getvalue()


def summary_of(kept: bytes) -> Told:
    """Return what a kept preview says of the file as a whole."""
    found: Told = _read(kept, SUMMARY)
    return found


def wanted_of_kept(kept: bytes) -> Told:
    """Return what a kept preview wants to be written, for ``told.wanted_told``."""
    found: Told = _read(kept, WANTED)
    return found


def rows_of(kept: bytes, outcome: str | None, limit: int, offset: int) -> tuple[list[Told], int]:
    """Return a page of the rows of one outcome (None: of all), and how many there are."""
    outcomes: list[str] = _read(kept, OUTCOMES)
    numbers = [number for number, one in enumerate(outcomes) if outcome is None or one == outcome]
    shown = list(islice(numbers, offset, offset + limit))
    pieces = {number // PIECE: None for number in shown}
    read = {piece: _read(kept, _piece(piece)) for piece in pieces}
    return [read[number // PIECE][number % PIECE] for number in shown], len(numbers)


def _piece(number: int) -> str:
    """Return the name of a piece of the rows."""
    return f"rows-{number}.json"


def _write(archive: zipfile.ZipFile, name: str, value: object) -> None:
    """Write one member, piece by piece: its whole text would take as much memory as all the rows."""
    with archive.open(name, "w") as member:
        for piece in json_pieces(value):
            member.write(piece.encode())


def json_pieces(value: object) -> Iterator[str]:
    """Give the JSON of a value in pieces that are not long while its lists are; keys are texts."""
    if isinstance(value, dict) and 0 < len(value) <= PIECE:
        for number, (key, inner) in enumerate(value.items()):
            yield f"{',' if number else '{'}{_JSON.encode(key)}:"
            yield from json_pieces(inner)
        yield "}"
    elif isinstance(value, list) and len(value) > PIECE:
        for start in range(0, len(value), PIECE):
            yield ("," if start else "[") + _JSON.encode(value[start : start + PIECE])[1:-1]
        yield "]"
    else:
        yield _JSON.encode(value)


def _read(kept: bytes, name: str) -> Any:  # noqa: ANN401 -- any JSON value
    """Return one member."""
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        return json.loads(archive.read(name))
