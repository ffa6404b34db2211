"""Running the programs that do the work, and telling why one failed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts._setup import machine
from scripts._setup.messages import SetupFailed

# In this order: a full disk and a refused write also break downloads.
SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "disk_full",
        re.compile(r"No space left on device|ENOSPC|not enough space on the disk|disk is full", re.I),
    ),
    (
        "no_permission",
        re.compile(r"Permission denied|EACCES|EPERM|Access is denied|Read-only file system", re.I),
    ),
    (
        "no_network",
        re.compile(
            r"NewConnectionError|NameResolutionError|name resolution|getaddrinfo|ConnectTimeout"
            r"|Read timed out|ReadTimeout|Network is unreachable|Connection (refused|reset|aborted)"
            r"|ProxyError|SSLError"
            r"|CERTIFICATE_VERIFY_FAILED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH"
            r"|Failed to establish a new connection|RemoteDisconnected|MaxRetryError",
            re.I,
        ),
    ),
)
PROGRESS = re.compile(r"\s*(Collecting|Downloading|Installing collected|Building wheel|added \d)")
TAIL = 15
WIDTH = 100


def reason_of(output: str) -> str:
    """Return the name of the text that fits what a failed program printed."""
    return next((key for key, sign in SIGNS if sign.search(output)), "command_failed")


def run(
    command: Sequence[str],
    folder: Path,
    log: Path,
    env: Mapping[str, str] | None = None,
    show_all: bool = False,
) -> None:
    """
    Run a program, show its progress, keep all of its output in ``log``.

    Parameters
    ----------
    show_all
        Print every line as it comes, for programs of ours that say what they do.

    Raises
    ------
    SetupFailed
        If it cannot be started or ends with a code other than 0.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8", errors="backslashreplace") as record:
        try:
            code, output = _follow(command, folder, record.write, env, show_all)
        except OSError as error:
            raise machine.failure_of(error, folder) from error
    if code:
        if not show_all:
            print("\n".join(output[-TAIL:]), flush=True)
        raise explain("\n".join(output), code, folder, log)


def _follow(
    command: Sequence[str],
    folder: Path,
    record: Callable[[str], object],
    env: Mapping[str, str] | None,
    show_all: bool,
) -> tuple[int, list[str]]:
    """Run a program to its end; return its code and the lines it printed."""
    output: list[str] = []
    with subprocess.Popen(
        list(command),
        cwd=str(folder),
        env=None if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            record(line)
            output.append(line.rstrip())
            if show_all or PROGRESS.match(line):
                print("   " + line.rstrip().split(" (from ")[0][:WIDTH], flush=True)
    return process.returncode, output


def explain(output: str, code: int, folder: Path, log: Path) -> SetupFailed:
    """Return the failure that says what to do about a program's output."""
    reason = reason_of(output)
    if reason == "disk_full":
        return machine.disk_full(folder)
    if reason == "no_permission":
        return SetupFailed(reason, detail=log)
    return SetupFailed(reason, code=code, log=log)


def answers(command: Sequence[str], timeout_s: float = 30) -> str | None:
    """Return what a program prints, or None where it fails or cannot be run."""
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


@contextmanager
def beside(
    command: Sequence[str], folder: Path, env: Mapping[str, str], system: str = os.name
) -> Iterator[subprocess.Popen[bytes]]:
    """
    Run a program that reads its standard input to the end, and ends then.

    The other end of that pipe is kept by this process, by the server that it
    becomes and by the server's own processes: it closes when all of them are gone,
    however they went.
    """
    # Ctrl+C is for the server; its end is what ends the other program.
    apart: dict[str, Any] = {"creationflags": 0x200} if system == "nt" else {"start_new_session": True}
    program = subprocess.Popen(
        list(command),
        cwd=str(folder),
        env=dict(env),
        stdin=subprocess.PIPE,
        **apart,
    )
    assert program.stdin is not None
    try:
        if system != "nt":
            os.set_inheritable(program.stdin.fileno(), True)
        yield program
    finally:
        program.stdin.close()
        program.wait()


def become(command: Sequence[str], folder: Path, env: Mapping[str, str], system: str = os.name) -> int:
    """Turn this process into the server; on Windows, which cannot, wait for it and return its code."""
    os.chdir(folder)
    sys.stdout.flush()
    sys.stderr.flush()
    if system != "nt":
        os.execve(command[0], list(command), dict(env))
    with subprocess.Popen(list(command), env=dict(env)) as server:
        while True:
            try:
                return server.wait()
            except KeyboardInterrupt:
                # Ctrl+C reaches the server as well; it ends by itself.
                continue
