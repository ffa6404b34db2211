"""GPX 1.1: a way point with name, description and link for each record that has a place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gpxpy.gpx import GPX, GPXWaypoint
from gpxpy.gpxfield import gpx_fields_to_xml

from geodata.plain import Row
from geodata.vector_writing import telling
from layers.catalogue import Field
from layers.exports.content import Content, coordinates, name_of
from layers.exports.facts import Facts
from layers.exports.tables import cell_text
from layers.exports.texts import storable
from layers.wording import Wording

CREATOR = "OCOP Lào Cai"
# Layer → word in the addresses of its pages.
PAGES = {
    "products": "products",
    "producers": "producers",
    "craft_villages": "craft-villages",
    "material_zones": "zones",
    "sales_points": "sales-points",
    "markets": "markets",
    "sights": "sights",
    "planned_sites": "planned-sites",
    "chain_breaks": "chain",
    "chain_unknown": "chain",
}


def make_gpx(path: Path, content: Content, facts: Facts, words: Wording, address: str | None) -> None:
    """
    Write the points of a layer, degrees (EPSG:4326).

    ``address`` is where the site is (``https://host/prefix``): each point then
    links to the page of its record.
    """
    gpx = GPX()
    gpx.creator = CREATOR
    gpx.name = facts.title
    gpx.description = storable("\n".join(facts.texts))
    if address:
        gpx.link, gpx.link_text = address, CREATOR
    head, tail = gpx.to_xml(version="1.1", prettyprint=False).rsplit("</gpx>", 1)
    with telling(path.name), path.open("w", encoding="utf-8", newline="\n") as file:
        # Point by point: twenty thousand at once would take a hundred MB.
        file.write(head)
        for point in _waypoints(content, words, address):
            file.write(gpx_fields_to_xml(point, "wpt", "1.1", prettyprint=False))
        file.write(f"</gpx>{tail}")


def _waypoints(content: Content, words: Wording, address: str | None) -> Iterator[GPXWaypoint]:
    """Give the records that have a place."""
    known: dict[tuple[str, str], str] = {}
    # What is shown in a table: a device has a small screen.
    told = [field for field in content.spec.fields if field.in_table and field.name != "name"]
    for row, point in zip(content.rows, coordinates(content), strict=True):
        if point is not None:
            yield _waypoint(content, row, point, _lines(told, row, words, known), address)


def _waypoint(
    content: Content, row: Row, point: tuple[float, float], description: str, address: str | None
) -> GPXWaypoint:
    """Return one record."""
    lon, lat = point
    found = GPXWaypoint(
        latitude=lat, longitude=lon, name=storable(name_of(row)), description=description or None
    )
    if address:
        # gpxpy tells mypy that these are None for good.
        page = f"{address.rstrip('/')}/{_page(content, row)}"
        found.link, found.link_text = page, found.name  # type: ignore[assignment]
    return found


def _page(content: Content, row: Row) -> str:
    """Return the path of the page of a record, or of what it is part of."""
    return content.origin.page if content.origin else f"{PAGES[content.spec.key]}/{row['id']}"


def _lines(fields: list[Field], row: Row, words: Wording, known: dict[tuple[str, str], str]) -> str:
    """Return what is known of a record, a line for each field."""
    told = ((field, cell_text(field, row, words, known)) for field in fields)
    return storable("\n".join(f"{words.translate(field.title)}: {text}" for field, text in told if text))
