"""
The fonts of what is printed: DejaVu Sans, which comes with matplotlib.

No font of the machine is used, so a page is the same everywhere. A sign that
the fonts lack is an error (``check_signs``), or a box with a note that says so
(``with_boxes``): an empty box alone tells nobody what stood there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from geodata.errors import N_, DataProblem

FAMILY = "DejaVu Sans"
FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
UNPRINTABLE = "□"
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


def lacks_signs(text: str) -> bool:
    """Tell whether the fonts lack a sign of a text; they break lines without one."""
    return not known_signs().union("\n").issuperset(text)


def with_boxes(text: str) -> str:
    """Return a text with ``UNPRINTABLE`` for each sign that the fonts lack."""
    if not lacks_signs(text):
        return text
    known = known_signs() | {"\n"}
    return "".join(sign if sign in known else UNPRINTABLE for sign in text)


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
