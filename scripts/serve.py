"""Set the product up on a fresh machine and start it: ``python3 scripts/serve.py``.

The standard library alone, here and in ``scripts/_setup``: this runs before anything is installed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    # Run as a file, Python looks for modules beside it; the product's folders are one up.
    sys.path[0] = str(ROOT)

from scripts._setup import machine, running, steps  # noqa: E402
from scripts._setup.messages import SetupFailed, never_fail_to_print, say, say_failure  # noqa: E402


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    found = argparse.ArgumentParser(
        description="Set up and start the OCOP map. / Cài đặt và chạy bản đồ OCOP."
    )
    found.add_argument("--port", type=port_number, default=8000, help="port to listen on (8000)")
    found.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine alone)"
    )
    found.add_argument("--workers", type=positive, default=2, help="server processes (2; threads on Windows)")
    found.add_argument(
        "--database", metavar="URL", help="SQLAlchemy URL (OCOP_DATABASE_URL, or SQLite in instance/)"
    )
    found.add_argument("--bundle", type=Path, metavar="FILE", help="set up from this file, with no network")
    found.add_argument("--setup-only", action="store_true", help="set up, do not start the server")
    return found


def port_number(text: str) -> int:
    """Return a port; argparse reports a ValueError."""
    port = int(text)
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"a port is 1 to 65535, got {port}")
    return port


def positive(text: str) -> int:
    """Return a number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"at least 1, got {number}")
    return number


def server_env(env: Mapping[str, str], database_url: str, key_file: Path) -> dict[str, str]:
    """Return the environment of the server: the caller's, with a database and a secret key."""
    return {
        **env,
        "OCOP_DATABASE_URL": database_url,
        "OCOP_SECRET_KEY": env.get("OCOP_SECRET_KEY") or steps.secret_key(key_file),
    }


def serve(args: argparse.Namespace, place: steps.Place, env: Mapping[str, str]) -> int:
    """
    Set up, then become the server, with the worker of the jobs beside it.

    Raises
    ------
    SetupFailed
        If the port is taken (before anything is set up), or a step fails.
    """
    machine.check_python(sys.version_info[:2])
    if not args.setup_only:
        machine.check_port(args.host, args.port, place.system)
    database_url = args.database or env.get("OCOP_DATABASE_URL") or place.database_url
    steps.set_up(place, database_url, args.bundle and args.bundle.absolute())
    if args.setup_only:
        return 0
    ready_env = server_env(env, database_url, place.instance / "secret_key")
    command = machine.server_command(place.python, args.host, args.port, args.workers, place.system)
    if not machine.is_local(args.host):
        say("shared_host", host=args.host)
    say("address", url=machine.shown_url(args.host, args.port))
    with running.beside(machine.worker_command(place.python), place.root, ready_env, place.system):
        return running.become(command, place.root, ready_env, place.system)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 1 if a step failed, 2 if the address cannot be used or an option is wrong."""
    never_fail_to_print()
    args = parser().parse_args(argv)
    place = steps.Place(ROOT, instance_dir=os.environ.get("OCOP_INSTANCE_DIR") or "instance")
    try:
        return serve(args, place, os.environ)
    except SetupFailed as failure:
        return say_failure(failure)
    except OSError as error:
        return say_failure(machine.failure_of(error, ROOT))
    except KeyboardInterrupt:
        say("interrupted")
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
