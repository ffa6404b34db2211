"""
The words of names of places: tone marks folded, other spellings replaced, marks and numbers compared.

Words are in lower case, as ``names.tone_key`` leaves them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain

from geodata.names import Alias, search_key, tone_key

Words = tuple[str, ...]
# Other spellings: the words to replace, the words of the unit's own name.
Aliases = tuple[tuple[Words, Words], ...]

# What guides call a place in English: the words, and how a Vietnamese name begins then. The longest first.
_ENGLISH: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (("sunday", "market"), ("chợ phiên",)),
    (("weekly", "market"), ("chợ phiên",)),
    (("night", "market"), ("chợ đêm",)),
    (("market",), ("chợ",)),
    (("waterfall",), ("thác",)),
    (("village",), ("bản", "làng", "thôn")),
    (("temple",), ("đền",)),
    (("pagoda",), ("chùa",)),
    (("church",), ("nhà thờ",)),
    (("palace",), ("dinh",)),
    (("cave",), ("hang", "động")),
    (("lake",), ("hồ",)),
)
_FILLING = frozenset({"the", "of"})
_TOWN = ("town", "city")

# Marks that stand behind their letter (Unicode: combining diacritical marks) belong to a word.
_BETWEEN = re.compile(r"[^\w\u0300-\u036f]+|_+")


def as_words(aliases: Iterable[Alias]) -> Aliases:
    """Return other spellings as words, the longest first; one that its own name holds would never end."""
    pairs = ((words_of(alias.alias, ()), words_of(alias.name, ())) for alias in aliases)
    kept = [(alias, name) for alias, name in pairs if not _holds(name, alias)]
    return tuple(sorted(kept, key=lambda pair: -len(pair[0])))


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    """Tell whether ``part`` stands in ``words``, one word after the other."""
    return any(tuple(words[at : at + len(part)]) == tuple(part) for at in range(len(words) - len(part) + 1))


def words_of(text: str, aliases: Aliases) -> Words:
    """Return the words of a text with folded tone marks, other spellings of units by the unit's own name."""
    words = tuple(word for word in _BETWEEN.split(tone_key(text)) if word)
    for alias, name in aliases:
        at = 0
        while at + len(alias) <= len(words):
            if words[at : at + len(alias)] == alias:
                words = (*words[:at], *name, *words[at + len(alias) :])
                at += len(name)
            else:
                at += 1
    return words


def blind_of(words: Sequence[str]) -> str:
    """Return the key of words without marks and without spaces: ``Sapa`` is ``Sa Pa``."""
    return "".join(search_key(word) for word in words)


def _letters(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return the letters of words, each with its marks; đ is a d with a mark."""
    found: list[tuple[str, str]] = []
    for sign in chain.from_iterable(words):
        if unicodedata.combining(sign) and found:
            found[-1] = (found[-1][0], found[-1][1] + sign)
        else:
            found.append(("d", sign) if sign == "đ" else (sign, ""))
    return found


def may_mean(words: Sequence[str], name: Sequence[str]) -> bool:
    """Tell whether words of the same letters as a name are it: each with the name's marks, or without any."""
    wanted = _letters(name)
    at = 0
    for word in words:
        letters = _letters([word])
        there = wanted[at : at + len(letters)]
        if letters != there and any(mark for _, mark in letters):
            return False
        at += len(letters)
    return True


def agrees(words: Sequence[str], name: Sequence[str]) -> bool:
    """
    Tell whether a text differs from a name by slips of the pen alone.

    A word too many or too few is another place (the market and the night market of a town), and so is
    another number, and a word that differs by its marks alone.
    """
    if len(words) != len(name) or _numbers(words) != _numbers(name):
        return False
    known = set(name)
    plain = {search_key(word) for word in name}
    marked = (word for word in words if word not in known and search_key(word) != word)
    return not any(search_key(word) in plain for word in marked)


def _numbers(words: Iterable[str]) -> set[str]:
    """Return the words that are numbers."""
    return {word for word in words if word.isdigit()}


def in_vietnamese(words: Words) -> tuple[Words, ...]:
    """Return words with what they call a place in English put into Vietnamese; empty where they do not."""
    for english, vietnamese in _ENGLISH:
        at = next((at for at in range(len(words)) if words[at : at + len(english)] == english), None)
        if at is not None:
            rest = (*words[:at], *words[at + len(english) :])
            kept = tuple(word for word in rest if word not in _FILLING)
            return tuple((*first.split(), *kept) for first in vietnamese) if kept else ()
    return ()


def without_town(words: Words) -> Words:
    """Return words without an English ``town`` or ``city`` at their end."""
    return words[:-1] if len(words) > 1 and words[-1] in _TOWN else words
