"""
Points of a KML file whose coordinates are no numbers.

GDAL reads a word as the number 0, and the point lies in the Gulf of Guinea.
Such points are written as places that no file means before GDAL sees them, so
that their features are known again in whatever layer they come.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_POINT = re.compile(
    rb"(<(?:\w+:)?Point\b[^>]*>(?:(?!</(?:\w+:)?Point\s*>).)*?<(?:\w+:)?coordinates\s*>)([^<]*)(?=<)",
    re.DOTALL,
)
_NUMBER = rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_TUPLE = re.compile(rb"%b,%b(?:,%b)?" % (_NUMBER, _NUMBER, _NUMBER))
_COMMA = re.compile(rb"\s*,\s*")
FIRST = 1_000_000_000  # degrees: no longitude, and no metres
LONGEST = 100


def without_broken_points(kml: bytes) -> tuple[bytes, Sequence[str]]:
    """
    Return a KML file whose broken points are marked, and what was written for each of them.

    The longitude of the n-th (first = 0) is ``FIRST`` + n. Blanks around the
    commas of a point are dropped: a blank ends a coordinate.
    """
    broken: list[str] = []

    def marked(found: re.Match[bytes]) -> bytes:
        written = _COMMA.sub(b",", found[2].strip())
        if not written or _TUPLE.fullmatch(written):
            return found[1] + written
        broken.append(written.decode("utf-8", errors="replace")[:LONGEST])
        return found[1] + b"%d,0" % (FIRST + len(broken) - 1)

    return _POINT.sub(marked, kml), broken


def broken_at(lon: float, broken: Sequence[str]) -> str | None:
    """Return what is written for the point of a longitude that marks a broken one; None: it is none."""
    at = round(lon) - FIRST
    return broken[at] if 0 <= at < len(broken) else None
