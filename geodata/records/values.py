"""
What a cell, a form or JSON says for a field, as a plain value, or why it says nothing.

Vietnamese ways of writing are read: ``1.234,5``, ``31/12/2024``, ``3 sao``,
``Có``, ``30 triệu đồng``; case and accents of closed words do not matter.
Values are plain: days are ISO texts, ranges are lists of two numbers. What
could be two things is a problem with both as suggestions, never a guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from geodata.names import nfc, search_key
from geodata.records.days import read_day
from geodata.records.field_types import Field, FieldType
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.texts import clean, parts_of
from geodata.registry.reading import AMBIGUOUS, DASH, YEAR_RANGE, number

Read = tuple[Any, FieldProblem | None]

# What people write where they know nothing. In a text it may be what the source says: not there.
UNKNOWN_WORDS = frozenset({"-", "–", "—", "không rõ", "chưa rõ", "chưa có", "không có thông tin", "?"})
YES_WORDS = frozenset({"co", "x", "yes", "true", "dung", "1", "✓", "✔"})
NO_WORDS = frozenset({"khong", "no", "false", "sai", "0"})
FIRST_SIMILAR = 60.0  # of 100, RapidFuzz's WRatio
NEARLY_SPELT = 80.0  # of 100, RapidFuzz's ratio: a slip of the pen, not a word in common
SIMILAR_SHOWN = 5
SHORT_LIST = 8

STARS = re.compile(
    r"(?:ocop |hang |dat )*(?:0?([1-9])(?:[.,]0+|/5)?|(ba|bon|nam)) ?(?:sao|stars?|\*)?", re.IGNORECASE
)
STAR_WORDS = {"ba": 3, "bon": 4, "nam": 5}
DRAWN_STARS = re.compile(r"[*★⭐]+")
CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)
MILLIONS = re.compile(r"(.+?)\s*(triệu|tr|tỷ|tỉ)$", re.IGNORECASE)
THOUSANDS_ONLY = re.compile(r"[1-9]\d{0,2}(?:[., ]\d{3})+")
YEAR_WORD = re.compile(r"(?:năm )?(\d{4})(?:[.,]0+)?", re.IGNORECASE)
DEGREES = re.compile(
    r"(\d{1,3})[°º]\s*(\d{1,2})['′’]\s*(\d{1,2}(?:[.,]\d+)?)[\"″”]?\s*([NEBĐ])?", re.IGNORECASE
)
PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
WEB = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
CODE_LENGTHS = (2, 3, 5)
INNER_DASH = re.compile(rf"(?<=[^\s\-–—]){DASH.pattern}")


def read_value(field: Field, raw: object) -> Read:
    """
    Return what ``raw`` says for ``field``, and why it says nothing that is allowed.

    ``raw`` is a text, a number, a truth, a day, a list of texts or None. None,
    an empty text and words for “unknown” are None without a problem.
    """
    if raw is None:
        return None, None
    if type(raw) is str and field.type in _LINES:
        return _line(field, raw)
    if isinstance(raw, float) and not math.isfinite(raw):
        return None, None if math.isnan(raw) else problem(field.name, raw, "number_bad")
    if isinstance(raw, str):
        text = clean(raw) if field.type is not FieldType.LIST else raw
        if text is None:
            return None, None
        if text.casefold() in UNKNOWN_WORDS and field.type not in _TEXTS:
            return None, None
        raw = text
    return _READERS[field.type](field, raw)


def _line(field: Field, raw: str) -> Read:
    """Read a text that was written as one; most cells are."""
    text = clean(raw)
    if text is None or field.longest is None or len(text) <= field.longest:
        return text, None
    return _text(field, text)


def _text(field: Field, raw: object) -> Read:
    """Read a text; a number in a cell is a text without needless decimals."""
    if isinstance(raw, bool | list | dict):
        return None, problem(field.name, raw, "not_a_text")
    if isinstance(raw, float) and raw == int(raw):
        raw = int(raw)
    if isinstance(raw, datetime | date):
        raw = f"{raw:%d/%m/%Y}"
    text = raw if isinstance(raw, str) else str(raw)
    if field.longest is not None and len(text) > field.longest:
        return None, problem(field.name, text, "too_long", most=field.longest, found=len(text))
    return text, None


def _listed(field: Field, raw: object) -> Read:
    """Read a list of texts; in one text they are parted by " ; " or stand on lines of their own."""
    if isinstance(raw, str):
        parts: Sequence[Any] = parts_of(raw)
    else:
        listed = raw if isinstance(raw, list) else [raw]
        parts = [clean(part) if isinstance(part, str) else part for part in listed]
    found: list[str] = []
    for text in parts:
        if text is None:
            continue
        value, wrong = _text(field, text)
        if wrong is not None:
            return None, wrong
        found.append(value)
    return list(dict.fromkeys(found)) or None, None


def _number(field: Field, raw: object) -> Read:
    """Read a number; one that may be two stays open unless only one of them is allowed."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None, problem(field.name, raw, "number_bad")
    found = readings(raw) if isinstance(raw, str) else [float(raw)]
    found = [value for value in found if math.isfinite(value)]
    allowed = [value for value in found if _is_within(field, value)]
    if len(allowed) == 1:
        return allowed[0], None
    if allowed:
        meant = tuple(Suggestion(value, written(value)) for value in allowed)
        return None, problem(field.name, raw, "number_ambiguous", meant)
    return None, _out_of_range(field, raw) if found else problem(field.name, raw, "number_bad")


