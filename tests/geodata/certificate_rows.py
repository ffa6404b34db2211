"""Made-up certificates and facts for tests of what follows from them."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]
DAY = date(2026, 11, 22)


def certificate_row(product: str, on: date | None = None, year: int | None = None, **values: Any) -> Row:
    """Return a row of ``certificates``: of a day, of a year, or of neither."""
    return {
        "certificate_id": f"{product}-{on or year or 'undated'}",
        "product_id": product,
        "stars": 3,
        "certified_on": on,
        "certified_year": on.year if on else year,
        "decision_number": None,
        "criteria": None,
        "level": None,
        "kind": None,
        "points": None,
        "points_a": None,
        "points_b": None,
        "points_c": None,
        "revoked_on": None,
        "note": None,
        "source": None,
        **values,
    }


def channel_row(kind: str, subject: str, value: str | None, as_of: date | None = None, **values: Any) -> Row:
    """Return a row of ``programme_facts`` that names a sales channel."""
    return {
        "fact_id": f"{subject}-{value}-{as_of}",
        "subject_kind": kind,
        "subject_id": subject,
        "fact": "sales_channel",
        "value": value,
        "link": None,
        "amount_vnd": None,
        "as_of": as_of,
        "as_of_precision": None if as_of is None else "day",
        "source": None,
        "note": None,
        **values,
    }


def producer_row(producer_id: str, name: str, placed: Row) -> Row:
    """Return a row of ``producers``."""
    return {"producer_id": producer_id, "name": name, "kind": None, "website": None, **placed}


def sales_point_row(point_id: str, name: str, placed: Row, operator: str | None = None) -> Row:
    """Return a row of ``sales_points``."""
    return {
        "sales_point_id": point_id,
        "name": name,
        "kind": "shop",
        "operator": operator,
        "opened_year": None,
        "market_day": None,
        **placed,
    }
