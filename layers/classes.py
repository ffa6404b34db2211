"""Classes and colours of a choropleth."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from branca.utilities import color_brewer


class Scheme(StrEnum):
    """How values are put into classes."""

    QUANTILES = "quantiles"
    NATURAL_BREAKS = "natural_breaks"
    EQUAL_INTERVAL = "equal_interval"


class Palette(StrEnum):
    """Sequential palettes that a colour-vision deficiency does not spoil (colorbrewer2.org, viridis)."""

    BLUES = "blues"
    GREENS = "greens"
    ORANGES = "oranges"
    PURPLES = "purples"
    YLGNBU = "ylgnbu"
    VIRIDIS = "viridis"


_BREWER_NAMES = {Palette.YLGNBU: "YlGnBu", Palette.VIRIDIS: "viridis"}
_VIRIDIS_STEPS = 253  # as many as branca interpolates
MIN_CLASSES, MAX_CLASSES = 3, 7
NONE_RECORDED_COLOUR = "#f4f4f2"
NO_DATA_COLOUR = "#c9c9c9"


@dataclass(frozen=True, slots=True)
class ValueClass:
    """One class: the smallest and the largest value in it, its colour, and how many units it holds."""

    lowest: float
    highest: float
    colour: str
    count: int


def class_breaks(values: np.ndarray, scheme: Scheme, classes: int) -> np.ndarray:
    """
    Return the upper bounds of at most ``classes`` classes of ``values`` (1-D, no NaN), ascending.

    Natural breaks are Fisher and Jenks' exact ones: the same values always
    give the same classes. Fewer different values than classes give one class
    each.
    """
    # mapclassify brings scipy and scikit-learn, a second and more that only the first choropleth pays.
    import mapclassify

    different = np.unique(values)
    if len(different) <= classes:
        return different
    makers = {
        Scheme.QUANTILES: mapclassify.Quantiles,
        Scheme.NATURAL_BREAKS: mapclassify.FisherJenks,
        Scheme.EQUAL_INTERVAL: mapclassify.EqualInterval,
    }
    with warnings.catch_warnings():
        # Without numba the slow way is taken, which is fast enough for a few hundred communes;
        # quantiles warn where bounds fall together, which np.unique settles.
        warnings.simplefilter("ignore")
        return np.unique(makers[scheme](values, k=classes).bins)


def classify(values: np.ndarray, scheme: Scheme, classes: int, palette: Palette) -> list[ValueClass]:
    """Return the classes of ``values`` (1-D, no NaN) with their colours, lowest first; none is empty."""
    if len(values) == 0:
        return []
    ordered = np.sort(values)
    index = np.searchsorted(class_breaks(ordered, scheme, classes), ordered, side="left")
    members = [ordered[index == i] for i in np.unique(index)]
    colours = palette_colours(palette, len(members))
    return [
        ValueClass(float(group[0]), float(group[-1]), colour, len(group))
        for group, colour in zip(members, colours, strict=True)
    ]


def palette_colours(palette: Palette, count: int) -> list[str]:
    """
    Return ``count`` colours, light to dark.

    The lightest step of a palette is left out: on the screen it cannot be told
    from "none recorded".
    """
    name = _BREWER_NAMES.get(palette, palette.value.capitalize())
    if palette is Palette.VIRIDIS:
        whole = color_brewer(name, _VIRIDIS_STEPS)[::-1]
        steps = np.linspace(0, _VIRIDIS_STEPS - 1, max(count, MIN_CLASSES) + 1)
        return [whole[round(step)] for step in steps][-count:]
    return list(color_brewer(name, max(count, MIN_CLASSES) + 1))[-count:]
