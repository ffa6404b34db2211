"""
A place of this site as a text: path, query and fragment, and nothing that leads anywhere else.

What a short link or a QR code opens is taken from a stranger: it is taken apart,
checked and written anew, so that a browser reads the same place as we do.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from geodata.errors import N_, InvalidInput

# The filter of a map with every commune is 700; a key of an index on PostgreSQL ends at 2,704.
LONGEST_PATH = 2_000
MOST_PARAMETERS = 100
PLAIN_PATH = "/-._~!$&'()*+,;=:@"
PLAIN_QUERY = "/,:"
PLAIN_FRAGMENT = "/?-._~!$&'()*+,;=:@"


def site_path(text: str) -> str:
    """
    Return the place that ``text`` names, the same text for the same place.

    The order of parameters does not matter to the site, so they stand in the
    order of their names; texts are NFC and percent-encoded, so the answer is ASCII.

    Parameters
    ----------
    text
        A path from the root of the site, with query and fragment if there are any: ``/?units=2025``.

    Raises
    ------
    InvalidInput
        It is no path, is too long, or would lead to another site or out of its folder.
    """
    # Two slashes at the beginning are followed by the name of a host; browsers read "\\" as "/".
    if not text.startswith("/") or text.startswith("//") or not text.isprintable() or "\\" in text:
        raise _refused(text)
    try:
        parts = urlsplit(text)
        path = unquote(parts.path, errors="strict")
        given = parse_qsl(
            parts.query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS, errors="strict"
        )
        fragment = unquote(parts.fragment, errors="strict")
    except ValueError:
        raise _refused(text) from None
    texts = [path, fragment, *(part for pair in given for part in pair)]
    # A browser climbs by dots, encoded or not.
    leaves = path.startswith("//") or {".", ".."} & set(path.split("/"))
    if leaves or "\\" in path or not all(map(_is_kept, texts)):
        raise _refused(text)
    written = quote(_nfc(path), safe=PLAIN_PATH)
    if given:
        pairs = sorted(((_nfc(name), _nfc(value)) for name, value in given), key=lambda pair: pair[0])
        written += f"?{urlencode(pairs, safe=PLAIN_QUERY, quote_via=quote)}"
    if fragment:
        written += f"#{quote(_nfc(fragment), safe=PLAIN_FRAGMENT)}"
    if len(written) > LONGEST_PATH:
        raise InvalidInput(
            N_("The address is %(length)s signs long; at most %(allowed)s are taken"),
            length=len(written),
            allowed=LONGEST_PATH,
        )
    return written


def _nfc(text: str) -> str:
    """Return ``text`` with its accents composed."""
    return unicodedata.normalize("NFC", text)


def _is_kept(text: str) -> bool:
    """Return whether every database and every line of a header can hold a text."""
    return not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text)


def _refused(text: str) -> InvalidInput:
    """Return the error that shows the beginning of what was sent."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in text[:60])
    return InvalidInput(
        N_("%(path)s is no place of this site: send a path such as /?units=2025"),
        path=shown if len(text) <= 60 else f"{shown}…",
    )
