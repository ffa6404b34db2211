"""scripts/serve.py and what it stands on: both systems, every failure, the stamp, the interrupted set-up."""

from __future__ import annotations

import ast
import errno
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import serve
from scripts._setup import frontend, machine, repair, running, stamp, steps
from scripts._setup.messages import TEXTS, SetupFailed, message

ROOT = Path(serve.__file__).resolve().parent.parent
COMMANDS = [ROOT / "scripts" / f"{name}.py" for name in ("serve", "test", "bundle")]
SETUP_FILES = [*COMMANDS, *sorted((ROOT / "scripts" / "_setup").glob("*.py"))]


@pytest.fixture
def place(tmp_path: Path) -> steps.Place:
    """A checkout with nothing but what the set-up reads."""
    for folder in ("app/translations/en", "geodata/reference", "scripts"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return steps.Place(tmp_path)


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def program(folder: Path, text: str) -> list[str]:
    """Return the command of a small program that prints ``text`` and fails."""
    script = folder / "failing.py"
    script.write_text(f"print({text!r})\nraise SystemExit(3)\n", encoding="utf-8")
    return [sys.executable, str(script)]


def counting_step(place: steps.Place, made: list[str], wanted: str = "1") -> steps.Step:
    """Return a step that notes each time it is made."""
    return steps.Step("venv", wanted, lambda: True, lambda unpacked: made.append("made"))


# --- the module itself -----------------------------------------------------------------------------------


def imported_names(file: Path) -> set[str]:
    """Return the top-level names a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("file", SETUP_FILES, ids=lambda file: file.name)
def test_the_set_up_imports_the_standard_library_alone(file):
    assert imported_names(file) <= sys.stdlib_module_names | {"scripts"}


@pytest.mark.parametrize("file", SETUP_FILES, ids=lambda file: file.name)
def test_an_old_python_can_read_the_set_up_far_enough_to_be_told(file):
    assert ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_serve_runs_where_nothing_is_installed():
    command = [sys.executable, "-I", "-S", str(ROOT / "scripts" / "serve.py"), "--help"]
    done = subprocess.run(command, capture_output=True, check=False, cwd="/")
    assert done.returncode == 0
    assert {b"--port", b"--host", b"--setup-only", b"--database", b"--bundle"} <= set(done.stdout.split())


# --- both systems ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("system", "end"), [("posix", "bin/python"), ("nt", "Scripts/python.exe")])
def test_the_interpreter_lies_where_each_system_puts_it(system, end):
    assert machine.venv_python(Path("x"), system).as_posix() == f"x/{end}"


def test_posix_serves_through_gunicorn():
    command = machine.server_command(Path("py"), "127.0.0.1", 8000, 3, "posix")
    assert command[1:3] == ["-m", "gunicorn"]
    assert command[-1] == "app:create_app()"
    assert command[command.index("--bind") + 1] == "127.0.0.1:8000"
    assert command[command.index("--workers") + 1] == "3"


def test_windows_serves_through_waitress():
    command = machine.server_command(Path("py"), "127.0.0.1", 8000, 2, "nt")
    assert command[1:3] == ["-m", "waitress"]
    assert command[-2:] == ["--call", "app:create_app"]
    assert "--listen=127.0.0.1:8000" in command


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80")],
)
def test_the_address_shown_is_one_a_browser_can_open(host, shown):
    assert machine.shown_url(host, 80) == shown


@pytest.mark.parametrize(("host", "local"), [("127.0.0.1", True), ("localhost", True), ("0.0.0.0", False)])
def test_a_host_that_others_can_reach_is_told_apart(host, local):
    assert machine.is_local(host) is local


def test_windows_asks_for_a_port_of_its_own_and_posix_for_one_in_time_wait():
    assert machine.listen_option("posix") == socket.SO_REUSEADDR
    assert machine.listen_option("nt") != socket.SO_REUSEADDR


def test_windows_waits_for_the_server_and_returns_its_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert running.become([sys.executable, "-c", "raise SystemExit(5)"], tmp_path, os.environ, "nt") == 5


def test_posix_becomes_the_server(tmp_path, monkeypatch):
    called = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "execve", lambda *given: (_ for _ in ()).throw(SystemExit(called.append(given))))
    with pytest.raises(SystemExit):
        running.become(["server", "a"], tmp_path, {"X": "1"}, "posix")
    assert called == [("server", ["server", "a"], {"X": "1"})]


@pytest.mark.parametrize(
    ("system", "folder"), [("posix", "lib/python3.11/site-packages"), ("nt", "Lib/site-packages")]
)
def test_libraries_lie_where_each_system_puts_them(tmp_path, system, folder):
    (tmp_path / folder).mkdir(parents=True)
    assert repair.site_packages(tmp_path, system) == [tmp_path / folder]


# --- failures say what to do -----------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 8), (3, 10)])
def test_an_old_python_is_told_which_one_to_install(version):
    with pytest.raises(SetupFailed, match=rf"Python 3\.{version[1]} is too old.*python3\.11-venv") as failed:
        machine.check_python(version)
    assert failed.value.exit_code == 1


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_python_that_is_new_enough_is_taken(version):
    machine.check_python(version)


def test_a_python_without_venv_is_told_the_package():
    with pytest.raises(SetupFailed, match=r"apt install python3\.12-venv"):
        machine.check_venv((3, 12), find=lambda name: None if name == "ensurepip" else object())


def test_a_full_disk_is_told_how_much_is_needed(tmp_path):
    with pytest.raises(SetupFailed, match=r"has 5 MB free, 2000 MB are needed"):
        machine.check_disk(tmp_path, free=5_000_000)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EACCES, "no_permission"),
        (errno.EROFS, "no_permission"),
        (errno.ENOENT, "program_missing"),
    ],
)
def test_an_error_of_the_system_becomes_an_advice(tmp_path, code, key):
    assert machine.failure_of(OSError(code, "text", "name"), tmp_path).key == key


def test_a_taken_port_names_a_free_one_and_ends_with_2(taken_port):
    with pytest.raises(SetupFailed, match=rf"Port {taken_port} is in use.*--port \d+") as failed:
        machine.check_port("127.0.0.1", taken_port)
    assert failed.value.exit_code == 2
    assert failed.value.values["other"] != taken_port


def test_an_address_of_another_machine_is_told():
    with pytest.raises(SetupFailed, match="no address of this machine"):
        machine.check_port("192.0.2.1", 8000)


def test_a_host_that_nobody_knows_is_told(monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SetupFailed, match="no address of this machine"):
        machine.check_port("no-such-host", 8000)


def test_a_port_for_administrators_is_told_apart_from_a_taken_one():
    assert machine.port_failure(PermissionError(errno.EACCES, "x"), "127.0.0.1", 80).key == "port_refused"


def test_serve_finds_the_port_taken_before_it_sets_anything_up(taken_port, capsys, monkeypatch):
    monkeypatch.setattr(steps, "set_up", lambda *_: pytest.fail("set up before the port was checked"))
    assert serve.main(["--port", str(taken_port)]) == 2
    assert "--port" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("[Errno 28] No space left on device", "disk_full"),
        ("npm error code ENOSPC", "disk_full"),
        ("NewConnectionError: Temporary failure in name resolution", "no_network"),
        ("npm error code EAI_AGAIN", "no_network"),
        ("[Errno 13] Permission denied: 'x'", "no_permission"),
        ("ERROR: No matching distribution found for nothing", "command_failed"),
    ],
)
def test_what_a_failed_program_printed_decides_the_advice(tmp_path, printed, key):
    with pytest.raises(SetupFailed) as failed:
        running.run(program(tmp_path, printed), tmp_path, tmp_path / "log")
    assert failed.value.key == key
    assert printed in (tmp_path / "log").read_text(encoding="utf-8")


def test_a_program_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SetupFailed, match="no-such-program"):
        running.run([str(tmp_path / "no-such-program")], tmp_path, tmp_path / "log")


def test_the_progress_of_pip_is_shown_and_the_rest_kept_in_the_log(tmp_path, capsys):
    script = "print('Collecting flask (from -r x)'); print('noise')"
    running.run([sys.executable, "-c", script], tmp_path, tmp_path / "log")
    assert capsys.readouterr().out == "   Collecting flask\n"
    assert "noise" in (tmp_path / "log").read_text(encoding="utf-8")


# --- texts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_both_languages_of_a_text_name_the_same_values(key):
    fields = [{part.split("}")[0] for part in text.split("{")[1:]} for text in TEXTS[key]]
    assert fields[0] == fields[1]


def test_a_console_without_vietnamese_letters_gets_english():
    assert message("ready", "cp1252") == "Set-up is complete"
    assert message("ready", "utf-8") == "Cài đặt xong / Set-up is complete"


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
        ("sqlite:///instance/ocop.db", "/root/instance/ocop.db"),
        ("sqlite:////var/x.db", "/var/x.db"),
        ("sqlite:///a.db?timeout=5", "/root/a.db"),
        ("postgresql+psycopg://u@h/d", None),
    ],
)
def test_the_file_of_a_database_is_read_from_its_url(url, file):
    found = steps.sqlite_file(url, Path("/root"))
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


# --- starting --------------------------------------------------------------------------------------------


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    file = tmp_path / "instance" / "secret_key"
    first = steps.secret_key(file)
    assert len(first) >= 40
    assert steps.secret_key(file) == first
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_empty_secret_key_is_replaced(tmp_path):
    (tmp_path / "secret_key").touch()
    assert steps.secret_key(tmp_path / "secret_key")


def test_the_server_gets_its_database_and_key_by_environment(tmp_path):
    env = serve.server_env({"A": "1"}, "sqlite:///x.db", tmp_path / "key")
    assert env["A"] == "1"
    assert env["OCOP_DATABASE_URL"] == "sqlite:///x.db"
    assert env["OCOP_SECRET_KEY"] == (tmp_path / "key").read_text(encoding="ascii")


def test_a_secret_key_of_the_operator_is_kept_and_none_is_written(tmp_path):
    env = serve.server_env({"OCOP_SECRET_KEY": "mine"}, "sqlite:///x.db", tmp_path / "key")
    assert env["OCOP_SECRET_KEY"] == "mine"
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize(
    ("arguments", "env", "url"),
    [
        ([], {}, "sqlite:///instance/ocop.db"),
        ([], {"OCOP_DATABASE_URL": "sqlite:///e.db"}, "sqlite:///e.db"),
        (["--database", "sqlite:///o.db"], {"OCOP_DATABASE_URL": "sqlite:///e.db"}, "sqlite:///o.db"),
    ],
)
def test_the_option_wins_over_the_environment_and_that_over_the_default(
    place, monkeypatch, arguments, env, url
):
    urls = []
    monkeypatch.setattr(steps, "set_up", lambda place, url, bundle: urls.append(url))
    args = serve.parser().parse_args(["--setup-only", *arguments])
    assert serve.serve(args, place, env) == 0
    assert urls == [url]


@pytest.mark.parametrize(
    ("folder", "url"),
    [("instance", "sqlite:///instance/ocop.db"), ("/var/lib/ocop", "sqlite:////var/lib/ocop/ocop.db")],
)
def test_database_key_and_log_lie_in_the_instance_folder(tmp_path, folder, url):
    place = steps.Place(tmp_path, instance_dir=folder)
    assert place.database_url == url
    assert place.instance == tmp_path / folder
    assert place.log.parent == place.instance


@pytest.mark.parametrize(
    "arguments", [["--port", "0"], ["--port", "70000"], ["--workers", "0"], ["--port", "x"]]
)
def test_an_option_out_of_range_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        serve.parser().parse_args(arguments)
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err
