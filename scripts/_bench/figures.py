"""Figures: a value, its target, whether it is met; tables of them on the screen and in the README."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
HEADINGS = ("Part", "What", "Value", "Target", "Met?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; ``value`` None: it could not be measured, and ``note`` says why."""

    part: str
    what: str
    value: float | None
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is no target or no value."""
        if self.value is None or (self.at_most is None and self.at_least is None):
            return None
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return float(statistics.median(values))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that ``percent`` of all do not pass (nearest rank)."""
    if not values:
        raise ValueError("no values")
    if not 0 < percent <= 100:
        raise ValueError(f"a percentile is above 0 and at most 100, got {percent}")
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[int(rank) - 1]


def ratio(part: str, what: str, ours: float | None, theirs: float | None) -> Figure:
    """Return how many times ours theirs goes into; unmeasured where one of them is, or theirs is nothing."""
    value = ours / theirs if ours is not None and theirs else None
    return Figure(part, what, value, "times", note="" if value is not None else "not measured")


def number(value: float) -> str:
    """Write a value with three digits that count, thousands apart."""
    if value == 0:
        return "0"
    for limit, decimals in ((100, 0), (10, 1), (1, 2)):
        if abs(value) >= limit:
            return f"{value:,.{decimals}f}"
    return f"{value:.3f}"


def cells(figure: Figure) -> tuple[str, str, str, str, str]:
    """Return a figure as the five texts of its line."""
    if figure.value is None:
        value = figure.note or "not measured"
    else:
        value = f"{number(figure.value)} {figure.unit}".rstrip()
        value += f" ({figure.note})" if figure.note else ""
    target = ""
    if figure.at_most is not None:
        target = f"≤ {number(figure.at_most)} {figure.unit}".rstrip()
    elif figure.at_least is not None:
        target = f"≥ {number(figure.at_least)} {figure.unit}".rstrip()
    met = {True: "yes", False: "no", None: "–"}[figure.met]
    return figure.part, figure.what, value, target, met


def text_table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for a terminal."""
    rows = [HEADINGS, *(cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def markdown_table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for the README."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(cells(figure) for figure in figures)]
    return "\n".join("| " + " | ".join(text.replace("|", "\\|") for text in row) + " |" for row in rows)


def merged(old: Iterable[Figure], new: Iterable[Figure]) -> list[Figure]:
    """Return ``old`` with the parts that ``new`` measured again put in their place, others at the end."""
    fresh: dict[str, list[Figure]] = {}
    for figure in new:
        fresh.setdefault(figure.part, []).append(figure)
    found: list[Figure] = []
    for figure in old:
        if figure.part not in fresh:
            found.append(figure)
        elif fresh[figure.part]:
            found.extend(fresh[figure.part])
            fresh[figure.part] = []
    return [*found, *(figure for part in fresh.values() for figure in part)]


def to_json(figures: Iterable[Figure], conditions: dict[str, str]) -> str:
    """Return figures and conditions as JSON."""
    rows = [{**asdict(figure), "met": figure.met} for figure in figures]
    return json.dumps({"conditions": conditions, "figures": rows}, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> list[Figure]:
    """Return the figures that ``to_json`` wrote."""
    return [
        Figure(**{name: value for name, value in row.items() if name != "met"})
        for row in json.loads(text)["figures"]
    ]


def readme_block(figures: Iterable[Figure], conditions: dict[str, str]) -> str:
    """Return the text between the markers of the README."""
    said = "; ".join(f"{name} {value}" for name, value in conditions.items())
    return f"{BEGIN}\n{said}.\n\n{markdown_table(figures)}\n{END}"


def replace_block(text: str, block: str) -> str:
    """Return ``text`` with ``block`` in place of the old one, or in a section "Speed" at its end."""
    begin, end = text.find(BEGIN), text.find(END)
    if begin >= 0 and end > begin:
        return text[:begin] + block + text[end + len(END) :]
    if begin >= 0 or end >= 0:
        raise ValueError(f"{BEGIN} and {END} must both be there, in this order")
    return f"{text.rstrip()}\n\n## Speed\n\n{block}\n"
