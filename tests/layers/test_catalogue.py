"""The one list of layers."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from geodata.errors import NotFound
from geodata.view import View
from geodata.vocabulary import MarketKind
from layers.build import build
from layers.catalogue import CATALOGUE, GROUP_TITLES, find_layer
from layers.labels import LABELS
from tests.contract import DOCUMENT


def test_every_key_is_one_word_and_stands_once():
    keys = [spec.key for spec in CATALOGUE]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z][a-z_]*", key) for key in keys)


def test_layers_of_one_group_stand_together():
    groups = [spec.group for spec in CATALOGUE]
    assert sorted(groups, key=list(GROUP_TITLES).index) == groups


def test_the_api_document_names_exactly_the_layers_of_the_catalogue():
    named = DOCUMENT["components"]["parameters"]["key"]["schema"]["enum"]
    assert sorted(named) == sorted(spec.key for spec in CATALOGUE)


def test_the_layer_of_markets_says_how_often_each_is_held():
    spec = find_layer("markets")
    assert "weekly, daily or day unknown" in spec.title
    kinds = [field.kind.removeprefix("code:") for field in spec.fields if field.name == "market_kind"]
    assert [sorted(LABELS[kind]) for kind in kinds] == [sorted(MarketKind)]


def test_the_layers_of_the_registry_carry_what_tells_their_place_and_year(reference_store):
    view = View(today=date(2026, 11, 21))
    zones = build(find_layer("material_zones"), reference_store, view).frame
    several = zones[zones["commune_codes"].map(len) > 1]
    assert len(several)
    assert several.geometry.isna().all()
    assert set(several["in_system"]) == {"in_communes"}
    products = build(find_layer("products"), reference_store, view).frame
    assert products["evaluated_year"].notna().sum() == 12
    crafts = build(find_layer("craft_villages"), reference_store, view).frame
    assert "San Sả Hồ (2019)" in set(crafts["unit_name"])


def test_an_unknown_key_is_told_which_keys_there_are():
    with pytest.raises(NotFound, match="craft_villages"):
        find_layer("nope")


def test_the_readme_names_every_layer():
    readme = Path("README.md").read_text(encoding="utf-8")
    assert [spec.key for spec in CATALOGUE if f"`{spec.key}`" not in readme] == []
