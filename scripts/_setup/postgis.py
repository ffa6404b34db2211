"""A throw-away PostGIS server for the tests, on a port of its own.

Also a small command, for a caller that is not Python: ``python3 -m scripts._setup.postgis start FOLDER``
prints the URL, ``... stop FOLDER`` ends the server and removes the folder.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts._setup import machine

DEBIAN_PLACES = Path("/usr/lib/postgresql")
USER = "ocop"
# A server that is thrown away needs no crash safety; TCP alone, since nobody knows its socket folder.
OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off"
    " -c full_page_writes=off -c max_connections=200"
)


class PostgisFailed(Exception):
    """The server could not be started; the text is what PostgreSQL printed."""


def find_binaries(places: Path = DEBIAN_PLACES) -> Path | None:
    """Return the folder of the newest PostgreSQL that has PostGIS, or None."""
    folders = [path.parent for path in places.glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    fit = [folder for folder in folders if has_postgis(folder)]
    return max(fit, key=major_version, default=None)


def major_version(binaries: Path) -> int:
    """Return the version in a path like ``/usr/lib/postgresql/15/bin``, or 0."""
    found = re.search(r"\d+", binaries.parent.name)
    return int(found.group()) if found else 0


def has_postgis(binaries: Path) -> bool:
    """Return whether the extension is installed beside these binaries."""
    version = binaries.parent.name
    share = [
        Path("/usr/share/postgresql") / version,
        binaries.parent / "share",
        binaries.parent / "share/postgresql",
    ]
    return any((folder / "extension/postgis.control").is_file() for folder in share)


def as_user(command: Sequence[str], uid: int, users: Sequence[str]) -> list[str]:
    """Return ``command`` run by an ordinary user: PostgreSQL refuses to run as root."""
    if uid != 0:
        return list(command)
    owner = owner_name(uid, users)
    if shutil.which("runuser"):
        return ["runuser", "-u", owner, "--", *command]
    return ["su", "-s", "/bin/sh", owner, "-c", '"$0" "$@"', "--", *command]


def owner_name(uid: int, users: Sequence[str]) -> str:
    """Return who owns the cluster when root asks for it."""
    return "postgres" if "postgres" in users else "nobody"


def known_users() -> list[str]:
    """Return the users of this machine (POSIX)."""
    import pwd

    return [entry.pw_name for entry in pwd.getpwall()]


def start(binaries: Path, folder: Path) -> str:
    """
    Make a cluster in the empty ``folder`` and start it; return its SQLAlchemy URL.

    Raises
    ------
    PostgisFailed
        If a program of PostgreSQL fails.
    """
    data, password_file = folder / "data", folder / "password"
    password = secrets.token_hex(16)
    password_file.write_text(password, encoding="ascii")
    if os.geteuid() == 0:
        for path in (folder, password_file):
            shutil.chown(path, owner_name(0, known_users()))
    login = ["--username", USER, "--pwfile", str(password_file), "--auth", "scram-sha-256"]
    _run(
        [str(binaries / "initdb"), "-D", str(data), *login, "-E", "UTF8", "--no-locale", "--no-sync"], folder
    )
    port = machine.free_port()
    options = f"{OPTIONS} -c port={port}"
    log = str(folder / "log")
    _run([str(binaries / "pg_ctl"), "-D", str(data), "-l", log, "-w", "-o", options, "start"], folder)
    _sql(binaries, port, password, "postgres", f"CREATE DATABASE {USER}", folder)
    _sql(binaries, port, password, USER, "CREATE EXTENSION postgis", folder)
    return f"postgresql+psycopg://{USER}:{password}@127.0.0.1:{port}/{USER}"


def stop(binaries: Path, folder: Path) -> None:
    """Stop the server of ``folder`` and remove it; a server that is gone already is no failure."""
    command = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop"]
    with suppress(OSError):
        subprocess.run(
            as_user(command, os.geteuid(), known_users()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
    shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str], folder: Path) -> None:
    """Run one program of PostgreSQL as the owner of the cluster."""
    # Into a file: the server inherits the handles of pg_ctl, and a pipe would stay open as long as it runs.
    with (folder / "output").open("a+", encoding="utf-8") as output:
        done = subprocess.run(
            as_user(command, os.geteuid(), known_users()),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=str(folder),
            check=False,
        )
        if done.returncode:
            output.seek(0)
            raise PostgisFailed(output.read())


def _sql(binaries: Path, port: int, password: str, database: str, statement: str, folder: Path) -> None:
    """Run one statement as the superuser of the cluster."""
    where = f"host=127.0.0.1 port={port} user={USER} dbname={database}"
    done = subprocess.run(
        [str(binaries / "psql"), "-X", "-q", "-d", where, "-c", statement],
        env={**os.environ, "PGPASSWORD": password},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise PostgisFailed(done.stdout.decode("utf-8", "replace"))


@contextmanager
def throw_away(system: str = os.name) -> Iterator[str | None]:
    """Yield the URL of a fresh PostGIS server that is gone afterwards, or None where none can be had."""
    binaries = find_binaries() if system == "posix" else None
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="ocop-postgis-"))
    try:
        try:
            url: str | None = start(binaries, folder)
        except (PostgisFailed, OSError) as error:
            print(f"PostGIS could not be started:\n{error}", flush=True)
            url = None
        yield url
    finally:
        stop(binaries, folder)


def main(argv: Sequence[str]) -> int:
    """Start or stop a server in a folder."""
    binaries = find_binaries()
    if len(argv) != 2 or argv[0] not in ("start", "stop") or binaries is None:
        print(
            "usage: python3 -m scripts._setup.postgis start|stop FOLDER (with PostGIS installed)",
            file=sys.stderr,
        )
        return 2
    if argv[0] == "stop":
        stop(binaries, Path(argv[1]))
        return 0
    try:
        print(start(binaries, Path(argv[1])))
    except PostgisFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
