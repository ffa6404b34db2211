"""The page of a tour that was taken away: opened from the disk, on a telephone, with no network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.security import source_hash
from app.settings import ROOT
from geodata.store import Store
from layers.tour_files.files import Around, tour_file
from tests.browser.conftest import PHONE
from tests.browser.steps import assert_no_overflow
from tests.hostile import PAYLOAD
from tests.layers.tour_file_samples import ENGLISH, make_answer, make_document, make_long_day, make_stop

LARGEST_BYTES = 1_000_000


@pytest.fixture
def offline(browser: Browser, tmp_path: Path, reference_store: Store) -> Iterator:
    """Make the page of a document and open it from the disk on a telephone; it may ask no network."""
    problems: list[str] = []
    context = browser.new_context(viewport=PHONE, offline=True, has_touch=True)
    around = Around(reference_store, date(2026, 11, 22), ROOT / "app" / "static", source_hash)

    def opened(**changes) -> Page:
        path = tmp_path / "tour.html"
        path.write_bytes(tour_file("html", make_document(**changes), ENGLISH, around))
        assert path.stat().st_size < LARGEST_BYTES
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(error.message))
        page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda asked: asked.url.startswith("file:") or problems.append(asked.url))
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-ready]")
        return page

    yield opened
    context.close()
    assert problems == []


def test_the_times_on_the_page_are_those_of_the_answer(offline):
    page = offline()
    answer = make_answer()
    shown = page.locator("#day-1 li.stop time").all_inner_texts()
    assert shown == [f"{v['arrive'][11:]}–{v['leave'][11:]}" for v in answer["days"][0]["visits"]]
    ends = page.locator("#day-1 li.end time").all_inner_texts()
    assert ends == [answer["days"][0][name][11:] for name in ("depart", "arrive")]
    legs = page.locator("#day-1 li.leg span").all_inner_texts()
    assert legs == ["20–40 min, about 18.9 km, by QL4D", "20–40 min, km not known"]
    expect(page.locator("#day-1 .warning")).to_have_text("Chợ tan lúc 12:00")
    expect(page.locator("#day-2")).to_contain_text("No stop on this day.")
    expect(page.locator("footer")).to_contain_text("no legal force")
    expect(page.locator("footer")).to_contain_text("Copyright (c) 2021 Thang Le Quoc")
    assert "Redistribution and use in source and binary forms" in page.content()


def test_the_map_is_drawn_with_dashes_where_no_road_is_known(offline):
    page = offline()
    assert page.locator("path.commune").count() == 151
    expect(page.locator("path.leg-real")).to_have_count(1)
    expect(page.locator("path.leg-schematic")).to_have_count(2)
    assert page.locator("path.leg-schematic").first.get_attribute("stroke-dasharray")
    assert page.locator("path.leg-real").get_attribute("stroke-dasharray") is None
    page.locator("#map .stop-icon").first.click()
    expect(page.locator("#stop-1-1")).to_be_focused()


def test_stops_at_one_point_share_a_mark_that_names_all_of_them(offline):
    page = offline(
        answer=make_long_day(5) | {"stops": {f"diem-{n}": make_stop(name=f"Điểm {n}") for n in range(1, 6)}}
    )
    mark = page.locator("#map .stop-icon")
    expect(mark).to_have_text("1–5")
    mark.hover()
    expect(page.locator(".leaflet-tooltip")).to_contain_text("5 Điểm 5")


def test_a_leg_opens_in_the_map_of_the_telephone(offline):
    link = offline().locator("#day-1 li.leg a").first
    assert link.get_attribute("href") == (
        "geo:22.550120,104.273510?q=22.550120,104.273510(B%E1%BA%A3n%20Ph%E1%BB%91%20%28n%E1%BA%A5u%20r%C6%B0%E1%BB%A3u"
        "%20ng%C3%B4%29)"
    )


def test_the_way_of_a_leg_is_a_plain_link_that_leaves_no_trace(offline):
    link = offline().locator("#day-1 li.leg a").nth(1)
    assert link.get_attribute("href") == (
        "https://www.google.com/maps/dir/?api=1&origin=22.530000,104.290000"
        "&destination=22.550120,104.273510&travelmode=driving"
    )
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_stop_of_unknown_place_is_searched_for(offline):
    page = offline(answer=make_answer(stops={"ban-pho": make_stop(own_point=False)}))
    link = page.locator("#day-1 li.leg a").first
    expect(link).to_have_text("Search in the phone's map")
    assert str(link.get_attribute("href")).startswith("geo:0,0?q=B%E1%BA%A3n%20Ph%E1%BB%91")


def test_hostile_texts_are_texts(offline):
    stop = make_stop(name=PAYLOAD, commune=PAYLOAD, notes=[{"key": "a", "text": PAYLOAD}])
    page = offline(title=PAYLOAD, note=PAYLOAD, author=PAYLOAD, answer=make_answer(stops={"ban-pho": stop}))
    expect(page.locator("h1")).to_contain_text("</script><script>window.pwned=1")
    expect(page.locator("#stop-1-1 h3")).to_contain_text("{{ 6*7 }}")
    page.locator("#map .stop-icon").first.hover()
    expect(page.locator(".leaflet-tooltip")).to_contain_text("<img src=x")
    assert page.evaluate("window.pwned") is None
    assert page.locator("img").count() == 0
    assert_no_overflow(page)


def test_nothing_sticks_out_on_a_telephone_and_fingers_find_the_links(offline):
    page = offline()
    assert_no_overflow(page)
    for link in page.locator("nav a, li.leg a, summary").all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_the_cards_are_there_without_scripts(browser, tmp_path, reference_store):
    around = Around(reference_store, date(2026, 11, 22), ROOT / "app" / "static", source_hash)
    path = tmp_path / "tour.html"
    path.write_bytes(tour_file("html", make_document(), ENGLISH, around))
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator("#stop-1-1 h3")).to_contain_text("Bản Phố (nấu rượu ngô)")
    expect(page.locator("#map")).to_be_hidden()
    context.close()
