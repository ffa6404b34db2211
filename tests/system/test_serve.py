"""scripts/serve.py and what it stands on: both systems, every failure, starting."""

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
from scripts._setup import machine, running, steps
from scripts._setup.messages import TEXTS, SetupFailed, message

ROOT = Path(serve.__file__).resolve().parent.parent
COMMANDS = [ROOT / "scripts" / f"{name}.py" for name in ("serve", "test", "bundle", "worker")]
SETUP_FILES = [*COMMANDS, *sorted((ROOT / "scripts" / "_setup").glob("*.py"))]


@pytest.fixture
def place(tmp_path: Path) -> steps.Place:
    """An empty checkout."""
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
