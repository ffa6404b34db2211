"""Names of files that every system takes."""

from __future__ import annotations

import re

from geodata.names import search_key
from layers.tour_files.document import Document

LONGEST = 60
# A letter or a digit of ASCII: Windows, FAT cards of phones and addresses take nothing else everywhere.
OTHER = re.compile(r"[^a-z0-9]+")


def file_name(document: Document, extension: str) -> str:
    """
    Return the name of a file of the tour: its title without marks, its first day, the extension.

    A device name of Windows (``con``, ``nul``) is none any more with a date behind it.
    """
    slug = OTHER.sub("-", search_key(document.title)).strip("-")[:LONGEST].strip("-")
    return f"{slug or 'tour'}-{document.answer['days'][0]['date']}.{extension}"
