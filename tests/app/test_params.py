"""Query strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app import params
from geodata.errors import InvalidInput
from geodata.vocabulary import UnitSystem


def args(**values):
    return MultiDict(values)


def test_without_parameters_the_view_is_todays_units_and_every_date():
    view = params.view_of(args())
    assert (view.units, view.on) == (UnitSystem.Y2025, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("units", "2020"),
        ("units", ""),
        ("on", "2025-02-30"),
        ("on", "30/06/2025"),
        ("on", "20250630"),
        ("on", "2025-6-1"),
    ],
)
def test_a_view_that_does_not_exist_is_refused_with_what_is_allowed(name, value):
    with pytest.raises(InvalidInput) as caught:
        params.view_of(args(**{name: value}))
    assert caught.value.values["name"] == name
    assert caught.value.values["allowed"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("group", "food,nope"),
        ("stars", "6"),
        ("status", "valid"),
        ("district", "08a"),
        ("commune", "１２３４５"[:4] + "x"),
        ("inferred", "no"),
        ("q", "x" * 101),
        ("confidence", "unknown"),
        ("weekday", "sunday"),
    ],
)
def test_a_filter_value_that_does_not_exist_is_refused(name, value):
    with pytest.raises(InvalidInput):
        params.filter_of(args(**{name: value}))


def test_what_is_unknown_can_be_asked_for():
    chosen = params.filter_of(args(confidence="none", weekday="sun,none"))
    assert (chosen.confidence, chosen.weekday) == ({"none"}, {"sun", "none"})


def test_values_of_one_parameter_are_separated_by_commas():
    chosen = params.filter_of(args(stars="3, none", district="088,none"))
    assert chosen.stars == {"3", "none"}
    assert chosen.district == {"088", "none"}


def test_an_unknown_parameter_is_told_which_there_are():
    with pytest.raises(InvalidInput, match="allowed: units, on"):
        params.check_names(args(unit="2025"), params.VIEW_NAMES)


def test_a_parameter_given_twice_is_refused():
    with pytest.raises(InvalidInput, match="twice"):
        params.check_names(MultiDict([("on", "2025-01-01"), ("on", "2025-01-02")]), params.VIEW_NAMES)


@pytest.mark.parametrize(
    "value", ["1,2,3", "a,b,c,d", "10,0,5,1", "0,10,1,5", "nan,0,1,1", "0,0,inf,1", "0,0,181,1"]
)
def test_a_box_that_is_none_is_refused(value):
    with pytest.raises(InvalidInput):
        params.bbox_of(args(bbox=value))


@given(st.text(max_size=12), st.integers(0, 1000))
def test_a_number_is_within_its_limits_or_refused(text, high):
    try:
        found = params.whole_number(args(n=text), "n", 0, high, 0)
    except InvalidInput:
        return
    assert 0 <= found <= high
    assert int(text) == found
