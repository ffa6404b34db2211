"""Every text that a reader sees has its Vietnamese."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    """The committed translations."""
    path = ROOT / "app" / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale="vi")


@pytest.fixture(scope="module")
def texts() -> set[str | tuple[str, str]]:
    """Every marked text of the program."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
    found = set()
    for folder in ("app", "geodata", "layers"):
        prefixed = [
            (pattern.removeprefix(f"{folder}/"), method)
            for pattern, method in methods
            if pattern.startswith(f"{folder}/")
        ]
        moved = {pattern.removeprefix(f"{folder}/"): value for pattern, value in options.items()}
        for _, _, text, _, _ in extract_from_dir(str(ROOT / folder), prefixed, moved, keywords):
            found.add(text)
    return found


def strings(value: str | tuple[str, ...] | list[str]) -> list[str]:
    """Return the forms of a text."""
    return [value] if isinstance(value, str) else list(value)


def test_every_text_has_its_vietnamese(texts, vietnamese):
    missing = [
        text for text in texts if not vietnamese.get(text) or not all(strings(vietnamese.get(text).string))
    ]
    assert len(texts) > 300
    assert missing == []


def test_a_translation_keeps_the_places_that_values_fill(vietnamese):
    for message in vietnamese:
        if message.id:
            wanted = {place for text in strings(message.id) for place in PLACEHOLDER.findall(text)}
            for text in strings(message.string):
                assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
                assert not message.string or wanted - set(PLACEHOLDER.findall(text)) <= {"%(num)s"}, (
                    message.id
                )


def test_no_translation_is_left_that_no_text_asks_for(texts, vietnamese):
    left = [message.id for message in vietnamese if message.id and message.id not in texts]
    assert left == []
