"""Files of maps: a picture, a PDF whose texts are texts, or shapes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.store import Store
from geodata.vector_writing import telling
from layers.exports.facts import Facts
from layers.exports.readme import sha256_of
from layers.print_maps.data import MapData, find_place, read_map
from layers.print_maps.facts_text import properties_text
from layers.print_maps.names import map_name
from layers.print_maps.orders import MapForm, MapOrder, check_size, largest_dpi
from layers.print_maps.sheets import draw_sheet, map_title
from layers.saved import Around
from layers.wording import Wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEDIA_TYPES: dict[MapForm, str] = {
    MapForm.PNG: "image/png",
    MapForm.PDF: "application/pdf",
    MapForm.SVG: "image/svg+xml",
}
PROGRAM = "OCOP Lào Cai"
COMPRESSION = 3  # of PNG: a third of the time of the usual 6, and files a tenth larger


@dataclass(frozen=True, slots=True)
class MadeMap:
    """A file that was made: where it lies, its name, what it says about its layers, its scale."""

    path: Path
    name: str
    media_type: str
    facts: tuple[Facts, ...]
    sha256: str
    scale_denominator: int


def make_map(
    store: Store,
    words: Wording,
    order: MapOrder,
    form: MapForm,
    target: Path,
    address: str | None = None,
    around: Around | None = None,
) -> MadeMap:
    """
    Draw one map into the file ``target``; ``address`` is where the site is, for the properties of the file.

    ``around`` is as for ``layers.print_maps.data.read_map``.

    Raises
    ------
    InvalidInput, NotFound, TooLarge, DataProblem
        The map cannot be: unknown extent, too many pixels of a picture or records, no outlines.
    NotWritten
        The disk is full or refuses.
    """
    check_size(order, form)
    data = read_map(store, words, order, around)
    place = find_place(store, data, order.extent)
    figure, drawn = draw_sheet(data, place)
    name = f"{map_name(order, data.made.contents)}.{form}"
    with telling(name):
        # A logo is all that shapes hold of pixels.
        dpi = min(order.dpi, largest_dpi(order.paper))
        save_figure(figure, form, target, properties(data, map_title(data, place), address), dpi)
        sha256 = sha256_of(target)
    return MadeMap(target, name, MEDIA_TYPES[form], data.facts, sha256, round(drawn.frame.denominator))


def properties(data: MapData, title: str, address: str | None) -> dict[str, str]:
    """Return what a file says of itself where its programs look for it."""
    return {
        "Title": title,
        "Author": data.office.name,
        "Description": properties_text(data),
        "Source": address or "",
    }


def save_figure(figure: Figure, form: MapForm, target: Path, told: dict[str, str], dpi: int) -> None:
    """Write a figure as a file; texts of a PDF stay texts (TrueType), those of an SVG become shapes."""
    prepare_matplotlib()
    match form:
        case MapForm.PNG:
            options: dict[str, Any] = {
                "metadata": {**told, "Software": PROGRAM},
                "pil_kwargs": {"compress_level": COMPRESSION},
            }
        case MapForm.PDF:
            options = {"metadata": pdf_properties(told)}
        case MapForm.SVG:
            names = {
                "Title": told["Title"],
                "Description": told["Description"],
                "Creator": told["Author"] or None,
            }
            options = {"metadata": {**names, "Source": told["Source"] or None, "Date": None}}
    figure.savefig(target, format=form.value, dpi=dpi, **options)


def pdf_properties(told: dict[str, str]) -> dict[str, Any]:
    """Return the properties of a PDF; without a date, the same map is the same file."""
    return {
        "Title": told["Title"],
        "Author": told["Author"],
        "Subject": told["Description"],
        "Keywords": told["Source"],
        "Creator": PROGRAM,
        "CreationDate": None,
    }


@cache
def prepare_matplotlib() -> None:
    """Set what matplotlib takes from its settings: TrueType in PDF, shapes in SVG, widths as measured."""
    import matplotlib as mpl

    mpl.rcParams["pdf.fonttype"] = 42
    mpl.rcParams["svg.fonttype"] = "path"
    # Hinted letters are up to a tenth wider at few pixels per inch than lines are measured.
    mpl.rcParams["text.hinting"] = "none"
    # Ids in an SVG are random otherwise.
    mpl.rcParams["svg.hashsalt"] = PROGRAM
