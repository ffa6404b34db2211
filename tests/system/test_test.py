"""scripts/test.py: what it looks for, what it passes on, and what the last lines say."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from scripts import test as command
from scripts._setup import postgis, running, steps, tools
from tests import _needs

ROOT = Path(command.__file__).resolve().parent.parent
FOUND = {"CHROMIUM": "/x/chromium", "POSTGIS_URL": None, "SOFFICE": None, "PDFTOPPM": "/x/pdftoppm"}
THREE_TESTS = """
import pytest
def test_passes(): pass
def test_skips_for_a_tool(postgis_url): pass
def test_skips_for_a_reason(): pytest.skip("a reason of its own")
"""


@pytest.fixture
def place(tmp_path: Path) -> steps.Place:
    """An empty checkout."""
    return steps.Place(tmp_path, "posix")


def run_three(folder: Path, **settings: str) -> list[str]:
    """Run THREE_TESTS with the product's plugin; return the lines printed."""
    (folder / "test_three.py").write_text(THREE_TESTS, encoding="utf-8")
    env = {**command.clean_env(os.environ), "PYTHONPATH": str(ROOT), **settings}
    arguments = [
        "-q",
        "-p",
        "tests.plugin_needs",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        str(folder),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


# --- what is looked for ----------------------------------------------------------------------------------


def test_a_chromium_that_is_named_is_taken(tmp_path):
    named = tmp_path / "chrome"
    named.touch()
    assert tools.find_chromium({"OCOP_CHROMIUM": str(named)}, lambda name: "/other") == str(named)


def test_a_chromium_that_is_named_wrongly_is_not_replaced_by_another(tmp_path):
    assert tools.find_chromium({"OCOP_CHROMIUM": str(tmp_path / "gone")}, lambda name: "/other") is None


def test_the_chromium_without_a_window_is_taken_first():
    installed = {"chromium": "/x/chromium", "chromium-headless-shell": "/x/shell"}
    assert tools.find_chromium({}, installed.get, "posix") == "/x/shell"


def test_a_chromium_is_found_by_any_of_its_names():
    installed = {"google-chrome": "/x/google-chrome"}
    assert tools.find_chromium({}, installed.get, "posix") == "/x/google-chrome"


def test_windows_is_searched_where_it_keeps_browsers(tmp_path):
    browser = tmp_path / "Google/Chrome/Application/chrome.exe"
    browser.parent.mkdir(parents=True)
    browser.touch()
    env = {"ProgramFiles": str(tmp_path)}
    assert tools.find_chromium(env, lambda name: None, "nt") == str(browser)
    assert tools.find_chromium(env, lambda name: None, "posix") is None


def test_libreoffice_is_found_by_both_names():
    assert tools.find_soffice({"libreoffice": "/x/libreoffice"}.get) == "/x/libreoffice"
    assert tools.find_soffice({"soffice": "/x/soffice"}.get) == "/x/soffice"


def test_every_missing_tool_has_an_advice():
    assert {"Chromium", "PostGIS", "LibreOffice", "pdftoppm"} == tools.HOW_TO_GET.keys()


def test_root_on_debian_gets_chromium_from_debian_and_others_from_playwright():
    by_root = command.chromium_installers(Path("py"), 0, lambda name: "/x/apt-get")
    by_user = command.chromium_installers(Path("py"), 1000, lambda name: "/x/apt-get")
    assert [way[-1][-1] for way in by_root] == ["chromium-headless-shell", "chromium"]
    assert {command[0] for way in by_root for command in way} == {"apt-get"}
    assert by_user == [[["py", "-m", "playwright", "install", "chromium"]]]


def test_where_one_chromium_cannot_be_installed_the_next_one_is(place, monkeypatch):
    installed = []

    def run(words: list[str], *_: object) -> None:
        if words[-1] == "chromium-headless-shell":
            raise running.explain("Unable to locate package", 100, place.root, place.log)
        installed.append(words[-1])

    monkeypatch.setattr(tools, "find_chromium", lambda env, system: "/x" if "chromium" in installed else None)
    monkeypatch.setattr(running, "answers", lambda command: None)
    monkeypatch.setattr(running, "run", run)
    ways = command.chromium_installers(place.python, 0, lambda name: "/x/apt-get")
    monkeypatch.setattr(command, "chromium_installers", lambda *_: ways)
    assert command.get_chromium(place, {}) == "/x"


def test_a_chromium_that_cannot_be_installed_is_no_failure(place, monkeypatch):
    def refuse(*_: object) -> None:
        raise running.explain("ETIMEDOUT", 1, place.root, place.log)

    monkeypatch.setattr(tools, "find_chromium", lambda env, system: None)
    monkeypatch.setattr(running, "answers", lambda command: None)
    monkeypatch.setattr(running, "run", refuse)
    assert command.get_chromium(place, {}) is None


# --- a throw-away PostGIS --------------------------------------------------------------------------------


def test_postgresql_without_postgis_is_not_taken(tmp_path, monkeypatch):
    (tmp_path / "99" / "bin").mkdir(parents=True)
    (tmp_path / "99" / "bin" / "initdb").touch()
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert postgis.find_binaries(tmp_path) is None


def test_the_newest_postgresql_with_postgis_is_taken(tmp_path, monkeypatch):
    for version in ("9", "15", "16"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(postgis, "has_postgis", lambda folder: folder.parent.name != "16")
    assert postgis.find_binaries(tmp_path) == tmp_path / "15" / "bin"


def test_root_hands_the_server_to_an_ordinary_user():
    assert "postgres" in postgis.as_user(["initdb"], 0, ["root", "postgres", "nobody"])
    assert "nobody" in postgis.as_user(["initdb"], 0, ["root", "nobody"])
    assert postgis.as_user(["initdb"], 1000, ["postgres"]) == ["initdb"]


def test_windows_starts_no_postgis_of_its_own():
    with postgis.throw_away("nt") as url:
        assert url is None


def test_a_machine_without_postgis_goes_on_without_it(monkeypatch):
    monkeypatch.setattr(postgis, "find_binaries", lambda: None)
    with postgis.throw_away("posix") as url:
        assert url is None


def test_a_postgis_that_cannot_be_started_is_said_and_left_out(tmp_path, monkeypatch, capsys):
    def refuse(binaries: Path, folder: Path) -> str:
        raise postgis.PostgisFailed("initdb: no")

    monkeypatch.setattr(postgis, "find_binaries", lambda: tmp_path)
    monkeypatch.setattr(postgis, "start", refuse)
    monkeypatch.setattr(postgis, "stop", lambda binaries, folder: folder.rmdir())
    with postgis.throw_away("posix") as url:
        assert url is None
    assert "initdb: no" in capsys.readouterr().out


# --- what is passed on -----------------------------------------------------------------------------------


def test_pytest_is_told_what_was_found():
    env = command.pytest_env({"PATH": "/bin"}, FOUND, require_all=False)
    assert env == {"PATH": "/bin", "OCOP_TEST_CHROMIUM": "/x/chromium", "OCOP_TEST_PDFTOPPM": "/x/pdftoppm"}


def test_require_all_is_passed_on():
    assert command.pytest_env({}, FOUND, require_all=True)["OCOP_TEST_REQUIRE_ALL"] == "1"


def test_settings_of_this_installation_do_not_reach_the_tests():
    assert command.clean_env({"OCOP_DATABASE_URL": "sqlite:///real.db", "PATH": "/bin"}) == {"PATH": "/bin"}


def test_what_the_tests_were_compiled_to_is_kept_also_where_python_is_told_not_to(tmp_path):
    (tmp_path / "test_three.py").write_text(THREE_TESTS, encoding="utf-8")
    kept = tmp_path / "__pycache__"
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with command.reading_tests(Path(sys.executable), tmp_path, env):
        end = time.monotonic() + 60
        while not list(kept.glob("test_three.*-pytest-*.pyc")):
            assert time.monotonic() < end, "waited too long"
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], [*command.DEFAULTS]),
        (["tests/x.py"], [*command.DEFAULTS, "tests/x.py"]),
        (["-n0", "-k", "x"], ["-q", "-n0", "-k", "x"]),
        (["--pdb"], ["-q", "--pdb"]),
    ],
)
def test_options_of_the_caller_go_to_pytest(given, passed):
    assert command.pytest_arguments(given)[: len(passed)] == passed


