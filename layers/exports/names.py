"""Names of files that every system takes: layer, unit system, day, filter, CRS."""

from __future__ import annotations

import re
import zlib

from geodata.crs_names import WGS84
from geodata.names import search_key
from geodata.view import View
from layers.exports.content import Content
from layers.exports.orders import LayerChoice
from layers.exports.origin import Origin

# A letter or a digit of ASCII: Windows, FAT cards and addresses take nothing else everywhere.
_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST_FILTER = 60


def stem_of_content(content: Content) -> str:
    """Return the name of the file of a layer that was read, without its extension."""
    if content.origin is None:
        return stem_of(content.choice, content.view, content.crs)
    return stem_of_made(content.origin, content.spec.key, content.crs)


def stem_of_made(origin: Origin, key: str, crs: str) -> str:
    """Return the name of the file of a layer (or of ``all``) of what was made."""
    parts = [origin.stem, key, "" if crs == WGS84 else crs.replace(":", "").lower()]
    return "_".join(part for part in parts if part)


def slug_of(text: str) -> str:
    """Return a text as letters and digits that every system takes in a name."""
    return _OTHER.sub("-", search_key(text)).strip("-")


def stem_of(choice: LayerChoice, view: View, crs: str) -> str:
    """
    Return the name of the file of a layer, without its extension.

    ``products_2025_20261122_stars-4_epsg9208``: the day is the one that a
    status is told for. A device name of Windows (con, nul) is none any more
    with a date behind it.
    """
    day = view.status_day.strftime("%Y%m%d")
    parts = [choice.spec.key, view.units.value, "on" + day if view.on else day, filter_slug(choice)]
    if crs != WGS84:
        parts.append(crs.replace(":", "").lower())
    return "_".join(part for part in parts if part)


def filter_slug(choice: LayerChoice) -> str:
    """Return the filter of a layer; a long one as eight digits that tell it from others."""
    chosen = choice.chosen
    parts = [f"{name}-{'-'.join(sorted(values))}" for name, values in sorted(chosen.chosen().items())]
    if chosen.without_inferred:
        parts.append("inferred-exclude")
    if chosen.text:
        parts.append(f"q-{search_key(chosen.text)}")
    if choice.ids:
        parts.append(f"id-{'-'.join(choice.ids)}")
    if choice.bbox:
        parts.append("bbox-" + "-".join(f"{value:g}" for value in choice.bbox))
    if choice.indicator:
        parts.append("-".join(part for part in choice.indicator if part))
    text = "-".join(parts)
    slug = slug_of(text)
    # A text without any letter of ASCII would leave no trace of itself.
    if len(slug) > LONGEST_FILTER or (chosen.text and not _OTHER.sub("", search_key(chosen.text))):
        return f"filter-{zlib.crc32(text.encode()):08x}"
    return slug
