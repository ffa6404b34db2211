"""Markets as one row per place: what their days, their names and their texts say, and no more."""

from __future__ import annotations

import re

import pandas as pd

from geodata.vocabulary import MarketKind, Weekday

DAILY = re.compile(r"\bh[ằà]ng (?:ngày|đêm)\b", re.IGNORECASE)
NIGHT_MARKET = re.compile(r"\bchợ đêm\b", re.IGNORECASE)


def one_per_place(markets: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """
    Return one row per place: the record that its table names first, the names of the others in ``also``.

    Adds ``weekdays`` (in the order of the week; empty where no source tells
    one), ``market_kind``, and ``evening`` and ``disputed``, which are None
    where nothing is known. ``days`` are rows of ``market_days``.
    """
    place = markets["place_id"].astype("object").fillna(markets["sales_point_id"])
    ordered = markets.assign(place=place).sort_values("source_row", kind="stable")
    kept = markets[markets.index.isin(ordered.drop_duplicates("place").index)]
    groups = dict(tuple(ordered.groupby("place")))
    days_of = dict(tuple(days.groupby("sales_point_id")))
    told = [_told(groups[key], days_of) for key in place[kept.index]]
    columns = ("also", "weekdays", "market_kind", "evening", "disputed")
    return kept.assign(
        **{name: pd.Series([row[name] for row in told], index=kept.index, dtype="object") for name in columns}
    )


def _told(records: pd.DataFrame, days_of: dict[str, pd.DataFrame]) -> dict[str, object]:
    """Return what the records of one place say together."""
    found = [days_of[key] for key in records["sales_point_id"] if key in days_of]
    days = pd.concat(found) if found else None
    named = set() if days is None else set(days["weekday"])
    weekdays = [day.value for day in Weekday if day in named]
    texts = records["market_day"].dropna()
    daily = any(DAILY.search(text) for text in texts)
    kind = MarketKind.WEEKLY if weekdays else MarketKind.DAILY if daily else MarketKind.UNKNOWN
    night = any(NIGHT_MARKET.search(name) for name in records["name"])
    return {
        "also": list(records["name"].iloc[1:]),
        "weekdays": weekdays,
        "market_kind": kind.value,
        "evening": True if night else None if days is None else bool(days["evening"].any()),
        "disputed": None if days is None else bool(days["disputed"].any()),
    }
