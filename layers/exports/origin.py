"""Where a layer comes from that is none of the registry: a saved scenario, a tour, tours together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """
    What was made, and what it rests on.

    ``stem`` begins the names of its files (letters, digits and ``_``), ``page``
    is the path of its page below the site. ``lines`` are headings for the
    translators with texts in the language of the file, in the place of the
    filter and the dates of a layer of the registry; ``plain`` are the same facts
    for programs, ``source`` how the rows came about, in words.
    """

    stem: str
    page: str
    lines: tuple[tuple[str, str], ...]
    plain: Mapping[str, Any]
    source: str
