"""
Records that a free text names: whole names only, and never a guess.

A source writes ``HTX A; HTX B``, ``HTX A (HTX B)`` or ``Chè Bản Liền (OCOP 5 sao)``.
The text as a whole, what stands outside brackets, what stands in them, and each
part between ``;``, ``/`` and ``,`` are looked up under ``names.tone_key``: accents
decide, only the place of a tone mark does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geodata.names import nfc, tone_key

BRACKETS = re.compile(r"\(([^()]*)\)")
BETWEEN = re.compile(r"[;/,]")


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names: records that alone bear a name, and those that share one with others."""

    ids: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


class NameIndex:
    """The names of the records of one kind."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Index (identifier, name) pairs."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record_id, name in names:
            found[tone_key(name)].append(record_id)
        self._ids: Mapping[str, list[str]] = found

    def find(self, text: str | None) -> Found:
        """Return the records that ``text`` names, in its order; a part of a name names nobody."""
        ids: dict[str, None] = {}
        shared: dict[str, None] = {}
        for part in parts_of(text or ""):
            bearers = self._ids.get(tone_key(part), [])
            (ids if len(bearers) == 1 else shared).update(dict.fromkeys(bearers))
        return Found(tuple(ids), tuple(shared))


def parts_of(text: str) -> list[str]:
    """Return the whole text and every part of it that may be a name, each once."""
    whole = nfc(text)
    outside = BRACKETS.sub(" ", whole)
    texts = [whole, outside, *BRACKETS.findall(whole)]
    texts += [part for each in texts[1:] for part in BETWEEN.split(each)]
    return list(dict.fromkeys(part for part in map(nfc, texts) if part))
