"""Names of units: accents decide, a guess is never taken."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import (
    Alias,
    NamedUnit,
    UnitIndex,
    bare_name,
    blind_key,
    find_unit,
    name_key,
    nfc,
    search_key,
    tone_key,
)

DAY = date(2020, 1, 1)
TONES = "\u0300\u0301\u0303\u0309\u0323"
BASES = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"]
VOWEL_CLUSTERS = ["oa", "oă", "oe", "uy", "uê", "ia", "ưa", "ươ", "iê", "uô", "oai", "uyê", "yê", "ai", "ây"]


def unit(name: str, code: str = "00001", district: str | None = None) -> NamedUnit:
    return NamedUnit(code, DAY, name, district)


@given(st.text() | st.text(alphabet=" \t\u00a0\u2003aà\u0300ệ\u1112\u1161", max_size=8))
def test_white_space_becomes_single_spaces_and_marks_are_composed(text):
    assert nfc(text) == " ".join(unicodedata.normalize("NFC", text).split())


def toned(cluster: str, tone: str, place: int) -> str:
    """Put a tone mark on one vowel of a cluster."""
    return unicodedata.normalize("NFC", cluster[: place + 1] + tone + cluster[place + 1 :])


syllables = st.builds(
    lambda head, cluster, tone, tail: unicodedata.normalize("NFC", f"{head}{cluster}{tone}{tail}"),
    st.sampled_from(["", "b", "đ", "d", "h", "ng", "th"]),
    st.sampled_from(BASES),
    st.sampled_from(["", *TONES]),
    st.sampled_from(["", "n", "ng", "t"]),
)
names = st.lists(syllables, min_size=1, max_size=3).map(lambda words: " ".join(words).title())


@pytest.mark.parametrize(
    "written", ["Sa Pả", "Phường Sa Pả", "phường Sa Pả", "  Phường   Sa Pả ", "PHƯỜNG SA PẢ"]
)
def test_prefix_case_and_spaces_are_aside_in_the_first_tier(written):
    match = find_unit(written, UnitIndex.of([unit("Sa Pả"), unit("Sa Pa", "00002")]))
    assert (match.tier, match.unit.name) == (1, "Sa Pả")


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("TT Mường Khương", "Mường Khương"),
        ("TT. Mường Khương", "Mường Khương"),
        ("Thị trấn N.T Phong Hải", "N.T Phong Hải"),
        ("Thành phố Lào Cai", "Lào Cai"),
        ("Thị xã Sa Pa", "Sa Pa"),
        ("Xã", "Xã"),
        ("Xãm", "Xãm"),
        ("P. Kim Tân", "Kim Tân"),
        ("H.Bắc Hà", "Bắc Hà"),
        ("T.T Phố Lu", "Phố Lu"),
        ("TTNT Phong Hải", "Phong Hải"),
        ("Phố Lu", "Phố Lu"),
        ("Xanh", "Xanh"),
        ("H'Mông", "H'Mông"),
    ],
)
def test_one_prefix_is_cut_and_never_a_part_of_a_name(written, bare):
    assert bare_name(written) == bare


def test_decomposed_text_is_the_same_name():
    match = find_unit(unicodedata.normalize("NFD", "Nậm Chầy"), UnitIndex.of([unit("Nậm Chầy")]))
    assert match.tier == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Xuân Hoà", "Xuân Hòa"), ("Sơn Thuỷ", "Sơn Thủy"), ("Quý", "Qúy")]
)
def test_the_place_of_the_tone_mark_is_folded_in_the_second_tier(one, other):
    match = find_unit(one, UnitIndex.of([unit(other)]))
    assert (match.tier, match.unit.name) == (2, other)


def test_an_alias_is_the_third_tier():
    among = UnitIndex.of([unit("Nậm Rạng")], [Alias("Nậm Dạng", "Nậm Rạng")])
    assert find_unit("xã Nậm Dạng", among).tier == 3


def test_an_alias_holds_only_in_its_district():
    units = [unit("Nậm Rạng", "00001", "Văn Bàn"), unit("Nậm Rạng", "00002", "Khác")]
    among = UnitIndex.of(units, [Alias("Nậm Dạng", "Nậm Rạng", "Văn Bàn")])
    assert find_unit("Nậm Dạng", among).unit.unit_code == "00001"


@pytest.mark.parametrize(
    ("written", "near"), [("Sa Pà", "Sa Pả"), ("Nam Chay", "Nậm Chảy"), ("Na Hoi", "Na Hối")]
)
def test_a_name_with_other_marks_is_a_candidate_and_no_match(written, near):
    match = find_unit(written, UnitIndex.of([unit(near)]))
    assert (match.tier, match.unit) == (None, None)
    assert [candidate.name for candidate in match.candidates] == [near]


def test_two_units_of_one_name_need_their_district():
    among = UnitIndex.of([unit("Thanh Bình", "02779", "Mường Khương"), unit("Thanh Bình", "03022", "Sa Pa")])
    assert find_unit("Thanh Bình", among).unit is None
    assert len(find_unit("Thanh Bình", among).candidates) == 2
    assert find_unit("Thanh Bình", among, "Huyện Mường Khương").unit.unit_code == "02779"


def test_a_unit_of_another_district_is_a_candidate_only():
    match = find_unit("Gia Phú", UnitIndex.of([unit("Gia Phú", "02923", "Bảo Thắng")]), "Sa Pa")
    assert match.unit is None
    assert [candidate.unit_code for candidate in match.candidates] == ["02923"]


@given(st.sampled_from(VOWEL_CLUSTERS), st.sampled_from(TONES), st.integers(0, 2), st.integers(0, 2))
def test_a_tone_mark_may_stand_on_any_vowel_of_its_cluster(cluster, tone, one, other):
    last = len(cluster) - 1
    first, second = toned(cluster, tone, min(one, last)), toned(cluster, tone, min(other, last))
    assert tone_key(f"h{first}n") == tone_key(f"h{second}n")


@given(st.sampled_from(VOWEL_CLUSTERS), st.sampled_from(TONES), st.sampled_from(TONES))
def test_two_tones_are_never_one(cluster, one, other):
    same = tone_key(toned(cluster, one, 0)) == tone_key(toned(cluster, other, 0))
    assert same == (one == other)


@given(names, names)
def test_matching_never_crosses_accents(written, known):
    match = find_unit(written, UnitIndex.of([unit(known)]))
    if blind_key(written) == blind_key(known) and tone_key(written) != tone_key(known):
        assert match.unit is None
        assert match.candidates
    if match.unit is not None:
        assert tone_key(written) == tone_key(known)


@given(names)
def test_every_name_finds_itself_in_the_first_tier(name):
    assert find_unit(name, UnitIndex.of([unit(name)])).tier == 1


@given(names)
def test_the_search_key_is_plain_ascii(name):
    assert search_key(name).isascii()
    assert search_key(search_key(name)) == search_key(name)


def test_the_search_key_reads_d_with_stroke_as_d():
    assert search_key("Đồi chè Ô Quý Hồ") == "doi che o quy ho"


def with_tones_behind(text: str) -> str:
    """Move the tone marks of each run of vowels behind it, sign by sign: the slow oracle of ``tone_key``."""
    found, waiting, in_vowels = "", "", False
    for sign in unicodedata.normalize("NFD", text):
        if unicodedata.combining(sign):
            if in_vowels and sign in TONES:
                waiting += sign
            else:
                found += sign
            continue
        in_vowels = sign in "aeiouy"
        if not in_vowels:
            found, waiting = found + waiting, ""
        found += sign
    return found + waiting


# Two Vietnamese letters with their marks apart, a joiner, a mark of another script, a sign of another one.
SIGNS = "aeiouybdđĐAEO ăêơ\u0302\u031b\u034f\u0324\u0591中–" + TONES


@given(st.text(SIGNS, max_size=9) | st.text(max_size=6))
def test_the_key_of_any_text_has_the_tones_of_each_run_of_vowels_behind_it(text):
    assert tone_key(text) == with_tones_behind(name_key(text))
