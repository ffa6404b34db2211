"""Pack what a machine with no network needs: ``bundle.py [FILE]`` here, ``serve.py --bundle FILE`` there.

One zip: the wheels of requirements.txt for this system and this Python, and the front-end files. It fits
machines of the same kind and the same state of the checkout, and says so where it does not.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)

from scripts._setup import archive, machine, running, steps  # noqa: E402
from scripts._setup.messages import SetupFailed, never_fail_to_print, say, say_failure  # noqa: E402


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    found = argparse.ArgumentParser(description="Pack libraries for a machine with no network.")
    found.add_argument(
        "file", type=Path, nargs="?", help="the zip to write (ocop-<platform>-<python>.bundle.zip)"
    )
    return found


def default_name(made_for: dict[str, str]) -> str:
    """Return the name of a bundle, which says where it fits."""
    return f"ocop-{made_for['platform']}-py{made_for['python']}.bundle.zip"


def wheel_command(python: Path, requirements: Path, target: Path) -> list[str]:
    """Return the command that collects every wheel, building one where only sources are published."""
    where = ["--wheel-dir", str(target), "-r", str(requirements)]
    return [str(python), "-m", "pip", "wheel", "--disable-pip-version-check", "--progress-bar", "off", *where]


def pack(place: steps.Place, target: Path) -> None:
    """
    Write the bundle.

    Raises
    ------
    SetupFailed
        If wheels or front-end files cannot be had.
    """
    # The environment first: its pip collects the wheels, and what it installed is what is packed.
    steps.set_up(place, None)
    say("step_wheels")
    with tempfile.TemporaryDirectory(prefix="ocop-bundle-") as scratch:
        folder = Path(scratch)
        requirements = place.root / "requirements.txt"
        running.run(wheel_command(place.python, requirements, folder / archive.WHEELS), place.root, place.log)
        shutil.copytree(str(place.vendor), str(folder / archive.VENDOR))
        archive.write(folder, target, archive.here(place.root))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 1 if a step failed."""
    never_fail_to_print()
    args = parser().parse_args(argv)
    place = steps.Place(ROOT)
    try:
        machine.check_python(sys.version_info[:2])
        target = args.file or Path.cwd() / default_name(archive.here(ROOT))
        pack(place, target)
    except SetupFailed as failure:
        return say_failure(failure)
    except OSError as error:
        return say_failure(machine.failure_of(error, ROOT))
    size = target.stat().st_size // machine.MEGABYTE
    say("bundle_written", file=target, name=target.name, size=size)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
