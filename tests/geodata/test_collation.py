"""Vietnamese order."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.collation import LETTERS, vietnamese_key

words = st.text(alphabet="aăâbdđeêioôơuưyáàảãạấầẩẫậđĐ AB1-", max_size=8)


@pytest.mark.parametrize(
    "ordered",
    [
        ["Cam Cọn", "Cán Cấu", "Chè", "Dâu", "Đào", "Em"],
        ["Bản Hồ", "Bản Lầu", "Bản Liền", "Bảo Hà", "Bát Xát", "Bắc Hà"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Nậm Chảy", "Nậm Chầy"],
        ["Sa Pa", "Sa Pả", "Si Ma Cai", "Sơn Hà"],
        ["Thôn 2", "Thôn A"],
        ["O Quy", "Ô Quy", "Ơ Quy"],
    ],
)
def test_words_stand_as_in_a_vietnamese_dictionary(ordered):
    assert sorted(set(ordered), key=vietnamese_key) == ordered


def test_the_letters_are_the_alphabet_in_its_order():
    assert sorted(set(LETTERS), key=vietnamese_key) == list(LETTERS)


@given(words)
def test_the_order_does_not_depend_on_the_unicode_form(word):
    decomposed = unicodedata.normalize("NFD", word)
    assert vietnamese_key(decomposed)[:2] == vietnamese_key(unicodedata.normalize("NFC", word))[:2]


@given(words, words)
def test_two_different_words_never_share_a_key(one, other):
    one, other = (unicodedata.normalize("NFC", word) for word in (one, other))
    assert (vietnamese_key(one) == vietnamese_key(other)) == (one == other)