def readings(text: str) -> list[float]:
    """Return the numbers that a text may be: two where a sign may part thousands or decimals."""
    plain = nfc(text)
    negative = plain.startswith(("-", "−"))
    plain = plain.lstrip("-−").strip()
    if AMBIGUOUS.fullmatch(plain):
        found = [float(plain.replace(",", ".")), float(re.sub(r"[.,]", "", plain))]
    elif PLAIN_NUMBER.fullmatch(plain):
        found = [float(plain)]
    else:
        value = number(plain)
        if value is None and THOUSANDS_ONLY.fullmatch(plain):
            value = float(re.sub(r"[., ]", "", plain))
        found = [] if value is None else [value]
    return [-value for value in found] if negative else found


def written(value: float) -> str:
    """
    Return a number with a decimal comma and without thousands; ``read_value`` reads the same number back.

    Three decimals get a zero: ``1,234`` might be thousands.
    """
    text = format(Decimal(repr(value)), "f").removesuffix(".0").replace(".", ",")
    return f"{text}0" if AMBIGUOUS.fullmatch(text.lstrip("-")) else text


def _is_within(field: Field, value: float) -> bool:
    """Return whether a number is one that the field may have."""
    return (field.least is None or value >= field.least) and (field.most is None or value <= field.most)


def _out_of_range(field: Field, raw: object) -> FieldProblem:
    """Return the problem of a number that the field may not have."""
    least = "–" if field.least is None else written(field.least)
    most = "–" if field.most is None else written(field.most)
    return problem(field.name, raw, "out_of_range", least=least, most=most)


def _whole(field: Field, raw: object) -> Read:
    """Read a whole number: a sign before three digits can only part thousands."""
    if isinstance(raw, str):
        raw = re.sub(r"\s*(?:hộ|phút|người)$", "", raw, flags=re.IGNORECASE)
        if THOUSANDS_ONLY.fullmatch(raw):
            raw = re.sub(r"[., ]", "", raw)
    value, wrong = _number(field, raw)
    if wrong is not None or value is None:
        return None, wrong
    if value != int(value):
        return None, problem(field.name, raw, "whole_bad")
    return int(value), None


