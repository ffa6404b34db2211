"""What is said of a photo: what it shows, and who took it or that nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.errors import N_, InvalidInput
from geodata.names import nfc, unturned
from geodata.photos.limits import LONGEST_CAPTION, LONGEST_CREDIT


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a photo; ``credit`` None: nobody knows who took it."""

    caption: str | None
    credit: str | None


def described(caption: object, credit: object, *, is_credit_unknown: bool) -> Description:
    """
    Return what is said of a photo, cleaned.

    Raises
    ------
    InvalidInput
        A text is too long or none, or it is said neither who took the photo nor that nobody knows.
    """
    text, by = _text("caption", caption, LONGEST_CAPTION), _text("credit", credit, LONGEST_CREDIT)
    if (by is None) is not is_credit_unknown:
        raise InvalidInput(N_("Say who took the photo, or that nobody knows: one of the two"))
    return Description(text, by)


def _text(name: str, value: object, longest: int) -> str | None:
    """Return a text on one line, None where it says nothing."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInput(N_("A text of at most %(longest)s characters is needed here"), longest=longest)
    text = nfc("".join(sign for sign in unturned(value) if sign.isprintable() or sign.isspace()))
    if len(text) > longest:
        raise InvalidInput(
            N_("%(name)s has %(found)s characters; at most %(longest)s are kept"),
            name=name,
            found=len(text),
            longest=longest,
        )
    return text or None
