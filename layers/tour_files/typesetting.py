"""typst, kept on a short lead: our template, data as JSON, a folder of its own, no font but ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import N_, DataProblem
from layers.fonts import check_signs, font_folder

if TYPE_CHECKING:
    import typst

DATA = "data.json"


def write_data(folder: Path, data: Mapping[str, Any]) -> None:
    """
    Write what the template reads, as ``data.json``.

    Raises
    ------
    DataProblem
        A text has a sign that the fonts lack.
    """
    check_signs(_texts(data))
    (folder / DATA).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def ask_pages(template: Path, label: str) -> list[Any]:
    """Return the values of the metadata under ``label`` of the pages that a template would make."""
    with _compiling(template) as compiler:
        values: list[Any] = json.loads(compiler.query(f"<{label}>", field="value"))
    return values


def make_pages(template: Path, made_at: datetime, *, own_fonts: bool = True) -> bytes:
    """
    Return the tagged PDF (PDF/UA-1) that a template makes of the files beside it, which alone it may read.

    ``own_fonts`` are those of ``layers.fonts``; else those that come inside typst.

    Raises
    ------
    DataProblem
        It cannot be made, or only with a warning: a font that is missing is no more than that there.
    """
    # A PDF tells its time in whole seconds.
    second = made_at.replace(microsecond=0)
    with _compiling(template, own_fonts=own_fonts) as compiler:
        content, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards="ua-1", timestamp=second
        )
    if warnings or not isinstance(content, bytes):
        reason = warnings[0].message if warnings else "no PDF"
        raise DataProblem(N_("The pages cannot be set: %(reason)s"), reason=reason)
    return content


@contextmanager
def _compiling(template: Path, *, own_fonts: bool = True) -> Iterator[typst.Compiler]:
    """Give a compiler for one template; what it refuses is an error of ours."""
    import typst  # 40 MB of machine code: only where something is printed

    folders = [font_folder()] if own_fonts else []
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=not own_fonts, font_paths=folders)
    try:
        yield typst.Compiler(template, root=template.parent, font_paths=fonts, ignore_system_fonts=True)
    except typst.TypstError as error:
        raise DataProblem(N_("The pages cannot be set: %(reason)s"), reason=error.message) from error


def _texts(value: object) -> Iterator[str]:
    """Give every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
