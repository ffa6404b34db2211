"""Classes of a choropleth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.classes import NONE_RECORDED_COLOUR, Palette, Scheme, classify, palette_colours

values = st.lists(st.integers(1, 60), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(values, st.sampled_from(list(Scheme)), st.integers(3, 7))
def test_every_value_is_in_exactly_one_class_and_classes_are_in_order(found, scheme, count):
    classes = classify(np.array(found, dtype=float), scheme, count, Palette.BLUES)
    assert sum(c.count for c in classes) == len(found)
    assert len(classes) <= count
    bounds = [bound for c in classes for bound in (c.lowest, c.highest)]
    assert bounds == sorted(bounds)
    assert (bounds[0], bounds[-1]) == (min(found), max(found))


@settings(max_examples=30, deadline=None)
@given(values, st.sampled_from(list(Scheme)))
def test_the_same_values_in_another_order_give_the_same_classes(found, scheme):
    one = classify(np.array(found, dtype=float), scheme, 5, Palette.BLUES)
    other = classify(np.array(found[::-1], dtype=float), scheme, 5, Palette.BLUES)
    assert one == other


def best_split(found, count):
    """Least within-class sum of squares over every way to cut the sorted values (slow and obvious)."""
    from itertools import combinations

    ordered = np.sort(np.array(found, dtype=float))
    cuts = [i for i in range(1, len(ordered)) if ordered[i] != ordered[i - 1]]
    ways = combinations(cuts, min(count - 1, len(cuts)))
    return min(sum(part.var() * len(part) for part in np.split(ordered, way)) for way in ways)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=4, max_size=10))
def test_natural_breaks_are_the_best_of_all_ways_to_cut(found):
    classes = classify(np.array(found, dtype=float), Scheme.NATURAL_BREAKS, 3, Palette.BLUES)
    ordered = np.sort(np.array(found, dtype=float))
    parts = [ordered[(ordered >= c.lowest) & (ordered <= c.highest)] for c in classes]
    assert sum(part.var() * len(part) for part in parts) == pytest.approx(best_split(found, 3), abs=1e-9)


def test_no_value_gives_no_class():
    assert classify(np.array([]), Scheme.QUANTILES, 5, Palette.GREENS) == []


@pytest.mark.parametrize("palette", list(Palette))
@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_a_palette_has_as_many_different_colours_as_classes(palette, count):
    colours = palette_colours(palette, count)
    assert len(set(colours)) == count
    assert NONE_RECORDED_COLOUR not in colours