def test_two_runs_at_once_share_no_folder(tmp_path):
    first = command.pytest_arguments([], tmp_path)
    assert f"--basetemp={tmp_path / 'tests'}" in first
    assert "--basetemp=/mine" in command.pytest_arguments(["--basetemp=/mine"], tmp_path)
    assert not any(str(tmp_path) in word for word in command.pytest_arguments(["--basetemp=/mine"], tmp_path))


def test_options_that_are_not_ours_are_left_for_pytest():
    args, extra = command.parser().parse_known_args(["--require-all", "-k", "name", "tests/x.py"])
    assert args.require_all
    assert extra == ["-k", "name", "tests/x.py"]


def test_a_failed_check_makes_the_run_fail_and_the_tests_still_run(place, monkeypatch):
    seen: dict[str, str] = {}

    def tests_pass(place: steps.Place, arguments: list[str], env: dict[str, str]) -> int:
        seen.update(env)
        return 0

    monkeypatch.setattr(steps, "set_up", lambda *_, **__: False)
    monkeypatch.setattr(command, "get_chromium", lambda *_: None)
    monkeypatch.setattr(command, "reading_tests", lambda *_: nullcontext())
    monkeypatch.setattr(command, "failed_checks", lambda *_: ["mypy"])
    monkeypatch.setattr(command, "run_pytest", tests_pass)
    args = command.parser().parse_args([])
    assert command.run(args, [], place, {"OCOP_TEST_POSTGIS_URL": "postgresql+psycopg://x"}) == 1
    assert seen["OCOP_TEST_FAILED_CHECKS"] == "mypy"
    assert seen["OCOP_TEST_POSTGIS_URL"] == "postgresql+psycopg://x"


