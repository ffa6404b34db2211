"""What a file of a tour is made from: the answer in the reader's language, and whose tour it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from geodata.names import nfc
from geodata.office.logo import Picture

# Controls, marks that turn the direction of a text, line ends of other kinds, halves of signs and signs that
# nobody has defined: XML forbids some, and all of them show a text as something that it is not.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Office:
    """The office that gives the file away; empty where nobody has set it."""

    name: str = ""
    logo: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    One tour as it is given away.

    ``answer`` is the answer of the solver or the check with its texts in
    ``language`` (notes are ``{"key", "text"}``); times in it are local to
    Việt Nam. ``address`` is the absolute address of the tour's page, None for
    a tour that is not saved; a draft is seen by its author alone; ``made_at``
    (with an offset) is when it last changed. ``alerts`` are sentences in that
    language: what does not work, what has changed since it was timed.
    """

    key: str
    title: str
    note: str | None
    address: str | None
    author: str | None
    is_draft: bool
    made_at: datetime
    version: int
    language: str
    answer: Mapping[str, Any]
    office: Office = Office()
    alerts: tuple[str, ...] = ()


def cleaned(document: Document) -> Document:
    """Return the document with every text as ``plain_text`` has it; only its note has lines."""
    return replace(
        document,
        title=plain_text(document.title),
        note=None if document.note is None else plain_lines(document.note),
        author=None if document.author is None else plain_text(document.author),
        office=replace(document.office, name=plain_text(document.office.name)),
        answer=_plain(document.answer),
        alerts=tuple(plain_text(alert) for alert in document.alerts),
    )


def plain_lines(text: str) -> str:
    """Return a text as ``plain_text`` does, line by line."""
    return "\n".join(plain_text(line) for line in text.splitlines()).strip()


def plain_text(text: str) -> str:
    """Return a text in NFC on one line, trimmed, without any sign that is not seen."""
    return nfc("".join(_seen(sign) for sign in text))


def _seen(sign: str) -> str:
    """Return a sign as it may be shown: white space as a space, what is not seen as nothing."""
    if sign.isspace():
        return " "
    return "" if unicodedata.category(sign) in UNSEEN else sign


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any JSON value
    """Return a JSON value with its texts cleaned; names of members are ours or keys."""
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return value
