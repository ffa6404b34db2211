"""What is handed in as a photo comes out small, upright and with nothing in it but pixels, or is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from geodata.errors import InvalidInput, OcopError, TooLarge
from geodata.photos import limits
from geodata.photos.pictures import ORIENTATION, encoded_photo
from tests.geodata.photos.made import BLUE, GREEN, RED, cornered, is_near, packed, plain, shown

GPS = 0x8825
SECRET = b"22.3364N-103.8438E-at-home"


def segments(jpeg):
    """Return the markers of a JPEG before its pixels."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found


def with_everything(kind):
    """A picture with the place of the camera, XMP, a colour profile and a comment in it."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[29] = SECRET.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": exif.tobytes(), "icc_profile": profile}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", SECRET.decode())
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    else:
        options["xmp"] = b"<x>" + SECRET + b"</x>"
    if kind == "JPEG":
        options["comment"] = SECRET
    return packed(plain(), kind, **options) + SECRET


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_a_photo_but_its_pixels(kind):
    given_in = with_everything(kind)
    assert SECRET in given_in
    found = encoded_photo(given_in)
    for made in (found.image, found.thumbnail):
        # The mark of JFIF, tables, the frame: no EXIF, XMP, profile (E1, E2), no comment (FE).
        assert set(segments(made)) <= {0xE0, 0xDB, 0xC2, 0xC4}
        assert SECRET not in made
        assert made.endswith(b"\xff\xd9")
        assert shown(made).info.keys() <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
    assert is_near(shown(found.image).getpixel((5, 5)), RED)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_as_it_was_seen_however_the_camera_was_held(turn):
    upright = cornered()
    # The library turns the other way round: what it brings upright again is how the camera stored it.
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    held = upright if turn == 1 else upright.transpose(Image.Transpose(back[turn]))
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    found = shown(encoded_photo(packed(held, exif=exif.tobytes(), quality=95, subsampling=0)).image)
    assert found.size == (64, 32)
    assert is_near(found.getpixel((10, 6)), GREEN)
    assert all(is_near(found.getpixel(at), BLUE) for at in ((50, 6), (10, 26), (50, 26)))


@pytest.mark.parametrize(
    ("size", "kept", "small"),
    [
        ((3300, 1100), (1600, 533), (320, 107)),
        ((900, 1800), (800, 1600), (160, 320)),
        ((40, 30), (40, 30), (40, 30)),
        ((30_000, 5), (1600, 1), (320, 1)),
    ],
)
def test_a_photo_is_made_no_larger_than_it_is_shown(size, kept, small):
    found = encoded_photo(packed(plain(*size), "PNG"))
    assert (found.width, found.height) == shown(found.image).size == kept
    assert shown(found.thumbnail).size == small


def test_what_shines_through_is_white():
    see_through = plain(8, 8, (0, 0, 0, 0), "RGBA")
    assert (
        shown(encoded_photo(packed(see_through, "WEBP", lossless=True)).image).getpixel((4, 4)) == (255,) * 3
    )
    with_one_clear_colour = plain(8, 8, 0, "P")
    content = packed(with_one_clear_colour, "PNG", transparency=0)
    assert shown(encoded_photo(content).image).getpixel((4, 4)) == (255,) * 3


@pytest.mark.parametrize(
    ("mode", "colour", "kind"),
    [
        ("1", 1, "PNG"),
        ("L", 128, "PNG"),
        ("I;16", 32_768, "PNG"),
        ("LA", (128, 255), "PNG"),
        ("P", 7, "PNG"),
        ("CMYK", (0, 0, 0, 128), "JPEG"),
    ],
)
def test_pictures_of_every_depth_keep_their_brightness(mode, colour, kind):
    image = plain(16, 16, colour, mode)
    expected = (128, 128, 128) if mode != "1" else (255, 255, 255)
    if mode == "P":
        image.putpalette([128] * 768)
    assert is_near(shown(encoded_photo(packed(image, kind)).image).getpixel((4, 4)), expected, 4)


def test_colours_are_those_that_the_profile_of_the_photo_means():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp!").replace(b"gXYZ", b"rXYZ").replace(b"tmp!", b"gXYZ")
    found = shown(encoded_photo(packed(plain(colour=(250, 0, 0)), "PNG", icc_profile=swapped)).image)
    red, green, _ = found.getpixel((5, 5))
    assert green > 200 > 60 > red
    broken = packed(plain(), "PNG", icc_profile=b"no profile at all")
    assert is_near(shown(encoded_photo(broken).image).getpixel((5, 5)), RED)


def test_of_several_pictures_in_the_file_of_a_telephone_the_first_is_the_photo():
    content = packed(plain(colour=GREEN), "MPO", save_all=True, append_images=[plain(colour=BLUE)])
    assert Image.open(io.BytesIO(content)).format == "MPO"
    assert is_near(shown(encoded_photo(content).image).getpixel((5, 5)), GREEN)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind):
    content = packed(plain(), kind, save_all=True, append_images=[plain(colour=BLUE)])
    with pytest.raises(InvalidInput, match="moves"):
        encoded_photo(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        packed(plain(), "GIF"),
        packed(plain(), "BMP"),
        packed(plain(), "TIFF"),
        packed(plain(), "JPEG2000"),
    ],
)
def test_what_is_no_jpeg_png_or_webp_is_refused_whatever_else_could_be_read(content):
    with pytest.raises(InvalidInput, match="neither a JPEG, a PNG nor a WebP"):
        encoded_photo(content)


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_that_says(width, height):
    """A PNG of a few hundred bytes whose head says how large it is, with as many pixels as fit."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8_000, 5_001), (12_000, 12_000), (60_000, 60_000)])
