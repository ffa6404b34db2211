"""What the office knows of one OCOP sales point: checked before it becomes a row."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import date

import geopandas as gpd
import shapely
import sqlalchemy as sa

from geodata import tables
from geodata.crs import WGS84, to_metric
from geodata.errors import N_, InvalidInput
from geodata.registry.reading import clean_text
from geodata.units import UnitKey, UnitRow
from geodata.vocabulary import UnitLevel

FIRST_YEAR = 1990  # nothing of the kind is older
LONGEST = {"name": 200, "address": 300, "operator": 200, "source": 500}
# Reference lines are generalised by 40 m, and some inner ones are approximate.
MOST_BEYOND_M = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PointEntry:
    """
    What the office knows of one point for introducing and selling OCOP products.

    The unit is its commune, or its district where the commune is not known.
    ``same_as`` is the key of a point that the reference data name and that
    this entry tells more of: both are one place and count once.
    ``lon`` and ``lat`` (degrees, EPSG:4326) are both given or both None.
    """

    name: str
    unit_code: str
    unit_valid_from: date
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    opened_year: int | None = None
    operator: str | None = None
    source: str | None = None
    same_as: str | None = None

    @property
    def unit(self) -> UnitKey:
        """Return the key of its unit."""
        return self.unit_code, self.unit_valid_from

    def told(self) -> dict[str, object]:
        """Return what is known as the audit log keeps it."""
        values = {**asdict(self), "unit_valid_from": self.unit_valid_from.isoformat()}
        return {name: value for name, value in values.items() if value is not None}


def checked_entry(connection: sa.Connection, entry: PointEntry, today: date) -> tuple[PointEntry, UnitLevel]:
    """
    Return an entry with clean texts whose year, unit and point are allowed, and the level of its unit.

    Raises
    ------
    InvalidInput
        It has no name, a text is too long, the year, the unit or the point is not allowed.
    """
    name = _text("name", entry.name)
    if name is None:
        raise InvalidInput(N_("A point needs a name"))
    year = entry.opened_year
    if year is not None and not FIRST_YEAR <= year <= today.year:
        raise InvalidInput(
            N_("The year of opening is from %(first)s to %(last)s, not %(year)s"),
            first=FIRST_YEAR,
            last=today.year,
            year=year,
        )
    unit = _unit(connection, entry)
    _check_point(entry, unit)
    checked = PointEntry(
        name=name,
        unit_code=entry.unit_code,
        unit_valid_from=entry.unit_valid_from,
        address=_text("address", entry.address),
        lon=entry.lon,
        lat=entry.lat,
        opened_year=year,
        operator=_text("operator", entry.operator),
        source=_text("source", entry.source),
        same_as=entry.same_as or None,
    )
    return checked, UnitLevel(unit.level)


def _text(field: str, value: str | None) -> str | None:
    """Return a text in NFC with single spaces, None where it is empty."""
    text, _ = clean_text(value)
    if text is not None and len(text) > LONGEST[field]:
        raise InvalidInput(
            N_("“%(start)s…” is too long: at most %(most)s signs, and it has %(found)s"),
            start=text[:20],
            most=LONGEST[field],
            found=len(text),
        )
    return text


def _unit(connection: sa.Connection, entry: PointEntry) -> UnitRow:
    """Return the unit of an entry: a commune or district."""
    t = tables.units
    row = connection.execute(
        sa.select(t.c.level, t.c.name, t.c.shape).where(
            t.c.unit_code == entry.unit_code, t.c.valid_from == entry.unit_valid_from
        )
    ).one_or_none()
    if row is None or row.level == UnitLevel.PROVINCE:
        raise InvalidInput(
            N_("There is no unit %(unit)s: choose from the list"),
            unit=f"{entry.unit_code} {entry.unit_valid_from}",
        )
    return row


def _check_point(entry: PointEntry, unit: UnitRow) -> None:
    """Refuse half a point, one that is no position, and one that lies outside its unit."""
    lon, lat = entry.lon, entry.lat
    if lon is None and lat is None:
        return
    if lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)):
        raise InvalidInput(N_("A point has a longitude and a latitude, in degrees"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InvalidInput(N_("A point has a longitude and a latitude, in degrees"))
    if unit.shape is None:
        return
    metric = to_metric(gpd.GeoSeries([unit.shape, shapely.Point(lon, lat)], crs=WGS84))
    if metric.iloc[0].distance(metric.iloc[1]) > MOST_BEYOND_M:
        raise InvalidInput(
            N_("The point %(lon)s, %(lat)s does not lie in %(name)s: choose the unit that it lies in"),
            lon=lon,
            lat=lat,
            name=unit.name,
        )
