"""Whether a text reads as Vietnamese: its words are syllables of the language."""

from __future__ import annotations

import re
import unicodedata

from geodata.names import TONES

# Source: the rules of quốc ngữ spelling. Letters keep the marks that make another vowel, without tones.
_ONSET = "ngh|ng|nh|th|tr|ph|kh|ch|gh|gi|qu|[bcdđghklmnprstvx]"
_NUCLEUS = (
    "uyê|uya|uyu|uôi|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|uây|"
    "iê|ia|ya|yê|ua|uô|ưa|ươ|ai|ao|au|ay|âu|ây|eo|êu|iu|oa|oă|oe|oi|ôi|ơi|oo|ui|ưi|ưu|uê|uy|uơ|uâ|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?:ch|ng|nh|[cmnpt])?")
_WORD = re.compile(r"[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Tell whether a word of letters, in any case, is spelt like a Vietnamese syllable."""
    tones = 0
    letters: list[str] = []
    for sign in unicodedata.normalize("NFD", word.casefold()):
        if sign in TONES:
            tones += 1
        else:
            letters.append(sign)
    plain = unicodedata.normalize("NFC", "".join(letters))
    return tones <= 1 and _SYLLABLE.fullmatch(plain) is not None


def vietnamese_share(text: str) -> float | None:
    """
    Return which share (0 – 1) of the words with letters beyond ASCII are Vietnamese syllables.

    None where there is no such word: nothing can be said. A letter or sign
    that is in no word (``µ¶``) counts as a word that is none.
    """
    composed = unicodedata.normalize("NFC", text)
    marked = [word for word in _WORD.findall(composed) if not word.isascii()]
    strange = sum(
        1 for sign in composed if not sign.isascii() and not sign.isalpha() and sign not in _PUNCTUATION
    )
    if not marked and not strange:
        return None
    good = sum(_is_lower_or_title(word) and is_syllable(word) for word in marked)
    return good / (len(marked) + strange)


# Signs beyond ASCII that Vietnamese texts use beside letters.
_PUNCTUATION = frozenset("–—‘’“”…²³°×•\u00a0\ufeff½¼₫")


def _is_lower_or_title(word: str) -> bool:
    """Tell whether the capitals of a word stand where a writer puts them; bytes misread do not care."""
    return word.islower() or word.isupper() or word[1:].islower() or len(word) == 1
