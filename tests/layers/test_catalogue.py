"""The one list of layers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from geodata.errors import NotFound
from layers.catalogue import CATALOGUE, GROUP_TITLES, find_layer

API = yaml.safe_load(Path("docs/openapi.yaml").read_text(encoding="utf-8"))


def test_every_key_is_one_word_and_stands_once():
    keys = [spec.key for spec in CATALOGUE]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z][a-z_]*", key) for key in keys)


def test_layers_of_one_group_stand_together():
    groups = [spec.group for spec in CATALOGUE]
    assert sorted(groups, key=list(GROUP_TITLES).index) == groups


def test_the_api_document_names_exactly_the_layers_of_the_catalogue():
    named = API["components"]["parameters"]["key"]["schema"]["enum"]
    assert sorted(named) == sorted(spec.key for spec in CATALOGUE)


def test_an_unknown_key_is_told_which_keys_there_are():
    with pytest.raises(NotFound, match="craft_villages"):
        find_layer("nope")