def test_a_small_file_of_many_pixels_is_refused_before_it_is_unpacked(size):
    with pytest.raises(TooLarge, match="million pixels"):
        encoded_photo(png_that_says(*size))


def test_a_webp_of_more_pixels_than_the_other_threads_can_wait_for_is_refused(monkeypatch):
    assert limits.MOST_WEBP_PIXELS < limits.MOST_PIXELS
    monkeypatch.setattr(limits, "MOST_WEBP_PIXELS", 64 * 48 - 1)
    with pytest.raises(TooLarge, match="save it as JPEG"):
        encoded_photo(packed(plain(64, 48), "WEBP"))
    assert encoded_photo(packed(plain(64, 48), "PNG")).width == 64


def test_a_file_of_many_bytes_is_refused_unread():
    with pytest.raises(TooLarge, match=r"8\.0 MB; at most 8"):
        encoded_photo(b"\xff" * 8_000_001)


def test_a_jpeg_of_many_layers_is_refused():
    content = packed(plain(), progressive=True)
    at = content.index(b"\xff\xda")
    layer = content[at : content.index(b"\xff\xda", at + 2)]
    with pytest.raises(TooLarge, match="layers"):
        encoded_photo(content[:at] + layer * 60 + content[at:])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_was_cut_off_is_refused(kind):
    content = packed(Image.effect_noise((64, 64), 80), kind)
    with pytest.raises(InvalidInput, match=r"damaged|neither"):
        encoded_photo(content[: len(content) // 2])


SAMPLES = [with_everything(kind) for kind in ("JPEG", "PNG", "WEBP")]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(max_examples=60)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 2_000), st.binary(min_size=1, max_size=4)), max_size=6),
)
def test_a_damaged_photo_is_taken_or_refused_and_nothing_else(content, damage):
    damaged = bytearray(content)
    for at, put in damage:
        damaged[at : at + len(put)] = put
    try:
        found = encoded_photo(bytes(damaged))
    except OcopError:
        return
    assert SECRET not in found.image + found.thumbnail
    assert max(shown(found.image).size) <= 1600
