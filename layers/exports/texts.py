"""Texts as every format can hold them, and cut where one cannot hold them whole."""

from __future__ import annotations

import re

from geodata.names import TURNING

# Signs that XML 1.0 (production 2, Char) has no place for; workbooks and DBF tables have none either.
# And those that make a text read as another one.
_UNHELD = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{TURNING}\ud800-\udfff\ufffe\uffff]")


def storable(value: object) -> str:
    """Return a text without signs that no file but JSON can hold or that turn its direction; others stay."""
    return _UNHELD.sub("", str(value))


def on_one_line(text: str) -> str:
    """Return a text with its line ends as spaces."""
    return " ".join(text.split())


def cut_to_bytes(text: str, most: int) -> str:
    """Return as much of ``text`` as fits into ``most`` bytes of UTF-8, cut between signs."""
    encoded = text.encode()
    return text if len(encoded) <= most else encoded[:most].decode("utf-8", "ignore")


def is_longer(text: str, most: int) -> bool:
    """Tell whether a text has more than ``most`` UTF-16 units, which is how Excel counts."""
    return len(text) * 2 > most and len(text.encode("utf-16-le", "replace")) > most * 2


def cut_to_length(text: str, most: int) -> str:
    """Return as much of ``text`` as ``most`` UTF-16 units hold, cut between signs."""
    if not is_longer(text, most):
        return text
    return text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")
