"""Set up what the tests need and run them all: ``python3 scripts/test.py [--require-all] [pytest options]``.

The standard library alone, as ``serve.py``. pytest prints the last line.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)

from scripts._setup import machine, postgis, running, steps, tools  # noqa: E402
from scripts._setup.messages import SetupFailed, never_fail_to_print, say_failure  # noqa: E402

# Name, module, arguments. import-linter has no module to run; its program lies beside the interpreter.
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("-m", "ruff", "check", "--output-format", "concise", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", "--output-format", "concise", ".")),
    ("mypy", ("-m", "mypy")),
    ("import-linter", ("-c", "from importlinter.cli import lint_imports_command as run; run()")),
)
# A file stays in one process: what its tests share is made once. tests/conftest.py gives their order.
DEFAULTS = ("-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
PLAYWRIGHT_CHROMIUM = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as driver:\n    print(driver.chromium.executable_path)"
)


def parser() -> argparse.ArgumentParser:
    """Return the command line; what it does not know goes to pytest."""
    found = argparse.ArgumentParser(
        description="Set up and run all checks and tests. Other options and files go to pytest.",
        allow_abbrev=False,
    )
    found.add_argument("--require-all", action="store_true", help="a test that cannot run is a failure")
    found.add_argument("--bundle", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    return found


def pytest_arguments(given: Sequence[str], scratch: Path | None = None) -> list[str]:
    """Return pytest's arguments: ours, unless the caller chose how to spread the tests and where to write."""
    ways = ("-n", "--numprocesses", "--dist", "--pdb", "-s")
    chosen = any(word.startswith(ways) for word in given)
    arguments = [*(DEFAULTS[:1] if chosen else DEFAULTS), *given]
    if scratch and not any(word.startswith("--basetemp") for word in given):
        # pytest's own folder is shared by all runs of a user: two at once trip over each other's cleaning,
        # and complain about it after the closing line.
        arguments.append(f"--basetemp={scratch / 'tests'}")
    return arguments


def clean_env(env: Mapping[str, str]) -> dict[str, str]:
    """
    Return the environment without this installation's own settings: tests bring theirs.

    Images of containers tell Python to keep no bytecode: every process would rewrite every test again.
    """
    return {
        name: value
        for name, value in env.items()
        if not name.startswith("OCOP_") and name != "PYTHONDONTWRITEBYTECODE"
    }


def pytest_env(env: Mapping[str, str], found: Mapping[str, str | None], require_all: bool) -> dict[str, str]:
    """Return the environment of pytest, which names every program that was found."""
    ready = clean_env(env)
    ready.update({f"OCOP_TEST_{name}": value for name, value in found.items() if value})
    if require_all:
        ready["OCOP_TEST_REQUIRE_ALL"] = "1"
    return ready


def chromium_installers(python: Path, uid: int, which: Callable[[str], str | None]) -> list[list[list[str]]]:
    """Return the ways that may bring a Chromium here, each in commands: Debian's as root, or Playwright's."""
    if uid == 0 and which("apt-get"):
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
        # Older systems have only the whole browser.
        without_window = [["apt-get", "update", "-q"], [*install, "chromium-headless-shell"]]
        return [without_window, [[*install, "chromium"]]]
    return [[[str(python), "-m", "playwright", "install", "chromium"]]]


def get_chromium(place: steps.Place, env: Mapping[str, str]) -> str | None:
    """Return a Chromium, installed first where it may be; None where it cannot be had."""
    found = tools.find_chromium(env, system=place.system) or playwright_chromium(place)
    if found or env.get("OCOP_CHROMIUM"):
        return found
    uid = os.geteuid() if place.system == "posix" else -1
    for commands in chromium_installers(place.python, uid, shutil.which):
        try:
            for command in commands:
                running.run(command, place.root, place.log)
        except SetupFailed as failure:
            print(f"Chromium: {failure}", flush=True)
        else:
            break
    return tools.find_chromium(env, system=place.system) or playwright_chromium(place)


def playwright_chromium(place: steps.Place) -> str | None:
    """Return the Chromium that Playwright has downloaded, or None."""
    path = running.answers([str(place.python), "-c", PLAYWRIGHT_CHROMIUM])
    return path if path and Path(path).is_file() else None


@contextmanager
def reading_tests(python: Path, root: Path, env: Mapping[str, str]) -> Iterator[None]:
    """
    Let the tests be read meanwhile, and kept in the form in which pytest runs them.

    mypy leaves a processor idle. What is not read when it ends, each process of pytest reads for itself.
    """
    command = [str(python), "-m", "pytest", "--collect-only", "-qq", "-n", "0"]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=str(root), env=clean_env(env), stdin=nowhere, stdout=nowhere, stderr=nowhere
    ) as reader:
        try:
            yield
        finally:
            reader.terminate()


def failed_checks(python: Path, root: Path) -> list[str]:
    """Run the checks; return the names of those that failed."""
    failed = []
    for name, arguments in CHECKS:
        print(f"{name}:", flush=True)
        command = [str(python), *arguments]
        if subprocess.run(command, cwd=str(root), stdin=subprocess.DEVNULL, check=False).returncode:
            failed.append(name)
    return failed


def run_pytest(place: steps.Place, arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run pytest to its end, whose last line is ours; return its code."""
    command = [str(place.python), "-m", "pytest", *arguments]
    sys.stdout.flush()
    with subprocess.Popen(command, cwd=str(place.root), env=dict(env), stdin=subprocess.DEVNULL) as pytest:
        try:
            return pytest.wait()
        except KeyboardInterrupt:
            # pytest got it as well and is writing its summary.
            return pytest.wait()


def run(args: argparse.Namespace, extra: Sequence[str], place: steps.Place, env: Mapping[str, str]) -> int:
    """
    Set up, check, test; return 0 only if all of it is good.

    Raises
    ------
    SetupFailed
        If a step of the set-up fails.
    """
    machine.check_python(sys.version_info[:2])
    steps.set_up(place, None, args.bundle, dev=True)
    with ExitStack() as stack:
        url = env.get("OCOP_TEST_POSTGIS_URL") or stack.enter_context(postgis.throw_away(place.system))
        found = {
            "CHROMIUM": get_chromium(place, env),
            "POSTGIS_URL": url,
            "SOFFICE": tools.find_soffice(),
            "PDFTOPPM": tools.find_pdftoppm(),
        }
        with reading_tests(place.python, place.root, env):
            failed = failed_checks(place.python, place.root)
        ready = pytest_env(env, found, args.require_all)
        if failed:
            # Named in pytest's last lines: what failed before it has scrolled away.
            ready["OCOP_TEST_FAILED_CHECKS"] = ", ".join(failed)
        scratch = Path(tempfile.mkdtemp(prefix="ocop-tests-"))
        stack.callback(shutil.rmtree, str(scratch), ignore_errors=True)
        code = run_pytest(place, pytest_arguments(extra, scratch), ready)
    return code or (1 if failed else 0)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    never_fail_to_print()
    # So that a stopped run takes its database server with it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    args, extra = parser().parse_known_args(argv)
    try:
        return run(args, extra, steps.Place(ROOT), os.environ)
    except SetupFailed as failure:
        return say_failure(failure)
    except OSError as error:
        return say_failure(machine.failure_of(error, ROOT))


if __name__ == "__main__":
    raise SystemExit(main())
