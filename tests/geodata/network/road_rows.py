"""Made-up rows of links, speeds and published ways, and stores that hold them."""

from __future__ import annotations

from typing import Any

from geodata.store import Store
from tests.factories import FROM_2020, TO_2024, Row, fill, square, unit_row

MAIN = "mountain terrain (used for all Lào Cai roads): national, provincial and local (level 0-2)"
OTHER = "mountain terrain: other roads (level 3)"
EXPRESSWAY = "flat terrain: expressway"


def speed_row(subject: str, low: float | None, high: float | None, kind: str = "model") -> Row:
    """A row of ``speed_assumptions``."""
    return {
        "assumption_id": f"{kind} {subject}",
        "kind": kind,
        "subject": subject,
        "kmh_low": low,
        "kmh_high": high,
        "source": "made up",
        "source_table": "made up",
        "source_row": 1,
    }


def model_rows() -> list[Row]:
    """What the model says: 40 to 90 on main roads (60 in the middle), 20 to 45 (30), 80 to 125 (100)."""
    return [speed_row(MAIN, 40, 90), speed_row(OTHER, 20, 45), speed_row(EXPRESSWAY, 80, 125)]


def link_row(start: str, end: str, km: float, **values: Any) -> Row:
    """A row of ``road_links``: an estimated link of a national road unless ``values`` say otherwise."""
    return {
        "link_id": f"{start}-{end}",
        "from_code": start,
        "to_code": end,
        "road_class": "national",
        "length_km": km,
        "length_basis": "estimated",
        **values,
    }


def way_row(
    number: int, start: str, end: str, km: float | None = None, minutes: float | None = None, **values: Any
) -> Row:
    """A row of ``published_ways`` that is used."""
    return {
        "way_id": str(number),
        "from_place": f"place {start}",
        "to_place": f"place {end}",
        "from_code": start,
        "to_code": end,
        "km_min": km,
        "km_max": km,
        "minutes_min": minutes,
        "minutes_max": minutes,
        "not_used": None,
        "source_table": "made up",
        "source_row": number,
        **values,
    }


def codes(count: int) -> list[str]:
    """Codes of made-up communes."""
    return [f"{9000 + number:05d}" for number in range(count)]


def fill_roads(store: Store, links: list[Row], ways: list[Row] | None = None, *, points: bool = True) -> None:
    """Fill a store with communes of 2024 in a row, links, the model's speeds and published ways."""
    named = sorted({code for link in links for code in (link["from_code"], link["to_code"])})
    units = [
        unit_row(
            code,
            square(position, 0) if points else None,
            valid_from=FROM_2020,
            valid_to=TO_2024,
        )
        for position, code in enumerate(named)
    ]
    fill(
        store,
        {
            "units": units,
            "road_links": links,
            "speed_assumptions": model_rows(),
            "published_ways": ways or [],
        },
    )
