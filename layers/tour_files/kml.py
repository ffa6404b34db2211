"""A tour as KML 2.2 and KMZ: a folder for each day, points and lines with their data."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Tree

from geodata.errors import N_
from layers.tour_files.colours import DAY_COLOURS, day_colour
from layers.tour_files.document import Document
from layers.tour_files.sheet import Leg, Point, Sheet, SheetDay, Visit
from layers.tour_files.visit_texts import visit_lines
from layers.tour_files.words import Words

NAMESPACE = "http://www.opengis.net/kml/2.2"
LINE_WIDTH = "4"
# A day of the zip directory: two files made from the same tour are the same bytes.
ZIP_DAY = (2020, 1, 1, 0, 0, 0)


def kml_of(sheet: Sheet, document: Document, words: Words) -> bytes:
    """Return the file in UTF-8; longitude, latitude in degrees (EPSG:4326)."""
    root = Tree.Element("kml", {"xmlns": NAMESPACE})
    body = Tree.SubElement(root, "Document")
    _add(body, "name", sheet.title)
    lines = sheet.about if document.address is None else (document.address, *sheet.about)
    _add(body, "description", "\n".join(lines))
    for number in range(1, len(DAY_COLOURS) + 1):
        _add_styles(body, number)
    for day in sheet.days:
        _add_day(body, day, words)
    data: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def kmz_of(sheet: Sheet, document: Document, words: Words) -> bytes:
    """Return the same, zipped as Google Earth keeps it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("doc.kml", ZIP_DAY)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, kml_of(sheet, document, words))
    return out.getvalue()


def _add(parent: Tree.Element, name: str, text: str) -> Tree.Element:
    """Add an element with a text."""
    element = Tree.SubElement(parent, name)
    element.text = text
    return element


def _add_styles(body: Tree.Element, number: int) -> None:
    """Add the style of a day's lines and the one of its points."""
    red, green, blue = (day_colour(number)[at : at + 2] for at in (1, 3, 5))
    colour = f"ff{blue}{green}{red}"
    lines = Tree.SubElement(body, "Style", {"id": f"legs-{_place(number)}"})
    style = Tree.SubElement(lines, "LineStyle")
    _add(style, "color", colour)
    _add(style, "width", LINE_WIDTH)
    points = Tree.SubElement(body, "Style", {"id": f"stops-{_place(number)}"})
    _add(Tree.SubElement(points, "IconStyle"), "color", colour)


def _place(number: int) -> int:
    """Return the number of the style of a day; days beyond the colours begin again."""
    return (number - 1) % len(DAY_COLOURS) + 1


def _add_day(body: Tree.Element, day: SheetDay, words: Words) -> None:
    """Add the folder of a day: its stops, then its legs."""
    folder = Tree.SubElement(body, "Folder")
    _add(folder, "name", day.title)
    _add(
        folder, "description", "\n".join((*day.ends, *day.facts, *(warning.text for warning in day.warnings)))
    )
    for visit in day.visits:
        _add_visit(folder, visit, words)
    for number, leg in enumerate(day.legs, start=1):
        _add_leg(folder, (day.number, number), leg, words)


def _add_visit(folder: Tree.Element, visit: Visit, words: Words) -> None:
    """Add one stop with its data."""
    mark = Tree.SubElement(folder, "Placemark")
    _add(mark, "name", f"{visit.label} {visit.name}")
    _add(mark, "description", "\n".join(visit_lines(visit, words)))
    _add(mark, "styleUrl", f"#stops-{_place(visit.day)}")
    _add_data(
        mark,
        {
            "id": visit.key,
            "day": str(visit.day),
            "number": str(visit.number),
            "arrive": visit.begin.isoformat(timespec="minutes"),
            "leave": visit.leave.isoformat(timespec="minutes"),
            "kinds": visit.kinds,
            "where": visit.where,
            "products": "; ".join(product.text for product in visit.products),
            "assumed": " ".join(visit.notes),
        },
    )
    _add(Tree.SubElement(mark, "Point"), "coordinates", _coordinates([visit.point]))


def _add_leg(folder: Tree.Element, place: tuple[int, int], leg: Leg, words: Words) -> None:
    """Add one leg with its data."""
    mark = Tree.SubElement(folder, "Placemark")
    day, number = place
    _add(mark, "name", words.text(N_("%(start)s to %(end)s"), start=leg.start.name, end=leg.end.name))
    said = [leg.text] if leg.is_real else [leg.text, words.text(N_("Schematic line, no road"))]
    _add(mark, "description", "\n".join(said))
    _add(mark, "styleUrl", f"#legs-{_place(day)}")
    _add_data(
        mark,
        {
            "day": str(day),
            "number": str(number),
            "minutes_low": _figure(leg.low),
            "minutes_likely": _figure(leg.likely),
            "minutes_high": _figure(leg.high),
            "km": _figure(leg.km),
            "roads": ", ".join(leg.roads),
            "real": "yes" if leg.is_real else "no",
        },
    )
    line = Tree.SubElement(mark, "LineString")
    _add(line, "tessellate", "1")
    _add(line, "coordinates", _coordinates(leg.line))


def _add_data(mark: Tree.Element, values: Mapping[str, str]) -> None:
    """Add named values; what is not known stays out."""
    extended = Tree.SubElement(mark, "ExtendedData")
    for name, value in values.items():
        if value:
            _add(Tree.SubElement(extended, "Data", {"name": name}), "value", value)


def _figure(value: float | None) -> str:
    """Return a figure as programs read it; empty where it is not known."""
    return "" if value is None else repr(value)


def _coordinates(points: Iterable[Point]) -> str:
    """Return points as KML writes them."""
    return " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)
