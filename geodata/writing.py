"""How numbers and days are written in the two languages of the product."""

from __future__ import annotations

from datetime import date

_SWAPPED = str.maketrans(",.", ".,")


def number_text(value: float | None, language: str, digits: int | None = None) -> str:
    """
    Write a number with the marks of the language; ``digits`` fixes the decimals, else there are up to two.

    Vietnamese (``vi``) sets thousands apart by points and decimals by a comma.
    """
    if value is None:
        return ""
    text = f"{value:,.{digits}f}" if digits is not None else f"{round(value, 2):,}".removesuffix(".0")
    return text.translate(_SWAPPED) if language == "vi" else text


def decimal_text(value: float, language: str, digits: int) -> str:
    """
    Write a number for a table: the decimal mark of the language, nothing between thousands.

    There are at most ``digits`` decimals, and no zeros behind the last that says something.
    """
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "vi" else text


def day_text(value: date | str | None) -> str:
    """Write a date as dd/mm/yyyy, as Vietnamese offices do; English texts do the same."""
    if not value:
        return ""
    day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def real_part(day: date, precision: str | None) -> str:
    """Return as much of a day as is known by its precision: 2023, 2022-09 or 2025-05-20."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision or "day", 10)]


def period_text(period: str) -> str:
    """Write the real part of a date as Vietnamese offices do: 2023, 09/2022, 20/05/2025."""
    return "/".join(reversed(period.split("-")))
