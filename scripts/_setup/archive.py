"""The bundle: one zip with wheels and front-end files, and how it is written, checked and opened."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from scripts._setup import machine, stamp
from scripts._setup.messages import SetupFailed

FORMAT = 1
MANIFEST = "manifest.json"
WHEELS = "wheels"
VENDOR = "vendor"
# What the set-up reads from the checkout; a bundle made for another state of it would lack something.
MADE_FROM = ("requirements.txt", "package-lock.json")
MANIFEST_BYTES = 5_000_000
CHUNK = 1 << 20


def here(root: Path) -> dict[str, str]:
    """Return what a bundle must have been made for to fit this machine and this checkout."""
    return {
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "platform": sysconfig.get_platform(),
        "checkout": stamp.fingerprint(root, [root / name for name in MADE_FROM])[:16],
    }


def write(folder: Path, target: Path, made_for: dict[str, str]) -> None:
    """Write everything under ``folder`` into the zip ``target``, with a manifest of checksums."""
    files = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    manifest = {
        "format": FORMAT,
        **made_for,
        "files": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()},
    }
    half = target.with_name(target.name + ".part")
    # Wheels are compressed already.
    with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        for name, path in files.items():
            archive.write(path, name)
    half.replace(target)


def is_safe(name: str) -> bool:
    """Return whether a name in a zip stays inside the folder it is unpacked to, on every system."""
    parts = name.split("/")
    return not (
        any(part in ("", ".", "..") for part in parts)
        or any(letter in name for letter in "\\:\0")
        or PurePosixPath(name).is_absolute()
    )


def check(archive: zipfile.ZipFile, file: Path, wanted: dict[str, str]) -> dict[str, str]:
    """
    Return the checksum of each file of a bundle.

    Raises
    ------
    SetupFailed
        If it was made for another machine or checkout, names a path outside its folder, or holds other files
        than its manifest says.
    """
    manifest = _manifest(archive, file)
    made = {key: str(manifest.get(key)) for key in wanted}
    if made != wanted:
        raise SetupFailed("bundle_other", file=file, made=_words(made), here=_words(wanted))
    names = [entry.filename for entry in archive.infolist() if entry.filename != MANIFEST]
    unsafe = [name for name in names if not is_safe(name)]
    if unsafe:
        raise SetupFailed("bundle_bad", file=file, detail=f"unsafe path {unsafe[0]!r}")
    files: dict[str, str] = manifest["files"]
    if sorted(names) != sorted(files):
        raise SetupFailed("bundle_bad", file=file, detail="its files are not those of its manifest")
    return files


def _words(made_for: dict[str, str]) -> str:
    """Return what a bundle was made for in one line."""
    return " ".join(made_for.values())


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    """Return the manifest of a bundle."""
    try:
        if archive.getinfo(MANIFEST).file_size > MANIFEST_BYTES:
            raise SetupFailed("bundle_bad", file=file, detail="its manifest is too large")
        manifest = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError) as error:
        raise SetupFailed("bundle_bad", file=file, detail="it has no manifest") from error
    well_formed = isinstance(manifest, dict) and isinstance(manifest.get("files"), dict)
    if not well_formed or manifest.get("format") != FORMAT:
        raise SetupFailed("bundle_bad", file=file, detail="its manifest is of another format")
    return dict(manifest)


def unpack(file: Path, target: Path, wanted: dict[str, str]) -> None:
    """
    Unpack a bundle into the empty folder ``target``, checking each file against its checksum.

    Raises
    ------
    SetupFailed
        If there is no such file or it cannot be trusted.
    """
    if not file.is_file():
        raise SetupFailed("bundle_missing", file=file)
    try:
        with zipfile.ZipFile(file) as archive:
            files = check(archive, file, wanted)
            machine.check_disk(target, needed=sum(entry.file_size for entry in archive.infolist()))
            for name, checksum in files.items():
                if _unpack_one(archive, name, target / name) != checksum:
                    raise SetupFailed("bundle_bad", file=file, detail=f"wrong checksum of {name}")
    except zipfile.BadZipFile as error:
        raise SetupFailed("bundle_bad", file=file, detail=str(error)) from error


def _unpack_one(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Write one file of a zip; return its checksum. A link in the zip becomes a plain file of its text."""
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, path.open("wb") as target:
        for chunk in iter(lambda: source.read(CHUNK), b""):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


@contextmanager
def unpacked(file: Path, root: Path, scratch: Path) -> Iterator[Path]:
    """Unpack a bundle into a folder under ``scratch`` that is gone afterwards."""
    scratch.mkdir(parents=True, exist_ok=True)
    for leftover in scratch.glob("bundle-*"):
        # Of a set-up that was killed; the caller holds the lock, so nobody uses it.
        shutil.rmtree(str(leftover), ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="bundle-", dir=str(scratch)))
    try:
        unpack(file, folder, here(root))
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
