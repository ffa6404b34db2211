"""The PDF of a tour: what stands on its pages, that nothing sticks out, which fonts it is set in."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from geodata.errors import DataProblem
from layers.fonts import FAMILY, UNPRINTABLE, check_signs, known_signs, lacks_signs, with_boxes
from layers.qr import qr_svg
from layers.tour_files import pdf_data
from layers.tour_files.document import Office, cleaned
from layers.tour_files.files import Around, tour_file
from layers.tour_files.map_parts import MARGIN, frame_around, round_length
from layers.tour_files.marks import runs_of
from layers.tour_files.outlines import tour_outlines
from layers.tour_files.pdf import WIDTH_CM
from layers.tour_files.tour_map import day_map
from layers.tour_files.typesetting import write_data
from tests._needs import needs_pdftoppm
from tests.hostile import PAYLOAD
from tests.layers.tour_file_samples import (
    ADDRESS,
    ENGLISH,
    TITLE,
    make_answer,
    make_document,
    make_long_day,
    make_sheet,
    make_stop,
)

POINTS_PER_CM = 72 / 2.54
SIDE, TOP, BOTTOM = 1.7, 0.4, 0.4  # centimetres: the text's margin, and that of heads and feet
XHTML = {"h": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(scope="module")
def around(reference_store):
    """The reference data around the made-up tour."""
    return Around(reference_store, date(2026, 11, 22), Path("app/static"), str)


def poppler(name):
    """Return the path of a program that comes with pdftoppm."""
    return str(Path(needs_pdftoppm()).with_name(name))


class Pages:
    """The words of a PDF with their places, in centimetres from the top left corner."""

    def __init__(self, content, folder):
        (folder / "tour.pdf").write_bytes(content)
        command = [poppler("pdftotext"), "-bbox", "-enc", "UTF-8", str(folder / "tour.pdf"), "-"]
        found = subprocess.run(command, check=True, capture_output=True).stdout
        # poppler writes signs of control into its XML, where a font has such names.
        root = fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", found))
        self.pages = root.findall(".//h:page", XHTML)

    def text(self, number):
        """Return the words of a page, in their order."""
        return " ".join(word.text for word in self.pages[number].iterfind("h:word", XHTML))

    def overflowing(self):
        """Return the words that stick out of the paper or into its sides."""
        wrong = []
        for page in self.pages:
            width, height = (float(page.get(name)) / POINTS_PER_CM for name in ("width", "height"))
            for word in page.iterfind("h:word", XHTML):
                left, top, right, bottom = (
                    float(word.get(name)) / POINTS_PER_CM for name in ("xMin", "yMin", "xMax", "yMax")
                )
                inside = left >= SIDE - 0.05 and right <= width - SIDE + 0.05
                if not (inside and top >= TOP and bottom <= height - BOTTOM):
                    wrong.append(word.text)
        return wrong


@pytest.fixture
def pages(around, tmp_path):
    """Make the pages of a document."""

    def make(**changes):
        return Pages(tour_file("pdf", make_document(**changes), ENGLISH, around), tmp_path)

    return make


def test_each_day_has_a_page_and_what_it_rests_on_another(pages):
    found = pages()
    assert len(found.pages) == 3
    assert "Day 1: Saturday, 05/12/2026" in found.text(0)
    assert "Day 2: Sunday, 06/12/2026" in found.text(1)
    assert "No stop on this day." in found.text(1)
    assert "What this tour rests on" in found.text(2)
    assert "No source says how long a visit takes (1.1)" in found.text(2)


def test_a_day_tells_times_stops_products_ranges_of_legs_and_warnings(pages):
    text = pages().text(0)
    for said in (
        TITLE,
        "Sở Công Thương tỉnh Lào Cai",
        "By Trần Thị Lan, as of 22/11/2026",
        "08:10–09:10",
        "Bản Phố (nấu rượu ngô)",
        "Rượu ngô (4★); Men lá (only evaluated, not recognised; partly inferred)",
        "20–40 min, about 18.9 km, by QL4D",
        "Lunch, 1 h",
        "Chợ tan lúc 12:00",
        "Latest start with which everything is still in time: 09:15",
        "Data set put together on 21/11/2026",
        "no legal force",
        "Page of this tour",
    ):
        assert said in text, said


def test_what_has_to_be_asked_of_a_stop_stands_at_it_and_a_warning_of_a_leg_names_the_leg(pages):
    answer = make_answer()
    answer["days"][0]["warnings"] = [
        {
            "leg": None,
            "visit": 0,
            "severity": "note",
            "note": {"key": "call_first", "text": "Gọi điện trước"},
        },
        {"leg": None, "visit": 0, "severity": "note", "note": {"key": "ask_the_way", "text": "Hỏi đường"}},
        {"leg": 1, "visit": None, "severity": "breaks", "note": {"key": "no_way", "text": "Chưa biết đường"}},
    ]
    text = pages(answer=answer).text(0)
    assert text.index("Gọi điện trước") > text.index("Rượu ngô (4★)")
    assert "Hỏi đường" not in text
    assert "Bản Phố (nấu rượu ngô) → Chợ Bắc Hà: Chưa biết đường" in text


def test_a_day_that_ends_after_midnight_says_so(pages):
    answer = make_answer()
    answer["days"][0]["arrive"] = "2026-12-06T00:30"
    assert "00:30 (+1)" in pages(answer=answer).text(0)


def test_a_tour_without_a_page_has_no_code_that_leads_to_one(pages):
    found = pages(address=None)
    assert "Page of this tour" not in found.text(0)
    assert "http" not in found.text(2)


LONG_TITLE = f"{PAYLOAD} {'W' * 300} {'Tuyến du lịch dài ' * 10}"
CASES = {
    "plain": {},
    "hostile": {
        "title": LONG_TITLE,
        "author": PAYLOAD,
        "note": "Ô" * 250,
        "office": Office(PAYLOAD * 2),
        "answer": make_answer(stops={"ban-pho": make_stop(name=LONG_TITLE, commune=PAYLOAD)}),
    },
    "a long note": {"note": ("nghĩa " * 300 + "\n") + "W" * 1900},
    "twelve stops": {"answer": make_long_day(12)},
    "thirty stops": {"answer": make_long_day(30)},
}


@pytest.mark.parametrize("case", CASES)
def test_no_word_sticks_out_of_a_page(pages, case):
    found = pages(**CASES[case])
    assert sum(len(page) for page in found.pages) > 100
    assert found.overflowing() == []


def test_texts_are_never_markup(pages):
    text = "#panic(1) $x$ *a* _b_ = c // d `e` <f> @g \\#"
    found = pages(answer=make_answer(stops={"ban-pho": make_stop(name=text)}), title=text)
    assert found.text(0).count(text) >= 2


@pytest.mark.parametrize("stops", [5, 7, 8])
def test_a_day_of_up_to_eight_stops_keeps_to_its_page(pages, stops):
    found = pages(answer=make_long_day(stops))
    assert len(found.pages) == 2
    assert f"Điểm dừng số {stops}" in found.text(0)


@pytest.mark.parametrize("stops", [9, 11, 12, 13, 14, 16, 19, 23])
def test_a_page_on_which_a_day_goes_on_has_two_stops_or_more(pages, stops):
    found = pages(answer=make_long_day(stops))
    for number in range(1, len(found.pages) - 1):
        assert len(re.findall("Điểm dừng số", found.text(number))) >= 2


def test_a_day_that_does_not_fit_goes_on_under_its_heading(pages):
    found = pages(answer=make_long_day(12))
    assert len(found.pages) == 3
    assert "(continued)" not in found.text(0)
    assert "Day 1: Saturday, 05/12/2026 (continued)" in found.text(1)
    assert "(continued)" not in found.text(2)
    assert "Điểm dừng số 12" in found.text(1)


def test_no_font_but_ours_is_in_the_file(around, tmp_path):
    (tmp_path / "tour.pdf").write_bytes(tour_file("pdf", make_document(), ENGLISH, around))
    listed = subprocess.run(
        [poppler("pdffonts"), str(tmp_path / "tour.pdf")], check=True, capture_output=True, text=True
    ).stdout
    fonts = [line.split()[0] for line in listed.splitlines()[2:]]
    assert fonts
    assert all(re.fullmatch(r"[A-Z]{6}\+DejaVuSans(-Bold)?(-\w+)?", font) for font in fonts), fonts
    assert all(" yes " in line for line in listed.splitlines()[2:])


def codes_on(content, folder, number):
    """Return what a scanner reads on one page of a PDF as it is printed."""
    (folder / "tour.pdf").write_bytes(content)
    page = ["-f", str(number), "-l", str(number), "-r", "150", "-gray", "-png", "-singlefile"]
    subprocess.run([needs_pdftoppm(), *page, "tour.pdf", "page"], cwd=folder, check=True)
    with Image.open(folder / "page.png") as picture:
        return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}?lang=en&on=2026-12-05#{'x' * 60}"])
def test_a_scanner_reads_the_address_of_the_tour_on_the_page_of_each_day(around, tmp_path, address):
    content = tour_file("pdf", make_document(address=address), ENGLISH, around)
    assert [codes_on(content, tmp_path, number) for number in (1, 2, 3)] == [[address], [address], []]


def test_a_scanner_reads_the_smallest_code_of_a_crowded_day(around, tmp_path):
    content = tour_file("pdf", make_document(answer=make_long_day(9)), ENGLISH, around)
    assert codes_on(content, tmp_path, 1) == [ADDRESS]


def test_the_same_tour_gives_the_same_file(around):
    assert tour_file("pdf", make_document(), ENGLISH, around) == tour_file(
        "pdf", make_document(), ENGLISH, around
    )


def test_a_font_that_is_missing_is_an_error(around, monkeypatch):
    monkeypatch.setattr(pdf_data, "FAMILY", "No Such Sans")
    with pytest.raises(DataProblem, match="no such sans"):
        tour_file("pdf", make_document(), ENGLISH, around)


def test_a_name_with_signs_that_the_fonts_lack_has_boxes_and_a_note_below_the_table_names_it(pages):
    answer = make_answer()
    answer["stops"]["ban-pho"]["name"] = "Hà Khẩu 河口"
    found = pages(answer=answer)
    assert "□ stands for signs that the font of this file lacks: Hà Khẩu □□" in found.text(0)
    # The day beside it lacks nothing, and neither does what all of it rests on.
    assert not any("font of this file" in found.text(page) for page in (1, 2))
    assert not found.overflowing()


def test_a_title_with_signs_that_the_fonts_lack_is_told_where_the_tour_says_what_it_rests_on(pages):
    found = pages(title="Đi 🚌")
    assert "Đi □" in found.text(0)
    assert "□ stands for signs that the font of this file lacks" in found.text(2)


def test_nothing_is_said_of_signs_where_none_is_missing(pages):
    found = pages()
    assert not any("□" in found.text(page) for page in range(3))


def test_the_files_of_the_office_stay_strict_about_signs(tmp_path):
    with pytest.raises(DataProblem, match=r"U\+1F68C BUS\) in “Đi 🚌”"):
        write_data(tmp_path, {"title": ["Đi 🚌"]})


@given(st.text(max_size=30))
def test_a_text_with_boxes_can_always_be_printed_and_only_loses_what_cannot(text):
    boxed = with_boxes(text)
    check_signs([boxed])
    assert len(boxed) == len(text)
    known = known_signs() | {"\n"}
    assert all(
        new == old if old in known else new == UNPRINTABLE for new, old in zip(boxed, text, strict=True)
    )
    assert lacks_signs(text) is (boxed != text)


def test_every_letter_of_vietnamese_can_be_printed():
    letters = "aăâeêioôơuưyđ"
    tones = "\u0300\u0301\u0303\u0309\u0323"
    words = [letter + tone for letter in letters for tone in ("", *tones)]
    check_signs(cleaned(make_document(title=word + word.upper())).title for word in words)
    assert known_signs() >= set("★↓–“”…©·ậ")
    assert FAMILY == "DejaVu Sans"


# The map of a day


@pytest.fixture(scope="module")
def communes(reference_store):
    """Outlines of the communes in metres."""
    from geodata.crs import to_metric

    return to_metric(tour_outlines(reference_store, make_answer(), date(2026, 11, 22)))


def drawn(day, communes):
    """Return the map of a day as the elements of its SVG."""
    return fromstring(day_map(day, communes, (WIDTH_CM, 9.0), "N"))


def dashed(picture):
    """Return how many lines of a map are dashed."""
    return sum("stroke-dasharray" in (path.get("style") or "") for path in picture.iter())


def test_lines_are_dashed_where_no_road_is_known(communes):
    first = make_sheet(make_document()).days[0]
    roads = replace(first, legs=tuple(replace(leg, is_real=True) for leg in first.legs))
    assert dashed(drawn(first, communes)) == 1
    assert dashed(drawn(roads, communes)) == 0


def test_a_way_there_and_back_is_drawn_once(communes):
    day = make_sheet(make_document()).days[0]
    there = replace(day.legs[1], is_real=False)
    back = replace(there, line=there.line[::-1])
    assert dashed(drawn(replace(day, legs=(there, back)), communes)) == 1


def test_a_name_of_a_commune_is_no_formula_on_the_map(communes):
    odd = communes.assign(name="$x^2$")
    assert len(list(drawn(make_sheet(make_document()).days[0], odd).iter())) > 50


POSITIONS = st.floats(0, 300_000)


@given(arrays(float, st.tuples(st.integers(1, 9), st.just(2)), elements=POSITIONS))
def test_every_point_lies_well_inside_the_frame_of_its_map(points):
    frame = frame_around(points, WIDTH_CM, 9.0)
    assert frame.width_m / frame.height_m == pytest.approx(WIDTH_CM / 9.0)
    low, high = points.min(axis=0), points.max(axis=0)
    room = (high - low) * MARGIN
    assert (low - room >= [frame.west - 1, frame.south - 1]).all()
    assert (high + room <= [frame.west + frame.width_m + 1, frame.south + frame.height_m + 1]).all()


@given(st.floats(1, 1e6))
def test_a_scale_bar_has_a_round_length_of_at_least_two_fifths_of_its_room(metres):
    length = round_length(metres)
    assert 0.4 * metres <= length <= metres
    assert f"{length:.0e}"[0] in "125"


@given(st.sets(st.integers(1, 40), min_size=1))
def test_numbers_that_share_a_mark_are_told_as_runs(numbers):
    found = set()
    for run in runs_of(sorted(numbers)):
        first, _, last = run.partition("–")
        found |= set(range(int(first), int(last or first) + 1))
    assert found == numbers


# The code


def test_a_code_is_square_with_a_white_border_and_different_for_every_address():
    picture = fromstring(qr_svg(ADDRESS))
    assert re.fullmatch(r"0 0 (\d+) \1", picture.get("viewBox"))
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS)
    assert qr_svg(ADDRESS) != qr_svg(ADDRESS + "x")
