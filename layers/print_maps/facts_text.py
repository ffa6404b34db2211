"""What is said on a map about its layers, each sentence once however many layers it is true of."""

from __future__ import annotations

from geodata.errors import N_
from layers.print_maps.data import MapData
from layers.print_maps.writing import printable

CHECKSUM = N_("Checksum of the content (SHA-256)")
# Said in the legend, or once for all layers.
ELSEWHERE = (
    N_("Layer"),
    N_("Records"),
    N_("Records without a place"),
    N_("Records that rest on inferred stars, group or commune"),
    CHECKSUM,
)
CHECKSUM_SIGNS = 12


def fact_lines(data: MapData) -> list[tuple[str, str]]:
    """
    Return headings and texts: what all layers share once, the rest with the layers that it is of.

    Checksums are shortened; whole ones are in the properties of the file.
    """
    words = data.words
    hidden = {words.translate(heading) for heading in ELSEWHERE}
    found: dict[tuple[str, str], list[str]] = {}
    carrying: dict[str, int] = {}
    for facts in data.facts:
        for heading, text in facts.lines:
            if heading not in hidden:
                found.setdefault((heading, text), []).append(facts.title)
                carrying[heading] = carrying.get(heading, 0) + 1
    order = {heading: at for at, heading in enumerate(dict.fromkeys(heading for heading, _ in found))}
    lines = []
    for (heading, text), titles in sorted(found.items(), key=lambda item: order[item[0][0]]):
        of_all = len(titles) == len(data.facts)
        lines.append((heading if of_all else f"{heading} ({', '.join(titles)})", printable(text)))
    return [*lines, (words.translate(CHECKSUM), checksums_text(data))]


def checksums_text(data: MapData) -> str:
    """Return the beginning of the checksum of each layer."""
    return "; ".join(
        f"{facts.title} {facts.plain['content_sha256'][:CHECKSUM_SIGNS]}…" for facts in data.facts
    )


def properties_text(data: MapData) -> str:
    """Return everything that each layer says, for the properties of the file."""
    return printable(" | ".join("; ".join(facts.texts) for facts in data.facts))
