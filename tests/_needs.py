"""What a test may need from the machine: a browser, PostGIS, an office suite, a PDF reader.

Each helper returns what was found, or skips the test with a reason that ``tests.plugin_needs`` repeats in
the last lines. ``scripts/test.py --require-all`` sets ``OCOP_TEST_REQUIRE_ALL=1``; a skip is a failure then.
"""

from __future__ import annotations

import os

import pytest

from scripts._setup import tools

PREFIX = "needs "
REQUIRE_ALL = "OCOP_TEST_REQUIRE_ALL"


def require_all() -> bool:
    """Return whether a missing tool must fail the run."""
    return os.environ.get(REQUIRE_ALL) == "1"


def _found(name: str, value: str | None) -> str:
    if value:
        return value
    reason = f"{PREFIX}{name}: {tools.HOW_TO_GET[name]}"
    if require_all():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def needs_chromium() -> str:
    """Return the path of a Chromium or Chrome, for Playwright's ``executable_path``."""
    return _found("Chromium", os.environ.get("OCOP_TEST_CHROMIUM") or tools.find_chromium())


def needs_postgis() -> str:
    """Return the SQLAlchemy URL of a PostgreSQL server whose databases may hold PostGIS."""
    return _found("PostGIS", os.environ.get("OCOP_TEST_POSTGIS_URL"))


def needs_libreoffice() -> str:
    """Return the path of LibreOffice's ``soffice``."""
    return _found("LibreOffice", os.environ.get("OCOP_TEST_SOFFICE") or tools.find_soffice())


def needs_pdftoppm() -> str:
    """Return the path of poppler's ``pdftoppm``."""
    return _found("pdftoppm", os.environ.get("OCOP_TEST_PDFTOPPM") or tools.find_pdftoppm())
