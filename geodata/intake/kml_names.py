"""
The names of free fields of a KML file as it writes them.

GDAL writes an underscore for every byte of a name that is no ASCII letter or
digit: ``Xã`` is ``X__`` there, and means nothing any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape

_NAMED = re.compile(
    rb"<(?:\w+:)?(?:Data|SimpleField|SimpleData)\s[^<>]*?\bname\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
)
_CHANGED = re.compile(rb"[^A-Za-z0-9_]")
# The identifier of a placemark in its file, and how it is drawn: nothing of a record.
OWN = frozenset(
    {"id", "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility"}
) | {
    "draworder",
    "icon",
}


def written_names(kml: bytes, fields: Iterable[str]) -> dict[str, str]:
    """Return field as GDAL calls it → as the file (UTF-8) does; two that GDAL makes one stay as they are."""
    found: dict[str, set[str]] = {}
    for double, single in _NAMED.findall(kml):
        name = unescape((double or single).decode("utf-8", errors="replace")).strip()
        found.setdefault(_CHANGED.sub(b"_", name.encode()).decode(), set()).add(name)
    return {each: _only(found, each) for each in fields}


def _only(found: Mapping[str, set[str]], name: str) -> str:
    """Return the one name that is written for a field; the field itself where none or several are."""
    written = found.get(name, set())
    return next(iter(written)) if len(written) == 1 else name
