"""What a plan has to say about its own inputs: texts for the translators with the values that fill them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """
    One thing a reader has to know beside a figure.

    ``key`` is stable; ``message`` is an English text in ``%(name)s`` style that
    the translators know, ``values`` fill it after it was translated. A value may
    be such a text itself (the title of a kind); numbers are counts, a year is a text.
    """

    key: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """Return the English text, filled in."""
        return self.message % self.values if self.values else self.message
