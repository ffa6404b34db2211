"""Settings of the office: validated, changed by version, with their history, on both databases."""

from __future__ import annotations

import struct
import threading
import zlib

import pytest

from geodata.errors import Conflict, InvalidInput, NotFound, OcopError, TooLarge
from geodata.office.audit import Actor
from geodata.office.clock import utc_now
from geodata.office.logo import PNG, checked_logo
from geodata.office.setting_values import TITLES, OfficeSettings, checked, made_from
from geodata.office.settings import (
    add_logo,
    change_setting,
    change_settings,
    read_logo,
    read_settings,
    setting_history,
    stored_settings,
)
from geodata.office.tables import office_settings

LAN = Actor(None, "Lan")
MINH = Actor(None, "Minh")


def part(kind: bytes, body: bytes) -> bytes:
    """Return one part of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def a_png(width: int = 4, height: int = 3, extra: bytes = b"", rows: int | None = None) -> bytes:
    """Return a grey picture."""
    pixels = zlib.compress((b"\0" + b"\x80" * width) * (height if rows is None else rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG + part(b"IHDR", header) + extra + part(b"IDAT", pixels) + part(b"IEND", b"")


def a_jpeg(width: int = 8, height: int = 8, extra: bytes = b"") -> bytes:
    """Return the parts of a JPEG, with pixels that no one decodes here."""

    def segment(kind: int, body: bytes) -> bytes:
        return bytes([0xFF, kind]) + struct.pack(">H", len(body) + 2) + body

    frame = segment(0xC0, b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0") + extra + frame + scan + b"\xff\xd9"


# --- values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("name", "  Sở Nông nghiệp và Môi trường ", "Sở Nông nghiệp và Môi trường"),
        ("name", "So\u031b\u0309", "Sở"),
        ("name", "{{ 6*7 }}<script>", "{{ 6*7 }}<script>"),
        ("document_number", "{number}/{year}/BC-SNNMT", "{number}/{year}/BC-SNNMT"),
        ("document_number", "{number}/QĐ-UBND", "{number}/QĐ-UBND"),
        ("default_units", "2024", "2024"),
        ("default_indicator", "producers", "producers"),
        ("default_layers", ["communes", "products", "communes"], ["communes", "products"]),
        ("default_layers", None, None),
        ("default_zoom", 11, 11),
        ("default_zoom", None, None),
        ("trusted_hosts", ["*.Gov.vn ", "baolaocai.vn", ""], ["*.gov.vn", "baolaocai.vn"]),
        ("trusted_hosts", [], []),
        ("tile_services", [], []),
        (
            "embed_hosts",
            [" Tin.Example.VN", "*.gov.vn", "intranet:8080", "", "*.gov.vn"],
            ["tin.example.vn", "*.gov.vn", "intranet:8080"],
        ),
        ("embed_hosts", [], []),
        ("public", False, False),
        ("time_zone", "Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_a_value_is_kept_in_one_form(name, value, kept):
    assert checked(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "x" * 121),
        ("name", "two\nlines"),
        ("name", "turned \u202e round"),
        ("name", 7),
        ("name", None),
        ("document_number", "{year}"),
        ("document_number", "{number}{number}"),
        ("document_number", "{number}/{secret}"),
        ("document_number", "{number!r}"),
        ("document_number", "{number}/<b>"),
        ("document_number", "{number}{"),
        ("default_units", "2019"),
        ("default_indicator", "zone_ha"),
        ("default_indicator", "beauty"),
        ("default_layers", "communes"),
        ("default_layers", ["Communes"]),
        ("default_zoom", 7),
        ("default_zoom", True),
        ("default_zoom", "9"),
        ("trusted_hosts", ["https://gov.vn"]),
        ("trusted_hosts", ["*"]),
        ("trusted_hosts", ["*.vn*"]),
        ("trusted_hosts", ["localhost"]),
        ("trusted_hosts", [f"h{number}.vn" for number in range(101)]),
        ("embed_hosts", None),
        ("embed_hosts", ["*"]),
        ("embed_hosts", ["https://gov.vn"]),
        ("embed_hosts", ["gov.vn/path"]),
        ("embed_hosts", ["gov.vn; script-src *"]),
        ("embed_hosts", ["gov.vn 'unsafe-inline'"]),
        ("embed_hosts", ["'self'"]),
        ("embed_hosts", ["a.vn:80:90"]),
        ("embed_hosts", ["a..vn"]),
        ("embed_hosts", [f"h{number}.vn" for number in range(101)]),
        ("public", "yes"),
        ("public", 1),
        ("time_zone", "Mars/Olympus"),
        ("logo", "../../etc/passwd"),
        ("nothing", ""),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_by_field_value_and_what_is_allowed(name, value):
    with pytest.raises(InvalidInput) as caught:
        checked(name, value)
    assert name in str(caught.value)
    assert caught.value.values["allowed"]


def test_keys_that_only_other_folders_know_are_checked_against_theirs():
    assert checked("tile_services", ["osm"], {"tile_services": ("osm", "topo")}) == ["osm"]
    with pytest.raises(InvalidInput, match="osm, topo"):
        checked("tile_services", ["moon"], {"tile_services": ("osm", "topo")})


def test_every_setting_has_a_title_and_a_usual_value():
    usual = OfficeSettings()
    assert all(TITLES.values())
    assert (usual.public, usual.default_units, usual.time_zone) == (True, "2025", "Asia/Ho_Chi_Minh")
    assert usual.allows_tiles("osm")
    assert not OfficeSettings(tile_services=()).allows_tiles("osm")
    assert usual.zone().utcoffset(None).total_seconds() == 7 * 3600
    assert OfficeSettings(document_number="{number}/{year}/BC").document_number_for(7, 2025) == "7/2025/BC"


def test_what_another_version_stored_does_not_stop_a_page():
    found = made_from({"name": "Sở", "default_indicator": "beauty", "colour_of_the_curtains": "red"})
    assert found == OfficeSettings(name="Sở")


# --- in the store ----------------------------------------------------------------------------------------


def test_a_change_is_read_back_with_a_new_revision_and_a_line_of_history(store):
    assert read_settings(store) == OfficeSettings()
    before = store.revision()
    change_setting(store, "name", "Sở Công Thương", 0, LAN)
    change_setting(store, "name", "Sở Nông nghiệp", 1, MINH)
    assert read_settings(store).name == "Sở Nông nghiệp"
    assert store.revision() == before + 2
    last, first = setting_history(store)
    assert (first.actor, first.name, first.before, first.after) == ("Lan", "name", "", "Sở Công Thương")
    assert (last.actor, last.before, last.after) == ("Minh", "Sở Công Thương", "Sở Nông nghiệp")
    assert last.at.utcoffset().total_seconds() == 0
    stored = stored_settings(store)["name"]
    assert (stored.version, stored.changed_by, stored.changed_at.tzinfo) == (2, "Minh", last.at.tzinfo)


def test_lists_and_nothing_come_back_as_they_went_in(store):
    values = {"trusted_hosts": ["a.vn"], "tile_services": [], "default_layers": None, "default_zoom": 10}
    change_settings(store, values, dict.fromkeys(values, 0), LAN)
    found = read_settings(store)
    assert (found.trusted_hosts, found.tile_services) == (("a.vn",), ())
    assert (found.default_layers, found.default_zoom) == (None, 10)


def test_a_stale_change_is_refused_with_what_it_is_now_and_changes_nothing(store):
    change_setting(store, "name", "Sở Công Thương", 0, LAN)
    before = store.revision()
    with pytest.raises(Conflict) as caught:
        change_settings(
            store, {"signatory_name": "Minh", "name": "Sở khác"}, {"signatory_name": 0, "name": 0}, MINH
        )
    assert "Sở Công Thương" in str(caught.value)
    assert "Lan" in str(caught.value)
    assert caught.value.values["version"] == 1
    assert (store.revision(), read_settings(store).signatory_name) == (before, "")


def test_what_is_already_so_makes_no_revision(store):
    change_setting(store, "name", "Sở", 0, LAN)
    before = store.revision()
    change_setting(store, "name", " Sở ", 1, LAN)
    assert store.revision() == before
    assert len(setting_history(store)) == 1


def test_a_change_that_fails_half_way_changes_nothing(store):
    values = {"name": "Sở", "logo": f"logo-{'0' * 64}"}
    with pytest.raises(NotFound):
        change_settings(store, values, dict.fromkeys(values, 0), LAN)
    assert read_settings(store) == OfficeSettings()
    assert setting_history(store) == []


def test_a_change_without_a_version_is_refused(store):
    with pytest.raises(InvalidInput):
        change_settings(store, {"name": "Sở"}, {}, LAN)


def test_of_many_who_change_from_one_version_one_wins_and_the_others_are_told(store):
    told: list[OcopError] = []

    def change(number: int) -> None:
        try:
            change_setting(store, "name", f"Sở {number}", 0, LAN)
        except Conflict as error:
            told.append(error)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 7
    assert stored_settings(store)["name"].version == 1
    assert {error.values["now"] for error in told} == {read_settings(store).name}


def test_no_update_is_lost_where_each_takes_what_it_saw(store):
    def add(letter: str) -> None:
        for _ in range(3):
            while True:
                seen = stored_settings(store)["name"]
                try:
                    change_setting(store, "name", f"{seen.value}{letter}", seen.version, LAN)
                except Conflict:
                    continue
                break

    threads = [threading.Thread(target=add, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(read_settings(store).name) == sorted("abcd" * 3)


def test_a_setting_of_another_version_of_the_program_is_left_alone(store):
    with store.write() as connection:
        connection.execute(
            office_settings.insert().values(
                name="later", value="1", version=1, changed_at=utc_now(), changed_by=None
            )
        )
    assert read_settings(store) == OfficeSettings()


# --- the logo --------------------------------------------------------------------------------------------


def test_a_logo_is_kept_and_an_earlier_one_can_be_gone_back_to(store):
    first, second = checked_logo(a_png()), checked_logo(a_jpeg())
    name = add_logo(store, first, 0, LAN).logo
    add_logo(store, second, 1, LAN)
    assert read_logo(store, read_settings(store).logo) == second
    change_setting(store, "logo", name, 2, LAN)
    assert read_logo(store, read_settings(store).logo) == first
    change_setting(store, "logo", "", 3, LAN)
    assert setting_history(store, limit=1)[0].after == ""
    with pytest.raises(Conflict):
        add_logo(store, second, 1, LAN)
    with pytest.raises(NotFound):
        read_logo(store, "")


def test_what_hangs_on_a_picture_is_left_out():
    plain = checked_logo(a_png())
    assert plain.media_type == "image/png"
    assert checked_logo(a_png(extra=part(b"tEXt", b"<script>")) + b"<html>").content == plain.content
    camera = b"\xff\xe1" + struct.pack(">H", 10) + b"Exif\0\0GP"
    assert checked_logo(a_jpeg(extra=camera) + b"<html>").content == a_jpeg()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<?xml version='1.0'?><!-- x --><SVG/>",
        a_png()[:-5],
        a_png()[:40] + b"!" + a_png()[41:],
        a_png(rows=2),
        a_png(rows=4000),
        a_png(width=0),
        a_png(extra=part(b"ABCD", b"")),
        a_jpeg()[:-4],
        a_jpeg().replace(b"\xff\xc0", b"\xff\xc9"),
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff",
    ],
)
def test_what_is_no_sound_picture_is_refused(content):
    with pytest.raises(InvalidInput):
        checked_logo(content)


def test_an_svg_is_refused_with_the_reason():
    with pytest.raises(InvalidInput, match="scripts"):
        checked_logo(b"<svg></svg>")


@pytest.mark.parametrize("content", [b"x" * 200_001, a_png(width=1001, height=1), a_jpeg(height=1001)])
def test_a_large_picture_is_refused(content):
    with pytest.raises(TooLarge):
        checked_logo(content)
