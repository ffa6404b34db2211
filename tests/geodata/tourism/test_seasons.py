"""Seasons and harvests by the words of a name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.joins import products_in
from geodata.tourism.seasons import DEFAULT_HARVESTS, DEFAULT_SEASONS, seasons_of
from geodata.view import View


@pytest.mark.parametrize(
    ("text", "season"),
    [
        ("Ruộng bậc thang Sín Chéng", ["rice"]),
        ("scenic (tea valley)", ["tea"]),
        ("Đồi CHÈ Phẳng Tao, Bản Sen", ["tea"]),
        ("a steamy bath", []),
        ("Vườn mận (trải nghiệm hái  mận)", ["plum_picking"]),
        ("Đền Thượng", []),
    ],
)
def test_a_season_is_found_by_whole_words(text, season):
    assert [found.key for found in seasons_of(DEFAULT_SEASONS, [text])] == season


@given(st.lists(st.text()))
def test_seasons_of_several_names_are_those_of_each(texts):
    together = seasons_of(DEFAULT_SEASONS, texts)
    assert set(together) == {season for text in texts for season in seasons_of(DEFAULT_SEASONS, [text])}


def test_two_names_do_not_make_a_word_together():
    assert seasons_of(DEFAULT_SEASONS, ["Vườn hái", "mận"]) == ()


def test_harvests_are_those_of_fresh_produce_alone(reference_store):
    products = products_in(reference_store, View(today=date(2026, 11, 22)))
    by_harvest = {
        harvest.key: sorted(
            name for name in products["name"] if harvest in seasons_of(DEFAULT_HARVESTS, [name])
        )
        for harvest in DEFAULT_HARVESTS
    }
    assert by_harvest == {
        "pineapple": ["Quả dứa Bảo Thắng"],
        "plum": ["Quả mận Tả Van Si Ma Cai"],
        "longan": ["Quả nhãn Phong Niên"],
        "custard_apple": ["Quả na Bảo Thắng"],
        "pear": ["Lê Nậm Pung", "Quả lê Si Ma Cai"],
        "dragon_fruit": ["Thanh long ruột đỏ Bảo Yên"],
        "young_rice": ["Cốm Na Lo", "Cốm Việt Đan"],
        "persimmon": ["Hồng không hạt Bảo Hà", "Hồng ngâm Tân Thượng"],
        "pomelo": ["Quả bưởi Múc"],
        "mandarin": ["Cam Khánh Yên Trung", "Quýt Mường Khương"],
    }
