"""Addresses as QR codes: the one place that makes them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from segno import QRCode

BORDER = 4  # modules of white around it, as ISO/IEC 18004 asks for
# Version 20, 97 modules: on paper of 6 cm a module is 0.6 mm, which a telephone still reads.
MOST_BYTES = 480
LEAST_PIXELS = 1000  # of the shorter side of a PNG: sharp on a poster of A4


def qr_svg(address: str) -> bytes:
    """
    Return the code as SVG in UTF-8, black on white; it may be a quarter damaged (level Q).

    Raises
    ------
    InvalidInput
        The address is longer than ``MOST_BYTES``.
    """
    out = io.BytesIO()
    _code(address).save(out, kind="svg", border=BORDER, light="#fff", xmldecl=True, svgns=True, omitsize=True)
    return out.getvalue()


def qr_png(address: str) -> bytes:
    """Return the code as PNG, black on white, at least ``LEAST_PIXELS`` wide; see ``qr_svg``."""
    out = io.BytesIO()
    code = _code(address)
    width, _ = code.symbol_size(border=BORDER)
    code.save(out, kind="png", border=BORDER, scale=-(-LEAST_PIXELS // int(width)), light="#fff")
    return out.getvalue()


def fits(address: str) -> bool:
    """Return whether a code of the address can be read from paper."""
    return len(address.encode()) <= MOST_BYTES


def _code(address: str) -> QRCode:
    """Return the code at level Q."""
    import segno

    if not fits(address):
        raise InvalidInput(
            N_(
                "The address has %(length)s bytes; a QR code takes at most %(allowed)s:"
                " make a short link first"
            ),
            length=len(address.encode()),
            allowed=MOST_BYTES,
        )
    return segno.make(address, error="q", micro=False, boost_error=False)
