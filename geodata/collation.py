"""
Vietnamese order of texts.

The order of TCVN 6909 and CLDR's ``vi``: letters first (a ă â b c d đ e ê …),
then tones (none, grave, hook above, tilde, acute, dot below), then case.
No collation library ships with wheels for all systems; the rule is short.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"
_RANK = {letter: rank for rank, letter in enumerate(LETTERS)}
_TONE = {tone: rank + 1 for rank, tone in enumerate(TONES)}

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def vietnamese_key(text: str) -> SortKey:
    """Return a key that sorts texts in Vietnamese order: signs, digits and letters, then tones, then case."""
    ranks = [_rank_of(sign) for sign in unicodedata.normalize("NFC", text.casefold())]
    return tuple(letter for letter, _ in ranks), tuple(tone for _, tone in ranks), text


# Twenty thousand names share some two hundred signs.
@lru_cache(maxsize=2048)
def _rank_of(sign: str) -> tuple[tuple[int, int], int]:
    """Return the rank of a sign as a letter, and the one of its tone."""
    base, tone = _split_tone(sign)
    return _letter_rank(base), tone


def _split_tone(sign: str) -> tuple[str, int]:
    """Return a letter without its tone, and the rank of the tone."""
    parts = unicodedata.normalize("NFD", sign)
    tone = next((_TONE[part] for part in parts if part in _TONE), 0)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE)), tone


def _letter_rank(letter: str) -> tuple[int, int]:
    """Return the class (space, sign, digit, letter, other) of a sign and its rank in it."""
    if letter in _RANK:
        return 3, _RANK[letter]
    if letter.isdigit():
        return 2, ord(letter[0])
    if letter.isspace():
        return 0, 0
    return (4 if letter.isalpha() else 1), ord(letter[0]) if letter else 0
