"""Pictures for tests, made of a few lines of colour."""

from __future__ import annotations

import io

from PIL import Image

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 60, 190)


def packed(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """Return a picture as the bytes of a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(width: int = 64, height: int = 48, colour: tuple[int, ...] = RED, mode: str = "RGB") -> Image.Image:
    """Return a picture of one colour."""
    return Image.new(mode, (width, height), colour)


def cornered() -> Image.Image:
    """Return a picture twice as wide as high, of which the upper left corner alone is green."""
    image = plain(64, 32, BLUE)
    image.paste(GREEN, (0, 0, 24, 16))
    return image


def shown(content: bytes) -> Image.Image:
    """Return a picture with its pixels unpacked."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_near(one: tuple[int, ...], other: tuple[int, ...], by: int = 30) -> bool:
    """Tell whether two colours look alike; JPEG changes each a little."""
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))
