"""
The letters of the texts in a Shapefile: its .cpg says them, its bytes show them, or a person chooses.

Every table of attributes is opened as ISO 8859-1, in which each byte is one
letter: so its bytes come through the reader as they are, and are read here.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from geodata.intake.encodings import Candidate, Encoding, candidates, decode

BYTEWISE = "ISO-8859-1"
DECLARED: Mapping[str, Encoding] = {"utf-8": Encoding.UTF_8, "cp1258": Encoding.CP1258}
CODE_PAGES: Mapping[str, str] = {"65001": "utf-8", "1258": "cp1258"}


@dataclass(frozen=True, slots=True)
class Letters:
    """The encoding that was taken, all that are possible (the likeliest first), and what reads a text."""

    encoding: Encoding
    candidates: tuple[Candidate, ...]
    read: Callable[[object], object]


def letters_of(values: Iterable[object], chosen: Encoding | None, declared: str | None) -> Letters | None:
    """
    Return how the texts among ``values``, read bytewise, are to be read; None where all is ASCII.

    ``declared`` is the text of the .cpg. It counts where the bytes can be read
    so: programs write it by their own setting, not by what was typed.
    """
    # Names of columns come first: they are the first line of the sample.
    texts = dict.fromkeys(value for value in values if isinstance(value, str) and not value.isascii())
    if not texts:
        return None
    written = [text.encode(BYTEWISE) for text in texts]
    whole = [_without_cut(raw) for raw in written]
    lines = whole if None not in whole else written
    found = candidates(b"\n".join(line for line in lines if line is not None))
    said = _declared(declared)
    if chosen is None and said in {one.encoding for one in found}:
        chosen = said
    encoding = chosen or found[0].encoding

    @cache
    def read(text: str) -> str:
        raw = text.encode(BYTEWISE)
        cut = _without_cut(raw) if encoding is Encoding.UTF_8 else None
        return decode(raw if cut is None else cut, encoding)

    return Letters(encoding, found, lambda value: read(value) if isinstance(value, str) else value)


def _without_cut(raw: bytes) -> bytes | None:
    """Return UTF-8 without the half letter at which a column ended; None where it is no UTF-8."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(raw).encode()
    except UnicodeDecodeError:
        return None


def _declared(text: str | None) -> Encoding | None:
    """Return the encoding that a .cpg names, None where it names none that is known here."""
    name = (text or "").strip().lower()
    try:
        return DECLARED.get(codecs.lookup(CODE_PAGES.get(name, name)).name)
    except LookupError:
        return None
