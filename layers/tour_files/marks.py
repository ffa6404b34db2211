"""Numbers of stops that share one mark on a map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby


def runs_of(numbers: Sequence[int]) -> Iterator[str]:
    """Give ascending numbers as runs: 1, 3–5."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}"
