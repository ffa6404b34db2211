"""The edition of the reference data that this version of the product ships."""

from __future__ import annotations

from datetime import date
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"


def reference_edition() -> date:
    """Return the day on which the committed reference tables were put together: their base date."""
    return date.fromisoformat((REFERENCE / "EDITION").read_text(encoding="ascii").strip())