def test_checks_that_fail_are_named(tmp_path, monkeypatch):
    checks = (("good", ("-c", "pass")), ("bad", ("-c", "raise SystemExit(1)")))
    monkeypatch.setattr(command, "CHECKS", checks)
    assert command.failed_checks(Path(sys.executable), tmp_path) == ["bad"]


# --- the last lines --------------------------------------------------------------------------------------


def test_the_last_lines_say_what_was_skipped_and_how_to_get_it(tmp_path):
    lines = run_three(tmp_path)
    assert lines[-1].startswith("1 passed, 2 skipped in ")
    assert "1 skipped: needs PostGIS: install postgresql and postgis" in lines[-2]
    assert lines[-3] == "1 skipped: a reason of its own"


def test_under_require_all_every_skip_is_a_failure(tmp_path):
    lines = run_three(tmp_path, OCOP_TEST_REQUIRE_ALL="1")
    assert lines[-1].startswith("1 failed, 1 passed, 1 error in ")
    assert any("skipped under --require-all: a reason of its own" in line for line in lines)


def test_the_last_lines_name_the_checks_that_failed_before(tmp_path):
    lines = run_three(tmp_path, OCOP_TEST_FAILED_CHECKS="mypy, ruff check")
    assert "checks that failed before the tests: mypy, ruff check" in lines[-5:]
    assert lines[-1].startswith("1 passed")


def test_a_tool_that_was_found_is_handed_to_the_test(monkeypatch):
    monkeypatch.setenv("OCOP_TEST_SOFFICE", "/x/soffice")
    assert _needs.needs_libreoffice() == "/x/soffice"
