"""What stands on a sign: a craft is called what the data call it."""

from __future__ import annotations

import pytest

from app.tours.flows_texts import sign_text
from geodata.tourism.signs import Sign, SignKind


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Câu lạc bộ thêu Ngải Trồ", "Craft: Câu lạc bộ thêu Ngải Trồ, 1.5 km"),
        ("Nghề rèn Nậm Rạng", "Nghề rèn Nậm Rạng, 1.5 km"),
        ("Làng nghề thổ cẩm Cát Cát", "Làng nghề thổ cẩm Cát Cát, 1.5 km"),
    ],
)
def test_only_what_is_called_a_craft_village_is_one_on_a_sign(app, name, text):
    sign = Sign(
        kind=SignKind.CRAFT,
        target="place:1",
        name=name,
        crops=(),
        lon=104.0,
        lat=22.5,
        direction="n",
        seen_by=(0,),
        going=(0,),
        km=1.5,
    )
    with app.test_request_context("/?lang=en", headers={"Cookie": "lang=en"}):
        assert sign_text(sign) == text
