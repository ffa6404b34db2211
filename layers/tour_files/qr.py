"""The address of a tour as a QR code."""

from __future__ import annotations

import io

BORDER = 4  # modules of white around it, as ISO/IEC 18004 asks for


def qr_svg(address: str) -> bytes:
    """Return the code as SVG in UTF-8, black on white; it may be a quarter damaged (level Q)."""
    import segno

    out = io.BytesIO()
    code = segno.make(address, error="q", micro=False, boost_error=False)
    code.save(out, kind="svg", border=BORDER, light="#fff", xmldecl=True, svgns=True, omitsize=True)
    return out.getvalue()
