"""
A picture that was handed in becomes a JPEG of ours: upright, small, with nothing in it but pixels.

What is handed in is hostile. Only the decoders of JPEG, PNG and WebP are asked,
by what the bytes are and not by a name; size, frames and layers are told from
the head of the file before any pixel is unpacked. What is kept was drawn anew:
place and camera (EXIF), XMP, colour profiles, comments and whatever hangs
behind the end stay behind.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageCms, UnidentifiedImageError

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.photos.limits import (
    IMAGE_SIDE,
    MOST_PIXELS,
    MOST_SCANS,
    PIXELS_MANY,
    SCANS_MANY,
    THUMBNAIL_SIDE,
    check_bytes,
    check_pixels,
    check_webp_pixels,
)

WEBP = "WEBP"
DECODERS = ("JPEG", "PNG", WEBP)
# A JPEG with further pictures behind the first, as many telephones make them; the first is the photo.
SEVERAL = "MPO"
QUALITY = 82
START_OF_SCAN = b"\xff\xda"
ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4
# The tag's value → what brings the picture upright.
UPRIGHT: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What a damaged picture makes the library raise, a bomb aside.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    RuntimeError,
    AttributeError,
    AssertionError,
    struct.error,
    zlib.error,
)
NO_PICTURE = N_(
    "The file is neither a JPEG, a PNG nor a WebP picture. HEIC of a telephone and others: save it as JPEG"
)
DAMAGED = N_("The photo is damaged or cut off: open it in a picture program and save it again")
MOVES = N_("The picture moves: hand in a still one")
WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A photo and its thumbnail as JPEG, without metadata; width and height in pixels of the photo."""

    image: bytes
    thumbnail: bytes
    width: int
    height: int


def encoded_photo(content: bytes) -> Encoded:
    """
    Return a picture as it is kept: at most 1600 pixels on the longer side, the thumbnail at most 320.

    Raises
    ------
    TooLarge
        It has more than 8 MB or 40 million pixels (WebP: 24 million), or too many layers.
    InvalidInput
        It is none of the three kinds, is damaged, or moves.
    """
    check_bytes(len(content))
    if content.count(START_OF_SCAN) > MOST_SCANS and content.startswith(b"\xff\xd8"):
        raise TooLarge(SCANS_MANY)
    try:
        with _opened(content) as source:
            photo = _upright(_reduced(source), _orientation(source))
    except DAMAGE as error:
        raise InvalidInput(DAMAGED) from error
    small = photo.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Encoded(_jpeg(photo), _jpeg(small), *photo.size)


def _opened(content: bytes) -> Image.Image:
    """Return a picture whose head was read and whose pixels are still packed."""
    try:
        image = Image.open(io.BytesIO(content), formats=DECODERS)
    except UnidentifiedImageError as error:
        raise InvalidInput(NO_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(
            PIXELS_MANY, found=f"> {MOST_PIXELS / 1e6:.0f}", most=MOST_PIXELS // 1_000_000
        ) from error
    check_pixels(*image.size)
    if image.format == WEBP:
        check_webp_pixels(*image.size)
    if image.format != SEVERAL and getattr(image, "n_frames", 1) > 1:
        raise InvalidInput(MOVES)
    return image


def _reduced(source: Image.Image) -> Image.Image:
    """Return the picture in RGB, no larger than it is kept, as an object that knows nothing of its file."""
    # A JPEG is unpacked at a half, a quarter or an eighth of its size, where that is enough.
    source.draft(None, (IMAGE_SIDE, IMAGE_SIDE))
    profile = source.info.get("icc_profile")
    image = _plain(source)
    image.thumbnail((IMAGE_SIDE, IMAGE_SIDE), reducing_gap=2.0)
    drawn = _in_srgb(image, profile)
    photo = Image.new("RGB", drawn.size, WHITE)
    photo.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    return photo


def _plain(source: Image.Image) -> Image.Image:
    """Return the pixels as grey, RGB, RGBA or CMYK, which can be made smaller."""
    if source.mode.startswith("I"):
        # 16 bits of grey, of which the upper eight are kept; the library would cut off what is above 255.
        return source.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if source.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in source.info:
        return source.convert("RGBA")
    return source.copy() if source.mode in ("L", "RGB", "CMYK") else source.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture with the colours that its profile means; where that does not fit, as it is."""
    if profile and image.mode != "RGBA":
        try:
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, *DAMAGE):
            found = None
        if found is not None:
            return found
    return image if image.mode == "RGBA" else image.convert("RGB")


def _orientation(source: Image.Image) -> object:
    """Return how the camera was held; 1 where that cannot be read."""
    try:
        return source.getexif().get(ORIENTATION, 1)
    except DAMAGE:
        return 1


def _upright(photo: Image.Image, orientation: object) -> Image.Image:
    """Return the photo as it was seen."""
    turn = UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return photo if turn is None else photo.transpose(turn)


def _jpeg(photo: Image.Image) -> bytes:
    """Return a picture that holds pixels alone as JPEG."""
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
