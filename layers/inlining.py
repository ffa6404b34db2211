"""What a page without network holds in itself: styles and scripts with their licences, and what it may do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

# Beside a library of somebody else: whoever hands it on hands on its conditions.
LICENCE = "LICENSE"
# Nothing of these may come from anywhere: pictures that Leaflet's style names, its map of the source.
FOREIGN = re.compile(r"url\((?!#|data:)[^)]*\)|^//# sourceMappingURL=.*$", re.MULTILINE)
END_TAGS = ("</script", "</style")


def inline_source(path: Path) -> str:
    """
    Return a style or a script with its licence, without anything that it would fetch.

    Raises
    ------
    ValueError
        It holds what would end the element around it.
    """
    text = FOREIGN.sub("none" if path.suffix == ".css" else "", path.read_text(encoding="utf-8"))
    if path.suffix == ".js" and (licence := licence_of(path)):
        text = f"/*\n{licence}*/\n{text}"
    return harmless(path.name, text)


def licence_of(path: Path) -> str:
    """Return the licence that lies beside a library; empty: none does."""
    licence = path.with_name(LICENCE)
    return licence.read_text(encoding="utf-8") if licence.is_file() else ""


def harmless(name: str, text: str) -> str:
    """Return a text of ours if nothing in it ends the element that it stands in."""
    if any(tag in text.lower() for tag in END_TAGS):
        raise ValueError(f"{name} cannot stand inside a page")
    return text


def inline_policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Return the policy of such a page: what stands in it (hashes) may run, nothing comes from elsewhere."""
    rules: Mapping[str, Sequence[str]] = {
        "default-src": ["'none'"],
        "script-src": scripts,
        "style-src": styles,
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())
