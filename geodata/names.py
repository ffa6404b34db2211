"""
Names of units as people write them: accents decide, a guess is never taken.

Tone marks may stand on another vowel of the same cluster (``Hoà`` is ``Hòa``);
nothing else about the marks is folded, except for search boxes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# grave, acute, tilde, hook above, dot below
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
VOWELS = frozenset("aeiouy")
# Signs that turn the direction of what follows (Unicode UAX #9, explicit formatting): no text in the
# languages of the office has a use for them, and they make a name read as another one.
TURNING = "\u202a-\u202e\u2066-\u2069"
_TURNING = re.compile(f"[{TURNING}]")

# In NFD: vowels with their other marks, tone marks, and something more of the same run of vowels.
_MARKED = "aeiouy\u0302\u0304-\u0308\u030a-\u0322\u0324-\u034e\u0350-\u036f"
_TONES = "".join(sorted(TONES))
_TONE_INSIDE = re.compile(f"([aeiouy][{_MARKED}]*)([{_TONES}]+)([{_MARKED}][{_MARKED}{_TONES}]*)")
_WITHOUT_TONES = dict.fromkeys(map(ord, TONES))

# What is neither ASCII nor a combining mark of the Latin letters; U+034F only joins what stands beside it.
_NO_MARK = re.compile("[^\u0000-\u007f\u0300-\u034e\u0350-\u036f]")

PREFIX = re.compile(
    r"(?:thị trấn|thị xã|thành phố|phường|huyện|tỉnh|xã|tt\.?\s?nt|t\.?\s?[tpx]|[phx])(?:\.\s*|\s+)(?=\S)",
    re.IGNORECASE,
)


def nfc(text: str) -> str:
    """Return ``text`` in NFC, trimmed, with inner white space as single spaces."""
    plain = unicodedata.normalize("NFC", text)
    # A space is the only white space that can be printed: most texts are as they should be already.
    if plain.isprintable() and "  " not in plain and plain[:1] != " " and plain[-1:] != " ":
        return plain
    return " ".join(plain.split())


def unturned(text: str) -> str:
    """Return ``text`` without the signs that turn the direction of what follows."""
    return _TURNING.sub("", text)


def bare_name(text: str) -> str:
    """Return ``text`` in NFC without one leading kind of unit: Xã, Phường, TT, P., Huyện and so on."""
    name = nfc(text)
    prefix = PREFIX.match(name)
    return name[prefix.end() :] if prefix else name


def name_key(text: str) -> str:
    """Return the key of tier 1: the bare name without regard to case."""
    return nfc(bare_name(text).casefold())


# An import asks for the key of one name several times; the names of the province fit.
@lru_cache(maxsize=32_768)
def tone_key(text: str) -> str:
    """
    Return the key of tier 2: like ``name_key``, with the place of the tone mark folded.

    Within a run of vowels the tone marks are moved behind the run; the marks
    that make another letter of a vowel (ă â ê ô ơ ư) stay where they are.
    """
    plain = unicodedata.normalize("NFD", name_key(text))
    if _NO_MARK.search(plain.replace("đ", "d")):
        return _tones_behind(plain)
    return _TONE_INSIDE.sub(_tone_behind, plain)


def _tone_behind(found: re.Match[str]) -> str:
    """Return a run of vowels with its tone marks behind it; most runs have one."""
    head, tones, rest = found.groups()
    bare = rest.translate(_WITHOUT_TONES)
    return f"{head}{bare}{tones}{''.join(sign for sign in rest if sign in TONES)}"


def _tones_behind(plain: str) -> str:
    """Return a text in NFD with the tone marks behind each run of vowels, whatever its other signs are."""
    folded: list[str] = []
    waiting: list[str] = []
    in_vowels = False
    for sign in plain:
        if unicodedata.combining(sign):
            (waiting if in_vowels and sign in TONES else folded).append(sign)
            continue
        if sign not in VOWELS and waiting:
            folded.extend(waiting)
            waiting.clear()
        in_vowels = sign in VOWELS
        folded.append(sign)
    return "".join(folded + waiting)


def search_key(text: str) -> str:
    """Return ``text`` without marks and case, đ as d: for search boxes only, never for matching."""
    if text.isascii():
        return nfc(text.casefold())
    plain = unicodedata.normalize("NFD", nfc(text).casefold()).replace("đ", "d")
    if not _NO_MARK.search(plain):
        return " ".join(plain.encode("ascii", "ignore").decode("ascii").split())
    return nfc("".join(sign for sign in plain if not unicodedata.combining(sign)))


def blind_key(text: str) -> str:
    """Return the accent-blind key of the bare name: it finds candidates, never a match."""
    return search_key(bare_name(text))


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit as a name may mean it; ``district`` is the bare name of its district, if any."""

    unit_code: str
    valid_from: date
    name: str
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """Another spelling of a unit's name, reviewed by a person; ``district`` narrows it where given."""

    alias: str
    name: str
    district: str | None = None


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """
    What a name was found to mean.

    ``tier`` is 1, 2 or 3 where exactly one unit fits, and ``unit`` is that
    unit; otherwise both are None and ``candidates`` are the units that a
    person might have meant: ``ambiguous`` where several of them fit equally.
    """

    tier: int | None
    unit: NamedUnit | None
    candidates: tuple[NamedUnit, ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """The units of one day and level, by each of the keys under which a name is looked up."""

    by_name: Mapping[str, tuple[NamedUnit, ...]]
    by_tone: Mapping[str, tuple[NamedUnit, ...]]
    by_alias: Mapping[str, tuple[NamedUnit, ...]]
    by_blind: Mapping[str, tuple[NamedUnit, ...]]

    @classmethod
    def of(cls, units: Iterable[NamedUnit], aliases: Iterable[Alias] = ()) -> UnitIndex:
        """Index ``units``; an alias counts for the units whose name (and district) it names."""
        listed = tuple(units)
        by_tone = _grouped(listed, tone_key)
        by_alias: dict[str, tuple[NamedUnit, ...]] = {}
        for alias in aliases:
            named = _in_district(by_tone.get(tone_key(alias.name), ()), alias.district)
            key = tone_key(alias.alias)
            by_alias[key] = by_alias.get(key, ()) + named
        return cls(_grouped(listed, name_key), by_tone, by_alias, _grouped(listed, blind_key))


def _grouped(units: Iterable[NamedUnit], key: Callable[[str], str]) -> dict[str, tuple[NamedUnit, ...]]:
    """Group ``units`` by a key of their name."""
    groups: dict[str, list[NamedUnit]] = {}
    for unit in units:
        groups.setdefault(key(unit.name), []).append(unit)
    return {name: tuple(group) for name, group in groups.items()}


def _in_district(units: tuple[NamedUnit, ...], district: str | None) -> tuple[NamedUnit, ...]:
    """Return the units of ``district``, or all where none is given."""
    if district is None:
        return units
    wanted = tone_key(district)
    return tuple(unit for unit in units if unit.district is not None and tone_key(unit.district) == wanted)


def find_unit(name: str, among: UnitIndex, district: str | None = None) -> UnitMatch:
    """
    Find the unit that ``name`` means, in tiers, and say which tier found it.

    1. the same text in NFC, prefix (Xã, Phường, Thị trấn, TT) and case aside;
    2. the same with the place of the tone mark folded: ``Hoà`` is ``Hòa``;
    3. the alias table: ``Nậm Dạng`` is ``Nậm Rạng``;
    4. accent-blind: candidates only. ``Sa Pa`` and ``Sa Pả`` are two wards,
       ``Nậm Chảy`` and ``Nậm Chầy`` two communes: nothing is taken whose marks differ.

    Where ``district`` is given (with or without prefix) only its units can
    match. Two units that fit equally are candidates, not a match.
    """
    tiers = (
        (1, among.by_name.get(name_key(name), ())),
        (2, among.by_tone.get(tone_key(name), ())),
        (3, among.by_alias.get(tone_key(name), ())),
    )
    for tier, found in tiers:
        hits = _in_district(found, district)
        if len(hits) == 1:
            return UnitMatch(tier, hits[0])
        if hits:
            return UnitMatch(None, None, hits, ambiguous=True)
    elsewhere = tuple(unit for _, found in tiers for unit in found)
    blind = among.by_blind.get(blind_key(name), ())
    return UnitMatch(None, None, tuple(dict.fromkeys(elsewhere + blind)))
