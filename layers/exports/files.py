"""Files of one layer or of several, whole or not at all, in a folder that the caller throws away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from geodata.errors import N_
from geodata.store import Store
from geodata.vector_writing import telling
from geodata.view import View
from layers.exports.content import Content, read_content
from layers.exports.dxf import make_dxf
from layers.exports.facts import Facts, facts_of
from layers.exports.formats import Format
from layers.exports.geojson import make_geojson
from layers.exports.gpx import make_gpx
from layers.exports.kml import make_kml, make_kmz
from layers.exports.names import stem_of_content
from layers.exports.orders import LayerChoice, Order
from layers.exports.readme import CUT, UNPLACED, sha256_of, write_readme
from layers.exports.tables import make_csv, make_cut_texts, make_unplaced
from layers.exports.vector import (
    CutText,
    make_flatgeobuf,
    make_geopackage,
    make_shapefile,
    pack,
)
from layers.exports.workbook import make_workbook
from layers.wording import Wording

ZIP = "application/zip"
READING = N_("Reading the layer %(layer)s")
WRITING = N_("Writing %(format)s")
SHAPEFILE, GEOPACKAGE = "shp.zip", "gpkg"


class Tell(Protocol):
    """What is told how far it is (0 – 1), with a text for the translators."""

    def __call__(self, fraction: float, message: str, **values: object) -> None:
        """Take the news."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: where it lies, what it is to be called, what it says about itself."""

    path: Path
    name: str
    media_type: str
    facts: tuple[Facts, ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """
    What is needed besides the order: the store, the language, where the site is.

    ``folder`` is empty and the caller's: whatever happens, the caller removes it.
    """

    store: Store
    words: Wording
    folder: Path
    address: str | None = None


def make_file(maker: Maker, choice: LayerChoice, view: View, form: Format, crs: str) -> Made:
    """
    Make the file of one layer.

    It is a zip where something has to lie beside it: the parts of a Shapefile,
    records that the format cannot hold, texts that it had to cut.

    Raises
    ------
    InvalidInput, TooLarge
        As ``read_content``.
    NotWritten
        The disk is full or refuses.
    """
    return make_contents(maker, [read_content(maker.store, choice, view, crs)], form)


def make_contents(maker: Maker, contents: Sequence[Content], form: Format, stem: str | None = None) -> Made:
    """
    Make the file of layers that were read before, or made from something else than the registry.

    Several are one GeoPackage, else a zip; ``stem`` begins its name.

    Raises
    ------
    NotWritten
        The disk is full or refuses.
    """
    parts = [(content, facts_of(maker.store, content, maker.words)) for content in contents]
    stem = stem or stem_of_content(contents[0])
    inside = maker.folder / "inside"
    with telling(form.extension):
        inside.mkdir()
        beside = _write(maker, inside, parts, form, stem)
        alone = form.extension == GEOPACKAGE or (len(parts) == 1 and form.extension != SHAPEFILE)
        if alone and not any(beside):
            (path,) = inside.iterdir()
            return Made(path, path.name, form.media_type, tuple(f for _, f in parts), sha256_of(path))
        name = f"{stem}.{form.extension.removesuffix('.zip')}.zip"
        told = [(facts, lines) for (_, facts), lines in zip(parts, beside, strict=True)]
        return _packed(maker, inside, name, form, told)


def make_archive(maker: Maker, order: Order, tell: Tell) -> Made:
    """
    Make one zip of several layers, with a README of dates, filters, sources and checksums.

    Raises
    ------
    InvalidInput, TooLarge, NotWritten
        As ``make_file``.
    """
    parts = []
    for done, choice in enumerate(order.layers):
        tell(done / (2 * len(order.layers)), READING, layer=choice.spec.key)
        content = read_content(maker.store, choice, order.view, order.crs)
        parts.append((content, facts_of(maker.store, content, maker.words)))
    tell(0.5, WRITING, format=order.form.title)
    inside = maker.folder / "inside"
    day = order.view.status_day.strftime("%Y%m%d")
    name = f"ocop_lao_cai_{order.view.units}_{day}_{order.form.extension.removesuffix('.zip')}.zip"
    with telling(name):
        inside.mkdir()
        stem = stem_of_content(parts[0][0]) if len(parts) == 1 else "ocop_lao_cai"
        beside = _write(maker, inside, parts, order.form, stem)
        told = [(facts, lines) for (_, facts), lines in zip(parts, beside, strict=True)]
        return _packed(maker, inside, name, order.form, told)


def _packed(
    maker: Maker, inside: Path, name: str, form: Format, parts: Sequence[tuple[Facts, Sequence[str]]]
) -> Made:
    """Add what the zip says about itself and pack it."""
    write_readme(inside, form, parts, maker.words)
    target = maker.folder / "packed.zip"
    pack(inside, target)
    return Made(target, name, ZIP, tuple(facts for facts, _ in parts), sha256_of(target))


def _write(
    maker: Maker, folder: Path, parts: Sequence[tuple[Content, Facts]], form: Format, stem: str
) -> list[list[str]]:
    """Write the layers and what must lie beside them; return the lines that tell so, for each layer."""
    if form.extension == GEOPACKAGE:
        make_geopackage(folder / f"{stem}.{GEOPACKAGE}", parts, maker.words)
        return [[] for _ in parts]
    return [
        _beside(maker, folder, content, form, _write_one(maker, folder, content, facts, form))
        for content, facts in parts
    ]


def _write_one(maker: Maker, folder: Path, content: Content, facts: Facts, form: Format) -> list[CutText]:
    """Write one layer; return the texts that were cut."""
    words = maker.words
    path = folder / f"{stem_of_content(content)}.{form.extension}"
    match form.extension:
        case "shp.zip":
            return make_shapefile(folder, content, facts, words)
        case "xlsx":
            return make_workbook(path, content, facts, words)
        case "dxf":
            make_dxf(path, content, facts)
        case "csv":
            make_csv(path, content, facts, words)
        case "geojson":
            make_geojson(path, content, facts, words)
        case "fgb":
            make_flatgeobuf(path, content, facts, words)
        case "kml":
            make_kml(path, content, facts, words)
        case "kmz":
            make_kmz(path, content, facts, words)
        case "gpx":
            make_gpx(path, content, facts, words, maker.address)
    return []


def _beside(maker: Maker, folder: Path, content: Content, form: Format, cut: Sequence[CutText]) -> list[str]:
    """Write tables of what the file does not hold; return the lines that tell of them."""
    lines = []
    key = content.spec.key
    if form.places_only and content.unplaced:
        name = f"{key}_unplaced.csv"
        make_unplaced(folder / name, content, maker.words)
        lines.append(maker.words.text(UNPLACED, file=name))
    if cut:
        name = f"{key}_texts.csv"
        make_cut_texts(folder / name, cut, maker.words)
        lines.append(maker.words.text(CUT, count=maker.words.number(len(cut)), file=name))
    return lines
