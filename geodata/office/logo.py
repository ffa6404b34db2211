"""
A logo as it may be kept and shown: a small PNG or JPEG, checked from its first byte to its last.

The picture is walked part by part; what no picture needs (texts, camera data,
whatever hangs behind its end) is left out, and nothing that a browser could
take for something else gets in. SVG is refused: it is a document that can
hold scripts and addresses.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass

from geodata.errors import N_, InvalidInput, TooLarge

MOST_BYTES = 200_000
MOST_PIXELS = 1_000  # on each side
PNG = b"\x89PNG\r\n\x1a\n"
# Parts of a PNG that say how it looks; all others say something else.
PNG_PARTS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
)
PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive: what browsers draw
JPEG_TABLES = frozenset({0xC4, 0xDB, 0xDD})
JPEG_APPS = frozenset({0xE0, 0xEE})  # JFIF, and the colours of Adobe's programs
JPEG_ALONE = frozenset(range(0xD0, 0xD8))  # restarts within the scan


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was checked."""

    content: bytes
    media_type: str
    checksum: str  # SHA-256 of the content


def checked_logo(content: bytes) -> Picture:
    """
    Return the picture in ``content``, without what a logo does not need.

    Raises
    ------
    TooLarge
        It has more than 200 kB, or more than 1000 pixels on a side.
    InvalidInput
        It is no PNG or JPEG, or a damaged one.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(
            N_("The logo has %(size)s kB; at most %(most)s kB are allowed"),
            size=-(-len(content) // 1000),
            most=MOST_BYTES // 1000,
        )
    try:
        if content.startswith(PNG):
            return _picture(_png(content), "image/png")
        if content.startswith(b"\xff\xd8\xff"):
            return _picture(_jpeg(content), "image/jpeg")
    except (struct.error, IndexError, zlib.error, ValueError) as error:
        raise InvalidInput(
            N_("The logo is a damaged picture: open it in a picture program and save it again")
        ) from error
    if b"<svg" in content[:4096].lower():
        raise InvalidInput(
            N_(
                "The logo is an SVG drawing, which can hold scripts and is not taken:"
                " save it as PNG, for example 400 × 400 pixels"
            )
        )
    raise InvalidInput(N_("The logo is neither a PNG nor a JPEG picture"))


def _picture(content: bytes, media_type: str) -> Picture:
    """Return a picture with its checksum."""
    return Picture(content, media_type, hashlib.sha256(content).hexdigest())


def _check_size(width: int, height: int) -> None:
    """Raise where a picture has no pixels or too many."""
    if not width or not height:
        raise ValueError("no pixels")
    if width > MOST_PIXELS or height > MOST_PIXELS:
        raise TooLarge(
            N_("The logo has %(width)s × %(height)s pixels; at most %(most)s × %(most)s are allowed"),
            width=width,
            height=height,
            most=MOST_PIXELS,
        )


def _png(content: bytes) -> bytes:
    """Return a PNG with the parts that it needs; ``ValueError`` where one is damaged."""
    kept, packed, place, kind = [PNG], b"", len(PNG), b""
    header: tuple[int, ...] = ()
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        part = content[place : place + 12 + length]
        body = part[8:-4]
        if len(part) != 12 + length or zlib.crc32(part[4:-4]) != struct.unpack(">I", part[-4:])[0]:
            raise ValueError("a part is cut off or damaged")
        if (kind == b"IHDR") != (place == len(PNG)):
            raise ValueError("the header is not first")
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body)
            _check_size(header[0], header[1])
        packed += body if kind == b"IDAT" else b""
        if kind in PNG_PARTS:
            kept.append(part)
        elif not kind[0] & 0x20:
            raise ValueError("a needed part is unknown")
        place += 12 + length
    _check_pixels(header, packed)
    return b"".join(kept)


def _check_pixels(header: tuple[int, ...], packed: bytes) -> None:
    """Unpack the pixels of a PNG, never more than its header announces; raise where any are missing."""
    width, height, depth, colours, _, _, interlaced = header
    bits = depth * PNG_CHANNELS.get(colours, 0)
    if not bits:
        raise ValueError("unknown colours")
    # Interlaced pictures have up to seven passes, each with rows of its own.
    most = (height * 2 + 14 if interlaced else height) * (1 + (width * bits + 7) // 8)
    unpacker = zlib.decompressobj()
    pixels = unpacker.decompress(packed, most + 1)
    least = height * width * bits // 8 if interlaced else most
    if not unpacker.eof or not least <= len(pixels) <= most:
        raise ValueError("pixels are missing, or there are too many")


def _jpeg(content: bytes) -> bytes:
    """Return a JPEG with the parts that it needs; ``ValueError`` where one is damaged."""
    kept, place, framed, drawn = [content[:2]], 2, False, False
    while True:
        if content[place] != 0xFF:
            raise ValueError("no part begins here")
        while content[place + 1] == 0xFF:
            place += 1
        kind = content[place + 1]
        if kind == EOI:
            break
        (length,) = struct.unpack_from(">H", content, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(content) or kind in JPEG_ALONE or kind == SOI:
            raise ValueError("a part is cut off")
        if kind in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            _check_size(width, height)
            framed = True
        if kind == SOS:
            end = _end_of_scan(content, end)
            drawn = True
        if kind in JPEG_FRAMES | JPEG_TABLES | JPEG_APPS | {SOS}:
            kept.append(content[place:end])
        elif kind not in range(0xE0, 0xF0) and kind != 0xFE:
            raise ValueError("a part that browsers do not draw")
        place = end
    if not framed or not drawn:
        raise ValueError("no picture in it")
    return b"".join([*kept, b"\xff\xd9"])


def _end_of_scan(content: bytes, place: int) -> int:
    """Return where the next part begins after the pixels that start at ``place``."""
    while True:
        place = content.index(b"\xff", place)
        follows = content[place + 1]
        if follows not in JPEG_ALONE and follows not in (0, 0xFF):
            return place
        place += 1 if follows == 0xFF else 2
