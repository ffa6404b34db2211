"""The words of one language for the atlas: those of the layers, and the tables of words that pages use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.plain import Row
from layers.labels import LABELS, UNIT_TITLES
from layers.wording import Wording


@dataclass(frozen=True, slots=True)
class PageWords:
    """``tables``: vocabulary → code → text for the translators, as the pages of the site have them."""

    wording: Wording
    tables: Mapping[str, Mapping[str, str]]

    def text(self, message: str, **values: object) -> str:
        """Return a text of ours: translated first, filled in afterwards."""
        return self.wording.text(message, **values)

    def number(self, value: float | None, digits: int | None = None) -> str:
        """Write a number with the marks of the language."""
        return self.wording.number(value, digits)

    def words(self, vocabulary: str, code: object) -> str:
        """Return what a page says for ``code``: the page's own words where it has some, else the label."""
        if code is None:
            return ""
        known = (self.tables.get(vocabulary) or LABELS.get(vocabulary, {})).get(str(code))
        return str(code) if known is None else self.wording.translate(known)

    def stars(self, count: int) -> str:
        """Return a number of stars."""
        return self.wording.plural("%(num)s star", "%(num)s stars", count) % {"num": count}

    def title(self, unit: Row) -> str:
        """Return the name of a unit with its kind: phường Lào Cai."""
        return self.text(UNIT_TITLES[str(unit["kind"])], name=unit["name"])