def _money(field: Field, raw: object) -> Read:
    """Read whole đồng; ``30 triệu đồng`` is 30,000,000."""
    if not isinstance(raw, str):
        return _whole(field, raw)
    text = CURRENCY.sub("", raw).strip()
    named = MILLIONS.fullmatch(text)
    if named is None:
        value, wrong = _whole(field, text)
        return value, None if wrong is None else problem(
            field.name, raw, wrong.rule, wrong.suggestions, **wrong.values
        )
    factor = 10**9 if named[2].casefold() in ("tỷ", "tỉ") else 10**6
    parts = readings(named[1])
    values = [round(part * factor) for part in parts if _is_within(field, part * factor)]
    if len(values) == 1:
        return values[0], None
    rule = "number_ambiguous" if values else "number_bad"
    return None, problem(field.name, raw, rule, tuple(Suggestion(value, written(value)) for value in values))


def _ranged(field: Field, raw: object) -> Read:
    """Read one number or two ends: ``200-300``, or a list of two."""
    if isinstance(raw, list):
        parts: list[object] = raw
    elif isinstance(raw, str):
        # A dash at the beginning parts nothing: it is the sign of a number below zero.
        parts = list(INNER_DASH.split(CURRENCY.sub("", raw).strip()))
    else:
        parts = [raw]
    if not 1 <= len(parts) <= 2 or "" in parts:
        return None, problem(field.name, raw, "range_bad")
    ends = []
    # Đồng are whole: a sign before three digits can only part thousands.
    read = _money if field.name.endswith("_vnd") else _number
    for part in parts:
        value, wrong = read(field, part)
        if wrong is not None or value is None:
            return None, wrong or problem(field.name, raw, "range_bad")
        ends.append(value)
    if ends[0] > ends[-1]:
        return None, problem(field.name, raw, "range_bad")
    return [ends[0], ends[-1]], None


def _stars(field: Field, raw: object) -> Read:
    """Read stars, 3 to 5: ``3``, ``3 sao``, ``★★★``."""
    text = str(raw)
    drawn = DRAWN_STARS.fullmatch(text.replace(" ", ""))
    said = STARS.fullmatch(search_key(text))
    value = len(drawn[0]) if drawn else None
    if said:
        value = int(said[1]) if said[1] else STAR_WORDS[said[2]]
    if isinstance(raw, bool) or value is None:
        return None, problem(field.name, raw, "number_bad")
    return (value, None) if _is_within(field, value) else (None, _out_of_range(field, raw))


def _year(field: Field, raw: object) -> Read:
    """Read a year, the last one of a span as the tables of sources mean it; some fields ask instead."""
    if isinstance(raw, bool):
        return None, problem(field.name, raw, "year_bad")
    found = [YEAR_WORD.fullmatch(end) for end in DASH.split(str(raw))]
    years = [int(end[1]) for end in found if end is not None]
    if not 1 <= len(found) <= 2 or len(years) != len(found) or not all(y in YEAR_RANGE for y in years):
        return None, problem(field.name, raw, "year_bad")
    if field.asks_span and years[0] != years[-1]:
        meant = tuple(Suggestion(year, str(year)) for year in years)
        return None, problem(field.name, raw, "year_span", meant)
    return (years[-1], None) if _is_within(field, years[-1]) else (None, _out_of_range(field, raw))


