"""The desks on a telephone: the map keeps its share of the screen, what stands around it keeps to a line."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE

LEAST_SHARE = 0.4
MOST_LINE_PX = 24


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("path", ["/tours", "/tours/flows", "/planning"])
def test_the_map_keeps_two_fifths_of_a_telephone_and_nothing_of_it_lies_under_the_sheet(
    new_page, path, language
):
    page = new_page(PHONE)
    page.request.get(f"/help?lang={language}")
    page.goto(path)
    page.wait_for_selector("body[data-ready]", timeout=60_000)
    box = {
        name: page.locator(name).bounding_box()
        for name in (".map-frame", ".side", ".map-strip", ".published")
    }
    frame, side = box[".map-frame"], box[".side"]
    assert frame["height"] >= LEAST_SHARE * PHONE["height"] - 1
    assert frame["y"] + frame["height"] <= side["y"] + 1
    assert side["y"] + side["height"] <= PHONE["height"] + 1
    assert max(box[name]["height"] for name in (".map-strip", ".published")) <= MOST_LINE_PX
    # Below the bar of its panels there is room to work in, and the rest is reached by scrolling.
    assert side["height"] >= 0.3 * PHONE["height"]
    legal = page.locator(".map-note")
    assert legal.evaluate("one => one.scrollWidth <= one.clientWidth")
