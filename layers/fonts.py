"""
The fonts of what is printed: DejaVu Sans, which comes with matplotlib.

No font of the machine is used, so a page is the same everywhere. A sign that
the fonts lack is an error: an empty box on paper tells nobody what stood there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from geodata.errors import N_, DataProblem

FAMILY = "DejaVu Sans"
FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
SHOWN = 60  # signs of a text in a message


def font_folder() -> Path:
    """Return the folder with the font files; typst takes a folder, matplotlib a file of it."""
    import matplotlib as mpl  # half a second: only where something is printed

    return Path(mpl.get_data_path()) / "fonts" / "ttf"


@cache
def known_signs() -> frozenset[str]:
    """Return the signs that every one of the files can draw."""
    from matplotlib.ft2font import FT2Font

    maps = [FT2Font(str(font_folder() / name)).get_charmap() for name in FILES]
    return frozenset(map(chr, set.intersection(*(set(found) for found in maps))))


def check_signs(texts: Iterable[str]) -> None:
    """
    Refuse texts that cannot be printed.

    Raises
    ------
    DataProblem
        A text has a sign that the fonts lack; the message names both.
    """
    known = known_signs() | {"\n"}
    for text in texts:
        for sign in text:
            if sign not in known:
                raise DataProblem(
                    N_("The sign %(sign)s (%(code)s) in “%(text)s” cannot be printed: no font here has it"),
                    sign=sign,
                    code=f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip(),
                    text=text if len(text) <= SHOWN else f"{text[:SHOWN]}…",
                )
