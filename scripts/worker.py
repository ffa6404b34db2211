"""Run the background jobs: ``python3 scripts/worker.py``; ``serve.py`` starts it beside the server.

The standard library alone. This small process keeps the consumer (``app.jobs.consumer``) alive: one that
ends unexpectedly is started again, and finds the jobs that the other left behind.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)

from scripts._setup import steps  # noqa: E402
from scripts.serve import positive, server_env  # noqa: E402

CONSUMER = "app.jobs.consumer"
LOOK_EVERY_S = 0.2
# The consumer ends its children first.
STOP_WITHIN_S = 15.0
PAUSES_S = (1.0, 60.0)
# One that lived so long did not fail at its start.
LIVED_S = 30.0


def parser() -> argparse.ArgumentParser:
    """Return the command line; what it does not know goes to the consumer."""
    found = argparse.ArgumentParser(description="Run the jobs of the OCOP map. / Chạy các tác vụ nền.")
    found.add_argument("--database", metavar="URL", help="as for serve.py")
    found.add_argument("--jobs", type=positive, default=2, help="how many jobs run at once (2)")
    found.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    # Only after the server has begun to answer: both would load at once otherwise.
    found.add_argument("--after-s", type=float, default=0.0, help=argparse.SUPPRESS)
    return found


def keep_running(command: Sequence[str], env: Mapping[str, str], stop: threading.Event) -> None:
    """Run ``command`` until ``stop`` is set; start it again, ever more slowly, where it fails."""
    pause_s = PAUSES_S[0]
    while not stop.is_set():
        begun = time.monotonic()
        code = run_once(command, env, stop)
        if code == 0:
            return
        if time.monotonic() - begun > LIVED_S:
            pause_s = PAUSES_S[0]
        if not stop.is_set():
            print(f"worker: ended with {code}, starting again", file=sys.stderr, flush=True)
        stop.wait(pause_s)
        pause_s = min(pause_s * 2, PAUSES_S[1])


def run_once(command: Sequence[str], env: Mapping[str, str], stop: threading.Event) -> int:
    """Run ``command`` until it ends or ``stop`` is set; return its code."""
    with subprocess.Popen(list(command), cwd=str(ROOT), env=dict(env), stdin=subprocess.PIPE) as consumer:
        while consumer.poll() is None and not stop.wait(LOOK_EVERY_S):
            pass
        assert consumer.stdin is not None
        # Its sign to stop, on both systems; it closes by itself where this process is killed.
        consumer.stdin.close()
        try:
            return consumer.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            consumer.kill()
            return consumer.wait()


def stop_with_parent(stop: threading.Event) -> None:
    """Stop when the other end of standard input closes: the server is gone."""
    while os.read(0, 1024):
        pass
    stop.set()


def main(argv: Sequence[str] | None = None) -> int:
    """Run jobs until the server or a signal ends this."""
    args, passed = parser().parse_known_args(argv)
    place = steps.Place(ROOT, instance_dir=os.environ.get("OCOP_INSTANCE_DIR") or "instance")
    database_url = args.database or os.environ.get("OCOP_DATABASE_URL") or place.database_url
    env = server_env(os.environ, database_url, place.instance / "secret_key")
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    if args.with_parent:
        threading.Thread(target=stop_with_parent, args=(stop,), daemon=True).start()
    stop.wait(args.after_s)
    command = [str(place.python), "-m", CONSUMER, "--with-parent", "--jobs", str(args.jobs), *passed]
    keep_running(command, env, stop)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
