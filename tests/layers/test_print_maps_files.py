"""Files of maps: texts of a PDF are texts, those of an SVG shapes, the same map the same file; the atlas."""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from defusedxml.ElementTree import parse
from PIL import Image

from geodata.errors import DataProblem, InvalidInput
from geodata.office.audit import COMMAND_LINE
from geodata.office.settings import change_setting
from layers.exports.readme import sha256_of
from layers.print_maps.atlas import make_atlas, products_by_commune
from layers.print_maps.data import read_map
from layers.print_maps.files import prepare_matplotlib
from layers.print_maps.orders import Paper
from layers.print_maps.sheets import MARGIN, SCALES
from tests._needs import needs_pdftoppm
from tests.factories import fill, square, unit_row
from tests.layers.export_helpers import ENGLISH
from tests.layers.print_map_helpers import order_of, pdf_text, written

SVG = "{http://www.w3.org/2000/svg}"


def test_a_pdf_has_its_texts_as_texts_in_truetype(reference_store, tmp_path):
    made = written(reference_store, tmp_path, "pdf", layers="communes,products", unit="02647")
    text = pdf_text(made.path)
    assert "Lào Cai ward" in text
    assert "Phong Hải" in text
    assert "no legal force" in text
    fonts = subprocess.run(
        [str(Path(needs_pdftoppm()).with_name("pdffonts")), str(made.path)],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()[2:]  # fmt: skip
    assert fonts
    assert all("TrueType" in font and "DejaVuSans" in font for font in fonts)


def test_a_formula_in_the_title_stays_text_in_the_file(reference_store, tmp_path):
    made = written(reference_store, tmp_path, "pdf", layers="provinces", title=r"$\frac{1}{2}$ \alpha")
    assert r"$\frac{1}{2}$ \alpha" in pdf_text(made.path)


def test_an_svg_has_shapes_alone_and_nothing_foreign(reference_store, tmp_path):
    made = written(reference_store, tmp_path, "svg", layers="communes,products", title="<script>&")
    root = parse(made.path).getroot()
    names = Counter(element.tag for element in root.iter())
    assert names[f"{SVG}path"] > 100
    assert names[f"{SVG}text"] == names[f"{SVG}script"] == names[f"{SVG}image"] == 0
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    addresses = re.findall(r'href="([^"]+)"', made.path.read_text(encoding="utf-8"))
    assert all(address.startswith("#") for address in addresses)


@pytest.mark.parametrize(("paper", "dpi", "size"), [("a4", "60", (701, 496)), ("a3", "40", (661, 467))])
def test_a_picture_has_the_pixels_of_its_paper_and_says_its_resolution(
    reference_store, tmp_path, paper, dpi, size
):
    made = written(reference_store, tmp_path, "png", layers="communes", paper=paper, dpi=dpi)
    with Image.open(made.path) as picture:
        assert picture.size == size
        assert picture.info["dpi"] == pytest.approx((int(dpi), int(dpi)), abs=0.1)
        told = picture.info["Description"]
    (facts,) = made.facts
    assert facts.plain["content_sha256"] in told
    assert facts.plain["licence"] in told


@pytest.mark.parametrize(("paper", "dpi"), [("a3", "60"), ("a4", "85")])
def test_a_picture_of_few_pixels_leaves_the_margin_of_the_paper_free(reference_store, tmp_path, paper, dpi):
    given = {"layers": "communes,products,sights,markets", "unit": "02647", "paper": paper, "dpi": dpi}
    made = written(reference_store, tmp_path, "png", **given)
    with Image.open(made.path) as picture:
        grey = np.asarray(picture.convert("L"))
    margin = math.floor((MARGIN * SCALES[Paper(paper)] - 1) / 25.4 * int(dpi))
    assert (grey[:, -margin:] == 255).all()
    assert (grey < 255).any(axis=0).sum() > grey.shape[1] * 0.9


@pytest.mark.parametrize("form", ["png", "pdf", "svg"])
def test_the_same_map_is_the_same_file(reference_store, tmp_path, form):
    given = {"layers": "provinces,products", "dpi": "50"}
    (tmp_path / "other").mkdir()
    one = written(reference_store, tmp_path, form, **given)
    other = written(reference_store, tmp_path / "other", form, **given)
    assert one.sha256 == other.sha256 == sha256_of(one.path)
    assert one.name == other.name
    assert re.fullmatch(r"[a-z0-9_.-]+", one.name)


def test_the_office_stands_on_the_map(own_reference_store, tmp_path):
    change_setting(own_reference_store, "name", "Chi cục $Phát triển$ nông thôn", 0, COMMAND_LINE)
    made = written(own_reference_store, tmp_path, "pdf", layers="provinces")
    assert "$Phát triển$" in " ".join(pdf_text(made.path).split())


def test_a_store_without_outlines_makes_no_map_and_says_why(sqlite_store, tmp_path):
    with pytest.raises(DataProblem, match="No outline of the province"):
        written(sqlite_store, tmp_path, "png")
    assert not (tmp_path / "map.png").exists()


def test_a_map_of_an_empty_registry_is_drawn_on_both_databases(store, tmp_path):
    province = unit_row("15", square(0, 0, 3), level="province", kind="province", name="Lào Cai")
    fill(store, {"units": [province]})
    made = written(store, tmp_path, "pdf", layers="provinces,products")
    text = pdf_text(made.path)
    assert "Lào Cai province" in text
    assert "0 records" in text


class Told:
    """What an atlas tells of its progress."""

    def __init__(self):
        self.fractions = []
        self.texts = []

    def __call__(self, fraction, message, **values):
        """Take the news."""
        self.fractions.append(fraction)
        self.texts.append(message % values)


def test_an_atlas_has_a_page_for_each_commune_with_products_and_an_index_that_is_right(
    reference_store, tmp_path
):
    order, told = order_of(reference_store, layers="communes,products", group="craft"), Told()
    made = make_atlas(reference_store, ENGLISH, order, tmp_path / "atlas.pdf", told)
    counts = products_by_commune(read_map(reference_store, ENGLISH, order).content("products"))
    assert {sheet.place.code: sheet.products for sheet in made.sheets[1:]} == dict(counts)
    assert made.sheets[0].products == sum(counts.values())
    index = pdf_text(made.path)
    for sheet in made.sheets:
        assert re.search(rf"{re.escape(sheet.name)} +products: {sheet.products} +{sheet.page}\b", index)
    last = made.sheets[-1]
    page = pdf_text(made.path, last.page)
    assert f"– {last.name}" in page
    assert f"page {made.pages} of {made.pages}" in page
    assert f"{last.products} in {last.name}" in page
    assert told.fractions == sorted(told.fractions)
    assert len(told.texts) == 1 + len(made.sheets)


@pytest.mark.parametrize("layers", ["communes,products", "communes"])
def test_the_index_of_an_atlas_counts_the_products_that_its_colours_count(reference_store, tmp_path, layers):
    """In Văn Bàn, district 089, products were evaluated that nobody recognised, one commune's all of them."""
    order = order_of(reference_store, layers=layers, district="089")
    made = make_atlas(reference_store, ENGLISH, order, tmp_path / "atlas.pdf", Told())
    values = read_map(reference_store, ENGLISH, order).classes["values"]
    index = {sheet.place.code: sheet.products for sheet in made.sheets[1:]}
    assert index == {code: value for code, value in values.items() if value}
    assert "03106" not in index


@pytest.mark.parametrize(
    "given",
    [
        {"layers": "sights,provinces"},
        {"layers": "communes,roads", "indicator": "none"},
    ],
    ids=lambda given: given["layers"],
)
def test_an_atlas_of_other_layers_has_the_pages_of_the_filter(reference_store, tmp_path, given):
    """The products are on no map of it, and yet they are what the pages are for."""
    shown = order_of(reference_store, layers="products", stars="5", recognition="recognised")
    counts = products_by_commune(read_map(reference_store, ENGLISH, shown).content("products"))
    order = order_of(reference_store, stars="5", **given)
    made = make_atlas(reference_store, ENGLISH, order, tmp_path / "atlas.pdf", Told())
    assert {sheet.place.code: sheet.products for sheet in made.sheets[1:]} == dict(counts)
    assert made.pages == made.sheets[-1].page == len(counts) + 2
    index = " ".join(pdf_text(made.path).split())
    assert f"{len(counts)} communes with {sum(counts.values())} products" in index
    assert "Filter: Stars (latest rating met): 5 stars; Recognition: Recognised." in index


def test_an_atlas_without_any_page_is_refused(reference_store, tmp_path):
    with pytest.raises(InvalidInput, match="no page"):
        make_atlas(
            reference_store, ENGLISH, order_of(reference_store, q="zzzz"), tmp_path / "atlas.pdf", Told()
        )


def test_matplotlib_is_set_to_truetype_and_shapes():
    import matplotlib as mpl

    prepare_matplotlib()
    assert mpl.rcParams["pdf.fonttype"] == 42
    assert mpl.rcParams["svg.fonttype"] == "path"