@cache
def _words(field_words: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return what a closed word means, by its key without case and accents."""
    return {search_key(word): value for word, value in field_words}


def words_of(field: Field) -> Mapping[str, str]:
    """Return every word of a choice, by its key without case and accents → value."""
    listed = field.choices or {}
    named = [*((value, value) for value in listed), *((label, value) for value, label in listed.items())]
    return _words((*named, *((word, value) for word, value in field.words.items() if value in listed)))


def _choice(field: Field, raw: object) -> Read:
    """Read one of a closed list: the value, its label, or one of its words."""
    if isinstance(raw, float) and raw == int(raw):
        raw = int(raw)
    words = words_of(field)
    value = words.get(search_key(str(raw)))
    if value is not None and not isinstance(raw, bool):
        return value, None
    return None, problem(field.name, raw, "choice_unknown", similar_choices(field, str(raw)))


def similar_choices(field: Field, text: str) -> tuple[Suggestion, ...]:
    """Return the choices that a text may mean, likeliest first; all of a short list where none is like it."""
    listed = field.choices or {}
    words, key = words_of(field), search_key(text)
    scorer, least = (fuzz.ratio, NEARLY_SPELT) if field.decides else (fuzz.WRatio, FIRST_SIMILAR)
    near = process.extract(key, list(words), scorer=scorer, score_cutoff=least, limit=None)
    values = list(dict.fromkeys(words[word] for word, _, _ in near))[:SIMILAR_SHOWN]
    if not values and len(listed) <= SHORT_LIST and not field.decides:
        values = list(listed)
    return tuple(Suggestion(value, listed[value]) for value in values)


def _flag(field: Field, raw: object) -> Read:
    """Read yes or no."""
    if isinstance(raw, bool):
        return raw, None
    if isinstance(raw, float) and raw == int(raw):
        raw = int(raw)
    key = search_key(str(raw))
    if key in YES_WORDS or key in NO_WORDS:
        return key in YES_WORDS, None
    return None, problem(field.name, raw, "flag_bad")


def _degrees(field: Field, raw: object) -> Read:
    """Read degrees: decimals, or degrees, minutes and seconds."""
    if isinstance(raw, str):
        sixties = DEGREES.fullmatch(raw)
        if sixties:
            seconds = float(sixties[3].replace(",", "."))
            raw = int(sixties[1]) + int(sixties[2]) / 60 + seconds / 3600
        else:
            # A point or comma in degrees parts decimals: no degree has thousands.
            text = raw.rstrip("°º ")
            raw = text.replace(",", ".") if text.count(",") + text.count(".") == 1 else text
            if not PLAIN_NUMBER.fullmatch(raw):
                return None, problem(field.name, raw, "number_bad")
            raw = float(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        return None, problem(field.name, raw, "number_bad")
    return (float(raw), None) if _is_within(field, raw) else (None, _out_of_range(field, raw))


def _unit(field: Field, raw: object) -> Read:
    """Read a code of a unit; a workbook may have taken its leading zeros."""
    if isinstance(raw, float) and raw == int(raw):
        raw = int(raw)
    text = str(raw)
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit()):
        return None, problem(field.name, raw, "unit_code_bad")
    if len(text) not in CODE_LENGTHS or isinstance(raw, int):
        text = text.zfill(next((length for length in CODE_LENGTHS[1:] if length >= len(text)), 0))
    if len(text) not in CODE_LENGTHS:
        return None, problem(field.name, raw, "unit_code_bad")
    return text, None


def _link(field: Field, raw: object) -> Read:
    """Read a web address, with or without its scheme; no other scheme is one."""
    value, wrong = _text(field, raw)
    if wrong is not None:
        return None, wrong
    return (value, None) if WEB.fullmatch(value) else (None, problem(field.name, raw, "link_bad"))


_TEXTS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LIST})
_LINES = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
_READERS: Mapping[FieldType, Callable[[Field, object], Read]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.WHOLE: _whole,
    FieldType.DECIMAL: _number,
    FieldType.DATE: read_day,
    FieldType.YEAR: _year,
    FieldType.CHOICE: _choice,
    FieldType.FLAG: _flag,
    FieldType.STARS: _stars,
    FieldType.MONEY: _money,
    FieldType.LON: _degrees,
    FieldType.LAT: _degrees,
    FieldType.UNIT: _unit,
    FieldType.RECORD: _text,
    FieldType.LINK: _link,
    FieldType.LIST: _listed,
    FieldType.RANGE: _ranged,
}
