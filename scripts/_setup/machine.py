"""What differs from machine to machine, in small functions that take ``system`` (``os.name``)."""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from scripts._setup.messages import SetupFailed, say

PYTHON_NEEDED = (3, 11)
# The environment takes 0.9 GB, its downloads half as much, and pip unpacks beside the target.
BYTES_NEEDED = 2_000_000_000
MEGABYTE = 1_000_000


def venv_python(venv: Path, system: str = os.name) -> Path:
    """Return the interpreter of a virtual environment."""
    return venv / "Scripts" / "python.exe" if system == "nt" else venv / "bin" / "python"


def check_python(version: Sequence[int]) -> None:
    """Raise SetupFailed where this Python is too old to run the product."""
    if tuple(version[:2]) < PYTHON_NEEDED:
        raise SetupFailed("python_old", version=".".join(str(part) for part in version[:2]))


def check_venv(version: Sequence[int], find: Callable[[str], Any] = importlib.util.find_spec) -> None:
    """Raise SetupFailed where Python cannot make environments; Debian ships ensurepip as its own package."""
    if not (find("venv") and find("ensurepip")):
        raise SetupFailed("no_venv", package=f"python{version[0]}.{version[1]}-venv")


def check_disk(folder: Path, free: int | None = None, needed: int = BYTES_NEEDED) -> None:
    """Raise SetupFailed where ``folder`` has fewer than ``needed`` bytes free."""
    room = shutil.disk_usage(folder).free if free is None else free
    if room < needed:
        raise disk_full(folder, room, needed)


def disk_full(folder: Path, free: int | None = None, needed: int = BYTES_NEEDED) -> SetupFailed:
    """Return the failure that names how much room is left."""
    room = shutil.disk_usage(folder).free if free is None else free
    return SetupFailed("disk_full", path=folder, free=room // MEGABYTE, needed=needed // MEGABYTE)


def failure_of(error: OSError, folder: Path) -> SetupFailed:
    """Return what an operating-system error means to the user."""
    if error.errno == errno.ENOSPC or getattr(error, "winerror", None) == 112:
        return disk_full(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SetupFailed("no_permission", detail=error)
    return SetupFailed("program_missing", program=error.filename or "?", detail=error)


def check_port(host: str, port: int, system: str = os.name) -> None:
    """Raise SetupFailed (exit code 2) where the server could not listen on this address."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, listen_option(system), 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise SetupFailed("host_unknown", 2, host=host) from error
    except OSError as error:
        raise port_failure(error, host, port) from error


def listen_option(system: str) -> int:
    """Return the socket option under which binding tells whether a port is free.

    POSIX: as the server itself does, so that a port in TIME_WAIT counts as free. Windows gives SO_REUSEADDR
    another meaning (two programs on one port), so the exclusive option is asked for there.
    """
    if system == "nt":
        return int(getattr(socket, "SO_EXCLUSIVEADDRUSE", ~socket.SO_REUSEADDR))
    return socket.SO_REUSEADDR


def port_failure(error: OSError, host: str, port: int) -> SetupFailed:
    """Return what a refused bind means."""
    if error.errno in (errno.EADDRNOTAVAIL, getattr(errno, "WSAEADDRNOTAVAIL", -1)):
        return SetupFailed("host_unknown", 2, host=host)
    # Windows answers EACCES both for a reserved port and for one held exclusively.
    key = "port_refused" if error.errno == errno.EACCES else "port_taken"
    return SetupFailed(key, 2, port=port, other=free_port(host))


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that was free a moment ago."""
    family = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0][0]
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def address(host: str, port: int) -> str:
    """Return ``host:port`` as servers and URLs write it; an IPv6 host stands in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def shown_url(host: str, port: int) -> str:
    """Return what to type into the browser on this machine."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
    return "http://" + address(everywhere.get(host, host), port)


def is_local(host: str) -> bool:
    """Return whether only this machine can reach a server on ``host``."""
    return host == "localhost" or host == "::1" or host.startswith("127.")


def server_command(python: Path, host: str, port: int, workers: int, system: str = os.name) -> list[str]:
    """Return the command that serves the product: gunicorn, or waitress on Windows."""
    factory = "app:create_app"
    if system == "nt":
        threads = str(max(4, workers * 4))
        listen = f"--listen={address(host, port)}"
        return [str(python), "-m", "waitress", listen, f"--threads={threads}", "--call", factory]
    return [
        *(str(python), "-m", "gunicorn", "--workers", str(workers), "--worker-class", "gthread"),
        # Its control socket lies in the home folder: two servers would fight over one path.
        *("--threads", "4", "--bind", address(host, port), "--no-control-socket"),
        *("--access-logfile", "-", "--log-level", "warning", f"{factory}()"),
    ]


def worker_command(python: Path) -> list[str]:
    """Return the command that runs the jobs as long as its standard input is open."""
    return [str(python), "-m", "scripts.worker", "--with-parent", "--after-s", "1.5"]


@contextmanager
def only_one(lock: Path, system: str = os.name) -> Iterator[None]:
    """Hold ``lock`` while a set-up runs; the system frees it when the process dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="ascii") as handle:
        if not _take(handle, wait=False, system=system):
            say("waiting")
            _take(handle, wait=True, system=system)
        yield


def _take(handle: IO[str], wait: bool, system: str) -> bool:
    """Take the lock of an open file; return whether it was taken."""
    try:
        if system == "nt":
            import msvcrt

            # LK_LOCK gives up after ten seconds; the caller's wait has no end.
            mode = getattr(msvcrt, "LK_LOCK" if wait else "LK_NBLCK")
            getattr(msvcrt, "locking")(handle.fileno(), mode, 1)  # noqa: B009  (absent on POSIX)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            raise
        return _take(handle, wait, system) if wait else False
    return True
