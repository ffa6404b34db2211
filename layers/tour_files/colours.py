"""One colour for each day of a tour, told apart by people who see colours otherwise too."""

from __future__ import annotations

# Wong (2011), Points of view: color blindness, Nature Methods 8, without its yellow, which no white paper
# shows; darkened where white figures stand on them.
DAY_COLOURS: tuple[str, ...] = ("#0072b2", "#c2410c", "#00795c", "#a3497f", "#5b4a00")


def day_colour(number: int) -> str:
    """Return the colour of a day (from 1) as #rrggbb."""
    return DAY_COLOURS[(number - 1) % len(DAY_COLOURS)]
