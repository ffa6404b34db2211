"""Programs that the tests use where the machine has them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

# Debian's own without a window first: it opens a page of the map with two thirds of the work.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
WINDOWS_CHROMES = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
HOW_TO_GET = {
    "Chromium": "install chromium (Debian: apt install chromium) or name one in OCOP_CHROMIUM",
    "PostGIS": "install postgresql and postgis (Debian: apt install postgresql postgresql-postgis), "
    "or name a server in OCOP_TEST_POSTGIS_URL",
    "LibreOffice": "install LibreOffice Writer (Debian: apt install libreoffice-writer)",
    "pdftoppm": "install poppler (Debian: apt install poppler-utils)",
}


def find_chromium(
    env: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
    system: str = os.name,
) -> str | None:
    """Return the path of a Chromium: the one named in ``OCOP_CHROMIUM``, or one that is installed."""
    named = env.get("OCOP_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    for name in CHROMIUM_NAMES:
        path = which(name)
        if path:
            return path
    return (
        next((str(path) for path in _windows_chromes(env) if path.is_file()), None)
        if system == "nt"
        else None
    )


def _windows_chromes(env: Mapping[str, str]) -> list[Path]:
    """Return where Windows keeps browsers, which are not on its PATH."""
    roots = [env[name] for name in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData") if name in env]
    return [Path(root) / place for root in roots for place in WINDOWS_CHROMES]


def find_soffice(which: Callable[[str], str | None] = shutil.which) -> str | None:
    """Return the path of LibreOffice, or None."""
    return which("soffice") or which("libreoffice")


def find_pdftoppm(which: Callable[[str], str | None] = shutil.which) -> str | None:
    """Return the path of poppler's pdftoppm, or None."""
    return which("pdftoppm")
