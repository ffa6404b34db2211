"""How large photos may be and how many there are; each limit has an error that names it."""

from __future__ import annotations

from datetime import timedelta

from geodata.errors import N_, Conflict, TooLarge

MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
# The decoder of WebP unpacks a whole picture in one go, while which no other thread of the process runs.
MOST_WEBP_PIXELS = 24_000_000
# Each layer of a JPEG is a run through all its pixels; cameras make a dozen, small pictures inside included.
MOST_SCANS = 50
MOST_OF_RECORD = 12
# Removed ones that can be put back; else one editor fills the office's room with them.
MOST_REMOVED_OF_RECORD = 12
# Of all photos of the office, as they are kept: about 5,000 of them.
MOST_STORED_BYTES = 2_000_000_000
# The longer side of what is kept, in pixels.
IMAGE_SIDE = 1600
THUMBNAIL_SIDE = 320
LONGEST_CAPTION = 300
LONGEST_CREDIT = 200
REMOVED_FOR = timedelta(days=30)

BYTES_MANY = N_("The photo has %(found)s MB; at most %(most)s MB are taken")
PIXELS_MANY = N_("The photo has %(found)s million pixels; at most %(most)s million are taken")
WEBP_PIXELS_MANY = N_(
    "The WebP photo has %(found)s million pixels; at most %(most)s million are taken: save it as JPEG"
)
SCANS_MANY = N_("The photo is built of more layers than any camera makes: save it again in a picture program")
OF_RECORD_MANY = N_("%(name)s has %(count)s photos; at most %(most)s are kept: remove one first")
STORED_MANY = N_("All photos of the office together have %(most)s MB, which is the most that is kept")


def check_bytes(size: int) -> None:
    """Raise ``TooLarge`` where a file has too many bytes."""
    if size > MOST_BYTES:
        raise TooLarge(BYTES_MANY, found=f"{size / 1e6:.1f}", most=MOST_BYTES // 1_000_000)


def check_pixels(width: int, height: int) -> None:
    """Raise ``TooLarge`` where a picture has too many pixels."""
    if width * height > MOST_PIXELS:
        raise TooLarge(PIXELS_MANY, found=f"{width * height / 1e6:.1f}", most=MOST_PIXELS // 1_000_000)


def check_webp_pixels(width: int, height: int) -> None:
    """Raise ``TooLarge`` where a WebP picture has too many pixels."""
    if width * height > MOST_WEBP_PIXELS:
        found = f"{width * height / 1e6:.1f}"
        raise TooLarge(WEBP_PIXELS_MANY, found=found, most=MOST_WEBP_PIXELS // 1_000_000)


def check_count(name: str, count: int) -> None:
    """Raise ``Conflict`` where a record cannot take one more photo."""
    if count >= MOST_OF_RECORD:
        raise Conflict(OF_RECORD_MANY, name=name, count=count, most=MOST_OF_RECORD)


def check_stored(size: int) -> None:
    """Raise ``TooLarge`` where all photos together would have too many bytes."""
    if size > MOST_STORED_BYTES:
        raise TooLarge(STORED_MANY, most=MOST_STORED_BYTES // 1_000_000)
