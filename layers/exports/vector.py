"""GeoPackage, FlatGeobuf and Shapefile: typed fields and geometries, written by GDAL."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from geodata.errors import N_
from geodata.plain import Row
from geodata.vector_writing import (
    DBF_BYTES,
    Column,
    VectorLayer,
    write_flatgeobuf,
    write_geopackage,
    write_shapefile,
)
from layers.catalogue import Field
from layers.encode import neutral_cell
from layers.exports.columns import typed_columns, with_words
from layers.exports.content import Content, name_of
from layers.exports.facts import Facts
from layers.exports.looks import look_of, qgis_style
from layers.exports.texts import cut_to_bytes
from layers.wording import UNKNOWN, Wording

GEOMETRY_TYPES = {"point": "Point", "line": "LineString", "polygon": "MultiPolygon"}
# What a DBF table takes for the name of a field.
LONGEST_NAME = 10
EXCEL = "utf-8-sig"  # Excel takes UTF-8 for what it is only behind a BOM


@dataclass(frozen=True, slots=True)
class CutText:
    """A text that a format could not hold whole."""

    record: str
    field: str
    text: str


def make_geopackage(path: Path, parts: Sequence[tuple[Content, Facts]], words: Wording) -> None:
    """Write layers into one GeoPackage with styles for QGIS and what each layer rests on."""
    layers, styles = [], {}
    for content, facts in parts:
        fields = with_words(content.spec.fields)
        layers.append(_layer(content, facts, _columns(content, words)))
        titles = {field.name: words.translate(field.title) for field in fields}
        look = look_of(content.spec)
        names = {
            value: words.label(look.vocabulary, value) if value else words.translate(UNKNOWN)
            for value in look.colours
        }
        styles[content.spec.key] = qgis_style(content.spec, titles, fields, names)
    write_geopackage(path, layers, styles)


def make_flatgeobuf(path: Path, content: Content, facts: Facts, words: Wording) -> None:
    """Write one layer as FlatGeobuf."""
    write_flatgeobuf(path, _layer(content, facts, _columns(content, words)))


def make_shapefile(folder: Path, content: Content, facts: Facts, words: Wording) -> list[CutText]:
    """
    Write one layer as a Shapefile into ``folder``, with ``fields.csv``: its short names and the full ones.

    Returns the texts that were cut.
    """
    fields = with_words(content.spec.fields)
    short = short_names([field.name for field in fields])
    columns, cut = [], []
    for column in _columns(content, words):
        texts, lost = _cut(column, content.rows)
        columns.append(Column(short[column.name], texts, column.missing))
        cut += lost
    write_shapefile(folder / f"{content.spec.key}.shp", _layer(content, facts, columns))
    _write_names(folder / f"{content.spec.key}_fields.csv", fields, short, words)
    return cut


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Return for each name one of at most ten letters; none is given twice, whatever its case."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        short, number = name[:LONGEST_NAME], 0
        while short.lower() in taken:
            number += 1
            short = f"{name[: LONGEST_NAME - len(str(number))]}{number}"
        taken.add(short.lower())
        found[name] = short
    return found


def pack(folder: Path, target: Path) -> None:
    """Pack the files of a folder into a zip, in the order of their names."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)


def _columns(content: Content, words: Wording) -> list[Column]:
    """Return every field of a layer, and what its codes are called."""
    return typed_columns(content.spec.fields, content.rows, content.whole, words)


def _layer(content: Content, facts: Facts, columns: Sequence[Column]) -> VectorLayer:
    """Return what is to be written of a layer."""
    return VectorLayer(
        name=content.spec.key,
        shapes=_shapes(content),
        geometry_type=GEOMETRY_TYPES[content.spec.geometry],
        crs=content.crs,
        columns=columns,
        title=facts.title,
        description="\n".join(facts.texts),
        metadata={name: "" if value is None else str(value) for name, value in facts.plain.items()},
    )


def _shapes(content: Content) -> npt.NDArray[np.object_]:
    """Return the geometries, outlines as multipolygons: a table holds one type."""
    shapes = content.shapes.to_numpy()
    if content.spec.geometry != "polygon":
        return shapes
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    many = shapes.copy()
    many[single] = [shapely.MultiPolygon([shape]) for shape in shapes[single]]
    return many


def _cut(column: Column, rows: Sequence[Row]) -> tuple[npt.NDArray[np.object_], list[CutText]]:
    """Return a column whose texts fit into a DBF table, and the texts that did not."""
    if column.values.dtype != object:
        return column.values, []
    fitting, lost = column.values.copy(), []
    for at, text in enumerate(column.values):
        if text is not None and len(text.encode()) > DBF_BYTES:
            fitting[at] = cut_to_bytes(text, DBF_BYTES)
            lost.append(CutText(key_of(rows[at]), column.name, text))
    return fitting, lost


def key_of(row: Row) -> str:
    """Return the identifier of a record, or the code of a unit; what has neither is called by its name."""
    return str(next((row[name] for name in ("id", "code") if name in row), name_of(row)))


def _write_names(path: Path, fields: Sequence[Field], short: dict[str, str], words: Wording) -> None:
    """Write which short name stands for which field."""
    with path.open("w", encoding=EXCEL, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([words.translate(text) for text in _NAME_HEADINGS])
        writer.writerows(
            [short[field.name], field.name, neutral_cell(words.translate(field.title))] for field in fields
        )


_NAME_HEADINGS = (N_("Name in the Shapefile"), N_("Name of the field"), N_("What it is"))
