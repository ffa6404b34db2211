"""What was already set up, by fingerprint of what it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def fingerprint(root: Path, files: Iterable[Path], *words: str) -> str:
    """Return a hash over the names and bytes of ``files``, in sorted order, and over ``words``."""
    digest = hashlib.sha256("\0".join(words).encode())
    for file in sorted(set(files)):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def read(path: Path) -> dict[str, str]:
    """Return the stamp; an absent or damaged one is empty, so that everything is checked again."""
    try:
        stamp = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict):
        return {}
    return {str(key): value for key, value in stamp.items() if isinstance(value, str)}


def write(path: Path, stamp: dict[str, str]) -> None:
    """Write the stamp in one move: a reader finds the old one or the new one, never half of one."""
    half = path.with_suffix(".part")
    half.write_text(json.dumps(stamp, indent=1, sort_keys=True), encoding="utf-8")
    half.replace(path)
