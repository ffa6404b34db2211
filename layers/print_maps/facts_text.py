"""What is said on a map about its layers, each sentence once however many layers it is true of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from geodata.errors import N_
from layers.exports.content import Content
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
BETWEEN = " · "  # of what is said under one heading
# Said before all else: where there is no room for everything, the last lines are left off.
FIRST = (
    N_("Legal force"),
    N_("Scenario"),
    N_("By"),
    N_("Made on"),
    N_("Up to date?"),
    N_("Tour"),
    N_("Attention"),
    N_("Estimates"),
    N_("Travel times"),
    N_("Lines on the map"),
    N_("Unit system and records"),
    N_("Unit system"),
    N_("Status told for"),
    N_("Filter"),
    N_("Base date"),
)


def fact_lines(data: MapData) -> list[tuple[str, str]]:
    """
    Return headings and texts: what all layers share once, the rest with the layers that it is of.

    What a reader must know comes first. A scenario and a tour count as one
    each, and what nothing else says needs no name of theirs. Checksums are shortened; whole ones are in the
    properties of the file.
    """
    words = data.words
    hidden = {words.translate(heading) for heading in ELSEWHERE}
    found: dict[tuple[str, str], list[str]] = {}
    for facts in data.facts:
        for heading, text in facts.lines:
            if heading not in hidden:
                found.setdefault((heading, text), []).append(facts.title)
    sayers: dict[str, set[str]] = {}
    for (heading, _), titles in found.items():
        sayers.setdefault(heading, set()).update(titles)
    first = [words.translate(heading) for heading in FIRST]
    order = {heading: at for at, heading in enumerate((*first, *(one for one in sayers if one not in first)))}
    lines: dict[str, list[str]] = {}
    for (heading, text), titles in sorted(found.items(), key=lambda item: order[item[0][0]]):
        named = [] if len(titles) == len(data.facts) else _named(data, titles)
        is_alone = bool(data.made.contents) and len(_named(data, sayers[heading])) == 1
        head = heading if is_alone or not named else f"{heading} ({', '.join(named)})"
        lines.setdefault(head, []).append(printable(text))
    told = [(head, BETWEEN.join(texts)) for head, texts in lines.items()]
    return [*told, (words.translate(CHECKSUM), checksums_text(data))]


def _named(data: MapData, titles: Collection[str]) -> list[str]:
    """Return the layers of titles, the scenario and the tour by one name each."""
    rest, made = list(dict.fromkeys(titles)), []
    for title, contents in _made(data):
        layers = {data.words.translate(content.spec.title) for content in contents}
        if layers.issubset(rest):
            rest = [one for one in rest if one not in layers]
            made.append(title)
    return [*rest, *made]


def _made(data: MapData) -> Iterator[tuple[str, Sequence[Content]]]:
    """Give the scenario and the tour on a map with their layers."""
    if data.made.plan:
        yield data.words.translate(N_("Scenario")), data.made.plan.contents
    if data.made.tour:
        yield data.words.translate(N_("Tour")), data.made.tour.contents


def checksums_text(data: MapData) -> str:
    """Return the beginning of the checksum of each layer."""
    return "; ".join(
        f"{facts.title} {facts.plain['content_sha256'][:CHECKSUM_SIGNS]}…" for facts in data.facts
    )


def properties_text(data: MapData) -> str:
    """Return everything that each layer says, for the properties of the file."""
    return printable(" | ".join("; ".join(facts.texts) for facts in data.facts))
