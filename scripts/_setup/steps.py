"""The steps of the set-up: each is skipped while its fingerprint is in the stamp and its result is there."""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from scripts._setup import archive, frontend, machine, repair, running, stamp
from scripts._setup.messages import KeptOlder, SetupFailed, say

KEPT_OLDER = 3  # exit code of the loader: the store goes on with the reference data that it had
HEALTHY = "import sys, pip; print(sys.version_info >= (3, 11))"


@dataclass(frozen=True)
class Place:
    """A checkout, and where the set-up puts things in it."""

    root: Path
    system: str = os.name
    # As the product's own setting: relative to the checkout.
    instance_dir: str = "instance"

    @property
    def venv(self) -> Path:
        """The environment's folder."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return machine.venv_python(self.venv, self.system)

    @property
    def stamp(self) -> Path:
        """What was set up; inside the environment, so that it goes with it."""
        return self.venv / "ocop-setup.json"

    @property
    def instance(self) -> Path:
        """What belongs to this installation: database, secret key, log of the set-up."""
        return self.root / self.instance_dir

    @property
    def database_url(self) -> str:
        """Where the records are kept unless somebody says otherwise."""
        return f"sqlite:///{Path(self.instance_dir).as_posix()}/ocop.db"

    @property
    def log(self) -> Path:
        """All that pip, npm and the loader printed."""
        return self.instance / "setup.log"

    @property
    def vendor(self) -> Path:
        """The front-end libraries as they are served."""
        return self.root / "app" / "static" / "vendor"


@dataclass(frozen=True)
class Step:
    """One thing to have: what it is made from, whether it is there, how to make it."""

    key: str
    wanted: str
    is_there: Callable[[], bool]
    make: Callable[[Path | None], None]
    from_bundle: bool = False

    @property
    def text(self) -> str:
        """Name of the text that announces the step."""
        return "step_" + self.key.split(" ")[0]

    def is_done(self, done: dict[str, str]) -> bool:
        """Return whether nothing is left to do."""
        return done.get(self.key) == self.wanted and self.is_there()


def set_up(place: Place, database_url: str | None, bundle: Path | None = None, dev: bool = False) -> bool:
    """
    Bring everything the product needs that is not there yet; return whether anything was to do.

    A step enters the stamp when it is complete: one that was cut off is made again next time.

    Raises
    ------
    SetupFailed
        If a step cannot be done; what was done before it is kept.
    """
    steps = steps_of(place, database_url, dev)
    done = stamp.read(place.stamp)
    if all(step.is_done(done) for step in steps):
        return False
    with ExitStack() as stack:
        stack.enter_context(machine.only_one(place.instance / "setup.lock", place.system))
        # Another set-up may have done it all while this one waited.
        todo = [step for step in steps if not step.is_done(stamp.read(place.stamp))]
        unpacked = None
        if bundle and any(step.from_bundle for step in todo):
            say("step_bundle", file=bundle)
            unpacked = stack.enter_context(archive.unpacked(bundle, place.root, place.instance))
        for step in steps:
            do(step, place, unpacked)
    say("ready")
    return True


def do(step: Step, place: Place, unpacked: Path | None = None) -> None:
    """Do one step unless it is done, and write that it is; one that keeps what is there is tried again."""
    if step.is_done(stamp.read(place.stamp)):
        return
    say(step.text)
    try:
        step.make(unpacked)
    except KeptOlder as kept:
        say(kept.key, sys.stdout, **kept.values)
        return
    # Read again: making the environment takes the old stamp with it.
    stamp.write(place.stamp, {**stamp.read(place.stamp), step.key: step.wanted})


def steps_of(place: Place, database_url: str | None, dev: bool = False) -> list[Step]:
    """Return the steps in their order."""
    steps = [venv_step(place), pip_step(place, "requirements", "requirements.txt"), frontend_step(place)]
    if dev:
        steps.append(pip_step(place, "dev", "requirements-dev.txt"))
    catalogues = sorted((place.root / "app" / "translations").rglob("*.po"))
    if catalogues:
        steps.append(translation_step(place, catalogues))
    # The tests make databases of their own.
    return [*steps, database_step(place, database_url)] if database_url else steps


def venv_step(place: Place) -> Step:
    """Return the step that makes the environment."""

    def make(unpacked: Path | None) -> None:
        if running.answers([str(place.python), "-c", HEALTHY]) == "True":
            return
        machine.check_venv(sys.version_info[:2])
        machine.check_disk(place.root)
        running.run([sys.executable, "-m", "venv", "--clear", str(place.venv)], place.root, place.log)

    # A new release of the system brings another Python, whose libraries lie elsewhere.
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return Step("venv", version, place.python.exists, make)


def pip_step(place: Place, key: str, requirements: str) -> Step:
    """Return the step that installs the libraries of one list."""
    file = place.root / requirements

    def make(unpacked: Path | None) -> None:
        machine.check_disk(place.root, needed=machine.BYTES_NEEDED if key == "requirements" else 500_000_000)
        for folder in repair.site_packages(place.venv, place.system):
            repair.remove_broken(folder)
        running.run(pip_command(place.python, ["-r", str(file)], unpacked), place.root, place.log)

    return Step(key, stamp.fingerprint(place.root, [file]), lambda: True, make, from_bundle=True)


def pip_command(python: Path, what: list[str], unpacked: Path | None) -> list[str]:
    """Return the command that installs ``what``, from the bundle alone where there is one."""
    command = [str(python), "-m", "pip"]
    # --isolated: no setting of this machine may lead pip to a network.
    command += ["--isolated"] if unpacked else []
    command += [
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
        "--retries",
        "2",
    ]
    if unpacked:
        command += ["--no-index", "--find-links", str(unpacked / archive.WHEELS)]
    return command + what


def frontend_step(place: Place) -> Step:
    """Return the step that brings the front-end libraries."""

    def make(unpacked: Path | None) -> None:
        if unpacked:
            frontend.take_vendor(unpacked / archive.VENDOR, place.vendor)
            return
        running.run(frontend.install_command(npm_of(place)), place.root, place.log)
        frontend.copy_vendor(place.root / "node_modules", place.vendor)

    files = [place.root / "package.json", place.root / "package-lock.json"]
    wanted = stamp.fingerprint(place.root, files, *frontend.VENDOR, *frontend.VENDOR.values())
    return Step("frontend", wanted, lambda: frontend.is_complete(place.vendor), make, from_bundle=True)


def npm_of(place: Place) -> list[str]:
    """Return the machine's npm, or install one into the environment."""
    npm = frontend.find_npm()
    if npm:
        return npm
    say("step_npm")
    running.run(pip_command(place.python, [frontend.NODE_WHEEL], None), place.root, place.log)
    return frontend.wheel_npm(place.python)


