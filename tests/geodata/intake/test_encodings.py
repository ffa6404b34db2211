"""Texts that offices hand in are read in the letters in which they were written."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import DataProblem
from geodata.intake.encodings import Encoding, candidates, decode, detect, from_tcvn3, looks_like_tcvn3
from geodata.intake.syllables import is_syllable, vietnamese_share
from geodata.registry.reading import REFERENCE
from tests.geodata.intake.intake_files import as_cp1258, as_tcvn3

TEXT = (
    "Tên sản phẩm,Xã,Huyện\nChè Shan tuyết cổ thụ,Bản Liền,Bắc Hà\n"
    "Rượu ngô Bản Phố,Bản Phố,Bắc Hà\nMật ong rừng,Mường Khương,Mường Khương\n"
)
WRITTEN = {
    Encoding.UTF_8: TEXT.encode(),
    Encoding.UTF_16_LE: TEXT.encode("utf-16-le"),
    Encoding.UTF_16_BE: TEXT.encode("utf-16-be"),
    Encoding.CP1258: as_cp1258(TEXT),
    Encoding.TCVN3: as_tcvn3(TEXT),
}


@pytest.mark.parametrize("encoding", list(Encoding))
def test_the_letters_of_a_list_are_found_out(encoding):
    assert detect(WRITTEN[encoding]) is encoding
    assert decode(WRITTEN[encoding], encoding) == TEXT


@pytest.mark.parametrize("written", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides_and_is_no_letter(written):
    content = TEXT.encode(written)
    assert decode(content, detect(content)) == TEXT


@pytest.mark.parametrize("encode", [as_cp1258, as_tcvn3])
def test_every_name_of_the_reference_products_survives_old_letters(encode):
    with (REFERENCE / "ocop_products.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["name_vi"] + " " + row["commune"] for row in csv.DictReader(file)]
    text = "\n".join("".join(sign for sign in name if sign not in "–’Đ") for name in names)
    content = encode(text)
    assert decode(content, detect(content)) == text


def test_each_candidate_shows_lines_with_letters_beyond_ascii():
    found = candidates(b"a,b\nplain,text\n" + as_tcvn3("Chè,Bản Liền\n"))
    assert found[0].encoding is Encoding.TCVN3
    assert found[0].sample[1] == "Chè,Bản Liền"
    assert all(len(one.sample) <= 5 for one in found)


def test_a_byte_that_means_nothing_is_said():
    with pytest.raises(DataProblem):
        decode(b"\xff\xfe\xff", Encoding.UTF_8)


def test_cells_typed_in_abc_fonts_are_noticed_and_others_are_not():
    shown = as_tcvn3("Bảo Thắng, Mường Khương, Bát Xát").decode("cp1252")
    assert looks_like_tcvn3(shown)
    assert from_tcvn3(shown) == "Bảo Thắng, Mường Khương, Bát Xát"
    assert not looks_like_tcvn3("Bảo Thắng, Mường Khương")
    assert not looks_like_tcvn3("Café, Müller")


@pytest.mark.parametrize("word", ["nghiêng", "Quyết", "Hoàng", "ƯỚC", "Khuya", "giã", "ý", "Xả"])
def test_vietnamese_words_are_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["MüongK", "straße", "tªn", "s¶n", "bảảo", "ßx"])
def test_misread_words_are_none(word):
    assert not is_syllable(word)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_a_plain_text_says_nothing_about_its_letters(text):
    assert vietnamese_share(text) is None


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_have_at_least_one_reading(content):
    assert candidates(content)
