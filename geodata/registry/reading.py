"""Raw tables, read as text and cleaned cell by cell; nothing is guessed here."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from geodata.names import nfc, search_key
from geodata.registry.report import ProblemLog

REFERENCE = Path(str(files("geodata") / "reference"))

# Texts that programs write where a cell was empty. "na" is a fruit: not here.
EMPTY_WORDS = frozenset({"", "nan", "none", "null", "n/a"})
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
BLANKS = "\t\n\r\x0b\x0c\x85\u2028\u2029"

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
# 1.234.567 or 12 345,6 or 1.234,5. One point with three digits behind it
# (1.234) may be either, so it is not read at all.
THOUSANDS = re.compile(r"\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d+)?|\.\d{3},\d+|(?: \d{3})+(?:,\d+)?)")
AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
DASH = re.compile(r"\s*[-–—]\s*")
YEAR_RANGE = range(1900, 2101)
ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
# Signs that close a sentence or a bracket behind an address.
AFTER_ADDRESS = ".,;:!?'”»)]"
SLUG_LENGTH = 60
SLUG_WORD = re.compile(r"[a-z0-9]+")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def clean_text(raw: str | None) -> tuple[str | None, bool]:
    """
    Return ``raw`` in NFC with single spaces, or None where it is empty.

    The second value says whether characters that no reader sees were removed.
    """
    spaced = "".join(" " if sign in BLANKS else sign for sign in raw or "")
    seen = "".join(sign for sign in spaced if unicodedata.category(sign) not in INVISIBLE)
    text = nfc(seen)
    return (None if text.casefold() in EMPTY_WORDS else text), seen != spaced


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a raw table: its line number (header = 1) and its cleaned cells."""

    number: int
    cells: Mapping[str, str | None]

    def text(self, column: str) -> str | None:
        """Return the text of ``column``, or None where it is empty or absent."""
        return self.cells.get(column)

    def sources(self, *columns: str) -> list[str]:
        """Return the sources that ``columns`` name, split at " ; "."""
        named = [part.strip() for column in columns for part in (self.text(column) or "").split(" ; ")]
        return list(dict.fromkeys(part for part in named if part))

    def cited(self, column: str, note: str) -> list[str]:
        """Return the sources that ``column`` names, and the addresses that the text of ``note`` cites."""
        cited = [found.rstrip(AFTER_ADDRESS) for found in ADDRESS.findall(self.text(note) or "")]
        return list(dict.fromkeys([*self.sources(column), *cited]))


def read_rows(path: Path, log: ProblemLog) -> list[Row]:
    """Read a CSV in UTF-8 as text; a cell that held control characters is noted in ``log``."""
    rows: list[Row] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restkey="_rest", restval="")
        for raw in reader:
            cells: dict[str, str | None] = {}
            for column, value in raw.items():
                cells[column], dirty = clean_text(
                    value if isinstance(value, str) else " ; ".join(value or [])
                )
                if dirty:
                    log.kept(reader.line_num, "control_characters", column, cells[column])
            rows.append(Row(reader.line_num, cells))
    return rows


def reference_rows(name: str, log: ProblemLog | None = None) -> list[Row]:
    """Read a table of ``geodata/reference``."""
    return read_rows(REFERENCE / name, log or ProblemLog(name))


def number(text: str) -> float | None:
    """Return the number in ``text`` (decimal comma or point, groups of thousands); None where open."""
    plain = nfc(text)
    if THOUSANDS.fullmatch(plain):
        return float(re.sub(r"[. ]", "", plain).replace(",", "."))
    if AMBIGUOUS.fullmatch(plain) or not NUMBER.fullmatch(plain):
        return None
    return float(plain.replace(",", "."))


def decimal(text: str | None) -> float | None:
    """Return a number that a program wrote (decimal point, no thousands, maybe a sign), or None."""
    return float(text) if text and DECIMAL.fullmatch(text) else None


def number_range(text: str) -> tuple[float, float] | None:
    """Return the two ends of ``200-300``, twice the same for one number, or None."""
    ends = [number(part) for part in DASH.split(text.strip())]
    if not 1 <= len(ends) <= 2 or any(end is None for end in ends):
        return None
    low, high = ends[0], ends[-1]
    return None if low is None or high is None or low > high else (low, high)


def whole(row: Row, column: str, log: ProblemLog) -> int | None:
    """Return a cell as a whole number; what cannot be read is noted and left out."""
    text = row.text(column)
    if text is None:
        return None
    value = number(text)
    if value is None or value != int(value):
        log.kept(row.number, "number_bad", column, text)
        return None
    return int(value)


def year(row: Row, column: str, log: ProblemLog) -> int | None:
    """Return a cell as a year, the last one of a span; what cannot be read is noted and left out."""
    text = row.text(column)
    if text is None:
        return None
    ends = DASH.split(text)
    last = ends[-1]
    if len(ends) <= 2 and all(end.isdecimal() and int(end) in YEAR_RANGE for end in ends):
        return int(last)
    log.kept(row.number, "year_bad", column, text)
    return None


def iso_date(text: str | None) -> date | None:
    """Return a date written as year-month-day, or None."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def slug(text: str) -> str:
    """Return ``text`` as lower-case ASCII words joined by hyphens, at most 60 signs."""
    joined = text if SLUG.fullmatch(text) else "-".join(SLUG_WORD.findall(search_key(text)))
    return joined[:SLUG_LENGTH].rstrip("-") or "x"


def record_id(name: str, qualifier: str | None = None) -> str:
    """
    Return the stable identifier of a record.

    A slug of the name for people, and six hexadecimal digits of a hash over
    name and qualifier (the producer of a product, the place of a place), so
    that two products of one name stay two.
    """
    key = f"{nfc(name)}|{nfc(qualifier or '')}"
    return f"{slug(name)}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"
