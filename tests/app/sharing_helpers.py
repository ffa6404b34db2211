"""A link to the map, and what stands in the fields of the page that shares it."""

from __future__ import annotations

import html
import re

from app.settings import ROOT

SCRIPTS = ROOT / "app" / "static" / "js"
MAP = "units=2024&on=2025-01-01&layers=communes:60,products&stars=4&at=22.34,104.09,9.5&indicator=producers"


def value_of(page: str, name: str) -> str:
    """Return what stands in a text area, or the value of an input."""
    found = re.search(rf'<textarea id="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return html.unescape((found or re.search(rf'id="{name}"[^>]* value="([^"]*)"', page))[1])
