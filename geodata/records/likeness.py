"""
Which names of a group are alike, within a bound of work.

A commune holds some hundred names of a kind, and then every two of them are
compared. A list of thousands of names that are nearly the same, as a faulty
import leaves behind, has millions of pairs, which nobody would look through:
the search then stops, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

LEAST_SCORE = 88.0  # of 100; below it the pairs of the reference data are mostly two things
ACCENTS = 0.25  # how much of the score tells of the accents
# Below it without accents no pair can reach the score, were it equal with them (rounded to a tenth).
LEAST_BLIND = (LEAST_SCORE - 0.06 - 100 * ACCENTS) / (1 - ACCENTS)
# Rows of a table of scores at a time: four bytes for each pair.
ROWS = 256
# A second of comparing; 20,000 names in 99 communes need four million.
MOST_COMPARED = 40_000_000
# Of one group, that a commune of alike names does not hide the pairs of the others; and of all groups.
MOST_OF_GROUP = 5_000
MOST_PAIRS = 50_000

Pair = tuple[int, int]


@dataclass(slots=True)
class Work:
    """How much may still be done, and whether something was left out."""

    compared: int = MOST_COMPARED
    pairs: int = MOST_PAIRS
    is_cut: bool = False


def order_words(key: str) -> str:
    """Return a name with its words in order: the ratio of two of these is RapidFuzz's token sort ratio."""
    return " ".join(sorted(key.split()))


def alike(
    keys: Sequence[str], some: Sequence[int], others: Sequence[int] | None, work: Work
) -> Iterator[Pair]:
    """
    Give pairs of positions in ``keys`` whose texts score ``LEAST_BLIND`` or more; none is paired with itself.

    Parameters
    ----------
    keys
        The names, each with its words in order.
    some, others
        Positions that are compared; ``others`` None: each two of ``some``, once.
    work
        What may be done; less of it is left afterwards.

    """
    left = min(MOST_OF_GROUP, work.pairs)
    for pair in _compare(keys, some, others, work):
        if left == 0:
            work.is_cut = True
            return
        left -= 1
        work.pairs -= 1
        yield pair


def _compare(
    keys: Sequence[str], some: Sequence[int], others: Sequence[int] | None, work: Work
) -> Iterator[Pair]:
    """Give the pairs, those of the same text first, until comparing becomes too much."""
    rows = _by_text(keys, some)
    columns = rows if others is None else _by_text(keys, others)
    for text, held in rows.items():
        yield from _pairs(held, None if others is None else columns.get(text, []))
    row_texts, column_texts = list(rows), list(columns)
    for begin in range(0, len(row_texts), ROWS):
        part = row_texts[begin : begin + ROWS]
        # Of a group with itself what comes before was compared already.
        beside = column_texts[begin:] if others is None else column_texts
        if len(part) * len(beside) > work.compared:
            work.is_cut = True
            return
        work.compared -= len(part) * len(beside)
        scores = process.cdist(part, beside, scorer=fuzz.ratio, score_cutoff=LEAST_BLIND)
        for row, column in zip(*(found.tolist() for found in scores.nonzero()), strict=True):
            if part[row] != beside[column] and (others is not None or row < column):
                for one in rows[part[row]]:
                    yield from ((one, other) for other in columns[beside[column]])


def _by_text(keys: Sequence[str], positions: Sequence[int]) -> dict[str, list[int]]:
    """Return the positions of each text."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position in positions:
        found[keys[position]].append(position)
    return found


def _pairs(some: Sequence[int], others: Sequence[int] | None) -> Iterator[Pair]:
    """Give the pairs of positions of one text."""
    for number, one in enumerate(some):
        for other in some[number + 1 :] if others is None else others:
            if one != other:
                yield one, other
