"""KML 2.2 and KMZ: placemarks in the colours of the map, every field as typed ExtendedData in words."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.plain import Row
from geodata.vector_writing import telling
from layers.catalogue import Field
from layers.exports.content import Content, name_of
from layers.exports.facts import Facts
from layers.exports.looks import Look, look_of
from layers.exports.texts import storable
from layers.wording import Wording

NAMESPACE = "http://www.opengis.net/kml/2.2"
# The name of a placemark is no field beside it.
NAMED = "name"
HALF = "80"  # of 256: what lies below stays to be seen
# A day of the zip directory: two files made from the same data are the same bytes.
ZIP_DAY = (2020, 1, 1, 0, 0, 0)


def make_kml(path: Path, content: Content, facts: Facts, words: Wording) -> None:
    """Write the file in UTF-8; longitude, latitude in degrees (EPSG:4326). A record may have no place."""
    with telling(path.name), path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_document(content, facts, words))


def make_kmz(path: Path, content: Content, facts: Facts, words: Wording) -> None:
    """Write the same, zipped as Google Earth keeps it."""
    entry = zipfile.ZipInfo("doc.kml", ZIP_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with telling(path.name), zipfile.ZipFile(path, "w") as archive, archive.open(entry, "w") as file:
        for part in _document(content, facts, words):
            file.write(part.encode())


def _document(content: Content, facts: Facts, words: Wording) -> Iterator[str]:
    """Give the file in parts: written as it is made, it is never whole in memory."""
    key = content.spec.key
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{NAMESPACE}"><Document>\n'
    yield f"<name>{_text(facts.title)}</name><description>{_text(chr(10).join(facts.texts))}</description>\n"
    look = look_of(content.spec)
    for value, colour in look.colours.items():
        yield _style(_style_id(key, value), colour, look.is_filled)
    fields = [field for field in content.spec.fields if field.name != NAMED]
    yield f"<Schema name={quoteattr(key)} id={quoteattr(f'{key}-fields')}>\n"
    for field in fields:
        yield (
            f'<SimpleField type="{_type(field, content)}" name={quoteattr(field.name)}>'
            f"<displayName>{_text(words.translate(field.title))}</displayName></SimpleField>\n"
        )
    yield f"</Schema>\n<Folder><name>{_text(facts.title)}</name>\n"
    known: dict[tuple[str, str], str] = {}
    for row, shape in zip(content.rows, content.shapes.to_numpy(), strict=True):
        data = "".join(_datum(field, row, words, known) for field in fields)
        yield (
            f"<Placemark><name>{_text(name_of(row))}</name>"
            f"<styleUrl>#{_style_id(key, _value(look, row))}</styleUrl>"
            f'<ExtendedData><SchemaData schemaUrl="#{key}-fields">{data}</SchemaData></ExtendedData>'
            f"{_geometry(shape)}</Placemark>\n"
        )
    yield "</Folder></Document></kml>\n"


def _text(text: str) -> str:
    """Return a text as the content of an element."""
    return escape(storable(text), {"\r": "&#13;"})


def _style_id(key: str, value: str) -> str:
    """Return the name of a style."""
    return f"{key}-{value or 'other'}"


def _value(look: Look, row: Row) -> str:
    """Return the value by which a record has its colour."""
    value = str(row[look.by]) if look.by else ""
    return value if value in look.colours else ""


def _style(name: str, colour: str, is_filled: bool) -> str:
    """Return the style of points, lines and outlines of one colour (#rrggbb; KML wants aabbggrr)."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    own = f"ff{blue}{green}{red}"
    fill = f"<color>{HALF}{blue}{green}{red}</color>" if is_filled else "<fill>0</fill>"
    return (
        f"<Style id={quoteattr(name)}><IconStyle><color>{own}</color></IconStyle>"
        f"<LineStyle><color>{own}</color><width>2</width></LineStyle>"
        f"<PolyStyle>{fill}</PolyStyle></Style>\n"
    )


def _type(field: Field, content: Content) -> str:
    """Return what KML calls the type of a field."""
    if field.name in content.whole:
        return "int"
    return "double" if field.kind == "number" else "string"


def _datum(field: Field, row: Row, words: Wording, known: dict[tuple[str, str], str]) -> str:
    """Return one field of a record; nothing where it is unknown."""
    value: Any = row[field.name]
    if value is None:
        return ""
    if field.kind in ("number", "year"):
        text = str(value)
    elif field.kind.startswith("code:"):
        key = (field.kind, str(value))
        if key not in known:
            known[key] = _text(words.value(field, value))
        text = known[key]
    else:
        text = _text(words.value(field, value))
    return f'<SimpleData name="{field.name}">{text}</SimpleData>' if text else ""


def _geometry(shape: BaseGeometry | None) -> str:
    """Return a point, a line, an outline or several."""
    if shape is None or shape.is_empty:
        return ""
    if shape.geom_type == "Point":
        return f"<Point>{_coordinates(shape)}</Point>"
    if shape.geom_type == "LineString":
        return f"<LineString>{_coordinates(shape)}</LineString>"
    if shape.geom_type == "Polygon":
        outer = f"<outerBoundaryIs><LinearRing>{_coordinates(shape.exterior)}</LinearRing></outerBoundaryIs>"
        inner = "".join(
            f"<innerBoundaryIs><LinearRing>{_coordinates(ring)}</LinearRing></innerBoundaryIs>"
            for ring in shape.interiors
        )
        return f"<Polygon>{outer}{inner}</Polygon>"
    return f"<MultiGeometry>{''.join(map(_geometry, shape.geoms))}</MultiGeometry>"


def _coordinates(shape: BaseGeometry) -> str:
    """Return the points of a shape as KML writes them."""
    points = shapely.get_coordinates(shape).round(6).tolist()
    return f"<coordinates>{' '.join(f'{x},{y}' for x, y in points)}</coordinates>"
