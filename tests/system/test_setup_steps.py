"""The steps of the set-up: the stamp, the interrupted installation, the database, the front end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts._setup import frontend, machine, repair, running, stamp, steps
from scripts._setup.messages import TEXTS, SetupFailed

ROOT = Path(steps.__file__).resolve().parent.parent.parent


@pytest.fixture
def place(tmp_path: Path) -> steps.Place:
    """A checkout with nothing but what the set-up reads."""
    for folder in ("app/translations/en", "geodata/reference", "scripts"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return steps.Place(tmp_path)


def counting_step(place: steps.Place, made: list[str], wanted: str = "1") -> steps.Step:
    """Return a step that notes each time it is made."""
    return steps.Step("venv", wanted, lambda: True, lambda unpacked: made.append("made"))


# --- the stamp -------------------------------------------------------------------------------------------


def test_a_step_is_made_once(place):
    place.venv.mkdir()
    made: list[str] = []
    steps.do(counting_step(place, made), place)
    steps.do(counting_step(place, made), place)
    assert made == ["made"]


def test_a_step_is_made_again_when_what_it_is_made_from_changes(place):
    place.venv.mkdir()
    made: list[str] = []
    steps.do(counting_step(place, made, "1"), place)
    steps.do(counting_step(place, made, "2"), place)
    assert made == ["made", "made"]


def test_a_step_that_fails_is_not_in_the_stamp(place):
    place.venv.mkdir()

    def fail(unpacked: Path | None) -> None:
        raise SetupFailed("no_network", log="x")

    with pytest.raises(SetupFailed):
        steps.do(steps.Step("requirements", "1", lambda: True, fail), place)
    assert stamp.read(place.stamp) == {}


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"venv": 1}'])
def test_a_damaged_stamp_is_an_empty_one(tmp_path, text):
    (tmp_path / "stamp").write_text(text, encoding="utf-8")
    assert stamp.read(tmp_path / "stamp") == {}


def test_a_fingerprint_follows_names_and_bytes(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("x", encoding="utf-8")
    before = stamp.fingerprint(tmp_path, [first])
    first.replace(second)
    assert stamp.fingerprint(tmp_path, [second]) != before
    second.write_text("y", encoding="utf-8")
    assert stamp.fingerprint(tmp_path, [second]) != before


def test_new_reference_data_loads_the_database_again(place):
    before = steps.database_step(place, "sqlite:///a.db").wanted
    (place.root / "geodata" / "reference" / "new.csv").write_text("x", encoding="utf-8")
    assert steps.database_step(place, "sqlite:///a.db").wanted != before


def test_a_database_file_that_is_gone_is_made_again(place):
    step = steps.database_step(place, "sqlite:///instance/a.db")
    done = {step.key: step.wanted}
    assert not step.is_done(done)
    place.instance.mkdir()
    (place.instance / "a.db").touch()
    assert step.is_done(done)


def test_each_database_has_its_own_stamp_and_no_password_is_kept(place):
    first = steps.database_step(place, "postgresql+psycopg://u:secret@h/a").key
    assert first != steps.database_step(place, "postgresql+psycopg://u:secret@h/b").key
    assert "secret" not in first


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///instance/ocop.db", "/product/instance/ocop.db"),
        ("sqlite:////var/x.db", "/var/x.db"),
        ("sqlite:///a.db?timeout=5", "/product/a.db"),
        ("postgresql+psycopg://u@h/d", None),
    ],
)
def test_the_file_of_a_database_is_read_from_its_url(url, file):
    found = steps.sqlite_file(url, Path("/product"))
    assert (found and found.as_posix()) == file


def loader_that_ends_with(folder: Path, *codes: int) -> steps.Place:
    """Return a checkout whose loader ends with each code in turn."""
    place = steps.Place(folder)
    (folder / "scripts" / "load_reference.py").write_text(
        "import os; from pathlib import Path\n"
        "log = Path('runs'); log.touch(); runs = log.read_text().split()\n"
        "log.write_text(' '.join([*runs, os.environ['OCOP_DATABASE_URL']]))\n"
        f"raise SystemExit({codes}[len(runs)])\n",
        encoding="utf-8",
    )
    place.python.parent.mkdir(parents=True)
    place.python.symlink_to(sys.executable)
    return place


def test_the_database_is_named_to_the_loader_where_other_users_cannot_see_it(place):
    steps.load(loader_that_ends_with(place.root, 0), "sqlite:///a.db")
    assert (place.root / "runs").read_text(encoding="utf-8") == "sqlite:///a.db"


def test_refused_rows_do_not_stop_the_set_up(place):
    steps.load(loader_that_ends_with(place.root, 1, 0), "u")
    assert (place.root / "runs").read_text(encoding="utf-8") == "u u"


@pytest.mark.parametrize("codes", [(1, 1), (2,)])
def test_a_loader_that_cannot_load_stops_the_set_up(place, codes):
    with pytest.raises(SetupFailed, match=f"code {codes[0]}"):
        steps.load(loader_that_ends_with(place.root, *codes), "u")
    assert len((place.root / "runs").read_text(encoding="utf-8").split()) == len(codes)


def test_a_site_that_has_reference_data_starts_without_newer_ones_and_says_so(place, capsys):
    step = steps.database_step(loader_that_ends_with(place.root, 3, 0), "u")
    steps.do(step, place)
    assert "the site goes on with the data it has" in capsys.readouterr().out
    steps.do(step, place)  # it is tried again
    assert (place.root / "runs").read_text(encoding="utf-8") == "u u"
    assert step.is_done(stamp.read(place.stamp))


def test_tests_set_up_their_tools_and_no_database(place):
    keys = [step.key for step in steps.steps_of(place, None, dev=True)]
    assert keys == ["venv", "requirements", "frontend", "dev"]


def test_translations_are_compiled_where_there_are_some(place):
    catalogue = place.root / "app" / "translations" / "en" / "messages.po"
    catalogue.touch()
    step = next(step for step in steps.steps_of(place, None) if step.key == "translations")
    assert not step.is_there()
    catalogue.with_suffix(".mo").touch()
    assert step.is_there()


def test_every_step_has_a_text():
    keys = {"venv", "requirements", "dev", "frontend", "translations", "database"}
    assert {f"step_{key}" for key in keys} <= TEXTS.keys()


def test_a_set_up_that_is_complete_does_nothing(place, monkeypatch):
    made: list[str] = []
    place.venv.mkdir()
    monkeypatch.setattr(steps, "steps_of", lambda *_: [counting_step(place, made)])
    assert steps.set_up(place, None)
    assert not steps.set_up(place, None)
    assert made == ["made"]


def test_a_second_set_up_waits_for_the_first(place):
    lock = place.instance / "setup.lock"
    script = (
        "from pathlib import Path; from scripts._setup.machine import only_one\n"
        f"with only_one(Path({str(lock)!r})): print('in')"
    )
    with machine.only_one(lock):
        second = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        first_line = second.stdout.readline()
    assert "Another set-up is running" in first_line
    assert second.communicate()[0] == "in\n"


# --- an interrupted installation -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "folder"), [("posix", "lib/python3.11/site-packages"), ("nt", "Lib/site-packages")]
)
def test_libraries_lie_where_each_system_puts_them(tmp_path, system, folder):
    (tmp_path / folder).mkdir(parents=True)
    assert repair.site_packages(tmp_path, system) == [tmp_path / folder]


def distribution(folder: Path, name: str, record: str | None) -> Path:
    """Make what pip leaves of one library."""
    metadata = folder / f"{name}-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").touch()
    (folder / f"{name}.py").touch()
    if record is not None:
        (metadata / "RECORD").write_text(record, encoding="utf-8")
    return metadata


def test_a_library_without_its_record_is_forgotten(tmp_path):
    distribution(tmp_path, "whole", "whole.py,,\nwhole-1.dist-info/METADATA,,\n")
    distribution(tmp_path, "half", None)
    assert repair.remove_broken(tmp_path) == ["half-1.dist-info"]
    assert (tmp_path / "whole-1.dist-info").is_dir()


def test_a_library_with_a_lost_file_is_forgotten(tmp_path):
    metadata = distribution(tmp_path, "lost", "lost.py,,\nlost/data.bin,,\n")
    repair.remove_broken(tmp_path)
    assert not metadata.exists()


def test_compiled_files_may_be_absent(tmp_path):
    distribution(tmp_path, "whole", "whole.py,,\n__pycache__/whole.pyc,,\n")
    assert repair.remove_broken(tmp_path) == []


def test_what_pip_moved_aside_is_removed(tmp_path):
    (tmp_path / "~olium").mkdir()
    assert repair.remove_broken(tmp_path) == ["~olium"]


def test_an_environment_without_pip_is_made_anew(place, monkeypatch):
    commands = []
    monkeypatch.setattr(running, "answers", lambda command: None)
    monkeypatch.setattr(running, "run", lambda command, *rest: commands.append(command))
    steps.venv_step(place).make(None)
    assert commands == [[sys.executable, "-m", "venv", "--clear", str(place.venv)]]


def test_an_environment_that_works_is_kept(place, monkeypatch):
    monkeypatch.setattr(running, "answers", lambda command: "True")
    monkeypatch.setattr(running, "run", lambda *_: pytest.fail("made anew"))
    steps.venv_step(place).make(None)


# --- the front end ---------------------------------------------------------------------------------------


def node_modules(folder: Path) -> Path:
    """Make every file that the vendor folder is copied from."""
    for source in frontend.VENDOR.values():
        (folder / source).parent.mkdir(parents=True, exist_ok=True)
        (folder / source).write_text(source, encoding="utf-8")
    return folder


def test_only_what_pages_load_is_copied(tmp_path):
    modules = node_modules(tmp_path / "node_modules")
    (modules / "leaflet/dist/leaflet-src.js").touch()
    frontend.copy_vendor(modules, tmp_path / "vendor")
    vendor = tmp_path / "vendor"
    copied = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()}
    assert copied == set(frontend.VENDOR)
    assert frontend.is_complete(vendor)


def test_each_library_brings_its_licence():
    packages = {target.split("/")[0] for target in frontend.VENDOR}
    assert {f"{package}/LICENSE" for package in packages} <= frontend.VENDOR.keys()


def test_a_package_that_lacks_a_file_leaves_the_old_vendor_folder(tmp_path):
    modules = node_modules(tmp_path / "node_modules")
    frontend.copy_vendor(modules, tmp_path / "vendor")
    (modules / "leaflet/dist/leaflet.js").unlink()
    with pytest.raises(SetupFailed, match=r"leaflet has no file leaflet/dist/leaflet\.js"):
        frontend.copy_vendor(modules, tmp_path / "vendor")
    assert frontend.is_complete(tmp_path / "vendor")


@pytest.mark.parametrize(
    ("path", "version", "found"),
    [
        ("/x/npm", "10.8.2", ["/x/npm"]),
        ("/x/npm", "6.14.4", None),
        ("/x/npm", None, None),
        (None, "10.0.0", None),
    ],
)
def test_the_machines_npm_is_used_when_it_is_there_and_new_enough(path, version, found):
    assert frontend.find_npm(lambda name: path, lambda command: version) == found


def test_where_npm_is_missing_it_comes_through_pip(place, monkeypatch):
    commands = []
    monkeypatch.setattr(frontend, "find_npm", lambda: None)
    monkeypatch.setattr(running, "run", lambda command, *rest: commands.append(command))
    assert steps.npm_of(place)[:2] == [str(place.python), "-c"]
    assert frontend.NODE_WHEEL in commands[0]


def test_no_script_of_a_package_runs():
    assert "--ignore-scripts" in frontend.install_command(["npm"])


def test_the_lock_file_names_no_place_and_fixes_every_version():
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    package = (ROOT / "package.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "http" not in lock
    assert not any(sign in package for sign in ("^", "~", "latest", "*"))
