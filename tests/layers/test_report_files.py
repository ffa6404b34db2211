"""The files of a report: Word in the form of Decree 30, the same as PDF, a workbook, one zip."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import openpyxl
import pyogrio
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from app.jobs.wording import wording_of
from app.settings import ROOT
from geodata.errors import DataProblem
from geodata.office.setting_values import OfficeSettings
from geodata.vocabulary import UnitSystem
from layers.reports.cleaning import cleaned
from layers.reports.letterhead import letterhead_of
from layers.reports.orders import read_report_order
from layers.reports.pack import make_pack
from layers.reports.pdf import make_pdf
from layers.reports.reading import read_report
from layers.reports.workbook import make_report_workbook
from layers.saved import Around, Viewer
from tests._needs import needs_libreoffice
from tests.hostile import PAYLOAD
from tests.layers.report_helpers import (
    BAC_HA,
    BAC_HA_TOWN,
    ENGLISH,
    MOMENT,
    TODAY,
    pdf_of,
    pdf_text,
    poppler,
    report_of,
    small_pictures,
    word_of,
)

WORD_BOX = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"')
LIMITS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
ORDER = '{"subject": {"kind": "commune", "code": "02839"}, "units": "2024"}'
OFFICE = OfficeSettings(
    name="Chi cục Phát triển nông thôn",
    signatory_name="Trần Thị Lan",
    signatory_position="Chi cục trưởng",
    document_number="{number}/BC-PTNT",
)


@pytest.fixture(scope="module")
def content(reference_store):
    """The report of a district."""
    return cleaned(report_of(reference_store, BAC_HA))


@pytest.fixture(scope="module")
def document(content, tmp_path_factory):
    """Its Word document, read back."""
    return word_of(content, tmp_path_factory.mktemp("word"), OFFICE)


@pytest.fixture(scope="module")
def packed(reference_store, tmp_path_factory):
    """The zip of a commune with its maps, and the folder that it was packed from."""
    folder = tmp_path_factory.mktemp("pack")
    around = Around(today=TODAY, address="https://ocop.example")
    report = read_report(reference_store, ENGLISH, read_report_order(ORDER, TODAY), Viewer(), around)
    told = []
    made = make_pack(
        reference_store,
        ENGLISH,
        report,
        folder,
        MOMENT,
        lambda fraction, message, **values: told.append((fraction, message % values)),
        around.address,
    )
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)
    return made, folder / "inside", report


def test_paper_and_margins_are_those_of_the_decree(document):
    for pages in document.sections:
        sides = sorted((round(pages.page_width / Mm(1)), round(pages.page_height / Mm(1))))
        assert sides == [210, 297]
        for side, (least, most) in LIMITS.items():
            assert least <= round(getattr(pages, f"{side}_margin") / Mm(1)) <= most
    first, *annexes = [pages.orientation for pages in document.sections]
    assert first == WD_ORIENT.PORTRAIT
    assert set(annexes) == {WD_ORIENT.LANDSCAPE}


def test_the_text_is_times_new_roman_of_13_points(document):
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 13)
    fonts = normal.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }


def test_the_page_number_is_a_field_in_the_head_from_the_second_page_on(document):
    first = document.sections[0]
    assert first.different_first_page_header_footer
    assert first.first_page_header.paragraphs[0].text == ""
    assert "PAGE" in first.header._element.xml


def test_every_annex_has_page_numbers_of_its_own_in_word_and_pdf(content, document, tmp_path):
    annexes = document.sections[1:]
    assert len(annexes) == len(content.annexes)
    for pages in annexes:
        assert pages._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert pages.different_first_page_header_footer
    path = str(pdf_of(content, tmp_path))
    pages = poppler("pdftotext", "-layout", path, "-").split("\f")[:-1]
    firsts = [at for at, page in enumerate(pages) if page.lstrip().startswith("Annex ")]
    assert len(firsts) == len(content.annexes)
    for first, after in zip(firsts, [*firsts[1:], len(pages)], strict=True):
        for at in range(first + 1, after):
            assert pages[at].split()[0] == str(at - first + 1)


def test_the_text_names_its_annexes_before_the_signature(content, document, tmp_path):
    line = "; ".join(
        f"Annex {number}: {annex.title}"
        for number, annex in zip(("I", "II", "III", "IV", "V", "VI"), content.annexes, strict=False)
    )
    assert f"(Attached: {line}.)" in [one.text for one in document.paragraphs]
    text = pdf_text(pdf_of(content, tmp_path))
    assert text.index(f"(Attached: {line}.)") < text.index("Recipients:")


def test_an_annex_that_is_alone_has_no_number(content, tmp_path):
    alone = replace(content, annexes=content.annexes[:1])
    headings = [one.text for one in word_of(alone, tmp_path).paragraphs if one.style.name == "Heading 1"]
    assert headings[-1].startswith("Annex\n")
    assert "Annex I" not in pdf_text(pdf_of(alone, tmp_path))


def test_the_note_of_an_annex_has_number_day_and_office_of_the_report(document):
    notes = [one.text for one in document.paragraphs if one.text.startswith("(Issued with")]
    assert set(notes) == {"(Issued with report …/BC-PTNT of 22/11/2026 of Chi cục Phát triển nông thôn)"}


def test_the_last_page_of_the_text_has_more_than_the_signature(content, tmp_path):
    pages = poppler("pdftotext", "-layout", str(pdf_of(content, tmp_path)), "-").split("\f")
    (last,) = [page for page in pages if "Recipients:" in page]
    assert "(Attached:" in last


def test_the_pdf_gives_the_vietnamese_word_for_recipients_as_it_is_written(content, tmp_path):
    words = wording_of("vi")
    path = tmp_path / "report.pdf"
    head = letterhead_of(OFFICE, words, TODAY, content.abstract)
    make_pdf(path, content, head, small_pictures(content, tmp_path), words, MOMENT)
    assert "Nơi nhận:" in pdf_text(path)


def test_no_sign_without_width_is_in_the_text_of_the_pdf(content, tmp_path):
    address = "https://ocop.example/san_pham/muc.html?trang=1&nhom=thuc_pham&ten=" + "x" * 90
    sections = (replace(content.sections[0], blocks=(address,)), *content.sections[1:])
    path = pdf_of(replace(content, sections=sections), tmp_path)
    text = poppler("pdftotext", "-enc", "UTF-8", str(path), "-")
    assert "\u200b" not in text
    assert address in "".join(text.split())


def test_the_head_and_the_signature_say_what_the_office_has_set(document):
    head, foot = document.tables[0], document.tables[-1]
    texts = [cell.text for row in head.rows for cell in row.cells]
    assert texts[0].startswith("CHI CỤC PHÁT TRIỂN NÔNG THÔN")
    assert ENGLISH.translate("SOCIALIST REPUBLIC OF VIET NAM") in texts[1]
    assert texts[2] == "No.: …/BC-PTNT"
    foot = next(table for table in document.tables if "Trần Thị Lan" in table.rows[0].cells[-1].text)
    assert "CHI CỤC TRƯỞNG" in foot.rows[0].cells[1].text
    assert foot.rows[0].cells[0].text.startswith(ENGLISH.translate("Recipients:"))


def test_headings_carry_the_styles_by_which_word_finds_its_way(content, document):
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert len(headings) == len(content.sections) + len(content.annexes)
    assert headings[0].startswith("I. ")


def test_every_table_is_in_the_document_cell_by_cell_under_its_caption(content, document):
    grids = [table for table in document.tables if table.style.name == "Table Grid"]
    assert len(grids) == len(content.tables())
    for grid, table in zip(grids, content.tables(), strict=True):
        assert [cell.text for cell in grid.rows[0].cells] == [column.title for column in table.columns]
        assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert len(grid.rows) == len(table.rows) + 1
        shown = [
            column.shown(value, ENGLISH) for column, value in zip(table.columns, table.rows[-1], strict=True)
        ]
        assert [cell.text for cell in grid.rows[-1].cells] == shown
    captions = [line.text for line in document.paragraphs if line.style.name == "Caption"]
    assert [text for text in captions if text.startswith("Table")] == [
        f"Table {number}. {table.caption}" for number, table in enumerate(content.tables(), start=1)
    ]


def test_numbers_of_tables_and_figures_are_fields_and_pictures_say_what_they_show(content, document):
    xml = document.element.xml
    assert xml.count("SEQ Table") == len(content.tables())
    assert xml.count("SEQ Figure") == len(content.figures()) == 2
    assert [part.get("descr") for part in document.element.iter(qn("wp:docPr"))] == [
        figure.alt for figure in content.figures()
    ]


def test_each_table_has_its_source_below_it(content, document):
    lines = [line.text for line in document.paragraphs]
    assert all(table.source in lines for table in content.tables())


def test_the_pdf_says_what_the_word_document_says(content, tmp_path):
    text = pdf_text(pdf_of(content, tmp_path, OFFICE))
    for number, table in enumerate(content.tables(), start=1):
        assert f"Table {number}. {table.caption}" in text
    assert "No.: …/BC-PTNT" in text
    assert "Trần Thị Lan" in text


def test_no_word_of_the_pdf_lies_over_another(content, tmp_path):
    boxes = poppler("pdftotext", "-bbox", str(pdf_of(content, tmp_path)), "-")
    for page in boxes.split("<page ")[1:]:
        words = [[float(edge) for edge in box] for box in WORD_BOX.findall(page)]
        for one, other in combinations(words, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            # The boxes of two lines touch: they are as high as the highest letters of the font.
            assert across < 1 or down < 4, (one, other)


def test_the_pdf_is_tagged_numbered_from_its_second_page_and_set_in_the_shipped_font(content, tmp_path):
    path = str(pdf_of(content, tmp_path))
    assert re.search(r"Tagged:\s+yes", poppler("pdfinfo", path))
    fonts = poppler("pdffonts", path).splitlines()[2:]
    assert fonts
    assert all("LibertinusSerif" in line for line in fonts)
    top = ["-x", "0", "-y", "0", "-W", "600", "-H", "50", "-layout"]
    tops = [
        poppler("pdftotext", "-f", page, "-l", page, *top, path, "-").split()[:1] for page in ("1", "2", "3")
    ]
    assert tops[1:] == [["2"], ["3"]]
    assert tops[0] != ["1"]


def test_a_sign_that_the_font_lacks_is_an_error_that_names_it(content, tmp_path):
    odd = replace(content, abstract="Chè 🐉")
    with pytest.raises(DataProblem) as caught:
        pdf_of(odd, tmp_path)
    assert "🐉" in str(caught.value)


def test_the_error_of_a_sign_names_its_record_its_code_point_and_what_to_do(content, tmp_path):
    table = content.tables()[0]
    odd = replace(table, rows=(*table.rows, ("Chè Shan 🐉 Bản Liền", 1, None)))
    sections = (replace(content.sections[0], blocks=(odd,)), *content.sections[1:])
    with pytest.raises(DataProblem) as caught:
        pdf_of(replace(content, sections=sections), tmp_path)
    told = str(caught.value)
    place = f"{table.caption}, {len(table.rows) + 1}"
    for part in ("U+1F409 DRAGON", "“Chè Shan 🐉 Bản Liền”", place, "without this sign"):
        assert part in told


def hostile(content):
    """Return a report in which every text cell is hostile."""

    def block(one):
        if not hasattr(one, "rows"):
            return one
        cell = f"=cmd|' /C calc'!A0{PAYLOAD}\x00\x0b#import \"x\"*_$\\"
        return replace(
            one, rows=tuple(tuple(cell if isinstance(c, str) else c for c in row) for row in one.rows)
        )

    parts = {
        name: tuple(
            replace(section, blocks=tuple(block(one) for one in section.blocks))
            for section in getattr(content, name)
        )
        for name in ("sections", "annexes")
    }
    return cleaned(replace(content, subject=PAYLOAD, **parts))


def test_a_hostile_text_is_a_text_in_word_and_workbook(content, tmp_path):
    odd = hostile(content)
    document = word_of(odd, tmp_path)
    assert any("=cmd|" in cell.text for cell in document.tables[4].rows[1].cells)
    path = tmp_path / "odd.xlsx"
    make_report_workbook(path, odd, ENGLISH, MOMENT)
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_a_hostile_text_is_a_text_in_the_pdf(content, tmp_path):
    table = content.tables()[0]
    odd = replace(table, rows=((f'=cmd #import "x" *a* _b_ $c$ \\ @d <e> `f` {"x" * 400}', 1, None),))
    sections = (replace(content.sections[0], blocks=(odd,)), *content.sections[1:])
    text = pdf_text(pdf_of(replace(content, sections=sections), tmp_path))
    assert '=cmd #import "x" *a* _b_ $c$ \\ @d <e> `f`' in text


def test_the_workbook_holds_every_table_with_typed_cells(content, tmp_path):
    path = tmp_path / "report.xlsx"
    make_report_workbook(path, content, ENGLISH, MOMENT)
    book = openpyxl.load_workbook(path)
    assert len(book.worksheets) == len(content.tables()) + 1
    for sheet, table in zip(book.worksheets, content.tables(), strict=False):
        rows = list(sheet.iter_rows(values_only=True))[1:]
        expected = [tuple(None if value == "" else value for value in row) for row in table.rows]
        found = [tuple(getattr(value, "date", lambda v=value: v)() for value in row) for row in rows]
        assert found == expected


def test_the_zip_holds_every_file_with_the_checksum_that_it_tells(packed):
    made, _, report = packed
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        sums = json.loads(archive.read("metadata.json"))["files"]
        listed = archive.read("README.txt").decode("utf-8-sig")
        for name, digest in sums.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
            assert digest in listed
    assert names == {*sums, "README.txt", "metadata.json", "checksums.sha256"}
    suffixes = sorted(Path(name).suffix for name in sums)
    assert suffixes == [".docx", ".gpkg", ".pdf", ".pdf", ".pdf", ".png", ".png", ".xlsx"]
    for heading, text in report.content.basis:
        assert f"{heading}: {text}" in listed


def test_the_geopackage_holds_the_records_that_the_tables_list(packed):
    _, inside, report = packed
    for layer in report.layers:
        found = pyogrio.read_info(inside / "layers.gpkg", layer=layer.spec.key, force_feature_count=True)
        assert found["features"] == len(layer.rows)


def test_libreoffice_shows_every_table_and_picture_of_the_word_document(packed, tmp_path):
    _, inside, report = packed
    (source,) = inside.glob("*.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [needs_libreoffice(), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    (path,) = tmp_path.glob("*.pdf")
    text = pdf_text(path)
    for number, table in enumerate(report.content.tables(), start=1):
        assert f"Table {number}. {table.caption}" in text
        for row in (table.rows[0], table.rows[-1]):
            first = next(value for value in row if isinstance(value, str) and value)
            assert " ".join(first.split())[:12] in text
    listed = [line.split() for line in poppler("pdfimages", "-list", str(path)).splitlines()[2:]]
    # A picture with a mask is listed with it.
    pictures = [cells for cells in listed if cells[2] == "image"]
    assert len(pictures) == len(report.content.figures()) == 2
    assert all(int(cells[3]) > 1000 for cells in pictures)


def test_the_commune_of_the_pack_is_the_one_that_was_asked_for(packed, reference_store):
    asked = report_of(reference_store, BAC_HA_TOWN, UnitSystem.Y2024)
    assert packed[2].content.subject == asked.subject == "Bắc Hà township"


@pytest.mark.skipif(os.name != "posix", reason="only POSIX limits the size of files")
def test_a_full_disk_is_told(reference_store, tmp_path):
    command = [sys.executable, "-m", "tests.layers.report_full_disk", reference_store.url, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == {"error": "NotWritten"}