def translation_step(place: Place, catalogues: list[Path]) -> Step:
    """Return the step that compiles the catalogues of translations."""

    def make(unpacked: Path | None) -> None:
        folder = str(place.root / "app" / "translations")
        compiler = [str(place.python), "-m", "babel.messages.frontend", "compile", "-d", folder]
        running.run(compiler, place.root, place.log)

    def is_there() -> bool:
        return all(file.with_suffix(".mo").is_file() for file in catalogues)

    return Step("translations", stamp.fingerprint(place.root, catalogues), is_there, make)


def database_step(place: Place, url: str) -> Step:
    """Return the step that migrates the database and loads the reference data."""
    file = sqlite_file(url, place.root)

    def make(unpacked: Path | None) -> None:
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
        load(place, url)

    geodata = place.root / "geodata"
    reference = (
        path for path in (geodata / "reference").rglob("*") if path.is_file() and path.suffix != ".pyc"
    )
    # The code too: what cleans the raw tables decides what is in the store.
    made_from = [*reference, *geodata.rglob("*.py"), *place.root.glob("scripts/load_reference.py")]
    # The URL may hold a password: the stamp keeps its hash.
    key = "database " + hashlib.sha256(url.encode()).hexdigest()[:16]
    wanted = stamp.fingerprint(place.root, made_from)
    return Step(key, wanted, lambda: file is None or file.is_file(), make)


def load(place: Place, url: str) -> None:
    """
    Run the loader of the reference data.

    Raises
    ------
    KeptOlder
        They could not be loaded, and the store has older ones.
    SetupFailed
        If no reference data are in the store afterwards.
    """
    loader = [str(place.python), "-m", "scripts.load_reference"]
    # By environment: a password on a command line shows to every user of the machine.
    env = {**os.environ, "OCOP_DATABASE_URL": url}
    try:
        running.run(loader, place.root, place.log, env, show_all=True)
    except SetupFailed as failure:
        if failure.values.get("code") == KEPT_OLDER:
            raise KeptOlder("reference_kept", log=place.log) from failure
        # 1 is also "loaded, and some rows were refused"; asked again, the loader then finds all in its place.
        if failure.values.get("code") != 1:
            raise
        running.run(loader, place.root, place.log, env, show_all=True)


def sqlite_file(url: str, root: Path) -> Path | None:
    """Return the file of an SQLite URL (relative ones are relative to ``root``), or None for a server."""
    scheme, _, rest = url.partition(":///")
    if not scheme.startswith("sqlite") or not rest:
        return None
    return root / rest.split("?")[0]


def secret_key(file: Path) -> str:
    """Return the installation's secret key; make one that only its owner can read where there is none."""
    try:
        known = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        known = ""
    if known:
        return known
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(48)
    half = file.with_name(file.name + ".part")
    half.unlink(missing_ok=True)
    with os.fdopen(
        os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as handle:
        handle.write(fresh)
    half.replace(file)
    return fresh
