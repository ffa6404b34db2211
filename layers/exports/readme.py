"""What lies beside the files of a zip: README.txt, metadata.json, checksums.sha256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from geodata.errors import N_
from layers.exports.facts import Facts
from layers.exports.formats import Format
from layers.wording import Wording

README, METADATA, CHECKSUMS = "README.txt", "metadata.json", "checksums.sha256"
# Notepad of older Windows takes UTF-8 for what it is only behind a BOM.
EDITOR = "utf-8-sig"

TITLE = N_("OCOP map of Lào Cai: layers taken away")
FORMAT = N_("Format: %(title)s. %(carries)s")
UNPLACED = N_("Records without a place: in %(file)s, because the format cannot hold them")
CUT = N_("Texts that the format had to cut: %(count)s, in full in %(file)s")
FILES = N_("Files and their checksums (SHA-256)")
INFERRED = N_("“Inferred fields” of a record names what a collector concluded and no source states.")
EMPTY = N_("An empty field is unknown; it is never zero.")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_readme(
    folder: Path, form: Format, parts: Sequence[tuple[Facts, Sequence[str]]], words: Wording
) -> None:
    """
    Write what the files in ``folder`` are, for people and for programs.

    ``parts`` are the facts of each layer with lines about what lies beside it.
    """
    sums = {path.name: sha256_of(path) for path in sorted(folder.iterdir())}
    lines = [words.translate(TITLE), ""]
    lines += [words.text(FORMAT, title=form.title, carries=words.translate(form.carries))]
    lines += [words.translate(EMPTY), words.translate(INFERRED)]
    for facts, beside in parts:
        lines += ["", facts.title, *(f"  {line}" for line in (*facts.texts, *beside))]
    lines += ["", words.translate(FILES), *(f"  {digest}  {name}" for name, digest in sums.items()), ""]
    (folder / README).write_text("\n".join(lines), encoding=EDITOR, errors="replace", newline="\r\n")
    told = {"format": form.extension, "layers": [facts.plain for facts, _ in parts], "files": sums}
    (folder / METADATA).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    # As sha256sum --check reads it.
    known = {**sums, README: sha256_of(folder / README), METADATA: sha256_of(folder / METADATA)}
    text = "".join(f"{digest}  {name}\n" for name, digest in known.items())
    (folder / CHECKSUMS).write_text(text, encoding="utf-8", newline="\n")
